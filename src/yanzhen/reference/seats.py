"""Where a firm has its seat, as far as its name tells: 深圳市某科技有限公司 → 440300."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from yanzhen.reference.regions import is_within, region
from yanzhen.reference.resolutions import outermost
from yanzhen.reference.spellings import FULL, Chain, Token, chain_of, openings

_FIRM = re.compile(r"(?:公司|集团|厂|企业|合作社|事务所|研究院|研究所|设计院|大学|学院|中心|商行|总部)(?:\(.*\))?$")
_BRACKETS = re.compile(r"\(([^()]*)\)")


@lru_cache(maxsize=65536)
def seat_of(firm_name: str) -> str | None:
    """The region that a firm's name gives as its seat; None where it gives none, or more than one.

    A firm bears the place that registered it, at the front of its name (深圳市…公司, 湖南…集团) or in brackets
    (…汽车部件（长沙）有限公司). Only provinces, cities and counties named in full count: the stem of a county is too
    often a word (东方, 和平, 平安). Where front and brackets name different places, the one within the other holds;
    else there is no answer. It is a guess, good enough for an empty column of origin, not for a registered address.
    """
    name = "".join(unicodedata.normalize("NFKC", firm_name).split())
    if not _FIRM.search(name):
        return None
    inside = [seat for part in _BRACKETS.findall(name) if (seat := _at_front(part, whole=True))]
    front = _at_front(_BRACKETS.sub("", name).removeprefix("中国"), whole=False)
    seats = {seat for seat in (front, *inside) if seat}
    return _innermost(seats)


def _at_front(text: str, *, whole: bool) -> str | None:
    """The region named at the front of a text, or by the whole of it."""
    for way in sorted(openings(text), key=_length, reverse=True):
        chain = chain_of(way) if way and all(map(_counts, way)) else None
        if chain and (not whole or _length(way) == len(text)):
            return _meant(chain)
    return None


def _length(way: tuple[Token, ...]) -> int:
    return sum(len(token.text) for token in way)


def _counts(token: Token) -> bool:
    return token.in_full or any(region(c).level != "county" for m in token.meanings for c in m.codes)


def _meant(chain: Chain) -> str | None:
    """The unit of a chain; a stem of a city that counties elsewhere bear as well is none (朝阳)."""
    last = chain.tokens[-1]
    province = next((c for c in chain.codes if region(c).level == "province" and region(c).short_zh == last.text), None)
    if province and last.meanings[0].rank != FULL:
        return province
    return outermost(chain.codes)


def _innermost(seats: set[str]) -> str | None:
    return next((seat for seat in seats if all(is_within(seat, other) for other in seats)), None)
