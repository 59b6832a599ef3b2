"""Slots in plain Python: the obvious way, slow, always there. Free slots first, then ejection, then exchange."""

from __future__ import annotations

import random
import time

import numpy as np

from yanzhen.meet.backends import Task
from yanzhen.meet.frame import UNTIMED, Frame, Ints

PATIENCE = 10
"""So many steps for each meeting that waits at the start, and that is not placed at once."""


def time_meetings(frame: Frame, task: Task) -> Ints:
    """See `yanzhen.meet.backends.TimeMeetings`."""
    board = Board(frame, task)
    end = time.monotonic() + task.seconds if task.seconds > 0 else float("inf")
    waiting = [e for e in task.chosen.tolist() if not board.place(e)]
    best = (board.worth, list(board.slot))
    dice = random.Random(task.seed)  # noqa: S311
    for _ in range(min(task.steps, PATIENCE * (len(waiting) + 10))):
        if not waiting or time.monotonic() >= end:
            break
        e = waiting.pop(dice.randrange(len(waiting)))
        if not board.place(e):
            slots = [t for t in range(frame.slots) if frame.open[e, t]]
            gone = board.force(e, dice.choice(slots)) if slots else None
            waiting += [e] if gone is None else [f for f, _ in gone]
        if board.worth > best[0]:
            best = (board.worth, list(board.slot))
    board.resume(best[1])
    for _ in range(task.rounds):
        before = board.worth
        if before >= task.goal:
            break
        for e in task.order.tolist():
            if time.monotonic() >= end:
                break
            board.improve(e)
        if board.worth == before:
            break
    return np.array(board.slot, np.int64)


class Board:
    """A timetable in the making: every change keeps all that the frame asks for."""

    def __init__(self, frame: Frame, task: Task) -> None:
        self.frame, self.task = frame, task
        self.slot = [UNTIMED] * frame.meetings
        self.at: list[dict[int, int]] = [{} for _ in range(frame.people)]
        self.in_slot: list[set[int]] = [set() for _ in range(frame.slots)]
        self.worth = 0

    def sides(self, e: int) -> tuple[int, int]:
        return int(self.frame.one[e]), int(self.frame.other[e])

    def blockers(self, e: int, t: int) -> set[int]:
        """Meetings of both sides that can't be beside this one in this slot."""
        frame = self.frame
        found = set()
        for p in self.sides(e):
            for near, f in self.at[p].items():
                halls = {int(frame.hall[e]), int(frame.hall[f])}
                apart = len(halls) == 2 and frame.online not in halls
                if near == t or (apart and abs(near - t) <= frame.travel):
                    found.add(f)
        return found

    def rivals(self, e: int, t: int) -> set[int]:
        """Meetings of this slot that hold what this one lacks: a table of its hall or of all halls, an interpreter."""
        frame = self.frame
        here = self.in_slot[t]
        hall = {f for f in here if frame.hall[f] == frame.hall[e]}
        if len(hall) >= frame.tables[frame.hall[e], t]:
            return hall
        housed = {f for f in here if frame.hall[f] != frame.online}
        if frame.room is not None and frame.hall[e] != frame.online and len(housed) >= frame.room[t]:
            return housed
        if frame.language is not None and frame.interpreters is not None and frame.language[e] >= 0:
            spoken = {f for f in here if frame.language[f] == frame.language[e]}
            if len(spoken) >= frame.interpreters[frame.language[e], t]:
                return spoken
        return set()

    def is_full(self, e: int, t: int) -> bool:
        frame = self.frame
        if frame.tables[frame.hall[e], t] == 0 or bool(self.rivals(e, t)):
            return True
        if frame.room is not None and frame.hall[e] != frame.online and frame.room[t] == 0:
            return True
        spoken = -1 if frame.language is None else int(frame.language[e])
        return spoken >= 0 and frame.interpreters is not None and frame.interpreters[spoken, t] == 0

    def fits(self, e: int, t: int) -> bool:
        free = all(len(self.at[p]) < self.frame.most[p] for p in self.sides(e))
        return free and bool(self.frame.open[e, t]) and not self.is_full(e, t) and not self.blockers(e, t)

    def insert(self, e: int, t: int) -> None:
        self.slot[e] = t
        self.in_slot[t].add(e)
        self.worth += int(self.task.gain[e])
        for p in self.sides(e):
            self.worth += self.task.floor * bool(len(self.at[p]) < self.task.least[p])
            self.at[p][t] = e

    def remove(self, e: int) -> int:
        t, self.slot[e] = self.slot[e], UNTIMED
        self.in_slot[t].remove(e)
        self.worth -= int(self.task.gain[e])
        for p in self.sides(e):
            del self.at[p][t]
            self.worth -= self.task.floor * bool(len(self.at[p]) < self.task.least[p])
        return t

    def place(self, e: int) -> bool:
        """Into the emptiest slot that is free for it."""
        free = [t for t in range(self.frame.slots) if self.fits(e, t)]
        if free:
            self.insert(e, min(free, key=lambda t: (len(self.in_slot[t]), t)))
        return bool(free)

    def loss(self, e: int) -> int:
        floors = sum(len(self.at[p]) <= int(self.task.least[p]) for p in self.sides(e))
        return int(self.task.gain[e]) + self.task.floor * floors

    def force(self, e: int, t: int) -> list[tuple[int, int]] | None:
        """Put `e` into a slot; what had to go with the slots it had, or None where it can't be in at all."""
        gone = [(f, self.remove(f)) for f in sorted(self.blockers(e, t))]
        for p in self.sides(e):
            while self.at[p] and len(self.at[p]) >= self.frame.most[p]:
                f = min(self.at[p].values(), key=lambda f: (self.loss(f), f))
                gone.append((f, self.remove(f)))
        while rivals := self.rivals(e, t):
            f = min(rivals, key=lambda f: (self.loss(f), f))
            gone.append((f, self.remove(f)))
        if self.fits(e, t):
            self.insert(e, t)
            return gone
        self.restore(gone)
        return None

    def restore(self, gone: list[tuple[int, int]]) -> None:
        for f, t in reversed(gone):
            self.insert(f, t)

    def improve(self, e: int) -> None:
        """Take a meeting in where that gains."""
        if self.slot[e] != UNTIMED or self.place(e):
            return
        for t in range(self.frame.slots):
            before = self.worth
            if not self.frame.open[e, t] or (gone := self.force(e, t)) is None:
                continue
            moved = [f for f, _ in gone if self.place(f)]
            if self.worth > before:
                return
            for f in [*moved, e]:
                self.remove(f)
            self.restore(gone)

    def resume(self, slot: list[int]) -> None:
        for e, t in enumerate(slot):
            if self.slot[e] not in (UNTIMED, t):
                self.remove(e)
        for e, t in enumerate(slot):
            if t != UNTIMED and self.slot[e] == UNTIMED:
                self.insert(e, t)
