"""The answer to what place a cell means, and how one is chosen among candidates."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, NamedTuple

from yanzhen.reference.regions import ancestors, is_known, is_within

Outcome = Literal["resolved", "ambiguous", "unknown", "foreign", "empty"]


class Resolution(NamedTuple):
    """What a cell means.

    Attributes:
        code: the region's code; only where the outcome is `resolved`.
        country: ISO 3166-1 alpha-2 code; only where it is `foreign`.
        park: the park or zone as written, on the receiving side or where no side is given; also where the place of the
            park is not known.
        candidates: codes between which nothing decides; where `resolved`, others that bear the same name.
    """

    code: str | None
    country: str | None
    park: str | None
    candidates: tuple[str, ...]
    outcome: Outcome


EMPTY = Resolution(None, None, None, (), "empty")
UNKNOWN = Resolution(None, None, None, (), "unknown")


def found_at(code: str, park: str | None = None, others: Iterable[str] = ()) -> Resolution:
    return Resolution(code, None, park, tuple(sorted(others)), "resolved")


def ambiguous(codes: Iterable[str], park: str | None = None) -> Resolution:
    return Resolution(None, None, park, tuple(sorted(set(codes))), "ambiguous")


def abroad(country: str) -> Resolution:
    return Resolution(None, country, None, (), "foreign")


def outermost(codes: Iterable[str]) -> str | None:
    """The one that contains all others; None where there is none."""
    listed = list(codes)
    return next((c for c in listed if all(is_within(other, c) for other in listed)), None)


def choose(codes: Iterable[str], within: str | None) -> Resolution:
    """The outermost of the candidates, else the one that lies in `within` or, failing that, in what is above it."""
    listed = set(codes)
    if top := outermost(listed):
        return found_at(top)
    for area in ancestors(within) if within and is_known(within) else ():
        near = {code for code in listed if is_within(code, area)}
        if near:
            top = outermost(near)
            return found_at(top) if top else ambiguous(near)
    return ambiguous(listed)


def unsure(parts: Iterable[Resolution]) -> Resolution:
    return ambiguous(code for r in parts for code in ((r.code,) if r.code else r.candidates))


def agreeing(parts: list[Resolution]) -> Resolution:
    """One answer where all parts give the same; else ambiguous between them."""
    if len({(r.code, r.country, r.outcome) for r in parts}) == 1 and parts[0].outcome in ("resolved", "foreign"):
        return parts[0]
    if all(r.outcome == "unknown" for r in parts):
        return UNKNOWN
    return unsure(parts)
