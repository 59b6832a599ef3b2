"""The pages for offices: what they show, what they do, and that they tell nobody of what is not theirs."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any

import pytest
import segno
from django.test import Client
from django.urls import reverse

from yanzhen_web.models import Invitation, Membership, Organisation, Token, User
from yanzhen_web.services.people.consents import EDITION
from yanzhen_web.services.people.logins import token_of

from .worlds import WHY, World

CODE = "91430100MA00000003"


def page_of(world: World, which: str) -> str:
    return reverse("organisation_detail", args=[world.organisations[which].public_id])


def invited(world: World, who: str, which: str, **said: Any) -> str:
    """The secret that the page shows."""
    address = reverse("organisation_invite", args=[world.organisations[which].public_id])
    page = world.client(who).post(address, {"uses": "1", "days": "7"} | said).content.decode()
    found = re.search(r"/join/([\w-]{43})/", page)
    assert found, page
    return found[1]


ENTRIES = {"name": "示例王五", "password": "wu-Shan-qing-2-ling", "consent": EDITION}


def test_office_with_one_organisation_is_shown_it_at_once(world: World) -> None:
    answer = world.client("county_office").get(reverse("staff"))
    assert answer["Location"] == page_of(world, "ningxiang")
    page = world.client("county_office").get(answer["Location"]).content.decode()
    assert "park" in page and "firm" in page
    assert "youxian" not in page and "zhuzhou" not in page
    assert "changsha" not in page, "the office above is not theirs to manage"


def test_search_finds_only_what_is_managed(world: World) -> None:
    page = world.client("county_office").get(reverse("staff"), {"q": "rival"}).content.decode()
    assert "没有找到" in page
    page = world.client("organiser").get(reverse("staff"), {"q": "rival"}).content.decode()
    assert page_of(world, "rival") in page


@pytest.mark.parametrize("words", ["x" * 100, "%", "_", "\\", "' OR 1=1", "石墨 膜"])
def test_search_takes_any_words(world: World, words: str) -> None:
    assert world.client("organiser").get(reverse("staff"), {"q": words}).status_code == 200


def test_page_of_an_organisation_asks_the_same_number_of_queries(
    world: World, count_queries: Callable[[Callable[[], Any]], int]
) -> None:
    def look() -> None:
        assert world.client("county_office").get(page_of(world, "ningxiang")).status_code == 200

    look()
    before = count_queries(look)
    for number in range(3):
        parent = world.organisations["ningxiang"]
        made = Organisation.objects.unscoped(why=WHY).create(name=f"示例{number}", kind="enterprise", parent=parent)
        user = User.objects.create(username=f"person{number}")
        for where in (made, parent):
            role = "enterprise" if where is made else "county_office"
            Membership.objects.unscoped(why=WHY).create(user=user, organisation=where, role=role)
    assert count_queries(look) == before


def test_invitation_is_accepted_on_a_phone(world: World) -> None:
    secret = invited(world, "county_office", "ningxiang", what="county_office")
    phone = Client()
    page = phone.get(f"/join/{secret}/").content.decode()
    assert "ningxiang" in page and "county_office" in page
    answer = phone.post(f"/join/{secret}/", ENTRIES)
    assert answer["Location"] == reverse("welcome")
    welcome = phone.get(reverse("welcome")).content.decode()
    person = User.objects.get(name=ENTRIES["name"])
    assert person.username in welcome
    assert phone.get(page_of(world, "ningxiang")).status_code == 200
    assert Client().get(f"/join/{secret}/").status_code == 404


def test_firm_is_founded_by_invitation(world: World) -> None:
    secret = invited(world, "county_office", "ningxiang", what="enterprise:enterprise")
    wrong = Client().post(f"/join/{secret}/", ENTRIES | {"firm": "示例新厂", "credit_code": "123"})
    assert wrong.status_code == 422
    assert "示例新厂" in wrong.content.decode(), "what was typed is still there"
    assert ENTRIES["password"] not in wrong.content.decode()
    assert Client().post(f"/join/{secret}/", ENTRIES | {"firm": "示例新厂", "credit_code": CODE}).status_code == 302
    page = world.client("county_office").get(page_of(world, "ningxiang")).content.decode()
    assert "示例新厂" in page


def test_who_is_signed_in_adds_the_desk(world: World) -> None:
    secret = invited(world, "city_office", "changsha", what="city_office")
    client = world.client("county_office")
    assert "county_office" in client.get(f"/join/{secret}/").content.decode()
    assert client.post(f"/join/{secret}/", {"consent": EDITION})["Location"] == reverse("me")
    assert world.actor("county_office").roles == {"county_office", "city_office"}


def test_dead_link_answers_like_any_missing_page(world: World) -> None:
    secret = invited(world, "county_office", "ningxiang", what="county_office")
    row = Invitation.objects.unscoped(why=WHY).get()
    address = reverse("invitation_revoke", args=[row.public_id])
    assert world.client("other_county").post(address).status_code == 404
    assert world.client("county_office").post(address).status_code == 302
    never = "A" * 43
    for tail in ("", "code.png"):
        dead, missing = Client().get(f"/join/{secret}/{tail}"), Client().get(f"/join/{never}/{tail}")
        nowhere = Client().get(f"/nowhere/{never}/{tail}")
        assert dead.status_code == missing.status_code == nowhere.status_code == 404
        assert dead.content.replace(secret.encode(), never.encode()) == missing.content
        assert missing.content.replace(b"/join/", b"/nowhere/") == nowhere.content
        assert dict(dead.items()) == dict(missing.items()), "headers too"
    assert Client().post(f"/join/{secret}/", ENTRIES).status_code == 404


def test_code_holds_the_link_and_nothing_from_outside(world: World) -> None:
    secret = invited(world, "county_office", "ningxiang", what="county_office")
    answer = Client().get(f"/join/{secret}/code.png")
    assert answer["Content-Type"] == "image/png"
    drawn = io.BytesIO()
    segno.make(f"http://testserver/join/{secret}/", error="m", micro=False).save(drawn, kind="png", scale=8, border=4)
    assert answer.content == drawn.getvalue(), "the whole link, on white"


def test_invitation_that_cannot_be_made_is_told(world: World) -> None:
    address = reverse("organisation_invite", args=[world.organisations["ningxiang"].public_id])
    client = world.client("county_office")
    for said in ({"what": "organiser"}, {"what": "county_office", "uses": "0"}, {"what": "x:y", "days": "99999999999"}):
        answer = client.post(address, {"uses": "1", "days": "7"} | said, follow=True)
        assert answer.status_code == 200 and "notice-fault" in answer.content.decode()
    assert not Invitation.objects.unscoped(why=WHY).exists()


def test_failing_mail_server_blocks_nothing(world: World, settings: Any) -> None:
    settings.MAIL_CONFIGURED = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    assert invited(world, "county_office", "ningxiang", what="county_office", email="somebody@example.org")


def test_mail_carries_the_link_and_names_nobody_in_the_subject(world: World, settings: Any, mailoutbox: Any) -> None:
    settings.MAIL_CONFIGURED = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    world.users["county_office"].name = "示例\r\nBcc: somebody@example.org"
    world.users["county_office"].save()
    secret = invited(world, "county_office", "ningxiang", what="county_office", email="somebody@example.org")
    (mail,) = mailoutbox
    assert secret in mail.body
    assert mail.recipients() == ["somebody@example.org"]
    assert "ningxiang" not in mail.subject and "\n" not in mail.subject


DEEDS = ("person_detail", "person_suspend", "person_reinstate", "person_reset", "person_drop_factors")


@pytest.mark.parametrize("route", DEEDS)
@pytest.mark.parametrize("who", ["county_office", "enterprise", "leader", "auditor"])
def test_person_elsewhere_is_missing(world: World, route: str, who: str) -> None:
    client, real = world.client(who), world.users["other_county"].public_id
    method = client.get if route == "person_detail" else client.post
    there, nobody = method(reverse(route, args=[real])), method(reverse(route, args=["Z" * 16]))
    assert there.status_code == nobody.status_code == 404
    assert there.content.replace(real.encode(), b"Z" * 16) == nobody.content


def test_office_suspends_resets_and_reinstates(world: World) -> None:
    client, person = world.client("city_office"), world.users["county_office"]
    link = client.post(reverse("person_reset", args=[person.public_id])).content.decode()
    assert "/password/new/" in link
    assert client.post(reverse("person_suspend", args=[person.public_id])).status_code == 302
    assert client.post(reverse("person_reset", args=[person.public_id])).status_code == 404
    assert "已停用" in client.get(reverse("person_detail", args=[person.public_id])).content.decode()
    assert client.post(reverse("person_reinstate", args=[person.public_id])).status_code == 302
    person.refresh_from_db()
    assert person.may_act


def test_desk_is_ended_and_handed_over(world: World) -> None:
    desk = Membership.objects.unscoped(why=WHY).get(user=world.users["park"])
    client = world.client("county_office")
    address = reverse("hand_over", args=[desk.public_id])
    said = {"to": world.users["county_office"].public_id, "how": "until", "until": "2020-01-01"}
    assert "notice-fault" in client.post(address, said).content.decode()
    assert client.post(address, said | {"until": "garbage"}).status_code == 200
    for stranger in ("", "Z" * 16, world.users["rival"].public_id):
        told = client.post(address, said | {"to": stranger, "how": "good"})
        assert told.status_code == 200 and "请选列出的同事" in told.content.decode()
    assert client.post(address, said | {"how": "good"}).status_code == 302
    assert world.actor("park").desks == ()
    moved = Membership.objects.unscoped(why=WHY).get(user=world.users["county_office"], role="park")
    assert world.client("city_office").post(reverse("desk_end", args=[moved.public_id])).status_code == 302
    assert world.actor("county_office").roles == {"county_office"}


def test_program_gets_a_key_and_no_page(world: World) -> None:
    client = world.client("county_office")
    address = reverse("client_make", args=[world.organisations["firm"].public_id])
    page = client.post(address, {"name": "企业系统", "days": "30", "grants": ["read"]}).content.decode()
    secret = re.search(r">([\w-]{43})</textarea>", page)
    assert secret
    key = token_of(secret[1])
    assert key is not None and key.grants == ["read"]
    program = Client()
    program.force_login(key.user)
    assert program.get(reverse("jobs")).status_code == 302, "a program signs in to no page"
    desk = Membership.objects.unscoped(why=WHY).get(user=key.user)
    assert client.post(reverse("client_renew", args=[desk.public_id]), {"grants": ["read", "write"], "days": "30"})
    assert token_of(secret[1]) is None
    (latest,) = Token.objects.unscoped(why=WHY).filter(user=key.user, revoked_at=None)
    assert world.client("other_county").post(reverse("key_revoke", args=[latest.public_id])).status_code == 404
    assert client.post(reverse("key_revoke", args=[latest.public_id])).status_code == 302
    assert not Token.objects.unscoped(why=WHY).filter(revoked_at=None).exists()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("who", ["platform_admin", "organiser", "county_office", "park"])
def test_every_page_is_shown(world: World, who: str, language: str) -> None:
    client = world.client(who)
    client.cookies["yanzhen_language"] = language
    for route in ("staff", "invitations", "data_requests", "me", "my_keys", "privacy"):
        answer = client.get(reverse(route), follow=True)
        assert answer.status_code == 200, route
    for which in world.organisations:
        answer = client.get(page_of(world, which))
        assert answer.status_code in (200, 404)
        if language == "en" and answer.status_code == 200:
            assert "Invite" in answer.content.decode()


def test_hand_over_with_nobody_to_take_over_leads_on(world: World) -> None:
    for who, place, inviting in (("county_office", "ningxiang", True), ("enterprise", "firm", False)):
        desk = Membership.objects.unscoped(why=WHY).filter(user=world.users[who]).first()
        assert desk is not None
        page = world.client(who).get(reverse("hand_over", args=[desk.public_id])).content.decode()
        main = page[page.index("<main") :]
        assert "没有可以接手的同事" in main
        assert (page_of(world, place) in main) is inviting
        assert f'href="{reverse("me")}"' in main


def test_what_is_shown_once_is_not_lost_by_the_switch_of_languages(world: World) -> None:
    address = reverse("organisation_invite", args=[world.organisations["ningxiang"].public_id])
    said = {"uses": "1", "days": "7", "what": "county_office"}
    assert reverse("set_language") not in world.client("county_office").post(address, said).content.decode()
