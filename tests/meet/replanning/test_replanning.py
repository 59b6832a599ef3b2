"""Re-plans beside the best of all re-plans, and rules that are kept."""

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings

from meet.replanning.conftest import best_replans, cases, faults, frame_of_dice, some_timetable, standing
from yanzhen.meet.frame import UNTIMED, Frame
from yanzhen.meet.replanning import replan

pytest.importorskip("scipy")
pytest.importorskip("ortools")


def pairs(listed, slots, **more):
    """A frame of (one, other, worth), everybody there always."""
    one, other, worth = (np.array(column, np.int64) for column in zip(*listed, strict=True))
    people = int(max(one.max(), other.max())) + 1
    plain = Frame(
        one=one, other=other, worth=worth, must=np.zeros(len(one), bool), open=np.ones((len(one), slots), bool),
        hall=np.zeros(len(one), np.int64), tables=np.full((1, slots), 99), least=np.zeros(people, np.int64),
        most=np.full(people, slots),
    )  # fmt: skip
    return replace(plain, **more)


def away(frame, who, slots=slice(None)):
    absent = np.zeros((frame.people, frame.slots), bool)
    absent[who, slots] = True
    return absent


@settings(max_examples=250, deadline=None)
@given(cases())
def test_rules_are_kept_and_nothing_better_is_missed(case):
    frame, before, absent, moves, now, notice = case
    found = replan(frame, before, absent, moves=moves, now=now, notice=notice)
    gone = absent[frame.one] | absent[frame.other]
    past = np.arange(frame.slots) < now
    after = replace(frame, open=frame.open & ~(gone & ~past))
    assert not faults(after, found.slot)
    timed, was = found.slot != UNTIMED, before != UNTIMED
    struck = set(found.struck.tolist())
    assert all(timed[e] for e in np.flatnonzero(was) if e not in struck)
    others = [e for e in np.flatnonzero(was & timed & (before != found.slot)) if e not in struck]
    assert len(others) <= moves
    held = now + notice
    for e in np.flatnonzero(before != found.slot):
        assert found.slot[e] == UNTIMED or found.slot[e] >= held
        assert not was[e] or e in struck or before[e] >= held
        assert before[e] == UNTIMED or before[e] >= now
    best, most = best_replans(frame, before, absent, moves, now, notice)
    left = found.value - found.won_back
    assert left + found.bound_won_back >= most
    assert standing(frame, before, found.struck, found.slot)[:3] == best


def test_bookkeeping_adds_up():
    frame = frame_of_dice(5, people=8, slots=5, asked=20)
    before = some_timetable(frame, 5)
    found = replan(frame, before, away(frame, 1))
    left = [e for e in np.flatnonzero(before != UNTIMED) if e not in found.struck.tolist()]
    assert found.value == int(frame.worth[left].sum()) + found.won_back
    assert found.value_before == int(frame.worth[before != UNTIMED].sum())
    assert set(found.lost.tolist()) <= set(found.struck.tolist())
    assert Counter(found.added.tolist()) == Counter(
        np.flatnonzero((found.slot != UNTIMED) & (before == UNTIMED)).tolist()
    )


def test_drop_out_makes_room_for_who_waits():
    frame = pairs([(0, 1, 9), (1, 2, 5)], 1)
    found = replan(frame, np.array([0, UNTIMED]), away(frame, 0))
    assert found.slot.tolist() == [UNTIMED, 0]
    assert (found.lost.tolist(), found.added.tolist(), found.won_back, found.bound_won_back) == ([0], [1], 5, 5)


def test_late_comer_keeps_the_meeting_in_another_slot_before_any_value():
    frame = pairs([(0, 1, 1), (1, 2, 50)], 2, most=np.array([2, 1, 2]))
    found = replan(frame, np.array([0, UNTIMED]), away(frame, 0, 0), moves=0)
    assert found.slot.tolist() == [1, UNTIMED]
    assert (found.moved.tolist(), found.lost.tolist()) == ([0], [])


def test_other_moves_so_that_a_meeting_is_saved():
    frame = pairs([(0, 1, 5), (1, 2, 5)], 2)
    before = np.array([0, 1])
    assert replan(frame, before, away(frame, 0, 0), moves=0).lost.tolist() == [0]
    assert replan(frame, before, away(frame, 0, 0), moves=1).slot.tolist() == [1, 0]


def test_two_moves_in_a_chain():
    # 1 meets 0 in slot 1 only if 2 gives it up, and that only if 3 does.
    frame = pairs([(0, 1, 5), (1, 2, 5), (2, 3, 5)], 3)
    open_ = np.array([[1, 1, 0], [0, 1, 1], [1, 0, 1]], bool)
    frame = replace(frame, open=open_)
    before = np.array([0, 1, 2])
    assert replan(frame, before, away(frame, 0, 0), moves=1).lost.tolist() == [0]
    assert replan(frame, before, away(frame, 0, 0), moves=2).slot.tolist() == [1, 2, 0]


def test_nobody_moves_who_is_told_too_late():
    frame = pairs([(0, 1, 5), (1, 2, 5)], 3)
    before = np.array([0, 1])
    found = replan(frame, before, away(frame, 0, [0, 2]), notice=2)
    assert found.slot.tolist() == [UNTIMED, 1]


def test_the_past_stays_though_somebody_is_said_to_be_absent():
    frame = pairs([(0, 1, 5), (0, 2, 5)], 2)
    found = replan(frame, np.array([0, 1]), away(frame, 0), now=1)
    assert found.slot.tolist() == [0, UNTIMED]
    assert found.struck.tolist() == [1]


def test_same_input_gives_the_same_answer():
    frame = frame_of_dice(7, people=12, slots=6, asked=40)
    before = some_timetable(frame, 7)
    first, second = (replan(frame, before, away(frame, 3)) for _ in range(2))
    assert first.slot.tolist() == second.slot.tolist()


@pytest.mark.parametrize("halls", [1, 2])
@pytest.mark.parametrize("moves", [0, 2])
def test_nearly_all_is_won_back_in_a_crowd(moves, halls):
    frame = frame_of_dice(3, people=40, slots=10, asked=300, halls=halls, travel=halls - 1)
    frame = replace(frame, tables=np.full_like(frame.tables, 12 // halls), room=None)
    before = some_timetable(frame, 3)
    won = could = 0
    for who in range(0, 40, 8):
        absent = away(frame, who)
        found = replan(frame, before, absent, moves=moves)
        left = found.value - found.won_back
        best, most = best_replans(frame, before, absent, moves)
        assert left + found.bound_won_back >= most
        won, could = won + found.value - left, could + best[2] - left
    assert won >= 0.95 * could
