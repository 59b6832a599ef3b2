"""Files and folders of places and tables, each recognised by its headers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from yanzhen.errors import UnreadableInput
from yanzhen.place.ruling.quantities import Reader
from yanzhen.place.sources.chaintables import PRODUCTS, read_inputs, read_makers
from yanzhen.place.sources.citytables import read_census, read_coordinates, read_grid_factors, read_panel
from yanzhen.place.sources.entries import PLACE_COLUMNS, Listed, library_columns, read_entries
from yanzhen.place.sources.loaded import Loaded, Told
from yanzhen.place.sources.rail import stations_of, trains_a_day, trains_of, year_in
from yanzhen.place.sources.towns import all_cities
from yanzhen.place.sources.zones import read_zones
from yanzhen.place.tables import rows_of
from yanzhen.records import Record
from yanzhen.reference.regions import city_of, is_known

SUFFIXES = (".csv", ".tsv", ".xlsx", ".json", ".parquet")
Recognised = Callable[[set[str]], bool]


def _has(*wanted: str) -> Recognised:
    return lambda names: set(wanted) <= names


def _begins(*wanted: str) -> Recognised:
    return lambda names: all(any(name.startswith(start) for name in names) for start in wanted)


_TABLES: dict[str, Recognised] = {
    "census": _begins("city", "popu_", "age_15_59_"),
    "panel": _has("城市", "year", "gdp_city"),
    "stations": _has("站名", "电报码", "经度", "纬度"),
    "timetable": _has("车次", "站序", "站名", "到站时间", "出发时间"),
    "grid": _begins("province", "grid_factor_"),
    "zones": _has("name", "city", "leading_industries"),
    "coordinates": _has("adcode", "longitude", "latitude"),
    "inputs": _has("Code", "DescriptionInChinese", "GO"),
    "makers": lambda names: "name" in names and not PRODUCTS.isdisjoint(names),
}
"""What a table is, by its headers; anything else is a table of entries, if it has a column of places."""


def gather(places: Sequence[Path], tables: Sequence[Path], read: Reader) -> Loaded:
    """Read all files.

    Args:
        places: files and folders whose rows are the places to be compared (where they tell of such); none where the
            places are known from elsewhere and only values of them are wanted.
        tables: files and folders that only tell values of them.
        read: reads a quantity with its unit.

    Raises:
        UnreadableInput: a named file can't be read or recognised, or none of `places` tells of a place.
    """
    loaded = Loaded()
    named = {path for path in (*places, *tables) if not path.is_dir()}
    read_files: dict[str, list[tuple[Path, Listed, bool]]] = {}
    for as_places, path in [*((True, p) for p in _files(places)), *((False, p) for p in _files(tables))]:
        listed = _rows(path, loaded, must=path in named)
        what = _recognised(listed) if listed else ""
        if not what:
            if path in named:
                raise _strange(path)
            loaded.unused.append(path.name)
            continue
        read_files.setdefault(what, []).append((path, listed, as_places))
    _take(read_files, loaded, read)
    if places and not loaded.parks and not loaded.cities:
        raise UnreadableInput(
            f"{places[0]}：里面没有地方；请给一张有 name（名称）列的园区或城市表",
            f"{places[0]}: tells of no place; give a table of parks or cities with a column `name`",
        )
    return loaded


def _files(paths: Iterable[Path]) -> list[Path]:
    found: list[Path] = []
    for path in paths:
        if not path.exists():
            raise UnreadableInput(f"{path}：没有这个文件或文件夹", f"{path}: no such file or folder")
        found += sorted(p for p in path.iterdir() if p.suffix.lower() in SUFFIXES) if path.is_dir() else [path]
    return found


def _rows(path: Path, loaded: Loaded, *, must: bool) -> Listed:
    try:
        return rows_of(path)
    except UnreadableInput as error:
        if must:
            raise
        loaded.refused.append(error.said)
        return []


def _recognised(listed: Listed) -> str:
    names = {name for _, row in listed[:50] for name in row}
    for what, recognised in _TABLES.items():
        if recognised(names):
            return what
    has_place = any(name in names for name in PLACE_COLUMNS)
    return "entries" if has_place and (library_columns(dict.fromkeys(names)) or "kind" in names) else ""


def _strange(path: Path) -> UnreadableInput:
    return UnreadableInput(
        f"{path}：认不出这张表；要有一列地方（name、园区名称、城市）和指标库里的列（如 工业电价），见 docs/zh/place.md",
        f"{path}: not recognised; give a column of places (name, park, city) and columns of the library (such as "
        "power_price), see docs/en/place.md",
    )


def _take(files: dict[str, list[tuple[Path, Listed, bool]]], loaded: Loaded, read: Reader) -> None:
    for what, take in (("census", read_census), ("panel", read_panel), ("grid", read_grid_factors)):
        for path, listed, as_places in files.get(what, []):
            before = dict(loaded.cities)
            take(path, listed, loaded)
            if not as_places:
                loaded.cities = before
    for path, listed, as_places in files.get("zones", []):
        read_zones(path, listed, loaded, as_places=as_places)
    for path, listed, as_places in files.get("entries", []):
        read_entries(path, listed, loaded, read, as_places=as_places)
    for _, listed, _ in files.get("coordinates", []):
        read_coordinates(listed, loaded)
    for path, listed, _ in files.get("makers", []):
        read_makers(path, listed, loaded)
    for path, listed, _ in files.get("inputs", []):
        read_inputs(path, listed, loaded)
    _take_trains(files, loaded)


def _take_trains(files: dict[str, list[tuple[Path, Listed, bool]]], loaded: Loaded) -> None:
    """A timetable counts with the table of its stations only."""
    stations: dict[str, str] = {}
    for _, listed, _ in files.get("stations", []):
        stations |= stations_of(listed)
    for path, listed, _ in files.get("timetable", []):
        if not stations:
            loaded.unused.append(path.name)
            continue
        loaded.trains |= trains_of(listed, stations)
        loaded.timetable, loaded.timetable_of = path.name, year_in(path.name)
    counted = trains_a_day(loaded.trains)
    if counted:
        # A timetable tells of cities that no train serves, too: of those to be compared, else of all.
        compared = [*loaded.cities, *map(_city_around, loaded.parks.values())] or all_cities()
        counted = dict.fromkeys(compared, 0) | counted
    loaded.told += [
        Told(("region", city), "rail_trains", trains, loaded.timetable_of, loaded.timetable)
        for city, trains in counted.items()
    ]


def _city_around(place: Record) -> str:
    code = str(place.get("region") or "")
    return city_of(code) if is_known(code) else ""
