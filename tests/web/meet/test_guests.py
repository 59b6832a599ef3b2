"""Guests: who is let in, who waits, who reads what of them, and what they answer themselves."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor
from datetime import time
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from yanzhen_web.models import Guest, Hall, Notice, Session, SessionGuest
from yanzhen_web.services.meet.codes import code_of, short_code_in
from yanzhen_web.services.meet.guests import places, registering

from ..worlds import WHY  # noqa: TID252 -- the one door to the site's test world
from .conftest import DAY, Held

GUEST = {"name": "示例来宾甲", "role": "delegate"}


def _url(name: str, row: Any) -> str:
    return reverse(name, args=[row.public_id])


def _session(held: Held, most: int | None = None, **fields: Any) -> Session:
    given_ = {"held_on": DAY, "starts": time(14), "ends": time(15), "admits": "asking"} | fields
    return Session.objects.unscoped(why=WHY).create(
        event=held.event, kind="local", name="示例专场", capacity=most, **given_
    )


def _guest(held: Held, name: str, sender: str = "changsha", sessions: tuple[Session, ...] = (), **fields: Any) -> Guest:
    state = fields.pop("state", "coming")
    return registering.register(
        held.event, held.world.organisations[sender], {"name": name, **fields}, sessions, state=state
    )


def _states(session: Session) -> list[tuple[str, str]]:
    rows = SessionGuest.objects.unscoped(why=WHY).filter(session=session)
    return list(rows.order_by("asked_at", "pk").values_list("guest__name", "state"))


def test_whoever_comes_late_waits_and_moves_up_in_the_order_of_asking(held: Held) -> None:
    session = _session(held, most=1)
    first, second, third = (_guest(held, name, sessions=(session,)) for name in "甲乙丙")
    assert _states(session) == [("甲", "coming"), ("乙", "waiting"), ("丙", "waiting")]
    registering.set_state(first, "cancelled")
    assert _states(session) == [("甲", "declined"), ("乙", "coming"), ("丙", "waiting")]
    (notice,) = Notice.objects.unscoped(why=WHY).all()
    assert notice.guest == second and "候补转为参加" in notice.text["zh"]
    held.client("city_office").post(
        _url("session_edit", session), {"kind": "local", "name": "示例专场", "admits": "asking", "capacity": "2"}
    )
    assert dict(_states(session))["丙"] == "coming"
    assert Notice.objects.unscoped(why=WHY).filter(guest=third).count() == 1


def test_a_hall_that_grows_lets_those_in_who_wait(held: Held) -> None:
    hall = Hall.objects.unscoped(why=WHY).create(event=held.event, name="小厅", capacity=1)
    session = _session(held, hall=hall)
    _guest(held, "甲", sessions=(session,)), _guest(held, "乙", sessions=(session,))
    assert dict(_states(session)) == {"甲": "coming", "乙": "waiting"}
    held.client("city_office").post(_url("hall_edit", hall), {"name": "小厅", "capacity": "5"})
    assert dict(_states(session)) == {"甲": "coming", "乙": "coming"}


DEEDS = st.lists(
    st.tuples(st.sampled_from(["ask", "leave", "room"]), st.integers(0, 5), st.integers(0, 4)), max_size=14
)


@given(deeds=DEEDS, most=st.integers(0, 3))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_places_go_as_a_slow_list_says(held: Held, deeds: list[tuple[str, int, int]], most: int) -> None:
    """The oracle: people in the order of asking; the first so many come. Who came is never put back."""
    session = _session(held, most=most)
    guests = [_guest(held, f"客{number}") for number in range(6)]
    coming: list[int] = []
    waiting: list[int] = []
    for deed, who, room in deeds:
        if deed == "ask":
            places.ask_for_places(guests[who], [session])
            if who not in coming + waiting:
                waiting.append(who)
        elif deed == "leave":
            places.leave_places(guests[who], [session])
            coming, waiting = [w for w in coming if w != who], [w for w in waiting if w != who]
        else:
            most = room
            Session.objects.unscoped(why=WHY).filter(pk=session.pk).update(capacity=room)
            places.fill_places(session)
        while waiting and len(coming) < most:
            coming.append(waiting.pop(0))
        rows = SessionGuest.objects.unscoped(why=WHY).filter(session=session).order_by("asked_at", "pk")
        found = list(rows.values_list("guest__name", "state"))
        assert {name for name, state in found if state == "coming"} == {f"客{w}" for w in coming}
        assert [name for name, state in found if state == "waiting"] == [f"客{w}" for w in waiting]


@pytest.mark.django_db(transaction=True)
def test_many_at_once_fill_a_session_and_never_overfill_it(held: Held) -> None:
    session = _session(held, most=3)
    guests = [_guest(held, f"客{number}") for number in range(12)]

    def ask(guest: Guest) -> None:
        try:
            places.ask_for_places(guest, [session])
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(ask, guests))
    states = [state for _, state in _states(session)]
    assert (states.count("coming"), states.count("waiting")) == (3, 9)


def test_a_guest_is_registered_and_changed_in_pages(held: Held) -> None:
    session, city = _session(held), held.client("city_office")
    asked = GUEST | {"organisation": "示例公司", "phone": "010-00000000", "sessions": [session.public_id]}
    made = city.post(_url("guest_new", held.event), asked)
    guest = Guest.objects.unscoped(why=WHY).get()
    assert made["Location"] == _url("guest_page", guest)
    assert short_code_in(guest.code) == guest.code
    page = city.get(_url("guest_page", guest)).content.decode()
    assert "010-00000000" in page and guest.code in page and "示例专场" in page
    city.post(_url("guest_edit", guest), GUEST | {"name": "改过的名字"})
    assert _states(session) == [("改过的名字", "declined")]
    assert city.post(_url("guest_new", held.event), {"name": "", "role": "king"}).status_code == 422


def test_a_firm_registers_its_own_people_and_sees_nobody_else(held: Held) -> None:
    _guest(held, "示例别人", "rival", phone="010-11111111")
    firm = held.client("enterprise")
    firm.post(_url("guest_new", held.event), GUEST | {"phone": "010-22222222"})
    page = firm.get(_url("guest_list", held.event)).content.decode()
    assert "示例来宾甲" in page and "010-22222222" in page
    assert "示例别人" not in page and "010-11111111" not in page
    everybody = held.client("city_office").get(_url("guest_list", held.event)).content.decode()
    assert "示例别人" in everybody and "010-11111111" in everybody
    leader = held.client("leader").get(_url("guest_list", held.event)).content.decode()
    assert "示例别人" in leader and "010-11111111" not in leader


def test_only_the_host_says_who_is_a_vip_and_registers_once_it_is_closed(held: Held) -> None:
    firm, city = held.client("enterprise"), held.client("city_office")
    firm.post(_url("guest_new", held.event), GUEST | {"role": "vip"})
    firm.post(_url("guest_import", held.event), {"rows": "示例乙\t\t\t\t贵宾", "state": "coming"})
    assert set(Guest.objects.unscoped(why=WHY).values_list("role", flat=True)) == {"delegate"}
    held.event.registration_ends_at = timezone.now()
    held.event.save()
    for name, given_ in (("guest_new", GUEST), ("guest_import", {"rows": "示例丙", "state": "coming"})):
        answer = firm.post(_url(name, held.event), given_)
        assert answer.status_code == 422 and "报名已经截止" in answer.content.decode()
        assert city.post(_url(name, held.event), given_).status_code == 302


def test_an_invited_guest_answers_by_the_link_without_an_account(held: Held) -> None:
    guest = _guest(held, "示例贵宾", state="invited")
    text = held.client("city_office").get(_url("guest_invitations", held.event)).content.decode()
    link = reverse("guest_rsvp", args=[code_of("guest", guest.public_id)])
    assert link in text
    assert "您能参加吗" in Client().get(link).content.decode()
    assert Client().post(link, {"comes": "yes"}).status_code == 302
    assert Guest.objects.unscoped(why=WHY).get().state == "coming"
    Client().post(link, {"comes": "no"})
    assert Guest.objects.unscoped(why=WHY).get().state == "declined"


def test_codes_made_up_of_other_purposes_or_ended_open_nothing(held: Held) -> None:
    guest = _guest(held, "示例贵宾", state="invited")
    good = code_of("guest", guest.public_id)
    for code in (code_of("badge", guest.public_id), good[:-1] + ("A" if good[-1] != "A" else "B"), "A" * 32):
        assert Client().get(reverse("guest_rsvp", args=[code])).status_code == 404
    held.client("city_office").post(_url("guest_codes", guest))
    assert Client().get(reverse("guest_rsvp", args=[good])).status_code == 404
    again = code_of("guest", guest.public_id, 2)
    assert Client().get(reverse("guest_rsvp", args=[again])).status_code == 200


def test_pasted_rows_are_taken_whole_or_not_at_all(held: Held) -> None:
    city = held.client("city_office")
    wrong = "姓名\t单位\t职务\t手机\t身份\n示例甲\t示例公司\t经理\t\t贵宾\n\t示例公司\n示例丙\t\t\t\t国王"
    answer = city.post(_url("guest_import", held.event), {"rows": wrong, "state": "coming"})
    assert answer.status_code == 422
    assert "第 3 行：没有姓名" in answer.content.decode() and "第 4 行：没有“国王”这种身份" in answer.content.decode()
    assert not Guest.objects.unscoped(why=WHY).exists()
    right = "示例甲\t示例公司\t经理\t010-1\t贵宾\n\n示例乙"
    assert city.post(_url("guest_import", held.event), {"rows": right, "state": "invited"}).status_code == 302
    rows = Guest.objects.unscoped(why=WHY).order_by("pk").values_list("name", "role", "state")
    assert list(rows) == [("示例甲", "vip", "invited"), ("示例乙", "delegate", "invited")]


def test_the_exported_book_holds_texts_and_no_formulas(held: Held) -> None:
    _guest(held, "=HYPERLINK(1)", phone="+86 010")
    content = held.client("city_office").get(_url("guest_export", held.event)).content
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert sheet is not None
    cells = [cell for row in sheet.iter_rows(min_row=2) for cell in row if cell.value]
    assert all(cell.data_type != "f" for cell in cells)
    assert any("HYPERLINK" in str(cell.value) for cell in cells)
    assert "导出嘉宾名单" in held.client("auditor").get(reverse("history_list")).content.decode()


def test_a_state_that_there_is_not_is_refused(held: Held) -> None:
    guest, city = _guest(held, "示例甲"), held.client("city_office")
    answer = city.post(_url("guest_state", guest), {"state": "king"}, follow=True)
    assert "没有这种参会状态" in answer.content.decode()
    assert Guest.objects.unscoped(why=WHY).get().state == "coming"


def test_pages_ask_as_often_for_three_guests_as_for_one(held: Held) -> None:
    city, session = held.client("city_office"), _session(held)
    pages = [_url("guest_list", held.event), _url("guest_invitations", held.event)]

    def queries(url: str) -> int:
        city.get(url)
        with CaptureQueriesContext(connection) as asked:
            assert city.get(url).status_code == 200
        return len(asked)

    def add(number: int) -> None:
        _guest(held, f"客{number}", sessions=(session,)), _guest(held, f"贵客{number}", state="invited")

    add(1)
    once = [queries(page) for page in pages]
    add(2), add(3)
    assert [queries(page) for page in pages] == once


def test_a_yes_takes_the_places_that_were_kept_or_given_up(held: Held) -> None:
    session = _session(held, most=5)
    guest = _guest(held, "甲", sessions=(session,), state="invited")
    assert _states(session) == [("甲", "invited")]
    registering.answer_invitation(guest, comes=True)
    assert _states(session) == [("甲", "coming")]
    registering.answer_invitation(guest, comes=False)
    registering.answer_invitation(guest, comes=True)
    assert _states(session) == [("甲", "coming")]


def test_an_edit_begun_before_undoes_neither_ended_codes_nor_an_answer(held: Held) -> None:
    guest, rows = _guest(held, "甲", state="invited"), Guest.objects.unscoped(why=WHY)
    stale = rows.get(pk=guest.pk)
    registering.end_codes(guest)
    registering.answer_invitation(guest, comes=False)
    registering.change(stale, {"name": "乙"}, [])
    now = rows.get(pk=guest.pk)
    assert (now.name, now.edition, now.state) == ("乙", 2, "declined")


def test_a_firm_goes_by_invitation_confirms_nobody_and_adds_nothing_after_the_end(held: Held) -> None:
    asking, invited = _session(held), _session(held, admits="invited")
    firm, rows = held.client("enterprise"), Guest.objects.unscoped(why=WHY)
    refused = firm.post(_url("guest_new", held.event), GUEST | {"sessions": [invited.public_id]})
    assert refused.status_code == 422
    firm.post(_url("guest_new", held.event), GUEST)
    guest = rows.get()
    rows.update(state="asking")
    firm.post(_url("guest_state", guest), {"state": "coming"})
    assert rows.get().state == "asking"
    firm.post(_url("guest_state", guest), {"state": "cancelled"})
    assert rows.get().state == "cancelled"
    rows.update(state="coming")
    held.event.registration_ends_at = timezone.now()
    held.event.save()
    late = firm.post(_url("guest_edit", guest), GUEST | {"sessions": [asking.public_id]})
    assert late.status_code == 422 and _states(asking) == []
    assert firm.post(_url("guest_edit", guest), GUEST | {"name": "只改名字"}).status_code == 302


def test_an_edit_by_the_sender_leaves_the_session_that_the_host_gave(held: Held) -> None:
    invited, firm = _session(held, admits="invited"), held.client("enterprise")
    firm.post(_url("guest_new", held.event), GUEST)
    guest = Guest.objects.unscoped(why=WHY).get()
    held.client("city_office").post(_url("guest_edit", guest), GUEST | {"sessions": [invited.public_id]})
    firm.post(_url("guest_edit", guest), GUEST | {"name": "只改名字"})
    assert _states(invited) == [("只改名字", "coming")]


def test_rows_pasted_twice_register_nobody_twice(held: Held) -> None:
    city = held.client("city_office")
    for _ in range(2):
        city.post(_url("guest_import", held.event), {"rows": "示例甲\t示例公司\n示例甲\t示例公司", "state": "coming"})
    assert Guest.objects.unscoped(why=WHY).count() == 1
