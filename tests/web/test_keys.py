"""Keys for programs: within what their person may do, shown once, not for ever."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from django.urls import reverse
from django.utils import timezone

from yanzhen_web.models import Organisation, Token
from yanzhen_web.scopes import Actor, keyable_grants
from yanzhen_web.services.people.keys import issue_key, keys_of, let_in_client, revoke_key
from yanzhen_web.services.people.logins import token_of
from yanzhen_web.services.people.refusals import Refusal

from .worlds import WHY, World, just_signed_in

GIVEN = {
    "platform_admin": {"read", "people"},
    "organiser": {"read", "write", "contacts", "people"},
    "county_office": {"read", "write", "contacts", "people"},
    "park": {"read", "write", "contacts", "people"},
    "enterprise": {"read", "write", "contacts"},
    "university": {"read", "write", "contacts"},
    "service": {"read", "write", "contacts"},
    "leader": {"read"},
    "auditor": {"history"},
    "nobody": set(),
}


@pytest.mark.parametrize("who", GIVEN)
def test_key_is_given_what_a_role_has_a_use_for(world: World, who: str) -> None:
    assert set(keyable_grants(world.actor(who))) == GIVEN[who]


@pytest.mark.parametrize("who", [who for who in GIVEN if who != "nobody"])
def test_nobody_gives_a_key_more_than_that(world: World, who: str) -> None:
    for grant in {"read", "write", "contacts", "people", "history"} - GIVEN[who]:
        with pytest.raises(Refusal) as refused:
            issue_key(world.actor(who), world.users[who], "示例", [grant])
        assert refused.value.field == "grants"
    assert not Token.objects.unscoped(why=WHY).exists()


def test_key_gives_no_key_more_than_it_has(world: World) -> None:
    """Else a key that only reads could make one that writes."""
    user = world.users["county_office"]
    reading = Actor.of(user, ["read", "people"])
    with pytest.raises(Refusal):
        issue_key(reading, user, "示例", ["read", "write"])
    with pytest.raises(Refusal):
        let_in_client(reading, world.organisations["ningxiang"], "示例", ["write"])
    without_people = Actor.of(user, ["read", "write"])
    with pytest.raises(Organisation.DoesNotExist):
        let_in_client(without_people, world.organisations["ningxiang"], "示例", ["read"])


@pytest.mark.parametrize(
    ("name", "grants", "days", "field"),
    [
        (" \x00\u202e", ["read"], 90, "name"),
        ("示例", [], 90, "grants"),
        ("示例", ["root"], 90, "grants"),
        ("示例", ["read"], 0, "days"),
        ("示例", ["read"], 366, "days"),
    ],
)
def test_entry_is_refused_by_name(world: World, name: str, grants: list[str], days: int, field: str) -> None:
    with pytest.raises(Refusal) as refused:
        issue_key(world.actor("enterprise"), world.users["enterprise"], name, grants, days=days)
    assert refused.value.field == field


def test_key_ends_on_its_day_and_when_a_newer_has_its_name(world: World) -> None:
    actor, user = world.actor("enterprise"), world.users["enterprise"]
    key, secret = issue_key(actor, user, "示例", ["read"], days=1)
    assert timedelta(hours=23) < key.expires_at - timezone.now() <= timedelta(days=1)
    assert secret.startswith(key.hint) and secret not in str(Token.objects.unscoped(why=WHY).values().get())
    assert token_of(secret) == key
    _, newer = issue_key(actor, user, "示例", ["read"])
    assert token_of(secret) is None
    Token.objects.unscoped(why=WHY).update(expires_at=timezone.now())
    assert token_of(newer) is None


def test_key_of_another_is_missing(world: World) -> None:
    key, secret = issue_key(world.actor("enterprise"), world.users["enterprise"], "示例", ["read"])
    for who in ("rival", "county_office", "platform_admin"):
        with pytest.raises(Token.DoesNotExist):
            revoke_key(world.actor(who), world.users[who], key)
    assert token_of(secret) is not None
    revoke_key(world.actor("enterprise"), world.users["enterprise"], key)
    assert token_of(secret) is None


def test_page_shows_a_key_once(world: World) -> None:
    client = world.client("enterprise")
    just_signed_in(client, world.users["enterprise"])
    made = client.post(reverse("my_keys"), {"name": "示例程序", "grants": ["read"], "days": "90"}).content.decode()
    (key,) = keys_of(world.users["enterprise"])
    assert made.count(key.hint) == 1
    page = client.get(reverse("my_keys")).content.decode()
    assert "示例程序" in page and f"{key.hint}…" in page
    assert client.post(reverse("key_revoke", args=[key.public_id])).status_code == 302
    assert world.client("rival").post(reverse("key_revoke", args=[key.public_id])).status_code == 404


def test_page_tells_what_is_wrong(world: World) -> None:
    client = world.client("leader")
    just_signed_in(client, world.users["leader"])
    page = client.post(reverse("my_keys"), {"name": "示例", "grants": ["write"], "days": "90"})
    assert "notice-fault" in page.content.decode()


def test_issuing_asks_again_who_it_is(world: World) -> None:
    client = world.client("organiser")
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [
        {"method": "password", "at": time.time() - 3600, "reauthenticated": True}
    ]
    session.save()
    asked = {"name": "示例程序", "grants": ["read"], "days": "90"}
    answer = client.post(reverse("my_keys"), asked)
    assert answer["Location"].startswith(reverse("account_reauthenticate"))
    assert not Token.objects.unscoped(why=WHY).filter(name="示例程序").exists()
    assert client.get(reverse("my_keys")).status_code == 200
