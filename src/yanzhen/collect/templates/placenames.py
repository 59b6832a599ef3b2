"""Places as an office writes them: 湖南省长沙市宁乡市, 长沙市宁乡市, 宁乡市, 湖南长沙, 长沙."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from typing import get_args

from yanzhen.collect.templates.shapes import Manner
from yanzhen.reference.places import resolve
from yanzhen.reference.regions import ancestors, city_of, is_known, name_of, province_of, region

MANNERS: tuple[Manner, ...] = tuple(m for m in get_args(Manner) if m)


@lru_cache(maxsize=65536)
def place_name(code: str, manner: Manner) -> str:
    """The name of a region in a manner; of a code that nobody knows, the code."""
    if not is_known(code):
        return code
    if manner == "own":
        return name_of(code)
    if manner == "short":
        return region(code).short_zh
    chain = list(reversed(ancestors(code)))
    if manner == "from_city":
        chain = chain[chain.index(city_of(code)) :] if city_of(code) in chain else chain
    if manner == "short_full":
        return "".join(region(c).short_zh for c in chain)
    return "".join(name_of(c) for c in chain)


@lru_cache(maxsize=65536)
def city_name(code: str) -> str:
    """The name of the city above or at a code."""
    return name_of(city_of(code)) if is_known(code) else code


@lru_cache(maxsize=65536)
def county_name(code: str) -> str:
    """The name of a county; empty for what is larger."""
    return name_of(code) if is_known(code) and city_of(code) != code and province_of(code) != code else ""


def manner_of(texts: Iterable[str], *, origin: bool) -> Manner:
    """The manner in which most of these places are written.

    Args:
        origin: where nothing tells, places of origin are named with their province, receiving ones from the city.
    """
    counted: Counter[Manner] = Counter()
    for text in texts:
        code = resolve(text.strip()).code if text.strip() else None
        if code:
            counted.update(m for m in MANNERS if place_name(code, m) == text.strip())
    if not counted:
        return "full" if origin else "from_city"
    # A bare city is written alike in several manners: the fullest of them says the most of a county.
    return max(MANNERS, key=lambda m: (counted[m], -MANNERS.index(m)))
