"""Documents that can't be understood, and clashes that are told without a search."""

import pytest

from yanzhen.errors import UnreadableInput
from yanzhen.language import speaking
from yanzhen.meet.listed import timetable_of


def told(document):
    with speaking("en"), pytest.raises(UnreadableInput) as caught:
        timetable_of(document)
    with speaking("zh"):
        assert any("\u4e00" <= sign <= "\u9fff" for sign in str(caught.value))
    return caught.value.said.en


@pytest.mark.parametrize(
    ("meeting", "words"),
    [
        ((7, 1, 9), ("meeting 7", "`b`", "from 1 to 4", "9")),
        ((7, None, 2), ("meeting 7", "`a`")),
        ((7, 1, True), ("meeting 7", "`b`", "True")),
        ((7, 2, 2), ("meeting 7", "same participant")),
        ((7, 1, 2, {"slots": [0]}), ("meeting 7", "`slots`", "from 1 to 4", "0")),
        ((7, 1, 2, {"slots": 3}), ("meeting 7", "`slots`", "list")),
        ((7, 1, 2, {"fixed": 5}), ("meeting 7", "`fixed`", "5")),
        ((7, 1, 2, {"after": [8]}), ("meeting 7", "`after`", "8")),
        ((7, 1, 2, {"after": 8}), ("meeting 7", "`after`", "list")),
        ((7, 1, 2, {"after": [[8]]}), ("meeting 7", "`after`")),
        ((None, 1, 2), ("item 1", "`id`")),
    ],
)
def test_bad_meeting_is_named_with_its_field(event, meeting, words):
    assert [word for word in words if word not in told(event([meeting]))] == []


@pytest.mark.parametrize("field", ["participants", "slots", "tables", "max_break_spread"])
@pytest.mark.parametrize("value", [-1, "3", 2.5, True])
def test_bad_count_is_named(event, field, value):
    assert field in told(event(**{field: value}))


@pytest.mark.parametrize("away", [[1], {"9": [1]}, {"x": [1]}, {"1": [9]}, {"1": 2}])
def test_bad_times_away_are_named(event, away):
    assert "unavailable" in told(event(unavailable=away))


def test_meeting_listed_twice_is_named(event):
    assert "meeting id 1" in told(event([(1, 1, 2), (1, 1, 3)]))


@pytest.mark.parametrize("document", [[], {"participants": 2, "slots": 1, "tables": 1}, {"meetings": [3]}])
def test_what_is_no_event_is_refused(document):
    told(document)


@pytest.mark.parametrize(
    ("meetings", "more", "words"),
    [
        ([(7, 1, 2, {"fixed": 1, "slots": [2]})], {}, ("meeting 7", "fixed")),
        ([(7, 1, 2, {"slots": []})], {}, ("meeting 7", "slots")),
        ([(7, 1, 2, {"fixed": 1})], {"unavailable": {"2": [1]}}, ("meeting 7", "participants 1 and 2")),
        ([(5, 1, 2, {"after": [6]}), (6, 3, 4, {"after": [5]})], {}, ("circle", "5", "6")),
        ([(5, 1, 2, {"after": [5]})], {}, ("circle", "5")),
        ([(5, 1, 2, {"fixed": 1}), (6, 3, 4, {"fixed": 1, "after": [5]})], {}, ("meeting 6", "after")),
        ([(n, 1, 2) for n in range(5)], {}, ("participant 1", "5 meetings", "4 slots")),
        ([(n, 1, 2, {"slots": [1]}) for n in (3, 4)] + [(9, 1, 3)], {}, ("participant 1", "meeting 4")),
        ([(1, 1, 2), (2, 3, 4)], {"tables": 0}, ("2 meetings", "0")),
        ([(1, 1, 2, {"fixed": 2}), (2, 3, 4, {"fixed": 2})], {"tables": 1}, ("meeting 2", "tables")),
    ],
)
def test_clash_is_named(event, meetings, more, words):
    with speaking("en"):
        answer = timetable_of(event(meetings, **more))
    assert answer["refused"] and len(answer["meetings"]) == len(meetings) - len(answer["refused"])
    assert [word for word in words if word not in answer["why"]] == []
