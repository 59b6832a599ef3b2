"""The programme as a calendar: what the actor sees, escaped, with ids that stay."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from yanzhen_web.models import Event, Publication, Session
from yanzhen_web.services.report.programme import programme_file

from .worlds import WHY, World

DAY = date(2025, 3, 29)


def _session(world: World, name: str, event: Event | None = None, **fields: Any) -> Session:
    rows = Session.objects.unscoped(why=WHY)
    return rows.create(event=event or world.event, kind="industry", name=name, **({"held_on": DAY} | fields))


def _entries(content: bytes | None) -> list[Any]:
    assert content is not None
    return list(Calendar.from_ical(content).walk("VEVENT"))


def test_sessions_are_whole_days_with_ids_that_stay(world: World) -> None:
    session = _session(world, "新材料专场", venue="示例会议中心; 一号厅, 二楼")
    content = programme_file(world.actor("leader"))
    (entry,) = _entries(content)
    assert str(entry["uid"]) == f"{session.public_id}@yanzhen"
    assert (entry["dtstart"].dt, entry["dtend"].dt) == (DAY, date(2025, 3, 30))
    assert str(entry["summary"]) == "新材料专场"
    assert str(entry["location"]) == "示例会议中心; 一号厅, 二楼"
    assert content is not None
    assert b"X-WR-TIMEZONE:Asia/Shanghai" in content
    assert programme_file(world.actor("leader")) == content


def test_event_without_dated_sessions_is_one_entry(world: World) -> None:
    _session(world, "待定", held_on=None)
    (entry,) = _entries(programme_file(world.actor("leader")))
    assert (str(entry["summary"]), entry["dtstart"].dt) == ("示例对接活动", DAY)


def test_everybody_has_the_current_event_and_nobody_a_hidden_one(world: World) -> None:
    owner, day = world.organisations["province"], date(2020, 1, 1)
    hidden = Event.objects.unscoped(why=WHY).create(name="未公开的活动", starts_on=day, ends_on=day, owner_org=owner)
    _session(world, "未公开的场次", hidden)
    answer = Client().get(reverse("programme"))
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert "未公开" not in answer.content.decode()
    address = reverse("event_programme", kwargs={"public_id": hidden.public_id})
    missing = reverse("event_programme", kwargs={"public_id": "nosuchthing00000"})
    for who in ("enterprise", "university", "nobody"):
        client = world.client(who)
        assert client.get(address).status_code == 404
        assert client.get(address).content == client.get(missing).content
    assert "未公开的场次" in world.client("county_office").get(address).content.decode()


def test_without_an_event_there_is_no_file(world: World) -> None:
    Event.objects.unscoped(why=WHY).update(publication=Publication.INTERNAL)
    assert Client().get(reverse("programme")).status_code == 404


def test_home_page_links_it(world: World) -> None:
    _session(world, "新材料专场")
    assert reverse("programme") in Client().get("/").content.decode()


_HOSTILE = ["a\r\nBEGIN:VEVENT\r\nSUMMARY:x", "a\nATTACH:x", "<script>;,\\", "=1+1", "\u202egnp.exe"]


@pytest.mark.parametrize("name", _HOSTILE)
def test_names_come_out_inert(world: World, name: str) -> None:
    _session(world, name, venue=name)
    content = programme_file(world.actor("leader"))
    (entry,) = _entries(content)
    assert content is not None
    assert set(entry.keys()) == {"UID", "DTSTAMP", "DTSTART", "DTEND", "TRANSP", "SUMMARY", "LOCATION", "DESCRIPTION"}
    assert "\u202e" not in content.decode()


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(name=st.text(min_size=1, max_size=200).filter(lambda text: text.isprintable() and text.strip()))
def test_any_name_is_read_back_as_it_was(world: World, name: str) -> None:
    Session.objects.unscoped(why=WHY).all().delete()
    _session(world, name)
    (entry,) = _entries(programme_file(world.actor("leader")))
    assert str(entry["summary"]) == " ".join(name.split())
