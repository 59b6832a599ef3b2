"""What is hidden is not there: for whoever asks under another kind, enters the same thing, or founds the same firm."""

from __future__ import annotations

import json

import pytest
from django.test import Client
from django.urls import reverse

from yanzhen_web.access import access
from yanzhen_web.models import Organisation, Record
from yanzhen_web.services.people.logins import issue_token
from yanzhen_web.services.records.sharing import share_record

from ..worlds import WHY, World, told  # noqa: TID252 -- the one door to the site's test world

SAME = {"investor": "示例材料有限公司", "target": "430182"}


def test_access_unknown_role_is_refused() -> None:
    with pytest.raises(ValueError, match="wizard"):
        access("wizard")


def test_record_under_another_kind_is_missing(world: World) -> None:
    (record,) = world.write("changsha", told("project", "项目甲", "open", target="430100"))
    client = world.client("organiser")
    for kind, status in (("project", 200), ("demand", 404), ("policy", 404)):
        address = reverse("record_detail", kwargs={"kind": kind, "public_id": record.public_id})
        assert client.get(address).status_code == status, kind


def _enter(world: World, who: str, name: str) -> tuple[int, set[str], dict[str, object]]:
    _, secret = issue_token(world.users[who], name, ("read", "write"))
    answer = Client().post(
        "/api/v1/records/project",
        json.dumps({"name": name, "fields": SAME}),
        "application/json",
        headers={"Authorization": f"Bearer {secret}"},
    )
    body = json.loads(answer.content)
    new = {"id", "name", "created_at", "updated_at", "links", "url"}
    return answer.status_code, set(answer.headers), {key: value for key, value in body.items() if key not in new}


def test_duplicate_of_a_hidden_record_is_accepted_like_any_other(world: World) -> None:
    world.write("youxian", told("project", "已有项目", "secret", **SAME))
    same, other = _enter(world, "county_office", "已有项目"), _enter(world, "county_office", "新的项目")
    assert same[0] == 201
    assert str(same).replace("已有项目", "") == str(other).replace("新的项目", "")
    assert Record.objects.unscoped(why=WHY).filter(name="已有项目").count() == 2


def test_duplicate_of_a_hidden_record_is_accepted_at_a_page_too(world: World) -> None:
    world.write("youxian", told("project", "已有项目", "secret", **SAME))
    client = world.client("county_office")
    address = reverse("record_new", kwargs={"kind": "project"})
    answers = [client.post(address, {"name": name, **SAME}) for name in ("已有项目", "新的项目")]
    assert len({answer.status_code for answer in answers}) == 1
    assert "youxian" not in "".join(answer.content.decode() for answer in answers)


def test_firm_that_is_there_already_can_be_founded_elsewhere(world: World) -> None:
    code = "91430100MA4L1ABC1X"
    Organisation.objects.unscoped(why=WHY).filter(name="rival").update(credit_code=code, name="示例竞争公司")
    office = world.organisations["ningxiang"]
    address = reverse("organisation_found", kwargs={"public_id": office.public_id})
    told_back = [
        world.client("county_office").post(
            address, {"kind": "enterprise", "name": name, "credit_code": code}, follow=True
        )
        for name in ("示例竞争公司", "另一家公司")
    ]
    texts = [answer.content.decode() for answer in told_back]
    assert len({answer.status_code for answer in told_back}) == 1
    assert not any("已存在" in text or "already" in text or "youxian" in text for text in texts)


def test_holder_of_a_link_is_nobody_at_every_other_door(world: World) -> None:
    """Nothing of the link stays with whoever opened it, so that the matrix tries its holder as nobody."""
    (record,) = world.write("changsha", told("achievement", "示例成果", "open"))
    made = share_record(world.actor("city_office"), world.users["city_office"], record.public_id)
    holder = Client()
    assert holder.get(reverse("shared", kwargs={"secret": made.secret})).status_code == 200
    assert not holder.cookies
    assert not holder.session.keys()
    key = {"Authorization": f"Bearer {made.secret}"}
    assert holder.get("/api/v1/records/achievement", headers=key).status_code == 401
    address = reverse("record_detail", kwargs={"kind": "achievement", "public_id": record.public_id})
    assert "/sign-in/" in holder.get(address).headers["Location"]
