"""Who sees which record: against the rules said once more, plainly."""

from __future__ import annotations

import random

import pytest

from yanzhen_web.models import (
    Amount,
    BusinessDate,
    DraftRow,
    Event,
    Job,
    Match,
    Participation,
    Record,
    RecordVersion,
    Session,
    Upload,
)
from yanzhen_web.scopes import AUDITOR, LEADER, Actor, Unscoped
from yanzhen_web.services.reading import readable, visible_records

from .worlds import World, told

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
    from django.utils import timezone

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


def _may_see(who: str, owner: str, region: str, publication: str) -> tuple[bool, bool]:
    """Whether a person sees a record, and its internal fields."""
    home = HOMES.get(who)
    inside = home is not None and (home == owner or home in ABOVE.get(owner, ()))
    if publication != "secret":
        inside = inside or (who in BY_REGION and region.startswith(BY_REGION[who]))
        inside = inside or who in ("platform_admin", "organiser")
    return inside or publication == "open", inside


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
        seen = dict(visible_records(world.actor(who)).values_list("name", "inside"))
        wanted = {name: _may_see(who, *case) for name, case in expected.items()}
        assert seen == {name: inside for name, (sees, inside) in wanted.items() if sees}, who


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
        actor = world.actor(who)
        (record,) = visible_records(actor)
        keys = {field.key for field in readable(actor, "project", inside=record.inside)}
        assert record.inside is inside, who
        assert ("contact" in keys, "intended_amount_cny" in keys) == (inside, inside), who
        assert "investor" in keys


@pytest.mark.parametrize("role", [LEADER, AUDITOR])
def test_readers_never_read_contacts(world: World, role: str) -> None:
    keys = {field.key for field in readable(world.actor(role), "project", inside=True)}
    assert "contact" not in keys
    assert "intended_amount_cny" in keys


def test_suspended_person_is_nobody(world: World) -> None:
    from django.urls import reverse
    from django.utils import timezone

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
    from yanzhen_web.services.detailing import record_page

    one = told("project", "项目甲", "open", target="430100")
    one.extra = {"备用电话": "13800000009"}
    (record,) = world.write("changsha", one)
    page = record_page(world.actor(who), "project", record.public_id)
    assert ("13800000009" in str((page or {})["sections"])) is shown
