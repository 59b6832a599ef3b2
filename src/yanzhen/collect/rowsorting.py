"""Rows below a header told apart: data, totals, notes, section lines, repeated headers, blanks."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from yanzhen.collect.cellreading import is_empty
from yanzhen.collect.headers import listed_headers
from yanzhen.collect.layout import Header, Row, filled, is_blank, known_header, may_be_header
from yanzhen.collect.lines import (
    continues_note,
    counts_group,
    instructs,
    is_example,
    is_note,
    is_section,
    is_total,
    labels_next_cell,
    states_fact,
)
from yanzhen.collect.tables import Table

_SUSPICIOUS = frozenset(
    "合小总共累本全注说备填报审制单联负分复经附数截以示例范第一二三四五六七八九十（(【※*＊①②③④⑤⑥⑦⑧⑨123456789０１２３４５６７８９省市县区签盖统"
)
_SUSPICIOUS_ENDS = frozenset("计）)个项家条市州县区省…—－-/")
_GROUP = re.compile(
    r".{1,8}(?:类|产业|领域)|(?:已|拟|新|意向|正式)?(?:签约|在谈|洽谈|在建|投产|开工|新建|续建|储备|省外|省内|境外|市外)(?:类)?项目"
)
"""What a row names that adds up a group of records, where it names no place."""
_ORDINAL = re.compile(r"[(（]?[一二三四五六七八九十]{1,3}[)）]?[、.．]?")
_COUNT = re.compile(r"共?\d+[个家项条]")
_GROUPED_KINDS = frozenset(("project", "demand", "achievement", "enterprise"))
"""What titles, notes and totals start and end with: a row that does neither is not looked at twice."""


@lru_cache(maxsize=4096)
def _is_place(name: str) -> bool:
    """Whether a text is the name of a province, city or county, and nothing else."""
    from yanzhen.reference.places import resolve

    return len(name) <= 12 and (place := resolve(name)).code is not None and place.park is None


class RowSorter:
    """Tells rows of data from all others, below one table's header."""

    def __init__(self, table: Table, wide: set[int], named: set[int]) -> None:
        self._table = table
        self._named = named
        self._wide = wide
        self._name_at = table.name_at if table.name_at is not None else table.header.columns[0].index
        self._first = table.header.columns[0].index
        self._texts = [set(filter(None, row)) for row in table.header.rows]
        self._own = [(c.index, c.header) for c in table.columns]
        self._indexes = [c.index for c in table.header.columns]
        self._seq_at = next((c.index for c in table.columns if c.key == "seq"), None)
        self._noting = False
        # Below a header the first row may say how to fill in the table, so it is looked at twice.
        self._after_gap = True
        self._headers = listed_headers() | {text for texts in self._texts for text in texts}

    def plainly_data(self, row: Row) -> bool:
        """A quick look: named, and nothing at its start that titles, notes or totals start with."""
        name = row[self._name_at]
        if name.__class__ is not str or not name or self._after_gap:
            return False
        if name[0] in _SUSPICIOUS or name[-1] in _SUSPICIOUS_ENDS:
            return False
        first = row[self._first]
        if (
            first.__class__ is str
            and first
            and ((first[0] in _SUSPICIOUS and not first.isdigit()) or first in self._headers)
        ):
            return False
        return name not in self._headers

    def judge(self, number: int, row: Row) -> str:
        """A careful look: `data`, `header?`, a reason to skip, or "" for a blank row."""
        verdict = self._judged(number, filled(row), row)
        # A header of another table may follow a gap or a title; so does a note's next line.
        self._after_gap = verdict not in ("data", "header?")
        return verdict

    def _judged(self, number: int, cells: list[tuple[int, Any]], row: Row) -> str:
        if all(self._says_nothing(i, v) for i, v in cells):
            return ""
        texts = {re.sub(r"\s*[\r\n]+\s*", "", v).strip() for _, v in cells if isinstance(v, str)}
        if len(texts) >= 2 and any(len(texts & own) >= max(2, 0.6 * len(own | texts)) for own in self._texts):
            return "header?"
        lead = cells[0][1]
        name = row[self._name_at] if self._name_at < len(row) else ""
        named = not is_blank(name) or number in self._named
        if self._is_total(cells, name):
            return "subtotal"
        if isinstance(name, str) and self._adds_up_group(cells, name):
            return "subtotal" if any(not isinstance(v, str) for _, v in cells) else "title"
        if number <= self._table.header.bottom + 2 and self._instructs(cells):
            return "note"
        if isinstance(lead, str) and is_example(lead) and cells[0][0] != self._name_at:
            return "note"
        if isinstance(lead, str) and (verdict := self._line(number, cells, lead, named)):
            self._noting = verdict == "note"
            return verdict
        if may_be_header(cells) and sum(known_header(v) for _, v in cells) >= 2:
            return "header?"
        if not named and not self._worth_reading(cells):
            return "subtotal" if self._only_figures(cells) else ""
        self._noting = False
        return "data"

    def may_head(self, row: Row) -> bool:
        """Whether a row of one text may be the title of another table."""
        return len(filled(row)) == 1

    def _is_total(self, cells: list[tuple[int, Any]], name: Any) -> bool:
        candidates = [v for i, v in cells[:2] if isinstance(v, str) and i <= self._name_at]
        if isinstance(name, str) and name:
            candidates.append(name)
        if any(is_total(text) for text in candidates):
            return True
        texts = [v for i, v in cells if isinstance(v, str)]
        return len(texts) == 1 and counts_group(texts[0]) and texts[0] in candidates

    @staticmethod
    def _instructs(cells: list[tuple[int, Any]]) -> bool:
        texts = [v for _, v in cells if isinstance(v, str)]
        found = sum(map(instructs, texts))
        return len(texts) == len(cells) and found >= 2 and 2 * found >= len(texts)

    def _says_nothing(self, index: int, value: Any) -> bool:
        """A dash, or the row's number."""
        if index == self._seq_at and (not isinstance(value, str) or value.strip().isdigit()):
            return True
        return isinstance(value, str) and is_empty(value.strip())

    def _adds_up_group(self, cells: list[tuple[int, Any]], name: str) -> bool:
        """Whether a row holds figures for a place or a group only: 一 | 长沙市 | 120.5."""
        if self._table.kind not in _GROUPED_KINDS or len(self._indexes) < 3 or self._table.name_key != "name":
            return False
        ordinal = isinstance(cells[0][1], str) and bool(_ORDINAL.fullmatch(cells[0][1].strip()))
        texts = [i for i, v in cells if isinstance(v, str) and not is_empty(v) and i != self._name_at]
        if _COUNT.fullmatch(name.strip()) or (ordinal and not name.strip()):
            others = [v.strip() for i, v in cells[1 if ordinal else 0 :] if isinstance(v, str) and i != self._name_at]
            return all(is_empty(text) or _is_place(text) for text in others) and len(others) <= 1 < len(cells)
        if texts != ([cells[0][0]] if ordinal and cells[0][0] != self._name_at else []):
            return False
        return (ordinal and bool(_GROUP.fullmatch(name.strip()))) or _is_place(name.strip())

    def _line(self, number: int, cells: list[tuple[int, Any]], lead: str, named: bool) -> str:
        """Whether a row is a note, a section line or a title; "" where it is none."""
        alone = len(cells) == 1
        few = len(cells) <= max(4, len(self._indexes) // 3)
        outside = cells[0][0] not in self._indexes
        wide = number in self._wide
        if labels_next_cell(lead):
            return "note"
        if is_note(lead) and (alone or wide or not named or (cells[0][0] == self._name_at and few)):
            return "note"
        if self._noting and alone and (continues_note(lead) or wide or len(lead) > 20):
            return "note"
        if is_section(lead) and (alone or wide or not named) and few:
            return "title"
        if alone and (wide or outside or cells[0][0] != self._name_at):
            return "note" if continues_note(lead) and len(lead) > 12 else "title"
        if not named and few and any(isinstance(v, str) and states_fact(v) for _, v in cells) and len(lead) > 3:
            return "note" if is_note(lead) else "title"
        return ""

    def _worth_reading(self, cells: list[tuple[int, Any]]) -> bool:
        """Whether a row without a name still tells something: more than its number, and not only figures."""
        return any(isinstance(v, str) for i, v in cells if i != self._seq_at and i in self._indexes)

    def _only_figures(self, cells: list[tuple[int, Any]]) -> bool:
        return any(i != self._seq_at for i, _ in cells)

    def means_the_same(self, table: Table) -> bool:
        """Whether another reading of this table's header tells the same kind and keys."""
        own = self._table
        return own.kind == table.kind and [c.key for c in own.columns] == [c.key for c in table.columns]

    def repeats(self, header: Header) -> bool:
        """Whether a header block is this table's own again."""
        return [c.path for c in header.columns] == [c.path for c in self._table.header.columns]
