"""A government sign-on: it signs in whom we know, and makes nobody; every token that does not hold is refused."""

from __future__ import annotations

import html
import re
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from allauth.socialaccount.models import SocialAccount, SocialToken
from cryptography.hazmat.primitives.asymmetric import rsa
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from yanzhen.errors import WrongUsage
from yanzhen_web.models import User
from yanzhen_web.services.people.signing import TakenAlready, connect_government
from yanzhen_web.settings.signing import government

from .sign_on import CLIENT, SECRET, SignOn
from .test_signing import code_for, people, sign_in, signed_in, with_totp
from .worlds import World

__all__ = ["people"]


@pytest.fixture
def server(settings: Any) -> Iterator[SignOn]:
    """A sign-on server, and the site set up with it."""
    running = SignOn()
    told = {"YANZHEN_OIDC_ISSUER": running.issuer, "YANZHEN_OIDC_CLIENT_ID": CLIENT, "YANZHEN_OIDC_SECRET": SECRET}
    settings.GOVERNMENT = government(told | {"YANZHEN_OIDC_NAME": "示例政务网"})
    provider = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": provider | {"APPS": [settings.GOVERNMENT]}}
    yield running
    running.close()


def leave(client: Client, **form: str) -> str:
    """Press the button; the address to which the page leads."""
    answer = client.post(reverse("government_sign_in"), form)
    assert answer.status_code == 200, answer.content.decode()
    found = re.search(r'id="leave" href="([^"]+)"', answer.content.decode())
    assert found
    return html.unescape(found[1])


def round_trip(client: Client, server: SignOn, **form: str) -> Any:
    back = server.authorize(urlsplit(leave(client, **form)).query)
    assert back.startswith("http://testserver/sign-in/government/back/")
    return client.get(back.removeprefix("http://testserver"))


def known(world: World, who: str = "park", subject: str = "person-1") -> User:
    connect_government(world.users[who], subject)
    return world.users[who]


def test_button_stands_where_a_sign_on_is_set_up(people: World, server: SignOn) -> None:
    assert "用示例政务网登录" in Client().get("/sign-in/").content.decode()


def test_without_one_there_is_neither_button_nor_door(people: World) -> None:
    assert reverse("government_sign_in") not in Client().get("/sign-in/").content.decode()
    assert Client().post(reverse("government_sign_in")).status_code == 404
    assert Client().get(reverse("government_callback")).status_code == 404


def test_known_person_is_signed_in_with_proof_key_state_and_nonce(people: World, server: SignOn) -> None:
    known(people)
    client = Client()
    answer = round_trip(client, server, next="/jobs/")
    assert (answer.status_code, answer["Location"]) == (302, "/jobs/")
    assert client.get("/jobs/").wsgi_request.user == people.users["park"]
    (asked,) = server.asked
    assert asked["code_challenge_method"] == "S256"
    assert asked["response_type"] == "code"
    assert asked["scope"] == "openid"
    assert len(asked["nonce"]) >= 32 and len(asked["state"]) >= 16
    assert SocialAccount.objects.get().extra_data == {}, "nothing of what the server tells is kept"
    assert not SocialToken.objects.exists()


def test_unknown_person_is_told_so_and_nobody_is_made(people: World, server: SignOn) -> None:
    """The same name and a verified e-mail address are no reason to let anybody in."""
    User.objects.filter(username="organiser").update(email="organiser@example.org")
    before, client = User.objects.count(), Client()
    answer = round_trip(client, server)
    assert answer.status_code == 403
    assert "还没有连接到任何人" in answer.content.decode()
    assert not signed_in(client)
    assert User.objects.count() == before
    assert not SocialAccount.objects.exists()


def test_account_is_connected_from_ones_own_page_and_disconnected(people: World, server: SignOn) -> None:
    client = Client()
    sign_in(client, "park")
    assert 'value="connect"' in client.get(reverse("mfa_index")).content.decode()
    assert round_trip(client, server, process="connect")["Location"] == reverse("mfa_index")
    assert signed_in(client)
    other = Client()
    assert round_trip(other, server).status_code == 302
    assert signed_in(other)
    assert client.post(reverse("government_disconnect"))["Location"] == reverse("mfa_index")
    assert not SocialAccount.objects.exists()
    assert not signed_in(other), "what came in that way is out"
    assert round_trip(Client(), server).status_code == 403


def test_connecting_asks_who_it_is(people: World, server: SignOn) -> None:
    client = people.client("park")
    assert round_trip(client, server, process="connect")["Location"].startswith("/account/confirm/")
    assert not SocialAccount.objects.exists()


def test_account_of_somebody_else_is_not_taken_over(people: World, server: SignOn) -> None:
    known(people, "leader")
    client = Client()
    sign_in(client, "park")
    round_trip(client, server, process="connect")
    assert SocialAccount.objects.get().user == people.users["leader"]
    assert "已连接到另一个人" in client.get(reverse("mfa_index")).content.decode()
    with pytest.raises(TakenAlready):
        connect_government(people.users["park"], "person-1")


def test_stranger_connects_nothing(people: World, server: SignOn) -> None:
    client = Client()
    round_trip(client, server, process="connect")
    assert not SocialAccount.objects.exists()
    assert not signed_in(client)


def test_suspended_person_stays_out(people: World, server: SignOn) -> None:
    user = known(people)
    user.suspended_at = timezone.now()
    user.save()
    client = Client()
    assert round_trip(client, server)["Location"] == "/sign-in/"
    assert not signed_in(client)


def test_second_step_is_asked_for_all_the_same(people: World, server: SignOn) -> None:
    secret, client = with_totp(known(people)), Client()
    assert round_trip(client, server)["Location"] == reverse("mfa_authenticate")
    assert not signed_in(client)
    client.post(reverse("mfa_authenticate"), {"code": code_for(secret)})
    assert signed_in(client)


# --- tokens that do not hold -----------------------------------------------------------------------------------------

OTHER = rsa.generate_private_key(public_exponent=65537, key_size=2048)


def _changed(token: str, told: dict[str, Any]) -> str:
    head, _, sign = token.split(".")
    body = jwt.encode(told | {"sub": "person-1"}, "x" * 32, algorithm="HS256").split(".")[1]
    return f"{head}.{body}.{sign}"


FORGERIES = {
    "signed with another key": lambda token, told: jwt.encode(told, OTHER, "RS256", {"kid": "one"}),
    "signed with a key that is not listed": lambda token, told: jwt.encode(told, OTHER, "RS256", {"kid": "two"}),
    "without the name of a key": lambda token, told: jwt.encode(told, OTHER, "RS256"),
    "not signed at all": lambda token, told: jwt.encode(told, None, "none", {"kid": "one"}),
    "signed with the shared secret": lambda token, told: jwt.encode(told, SECRET * 3, "HS256", {"kid": "one"}),
    "cut short": lambda token, told: token[:-9],
    "changed": _changed,
    "empty": lambda token, told: "",
    "nonsense": lambda token, told: "a.b.c",
    "a list": lambda token, told: ["a"],
}
CLAIMS: dict[str, dict[str, Any]] = {
    "of another issuer": {"iss": "https://evil.example"},
    "without an issuer": {"iss": None},
    "for somebody else": {"aud": "another site"},
    "for nobody": {"aud": None},
    "for several without saying for which": {"aud": [CLIENT, "another"]},
    "for another party": {"azp": "another"},
    "with another nonce": {"nonce": "x" * 43},
    "without a nonce": {"nonce": None},
    "with an empty nonce": {"nonce": ""},
    "over": {"exp": int(time.time()) - 3600},
    "without an end": {"exp": None},
    "of tomorrow": {"iat": int(time.time()) + 86400},
    "without a subject": {"sub": None},
    "with a number for a subject": {"sub": 1},
}


def _refused(people: World, server: SignOn) -> None:
    known(people)
    client = Client()
    answer = round_trip(client, server)
    assert answer.status_code in (401, 502)
    assert not signed_in(client)
    text = answer.content.decode()
    assert "没有登录成功" in text
    assert "Traceback" not in text


@pytest.mark.parametrize("how", FORGERIES)
def test_token_that_is_forged_is_refused(people: World, server: SignOn, how: str) -> None:
    server.subject = "somebody else" if how == "changed" else server.subject
    server.forge = FORGERIES[how]
    _refused(people, server)


@pytest.mark.parametrize("how", CLAIMS)
def test_token_that_says_something_else_is_refused(people: World, server: SignOn, how: str) -> None:
    server.claims = CLAIMS[how]
    _refused(people, server)


def test_server_that_calls_itself_otherwise_is_refused(people: World, server: SignOn) -> None:
    known(people)
    client, page = Client(), leave(Client())
    assert page
    server.discovery = {"issuer": "https://evil.example"}
    assert client.post(reverse("government_sign_in")).status_code == 502


def test_server_that_is_down_is_said_to_be(people: World, server: SignOn) -> None:
    client = Client()
    address = leave(client)
    server.down = True
    assert client.post(reverse("government_sign_in")).status_code == 502
    back = server.authorize(urlsplit(address).query)
    assert client.get(back.removeprefix("http://testserver")).status_code in (401, 502)
    assert not signed_in(client)


# --- the way back ----------------------------------------------------------------------------------------------------


def test_answer_for_another_browser_is_refused(people: World, server: SignOn) -> None:
    """What an attacker has begun nobody else finishes."""
    known(people)
    back = server.authorize(urlsplit(leave(Client())).query).removeprefix("http://testserver")
    victim = Client()
    assert victim.get(back).status_code == 401
    assert not signed_in(victim)


def test_answer_is_taken_once(people: World, server: SignOn) -> None:
    known(people)
    client = Client()
    back = server.authorize(urlsplit(leave(client)).query).removeprefix("http://testserver")
    assert client.get(back).status_code == 302
    client.post(reverse("sign_out"))
    assert client.get(back).status_code == 401
    assert not signed_in(client)


@pytest.mark.parametrize("query", ["", "?state=x", "?code=x", "?code=x&state=y", "?error=server_error&state=z"])
def test_made_up_answers_are_refused(people: World, server: SignOn, query: str) -> None:
    assert Client().get(reverse("government_callback") + query).status_code == 401


def test_cancelled_is_said(people: World, server: SignOn) -> None:
    client = Client()
    state = parse_qs(urlsplit(leave(client)).query)["state"][0]
    answer = client.get(reverse("government_callback"), {"error": "access_denied", "state": state})
    assert "取消了登录" in answer.content.decode()


def test_address_adds_nothing_to_what_is_asked(people: World, server: SignOn) -> None:
    client = Client()
    path = (
        reverse("government_sign_in") + "?scope=admin&auth_params=prompt%3Dnone%26redirect_uri%3Dhttps://evil.example"
    )
    answer = client.post(path, {"next": "https://evil.example/"})
    address = html.unescape(re.search(r'id="leave" href="([^"]+)"', answer.content.decode())[1])  # type: ignore[index]
    asked = parse_qs(urlsplit(address).query)
    assert asked["scope"] == ["openid"]
    assert asked["redirect_uri"] == ["http://testserver/sign-in/government/back/"]
    assert "prompt" not in asked
    known(people)
    assert client.get(server.authorize(urlsplit(address).query).removeprefix("http://testserver"))["Location"] == "/"


def test_sign_on_is_begun_by_a_form_only(people: World, server: SignOn) -> None:
    assert Client().get(reverse("government_sign_in")).status_code == 405
    assert Client(enforce_csrf_checks=True).post(reverse("government_sign_in")).status_code == 403


def test_administrator_tells_whose_account_it_is_on_the_server(people: World, server: SignOn) -> None:
    call_command("connect_government", "park", "person-1")
    assert round_trip(Client(), server).status_code == 302
    for given in (("nobody", "person-2"), ("leader", "person-1")):
        with pytest.raises(CommandError):
            call_command("connect_government", *given)


# --- setting it up ---------------------------------------------------------------------------------------------------


def test_connections_of_one_issuer_count_for_no_other() -> None:
    told = {"YANZHEN_OIDC_CLIENT_ID": "x", "YANZHEN_OIDC_SECRET": "y"}
    ids = {government(told | {"YANZHEN_OIDC_ISSUER": f"https://{host}.example"})["provider_id"] for host in "ab"}  # type: ignore[index]
    assert len(ids) == 2


@pytest.mark.parametrize("issuer", ["http://sso.example", "ftp://sso.example", ""])
def test_sign_on_without_tls_or_in_part_is_refused(issuer: str) -> None:
    with pytest.raises(WrongUsage):
        government({"YANZHEN_OIDC_ISSUER": issuer, "YANZHEN_OIDC_CLIENT_ID": "x", "YANZHEN_OIDC_SECRET": "y"})
    assert government({}) is None
