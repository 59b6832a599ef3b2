"""What parks and offices enter: records of parks, and any table with a column of places and columns of the library."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from yanzhen.language import Said
from yanzhen.place.library import LibraryCriterion, criterion_called
from yanzhen.place.observations import Observation
from yanzhen.place.ruling.quantities import Reader, amount
from yanzhen.place.sources.loaded import Loaded, Target, Told
from yanzhen.place.sources.towns import city_code, city_place
from yanzhen.place.tables import number_of, said_at, short, text_of, value_of
from yanzhen.records import Record, Source, folded
from yanzhen.reference.cells import is_nothing
from yanzhen.reference.places import resolve

Listed = list[tuple[Said, Mapping[str, Any]]]

PLACE_COLUMNS = (
    "name", "place", "park", "city", "名称", "园区名称", "园区", "开发区", "承接地", "地方", "城市", "城市名称",
    "地区", "市",
)  # fmt: skip
_REGION = ("region", "city_code", "adcode", "所在地", "所在地区", "所在城市", "行政区划代码", "城市代码")
_AS_OF = ("as_of", "截至", "数据截止时间", "日期", "年份", "year")
_UNTIL = ("valid_until", "有效期至", "有效期")
_SOURCE = ("source", "来源", "数据来源")
_EVIDENCE = ("evidence", "依据", "证明材料", "source_url")
_RANGE = re.compile(r"(?P<low>[\d.,]+\s*[^\d\s~～至到—–-]*)\s*(?:[~～至到—–-]+)\s*(?P<high>[\d.,]+.*)")


def library_columns(names: Mapping[str, Any]) -> dict[str, LibraryCriterion]:
    """Column -> the criterion that it means; units in brackets are no part of a name."""
    found = {}
    for name in names:
        plain = re.sub(r"[（(].*?[)）]", "", name)
        criterion = criterion_called(plain) or criterion_called(name)
        if criterion is not None:
            found[name] = criterion
    return found


def read_entries(path: Path, listed: Listed, loaded: Loaded, read: Reader, *, as_places: bool) -> None:
    """The values of a table, and its places.

    A row whose name is a city's tells of the city, any other of a park. Rows without a date count as undated.

    Args:
        as_places: whether the rows are places to be compared, not only values of such.
    """
    columns = library_columns(dict.fromkeys(name for _, row in listed for name in row))
    for place, row in listed:
        name = text_of(value_of(row, PLACE_COLUMNS))
        if not name:
            loaded.refused.append(
                said_at(path, place, "name", "是空的，这一行没有用上，请填地方的名称", "is empty; name the place")
            )
            continue
        target = _target(path, place, name, row, loaded, as_places)
        _tell(path, place, row, target, columns, loaded, read)


def _target(path: Path, place: Said, name: str, row: Mapping[str, Any], loaded: Loaded, as_places: bool) -> Target:
    told = resolve(name)
    code = city_code(name) if told.outcome == "resolved" and not told.park and told.code else None
    if code is not None and code == told.code and not row.get("kind"):
        if as_places:
            loaded.cities.setdefault(code, city_place(code))
        return ("region", code)
    if as_places:
        _add_park(path, place, name, row, loaded)
    return ("park", folded(name))


_OWN = frozenset({"kind", "id", "book", "sheet", "row", "name", "extra"})


def _add_park(path: Path, place: Said, name: str, row: Mapping[str, Any], loaded: Loaded) -> None:
    if folded(name) in loaded.parks:
        loaded.refused.append(
            said_at(
                path, place, "name",
                f"“{short(name)}”出现不止一次，后面的只补充数值",
                f"“{short(name)}” stands twice; the second only adds values",
            )
        )  # fmt: skip
        return
    where = text_of(value_of(row, _REGION)) or text_of(row.get("province")) + text_of(row.get("city"))
    found = resolve(where) if where else resolve(name)
    fields = {key: value for key, value in row.items() if key not in _OWN and value not in (None, "")}
    fields.pop("region", None)
    if found.code:
        fields["region"] = found.code
    number = int(re.sub(r"\D", "", place.en) or 0)
    source = Source(path.name, text_of(row.get("sheet")), number)
    loaded.parks[folded(name)] = Record("park", name, fields, source=source, key=text_of(row.get("id")))


def _tell(
    path: Path,
    place: Said,
    row: Mapping[str, Any],
    target: Target,
    columns: Mapping[str, LibraryCriterion],
    loaded: Loaded,
    read: Reader,
) -> None:
    as_of, until = (_day(path, place, names, row, loaded) for names in (_AS_OF, _UNTIL))
    given = text_of(value_of(row, _SOURCE))
    source = f"{given}, {path.name} {place}" if given else f"{path.name} {place}"
    for column, criterion in columns.items():
        text = text_of(row.get(column))
        if is_nothing(text):
            continue
        ends = value_range(row.get(column), criterion.unit.zh, read)
        if ends is None:
            loaded.refused.append(
                said_at(
                    path, place, column,
                    f"是“{short(text)}”，读不成{criterion.unit.zh}，当作未知；请只写数字",
                    f"is “{short(text)}” and can't be read in {criterion.unit.en}, so it counts as unknown; "
                    "write a number alone",
                )
            )  # fmt: skip
            continue
        low, high = ends
        if not criterion.lowest <= low <= high <= criterion.highest:
            loaded.refused.append(_implausible(path, place, column, text, criterion))
            continue
        told_ends = (low, high) if low < high else (None, None)
        evidence = text_of(value_of(row, _EVIDENCE))
        loaded.told.append(Told(target, criterion.key, (low + high) / 2, as_of, source, until, evidence, *told_ends))


def own_observations(place: Record, read: Reader) -> tuple[list[Observation], list[Said]]:
    """What a record tells of itself by the library's criteria, dated by its `as_of`.

    Args:
        read: reads a quantity with its unit.

    Returns:
        the values, and a sentence for each field that can't be read or is not plausible.
    """
    loaded, where = Loaded(), Said(place.name, place.name)
    row = {**place.extra, **place.fields}
    book = Path(place.source.book or place.kind)
    _tell(book, where, row, ("park", place.key), library_columns(row), loaded, read)
    return list(loaded.observations_at(("park", place.key), place.key)), loaded.refused


def _implausible(path: Path, place: Said, column: str, text: str, criterion: LibraryCriterion) -> Said:
    low, high = f"{criterion.lowest:g}", f"{criterion.highest:g}"
    return said_at(
        path, place, column,
        f"是“{short(text)}”，不在 {low} 到 {high} {criterion.unit.zh}之间，当作未知；请核对单位",
        f"is “{short(text)}”, not from {low} to {high} {criterion.unit.en}, so it counts as unknown; check the unit",
    )  # fmt: skip


def value_range(value: Any, unit: str, read: Reader) -> tuple[float, float] | None:
    """The ends of what a cell says in a unit, equal for one number; None where it says none."""
    plain = number_of(value)
    if plain is not None:
        return plain, plain
    text = unicodedata.normalize("NFKC", text_of(value)).strip()
    if text.endswith("%") and unit == "%" and (share := number_of(text[:-1])) is not None:
        return share, share
    if found := _RANGE.fullmatch(text):
        high = _number(found["high"], unit, read)
        # 3500-4500元/月 names the unit once, at the end.
        tail = re.sub(r"^[\d.,]+", "", found["high"])
        low = _number(found["low"] + tail if re.fullmatch(r"[\d.,\s]+", found["low"]) else found["low"], unit, read)
        return (low, high) if low is not None and high is not None and low <= high else None
    number = _number(text, unit, read)
    return None if number is None else (number, number)


def _number(text: str, unit: str, read: Reader) -> float | None:
    """A number alone, with the unit, with what stands above its stroke (5000元 of a month), or as the reader has it."""
    whole = unicodedata.normalize("NFKC", unit)
    for tail in ("", whole, whole.partition("/")[0]):
        if text.endswith(tail) and (plain := number_of(text.removesuffix(tail))) is not None:
            return plain
    return amount(text, unit, read)


def _day(path: Path, place: Said, names: tuple[str, ...], row: Mapping[str, Any], loaded: Loaded) -> date | None:
    """The last day that a date means; a year alone is its last day."""
    value = value_of(row, names)
    if isinstance(value, date):
        return date(value.year, value.month, value.day)
    text = re.sub(r"[年月/.]", "-", text_of(value)).strip("-日 ")
    if is_nothing(text):
        return None
    try:
        parts = [int(part) for part in text[:10].split("-")]
        if len(parts) == 3:
            return date(*parts)
        if len(parts) == 2:
            return date(parts[0] + parts[1] // 12, parts[1] % 12 + 1, 1) - date.resolution
        return date(parts[0], 12, 31)
    except ValueError:
        loaded.refused.append(
            said_at(
                path, place, names[0],
                f"是“{short(text)}”，读不成日期，当作没有写；请写 2025-06-30",
                f"is “{short(text)}” and no date, so it counts as undated; write 2025-06-30",
            )
        )  # fmt: skip
        return None
