"""The demo's people: a login and a key for every role, a deputy, an open invitation."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.utils import timezone

from yanzhen_web.models import Invitation, Membership
from yanzhen_web.scopes import API_CLIENT, ROLES, Actor
from yanzhen_web.services import scenario
from yanzhen_web.services.people.logins import token_of

pytestmark = pytest.mark.django_db
WHY = "a test"


@pytest.fixture
def logins(settings: Any, tmp_path: Path) -> dict[str, dict[str, str]]:
    """What the file says."""
    settings.HOME = tmp_path
    scenario._logins(scenario._organisations())
    return json.loads(scenario.credentials_file().read_text(encoding="utf-8"))


def test_every_role_has_a_login_and_a_key(logins: dict[str, dict[str, str]], rf: Any) -> None:
    assert set(logins) == set(ROLES)
    for role, login in logins.items():
        assert set(login) == {"username", "password", "token"}
        key = token_of(login["token"])
        assert key is not None and Actor.of(key.user).roles == {role}
        user = authenticate(rf.post("/sign-in/"), username=login["username"], password=login["password"])
        assert (user is not None) is (role != API_CLIENT), role


def test_deputy_sits_in_for_the_clerk_and_an_invitation_is_open(logins: dict[str, dict[str, str]]) -> None:
    deputy = Membership.objects.unscoped(why=WHY).exclude(in_place_of=None).get()
    assert deputy.in_place_of is not None and deputy.in_place_of.username == logins["county_office"]["username"]
    assert deputy.ends_at > timezone.now() and not deputy.user.has_usable_password()
    assert Invitation.objects.unscoped(why=WHY).get().uses_left == 20


def test_loading_again_changes_no_password(logins: dict[str, dict[str, str]]) -> None:
    assert scenario._logins(scenario._organisations()) == logins
    assert Invitation.objects.unscoped(why=WHY).count() == 1
