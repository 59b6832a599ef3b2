"""Small events with a first timing, and a slow checker that knows nothing of the engine."""

import itertools

import numpy as np
import pytest

from yanzhen.meet.frame import UNTIMED, Frame
from yanzhen.meet.gap_backends import BACKENDS as KNOWN
from yanzhen.meet.gap_backends import is_installed

BACKENDS = [name for name in KNOWN if is_installed(name)]


@pytest.fixture(params=BACKENDS)
def backend(request):
    return str(request.param)


def frame_of(pairs, slots, *, open_=None, hall=None, tables=None, travel=0, people=None):
    """An event of these pairs; everything is open and roomy where nothing else is said."""
    m = len(pairs)
    people = people or 1 + max((max(pair) for pair in pairs), default=0)
    tables = [[max(m, 1)] * slots] if tables is None else tables
    return Frame(
        one=np.array([a for a, _ in pairs], np.int64),
        other=np.array([b for _, b in pairs], np.int64),
        worth=np.ones(m, np.int64),
        must=np.zeros(m, np.bool_),
        open=np.ones((m, slots), np.bool_) if open_ is None else np.array(open_, np.bool_).reshape(m, slots),
        hall=np.zeros(m, np.int64) if hall is None else np.array(hall, np.int64),
        tables=np.array(tables, np.int64),
        least=np.zeros(people, np.int64),
        most=np.full(people, slots, np.int64),
        travel=travel,
    )


def diary_of(frame, timing):
    """Person by person, the sorted (slot, hall) of its meetings."""
    diary = {}
    for i, slot in enumerate(timing):
        if slot != UNTIMED:
            for person in (int(frame.one[i]), int(frame.other[i])):
                diary.setdefault(person, []).append((int(slot), int(frame.hall[i])))
    return {person: sorted(entries) for person, entries in diary.items()}


def faults_of(frame, timing):
    """What a timing breaks, in words, rule by rule."""
    faults = []
    seats = {}
    for i, slot in enumerate(timing):
        if slot == UNTIMED:
            continue
        if not 0 <= slot < frame.slots or not frame.open[i][slot]:
            faults.append(f"meeting {i} in slot {slot}")
            continue
        seats[int(frame.hall[i]), int(slot)] = seats.get((int(frame.hall[i]), int(slot)), 0) + 1
    for (hall, slot), count in seats.items():
        if count > frame.tables[hall][slot]:
            faults.append(f"{count} tables in hall {hall}, slot {slot}")
    for person, entries in diary_of(frame, timing).items():
        for (early, before), (late, after) in itertools.pairwise(entries):
            if early == late:
                faults.append(f"{person} twice in {early}")
            elif before != after and late - early - 1 < frame.travel:
                faults.append(f"{person} from hall {before} to {after} between {early} and {late}")
    return faults


def aims_of(frame, timing):
    """Gaps and changes of hall, counted in each diary."""
    gaps = changes = 0
    for entries in diary_of(frame, timing).values():
        for (early, before), (late, after) in itertools.pairwise(entries):
            gaps += late > early + 1
            changes += before != after
    return gaps, changes


def every_timing(frame):
    """All timings that keep the rules, meeting by meeting."""

    def extend(timing):
        if len(timing) == frame.meetings:
            yield timing
            return
        for slot in range(frame.slots):
            longer = [*timing, slot]
            if not faults_of(frame, longer):
                yield from extend(longer)

    yield from extend([])


def least_of(frame):
    """The fewest gaps, and then changes of hall, of all timings; None where there is no timing."""
    return min((aims_of(frame, timing) for timing in every_timing(frame)), default=None)


def random_event(seed, *, people=10, slots=8, meetings=22, halls=1, travel=0, open_=0.8, spare=1):
    """An event timed at random: what finds no slot stays untimed; tables are what is used, and `spare`."""
    chance = np.random.default_rng(seed)
    pairs = [tuple(chance.choice(people, 2, replace=False).tolist()) for _ in range(meetings)]
    frame = frame_of(
        pairs,
        slots,
        open_=chance.random((meetings, slots)) < open_,
        hall=chance.integers(0, halls, meetings),
        tables=np.full((halls, slots), meetings),
        travel=travel,
        people=people,
    )
    timing = np.full(meetings, UNTIMED)
    for i in range(meetings):
        for slot in chance.permutation(slots).tolist():
            timing[i] = slot
            if not faults_of(frame, timing):
                break
            timing[i] = UNTIMED
    timed = timing != UNTIMED
    used = np.zeros((halls, slots), np.int64)
    np.add.at(used, (frame.hall[timed], timing[timed]), 1)
    frame.tables[:] = used + chance.integers(0, spare + 1, used.shape)
    return frame, timing
