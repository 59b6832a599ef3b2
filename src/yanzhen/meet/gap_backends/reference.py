"""Plain Python, always there: the kernel (`kernel/src/moving.rs`) goes the same way, step by step.

All meetings that shared participants link in slots a and b change places together (Kempe's chains): nobody is in two
meetings at once before or after, and only the participants at the chain's two ends are busy at other times than before.
Taken as annealing takes moves (Kirkpatrick, Gelatt and Vecchi, Science 220, 1983).
"""

from __future__ import annotations

import time
from collections import Counter
from itertools import chain, pairwise

import numpy as np
from numpy.typing import NDArray

from yanzhen.meet.frame import Frame
from yanzhen.meet.gap_backends import limits_of

STEPS_A_SECOND = 15_000
"""About what one core does: how many steps are worth planning for a time."""
TRIES = 12
"""So many are asked whether a chain of theirs makes up for a table that is lacking."""
STRIDE = 256
"""So many steps between two looks at the clock."""
_WORD = (1 << 64) - 1


def move_meetings(
    frame: Frame,
    slot: NDArray[np.int64],
    chances: NDArray[np.uint32],
    weights: NDArray[np.int64],
    steps: int,
    seconds: float,
    seed: int,
) -> NDArray[np.int64]:
    """As `MoveMeetings`."""
    if not len(slot):
        return slot.copy()
    end = time.monotonic() + seconds
    search = _Search(frame, slot, seed)
    best, kept = search.aims, slot.tolist()
    for likely, weight in zip(chances.tolist(), weights.tolist(), strict=True):
        for step in range(steps):
            if step % STRIDE == 0 and time.monotonic() >= end:
                return np.array(search.slot if search.aims < best else kept, np.int64)
            search.step(likely, weight)
        if search.aims < best:
            best, kept = search.aims, search.slot.copy()
    return np.array(kept, np.int64)


class Chance:
    """The generator of Steele, Lea and Flood (SplitMix64, OOPSLA 2014)."""

    def __init__(self, seed: int) -> None:
        self._state = seed & _WORD

    def bits(self) -> int:
        self._state = (self._state + 0x9E3779B97F4A7C15) & _WORD
        mixed = ((self._state ^ (self._state >> 30)) * 0xBF58476D1CE4E5B9) & _WORD
        mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & _WORD
        return mixed ^ (mixed >> 31)

    def below(self, end: int) -> int:
        return ((self.bits() >> 32) * end) >> 32


class _Search:
    def __init__(self, frame: Frame, slot: NDArray[np.int64], seed: int) -> None:
        self._slots, self._online, self._travel = frame.slots, frame.online, frame.travel
        self._sides = list(zip(frame.one.tolist(), frame.other.tolist(), strict=True))
        self._hall, self._open = frame.hall.tolist(), frame.open.tolist()
        needs, limits = limits_of(frame)
        self._needs = [[row for row in rows if row >= 0] for rows in needs.tolist()]
        self._limits = limits.tolist()
        self.slot: list[int] = slot.tolist()
        self._at: list[dict[int, int]] = [{} for _ in range(frame.people)]
        self._used = Counter((row, at) for rows, at in zip(self._needs, self.slot, strict=True) for row in rows)
        self._chance = Chance(seed)
        for meeting in range(len(self.slot)):
            self._sit(meeting)
        people = range(frame.people)
        self.aims = (sum(map(self._gaps_of, people)), sum(map(self._changes_of, people)))

    def _sit(self, meeting: int) -> None:
        for person in self._sides[meeting]:
            self._at[person][self.slot[meeting]] = meeting

    def _gaps_of(self, person: int) -> int:
        return sum(late - early > 1 for early, late in pairwise(sorted(self._at[person])))

    def _changes_of(self, person: int) -> int:
        halls = [self._hall[meeting] for _, meeting in sorted(self._at[person].items())]
        return sum(early != late for early, late in pairwise(hall for hall in halls if hall != self._online))

    def _chain_of(self, meeting: int, to: int) -> list[int]:
        """The chain of a meeting between its slot and another; empty where a meeting of it can't move."""
        found, start = [meeting], self.slot[meeting]
        if not self._open[meeting][to]:
            return []
        for end in reversed(self._sides[meeting]):
            person, following, here = end, to, start
            while (linked := self._at[person].get(following)) is not None:
                if linked == meeting:
                    return found  # a ring
                if not self._open[linked][here]:
                    return []
                found.append(linked)
                one, other = self._sides[linked]
                person, following, here = one + other - person, here, following
        return found

    def _fits(self, moved: list[int], start: int, to: int) -> bool:
        """Whether tables and all else suffice once the chain has changed places."""
        shift = Counter[int]()
        for meeting in moved:
            for row in self._needs[meeting]:
                shift[row] += 1 if self.slot[meeting] == start else -1
        for row, more in shift.items():
            slot = to if more > 0 else start
            if more and self._used[row, slot] + abs(more) > self._limits[row][slot]:
                return False
        return True

    def _balanced(self, moved: list[int], start: int, to: int) -> list[int]:
        """A chain that lacks a table, and a second one, so that as many come back as go; empty where none is found."""
        for _ in range(TRIES):
            back = self._at[self._chance.below(len(self._at))].get(to)
            if back is None or back in moved:
                continue
            both = moved + self._chain_of(back, start)
            if len(both) > len(moved) and self._fits(both, start, to):
                return both
        return []

    def _swap(self, moved: list[int], start: int, to: int) -> None:
        for meeting in moved:
            for person in self._sides[meeting]:
                self._at[person].pop(self.slot[meeting], None)
        for meeting in moved:
            old, new = self.slot[meeting], start + to - self.slot[meeting]
            for row in self._needs[meeting]:
                self._used[row, old] -= 1
                self._used[row, new] += 1
            self.slot[meeting] = new
            self._sit(meeting)

    def _is_walkable(self, moved: list[int]) -> bool:
        """Whether everybody in the chain can walk from hall to hall in time."""
        for meeting in moved:
            hall, slot = self._hall[meeting], self.slot[meeting]
            if hall == self._online:
                continue
            for person in self._sides[meeting]:
                for near in range(slot - self._travel, slot + self._travel + 1):
                    beside = self._at[person].get(near, meeting)
                    if self._hall[beside] not in (hall, self._online):
                        return False
        return True

    def _propose(self) -> tuple[int, int]:
        """A meeting and where to move it: three times in four beside other meetings of one of its two participants."""
        meeting = self._chance.below(len(self.slot))
        kind = self._chance.bits() >> 61
        start = self._chance.below(self._slots)
        if kind < 2:
            return meeting, start
        busy = self._at[self._sides[meeting][kind & 1]]
        for slot in chain(range(start, self._slots), range(start)):
            if slot not in busy and (slot - 1 in busy or slot + 1 in busy):
                return meeting, slot
        return meeting, start

    def step(self, likely: list[int], weight: int) -> None:
        """Propose one move, and make it where it is no worse or chance allows what it is worse by."""
        meeting, to = self._propose()
        start, chance = self.slot[meeting], self._chance.bits() >> 32
        moved = self._chain_of(meeting, to) if to != start else []
        if moved and not self._fits(moved, start, to):
            moved = self._balanced(moved, start, to)
        if not moved:
            return
        people = {person for each in moved for person in self._sides[each]}
        before = sum(map(self._gaps_of, people)), sum(map(self._changes_of, people))
        self._swap(moved, start, to)
        gaps = sum(map(self._gaps_of, people)) - before[0]
        changes = sum(map(self._changes_of, people)) - before[1]
        rise = gaps * weight + changes
        if (rise <= 0 or (rise < len(likely) and chance < likely[rise])) and self._is_walkable(moved):
            self.aims = (self.aims[0] + gaps, self.aims[1] + changes)
        else:
            self._swap(moved, start, to)
