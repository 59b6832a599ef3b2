"""Shared links: one page, one purpose, until a day; only what is open leaves, and what is closed was never there."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from yanzhen_web.models import Event, Publication, Record, ShareLink
from yanzhen_web.scopes import Actor
from yanzhen_web.services.people.logins import digest_of
from yanzhen_web.services.people.suspending import suspend_organisation
from yanzhen_web.services.records import sharing
from yanzhen_web.services.records.classifying import classify, release
from yanzhen_web.services.records.editing import withdraw_record
from yanzhen_web.services.records.fieldchecking import RefusedFields

from .worlds import WHY, World, told

OPEN, INTERNAL = Publication.OPEN, Publication.INTERNAL


def _achievement(world: World, publication: str = OPEN, owner: str = "ningxiang") -> Record:
    fields = {"content": "降噪算法", "contact": "示例联系人 010-00000000", "organisation": "示例大学"}
    return world.write(owner, told("achievement", "示例成果", publication, **fields))[0]


def _demand(world: World) -> Record:
    fields = {"organisation": "示例保密公司", "content": "示例保密公司要降噪", "industry": "电子信息"}
    return world.write("ningxiang", told("demand", "示例保密公司的需求", OPEN, **fields))[0]


def _share(world: World, record: Record, who: str = "county_office", **options: Any) -> sharing.Made:
    return sharing.share_record(world.actor(who), world.users[who], record.public_id, **options)


def _get(secret: str, who: Client | None = None) -> Any:
    return (who or Client()).get(f"/s/{secret}/")


def _links() -> Any:
    return ShareLink.objects.unscoped(why=WHY)


def test_link_shows_the_open_page_to_whoever_has_it(world: World) -> None:
    made = _share(world, _achievement(world))
    answer = _get(made.secret)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "降噪算法" in page
    assert "010-00000000" not in page
    assert answer["Referrer-Policy"] == "no-referrer"
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in answer["Cache-Control"]
    assert '<meta name="robots" content="noindex' in page


def test_insiders_see_through_a_link_what_anybody_does(world: World) -> None:
    made = _share(world, _achievement(world))
    page = _get(made.secret, world.client("county_office")).content.decode()
    assert "010-00000000" not in page


def test_page_of_a_link_leads_nowhere(world: World) -> None:
    for made in (_share(world, _achievement(world)), _share_bulletin(world)):
        page = _get(made.secret).content.decode()
        assert re.findall(r"<a\b[^>]*>", page) == []
        assert "<form" not in page


def test_masked_record_goes_by_its_code_until_it_is_released(world: World) -> None:
    record = _demand(world)
    made = _share(world, record)
    text = sharing.text_to_paste(made, "https://example.invalid/s/x/")
    assert "示例保密公司" not in _get(made.secret).content.decode()
    assert "示例保密公司" not in text
    release(world.actor("county_office"), world.users["county_office"], record.public_id)
    assert "示例保密公司" in _get(made.secret).content.decode()


def _close_record(world: World, made: sharing.Made) -> None:
    assert made.link.record is not None
    classify(world.actor("county_office"), world.users["county_office"], made.link.record.public_id, INTERNAL, "核实中")


def _withdraw(world: World, made: sharing.Made) -> None:
    assert made.link.record is not None
    withdraw_record(world.actor("county_office"), world.users["county_office"], made.link.record.public_id)


def _suspend_above(world: World, made: sharing.Made) -> None:
    suspend_organisation(world.actor("organiser"), world.users["organiser"], world.organisations["changsha"])


_ENDS: dict[str, Any] = {
    "expired": lambda world, made: _links().filter(pk=made.link.pk).update(expires_at=timezone.now()),
    "revoked": lambda world, made: sharing.revoke(world.actor("county_office"), made.link.public_id),
    "closed": _close_record,
    "withdrawn": _withdraw,
    "suspended": _suspend_above,
}


@pytest.mark.parametrize("how", sorted(_ENDS))
def test_link_that_ended_answers_like_any_missing_page(world: World, how: str) -> None:
    made = _share(world, _achievement(world))
    assert _get(made.secret).status_code == 200
    _ENDS[how](world, made)
    missing, ended, code = (
        Client().get("/nothing/at/all/"),
        _get(made.secret),
        Client().get(f"/s/{made.secret}/code.png"),
    )
    assert ended.status_code == code.status_code == 404
    assert ended.content == code.content == missing.content
    assert sorted(ended.items()) == sorted(code.items()) == sorted(missing.items())


@pytest.mark.parametrize("secret", ["x", "x" * 43, "%00", "%ff", "..", "%F0%9F%98%80", "x" * 3000, "a b", "'--"])
def test_secret_that_never_was_answers_like_any_missing_page(world: World, secret: str) -> None:
    missing, unknown = Client().get("/nothing/at/all/"), _get(secret)
    assert (unknown.status_code, unknown.content) == (404, missing.content)


def test_record_open_again_opens_its_link_again(world: World) -> None:
    record = _achievement(world)
    made = _share(world, record)
    _close_record(world, made)
    classify(world.actor("county_office"), world.users["county_office"], record.public_id, OPEN)
    assert _get(made.secret).status_code == 200


def test_only_the_hash_is_kept_and_the_secret_is_shown_once(world: World) -> None:
    record = _achievement(world)
    client = world.client("county_office")
    address = reverse("record_share", kwargs={"kind": record.kind, "public_id": record.public_id})
    page = client.post(address, {"days": "7", "note": "发给示例协会"}).content.decode()
    secret = re.findall(r"/s/([\w-]+)/", page)[0]
    link = _links().get()
    assert link.digest == digest_of(secret)
    assert secret not in str(vars(link))
    listed = client.get(reverse("link_list")).content.decode()
    assert secret not in listed
    assert "发给示例协会" in listed
    assert f"http://testserver/s/{secret}/" in page
    assert Client().get(f"/s/{secret}/code.png")["Content-Type"] == "image/png"
    assert Client().get(f"/s/{secret}/code.png").content.startswith(b"\x89PNG")


@pytest.mark.parametrize("who", ["other_county", "rival", "university", "leader", "platform_admin", "auditor"])
def test_who_may_not_share_has_no_such_page(world: World, who: str) -> None:
    record = _achievement(world)
    address = reverse("record_share", kwargs={"kind": record.kind, "public_id": record.public_id})
    for method in ("get", "post"):
        answer = getattr(world.client(who), method)(address, {"days": "7"})
        assert answer.status_code == 404
    assert not _links().exists()


def test_what_is_not_open_is_not_shared(world: World) -> None:
    record = _achievement(world, INTERNAL)
    with pytest.raises(Record.DoesNotExist):
        _share(world, record)
    address = reverse("record_share", kwargs={"kind": record.kind, "public_id": record.public_id})
    assert world.client("county_office").get(address).status_code == 404


@pytest.mark.parametrize(("days", "note", "key"), [(2, "", "days"), (0, "", "days"), (7, "长" * 201, "note")])
def test_wrong_days_and_notes_are_refused_by_name(world: World, days: int, note: str, key: str) -> None:
    record = _achievement(world)
    with pytest.raises(RefusedFields) as refused:
        _share(world, record, days=days, note=note)
    assert [fault.key for fault in refused.value.faults] == [key]
    address = reverse("record_share", kwargs={"kind": record.kind, "public_id": record.public_id})
    assert world.client("county_office").post(address, {"days": days, "note": note}).status_code == 422


def test_link_lasts_as_long_as_it_was_made_for(world: World) -> None:
    for days in sharing.LIVES:
        made = _share(world, _achievement(world), days=days)
        assert abs(made.link.expires_at - timezone.now() - timedelta(days=days)) < timedelta(minutes=1)


def test_links_are_seen_and_ended_by_their_office_and_those_above(world: World) -> None:
    made = _share(world, _achievement(world))
    seen = {who: len(sharing.links_page(world.actor(who), "1")["links"]) for who in world.users}
    assert {who for who, count in seen.items() if count} == {"organiser", "city_office", "county_office"}
    for who in ("other_county", "enterprise", "leader", "platform_admin", "auditor"):
        with pytest.raises(ShareLink.DoesNotExist):
            sharing.revoke(world.actor(who), made.link.public_id)
    address = reverse("link_revoke", kwargs={"public_id": made.link.public_id})
    assert world.client("other_county").post(address).status_code == 404
    assert world.client("city_office").post(address).status_code == 302
    assert _get(made.secret).status_code == 404
    with pytest.raises(ShareLink.DoesNotExist):
        sharing.revoke(Actor.of(world.users["county_office"], {"read"}), made.link.public_id)


def test_state_of_each_link_is_told(world: World) -> None:
    record = _achievement(world)
    live, expired, revoked = (_share(world, record) for _ in range(3))
    _ENDS["expired"](world, expired)
    _ENDS["revoked"](world, revoked)
    states = [entry["state"] for entry in sharing.links_page(world.actor("county_office"), "1")["links"]]
    assert sorted(states) == ["expired", "live", "revoked"]
    _close_record(world, live)
    page = sharing.links_page(world.actor("county_office"), "1")
    assert sorted(entry["state"] for entry in page["links"]) == ["closed", "expired", "revoked"]


def test_list_of_links_takes_the_same_queries_for_one_and_three(world: World, count_queries: Any) -> None:
    actor = world.actor("county_office")
    _share(world, _achievement(world))
    one = count_queries(lambda: sharing.links_page(actor, "1"))
    for name in ("二", "三"):
        (record,) = world.write("ningxiang", told("achievement", name, OPEN))
        _share(world, record)
    assert count_queries(lambda: sharing.links_page(actor, "1")) == one


def _share_bulletin(world: World, who: str = "county_office") -> sharing.Made:
    return sharing.share_bulletin(world.actor(who), world.users[who], world.event)


def test_bulletin_by_a_link_tells_what_anybody_may_read(world: World) -> None:
    fields = {"stage": "signed", "investor": "示例保密公司", "intended_amount_cny": 12_345_678_900, "origin": "440300"}
    world.write("changsha", told("project", "示例保密项目", OPEN, **fields))
    world.write("changsha", told("project", "示例内部项目", INTERNAL, signed_event="示例对接活动", **fields))
    page = _get(_share_bulletin(world).secret).content.decode()
    assert "official-title" in page
    assert "示例保密" not in page
    assert "示例内部" not in page


def test_bulletin_that_is_not_released_is_not_shared_and_its_links_close(world: World) -> None:
    made = _share_bulletin(world)
    assert _get(made.secret).status_code == 200
    Event.objects.unscoped(why=WHY).filter(pk=world.event.pk).update(figures_released_at=None)
    assert _get(made.secret).status_code == 404
    with pytest.raises(Event.DoesNotExist):
        _share_bulletin(world)
    assert world.client("county_office").get(reverse("bulletin_share")).status_code == 404


def test_bulletin_is_shared_from_its_page_by_offices(world: World) -> None:
    address = reverse("bulletin_share")
    assert address in world.client("county_office").get(reverse("bulletin")).content.decode()
    assert address not in world.client("leader").get(reverse("bulletin")).content.decode()
    assert world.client("county_office").post(address, {"days": "1"}).status_code == 200
    for who in ("leader", "platform_admin", "enterprise", "auditor"):
        assert world.client(who).get(address).status_code == 404


def test_text_to_paste_has_title_line_link_and_day(world: World) -> None:
    made = _share(world, _achievement(world))
    title, line, link, day = sharing.text_to_paste(made, "https://example.invalid/s/x/").splitlines()
    assert (title, link) == ("示例成果", "https://example.invalid/s/x/")
    assert "科技成果" in line
    assert "前有效" in day
