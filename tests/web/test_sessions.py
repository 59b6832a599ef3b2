"""A session ends at once; it is nobody else's, and leaves nothing behind."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from yanzhen_web.models import AuditEntry, Membership, User
from yanzhen_web.services.people import signing
from yanzhen_web.services.people.logins import issue_token, token_of
from yanzhen_web.services.people.suspending import suspend_organisation as suspend_organisation_as_an_office_does
from yanzhen_web.signing.browsers import browser_told
from yanzhen_web.signing.handles import name_of_session
from yanzhen_web.signing.sessions import BEGAN, SEEN

from .test_signing import PASSWORD, people, sign_in, signed_in
from .worlds import WHY, World

__all__ = ["people"]


def suspend_person(world: World) -> None:
    User.objects.filter(username="park").update(suspended_at=timezone.now())


def deactivate_person(world: World) -> None:
    User.objects.filter(username="park").update(is_active=False)


def suspend_organisation(world: World) -> None:
    place = world.organisations["park"]
    place.suspended_at = timezone.now()
    place.save()


def suspend_the_one_above(world: World) -> None:
    suspend_organisation_as_an_office_does(
        world.actor("organiser"), world.users["organiser"], world.organisations["ningxiang"]
    )


def end_the_desk(world: World) -> None:
    Membership.objects.unscoped(why=WHY).filter(user=world.users["park"]).update(ends_at=timezone.now())


def end_all_sessions(world: World) -> None:
    signing.end_sessions(world.users["park"])


def give_another_password(world: World) -> None:
    user = world.users["park"]
    user.set_password("another long word 7")
    user.save()


WAYS = (
    suspend_person, deactivate_person, suspend_organisation, suspend_the_one_above, end_the_desk, end_all_sessions,
    give_another_password,
)  # fmt: skip


@pytest.mark.parametrize("end", WAYS, ids=lambda way: way.__name__)
def test_session_ends_with_the_next_request(people: World, end: Callable[[World], None]) -> None:
    client = Client()
    sign_in(client, "park")
    assert signed_in(client)
    end(people)
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    answer = client.get(reverse("jobs"))
    assert (answer.status_code, answer["Location"]) == (302, "/sign-in/?next=/jobs/")
    assert not Session.objects.filter(session_key=key).exists(), "the session itself is gone, not only hidden"
    assert "登录已结束" in client.get(answer["Location"]).content.decode()


@pytest.mark.parametrize("end", WAYS, ids=lambda way: way.__name__)
def test_nothing_is_posted_after_the_end(people: World, end: Callable[[World], None]) -> None:
    client = Client()
    sign_in(client, "park")
    end(people)
    assert client.post(reverse("set_language"), {"language": "en", "next": "/"}).status_code == 302
    people.users["park"].refresh_from_db()
    assert people.users["park"].language == "", "set for the visitor, not for the person who has gone"


def test_public_pages_open_as_for_a_visitor_and_say_why(people: World) -> None:
    client = Client()
    sign_in(client, "park")
    suspend_person(people)
    answer = client.get("/")
    assert answer.status_code == 200
    assert "登录已结束" in answer.content.decode()
    assert not answer.wsgi_request.actor.signed_in


def test_looking_at_the_session_asks_the_database_nothing_more(people: World, count_queries: Any) -> None:
    client = Client()
    sign_in(client, "park")
    signed_in(client)
    count = count_queries(lambda: client.get(reverse("jobs")))
    seen = count_queries(lambda: client.get(reverse("jobs")))
    assert count == seen
    assert count <= 5, "session, person, desks, jobs and their number"


def age(client: Client, **seconds: float) -> None:
    session = client.session
    for mark, past in seconds.items():
        session[mark] = time.time() - past
    session.save()


def test_session_ends_when_it_lies_idle(people: World) -> None:
    client = Client()
    sign_in(client, "park")
    age(client, **{SEEN: settings.SESSION_IDLE_SECONDS - 60})
    assert signed_in(client)
    assert time.time() - client.session[SEEN] < 60, "being used counts"
    age(client, **{SEEN: settings.SESSION_IDLE_SECONDS + 60})
    assert not signed_in(client)
    assert "太久没有操作" in client.get("/sign-in/").content.decode()


def test_session_ends_after_twelve_hours_however_busy_it_is(people: World) -> None:
    client = Client()
    sign_in(client, "park")
    age(client, **{BEGAN: 12 * 3600 + 60, SEEN: 1})
    assert not signed_in(client)
    assert "12 小时" in client.get("/sign-in/").content.decode()


def test_ended_sessions_revoke_keys_and_leave_other_people_alone(people: World) -> None:
    _, key = issue_token(people.users["park"], "program")
    _, others = issue_token(people.users["leader"], "program")
    other = Client()
    sign_in(other, "leader")
    signing.end_sessions(people.users["park"])
    assert token_of(key) is None
    assert token_of(others) is not None
    assert signed_in(other)
    assert AuditEntry.objects.unscoped(why=WHY).filter(action="session.end_all").exists()


def test_own_password_changed_ends_the_others_and_keeps_this_one(people: World) -> None:
    here, there = Client(), Client()
    for client in (here, there):
        sign_in(client, "park")
    key = here.cookies[settings.SESSION_COOKIE_NAME].value
    new = "another long word 7"
    given = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    assert here.post(reverse("password_change"), given).status_code == 302
    assert signed_in(here)
    assert not signed_in(there)
    assert here.cookies[settings.SESSION_COOKIE_NAME].value != key


def test_wrong_old_passwords_lock_like_any_others(people: World) -> None:
    """Who has found a desk open does not guess on at the page for a new password."""
    client = Client()
    sign_in(client, "park")
    guess = {"old_password": "wrong", "new_password1": "another long word 7", "new_password2": "another long word 7"}
    answers = [client.post(reverse("password_change"), guess).status_code for _ in range(5)]
    assert answers[:4] == [200] * 4
    assert sign_in(Client(), "park").status_code == 429
    assert client.post(reverse("password_change"), guess | {"old_password": PASSWORD}).status_code == 429


def test_new_passwords_that_cannot_be_taken_lock_nobody_out(people: World) -> None:
    client = Client()
    sign_in(client, "park")
    poor = {"old_password": PASSWORD, "new_password1": "short", "new_password2": "short"}
    for _ in range(5):
        assert client.post(reverse("password_change"), poor).status_code == 200
    assert sign_in(Client(), "park").status_code == 302


# --- one's own list --------------------------------------------------------------------------------------------------


def test_list_shows_own_sessions_and_ends_one_or_all_others(people: World) -> None:
    here, second, third, other = (Client(HTTP_USER_AGENT=f"browser {n}") for n in range(4))
    for client in (here, second, third):
        sign_in(client, "park")
    sign_in(other, "leader")
    page = here.get(reverse("usersessions_list")).content.decode()
    assert all(f"browser {n}" in page for n in range(3))
    assert "browser 3" not in page
    row = UserSession.objects.get(user_agent="browser 1")
    here.post(reverse("usersessions_list"), {"session": str(row.pk)})
    assert signed_in(second), "keys would tell how many sessions the site has"
    assert name_of_session(row) in page
    here.post(reverse("usersessions_list"), {"session": name_of_session(row)})
    assert [signed_in(client) for client in (here, second, third, other)] == [True, False, True, True]
    stranger = UserSession.objects.get(user_agent="browser 3")
    here.post(reverse("usersessions_list"), {"session": name_of_session(stranger)})
    assert signed_in(other), "nobody ends somebody else's"
    here.post(reverse("usersessions_list"), {})
    assert [signed_in(client) for client in (here, third, other)] == [True, False, True]


def test_name_of_a_browser_is_text(people: World) -> None:
    client = Client(HTTP_USER_AGENT="<script>alert(1)</script>")
    sign_in(client, "park")
    page = client.get(reverse("usersessions_list")).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


@pytest.mark.parametrize(
    ("says", "told"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/120.0 Safari/537.36",
            "Chrome · Windows 电脑",
        ),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/120.0 Safari/537.36 Edg/120.0", "Edge · Windows 电脑"),
        ("Mozilla/5.0 (Linux; Android 14; V2) Chrome/116.0 Mobile Safari/537.36 MicroMessenger/8.0", "微信 · 安卓"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) wxwork/4.1 MicroMessenger/7.0", "企业微信 · iPhone"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15) Version/17.0 Safari/605.1.15", "Safari · 苹果电脑"),
        ("curl/8", "curl/8"),
        ("x" * 500, "x" * 80),
        ("", ""),
    ],
)
def test_browser_is_told_in_words(says: str, told: str) -> None:
    assert browser_told(says) == told


# --- beginning and end -----------------------------------------------------------------------------------------------


def test_session_of_before_is_not_taken_over(people: World) -> None:
    """What an attacker has planted in the browser is worth nothing once its owner signs in."""
    client = Client()
    client.get("/sign-in/")
    planted = client.session
    planted["planted"] = 1
    planted.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = planted.session_key
    sign_in(client, "park")
    assert client.cookies[settings.SESSION_COOKIE_NAME].value != planted.session_key
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = planted.session_key
    assert not signed_in(thief)


def test_next_person_at_the_desk_inherits_nothing(people: World) -> None:
    client = Client()
    sign_in(client, "park")
    first = client.session
    first["draft"] = "of the first"
    first.save()
    client.post(reverse("sign_out"))
    sign_in(client, "leader")
    assert "draft" not in client.session


def test_sign_out_ends_the_session_and_clears_the_browser(people: World) -> None:
    client = Client()
    sign_in(client, "park")
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    answer = client.post(reverse("sign_out"))
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert answer["Clear-Site-Data"] == '"cookies", "storage"'
    assert not Session.objects.filter(session_key=key).exists()
    assert not UserSession.objects.filter(user=people.users["park"]).exists()
    client.cookies[settings.SESSION_COOKIE_NAME] = key
    assert not signed_in(client)
    assert "sign_out" in AuditEntry.objects.unscoped(why=WHY).values_list("action", flat=True)


def test_sign_out_by_a_link_does_nothing(people: World) -> None:
    client = Client()
    sign_in(client, "park")
    assert client.get(reverse("sign_out")).status_code == 405
    assert signed_in(client)


def test_cookies_are_for_this_site_and_no_script(people: World) -> None:
    answer = sign_in(Client(), "park")
    cookie = answer.cookies[settings.SESSION_COOKIE_NAME]
    assert (cookie["httponly"], cookie["samesite"], cookie["domain"], cookie["path"]) == (True, "Lax", "", "/")
    assert int(cookie["max-age"]) <= 12 * 3600


def test_deputy_is_out_when_the_time_is_over(people: World) -> None:
    client = Client()
    sign_in(client, "park")
    desks = Membership.objects.unscoped(why=WHY).filter(user=people.users["park"])
    desks.update(ends_at=timezone.now() + timedelta(seconds=0.5))
    assert signed_in(client)
    time.sleep(0.6)
    assert not signed_in(client)


def test_session_opens_nothing_of_the_api(people: World) -> None:
    client = Client()
    sign_in(client, "organiser")
    assert client.get("/api/v1/me").status_code in (401, 404)
    assert signed_in(client)
