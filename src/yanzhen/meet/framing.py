"""From an event to the arrays of its timetable, with a hall for each meeting."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from yanzhen.meet.event import NOWHERE, Event
from yanzhen.meet.frame import Frame

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


def there(event: Event) -> Flags:
    """(participants, slots): who is there when."""
    found = np.ones((len(event.participants), event.slots), dtype=bool)
    for number, person in enumerate(event.participants):
        found[number, list(person.unavailable)] = False
    return found


def opened(event: Event) -> Flags:
    """(requests, slots): the slots that a meeting may have."""
    present = there(event)
    one, other = sides(event)
    found: Flags = present[one] & present[other]
    for number, request in enumerate(event.requests):
        if request.slots is not None:
            allowed = np.zeros(event.slots, dtype=bool)
            allowed[list(request.slots)] = True
            found[number] &= allowed
    return found


def sides(event: Event) -> tuple[Ints, Ints]:
    """The two participants of each request, (requests,) each."""
    return (
        np.array([request.one for request in event.requests], np.int64),
        np.array([request.other for request in event.requests], np.int64),
    )


def choices(event: Event) -> list[tuple[int, ...]]:
    """The halls in which each request may take place; those on line have the number after the last hall alone."""
    everywhere = tuple(range(len(event.halls)))
    found: list[tuple[int, ...]] = []
    for request in event.requests:
        named = {event.participants[side].hall for side in (request.one, request.other)} - {NOWHERE}
        online = (len(event.halls),)
        found.append(online if request.online else tuple(sorted(named)) or everywhere)
    return found


def balanced(event: Event, counted: Flags | None = None) -> Ints:
    """A hall for each request: of those it may have the one with the most room left, by what is asked for of it.

    Where there is a way between halls, the busier side of a meeting stays in one hall, its own where it has one.

    Args:
        counted: (requests,), those that are likely to take place; the others take no room.
    """
    everything = len(event.requests) + 1
    usable = [event.usable(hall.tables) for hall in event.halls]
    room = [max(0.5, everything if tables is None else tables) for tables in usable] + [1.0]
    load = [0] * len(room)
    halls = choices(event)
    likely = np.ones(len(halls), dtype=bool) if counted is None else counted
    found = np.array([listed[0] for listed in halls], np.int64)
    for hub, group in _together(event, halls, likely):
        weight = int(likely[group].sum())
        listed = halls[group[0]]
        home = NOWHERE if hub is None else event.participants[hub].hall
        best = home if home in listed else min(listed, key=lambda hall: ((load[hall] + weight) / room[hall], hall))
        found[group] = best
        load[best] += weight
    return found


def _together(event: Event, halls: list[tuple[int, ...]], likely: Flags) -> list[tuple[int | None, list[int]]]:
    """Requests that get a hall together, and whose they are: those with one hall first, then by busier side."""
    one, other = sides(event)
    busy = np.bincount(np.concatenate([one[likely], other[likely]]), minlength=len(event.participants))
    alone: list[tuple[int | None, list[int]]] = [
        (None, [number]) for number, listed in enumerate(halls) if len(listed) == 1
    ]
    free = [number for number, listed in enumerate(halls) if len(listed) > 1]
    if not event.travel:
        free.sort(key=lambda number: (len(halls[number]), -event.requests[number].worth, number))
        return alone + [(None, [number]) for number in free]
    hubs: dict[tuple[int, tuple[int, ...]], list[int]] = {}
    for number in free:
        request = event.requests[number]
        hub = max((request.one, request.other), key=lambda p: (int(busy[p]), -p))
        hubs.setdefault((hub, halls[number]), []).append(number)
    return alone + [(key[0], hubs[key]) for key in sorted(hubs, key=lambda key: (-len(hubs[key]), key))]


def frame_of(event: Event, hall: Ints | None = None) -> Frame:
    """The arrays of an event; `hall` (requests,) as chosen, balanced where it is not given."""
    count, halls = len(event.requests), len(event.halls)
    one, other = sides(event)
    on_line = [slot in event.online_slots for slot in range(event.slots)]

    def limits(tables: int | None) -> list[int]:
        usable = event.usable(tables)
        return [count if usable is None or free else min(usable, count) for free in on_line]

    tables = np.array([*(limits(each.tables) for each in event.halls), [count] * event.slots], np.int64)
    spoken = np.array([request.interpreter for request in event.requests], np.int64)
    return Frame(
        one=one,
        other=other,
        worth=np.array([request.worth for request in event.requests], np.int64),
        must=np.array([request.must for request in event.requests], bool),
        open=opened(event),
        hall=balanced(event) if hall is None else hall,
        tables=tables,
        least=np.array([person.least for person in event.participants], np.int64),
        most=np.array([person.most for person in event.participants], np.int64),
        travel=event.travel,
        online=halls,
        room=np.array(limits(event.tables), np.int64),
        language=spoken,
        interpreters=np.array([[number] * event.slots for _, number in event.interpreters], np.int64).reshape(
            -1, event.slots
        ),
    )
