"""What a figure needs to know of a record beyond its fields: on which side of the province's border it comes from, in
which city it lands, to which of the event's chains it belongs.

Facts are worked out once a record, from the record alone, so that a database can store them beside the fields and
conditions may name them like fields.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Literal

from yanzhen.records import Record
from yanzhen.reference import industries, regions

HOME = "430000"
"""The province whose event it is; everything else is outside of it."""

ABROAD = "abroad"
"""The origin of a project from another country."""

OTHER_CHAIN = "other"
"""A chain that is stated but none of the event's."""

_CHINA = ("CN", "CHN")
_OUTSIDE_WORDS = ("省外", "境外", "国外", "外资", "港澳台")
_INSIDE_WORDS = ("省内", "本省")

Side = Literal["outside", "inside"]


def origin_side(record: Record) -> Side | None:
    """`outside` or `inside` of the province; the origin's region decides, then its country, then the stated words."""
    region = record.get("origin")
    if region:
        return "inside" if str(region)[:2] == HOME[:2] else "outside"
    country = str(record.get("origin_country") or "")
    if country and country not in _CHINA:
        return "outside"
    return _stated_side(str(record.get("origin_scope") or ""))


def _stated_side(words: str) -> Side | None:
    if any(word in words for word in _OUTSIDE_WORDS):
        return "outside"
    return "inside" if any(word in words for word in _INSIDE_WORDS) else None


def origin_province(record: Record) -> str | None:
    """The code of the province of origin, or ABROAD."""
    region = record.get("origin")
    if region:
        return f"{str(region)[:2]}0000"
    country = str(record.get("origin_country") or "")
    return ABROAD if country and country not in _CHINA else None


def target_city(record: Record) -> str | None:
    """The code of the receiving city; a municipality, or a province where nothing finer is known, stands for itself."""
    region = str(record.get("target") or record.get("region") or "")
    if not region:
        return None
    return regions.city_of(region) if regions.is_known(region) else region


def event_chain(record: Record) -> str | None:
    """The chain of the event that a record's chain or industry belongs to; OTHER_CHAIN where it is none of them."""
    stated = [str(record.get(key)) for key in ("chain", "industry") if record.get(key)]
    for text in stated:
        chain = _chain_of(text)
        if chain:
            return chain
    return OTHER_CHAIN if stated else None


@cache
def _chain_of(text: str) -> str | None:
    return industries.chain_of(text)


FACTS: dict[str, Callable[[Record], str | None]] = {
    "origin_side": origin_side,
    "origin_province": origin_province,
    "target_city": target_city,
    "event_chain": event_chain,
}
"""The closed list of facts; none of its keys is a key of the field registry."""


def facts_of(record: Record) -> dict[str, str]:
    """The facts of a record; one that is unknown has no key."""
    found = {key: work_out(record) for key, work_out in FACTS.items()}
    return {key: value for key, value in found.items() if value is not None}
