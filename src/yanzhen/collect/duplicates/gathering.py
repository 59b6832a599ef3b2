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

_AT_ONCE = 20_000
"""Records that are held as Python's values until they are packed."""

_UNITS = {"亿": 1e8, "万": 1e4, "千": 1e3, "百": 1e2}


class Gathering:
    """Records of one kind, taken in one by one; only what is compared is kept, packed."""

    def __init__(self, profile: Profile) -> None:
        self.profile = profile
        self.size = 0
        self._keys = tuple(sorted(profile.keys | set(FORMER_NAMES)))
        self._ids: list[str] = []
        self._names: list[str] = []
        self._fields: list[dict[str, Any]] = []
        self._packed: list[pl.DataFrame] = []

    def add(self, record: Record) -> None:
        self.size += 1
        self._ids.append(record.key)
        self._names.append(record.name)
        self._fields.append({**record.extra, **record.fields} if record.extra else record.fields)
        if len(self._ids) == _AT_ONCE:
            self._pack()

    def _pack(self) -> None:
        values = {key: [fields.get(key) for fields in self._fields] for key in self._keys}
        self._packed.append(_packed(self._ids, self._names, values, self.profile))
        self._ids, self._names, self._fields = [], [], []

    def table(self) -> pl.DataFrame:
        """A row a record, in the order of their ids: name, party0 …, own_code0 …, firm_code0 …, place, park, contact,
        people, text, date0 … as text; amount0 …, figure0 … as numbers."""
        self._pack()
        return pl.concat(self._packed).sort("id")


def gathered(records: Iterable[Record], profile: Profile) -> pl.DataFrame:
    """The table of records of one kind (see `Gathering.table`)."""
    gathering = Gathering(profile)
    for record in records:
        gathering.add(record)
    return gathering.table()


def _packed(ids: list[str], names: list[str], values: dict[str, list[Any]], profile: Profile) -> pl.DataFrame:
    numbers = {*profile.amounts, *profile.figures}
    texts = pl.DataFrame(
        [_texts(key, column) for key, column in values.items() if key not in numbers]
        + [_texts(_ID, ids), _texts(_NAME, names)]
    )
    return texts.select(
        pl.col(_ID).alias("id"),
        pl.col(_NAME).alias("name"),
        *_listed(_parties(profile), "party", PARTIES, _BETWEEN_PARTIES),
        *_listed(list(profile.own_codes), "own_code", CODES, None),
        *_listed(list(profile.firm_codes), "firm_code", CODES, None),
        _first_of([_as_region(key) for key in profile.places]).alias("place"),
        _first_of([pl.col(key) for key in profile.parks]).alias("park"),
        _together(profile.contacts, " ; ").alias("contact"),
        _together(profile.people, "、").alias("people"),
        _together(profile.texts, "。").alias("text"),
        *(pl.col(key).alias(f"date{number}") for number, key in enumerate(profile.dates)),
    ).with_columns(
        *(_numbers(f"amount{number}", values[key]) for number, key in enumerate(profile.amounts)),
        *(_numbers(f"figure{number}", values[key]) for number, key in enumerate(profile.figures)),
    )


_ID, _NAME = "\0id", "\0name"
"""Columns that no field can be called."""

_BETWEEN_PARTIES = r"[、；;/，,\n]+"


def _parties(profile: Profile) -> list[str]:
    """Where parties stand; names of old come last."""
    return [*([_NAME] if profile.by_name else []), *profile.parties, *FORMER_NAMES]


def _listed(keys: list[str], stem: str, count: int, between: str | None) -> list[pl.Expr]:
    """The first values of several columns, each once, as columns `stem0` …."""
    whole = _together(keys, "\n")
    if between:
        whole = whole.str.replace_all(r"公司[与和及]", "公司\n").str.replace_all(between, "\n")
    parts = whole.str.split("\n").list.eval(pl.element().str.strip_chars().filter(pl.element().str.strip_chars() != ""))
    kept = parts.list.unique(maintain_order=True)
    return [kept.list.get(number, null_on_oob=True).fill_null("").alias(f"{stem}{number}") for number in range(count)]


def _together(keys: Iterable[str], between: str) -> pl.Expr:
    told = [pl.when(pl.col(key) != "").then(pl.col(key)) for key in keys]
    return pl.concat_str(told, separator=between, ignore_nulls=True).fill_null("") if told else pl.lit("")


def _first_of(told: list[pl.Expr]) -> pl.Expr:
    filled = [pl.when(each != "").then(each) for each in told]
    return pl.coalesce(filled).fill_null("") if filled else pl.lit("")


def _as_region(key: str) -> pl.Expr:
    return pl.col(key).map_batches(_regions, return_dtype=pl.String)


def _regions(places: pl.Series) -> pl.Series:
    told = places.unique()
    codes = pl.Series([region_code(text or "") for text in told.to_list()], dtype=pl.String)
    return places.replace_strict(told, codes, return_dtype=pl.String)


def _texts(name: str, values: list[Any]) -> pl.Series:
    """A column of texts, null where nothing is told."""
    if not set(map(type, values)) <= {str, type(None)}:
        values = [None if value is None else text_of(value) for value in values]
    try:
        return pl.Series(name, values, pl.String)
    except UnicodeEncodeError:  # lone surrogates, from broken files
        clean = [value and value.encode("utf-8", "replace").decode() for value in values]
        return pl.Series(name, clean, pl.String)


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
def region_code(text: str) -> str:
    """The six-digit code of a place as a record holds it, a code or a name; empty where it is not known."""
    text = text.strip()
    if len(text) == 6 and text.isdigit() and is_known(text):
        return text
    return (resolve(text).code or "") if text else ""


def _numbers(name: str, values: list[Any]) -> pl.Series:
    if set(map(type, values)) <= {int, float, type(None)}:
        values = [value if value is None or abs(value) < _ABSURD else None for value in values]
    else:
        values = list(map(number_of, values))
    return pl.Series(name, values, pl.Float64, strict=False)


_ABSURD = 1e18


def number_of(value: Any) -> float | None:
    """A number, or a text that begins with one and a unit of counting (1.2亿元, 12,000万元); None for anything else."""
    if value is None or isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return float(value) if abs(value) < _ABSURD else None
    if isinstance(value, list | tuple):
        return number_of(value[-1]) if value else None
    return _number_in(str(value))


def _number_in(text: str) -> float | None:
    text = text.replace(",", "").replace("，", "").strip()
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
