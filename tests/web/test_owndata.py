"""One's own data: seen, taken away, corrected, erased; and nobody else's."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.urls import reverse

from yanzhen_web.models import AuditEntry, DataRequest, Membership, PersonalValue, PersonRef, User
from yanzhen_web.services.people import owndata
from yanzhen_web.services.people.anonymising import NOBODY
from yanzhen_web.services.people.consents import EDITION, agree, has_agreed, withdraw
from yanzhen_web.services.people.keys import issue_key
from yanzhen_web.services.people.logins import token_of
from yanzhen_web.services.people.refusals import Refusal

from .worlds import WHY, World

NAME, PHONE, MAIL = "示例赵六", "13800000000", "zhao@example.org"


@pytest.fixture
def zhao(world: World) -> User:
    """The county's clerk, with everything that can be kept of somebody."""
    user = world.users["county_office"]
    user.set_password("wu-Shan-qing-2-ling")
    user.save()
    owndata.correct(user, name=NAME, phone=PHONE, email=MAIL, language="zh-hans")
    user.refresh_from_db()
    agree(user, "privacy", EDITION)
    return user


def entries() -> Any:
    return AuditEntry.objects.unscoped(why=WHY)


def test_page_shows_what_is_kept(world: World, zhao: User) -> None:
    page = world.client("county_office").get(reverse("me")).content.decode()
    for kept in (NAME, PHONE, MAIL, zhao.username, "ningxiang", EDITION):
        assert kept in page


def test_export_holds_all_of_it_and_no_secret(world: World, zhao: User) -> None:
    _, secret = issue_key(world.actor("county_office"), zhao, "示例", ["read"])
    answer = world.client("county_office").get(reverse("me_export"))
    told = json.loads(answer.content)
    assert answer["Content-Disposition"] == 'attachment; filename="my-data.json"'
    assert (told["person"]["name"], told["person"]["phone"], told["person"]["email"]) == (NAME, PHONE, MAIL)
    assert told["desks"][0]["organisation"] == "ningxiang"
    assert told["keys"][0]["hint"] == secret[:6]
    assert {entry["action"] for entry in told["history"]} >= {"sign_in"}
    everything = answer.content.decode()
    assert secret not in everything and zhao.password not in everything
    for other in set(world.users) - {"county_office"}:
        assert world.users[other].public_id not in everything


def test_what_one_changes_oneself(world: World, zhao: User) -> None:
    client = world.client("county_office")
    said = {"name": "示例钱七", "phone": "", "email": "", "language": "en", "username": "x", "is_superuser": "1"}
    assert client.post(reverse("me"), said).status_code == 302
    changed = User.objects.get(pk=zhao.pk)
    assert (changed.name, changed.phone, changed.email, changed.language) == ("示例钱七", "", "", "en")
    assert (changed.username, changed.is_superuser) == (zhao.username, False)


@pytest.mark.parametrize(
    ("entry", "field"),
    [({"name": " "}, "name"), ({"email": "nowhere"}, "email"), ({"email": "a@b.org\nBcc: c@d.org"}, "email"),
     ({"language": "xx"}, "language")],
)  # fmt: skip
def test_entry_that_cannot_be_taken_is_named(zhao: User, entry: dict[str, str], field: str) -> None:
    with pytest.raises(Refusal) as refused:
        owndata.correct(zhao, **({"name": NAME} | entry))
    assert refused.value.field == field


def test_history_tells_which_fields_and_not_what(zhao: User) -> None:
    (entry,) = entries().filter(action="person.correct")
    assert set(entry.detail["fields"]) == {"name", "phone", "email", "language"}
    assert NAME not in str(entry.detail) and PHONE not in str(entry.detail)


def test_consent_is_given_and_taken_back(zhao: User) -> None:
    assert has_agreed(zhao)
    withdraw(zhao, "privacy")
    assert not has_agreed(zhao)
    with pytest.raises(Refusal):
        agree(zhao, "privacy", "1999-01")


def test_asking_twice_asks_once(zhao: User) -> None:
    assert owndata.ask(zhao, "erase") == owndata.ask(zhao, "erase")
    with pytest.raises(Refusal):
        owndata.ask(zhao, "correct", " ")
    with pytest.raises(Refusal):
        owndata.ask(zhao, "forget")


@pytest.mark.parametrize("who", ["other_county", "enterprise", "leader", "auditor", "park"])
def test_request_is_missing_for_who_does_not_manage_the_person(world: World, zhao: User, who: str) -> None:
    row = owndata.ask(zhao, "erase")
    with pytest.raises(DataRequest.DoesNotExist):
        owndata.decide(world.actor(who), world.users[who], row, done=True, answer="")
    page = world.client(who).get(reverse("data_requests"))
    assert page.status_code == 404 or NAME not in page.content.decode()
    assert world.client(who).post(reverse("data_request_decide", args=[row.public_id])).status_code == 404


def test_nobody_decides_their_own(world: World, zhao: User) -> None:
    row = owndata.ask(zhao, "erase")
    with pytest.raises(Refusal):
        owndata.decide(world.actor("county_office"), zhao, row, done=True, answer="")


def test_refusal_needs_a_reason(world: World, zhao: User) -> None:
    row = owndata.ask(zhao, "erase")
    with pytest.raises(Refusal):
        owndata.decide(world.actor("city_office"), world.users["city_office"], row, done=False, answer=" ")
    owndata.decide(world.actor("city_office"), world.users["city_office"], row, done=False, answer="仍在办理移交")
    page = world.client("county_office").get(reverse("me")).content.decode()
    assert "仍在办理移交" in page
    with pytest.raises(DataRequest.DoesNotExist):
        owndata.take_back(zhao, row)


def test_erasing_leaves_rows_and_no_name(world: World, zhao: User) -> None:
    session = world.client("county_office")
    _, secret = issue_key(world.actor("county_office"), zhao, "赵六的程序", ["read"])
    row = owndata.ask(zhao, "erase", f"请删除{NAME}")
    address = reverse("data_request_decide", args=[row.public_id])
    assert world.client("city_office").post(address, {"done": "yes"}).status_code == 302
    gone = User.objects.get(pk=zhao.pk)
    assert (gone.name, gone.phone, gone.email, gone.is_active) == (NOBODY, "", "", False)
    assert not gone.has_usable_password() and zhao.username not in gone.username
    assert session.get(reverse("jobs")).status_code == 302
    assert token_of(secret) is None
    assert not Membership.current_of(gone).exists()
    # Nothing in any table of people or of the history still says who it was.
    rows = [
        *User.objects.filter(pk=zhao.pk).values(),
        *PersonRef.objects.unscoped(why=WHY).values(),
        *PersonalValue.objects.unscoped(why=WHY).values(),
        *entries().values(),
        *DataRequest.objects.unscoped(why=WHY).values(),
    ]
    everything = str(rows)
    for kept in (NAME, PHONE, MAIL, "赵六"):
        assert kept not in everything
    assert entries().filter(action="person.erase").exists()
    page = world.client("city_office").get(reverse("data_requests")).content.decode()
    assert NOBODY in page and NAME not in page


def test_last_administrator_is_not_erased(world: World) -> None:
    second = User.objects.create(username="second")
    organisation = world.organisations["platform"]
    rows = Membership.objects.unscoped(why=WHY)
    rows.create(user=second, organisation=organisation, role="platform_admin", ends_at=None)
    row = owndata.ask(world.users["platform_admin"], "erase")
    world.users["second"] = second
    owndata.decide(world.actor("second"), second, row, done=True, answer="")
    row = owndata.ask(second, "erase")
    with pytest.raises((Refusal, DataRequest.DoesNotExist)):
        owndata.decide(world.actor("organiser"), world.users["organiser"], row, done=True, answer="")
    assert rows.filter(role="platform_admin", ends_at=None).count() == 1


def test_data_of_others_is_not_at_any_address(world: World, zhao: User) -> None:
    row = owndata.ask(zhao, "correct", "示例")
    assert world.client("other_county").post(reverse("data_take_back", args=[row.public_id])).status_code == 404
    assert world.client("county_office").post(reverse("data_take_back", args=[row.public_id])).status_code == 302
    assert DataRequest.objects.unscoped(why=WHY).get().state == "taken_back"


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_notice_is_public_and_shows_the_table(world: World, language: str) -> None:
    client = world.client("nobody")
    client.cookies["yanzhen_language"] = language
    page = client.get(reverse("privacy")).content.decode()
    assert EDITION in page
    assert ("3 years" if language == "en" else "3 年") in page
