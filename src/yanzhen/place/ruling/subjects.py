"""A project as the catalogues see it: its industry code, and the texts that say what it makes."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from yanzhen.language import Said
from yanzhen.place.ruling.phrases import cut, plain
from yanzhen.records import Record
from yanzhen.reference.industries import find_industry

TRADE_FIELDS = ("industry", "products", "name")
"""They say what is made."""
OTHER_FIELDS = ("content", "capacity", "chain_segment")
"""They also mention what is used, bought or avoided."""
FIELD_NAMES = {
    "industry_code": Said("国民经济行业代码", "industry code"),
    "industry": Said("所属产业", "industry"),
    "products": Said("主要产品", "products"),
    "name": Said("项目名称", "project name"),
    "content": Said("建设内容", "what is to be built"),
    "capacity": Said("设计产能", "capacity"),
    "chain_segment": Said("产业链环节", "segment of the chain"),
}
_CODE = re.compile(r"(?<![\dA-Z])[A-T]?(\d{2,4})(?!\d)")
_NO_NEW_CAPACITY = re.compile(r"产能置换|等量置换|减量置换|搬迁改造|退城入园|技术改造|技改|升级改造|不新增产能")


@dataclass(frozen=True, slots=True)
class Span:
    """The text of one field, as it is compared, and its words with where each begins."""

    field: str
    text: str
    words: frozenset[str]
    starts: frozenset[int]

    @property
    def of_trade(self) -> bool:
        return self.field in TRADE_FIELDS


@dataclass(frozen=True, slots=True)
class Subject:
    """A project as it is compared with items.

    Attributes:
        codes: of GB/T 4754, two to four digits, without the section's letter.
        replaces: its own words say that it replaces capacity instead of adding any.
    """

    codes: tuple[str, ...]
    spans: tuple[Span, ...]
    replaces: bool

    @property
    def silent(self) -> bool:
        """Nothing is known of what it makes."""
        return not self.codes and not self.spans


def subject_of(project: Record) -> Subject:
    """The project's codes and texts; a code that stands in its industry's name counts too."""
    spans = tuple(
        _span(key, text) for key in (*TRADE_FIELDS, *OTHER_FIELDS) if (text := plain(_text(project.get(key))))
    )
    told = " ".join(_text(project.get(key)) for key in ("name", "content", "transfer_mode"))
    return Subject(_codes(project), spans, bool(_NO_NEW_CAPACITY.search(told)))


def _text(value: object) -> str:
    if isinstance(value, list | tuple):
        return "、".join(map(str, value))
    return "" if value is None else str(value)


def _codes(project: Record) -> tuple[str, ...]:
    stated = unicodedata.normalize("NFKC", _text(project.get("industry_code"))).upper().removesuffix(".0")
    if found := tuple(dict.fromkeys(_CODE.findall(stated))):
        return found
    row = find_industry(_text(project.get("industry")))
    return (row.code,) if row and len(row.code) > 1 else ()


def _span(field: str, text: str) -> Span:
    words, starts, at = cut(text), [], 0
    for word in words:
        starts.append(at)
        at += len(word)
    return Span(field, text, frozenset(words), frozenset(starts))
