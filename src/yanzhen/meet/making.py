"""An event's timetable: meetings are chosen, timed, exchanged, and what is small enough is proven."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from yanzhen.language import Said
from yanzhen.meet.backends import Task, TimeMeetings, backend_of
from yanzhen.meet.choosing import Choice, Programme
from yanzhen.meet.event import Event, Refused
from yanzhen.meet.exact import prove
from yanzhen.meet.frame import UNTIMED, Frame, Ints
from yanzhen.meet.framing import balanced, choices, frame_of
from yanzhen.meet.gaps import fewer_gaps, least_gaps
from yanzhen.meet.reasons import reasons
from yanzhen.meet.seating import seat
from yanzhen.meet.timetable import Timetable

SECONDS = 20.0
STEPS, ROUNDS = 60_000, 20
TRIES, PATIENCE = 4, 3
SHARE_OF_GAPS = 0.8
"""Of what is left of the time, for fewer gaps."""
SHARE_OF_PROOF = 0.5
LARGEST = 1 << 53


def make_timetable(event: Event, seconds: float = SECONDS, seed: int = 1, backend: str | None = None) -> Timetable:
    """Choose meetings, slots, halls and tables: as many musts as can be, then minima, then value, then few breaks.

    Args:
        seconds: when to stop at the latest; what has been found by then is the answer.

    Raises:
        MissingPiece: OR-Tools is not installed, or the backend.
    """
    end = time.monotonic() + seconds
    engine = backend_of(backend)
    first = frame_of(event)
    programme = Programme(first, allowed(event))
    musts = programme.most_musts()
    missed = programme.least_missed(musts)
    choice = programme.choose(musts, missed)
    assert choice is not None
    frame = replace(first, hall=balanced(event, choice.taken))
    slot = _best_of_tries(frame, choice, programme.least, engine, seed, end)
    frame, slot, bound = _settled(event, frame, slot, programme, choice, end)
    as_aimed = standing(frame, slot, programme.least)[:2] == (choice.musts, choice.missed)
    slot, least_breaks = with_fewer_gaps(frame, slot, end, seed)
    return Timetable(
        event=event,
        frame=frame,
        slot=slot,
        table=seat(event, frame, slot),
        bound=bound,
        breaks_bound=least_breaks,
        why=reasons(event, frame, slot, choice.relaxed, choice.dear if as_aimed else None),
        refused=[*event.refused, *_given_up(event, frame, slot)],
    )


def _best_of_tries(frame: Frame, choice: Choice, least: Ints, engine: TimeMeetings, seed: int, end: float) -> Ints:
    """The best of several timings, where the first does not reach the bound and time is left for more."""
    start = time.monotonic()
    best: tuple[tuple[int, int, int], Ints] | None = None
    for number in range(TRIES):
        slot = timed(frame, choice, least, engine, seed + number, end)
        musts, missed, value = standing(frame, slot, least)
        if best is None or (musts, -missed, value) > best[0]:
            best = (musts, -missed, value), slot
        spent = (time.monotonic() - start) / (number + 1)
        if best[0] >= (choice.musts, -choice.missed, choice.bound) or end - time.monotonic() < PATIENCE * spent:
            break
    assert best is not None
    return best[1]


def allowed(event: Event) -> NDArray[np.bool_]:
    """(requests, halls and on line): where each may take place."""
    found = np.zeros((len(event.requests), len(event.halls) + 1), dtype=bool)
    for number, halls in enumerate(choices(event)):
        found[number, list(halls)] = True
    return found


def timed(frame: Frame, choice: Choice, least: Ints, engine: TimeMeetings, seed: int, end: float) -> Ints:
    """Slots for the chosen meetings, and for others where they can't have any."""
    musts = int(frame.must.sum())
    floor = min(choice.bound + 1, LARGEST // ((int(least.sum()) + 1) * (musts + 1)))
    top = floor * (int(least.sum()) + 1)
    gain = frame.worth + np.where(frame.must, top, 0)
    room = frame.open.sum(axis=1)
    chosen = np.flatnonzero((choice.taken | frame.must) & (room > 0))
    task = Task(
        gain=gain,
        chosen=chosen[np.lexsort((chosen, -frame.worth[chosen], room[chosen], ~frame.must[chosen]))],
        order=np.lexsort((np.arange(frame.meetings), -gain)),
        least=least,
        floor=floor,
        goal=_goal(frame, choice, gain, least, floor),
        seed=seed,
        steps=STEPS,
        rounds=ROUNDS,
        seconds=max(0.05, 0.7 * (end - time.monotonic())),
    )
    return engine(frame, task)


def _goal(frame: Frame, choice: Choice, gain: Ints, least: Ints, floor: int) -> int:
    """What the chosen meetings bring in; without end where the bound is above them."""
    taken = choice.taken
    if int(frame.worth[taken].sum()) < choice.bound:
        return LARGEST << 9
    degree = np.bincount(np.concatenate([frame.one[taken], frame.other[taken]]), minlength=frame.people)
    return int(gain[taken].sum()) + floor * int(np.minimum(least, degree).sum())


def standing(frame: Frame, slot: Ints, least: Ints) -> tuple[int, int, int]:
    """Musts that are kept, what is missing of the minima, and the value."""
    on = slot != UNTIMED
    degree = np.bincount(np.concatenate([frame.one[on], frame.other[on]]), minlength=frame.people)
    missing = np.maximum(0, least - degree[: len(least)])
    return int((frame.must & on).sum()), int(missing.sum()), int(frame.worth[on].sum())


def _settled(
    event: Event, frame: Frame, slot: Ints, programme: Programme, choice: Choice, end: float
) -> tuple[Frame, Ints, int]:
    """A bound for timetables that keep as much as this; small events are solved whole where it is not met."""
    musts, missed, value = standing(frame, slot, programme.least)
    if (musts, missed) == (choice.musts, choice.missed) and value >= choice.bound:
        return frame, slot, value
    now = time.monotonic()
    found = prove(frame, slot, programme, now + SHARE_OF_PROOF * (end - now))
    if found is not None:
        hall, timing, proven = found
        whole = replace(frame, hall=hall)
        reached = standing(whole, timing, programme.least)
        # Out of time it may hand back less than it was given.
        if (reached[0], -reached[1], reached[2]) >= (musts, -missed, value):
            frame, slot, (musts, missed, value) = whole, timing, reached
        if proven:
            return frame, slot, value
    if (musts, missed) == (choice.musts, choice.missed):
        return frame, slot, choice.bound
    again = programme.choose(musts, missed)
    return frame, slot, max(value, again.bound if again else choice.bound)


def with_fewer_gaps(frame: Frame, slot: Ints, end: float, seed: int) -> tuple[Ints, int]:
    """The same meetings with fewer idle gaps, and how few there can be at least."""
    seconds = SHARE_OF_GAPS * (end - time.monotonic())
    if seconds > 0:
        moved = fewer_gaps(frame, slot, seconds, seed)
        if is_kept(frame, moved) and ((moved == UNTIMED) == (slot == UNTIMED)).all():
            slot = moved
    return slot, least_gaps(frame, slot)


def is_kept(frame: Frame, slot: Ints) -> bool:
    """Whether a timing keeps all that the frame asks for, minima and musts apart."""
    on = np.flatnonzero(slot != UNTIMED)
    if not frame.open[on, slot[on]].all():
        return False
    at = np.full((frame.people, frame.slots), -1, np.int64)
    for side in (frame.one, frame.other):
        at[side[on], slot[on]] = on
    busy = at >= 0
    if busy.sum() != 2 * len(on) or (busy.sum(axis=1) > frame.most).any():
        return False  # somebody is in two meetings at once, of which one was written over the other
    groups: list[tuple[Ints, Ints]] = [(frame.hall, frame.tables)]
    if frame.room is not None:
        groups.append((np.where(frame.hall == frame.online, -1, 0), frame.room[None]))
    if frame.language is not None and frame.interpreters is not None:
        groups.append((frame.language, frame.interpreters))
    for group, limits in groups:
        held = np.zeros_like(limits)
        here = on[group[on] >= 0]
        np.add.at(held, (group[here], slot[here]), 1)
        if (held > limits).any():
            return False
    hall = np.where(busy, frame.hall[at], frame.online)
    for way in range(1, frame.travel + 1):
        before, after = hall[:, :-way], hall[:, way:]
        housed = busy[:, :-way] & busy[:, way:] & (before != frame.online) & (after != frame.online)
        if (housed & (before != after)).any():
            return False
    return True


def _given_up(event: Event, frame: Frame, slot: Ints) -> list[Refused]:
    """Musts that clash, and minima that can't be had."""
    on = slot != UNTIMED
    degree = np.bincount(np.concatenate([frame.one[on], frame.other[on]]), minlength=frame.people)
    found = [_clash(event, frame, slot, number) for number in np.flatnonzero(frame.must & ~on).tolist()]
    asked = np.bincount(np.concatenate([frame.one, frame.other]), minlength=frame.people)
    for number in np.flatnonzero(degree < frame.least).tolist():
        least, has, requests = int(frame.least[number]), int(degree[number]), int(asked[number])
        found.append(
            Refused(
                "min",
                event.participants[number].id,
                Said(
                    f"至少要 {least} 场，只排得了 {has} 场（有 {requests} 个约）",
                    f"should have at least {least} meetings and has {has}, of {requests} requests",
                ),
            )
        )
    return found


def _clash(event: Event, frame: Frame, slot: Ints, number: int) -> Refused:
    """A must that has no slot, and the musts of its two sides with which it clashes."""
    request = event.requests[number]
    pair = (int(frame.one[number]), int(frame.other[number]))
    near = frame.must & (slot != UNTIMED) & (np.isin(frame.one, pair) | np.isin(frame.other, pair))
    names = [event.requests[other].id for other in np.flatnonzero(near).tolist()]
    if not frame.open[number].any():
        why = Said("必须会谈，可双方没有共同的时段", "must take place, but there is no slot for both sides")
    elif names:
        shown = names[:5]
        why = Said(
            f"必须会谈，与同样必须的 {'、'.join(shown)} 冲突，请改时段或取消一场",
            f"must take place, and clashes with {', '.join(shown)}, which must too: free a slot or drop one",
        )
    else:
        why = Said("必须会谈，可时段里没有桌位或翻译了", "must take place, but no table or interpreter is left for it")
    return Refused("must", request.id, why)
