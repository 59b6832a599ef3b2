"""Records of one kind as a table of texts and numbers, a column for each thing that is compared."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import polars as pl

from yanzhen.collect.duplicates.profiles import FORMER_NAMES, Profile
from yanzhen.records import Record
from yanzhen.reference.places import resolve
from yanzhen.reference.regions import is_known

PARTIES, CODES, AMOUNTS, PEOPLE, PHONES = 3, 2, 3, 6, 3
"""How many of each are kept of a record."""

_UNITS = {"亿": 1e8, "万": 1e4, "千": 1e3, "百": 1e2}


class Gathering:
    """Records of one kind, taken in one by one; only what is compared is kept."""

    def __init__(self, profile: Profile) -> None:
        self.profile = profile
        self.ids: list[str] = []
        self._names = _columns(profile)
        self._columns: list[list[Any]] = [[] for _ in self._names]

    def add(self, record: Record) -> None:
        self.ids.append(record.key)
        for column, value in zip(self._columns, _row(record, self.profile), strict=True):
            column.append(value)

    def table(self) -> pl.DataFrame:
        """A row a record, in the order of their ids: name, parties, codes … as text, amounts and figures as numbers."""
        numbers = {
            *_numbered("amount", len(self.profile.amounts)),
            *_numbered("figure", len(self.profile.figures)),
        }
        columns = [
            _number(name, values) if name in numbers else pl.Series(name, _clean(values), pl.String)
            for name, values in zip(self._names, self._columns, strict=True)
        ]
        return pl.DataFrame([pl.Series("id", _clean(self.ids), pl.String), *columns]).sort("id")


def gathered(records: Iterable[Record], profile: Profile) -> pl.DataFrame:
    """The table of records of one kind (see `Gathering.table`)."""
    gathering = Gathering(profile)
    for record in records:
        gathering.add(record)
    return gathering.table()


def _numbered(stem: str, count: int) -> list[str]:
    return [f"{stem}{number}" for number in range(count)]


def _columns(profile: Profile) -> list[str]:
    return [
        "name",
        *_numbered("party", PARTIES),
        *_numbered("own_code", CODES),
        *_numbered("firm_code", CODES),
        "place",
        "park",
        "contact",
        "people",
        "text",
        *_numbered("date", len(profile.dates)),
        *_numbered("amount", len(profile.amounts)),
        *_numbered("figure", len(profile.figures)),
    ]


def _row(record: Record, profile: Profile) -> Iterable[Any]:
    fields = record.fields
    yield record.name
    yield from _several(_parties(record, profile), PARTIES)
    yield from _several((text_of(fields[key]) for key in profile.own_codes if key in fields), CODES)
    yield from _several((text_of(fields[key]) for key in profile.firm_codes if key in fields), CODES)
    yield next((place for key in profile.places if key in fields and (place := region_code(fields[key]))), "")
    yield next((text_of(fields[key]) for key in profile.parks if key in fields), "")
    yield " ; ".join(text_of(fields[key]) for key in profile.contacts if key in fields)
    yield "、".join(text_of(fields[key]) for key in profile.people if key in fields)
    yield "。".join(text_of(fields[key]) for key in profile.texts if key in fields)
    for key in profile.dates:
        yield text_of(fields[key]) if key in fields else ""
    for key in (*profile.amounts, *profile.figures):
        yield fields.get(key)


def _several(values: Iterable[str], count: int) -> list[str]:
    kept = list(dict.fromkeys(value for value in values if value))[:count]
    return kept + [""] * (count - len(kept))


def _parties(record: Record, profile: Profile) -> Iterable[str]:
    """The parties of a record, joint ones one by one, then their names of old."""
    if profile.by_name:
        yield record.name
    for key in profile.parties:
        if told := text_of(record.fields.get(key, "")):
            yield from _one_by_one(told)
    for key in FORMER_NAMES:
        if told := record.extra.get(key) or text_of(record.fields.get(key, "")):
            yield from _one_by_one(told)


_BETWEEN = ("、", "；", ";", "/", "，", ",", "\n", "公司与", "公司和", "公司及")


def _one_by_one(told: str) -> list[str]:
    if not any(mark in told for mark in _BETWEEN):
        return [told]
    for mark in _BETWEEN:
        told = told.replace(mark, mark[:-1] + "\n" if mark.startswith("公司") else "\n")
    return [part.strip() for part in told.split("\n") if part.strip()]


def text_of(value: Any) -> str:
    """A value as one text: lists with 、 between, numbers as they are written."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        return "、".join(map(text_of, value))
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


@lru_cache(maxsize=65536)
def region_code(value: Any) -> str:
    """The six-digit code of a place as a record holds it, a code or a name; empty where it is not known."""
    text = text_of(value).strip()
    if len(text) == 6 and text.isdigit() and is_known(text):
        return text
    return (resolve(text).code or "") if text else ""


def _clean(values: list[Any]) -> list[str]:
    """Texts that can be written: lone surrogates (they come from broken files) become question marks."""
    try:
        "".join(values).encode()
    except UnicodeEncodeError:
        return [value.encode("utf-8", "replace").decode() for value in values]
    return values


def _number(name: str, values: list[Any]) -> pl.Series:
    if all(value is None or type(value) in (int, float) for value in values):
        return pl.Series(name, [None if value is None else float(value) for value in values], pl.Float64)
    return pl.Series(name, [number_of(value) for value in values], pl.Float64)


def number_of(value: Any) -> float | None:
    """A number, or a text that begins with one and a unit of counting (1.2亿元, 12,000万元); None for anything else."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        return float(value) if abs(value) < 1e300 else None
    if isinstance(value, list | tuple):
        return number_of(value[-1]) if value else None
    text = str(value).replace(",", "").strip()
    digits = 0
    while digits < len(text) and (text[digits].isdecimal() or text[digits] == "."):
        digits += 1
    try:
        number = float(text[:digits])
    except ValueError:
        return None
    for unit in text[digits : digits + 3]:
        number *= _UNITS.get(unit, 1.0)
    return number
