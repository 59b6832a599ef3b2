"""The bound of gaps: never above the best of all timings, and equal to it where the ground is known."""

import itertools

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from meet.gaps.conftest import aims_of, frame_of, least_of, random_event
from yanzhen.meet.frame import UNTIMED
from yanzhen.meet.gap_bound import _People
from yanzhen.meet.gap_conflicts import FAR, gaps_if_busy, more_together
from yanzhen.meet.gap_exact import least_in_parts
from yanzhen.meet.gaps import fewer_gaps, least_gaps, part_of

TINY = st.fixed_dictionaries(
    {
        "people": st.integers(2, 6),
        "slots": st.integers(2, 6),
        "meetings": st.integers(1, 7),
        "halls": st.integers(1, 2),
        "travel": st.integers(0, 1),
        "open_": st.sampled_from([0.4, 0.6, 0.9, 1.0]),
        "spare": st.integers(0, 1),
    }
)


@settings(max_examples=80, deadline=None)
@given(seed=st.integers(0, 10**6), size=TINY)
def test_no_timing_is_below_the_bound(seed, size):
    frame, timing = random_event(seed, **size)
    timed = np.flatnonzero(timing != UNTIMED)
    assume(len(timed))
    optimum = least_of(part_of(frame, timed))
    assert optimum is not None
    assert 0 <= least_gaps(frame, timing) <= optimum[0] <= aims_of(frame, timing)[0]


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10**6), scattered=st.booleans())
def test_no_search_is_below_the_bound(seed, scattered):
    frame, timing = random_event(seed, people=30, slots=12, meetings=90, open_=0.5 if scattered else 0.9, spare=0)
    assert least_gaps(frame, timing) <= aims_of(frame, fewer_gaps(frame, timing, 0.2))[0]


@pytest.mark.parametrize(("away", "least"), [([], 0), ([2], 1), ([1, 3], 2)])
def test_absence_in_the_middle_is_a_gap(away, least):
    # Participant 0 meets as many as the slots it is there in.
    slots = 5
    count = slots - len(away)
    open_ = np.ones((count, slots), bool)
    open_[:, away] = False
    frame = frame_of([(0, 1 + i) for i in range(count)], slots, open_=open_)
    timing = np.array([slot for slot in range(slots) if slot not in away])
    assert least_gaps(frame, timing) == least == least_of(frame)[0]


def test_meetings_that_ask_for_far_slots_are_a_gap():
    # In each slot some meeting may be, yet the first can only begin the day and the last only end it.
    open_ = [[1, 0, 0, 0, 0], [1, 1, 1, 1, 1], [0, 0, 0, 0, 1]]
    frame = frame_of([(0, 1), (0, 2), (0, 3)], 5, open_=open_)
    assert least_gaps(frame, np.array([0, 2, 4])) == 1 == least_of(frame)[0]


def test_two_who_can_only_meet_away_from_all_their_others_have_a_gap_between_them():
    # 0 has its two others at the beginning, 1 at the end: they meet at noon, and one at least waits.
    open_ = [[0, 0, 0, 1, 0, 0, 0]] + [[1, 1, 0, 0, 0, 0, 0]] * 2 + [[0, 0, 0, 0, 0, 1, 1]] * 2
    frame = frame_of([(0, 1), (0, 2), (0, 3), (1, 4), (1, 5)], 7, open_=open_)
    assert least_gaps(frame, np.array([3, 0, 1, 5, 6])) == 2 == least_of(frame)[0]


def test_full_tables_are_priced():
    frame = frame_of([(0, 1), (2, 3), (0, 1), (2, 3)], 4, tables=[[1, 1, 1, 1]])
    # Two pairs who meet twice: one pair in the first two slots and one in the last two.
    assert least_gaps(frame, np.array([0, 1, 2, 3])) == 0 == least_of(frame)[0]
    # With two tables in the outer slots and none within, nobody has both meetings together.
    outer = frame_of([(0, 1), (2, 3), (0, 1), (2, 3)], 4, tables=[[2, 0, 0, 2]])
    assert least_gaps(outer, np.array([0, 0, 3, 3])) == 4 == least_of(outer)[0]


def test_a_day_in_which_hardly_anybody_can_rest_in_the_middle():
    """Four people, two meetings each in three slots, with two tables in the outer ones: two of them rest at noon."""
    pairs = [(0, 1), (2, 3), (0, 2), (1, 3)]
    frame = frame_of(pairs, 3, tables=[[2, 1, 2]])
    timing = np.array([0, 0, 2, 2])
    optimum = least_of(frame)[0]
    assert optimum == least_gaps(frame, timing)


def test_a_way_between_halls_is_a_gap():
    frame = frame_of([(0, 1), (0, 2), (0, 3)], 9, hall=[0, 1, 2], tables=[[1] * 9] * 3, travel=1)
    assert least_gaps(frame, np.array([0, 4, 8])) == 2
    assert least_gaps(frame_of([(0, 1), (0, 2)], 9, hall=[0, 1], tables=[[1] * 9] * 2), np.array([0, 4])) == 0


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10**6), size=TINY)
def test_small_events_are_proven_to_the_end(seed, size):
    frame, timing = random_event(seed, **(size | {"travel": 0}))
    timed = np.flatnonzero(timing != UNTIMED)
    assume(len(timed))
    assert least_gaps(frame, timing) == least_of(part_of(frame, timed))[0]


@settings(max_examples=80, deadline=None)
@given(seed=st.integers(0, 10**6), size=TINY)
def test_each_ground_is_valid_by_itself(seed, size):
    frame, timing = random_event(seed, **size)
    timed = np.flatnonzero(timing != UNTIMED)
    assume(len(timed))
    people = _People(frame, timed)
    alone = people.gaps_alone()
    best = least_of(part_of(frame, timed))[0]
    assert int(alone.sum()) + more_together(frame, timed, alone) <= best
    assert people.gaps_at_prices(alone) <= best
    assert least_in_parts(frame, timed, alone) <= best


def test_the_fewest_gaps_of_one_who_is_busy_in_a_slot_are_those_of_all_choices():
    chance = np.random.default_rng(5)
    for count in (1, 2, 3, 5):
        reach = chance.random((30, 9)) < 0.7
        found = gaps_if_busy(reach, count)
        for row, there in enumerate(reach):
            for slot in range(9):
                choices = itertools.combinations(np.flatnonzero(there).tolist(), count)
                least = min(
                    (sum(late - early > 1 for early, late in itertools.pairwise(c)) for c in choices if slot in c),
                    default=FAR,
                )
                assert min(found[row, slot], FAR // 2) == min(least, FAR // 2)


def test_one_between_an_early_and_a_late_one_is_in_conflict():
    # 0 and 1 are there at the two ends of the day and have all their other meetings there; 2 and 3 meet both of them.
    early, late = [1, 1, 1, 0, 0, 0, 0, 0, 0], [0, 0, 0, 0, 0, 0, 1, 1, 1]
    frame = frame_of([(0, 2), (0, 3), (1, 2), (1, 3)], 9, open_=[early, early, late, late])
    timing = np.array([0, 1, 6, 7])
    assert least_gaps(frame, timing) == 2 == least_of(frame)[0]
