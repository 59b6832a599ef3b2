"""Industries: the national classification GB/T 4754-2017, Hunan's 4×4 system, and the four chains of the event."""

from __future__ import annotations

import csv
import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple

from yanzhen.errors import UnreadableInput, YanzhenError
from yanzhen.reference.typed import typed_rows, words

EDITION = "2017"
IndustryLevel = Literal["section", "division", "group", "class"]
_LEVELS: dict[int, IndustryLevel] = {1: "section", 2: "division", 3: "group", 4: "class"}


class UnknownIndustry(YanzhenError, KeyError):
    """No industry has this code."""

    __str__ = YanzhenError.__str__


class Industry(NamedTuple):
    """One row of the classification; `code` is a letter (section) or two to four digits, `parent` the code above."""

    code: str
    name_zh: str
    level: IndustryLevel
    parent: str | None
    edition: str = EDITION


_classes: dict[str, Industry] = {}


@cache
def _typed() -> dict[str, Industry]:
    return {
        code: Industry(code, name, _LEVELS[len(code)], parent or None)
        for code, name, parent in typed_rows("industries")
    }


def industries(level: IndustryLevel | None = None) -> list[Industry]:
    """Sections, divisions and groups, and the classes once they are loaded; those of one level if asked."""
    return [row for row in (*_typed().values(), *_classes.values()) if level is None or row.level == level]


def industry(code: str) -> Industry:
    """The industry of a code. A section's letter may stand before the digits (C39).

    Raises:
        UnknownIndustry: no such code. A class (four digits) is known only after `load_classes`.
    """
    plain = _plain_code(code)
    found = _typed().get(plain) or _classes.get(plain)
    if found is None:
        raise UnknownIndustry(
            f"没有国民经济行业代码 {code}；请按 GB/T 4754-2017 填写，如 C39 或 397",
            f"no industry has the code {code}; write one of GB/T 4754-2017, such as C39 or 397",
        )
    return found


def section_of(code: str) -> str:
    """The letter of the section in which an industry stands (397 → C).

    Raises:
        UnknownIndustry: no such code.
    """
    row = industry(code)
    while row.parent is not None:
        row = industry(row.parent)
    return row.code


def load_classes(path: Path) -> int:
    """Add the classes (four digits) of a CSV with the columns `code` and `name`; gives how many there are now.

    Raises:
        UnreadableInput: the file can't be read or lacks a column.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = [(row["code"].strip(), row["name"].strip()) for row in csv.DictReader(file)]
    except (OSError, UnicodeDecodeError, KeyError) as reason:
        raise UnreadableInput(
            f"读不了行业小类表 {path.name}：需要 UTF-8 的 CSV，含 code 和 name 两列",
            f"can't read the industry classes of {path.name}: a CSV in UTF-8 with the columns code and name is needed",
        ) from reason
    for code, name in rows:
        if re.fullmatch(r"\d{4}", code) and code[:3] in _typed():
            _classes[code] = Industry(code, name, "class", code[:3])
    _by_name.cache_clear()
    return len(_classes)


@cache
def _by_name() -> dict[str, Industry]:
    """Plain name → industry; where names repeat on two levels (农业…其他采矿业), the upper one."""
    table: dict[str, Industry] = {}
    for row in industries():
        for name in (row.name_zh, re.sub(r"(?:制造)?业$", "", row.name_zh), f"{row.name_zh}业"):
            if len(name) > 1:
                table.setdefault(_plain(name), row)
    return table


def _plain(name: str) -> str:
    return re.sub(r"[\s、,，和及与()（）]", "", unicodedata.normalize("NFKC", name))


def _plain_code(code: str) -> str:
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", code)).upper()
    return plain[1:] if re.fullmatch(r"[A-T]\d{2,4}", plain) else plain


_CODE_IN_TEXT = re.compile(r"^([A-T]?\d{2,4}|[A-T])(?:\.0)?(?=\D|$)")


def find_industry(text: str) -> Industry | None:
    """The industry that a text gives by code (`C39`, `3974`, `39 计算机…`) or by name; None where it gives none.

    A class that is not loaded gives its group.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    found = _CODE_IN_TEXT.match(plain.upper())
    if found and (row := _of_code(_plain_code(found[1]))):
        return row
    return find_by_name(re.sub(r"^[A-T]?\d{0,4}[\s.、:-]*", "", plain))


def find_by_name(name: str) -> Industry | None:
    """The industry of this name, with or without 业 or 制造业; None where none has it."""
    return _by_name().get(_plain(name))


def _of_code(code: str) -> Industry | None:
    for end in range(len(code), min(len(code), 2) - 1, -1):
        if row := _typed().get(code[:end]) or _classes.get(code[:end]):
            return row
    return None


class IndustryChain(NamedTuple):
    """A chain of a system of industries: `group` is 传统, 优势, 新兴 or 未来 in the 4×4 system; `words` lead to it."""

    name: str
    name_en: str
    group: str
    words: tuple[str, ...]


def _chains(system: str) -> tuple[IndustryChain, ...]:
    return tuple(
        IndustryChain(name, english, group, words(listed))
        for of, group, name, english, listed in typed_rows("chains")
        if of == system
    )


@cache
def hunan_4x4() -> dict[str, tuple[IndustryChain, ...]]:
    """Hunan's modern industrial system: group → its four industries."""
    table: dict[str, tuple[IndustryChain, ...]] = {}
    for chain in _chains("4x4"):
        table[chain.group] = (*table.get(chain.group, ()), chain)
    return table


@cache
def event_chains() -> tuple[IndustryChain, ...]:
    """The four chains of the event's opening: 高端装备, 电子信息, 先进材料, 航空航天."""
    return _chains("event")


def __getattr__(name: str) -> object:
    """`HUNAN_4X4` (group → names) and `EVENT_CHAINS` (names), read when first used."""
    if name == "HUNAN_4X4":
        return {group: tuple(chain.name for chain in chains) for group, chains in hunan_4x4().items()}
    if name == "EVENT_CHAINS":
        return tuple(chain.name for chain in event_chains())
    raise AttributeError(name)


def chain_of(text: str) -> str | None:
    """The event's chain to which words lead (碳纤维预浸料 → 先进材料); None where none, or two lead equally.

    The chain's own name decides; else the longest word found, then the number of words.
    """
    return _leading(text, event_chains())


def industry_of_4x4(text: str) -> str | None:
    """The industry of Hunan's 4×4 system to which words lead, by the same rule as `chain_of`."""
    return _leading(text, tuple(chain for chains in hunan_4x4().values() for chain in chains))


def _leading(text: str, chains: tuple[IndustryChain, ...]) -> str | None:
    plain = unicodedata.normalize("NFKC", text).lower()
    scored = [(_strength(plain, chain), chain.name) for chain in chains]
    best = max(score for score, _ in scored)
    names = [name for score, name in scored if score == best]
    return names[0] if best > (0, 0, 0) and len(names) == 1 else None


def _strength(text: str, chain: IndustryChain) -> tuple[int, int, int]:
    found = [word for word in chain.words if _has(text, word.lower())]
    named = chain.name in text
    return int(named), max(map(len, found), default=0), len(found)


def _has(text: str, word: str) -> bool:
    """Whether the word stands in the text; a Latin one (AI, LED) not within another word."""
    if not word.isascii():
        return word in text
    return re.search(rf"(?<![a-z0-9]){re.escape(word)}(?![a-z0-9])", text) is not None
