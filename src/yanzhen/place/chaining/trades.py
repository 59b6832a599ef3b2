"""Industries as catalogues and projects name them, as prefixes of the national classification GB/T 4754-2017.

`leading.tsv` has the words of catalogues of zones (电子信息, 装备制造), typed for this purpose: which groups a word
takes in is our reading of it. `products.tsv` has the goods of the input-output table of 153 products with the groups
that make them; services, power and building work are not among them, since they are no freight.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from importlib.resources import files

from yanzhen.records import Record
from yanzhen.reference.industries import find_industry
from yanzhen.reference.trades import trade_codes

Codes = frozenset[str]


@cache
def _table(name: str) -> dict[str, Codes]:
    lines = files("yanzhen.place.chaining").joinpath(f"{name}.tsv").read_text(encoding="utf-8").splitlines()[1:]
    return {word: frozenset(codes.split()) for word, codes in (line.split("\t") for line in lines)}


def goods() -> dict[str, Codes]:
    """Product of the input-output table -> the groups that make it."""
    return _table("products")


@lru_cache(maxsize=4096)
def trade_of(word: str) -> Codes:
    """The groups that a word takes in: itself, else the known word with which it ends latest; none where it holds none.

    What comes last is what is meant: 汽车电子 is electronics, 新能源汽车零部件 are parts.
    """
    plain = "".join(word.split())
    stem = re.sub(r"(?:制造业|产业|行业|制造|加工|业)$", "", plain)
    for name in (plain, stem):
        if found := _table("leading").get(name) or frozenset(trade_codes(name)):
            return found
    if (industry := find_industry(plain)) and len(industry.code) > 1:
        return frozenset((industry.code,))
    within = [name for name in _table("leading") if len(name) > 1 and name in plain]
    if not within:
        return frozenset()
    return _table("leading")[max(within, key=lambda name: (plain.rfind(name) + len(name), len(name)))]


def trades_of(text: str) -> tuple[Codes, ...]:
    """The industries of a list such as `汽车、电子信息、装备制造`, those that are known."""
    return tuple(found for word in re.split(r"[、,，;；/和及]", text) if (found := trade_of(word)))


def overlap(one: Codes, other: Codes) -> bool:
    """Whether two sets of prefixes have a group in common."""
    return any(a.startswith(b) or b.startswith(a) for a in one for b in other)


def industry_of(project: Record) -> Codes:
    """The groups of a project: its industry code, else its industry, chain, products or content as words."""
    for key in ("industry_code", "industry", "chain_segment", "products", "chain", "content"):
        for word in re.split(r"[、,，;；/]", str(project.get(key) or "")):
            if word.strip() and (found := trade_of(word.strip())):
                return found
    return frozenset()
