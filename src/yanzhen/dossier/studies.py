"""The case of a study of one project: places with what their data are worth, criteria of the library, sources."""

from __future__ import annotations

import re
from collections import Counter

from yanzhen.dossier.case import Case, CriterionTold, PlaceTold, SourceTold
from yanzhen.dossier.tables import coordinates_of
from yanzhen.language import Said
from yanzhen.place.library import LibraryCriterion
from yanzhen.place.study import Study
from yanzhen.place.tables import number_of
from yanzhen.records import Record

_ROW = re.compile(r"[\s,，]*(?:第\s*\d+\s*[行条]|(?:row|record)\s*\d+)")
"""Where in its file a value stands: too fine for a list of sources."""


def case_of_study(found: Study) -> Case:
    """A study as the report needs it."""
    told = [_place(found, at) for at in range(len(found.places))]
    compared = set(found.compared)
    return Case(
        found.project,
        found.comparison,
        tuple(told[at] for at in found.compared),
        tuple(_criterion(one) for one in found.criteria),
        found.today,
        found.rulings,
        tuple(one for at, one in enumerate(told) if at not in compared),
        _sources(found),
        _notes(found),
    )


def _place(found: Study, at: int) -> PlaceTold:
    place, quality = found.places[at], found.quality[at]
    longitude, latitude = _coordinates(place) or (None, None)
    oldest = quality.oldest.isoformat() if quality.oldest else ""
    old = quality.old + quality.expired
    return PlaceTold(place.key, found.names[at], longitude, latitude, quality.known, old, oldest)


def _coordinates(place: Record) -> tuple[float, float] | None:
    longitude, latitude = number_of(place.get("longitude")), number_of(place.get("latitude"))
    if longitude is not None and latitude is not None:
        return longitude, latitude
    return coordinates_of(str(place.get("region") or ""))


def _criterion(one: LibraryCriterion) -> CriterionTold:
    return CriterionTold(one.name, one.definition, one.unit, one.source)


def _sources(found: Study) -> tuple[SourceTold, ...]:
    """Each file or sender with the oldest and newest day of what it gave, those that gave most first."""
    values: Counter[str] = Counter()
    days: dict[str, list[str]] = {}
    for one in found.chosen.values():
        source, day = _ROW.sub("", one.observation.source), one.observation.as_of
        values[source] += 1
        days.setdefault(source, []).extend([day.isoformat()] if day else [])
    return tuple(
        SourceTold(Said(source, source), _span(days[source]), count)
        for source, count in sorted(values.items(), key=lambda pair: (-pair[1], pair[0]))
    )


def _span(days: list[str]) -> str:
    return "" if not days else min(days) if min(days) == max(days) else f"{min(days)} – {max(days)}"


def _notes(found: Study) -> tuple[Said, ...]:
    if not found.left_out:
        return ()
    zh = "、".join(one.name.zh for one in found.left_out)
    en = ", ".join(one.name.en for one in found.left_out)
    return (Said(f"各处都没有值、没有参加比较的指标：{zh}。", f"Criteria of which nothing is known, left out: {en}."),)
