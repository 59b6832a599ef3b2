"""What a reason says is true: its price is what the best timetable with the meeting loses, or an upper estimate."""

import copy
import re

from hypothesis import given, settings
from tests.meet.conftest import event_of_pairs, events
from tests.meet.oracle import best

from yanzhen.language import speaking
from yanzhen.meet.event import event_of
from yanzhen.meet.making import make_timetable
from yanzhen.meet.timetable import document_of


def made(event):
    with speaking("en"):
        return document_of(make_timetable(event_of(event), 20))


@given(event=events())
@settings(max_examples=60, deadline=None)
def test_price_is_what_the_best_timetable_with_the_meeting_loses(event):
    timetable = made(event)
    musts, missing, value = best(event)
    for row in timetable["unscheduled"]:
        told = re.search(r"the cheapest (direct )?change that would admit it costs (-?\d+)$", row["why"])
        forced = copy.deepcopy(event)
        request = next(request for request in forced["requests"] if request["id"] == row["id"])
        if request.get("must"):
            continue
        request["must"] = True
        with_it = best(forced)
        if "no slot that it may have" in row["why"] or "max 0" in row["why"] or "there is no" in row["why"]:
            assert with_it[0] == musts
        if not told:
            continue
        # A change of that price exists, which gives up no must and no minimum …
        assert with_it[:2] >= (musts + 1, missing)
        if with_it[1] > missing:
            continue
        assert value - with_it[2] <= int(told[2])
        if not told[1]:  # … and where the bound proves it, there is none cheaper.
            assert value - with_it[2] == int(told[2])


def test_side_that_is_full_is_named():
    event = event_of_pairs([("A", "B", 50), ("C", "B", 40), ("D", "B", 5)], slots=2)
    (row,) = made(event)["unscheduled"]
    assert row == {
        "id": "r3",
        "why": "B has its 2 meetings at most, all worth more; the cheapest change that would admit it costs 35",
    }


def test_side_whose_slots_are_taken_is_named():
    event = event_of_pairs([("A", "B", 50), ("C", "B", 40), ("D", "B", 5, {"slots": [1, 2]})], slots=3)
    event["requests"][0]["slots"], event["requests"][1]["slots"] = [1], [2]
    (row,) = made(event)["unscheduled"]
    assert row["why"].startswith("B's slots were all taken by meetings worth more; ")
    assert row["why"].endswith("costs 35")


def test_no_common_slot_is_said():
    people = {"A": {"unavailable": [1]}, "B": {"unavailable": [2]}}
    (row,) = made(event_of_pairs([("A", "B", 5)], slots=2, people=people))["unscheduled"]
    assert "no slot that it may have" in row["why"]


def test_must_is_not_given_up():
    event = event_of_pairs([("A", "B", 1, {"must": True}), ("A", "C", 9)], people={"A": {"max": 1}})
    (row,) = made(event)["unscheduled"]
    assert row["why"].endswith("a meeting that must take place or somebody's minimum would be given up")


def test_table_that_is_lacking_has_its_price():
    event = event_of_pairs([("A", "B", 9), ("C", "D", 4)], slots=1, tables=1)
    (row,) = made(event)["unscheduled"]
    assert row["id"] == "r2"
    assert "with a table" in row["why"]
    assert row["why"].endswith("costs 5")
