"""The timetable of an event in which every listed meeting takes place: fewest breaks, with a proven bound."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from yanzhen.language import Said
from yanzhen.meet.listed.bounds import least_breaks
from yanzhen.meet.listed.causes import cause_of
from yanzhen.meet.listed.clashes import clash_of, windows_of
from yanzhen.meet.listed.instance import Instance, instance_of
from yanzhen.meet.listed.remainder import most_meetings, part_of
from yanzhen.meet.listed.search import Outcome, search

LEAST_SECONDS = 5.0
"""What the timetable without a clash gets, if the time was spent on finding the clash."""
NOT_IN_TIME = Said(
    "在给定的时间内没有找到排程；请放宽时间上限再试",
    "no timetable was found within the time limit; try again with a longer one",
)


def timetable_of(document: Mapping[str, Any], time_limit: float = 60.0, seed: int = 1) -> dict[str, Any]:
    """Gives every meeting of the document a slot and a table.

    Args:
        document: the event: `participants`, `slots`, `tables`, `max_break_spread`, `unavailable` and `meetings`.
        time_limit: seconds until the best timetable found by then is given, with the bound proven by then.
        seed: the same document and seed give the same timetable, as long as the time limit is not reached.

    Returns:
        `meetings` (`id`, `slot`, `table`, both from 1), `breaks`, `proven_optimal` and `bound`, below which no
        timetable's breaks can be. Where the event can't be satisfied `why` says what clashes, `refused` what the
        timetable is made without (`kind` `meeting` or `max_break_spread`, `id`, `why`), and the rest is the timetable
        without that. Where none was found in time `breaks` is None, and `why` says so.

    Raises:
        UnreadableInput: the document can't be understood; the message names the meeting and the field.
    """
    until = time.monotonic() + time_limit
    instance = instance_of(document)
    found = _solved(instance, until, seed)
    if not isinstance(found, Said):
        return found
    return _without_the_clash(instance, found, max(until, time.monotonic() + LEAST_SECONDS), seed)


def _solved(instance: Instance, until: float, seed: int) -> dict[str, Any] | Said:
    """The timetable of all meetings, or what clashes."""
    left = windows_of(instance)
    if isinstance(left, Said):
        return left
    clash = clash_of(instance, left)
    if clash is not None:
        return clash
    outcome = search(instance, left, least_breaks(instance, left), until, seed)
    if outcome.impossible:
        return cause_of(instance, left, seed)
    if outcome.slot is None:
        return _none(NOT_IN_TIME) | {"bound": outcome.bound}
    return _timetable(instance, outcome, outcome.slot)


def _without_the_clash(instance: Instance, clash: Said, until: float, seed: int) -> dict[str, Any]:
    kept = most_meetings(instance, seed)
    part, why = part_of(instance, kept), str(clash)
    refused: list[dict[str, Any]] = [
        {"kind": "meeting", "id": instance.ids[number], "why": why} for number in np.flatnonzero(~kept).tolist()
    ]
    found = _solved(part, until, seed)
    if isinstance(found, Said) and part.spread is not None:
        refused.append({"kind": "max_break_spread", "id": part.spread, "why": str(found)})
        found = _solved(replace(part, spread=None), until, seed)
    answer = _none(found) if isinstance(found, Said) else found
    return answer | {"refused": refused, "why": why}


def _none(why: Said) -> dict[str, Any]:
    return {"meetings": [], "breaks": None, "proven_optimal": False, "bound": None, "refused": [], "why": str(why)}


def _timetable(instance: Instance, outcome: Outcome, slot: NDArray[np.int64]) -> dict[str, Any]:
    tables = _tables(slot, instance.slots)
    breaks = int(breaks_of(instance, slot).sum())
    return {
        "meetings": [
            {"id": name, "slot": at + 1, "table": table}
            for name, at, table in zip(instance.ids, slot.tolist(), tables, strict=True)
        ],
        "breaks": breaks,
        "proven_optimal": outcome.bound >= breaks,
        "bound": outcome.bound,
    }


def breaks_of(instance: Instance, slot: NDArray[np.int64]) -> NDArray[np.int64]:
    """Breaks of each participant, int64 (n,), where `slot` int64 (m,) says when the meetings are."""
    busy = np.zeros((instance.people, instance.slots + 1), dtype=bool)  # a first column in which nobody meets
    for side in instance.sides.T:
        busy[side, slot + 1] = True
    begins = busy[:, 1:] & ~busy[:, :-1]
    breaks: NDArray[np.int64] = np.maximum(begins.sum(axis=1, dtype=np.int64) - 1, 0)
    return breaks


def _tables(slot: NDArray[np.int64], slots: int) -> list[int]:
    """A table of its own for each meeting of a slot, from 1, in the order of the list."""
    taken = [0] * slots
    tables = []
    for at in slot.tolist():
        taken[at] += 1
        tables.append(taken[at])
    return tables
