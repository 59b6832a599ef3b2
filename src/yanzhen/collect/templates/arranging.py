"""The rows of a ledger in their order: sections, groups with their sums, and the sum of all.

Sums are exact (whole CNY, fractions of other units) and of one field each; what is no exact amount is left out of
them and counted, so that the ledger can say so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from typing import Literal

from yanzhen.collect.lines import is_total
from yanzhen.collect.templates.placenames import place_name
from yanzhen.collect.templates.shapes import Column, Grouping, SheetTemplate
from yanzhen.collect.values.words import read_stage
from yanzhen.fields import fields_of
from yanzhen.records import STAGES, Record
from yanzhen.reference.regions import ancestors, city_of, is_known, province_of

_ADDED_UNITS = frozenset(("亩", "㎡", "平方公里", "公顷", "万千瓦时", "吨标准煤", "吨/日"))
_NUMBERING = re.compile(
    r"^\s*(?:[(（]?[一二三四五六七八九十]{1,3}[)）]?[、.,．]?|第[一二三四五六七八九十]{1,3}[类部批章][、.]?)\s*"
)
_ORDINALS = "一二三四五六七八九十"
_SCOPES = ("境外", "省外", "省内")
_HOMES = ("target", "region")

Sum = int | Fraction


@dataclass(slots=True)
class Sums:
    """The sums of some rows.

    Attributes:
        amounts: column's number -> exact sum; a column of which no row tells a value has none.
        rows: how many.
        ranges, foreign: how many rows tell their total only as a range, or in foreign money.
    """

    amounts: dict[int, Sum] = field(default_factory=dict)
    rows: int = 0
    ranges: int = 0
    foreign: int = 0

    def add(self, other: Sums) -> None:
        """Take in the sums of a part."""
        for number, value in other.amounts.items():
            self.amounts[number] = self.amounts.get(number, 0) + value
        self.rows += other.rows
        self.ranges += other.ranges
        self.foreign += other.foreign


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the ledger: a section's head, a row of sums with its label, or a record with its number."""

    sort: Literal["section", "sum", "record"]
    text: str = ""
    record: Record | None = None
    number: int = 0
    sums: Sums | None = None
    grand: bool = False


@dataclass(slots=True)
class _Group:
    label: str
    records: list[Record] = field(default_factory=list)


def added_columns(kind: str, columns: Iterable[Column]) -> list[Column]:
    """The columns that have a sum: money of one type each, areas, people, energy; no prices, rates or years."""
    fields = fields_of(kind)
    first: dict[str, Column] = {}
    for column in columns:
        known = fields.get(column.key or "")
        if known is None or column.hidden or column.role != "value" or known.key in first:
            continue
        counted = known.type == "integer" and known.key != "seq"
        if known.type == "money" or counted or (known.type == "number" and known.unit in _ADDED_UNITS):
            first[known.key] = column
    return list(first.values())


class Arranger:
    """Puts records into the order of a template.

    Args:
        order: codes of regions, in the order wanted; those not named follow by their codes, which is the official
            order.
        by: what the groups are; None as the template has them.
        totals: whether sums are written; None as the template has them.
    """

    def __init__(self, layout: SheetTemplate, order: Sequence[str], by: Grouping | None, totals: bool | None) -> None:
        self._layout = layout
        self._added = added_columns(layout.kind, layout.columns)
        self._order = {code: place for place, code in enumerate(order)}
        learnt = layout.totals
        self._grand = ("bottom" if learnt.grand == "" else learnt.grand) if totals else learnt.grand
        self._groups = ("bottom" if learnt.groups == "" else learnt.groups) if totals else learnt.groups
        if totals is False:
            self._grand = self._groups = ""
        sections = _sections_of(layout.sections.texts)
        self._sections = sections if by is None else []
        self._by: Grouping = by if by is not None else learnt.by
        if by is None and not learnt.by and learnt.groups and not self._sections:
            self._by = "city"

    def entries(self, records: Sequence[Record]) -> Iterator[Entry]:
        """The rows from top to bottom."""
        parts = self._parts(records)
        sums = [[self._sums(group.records) for group in groups] for _, groups in parts]
        grand = Sums()
        for part in sums:
            for each in part:
                grand.add(each)
        if self._grand == "top" and grand.rows:
            yield Entry("sum", self._grand_label(), sums=grand, grand=True)
        number = 0
        for (text, groups), part in zip(parts, sums, strict=True):
            if text:
                yield Entry("section", text)
            for group, own in zip(groups, part, strict=True):
                yield from self._group(group, own, number, several=len(groups) > 1)
                number += len(group.records)
        if self._grand == "bottom" and grand.rows:
            yield Entry("sum", self._grand_label(), sums=grand, grand=True)

    def _group(self, group: _Group, sums: Sums, number: int, *, several: bool) -> Iterator[Entry]:
        entry = Entry("sum", self._group_label(group.label, several=several), sums=sums)
        wanted = self._groups and (self._by or group.label)
        if wanted and self._groups == "top":
            yield entry
        yield from (Entry("record", record=r, number=number + i) for i, r in enumerate(group.records, start=1))
        if wanted and self._groups == "bottom":
            yield entry

    def _parts(self, records: Sequence[Record]) -> list[tuple[str, list[_Group]]]:
        """(head of the section, its groups); one section without a head where the template has none."""
        if not self._sections:
            return [("", self._grouped(records, ""))]
        parts: list[list[Record]] = [[] for _ in range(len(self._sections) + 1)]
        for record in records:
            parts[_section_at(record, self._sections)].append(record)
        heads = [*self._layout.sections.texts, f"{_ordinal(len(self._sections))}、其他项目"]
        return [(head, self._grouped(part, _bare(head))) for head, part in zip(heads, parts, strict=True) if part]

    def _grouped(self, records: Sequence[Record], section: str) -> list[_Group]:
        if not self._by:
            ordered = sorted(records, key=lambda r: self._place(_home(r, "county"))) if self._order else records
            return [_Group(section, list(ordered))]
        groups: dict[str, _Group] = {}
        for record in records:
            code = _home(record, self._by)
            groups.setdefault(code, _Group(_named(code, self._by))).records.append(record)
        return [groups[code] for code in sorted(groups, key=self._place)]

    def _place(self, code: str) -> tuple[int, str]:
        """A region that the order names, or the first above it that it names, then the rest by code."""
        if not code:
            return len(self._order) + 1, ""
        for above in ancestors(code) if is_known(code) else ():
            if above in self._order:
                return self._order[above], code
        return len(self._order), code

    def _sums(self, records: Iterable[Record]) -> Sums:
        sums = Sums()
        fields = [(column.number, str(column.key)) for column in self._added]
        for record in records:
            sums.rows += 1
            get = record.fields.get
            for number, key in fields:
                value = get(key)
                if value.__class__ is int:
                    sums.amounts[number] = sums.amounts.get(number, 0) + value
                elif isinstance(value, float):
                    sums.amounts[number] = sums.amounts.get(number, 0) + Fraction(str(value))
            exact = any(get(key) is not None for key in ("investment_cny", "intended_amount_cny", "signed_amount_cny"))
            sums.ranges += "investment_range_cny" in record.fields and not exact
            sums.foreign += "investment_foreign" in record.fields and not exact
        return sums

    def _grand_label(self) -> str:
        label = self._layout.totals.label
        return label if _is_label(label) else "合计"

    def _group_label(self, name: str, *, several: bool) -> str:
        pattern = self._layout.totals.group_label
        if "{group}" not in pattern and several:
            pattern = "{group}小计"
        for text in (pattern.replace("{group}", name), f"{name}小计"):
            if _is_label(text):
                return text
        return "小计"


def _is_label(text: str) -> bool:
    """Whether the reader will know it for the label of a sum again, and it counts nothing that has changed."""
    return is_total(text) and not re.search(r"\d", text)


@lru_cache(maxsize=65536)
def _city(code: str) -> str:
    return city_of(code) if is_known(code) else code


def _home(record: Record, by: Grouping) -> str:
    code = next((str(record.fields[key]) for key in _HOMES if record.fields.get(key)), "")
    return _city(code) if by == "city" and code else code


def _named(code: str, by: Grouping) -> str:
    if not code:
        return "其他"
    return place_name(code, "own")


# --- sections --------------------------------------------------------------------------------------------------------


def _bare(text: str) -> str:
    return re.sub(r"[(（].*$", "", _NUMBERING.sub("", text)).strip()


def _ordinal(place: int) -> str:
    return _ORDINALS[place] if place < len(_ORDINALS) else "十" + _ORDINALS[(place - 10) % 10]


def _sections_of(texts: Sequence[str]) -> list[str]:
    """What each section holds: scopes (省外, 省内, 境外) or stages; nothing where they are told apart otherwise."""
    scopes = [next((scope for scope in _SCOPES if scope in text), "") for text in texts]
    if texts and all(scopes) and len(set(scopes)) == len(scopes):
        return scopes
    stages = [read_stage(_bare(text)) or "" for text in texts]
    return stages if texts and all(stages) and len(set(stages)) == len(stages) else []


def _section_at(record: Record, sections: Sequence[str]) -> int:
    """The place of the record's section; behind all of them where it suits none."""
    test: Callable[[Record, Sequence[str]], int] = _by_scope if sections[0] in _SCOPES else _by_stage
    return test(record, sections)


def _by_scope(record: Record, sections: Sequence[str]) -> int:
    scope = _scope_of(record)
    return sections.index(scope) if scope in sections else len(sections)


def _scope_of(record: Record) -> str:
    told = str(record.fields.get("origin_scope", ""))
    if found := next((scope for scope in _SCOPES if scope in told), ""):
        return found
    if record.fields.get("origin_country") not in (None, "", "CN"):
        return "境外"
    origin, home = str(record.fields.get("origin", "")), _home(record, "county")
    if not is_known(origin) or not is_known(home):
        return ""
    return "省内" if province_of(origin) == province_of(home) else "省外"


def _by_stage(record: Record, sections: Sequence[str]) -> int:
    """The furthest stage that has a section and that the record has reached."""
    stage = record.fields.get("stage")
    if stage in ("paused", "ended") or stage not in STAGES:
        return sections.index(stage) if stage in sections else len(sections)
    reached = [s for s in sections if s in STAGES[:8] and STAGES.index(s) <= STAGES.index(stage)]
    return sections.index(max(reached, key=STAGES.index)) if reached else len(sections)
