"""A person or a hall twice at once, against all pairs looked at one by one."""

from datetime import date, datetime, time, timedelta
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yanzhen.errors import UnreadableInput
from yanzhen.language import Said
from yanzhen.meet.conflicts import Booking, bookings_of, conflicts_in, conflicts_of
from yanzhen.meet.papers.approval import Wording
from yanzhen.meet.papers.programme import AgendaItem, Guest, Hall, Programme, Session

DAY = datetime.combine(date(2025, 3, 29), time())
GUESTS = tuple(Guest(key, Wording(f"虚构{key}", f"Example {key}")) for key in "ABC")
HALLS = (Hall("1", Said("一号厅", "Hall 1")), Hall("2", Said("二号厅", "Hall 2")))


def session(key: str, starts: str, ends: str = "", hall: str = "1", **more) -> Session:
    return Session(key, Said(f"场次{key}", f"Session {key}"), "2025-03-29", starts, hall, ends, **more)


def programme(*sessions: Session) -> Programme:
    return Programme(Said("示例活动", "Example"), "2025-03-29", sessions=sessions, halls=HALLS, guests=GUESTS)


def found(*sessions: Session, **more) -> list[tuple[str, str, str, str, str]]:
    return [
        (each.kind, each.one.key, each.one.session, each.other.session, each.handling)
        for each in conflicts_in(programme(*sessions), **more)
    ]


def test_hall_and_guest_twice_are_blocked_and_a_short_way_is_told() -> None:
    sessions = (
        session("x", "09:00", "10:00", rostrum=("A",), audience=("B",)),
        session("y", "09:30", "10:30", rostrum=("A",)),
        session("z", "10:05", "11:00", hall="2", audience=("B", "C")),
    )
    assert found(*sessions, walking=timedelta(minutes=10)) == [
        ("hall", "1", "x", "y", "block"), ("guest", "A", "x", "y", "block"), ("way", "B", "x", "z", "warn"),
    ]  # fmt: skip
    assert found(*sessions) == [("hall", "1", "x", "y", "block"), ("guest", "A", "x", "y", "block")]


def test_what_the_organiser_allows_is_not_told() -> None:
    sessions = (session("x", "09:00", "10:00", rostrum=("A",)), session("y", "09:30", "10:30", rostrum=("A",)))
    assert found(*sessions, handling={"hall": "allow", "guest": "warn"}) == [("guest", "A", "x", "y", "warn")]
    assert found(*sessions, handling={"hall": "allow"}) == [("guest", "A", "x", "y", "block")]


def test_one_after_the_other_and_twice_in_one_session_are_no_conflict() -> None:
    speech = AgendaItem("s", "speech", Said("致辞", "Speech"), "09:10", 10, speakers=("A",))
    sessions = (
        session("x", "09:00", "10:00", host="A", rostrum=("A",), agenda=(speech,)),
        session("y", "10:00", "11:00", rostrum=("A",)),
    )
    assert found(*sessions) == []


def test_speaker_is_taken_for_the_speech_alone() -> None:
    speech = AgendaItem("s", "speech", Said("致辞", "Speech"), "09:10", 10, speakers=("A",))
    x = session("x", "09:00", "10:00", agenda=(speech,))
    assert found(x, session("y", "09:20", "09:40", hall="2", rostrum=("A",))) == []
    assert found(x, session("y", "09:15", "09:40", hall="2", rostrum=("A",))) == [("guest", "A", "x", "y", "block")]


def test_session_without_an_end_lasts_as_its_agenda_says() -> None:
    items = (
        AgendaItem("a", "speech", Said("致辞", "Speech"), "09:00", 30),
        AgendaItem("b", "break", Said("休息", "Break"), "", 15),
    )
    (hall,) = [each for each in bookings_of(programme(session("x", "09:00", agenda=items))) if each.kind == "hall"]
    assert hall.ends == DAY.replace(hour=9, minute=45)


@pytest.mark.parametrize(("starts", "ends"), [("9点", "10:00"), ("10:00", "09:00"), ("25:00", "")])
def test_time_that_is_none_names_its_session(starts: str, ends: str) -> None:
    with pytest.raises(UnreadableInput, match="场次 x"):
        conflicts_in(programme(session("x", starts, ends)))


def test_conflict_is_told_in_both_languages() -> None:
    (conflict,) = conflicts_in(programme(session("x", "09:00", "10:00"), session("y", "09:30", "10:30")))
    said = conflict.told(Said("一号厅", "Hall 1"))
    assert said.zh == "一号厅：同一会场同时有两场：场次x（09:00–10:00）、场次y（09:30–10:30）"
    assert said.en.startswith("Hall 1: two sessions in a hall at once: Session x (09:00–10:00)")


bookings = st.lists(
    st.builds(
        lambda kind, key, session, hall, starts, minutes: Booking(
            kind, key, session, hall, Said("虚构", "made up"),
            DAY + timedelta(minutes=starts), DAY + timedelta(minutes=starts + minutes),
        ),
        st.sampled_from(["guest", "hall"]), st.sampled_from("AB"), st.sampled_from("xyz"), st.sampled_from("12"),
        st.integers(0, 40), st.integers(1, 20),
    ),
    max_size=9,
)  # fmt: skip


@given(bookings, st.integers(0, 10))
def test_every_pair_is_looked_at(listed: list[Booking], minutes: int) -> None:
    walking, expected = timedelta(minutes=minutes), []
    for one, other in combinations(listed, 2):
        if (one.kind, one.key) != (other.kind, other.key) or one.session == other.session:
            continue
        first, second = sorted((one, other), key=lambda each: each.starts)
        if second.starts < first.ends:
            expected.append(one.kind)
        elif one.kind == "guest" and one.hall != other.hall and second.starts - first.ends < walking:
            expected.append("way")
    assert sorted(each.kind for each in conflicts_of(listed, walking=walking)) == sorted(expected)
