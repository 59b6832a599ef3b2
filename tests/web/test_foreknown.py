"""A new record's form asks nothing that is known: of the organisation, of what it told before, of who types."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from yanzhen_web.models import Record

from .worlds import WHY, World, make_world, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db: Any) -> World:
    """A firm with a record of itself, whose clerk has a telephone."""
    world = make_world()
    firm, clerk = world.organisations["firm"], world.users["enterprise"]
    firm.name, firm.credit_code = "示例光电有限公司", "91430100MA4L00000F"
    firm.save()
    clerk.name, clerk.phone = "示例经办", "13900000001"
    clerk.save()
    world.write("firm", told("enterprise", firm.name, region="430182", industry="显示器件制造"))
    return world


def page(world: World, who: str, kind: str, **asked: str) -> tuple[dict[str, str], set[str], str]:
    """The texts of the form's inputs, the keys that are shown as known, and for whom they are."""
    answer = world.client(who).get(reverse("record_new", kwargs={"kind": kind}), asked)
    groups = answer.context["groups"]
    texts = {one["key"]: one["text"] for group in groups for one in group["inputs"]}
    known = {one["key"] for group in groups if "已经知道" in group["title"] for one in group["inputs"]}
    return texts, known, answer.context["known_for"]


def enter(world: World, who: str, kind: str, texts: dict[str, str], **more: str) -> Record:
    answer = world.client(who).post(reverse("record_new", kwargs={"kind": kind}), texts | more)
    assert answer.status_code == 302, answer.context["groups"]
    record = Record.objects.unscoped(why=WHY).filter(kind=kind).order_by("pk").last()
    assert record is not None
    return record


def test_firm_is_asked_nothing_about_itself(world: World) -> None:
    texts, known, owner = page(world, "enterprise", "demand")
    assert known == {"organisation", "region", "credit_code", "industry", "contact"}
    assert texts["organisation"] == "示例光电有限公司"
    assert "宁乡市" in texts["region"]
    assert texts["contact"] == "示例经办 13900000001"
    record = enter(world, "enterprise", "demand", texts | {"name": "高强铝合金焊接", "known_for": owner})
    assert record.fields == {
        "organisation": "示例光电有限公司",
        "region": "430182",
        "credit_code": "91430100MA4L00000F",
        "industry": "显示器件制造",
        "contact": "示例经办 13900000001",
    }


def test_what_is_known_can_be_changed_and_emptied(world: World) -> None:
    texts, _, owner = page(world, "enterprise", "demand")
    changed = texts | {"name": "甲", "region": "长沙县", "industry": "", "known_for": owner}
    fields = enter(world, "enterprise", "demand", changed).fields
    assert fields["region"] == "430121"
    assert "industry" not in fields


def test_clerk_who_enters_for_a_firm_gets_what_is_known_of_the_firm(world: World) -> None:
    texts, _, own = page(world, "county_office", "demand")
    firm = world.organisations["firm"].public_id
    typed = texts | {"name": "高强铝合金焊接", "known_for": own, "owner": firm}
    record = enter(world, "county_office", "demand", typed)
    assert record.owner_org == world.organisations["firm"]
    assert record.fields["organisation"] == "示例光电有限公司"
    assert record.fields["region"] == "430182"
    shown, known, _ = page(world, "county_office", "demand", owner=firm)
    assert shown["organisation"] == "示例光电有限公司"
    assert "contact" not in known, "the clerk's own telephone is not the firm's"


def test_what_the_clerk_types_for_a_firm_stands(world: World) -> None:
    texts, _, own = page(world, "county_office", "demand")
    firm = world.organisations["firm"].public_id
    typed = texts | {"name": "甲", "organisation": "示例另一公司", "known_for": own, "owner": firm}
    assert enter(world, "county_office", "demand", typed).fields["organisation"] == "示例另一公司"


def test_refused_form_keeps_what_was_typed_and_what_is_known(world: World) -> None:
    texts, _, owner = page(world, "enterprise", "demand")
    posted = texts | {"name": "甲", "budget_cny": "很多钱", "known_for": owner}
    answer = world.client("enterprise").post(reverse("record_new", kwargs={"kind": "demand"}), posted)
    assert answer.status_code == 422
    again = {one["key"]: one["text"] for group in answer.context["groups"] for one in group["inputs"]}
    assert again == texts | {"name": "甲", "budget_cny": "很多钱"}


def test_last_record_of_the_kind_tells_the_contact(world: World) -> None:
    world.write("park", told("project", "示例项目", contact="示例联系人 13900000002"))
    texts, known, _ = page(world, "park", "project")
    assert texts["contact"] == "示例联系人 13900000002"
    assert {"park", "target", "contact"} <= known


def test_nothing_of_others_is_known(world: World) -> None:
    texts, known, owner = page(world, "rival", "demand", owner=world.organisations["firm"].public_id)
    assert owner == world.organisations["rival"].public_id
    assert "示例光电" not in "".join(texts.values())
    assert known == {"organisation", "region"}
    forged = texts | {"name": "甲", "known_for": world.organisations["firm"].public_id}
    assert "示例光电" not in str(enter(world, "rival", "demand", forged).fields)


def test_wrong_code_of_an_organisation_is_not_brought_along(world: World) -> None:
    firm = world.organisations["firm"]
    firm.credit_code = "91430100MA4L000008"
    firm.save()
    texts, known, owner = page(world, "enterprise", "demand")
    assert texts["credit_code"] == ""
    assert "credit_code" not in known
    enter(world, "enterprise", "demand", texts | {"name": "甲", "known_for": owner})
