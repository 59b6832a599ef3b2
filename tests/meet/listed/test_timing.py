"""Timetables against all timetables there are, and against the published optima."""

import itertools
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.meet.listed.oracle import checked, fewest_breaks

from yanzhen.language import speaking
from yanzhen.meet.listed import search, timetable_of

OPTIMA = {
    "forum-13": 0,
    "forum-13crafb": 6,
    "forumt-14": 5,
    "forumt-14crafd": 4,
    "tic-12": 0,
    "tic-12crafc": 0,
    "tic-13": 0,
    "tic-13crafc": 4,
    "tic-14crafc": 0,
    "ticf-14crafa": 0,
}
QUICK = ("tic-12", "forumt-14crafd", "tic-14crafc")


@st.composite
def events(draw):
    """Up to five meetings among up to four participants, so that all timetables can be looked at."""
    people, slots = draw(st.integers(2, 4)), draw(st.integers(1, 5))
    meetings = []
    for name in range(1, draw(st.integers(0, 5 if slots < 5 else 4)) + 1):
        a, b = draw(st.permutations(range(1, people + 1)))[:2]
        meeting = {"id": name, "a": a, "b": b}
        if draw(st.integers(0, 3)) == 0:
            meeting["slots"] = sorted(draw(st.sets(st.integers(1, slots), min_size=1)))
        if draw(st.integers(0, 7)) == 0:
            meeting["fixed"] = draw(st.integers(1, slots))
        if name > 1 and draw(st.integers(0, 4)) == 0:
            meeting["after"] = [draw(st.integers(1, name - 1))]
        meetings.append(meeting)
    away = draw(
        st.dictionaries(st.integers(1, people).map(str), st.lists(st.integers(1, slots), max_size=2), max_size=2)
    )
    document = {"participants": people, "slots": slots, "tables": draw(st.integers(1, 2)), "unavailable": away}
    spread = draw(st.sampled_from([None, 0, 1, 2]))
    return {**document, "meetings": meetings, **({} if spread is None else {"max_break_spread": spread})}


def agrees(document, answer):
    fewest = fewest_breaks(document)
    if fewest is None:
        assert answer["refused"] and answer["why"]
        left_out = {row["id"] for row in answer["refused"] if row["kind"] == "meeting"}
        rest = without(document, left_out, {row["kind"] for row in answer["refused"]})
        assert checked(rest, answer) == []
        assert len(left_out) == len(document["meetings"]) - most_at_once(document)
        return
    assert "refused" not in answer
    assert checked(document, answer) == []
    assert answer["breaks"] == fewest and answer["proven_optimal"]


def without(document, left_out, kinds):
    """The event without these meetings, and without the spread where that is left out."""
    meetings = [
        meeting | {"after": [name for name in meeting.get("after", []) if name not in left_out]}
        for meeting in document["meetings"]
        if meeting["id"] not in left_out
    ]
    rest = {**document, "meetings": meetings}
    return {key: value for key, value in rest.items() if key not in kinds}


def most_at_once(document):
    """How many meetings can take place together, by trying all sets, the largest first."""
    loose = {key: value for key, value in document.items() if key != "max_break_spread"}
    names = [meeting["id"] for meeting in document["meetings"]]
    for size in range(len(names), -1, -1):
        for kept in itertools.combinations(names, size):
            if fewest_breaks(without(loose, set(names) - set(kept), set())) is not None:
                return size
    raise AssertionError("nothing at all is possible")


@given(events())
@settings(max_examples=60, deadline=None)
def test_timetable_has_the_fewest_breaks_there_are(document):
    agrees(document, timetable_of(document))


@given(events())
@settings(max_examples=25, deadline=None)
def test_timetable_without_python_sat_has_the_fewest_breaks_too(document):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(search, "find_spec", lambda name: None)
        agrees(document, timetable_of(document))


def test_timetable_of_no_meetings_is_empty(event):
    answer = timetable_of(event([]))
    assert answer == {"meetings": [], "breaks": 0, "proven_optimal": True, "bound": 0}


def test_timetable_is_the_same_for_the_same_seed(event):
    assert timetable_of(event(), seed=3) == timetable_of(event(), seed=3)


def test_spread_that_nobody_can_keep_is_named(event):
    # 1 has two breaks whatever happens (three meetings in slots 1, 3 and 5), 4 has none.
    meetings = [(1, 1, 2), (2, 1, 3), (3, 1, 4)]
    document = event(meetings, slots=5, unavailable={"1": [2, 4]}, max_break_spread=1)
    with speaking("en"):
        answer = timetable_of(document)
    assert [row["kind"] for row in answer["refused"]] == ["max_break_spread"] and "max_break_spread" in answer["why"]
    assert answer["breaks"] == 2, "the timetable without the condition"
    assert timetable_of({**document, "max_break_spread": 2})["breaks"] == 2


def test_meetings_that_need_one_more_slot_are_refused(event):
    # A triangle of meetings takes three slots, though each participant has only two.
    document = event(slots=2, tables=3)
    with speaking("en"):
        answer = timetable_of(document)
    assert "taken together" in answer["why"]
    assert [row["kind"] for row in answer["refused"]] == ["meeting"] and len(answer["meetings"]) == 2


def instance(shared, name):
    path = shared / "data" / "meetings" / f"{name}.json"
    if not path.exists():
        pytest.skip("the public meeting instances do not lie beside the checkout (../shared/data/meetings)")
    return json.loads(path.read_text(encoding="utf-8"))


@pytest.mark.shared
@pytest.mark.parametrize("name", QUICK)
def test_public_instance_is_solved_to_its_optimum(shared, name):
    document = instance(shared, name)
    answer = timetable_of(document, time_limit=60)
    assert checked(document, answer) == []
    assert answer["proven_optimal"] and answer["breaks"] == OPTIMA[name]


@pytest.mark.shared
def test_time_that_is_too_short_still_gives_a_valid_bound(shared):
    document = instance(shared, "forum-13crafb")
    answer = timetable_of(document, time_limit=6)
    assert answer["bound"] is None or answer["bound"] <= OPTIMA["forum-13crafb"]
    if answer["meetings"]:
        assert checked(document, answer) == []


@pytest.mark.bench
@pytest.mark.shared
@pytest.mark.parametrize("name", sorted(OPTIMA))
def test_every_public_instance_is_solved_to_its_optimum(shared, name):
    document = instance(shared, name)
    answer = timetable_of(document, time_limit=300)
    assert checked(document, answer) == []
    assert answer["proven_optimal"] and answer["breaks"] == OPTIMA[name]
