"""Tables of cities and provinces: census, panel of economy and electricity, grid factors."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from yanzhen.language import Said
from yanzhen.place.sources.loaded import Loaded, Told
from yanzhen.place.sources.towns import city_code, city_place
from yanzhen.place.tables import number_of, said_at, short, text_of
from yanzhen.reference.places import resolve

Row = Mapping[str, Any]
Listed = list[tuple[Said, Row]]


def read_census(path: Path, listed: Listed, loaded: Loaded) -> None:
    """A row a city: residents (`popu_YEAR`), those in towns, ages in per cent; the newest census counts."""
    years = sorted(_years(listed, r"popu_(\d{4})"))
    new, old = years[-1], years[0] if len(years) > 1 else None
    for place, row in listed:
        code = _city_of(path, place, text_of(row.get("city_code")) or text_of(row.get("city")), row, loaded)
        if code is None:
            continue
        loaded.cities.setdefault(code, city_place(code))
        people, towns, adult, aged = (
            number_of(row.get(f"{name}_{new}")) for name in ("popu", "popu_urban", "age_15_59", "age_65")
        )
        before = number_of(row.get(f"popu_{old}")) if old else None
        values = {
            "working_age_share": adult,
            "ageing": aged,
            "working_age": _by(lambda a, b: a * b / 100 / 1e4, people, adult),
            "urban_share": _by(lambda a, b: 100 * a / b, towns, people),
            "population_growth": _by(lambda a, b: 100 * (a / b - 1), people, before),
        }
        # The census asks how things were on 1 November.
        _tell(loaded, code, values, date(int(new), 11, 1), f"{path.name} {place}")


def _by(make: Callable[[float, float], float], one: float | None, other: float | None) -> float | None:
    return make(one, other) if one and other else None


def read_panel(path: Path, listed: Listed, loaded: Loaded) -> None:
    """A row a city and year: product, secondary sector, electricity (10 million kWh), income; the last year counts."""
    last: dict[str, tuple[int, Said, Row]] = {}
    for place, row in listed:
        year, name = number_of(row.get("year")), text_of(row.get("城市"))
        if year is None or not 1900 < year < 2200:
            loaded.refused.append(
                said_at(path, place, "year", "不是年份，这一行没有用上", "is no year; the row is left out")
            )
        elif name not in last or last[name][0] < year:
            last[name] = (int(year), place, row)
    income = next((name for _, row in listed[:1] for name in row if name.lower().startswith("income")), "")
    for name, (year, place, row) in last.items():
        code = _city_of(path, place, name, row, loaded)
        if code is None:
            continue
        loaded.cities.setdefault(code, city_place(code))
        product, second = number_of(row.get("gdp_city")), number_of(row.get("gdp_second"))
        electricity = number_of(row.get("ec_city"))
        values = {
            "gdp": product,
            "industry_share": _by(lambda a, b: 100 * a / b, second, product),
            "electricity": None if electricity is None else electricity / 10,
            "income": number_of(row.get(income)),
        }
        _tell(loaded, code, values, date(year, 12, 31), f"{path.name} {place}")


def read_grid_factors(path: Path, listed: Listed, loaded: Loaded) -> None:
    """A row a province: kg of CO2 a kWh (`grid_factor_YEAR_kgco2_kwh`)."""
    year = max(_years(listed, r"grid_factor_(\d{4})_kgco2_kwh"))
    for place, row in listed:
        name = text_of(row.get("province"))
        found = resolve(name)
        if found.code is None:
            loaded.passed_over.append(_nowhere(path, place, name))
            continue
        values = {"grid_factor": number_of(row.get(f"grid_factor_{year}_kgco2_kwh"))}
        _tell(
            loaded, found.code, values, date(int(year), 12, 31), f"{path.name} {place}", text_of(row.get("source_url"))
        )


def read_coordinates(listed: Listed, loaded: Loaded) -> None:
    """A row a region: `adcode`, `longitude`, `latitude` in degrees."""
    for _, row in listed:
        longitude, latitude = number_of(row.get("longitude")), number_of(row.get("latitude"))
        if longitude is not None and latitude is not None:
            loaded.points[text_of(row.get("adcode"))] = (longitude, latitude)


def _years(listed: Listed, pattern: str) -> set[str]:
    matches = (re.fullmatch(pattern, name) for name in listed[0][1])
    return {found[1] for found in matches if found}


def _city_of(path: Path, place: Said, name: str, row: Row, loaded: Loaded) -> str | None:
    # 吉林, 朝阳 and 西安 alone could be something else; in a table of cities they are cities.
    code = city_code(name) or city_code(f"{name}市")
    if code is None:
        loaded.passed_over.append(_nowhere(path, place, name))
    return code


def _nowhere(path: Path, place: Said, name: str) -> Said:
    return Said(f"{path.name} {place.zh}“{short(name)}”", f"{path.name} {place.en} “{short(name)}”")


def _tell(
    loaded: Loaded, code: str, values: Mapping[str, float | None], day: date, source: str, evidence: str = ""
) -> None:
    target = ("region", code)
    loaded.told += [
        Told(target, key, value, day, source, evidence=evidence) for key, value in values.items() if value is not None
    ]
