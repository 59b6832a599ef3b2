"""Codes, telephone numbers, persons, places and phases: what marks one thing and not another."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from yanzhen.collect.duplicates.frequencies import Frequencies
from yanzhen.collect.duplicates.sides import Finding, Side, overlaps

SAME, MISTYPED, OTHER = 1, 2, 3
SAME_PLACE, WITHIN, SAME_CITY, SAME_PROVINCE, ELSEWHERE = range(1, 6)
SAME_PHASE, OTHER_PHASE, LATER_PHASE, FIRST_PHASE, OTHER_PART, OTHER_YEAR = range(1, 7)

_NEARLY_THE_CODE = 0.5
"""Share of what a firm's code tells that one which fails its check digit, and nearly is it, tells."""

_OWN_CODE_NEAR = -4.0
"""Codes of one's own are often given one after the other, so that neighbours differ in one place."""
_OTHER_OWN_CODE = -9.0
_OTHER_FIRM_CODE = {False: -3.0, True: -14.0}
"""By whether the record is the firm itself. A project is told under the group's code, or the project company's."""

_PHONE_SHARE, _OTHER_PHONE = 0.9, -1.5
_PEOPLE_SHARE, _MOST_PEOPLE, _OTHER_PEOPLE = 0.5, 6.0, -4.0
_PARK_SHARE, _MOST_PARK, _OTHER_PARK = 0.5, 4.0, -1.5
_PLACE_SHARE, _MOST_PLACE = 0.7, 6.0
_PLACE_BITS = {WITHIN: 1.0, SAME_CITY: -1.0, SAME_PROVINCE: -3.0, ELSEWHERE: -4.5}
_PLACE_SISTERS = {SAME_PLACE: 1.0, WITHIN: 0.5, SAME_CITY: -2.0, SAME_PROVINCE: -4.0, ELSEWHERE: -5.0}
_PARK_SISTERS = {SAME: 0.7, OTHER: -2.0}
_SEAT_ELSEWHERE = -4.0
_OTHER_PHASE, _LATER_PHASE, _FIRST_PHASE, _SAME_PHASE = -20.0, -8.0, -1.0, 1.0
_OTHER_PART, _OTHER_YEAR = -10.0, -8.0


def compare_own_codes(left: Side, right: Side, known: Frequencies) -> Finding:
    """Codes that the thing itself bears."""
    found = Finding.none(len(left))
    near = _codes(found, left, right, known, "own_codes", "own_letters", _OTHER_OWN_CODE)
    found.put(near, MISTYPED, _OWN_CODE_NEAR)
    found.sisters[:] = found.bits
    return found


def compare_firm_codes(left: Side, right: Side, known: Frequencies, *, by_name: bool) -> Finding:
    """Credit codes of the parties; only those with a right check digit can speak against."""
    found = Finding.none(len(left))
    near = _codes(found, left, right, known, "firm_codes", "firm_letters", _OTHER_FIRM_CODE[by_name])
    sound = left.of("firm_valid").any(axis=0) & right.of("firm_valid").any(axis=0)
    found.put((found.level == OTHER) & ~sound, 0, 0.0)
    found.put(near & ~sound, MISTYPED, known.tells("firm_codes", left.of("firm_codes")[0]) * _NEARLY_THE_CODE)
    return found


def _codes(
    found: Finding, left: Side, right: Side, known: Frequencies, field: str, letters: str, other: float
) -> NDArray[np.bool_]:
    """Put which codes agree or differ; returns where they differ but little."""
    ours, theirs = left.of(field), right.of(field)
    told = (ours != 0).any(axis=0) & (theirs != 0).any(axis=0)
    shared = overlaps(ours, theirs)
    found.put(np.asarray(told), OTHER, other)
    rows = np.nonzero(told & ~shared.any(axis=0))[0]
    near = np.zeros(len(left), bool)
    if len(rows):
        near[rows] = _nearly(left.some(rows).of(letters), right.some(rows).of(letters))
    found.put(shared.any(axis=0), SAME, np.where(shared, known.tells(field, ours), 0).max(axis=0))
    return near


def _nearly(one: NDArray[Any], other: NDArray[Any]) -> NDArray[np.bool_]:
    """Whether two codes of ten letters or more differ in one or two places, or in one that was left out."""
    long_enough = ((one != 0).sum(axis=0) >= 10) & ((other != 0).sum(axis=0) >= 10)
    replaced = (one != other).sum(axis=0) <= 2
    front = np.logical_and.accumulate(one == other, axis=0).sum(axis=0)
    left_out = np.zeros(one.shape[1], bool)
    for first, second in ((one, other), (other, one)):
        moved = np.concatenate([first[1:], np.zeros((1, first.shape[1]), first.dtype)])
        after = np.arange(len(first))[:, None] >= front
        left_out |= ((moved == second) | ~after).all(axis=0)
    nearly: NDArray[np.bool_] = long_enough & (replaced | left_out)
    return nearly


def compare_contacts(left: Side, right: Side, known: Frequencies) -> Finding:
    """Telephone numbers of the contacts."""
    found = Finding.none(len(left))
    ours, theirs = left.of("phones"), right.of("phones")
    shared = overlaps(ours, theirs)
    told = np.asarray((ours != 0).any(axis=0) & (theirs != 0).any(axis=0))
    found.put(told, OTHER, _OTHER_PHONE)
    bits = np.where(shared, known.tells("phones", ours), 0).max(axis=0) * _PHONE_SHARE
    found.put(shared.any(axis=0), SAME, bits)
    return found


def compare_people(left: Side, right: Side, known: Frequencies) -> Finding:
    """Members of a team: those of one team have many achievements."""
    found = Finding.none(len(left))
    ours, theirs = left.of("people"), right.of("people")
    shared = overlaps(ours, theirs)
    both = np.asarray((ours != 0).any(axis=0) & (theirs != 0).any(axis=0))
    found.put(both, OTHER, _OTHER_PEOPLE, _OTHER_PEOPLE)
    told = np.where(shared, known.tells("people", ours), 0).max(axis=0) * _PEOPLE_SHARE
    found.put(shared.any(axis=0), SAME, np.minimum(told, _MOST_PEOPLE))
    return found


def compare_places(left: Side, right: Side, known: Frequencies) -> Finding:
    """Regions by their codes: the first two digits are the province, two more the city."""
    found = Finding.none(len(left))
    ours, theirs = left.of("place"), right.of("place")
    told = (ours > 0) & (theirs > 0)
    found.put(told, ELSEWHERE, _PLACE_BITS[ELSEWHERE], _PLACE_SISTERS[ELSEWHERE])
    province, city = ours // 10000 == theirs // 10000, ours // 100 == theirs // 100
    found.put(told & province, SAME_PROVINCE, _PLACE_BITS[SAME_PROVINCE], _PLACE_SISTERS[SAME_PROVINCE])
    found.put(told & city, SAME_CITY, _PLACE_BITS[SAME_CITY], _PLACE_SISTERS[SAME_CITY])
    wide = (ours % 100 == 0) | (theirs % 100 == 0)
    widest = (ours % 10000 == 0) | (theirs % 10000 == 0)
    found.put(told & ((city & wide) | (province & widest)), WITHIN, _PLACE_BITS[WITHIN], _PLACE_SISTERS[WITHIN])
    tells = known.of_buckets("place", ours) * _PLACE_SHARE
    found.put(told & (ours == theirs), SAME_PLACE, np.minimum(tells, _MOST_PLACE), _PLACE_SISTERS[SAME_PLACE])
    return found


def compare_seats(left: Side, right: Side) -> Finding:
    """The places that two firms bear in their names; only another one says anything."""
    found = Finding.none(len(left))
    ours, theirs = left.of("seat"), right.of("seat")
    elsewhere = (ours > 0) & (theirs > 0) & (ours // 100 != theirs // 100)
    elsewhere &= ~((ours // 10000 == theirs // 10000) & ((ours % 10000 == 0) | (theirs % 10000 == 0)))
    found.put(elsewhere, ELSEWHERE, _SEAT_ELSEWHERE)
    return found


def compare_parks(left: Side, right: Side, known: Frequencies) -> Finding:
    """Parks by their names."""
    found = Finding.none(len(left))
    ours, theirs = left.of("park"), right.of("park")
    told = (ours != 0) & (theirs != 0)
    found.put(told, OTHER, _OTHER_PARK, _PARK_SISTERS[OTHER])
    bits = np.minimum(known.tells("park", ours) * _PARK_SHARE, _MOST_PARK)
    found.put(told & (ours == theirs), SAME, bits, _PARK_SISTERS[SAME])
    return found


def compare_phases(left: Side, right: Side) -> Finding:
    """Phases, parts and years that titles name: two phases of a project are two projects."""
    found = Finding.none(len(left))
    ours, theirs = left.of("phase"), right.of("phase")
    found.put((ours == 0) ^ (theirs == 0), LATER_PHASE, _LATER_PHASE)
    found.put(((ours == 0) & (theirs == 1)) | ((ours == 1) & (theirs == 0)), FIRST_PHASE, _FIRST_PHASE)
    year, their_year = left.of("year"), right.of("year")
    found.put((year != their_year) & (year > 0) & (their_year > 0), OTHER_YEAR, _OTHER_YEAR)
    part, their_part = left.of("part"), right.of("part")
    same_kind = left.of("part_kind") == right.of("part_kind")
    found.put((part != 0) & (their_part != 0) & (part != their_part) & same_kind, OTHER_PART, _OTHER_PART)
    both = (ours > 0) & (theirs > 0)
    found.put(both & (ours == theirs), SAME_PHASE, _SAME_PHASE)
    found.put(both & (ours != theirs), OTHER_PHASE, _OTHER_PHASE)
    found.sisters[:] = found.bits
    return found
