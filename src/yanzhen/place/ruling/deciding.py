"""All gates of one project at all places, before anything is ranked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from yanzhen.place.ruling.catalogues import Catalogue
from yanzhen.place.ruling.distances import Within, distance_rulings
from yanzhen.place.ruling.environment import capacity_rulings, chemical_ruling, eia_ruling
from yanzhen.place.ruling.lists import Held, catalogue_rulings, held_against, own_list_rulings
from yanzhen.place.ruling.quantities import Reader, plainly, quantity_rulings
from yanzhen.place.ruling.subjects import Subject, subject_of
from yanzhen.place.rulings import GATES, Ruling
from yanzhen.records import Record

_FOREIGN = ("外资", "外商", "港澳台", "合资", "foreign")
_ORDER = {gate: number for number, gate in enumerate(GATES)}


def rulings(
    project: Record,
    places: Iterable[Record],
    catalogues: Sequence[Catalogue],
    today: date,
    *,
    within: Sequence[Within] = (),
    read: Reader = plainly,
) -> list[Ruling]:
    """What every gate says of every place: place by place, gates in the order of `GATES`.

    A place without a gate's ruling has nothing to do with it (the project needs no land; a city has no list of its
    own). What is unknown never fails.

    Args:
        within: how far ports and customers may be.
        read: reads a quantity such as `约300亩` in a unit.
    """
    subject = subject_of(project)
    foreign = any(word in str(project.get("capital_kind") or "").lower() for word in _FOREIGN)
    held = [held_against(subject, catalogue, foreign) for catalogue in catalogues]
    return [ruling for place in places for ruling in _of_place(project, subject, place, held, today, within, read)]


def _of_place(
    project: Record, subject: Subject, place: Record, held: Sequence[Held], today: date,
    within: Sequence[Within], read: Reader,
) -> list[Ruling]:  # fmt: skip
    found = [ruling for one in held for ruling in catalogue_rulings(one, subject, place, today)]
    chemical = chemical_ruling(subject, place, today)
    if is_park(place):
        found += own_list_rulings(subject, place, today)
        found.append(eia_ruling(place, today))
    if chemical is not None and is_park(place):
        found.append(chemical)
    found += quantity_rulings(project, place, today, read) if is_park(place) else []
    found += capacity_rulings(project, place, today) if is_park(place) else []
    found += distance_rulings(within, place, today)
    return sorted(found, key=lambda ruling: _ORDER[ruling.gate])


def is_park(place: Record) -> bool:
    """Whether a place is a park, which has land, capacities and a list of its own; a city as a whole has none."""
    return str(place.get("level") or "") not in CITY_LEVELS


CITY_LEVELS = frozenset(
    {
        "city",
        "城市",
        "地级市",
        "直辖市",
        "自治州",
        "地区",
        "盟",
        "省直辖",
        "市",
        "county",
        "县",
        "province",
        "省",
        "region",
    }
)
"""What the level of a place is called that is no park, but a city or region as a whole."""
