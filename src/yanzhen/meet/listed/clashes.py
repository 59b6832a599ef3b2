"""Clashes told without a search: orders in a circle, a meeting without a slot, a participant or the tables too full."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from yanzhen.language import Said
from yanzhen.meet.listed.instance import Instance


def windows_of(instance: Instance) -> NDArray[np.bool_] | Said:
    """bool (m, T): the slots left to each meeting once the orders are kept; or the clash that leaves one with none."""
    alone = _without_slot(instance, instance.open)
    if alone is not None:
        return alone
    sequence = _sequence(instance)
    if isinstance(sequence, Said):
        return sequence
    left = instance.open.copy()
    before, after = _neighbours(instance)
    for meeting in sequence:
        for earlier in before[meeting]:
            left[meeting, : _first(left[earlier]) + 1] = False
        if not left[meeting].any():
            return _out_of_order(instance, meeting)
    for meeting in reversed(sequence):
        for later in after[meeting]:
            left[meeting, _last(left[later]) :] = False
        if not left[meeting].any():
            return _out_of_order(instance, meeting)
    return left


def _out_of_order(instance: Instance, meeting: int) -> Said:
    name = instance.ids[meeting]
    return Said(
        f"会谈 {name} 按先后次序（after）排不下：没有留给它的时段",
        f"meeting {name}: the orders (`after`) that it is part of leave it no slot",
    )


def clash_of(instance: Instance, left: NDArray[np.bool_]) -> Said | None:
    """A participant with more meetings than slots for them, or more meetings than tables; None where none is seen."""
    return _too_few_tables(instance, left) or _too_busy(instance, left)


def _first(slots: NDArray[np.bool_]) -> int:
    return int(slots.argmax())


def _last(slots: NDArray[np.bool_]) -> int:
    return len(slots) - 1 - int(slots[::-1].argmax())


def _neighbours(instance: Instance) -> tuple[list[list[int]], list[list[int]]]:
    before: list[list[int]] = [[] for _ in instance.ids]
    after: list[list[int]] = [[] for _ in instance.ids]
    for earlier, later in instance.order:
        before[later].append(earlier)
        after[earlier].append(later)
    return before, after


def _sequence(instance: Instance) -> list[int] | Said:
    """The meetings so that every one comes after those it has to follow; or the cycle that makes it impossible."""
    before, after = _neighbours(instance)
    waiting = [len(earlier) for earlier in before]
    sequence = [meeting for meeting, count in enumerate(waiting) if not count]
    for meeting in sequence:
        for later in after[meeting]:
            waiting[later] -= 1
            if not waiting[later]:
                sequence.append(later)
    if len(sequence) == instance.meetings:
        return sequence
    stuck = set(range(instance.meetings)) - set(sequence)
    walk = [min(stuck)]
    while True:
        nearest = next(earlier for earlier in before[walk[-1]] if earlier in stuck)
        if nearest in walk:
            circle = walk[walk.index(nearest) :]
            break
        walk.append(nearest)
    names = [str(instance.ids[meeting]) for meeting in (*circle, circle[0])]
    return Said(
        f"会谈的先后次序（after）绕成了圈：{' → '.join(names)}",
        f"the orders (`after`) of meetings form a circle: {' → '.join(names)}",
    )


def _without_slot(instance: Instance, left: NDArray[np.bool_]) -> Said | None:
    for meeting in np.flatnonzero(~left.any(axis=1)).tolist():
        name, (a, b) = instance.ids[meeting], (instance.sides[meeting] + 1).tolist()
        if not instance.asked[meeting].any():
            return Said(
                f"会谈 {name}：slots 与 fixed 合起来没有可用的时段",
                f"meeting {name}: `slots` and `fixed` together allow it no slot",
            )
        return Said(
            f"会谈 {name}：在它可用的时段里，参会者 {a} 与 {b} 没有同时在场的",
            f"meeting {name}: in no slot that it may have are participants {a} and {b} both available",
        )
    return None


def _matched(options: list[list[int]], rooms: list[int]) -> int | None:
    """Gives each item one of its options, each option at most `rooms[option]` times; the first item left over, or None.

    Augmenting paths (Kuhn); the lists are small, and the answer names an item.
    """
    holders: list[list[int]] = [[] for _ in rooms]

    def placed(item: int, seen: set[int]) -> bool:
        for option in options[item]:
            if option in seen:
                continue
            seen.add(option)
            if len(holders[option]) < rooms[option]:
                holders[option].append(item)
                return True
            for at, holder in enumerate(holders[option]):
                if placed(holder, seen):
                    holders[option][at] = item
                    return True
        return False

    return next((item for item in range(len(options)) if not placed(item, set())), None)


def _too_few_tables(instance: Instance, left: NDArray[np.bool_]) -> Said | None:
    room = instance.tables * instance.slots
    if instance.meetings > room:
        return Said(
            f"{instance.meetings} 场会谈，{instance.slots} 个时段 × {instance.tables} 张桌只容得下 {room} 场",
            f"{instance.meetings} meetings, but {instance.slots} slots × {instance.tables} tables hold only {room}",
        )
    options = [np.flatnonzero(slots).tolist() for slots in left]
    over = _matched(options, [instance.tables] * instance.slots)
    if over is None:
        return None
    name = instance.ids[over]
    return Said(
        f"会谈 {name}：它可用的时段里桌子不够（每个时段 {instance.tables} 张）",
        f"meeting {name}: not enough tables in the slots that it and its rivals may have ({instance.tables} a slot)",
    )


def _too_busy(instance: Instance, left: NDArray[np.bool_]) -> Said | None:
    for person, meetings in enumerate(instance.meetings_of()):
        free = int(left[meetings].any(axis=0).sum())
        if len(meetings) > free:
            return Said(
                f"参会者 {person + 1} 有 {len(meetings)} 场会谈，可用的时段只有 {free} 个",
                f"participant {person + 1} has {len(meetings)} meetings, but only {free} slots for them",
            )
        options = [np.flatnonzero(left[meeting]).tolist() for meeting in meetings]
        over = _matched(options, [1] * instance.slots)
        if over is not None:
            name = instance.ids[meetings[over]]
            return Said(
                f"参会者 {person + 1} 的会谈互相抢时段：会谈 {name} 没有时段可用",
                f"the meetings of participant {person + 1} need the same slots: none is left for meeting {name}",
            )
    return None
