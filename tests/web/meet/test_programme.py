"""会务: events, sessions, halls and agendas, as those concerned arrange and see them."""

from __future__ import annotations

from datetime import date, time
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from yanzhen_web.models import AgendaItem, CheckIn, Event, Guest, Hall, Session
from yanzhen_web.services.meet.programme.booking import conflicts_of_event
from yanzhen_web.services.meet.programme.demonstration import load_programme

from ..worlds import WHY  # noqa: TID252 -- the one door to the site's test world
from .conftest import DAY, Held

SESSION = {
    "kind": "local",
    "name": "示例专场",
    "admits": "all",
    "held_on": str(DAY),
    "starts": "14:00",
    "ends": "15:00",
}


def _url(name: str, row: Any) -> str:
    return reverse(name, args=[row.public_id])


def _hall(held: Held, name: str = "示例一号厅", **fields: Any) -> Hall:
    return Hall.objects.unscoped(why=WHY).create(event=held.event, name=name, **fields)


def _session(held: Held, name: str = "示例专场", **fields: Any) -> Session:
    given = {"held_on": DAY, "starts": time(14), "ends": time(15)} | fields
    return Session.objects.unscoped(why=WHY).create(event=held.event, kind="local", name=name, **given)


def _guest(held: Held, name: str) -> Guest:
    office = held.world.organisations["changsha"]
    return Guest.objects.unscoped(why=WHY).create(
        event=held.event, owner_org=office, name=name, role="speaker", code="222222"
    )


def _sessions(event: Event) -> list[Session]:
    return list(Session.objects.unscoped(why=WHY).filter(event=event))


def test_an_office_opens_an_event_and_arranges_it_in_pages(held: Held) -> None:
    city = held.client("city_office")
    made = city.post(
        reverse("event_new"), {"name": "新的对接会（示例）", "starts_on": "2031-05-01", "ends_on": "2031-05-02"}
    )
    event = Event.objects.unscoped(why=WHY).get(name="新的对接会（示例）")
    assert made["Location"] == _url("event_page", event)
    assert (event.owner_org, event.publication) == (held.world.organisations["changsha"], "internal")
    city.post(_url("hall_new", event), {"name": "示例大厅", "tables": "12", "rows": "10，10, 12", "capacity": "300"})
    hall = Hall.objects.unscoped(why=WHY).get(event=event)
    assert (hall.tables, hall.rows, hall.rostrum, hall.capacity) == (12, [10, 10, 12], [], 300)
    city.post(
        _url("session_new", event), SESSION | {"kind": "opening", "hall": hall.public_id, "held_on": "2031-05-01"}
    )
    (session,) = _sessions(event)
    assert (session.hall, session.starts, session.ends) == (hall, time(14), time(15))
    item = {"kind": "speech", "title": "示例致辞", "starts": "14:00", "minutes": "10"}
    city.post(_url("agenda_item_new", session), item)
    page = city.get(_url("event_page", event)).content.decode()
    for shown in ("示例大厅", "14:00–15:00", "示例致辞", "12 张洽谈桌"):
        assert shown in page
    assert "新的对接会（示例）" in city.get(reverse("event_desk")).content.decode()


def test_a_hall_twice_is_refused_told_or_let_pass_as_it_was_set(held: Held) -> None:
    city, hall = held.client("city_office"), _hall(held)
    _session(held, hall=hall, name="先来的专场")
    later = SESSION | {"name": "后来的专场", "hall": hall.public_id, "starts": "14:30", "ends": "15:30"}
    refused = city.post(_url("session_new", held.event), later)
    assert refused.status_code == 422
    assert "示例一号厅：同一会场同时有两场：先来的专场（14:00–15:00）" in refused.content.decode()
    assert 'value="后来的专场"' in refused.content.decode()
    assert len(_sessions(held.event)) == 1
    rules = {"guest": "block", "hall": "warn", "way": "allow", "walking_minutes": "5", "registration_ends_at": ""}
    assert city.post(_url("event_settings", held.event), rules).status_code == 302
    assert city.post(_url("session_new", held.event), later).status_code == 302
    assert "同一会场同时有两场" in city.get(_url("event_page", held.event)).content.decode()
    city.post(_url("event_settings", held.event), rules | {"hall": "allow"})
    assert "同一会场同时有两场" not in city.get(_url("event_page", held.event)).content.decode()


def test_a_speaker_in_two_places_is_refused_by_name(held: Held) -> None:
    guest = Guest.objects.unscoped(why=WHY).create(
        event=held.event,
        owner_org=held.world.organisations["changsha"],
        name="示例嘉宾甲",
        role="speaker",
        code="222222",
    )
    one, other = _session(held, "甲场", hall=_hall(held)), _session(held, "乙场", hall=_hall(held, "示例二号厅"))
    city = held.client("city_office")
    item = {"kind": "speech", "title": "发言", "speakers": [guest.public_id]}
    assert city.post(_url("agenda_item_new", one), item).status_code == 302
    refused = city.post(_url("agenda_item_new", other), item)
    assert refused.status_code == 422
    assert "示例嘉宾甲：同一人同时在两处" in refused.content.decode()
    assert AgendaItem.objects.unscoped(why=WHY).filter(session=other).count() == 0


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"ends": "13:00"}, "结束时间要晚于开始时间"),
        ({"starts": "", "ends": "15:00"}, "填了结束时间，也请填开始时间"),
        ({"held_on": ""}, "填了时间，也请填日期"),
        ({"link": "javascript:alert(1)"}, "开头的网址"),
        ({"capacity": "-3"}, "大于或等于"),
        ({"name": "长" * 201}, "200"),
        ({"hall": "nosuchhall000000"}, "nosuchhall000000"),
    ],
)
def test_what_cannot_be_is_told_at_its_field(held: Held, given: dict[str, str], told: str) -> None:
    answer = held.client("city_office").post(_url("session_new", held.event), SESSION | given)
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert not _sessions(held.event)


def test_a_session_is_no_part_of_its_own_parts(held: Held) -> None:
    whole = _session(held, "总场")
    part = _session(held, "分场", parent=whole, starts=time(16), ends=time(17))
    answer = held.client("city_office").post(_url("session_edit", whole), SESSION | {"parent": part.public_id})
    assert answer.status_code == 422
    assert "不能属于它自己" in answer.content.decode()


def test_the_office_of_a_session_changes_it_and_nothing_else(held: Held) -> None:
    own = _session(held, owner_org=held.world.organisations["youxian"])
    other = _session(held, "别人的场", starts=time(16), ends=time(17))
    county = held.client("other_county")
    assert county.get(_url("session_edit", own)).status_code == 200
    assert county.post(_url("session_edit", own), SESSION | {"name": "改过的专场"}).status_code == 302
    for name, row in (("session_edit", other), ("session_new", held.event), ("event_page", held.event)):
        assert county.get(_url(name, row)).status_code == 404
    assert {session.name for session in _sessions(held.event)} == {"改过的专场", "别人的场"}
    assert _sessions(held.event)[0].owner_org == held.world.organisations["youxian"], "not given away"
    assert "改过的专场" in county.get(reverse("event_desk")).content.decode()


def test_speakers_whom_one_does_not_see_stay(held: Held) -> None:
    session = _session(held, owner_org=held.world.organisations["youxian"])
    guest = _guest(held, "示例嘉宾乙")
    item = AgendaItem.objects.unscoped(why=WHY).create(
        session=session, kind="speech", title="发言", speakers=[guest.public_id]
    )
    county = held.client("other_county")
    assert "示例嘉宾乙" not in county.get(_url("agenda_item_edit", item)).content.decode()
    county.post(_url("agenda_item_edit", item), {"kind": "speech", "title": "改过的发言"})
    kept = AgendaItem.objects.unscoped(why=WHY).get()
    assert (kept.title, kept.speakers) == ("改过的发言", [guest.public_id])


def test_everybody_reads_the_programme_of_an_open_event_and_nobody_of_a_hidden_one(held: Held) -> None:
    session = _session(held, hall=_hall(held, where="会展中心"), link="https://meet.example.invalid/a")
    AgendaItem.objects.unscoped(why=WHY).create(session=session, kind="signing", title="示例签约", minutes=20)
    page = Client().get(_url("session_page", session)).content.decode()
    for shown in ("14:00–15:00", "示例一号厅", "会展中心", "示例签约", "https://meet.example.invalid/a"):
        assert shown in page
    home = Client().get(reverse("home")).content.decode()
    assert _url("session_page", session) in home and "14:00–15:00" in home
    held.event.publication = "internal"
    held.event.save()
    assert Client().get(_url("session_page", session)).status_code == 404


def test_deleting_takes_a_session_with_its_agenda_and_is_noted(held: Held) -> None:
    session = _session(held)
    AgendaItem.objects.unscoped(why=WHY).create(session=session, kind="speech", title="致辞")
    city = held.client("city_office")
    assert city.post(_url("session_delete", session))["Location"] == _url("event_page", held.event)
    assert not _sessions(held.event) and not AgendaItem.objects.unscoped(why=WHY).exists()
    assert "从日程中删除" in held.client("auditor").get(reverse("history_list")).content.decode()


def test_pages_ask_as_often_for_three_rows_as_for_one(held: Held) -> None:
    city = held.client("city_office")

    def queries(url: str) -> int:
        city.get(url)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert city.get(url).status_code == 200
        return len(asked)

    def add(number: int) -> Session:
        session = _session(held, f"第{number}场", hall=_hall(held, f"{number}号厅"))
        AgendaItem.objects.unscoped(why=WHY).create(session=session, kind="speech", title="致辞")
        return session

    first = add(1)
    pages = [_url("event_page", held.event), _url("session_page", first), reverse("event_desk")]
    once = [queries(page) for page in pages]
    add(2), add(3)
    AgendaItem.objects.unscoped(why=WHY).create(session=first, kind="speech", title="又一个致辞")
    assert [queries(page) for page in pages] == once


def test_the_demo_programme_has_hours_halls_and_no_conflict(held: Held) -> None:
    days = [date(2031, 3, 29), date(2031, 3, 29), date(2031, 3, 30)]
    for number, day in enumerate(days):
        _session(held, f"第{number}场", held_on=day, starts=None, ends=None)
    load_programme(held.event)
    load_programme(held.event)
    assert Hall.objects.unscoped(why=WHY).filter(event=held.event).count() == 4
    assert all(session.hall and session.starts and session.ends for session in _sessions(held.event))
    assert not conflicts_of_event(held.event)


def test_a_part_is_held_in_the_hall_of_its_whole(held: Held) -> None:
    hall = _hall(held)
    whole = _session(held, "总场", hall=hall, starts=time(14), ends=time(17))
    given = SESSION | {"name": "分场", "hall": hall.public_id, "parent": whole.public_id}
    assert held.client("city_office").post(_url("session_new", held.event), given).status_code == 302


def test_a_refusal_names_nobody_whom_one_does_not_see(held: Held) -> None:
    guest = _guest(held, "示例密客")
    own = _session(
        held, "县场", owner_org=held.world.organisations["youxian"], starts=time(9), ends=time(10), hall=_hall(held)
    )
    other = _session(held, "市场", hall=_hall(held, "示例二号厅"))
    for session in (own, other):
        AgendaItem.objects.unscoped(why=WHY).create(
            session=session, kind="speech", title="发言", speakers=[guest.public_id]
        )
    refused = held.client("other_county").post(_url("session_edit", own), SESSION)
    assert refused.status_code == 422
    page = refused.content.decode()
    assert "一位嘉宾：同一人同时在两处" in page and "示例密客" not in page
    assert "示例密客" not in held.client("other_county").get(_url("session_page", own)).content.decode()
    assert "示例密客" in held.client("city_office").get(_url("session_page", own)).content.decode()


def test_a_conflict_that_was_there_before_keeps_nobody_from_renaming(held: Held) -> None:
    hall = _hall(held)
    _session(held, "甲", hall=hall)
    given = SESSION | {"name": "乙改名", "hall": hall.public_id}
    assert (
        held.client("city_office").post(_url("session_edit", _session(held, "乙", hall=hall)), given).status_code == 302
    )


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "2101-01-01", "2031-02-30"])
def test_a_mistyped_year_is_told_and_breaks_no_calendar(held: Held, day: str) -> None:
    given = SESSION | {"held_on": day, "starts": "", "ends": ""}
    assert held.client("city_office").post(_url("session_new", held.event), given).status_code == 422
    assert Client().get(reverse("event_programme", args=[held.event.public_id])).status_code == 200


def test_a_session_to_which_people_came_is_not_deleted(held: Held) -> None:
    session, now = _session(held), timezone.now()
    CheckIn.objects.unscoped(why=WHY).create(
        session=session, guest=_guest(held, "示例甲"), way="hand", mark="x", at=now, received_at=now
    )
    answer = held.client("city_office").post(_url("session_delete", session), follow=True)
    assert "已经有人签到" in answer.content.decode()
    assert _sessions(held.event) == [session] and CheckIn.objects.unscoped(why=WHY).count() == 1


def test_english_pages_name_halls_and_places_in_english(held: Held) -> None:
    hall = _hall(held, name_en="Hall One", where="会展中心甲", where_en="Centre A")
    session = _session(held, hall=hall, name_en="Sample session")
    held.event.place, held.event.place_en = "示例地点", "Sample place"
    held.event.save()
    city = held.client("city_office")
    city.cookies["yanzhen_language"] = "en"
    for page in (_url("session_page", session), _url("event_page", held.event), reverse("event_desk")):
        shown = city.get(page).content.decode()
        assert not [word for word in ("会展中心甲", "示例一号厅", "示例地点", "示例专场") if word in shown], page
