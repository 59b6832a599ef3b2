"""Events that can't be read are named with where and what; what can be left out is."""

import json

import pytest
from tests.meet.conftest import event_of_pairs

from yanzhen.errors import UnreadableInput
from yanzhen.language import speaking
from yanzhen.meet.event import event_of, read_event


def changed(where, key, value):
    event = event_of_pairs([("A", "B", 1), ("A", "C", 2)], halls={"H": {"tables": 2}}, interpreters={"en": 1})
    target = event
    for step in where:
        target = target[step]
    target[key] = value
    return event


PERSON, REQUEST = ("participants", 1), ("requests", 1)


@pytest.mark.parametrize(
    ("where", "key", "value", "named"),
    [
        ((), "slots", 0, "slots"),
        ((), "slots", 2.5, "slots"),
        ((), "slots", True, "slots"),
        ((), "slots", 10**9, "slots"),
        ((), "tables", -1, "tables"),
        ((), "tables", "many", "many"),
        ((), "spare", 1.5, "spare"),
        ((), "travel_slots", -1, "travel_slots"),
        ((), "participants", {}, "participants"),
        ((), "requests", None, "requests"),
        ((), "halls", [], "halls"),
        (("halls", "H"), "tables", -3, "H"),
        (("interpreters",), "en", -1, "en"),
        (PERSON, "min", -1, "(B)"),
        (PERSON, "max", 1.5, "(B)"),
        (PERSON, "max", 1e30, "(B)"),
        (PERSON, "unavailable", [5], "slots go from 1 to 4"),
        (PERSON, "unavailable", "2", "list"),
        (PERSON, "id", "A", "twice"),
        (PERSON, "id", "", "id"),
        (REQUEST, "value", -1, "(r2)"),
        (REQUEST, "value", "x", "(r2)"),
        (REQUEST, "slots", [0], "(r2)"),
        (REQUEST, "must", "yes", "(r2)"),
        (REQUEST, "a", None, "(r2)"),
    ],
)
def test_field_that_makes_no_sense_is_named(where, key, value, named):
    with pytest.raises(UnreadableInput) as caught, speaking("en"):
        event_of(changed(where, key, value))
    assert named in caught.value.said.en
    assert len(caught.value.said.zh.splitlines()) == 1


def test_minimum_above_maximum_is_named():
    event = event_of_pairs([("A", "B", 1)], people={"B": {"min": 3, "max": 2}})
    with pytest.raises(UnreadableInput) as caught:
        event_of(event)
    assert "(B)" in caught.value.said.en


@pytest.mark.parametrize(
    ("change", "kind", "name", "said"),
    [
        ((REQUEST, "b", "Bb"), "request", "r2", "did you mean"),
        ((REQUEST, "b", "A"), "request", "r2", "oneself"),
        ((REQUEST, "interpreter", "fr"), "request", "r2", "fr"),
        ((REQUEST, "id", "r1"), "request", "r1", "twice"),
        ((PERSON, "unavailable", [1, 2, 3, 4]), "participant", "B", "no slot"),
        ((PERSON, "hall", "X"), "participant", "B", "X"),
    ],
)
def test_what_can_be_left_out_is(change, kind, name, said):
    event = event_of(changed(*change))
    (refused,) = event.refused
    assert (refused.kind, refused.id) == (kind, name)
    assert said in refused.why.en
    assert len(event.requests) == (2 if kind == "participant" else 1)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"slots": NaN}', "[" * 5000, '{"slots": 1' + "0" * 400 + "}", "\xff"])
def test_file_that_is_no_event(tmp_path, text):
    path = tmp_path / "event.json"
    path.write_text(text, encoding="latin-1")
    with pytest.raises(UnreadableInput) as caught:
        read_event(path)
    assert "event.json" in caught.value.said.en


def test_file_that_is_not_there(tmp_path):
    with pytest.raises(UnreadableInput):
        read_event(tmp_path / "none.json")


def test_spare_tables_are_rounded_up(tmp_path):
    path = tmp_path / "event.json"
    path.write_text(json.dumps(event_of_pairs([("A", "B", 1)], tables=40, spare=0.1)), encoding="utf-8")
    event = read_event(path)
    assert (event.usable(40), event.usable(41), event.usable(None)) == (36, 36, None)
