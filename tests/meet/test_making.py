"""Timetables are checked by a slow checker, and against the best of a model that was written apart."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from tests.meet.checker import check, standing
from tests.meet.conftest import BACKENDS, event_of_pairs, events
from tests.meet.oracle import best

from yanzhen.meet import making
from yanzhen.meet.event import event_of
from yanzhen.meet.making import make_timetable
from yanzhen.meet.timetable import document_of


def made(event, **more):
    return document_of(make_timetable(event_of(event), **{"seconds": 20, **more}))


@pytest.mark.parametrize("backend", BACKENDS)
@given(event=events())
@settings(max_examples=80, deadline=None)
def test_small_event_is_solved_and_proven(backend, event):
    timetable = made(event, backend=backend)
    check(event, timetable)
    assert timetable["proven_optimal"]
    assert standing(event, timetable) == best(event)


@pytest.mark.parametrize("backend", BACKENDS)
@given(event=events())
@settings(max_examples=80, deadline=None)
def test_without_the_whole_model_rules_are_kept_and_the_bound_is_one(backend, event):
    before, making.prove = making.prove, lambda *_: None
    try:
        timetable = made(event, backend=backend)
    finally:
        making.prove = before
    check(event, timetable)
    reached, optimum = standing(event, timetable), best(event)
    assert reached <= optimum
    assert timetable["bound"] >= optimum[2] or reached[:2] < optimum[:2]
    if timetable["proven_optimal"]:
        assert reached == optimum or reached[:2] < optimum[:2]


def crowd(people, requests, slots, seed, **more):
    """An event of hosts (even) and visitors (odd), with musts, two halls and ways between them."""
    dice = np.random.default_rng(seed)
    pairs = {(int(a) * 2, int(b) * 2 + 1) for a, b in dice.integers(0, people // 2, (requests, 2))}
    return {
        "slots": slots,
        "participants": [
            {
                "id": f"p{p}",
                "min": 1,
                "max": int(dice.integers(3, slots)),
                "unavailable": (np.flatnonzero(dice.random(slots) < 0.2) + 1).tolist(),
                **({"hall": "AB"[p // 2 % 2]} if p % 2 == 0 else {}),
            }
            for p in range(people)
        ],
        "requests": [
            {
                "id": f"r{n}",
                "a": f"p{a}",
                "b": f"p{b}",
                "value": int(dice.integers(1, 100)),
                "must": bool(dice.random() < 0.02),
            }
            for n, (a, b) in enumerate(sorted(pairs))
        ],
        "halls": {"A": {"tables": people // 6}, "B": {"tables": people // 6}},
        "travel_slots": 1,
        **more,
    }  # fmt: skip


def test_a_crowd_is_near_the_bound(backend):
    event = crowd(120, 700, 16, 1)
    timetable = made(event, backend=backend, seconds=10)
    check(event, timetable)
    assert timetable["gap"] <= (0.01 if backend == "native" else 0.05)


def test_everything_of_a_must_comes_before_value(backend):
    event = event_of_pairs([("A", "B", 1, {"must": True}), ("A", "C", 100)], people={"A": {"max": 1}})
    timetable = made(event, backend=backend)
    assert [meeting["id"] for meeting in timetable["meetings"]] == ["r1"]
    assert (timetable["value"], timetable["bound"], timetable["refused"]) == (1, 1, [])


def test_minimum_comes_before_value(backend):
    people = {"A": {"max": 1}, "C": {"min": 1}}
    timetable = made(event_of_pairs([("A", "B", 100), ("A", "C", 1)], people=people), backend=backend)
    assert [meeting["id"] for meeting in timetable["meetings"]] == ["r2"]
    assert timetable["proven_optimal"]


def test_minimum_that_cannot_be_had_is_named(backend):
    timetable = made(event_of_pairs([("A", "B", 5)], people={"A": {"min": 3}}), backend=backend)
    (refused,) = timetable["refused"]
    assert (refused["kind"], refused["id"]) == ("min", "A")
    assert timetable["value"] == 5


def test_clashing_musts_are_named_and_the_rest_is_best(backend):
    both = {"must": True, "slots": [2]}
    event = event_of_pairs([("A", "B", 3, both), ("A", "C", 7, both), ("D", "C", 2)])
    timetable = made(event, backend=backend)
    check(event, timetable)
    assert {meeting["id"] for meeting in timetable["meetings"]} == {"r2", "r3"}
    (refused,) = timetable["refused"]
    assert (refused["kind"], refused["id"]) == ("must", "r1")
    assert "r2" in refused["why"]


def test_odd_ring_is_bounded_by_whole_meetings(backend):
    # The relaxation takes half of each of the three and is worth 15.
    one = {name: {"max": 1} for name in "ABC"}
    timetable = made(event_of_pairs([("A", "B", 10), ("B", "C", 10), ("C", "A", 10)], people=one), backend=backend)
    assert (timetable["value"], timetable["bound"]) == (10, 10)


def test_amounts_with_decimals(backend):
    timetable = made(event_of_pairs([("A", "B", 1.5), ("A", "C", 2.25)], people={"A": {"max": 1}}), backend=backend)
    assert (timetable["value"], timetable["bound"]) == (2.25, 2.25)
    assert "0.75" in timetable["unscheduled"][0]["why"]


def test_nothing_asked_for(backend):
    timetable = made({"slots": 3, "participants": [], "requests": []}, backend=backend)
    assert (timetable["meetings"], timetable["value"], timetable["bound"]) == ([], 0, 0)


def test_same_seed_gives_the_same_timetable(backend):
    event = crowd(60, 250, 10, 2)
    one, other = (made(event, backend=backend, seed=7) for _ in range(2))
    assert one == other


def test_gaps_that_break_a_rule_are_not_taken(monkeypatch):
    event = event_of(event_of_pairs([("A", "B", 1), ("A", "C", 1)], slots=3))
    found = make_timetable(event, 5)
    broken = np.zeros_like(found.slot)
    assert not making.is_kept(found.frame, broken)
    assert making.is_kept(found.frame, found.slot)
    assert not making.is_kept(replace(found.frame, room=np.zeros(3, np.int64)), found.slot)


def test_whole_model_that_runs_out_of_time_takes_nothing_away(monkeypatch, backend):
    # A ring of three in which two slots are too few for the bound.
    event = event_of(event_of_pairs([("A", "B", 9), ("B", "C", 8), ("C", "A", 7)], slots=2))
    best_found = make_timetable(event, 5, backend=backend).value
    monkeypatch.setattr(making, "prove", lambda frame, slot, *_: (frame.hall, np.full_like(slot, -1), False))
    found = make_timetable(event, 5, backend=backend)
    assert best_found == 17
    assert found.value == 17
    assert found.bound > 17
