"""Catalogues of development zones: places by themselves, area of their cities, makers of what they lead in."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from yanzhen.language import Said
from yanzhen.place.chaining.trades import trades_of
from yanzhen.place.sources.loaded import Loaded, Maker, Told
from yanzhen.place.sources.rail import year_in
from yanzhen.place.sources.towns import all_cities, city_code
from yanzhen.place.tables import number_of, said_at, short, text_of
from yanzhen.records import Record, Source, folded

Listed = list[tuple[Said, Mapping[str, Any]]]


NATIONAL = 25
"""A catalogue with zones in so many provinces is the country's: a city that is not in it has none."""


def read_zones(path: Path, listed: Listed, loaded: Loaded, *, as_places: bool) -> None:
    """A row a zone: name, province, city, area in hectares, leading industries divided by `、`."""
    day = year_in(path.name)
    areas: dict[str, float] = {}
    for place, row in listed:
        name, where = text_of(row.get("name")), text_of(row.get("city"))
        city = city_code(text_of(row.get("province")) + where) or city_code(where) or city_code(name)
        if not name or city is None:
            loaded.refused.append(
                said_at(
                    path, place, "city",
                    f"“{short(where)}”不是现在的市，这个开发区没有用上",
                    f"“{short(where)}” is no city of today; the zone is left out",
                )
            )  # fmt: skip
            continue
        area, leading = number_of(row.get("area_ha")), text_of(row.get("leading_industries"))
        loaded.makers.append(Maker(name, city, trades_of(leading)))
        areas[city] = areas.get(city, 0.0) + (area or 0.0)
        if area is not None:
            loaded.told.append(Told(("park", folded(name)), "zone_area", area, day, f"{path.name} {place}"))
        if as_places:
            fields: dict[str, Any] = {"region": city, "level": text_of(row.get("level")), "leading_industries": leading}
            fields |= {} if area is None else {"approved_area_ha": area}
            number = int("".join(filter(str.isdigit, place.en)) or 0)
            loaded.parks[folded(name)] = Record("park", name, fields, source=Source(path.name, "", number))
    loaded.makers_from.append(path.name)
    loaded.makers_of = day
    if len({city[:2] for city in areas}) >= NATIONAL:
        areas = dict.fromkeys(loaded.cities or all_cities(), 0.0) | areas
    loaded.told += [Told(("region", city), "zone_area", area, day, path.name) for city, area in areas.items()]
