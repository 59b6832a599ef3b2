"""Who sees which record: against the rules said once more, plainly."""

from __future__ import annotations

import random
from typing import Any

import pytest
from django.utils import timezone

from yanzhen.fields import fields_of
from yanzhen_web.models import (
    Amount,
    BusinessDate,
    DraftRow,
    Event,
    Job,
    Match,
    Membership,
    Participation,
    Record,
    RecordVersion,
    Session,
    Upload,
    User,
)
from yanzhen_web.scopes import API_CLIENT, GRANTS, Actor, Relation, Unscoped, masks_record, reads_field
from yanzhen_web.services.records.reading import readable, visible_records

from .worlds import WHY, World, told

GUARDED = (Amount, BusinessDate, DraftRow, Event, Job, Match, Participation, Record, RecordVersion, Session, Upload)


@pytest.mark.parametrize("model", GUARDED)
def test_query_without_scope_raises(model: type, db: None) -> None:
    for ask in (model.objects.all, model.objects.count, model.objects.first, lambda: model.objects.filter(pk=1)):
        with pytest.raises(Unscoped):
            ask()
    with pytest.raises(Unscoped):
        model.objects.unscoped(why=" ")


def test_reverse_relation_without_scope_raises(world: World) -> None:
    (record,) = world.write("changsha", told("project", "甲", intended_amount_cny=1))
    for ask in (record.amounts.all, lambda: record.amounts.unscoped(why="a test"), lambda: record.versions.count()):
        with pytest.raises(Unscoped):
            ask()


def test_anonymous_and_suspended_see_open_records_only(world: World) -> None:
    world.write(
        "changsha",
        told("project", "公开", "open"),
        told("project", "内部", "internal"),
        told("project", "密", "secret"),
    )
    user = world.users["organiser"]
    assert _names(Actor()) == {"公开"}
    user.is_active = False
    assert _names(Actor.of(user)) == {"公开"}
    world.organisations["changsha"].suspended_at = timezone.now()
    world.organisations["changsha"].save()
    assert _names(world.actor("city_office")) == {"公开"}


def _names(actor: Actor) -> set[str]:
    return set(visible_records(actor).values_list("name", flat=True))


PLACES = ("province", "changsha", "zhuzhou", "ningxiang", "youxian", "park", "firm", "rival", "university", "service")
REGIONS = ("", "430000", "430100", "430182", "430200", "430223", "440300")
ABOVE = {
    "park": ("ningxiang", "changsha", "province"),
    "firm": ("ningxiang", "changsha", "province"),
    "rival": ("youxian", "zhuzhou", "province"),
    "ningxiang": ("changsha", "province"),
    "youxian": ("zhuzhou", "province"),
    "changsha": ("province",),
    "zhuzhou": ("province",),
    "university": ("province",),
    "service": ("province",),
}
HOMES = {
    "organiser": "province", "city_office": "changsha", "other_city": "zhuzhou", "county_office": "ningxiang",
    "other_county": "youxian", "park": "park", "enterprise": "firm", "rival": "rival", "university": "university",
    "service": "service", "leader": "province",
}  # fmt: skip
BY_REGION = {"organiser": "43", "leader": "43", "city_office": "4301", "other_city": "4302", "county_office": "430182"}
BY_REGION |= {"other_county": "430223"}


def _stands(who: str, owner: str, region: str, publication: str) -> tuple[bool, bool, bool, bool]:
    """Whether a person sees a record, its internal fields, its notes of negotiation, its contacts."""
    if who == "auditor":
        return False, False, False, False
    home = HOMES.get(who)
    owned = home is not None and (home == owner or home in ABOVE.get(owner, ()))
    closed = publication == "secret"
    close = owned or (not closed and who in BY_REGION and region.startswith(BY_REGION[who]))
    close = close or (not closed and who == "organiser")
    inside = close or (not closed and who == "platform_admin")
    return inside or publication == "open", inside, close, close and who != "leader"


def test_random_records_are_seen_by_the_rules(world: World) -> None:
    choose = random.Random(7)
    expected = {}
    for number in range(150):
        owner, region = choose.choice(PLACES), choose.choice(REGIONS)
        publication = choose.choice(("open", "internal", "secret"))
        fields = {"target": region} if region else {}
        world.write(owner, told("project", f"项目{number}", publication, **fields))
        expected[f"项目{number}"] = (owner, region, publication)
    for who in (*world.users, "nobody"):
        rows = visible_records(world.actor(who)).values_list("name", "inside", "close", "contacts")
        seen = {name: tuple(stands) for name, *stands in rows}
        wanted = {name: _stands(who, *case) for name, case in expected.items()}
        assert seen == {name: tuple(stands) for name, (sees, *stands) in wanted.items() if sees}, who


def test_a_program_sees_what_its_organisation_sees(world: World) -> None:
    """A program of a city office stands like the office that owns the records, not like one of a region."""
    user = User.objects.create(username="program", name="program")
    Membership.objects.unscoped(why=WHY).create(
        user=user, organisation=world.organisations["changsha"], role=API_CLIENT
    )
    world.write("ningxiang", told("project", "下级的", "secret", contact="王某"))
    world.write("zhuzhou", told("project", "本地区的", "internal", target="430100"))
    for grants, contacts in ((GRANTS, True), (("read",), False)):
        rows = visible_records(Actor.of(user, grants)).values_list("name", "inside", "close", "contacts")
        assert list(rows) == [("下级的", True, True, contacts)]


def _field(key: str) -> Any:
    return fields_of("project")[key]


@pytest.mark.parametrize("inside", [False, True])
@pytest.mark.parametrize("released", [False, True])
def test_each_level_of_field_is_read_by_its_rule(inside: bool, released: bool) -> None:
    for close, contacts in ((False, False), (inside, False), (inside, inside)):
        relation = Relation(inside, close, contacts, released, masked=not inside and not released)
        assert reads_field(_field("content"), relation)
        assert reads_field(_field("intended_amount_cny"), relation) is (inside or released)
        assert reads_field(_field("contacted_on"), relation) is inside
        assert reads_field(_field("progress_text"), relation) is close
        assert reads_field(_field("contact"), relation) is contacts
        for key in ("credit_code", "project_code_national", "registered_capital_cny"):
            assert reads_field(_field(key), relation) is not relation.masked


@pytest.mark.parametrize(
    ("kind", "fields", "released", "masked"),
    [
        ("project", {}, False, True),
        ("project", {}, True, False),
        ("project", {"signed_event": "开幕式"}, False, False),
        ("demand", {}, False, True),
        ("demand", {}, True, False),
        ("achievement", {}, False, False),
        ("park", {}, False, False),
    ],
)
def test_what_goes_by_a_code(world: World, kind: str, fields: dict[str, Any], released: bool, masked: bool) -> None:
    one = told(kind, "甲", "open", region="430223", **fields)
    one.released = released
    world.write("zhuzhou", one)
    for who in world.users:
        if who == "auditor":
            continue
        (record,) = visible_records(world.actor(who), kind)
        assert masks_record(record) is (masked and not record.inside), who


def test_a_match_is_for_those_inside_of_one_of_its_sides(world: World) -> None:
    """Its demand is a firm's of 宁乡, its achievement the university's; both are open."""
    (demand,) = world.write("firm", told("demand", "需求", "open", region="430182"))
    (offer,) = world.write("university", told("achievement", "成果", "open"))
    match = Match.objects.unscoped(why=WHY).create(
        demand=demand, achievement=offer, rank=1, score=1, computed_at=timezone.now()
    )
    parties = {"enterprise", "county_office", "city_office", "organiser", "platform_admin", "leader", "university"}
    seen = {who for who in world.users if Match.objects.visible_to(world.actor(who)).filter(pk=match.pk).exists()}
    assert seen == parties


def test_related_rows_are_seen_with_their_record(world: World) -> None:
    world.write("zhuzhou", told("project", "内部项目", intended_amount_cny=5, signed_on="2025-03"))
    for model in (Amount, BusinessDate, RecordVersion, Participation):
        assert model.objects.visible_to(world.actor("other_city")).count() == 1
        assert model.objects.visible_to(world.actor("city_office")).count() == 0
        assert model.objects.visible_to(Actor()).count() == 0


def test_open_record_hides_internal_fields_from_outsiders(world: World) -> None:
    world.write(
        "zhuzhou", told("project", "公开项目", "open", investor="某公司", contact="王某", intended_amount_cny=5)
    )
    for who, inside in (("rival", False), ("other_city", True), ("organiser", True), ("city_office", False)):
        (record,) = visible_records(world.actor(who))
        keys = {field.key for field in readable("project", Relation.to(record))}
        assert record.inside is inside, who
        assert ("contact" in keys, "intended_amount_cny" in keys) == (inside, inside), who
        assert "investor" in keys


def test_leaders_never_read_contacts(world: World) -> None:
    world.write("changsha", told("project", "甲", "open", contact="王某", intended_amount_cny=5))
    (record,) = visible_records(world.actor("leader"))
    keys = {field.key for field in readable("project", Relation.to(record))}
    assert "contact" not in keys
    assert "intended_amount_cny" in keys


def test_auditor_sees_no_records(world: World) -> None:
    world.write("changsha", told("project", "甲", "open"), told("achievement", "乙", "open"))
    assert _names(world.actor("auditor")) == set()


def test_suspended_person_is_nobody(world: World) -> None:
    from django.urls import reverse

    world.write("changsha", told("project", "内部", "internal"))
    client = world.client("city_office")
    assert client.get(reverse("inbox")).status_code == 200
    world.users["city_office"].suspended_at = timezone.now()
    world.users["city_office"].save()
    assert _names(world.actor("city_office")) == set()
    assert client.get(reverse("inbox")).status_code == 302
    assert client.get(reverse("jobs")).status_code == 302


@pytest.mark.parametrize(("who", "shown"), [("city_office", True), ("leader", False), ("rival", False)])
def test_columns_that_nobody_knows_are_kept_from_who_reads_no_contacts(world: World, who: str, shown: bool) -> None:
    from yanzhen_web.services.records.detailing import record_page

    one = told("project", "项目甲", "open", target="430100")
    one.extra = {"备用电话": "13800000009"}
    (record,) = world.write("changsha", one)
    page = record_page(world.actor(who), "project", record.public_id)
    assert ("13800000009" in str((page or {})["sections"])) is shown
