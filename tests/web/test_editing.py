"""Single records by hand: who may, for whom, upon which version, and what the history says."""

from __future__ import annotations

from typing import Any

import pytest

from yanzhen_web.models import Publication, Record, RecordVersion
from yanzhen_web.scopes import Actor
from yanzhen_web.services.editing import (
    Conflict,
    create_record,
    owners,
    twins_in_sight,
    update_record,
    withdraw_record,
)
from yanzhen_web.services.fieldchecking import RefusedFields

from .worlds import WHY, World, told

PROJECT = {"name": "示例电机项目", "investor": "示例投资公司", "target": "430182", "intended_amount_cny": 3 * 10**8}


def _create(world: World, who: str, values: dict[str, Any] = PROJECT, **options: Any) -> Record:
    return create_record(world.actor(who), world.users[who], "project", values, **options)


def _update(world: World, who: str, record: Record, values: dict[str, Any], **options: Any) -> Record:
    return update_record(world.actor(who), world.users[who], record.public_id, values, **options)


def _stored(record: Record) -> Record:
    return Record.objects.unscoped(why=WHY).get(pk=record.pk)


def _versions(record: Record) -> list[RecordVersion]:
    rows = RecordVersion.objects.unscoped(why=WHY).filter(record=record).order_by("number")
    return list(rows.select_related("on_behalf_of", "by"))


def test_created_record_is_the_offices_own_and_closed_by_default(world: World) -> None:
    record = _stored(_create(world, "county_office", event=world.event))
    assert (record.name, record.owner_org) == ("示例电机项目", world.organisations["ningxiang"])
    assert (record.publication, record.version, record.amount_cny) == (Publication.INTERNAL, 1, 3 * 10**8)
    assert record.participations.model.objects.unscoped(why=WHY).filter(record=record, event=world.event).exists()
    (version,) = _versions(record)
    assert (version.by, version.on_behalf_of, version.action) == (world.users["county_office"], None, "create")


def test_office_enters_for_one_below_and_the_history_says_so(world: World) -> None:
    firm = world.organisations["firm"]
    record = _create(world, "county_office", owner=firm.public_id)
    assert record.owner_org == firm
    _update(world, "county_office", record, {"content": "电机"})
    assert [version.on_behalf_of for version in _versions(record)] == [firm, firm]
    _update(world, "enterprise", record, {"content": "永磁电机"})
    assert _versions(record)[-1].on_behalf_of is None


@pytest.mark.parametrize(
    ("who", "owner"),
    [("county_office", "changsha"), ("county_office", "rival"), ("enterprise", "rival"), ("leader", "province")],
)
def test_nobody_enters_for_another_branch(world: World, who: str, owner: str) -> None:
    with pytest.raises(RefusedFields) as refused:
        _create(world, who, owner=world.organisations[owner].public_id)
    with pytest.raises(RefusedFields) as missing:
        _create(world, who, owner="nosuchthing00000")
    assert refused.value.said == missing.value.said
    assert not Record.objects.unscoped(why=WHY).exists()


@pytest.mark.parametrize("who", ["platform_admin", "leader", "auditor"])
def test_who_edits_nothing_has_nobody_to_enter_for(world: World, who: str) -> None:
    assert owners(world.actor(who)) == []
    with pytest.raises(RefusedFields):
        _create(world, who)


def test_own_organisation_comes_first(world: World) -> None:
    assert [str(o) for o in owners(world.actor("county_office"))] == ["ningxiang", "park", "firm"]
    assert [str(o) for o in owners(world.actor("enterprise"))] == ["firm"]


def test_change_keeps_what_is_not_told_and_none_clears(world: World) -> None:
    record = _create(world, "county_office", {**PROJECT, "content": "电机"})
    changed = _stored(_update(world, "county_office", record, {"intended_amount_cny": 4 * 10**8, "investor": None}))
    assert changed.fields["content"] == "电机"
    assert "investor" not in changed.fields
    assert (changed.party, changed.amount_cny, changed.version) == ("", 4 * 10**8, 2)
    assert _versions(record)[-1].changes == {
        "intended_amount_cny": [3 * 10**8, 4 * 10**8],
        "investor": ["示例投资公司", None],
    }


def test_nothing_changed_is_no_version(world: World) -> None:
    record = _create(world, "county_office")
    assert _update(world, "county_office", record, {"investor": "示例投资公司"}).version == 1


def test_change_upon_an_old_version_is_a_conflict_and_changes_nothing(world: World) -> None:
    record = _create(world, "county_office")
    _update(world, "county_office", record, {"content": "一"}, expected_version=1)
    with pytest.raises(Conflict) as conflict:
        _update(world, "county_office", record, {"content": "二"}, expected_version=1)
    assert (conflict.value.version, conflict.value.record.fields["content"]) == (2, "一")
    with pytest.raises(Conflict):
        withdraw_record(
            world.actor("county_office"), world.users["county_office"], record.public_id, expected_version=1
        )
    assert _stored(record).fields["content"] == "一"


@pytest.mark.parametrize("who", ["other_county", "rival", "platform_admin", "leader", "auditor", "university"])
def test_what_is_not_ones_own_is_missing(world: World, who: str) -> None:
    (hidden,) = world.write("ningxiang", told("project", "示例项目"))
    (open_one,) = world.write("ningxiang", told("achievement", "示例成果", Publication.OPEN))
    for record in (hidden, open_one):
        with pytest.raises(Record.DoesNotExist):
            _update(world, who, record, {"content": "x"})
        with pytest.raises(Record.DoesNotExist):
            withdraw_record(world.actor(who), world.users[who], record.public_id)
    assert RecordVersion.objects.unscoped(why=WHY).filter(number=2).count() == 0


def test_key_for_programs_writes_only_what_it_reads(world: World) -> None:
    user = world.users["county_office"]
    record = _create(world, "county_office", {**PROJECT, "contact": "示例联系人 010-00000000"})
    key = Actor.of(user, {"read", "write"})
    with pytest.raises(RefusedFields) as refused:
        update_record(key, user, record.public_id, {"contact": None, "content": "x"})
    assert [fault.key for fault in refused.value.faults] == ["contact"]
    update_record(key, user, record.public_id, {"content": "x"})
    assert _stored(record).fields["contact"] == "示例联系人 010-00000000"
    with pytest.raises(Record.DoesNotExist):
        update_record(Actor.of(user, {"read"}), user, record.public_id, {"content": "y"})


def test_withdrawn_record_is_out_of_sight_and_its_history_stays(world: World) -> None:
    record = _create(world, "county_office")
    withdraw_record(world.actor("county_office"), world.users["county_office"], record.public_id, expected_version=1)
    assert not Record.objects.visible_to(world.actor("county_office")).exists()
    assert [version.action for version in _versions(record)] == ["create", "withdraw"]


def test_duplicate_of_a_hidden_record_is_taken_without_a_hint(world: World) -> None:
    values = dict(PROJECT)
    name = values.pop("name")
    world.write("youxian", told("project", name, **values))
    assert twins_in_sight(world.actor("county_office"), "project", PROJECT) == []
    assert _create(world, "county_office").version == 1
    assert len(twins_in_sight(world.actor("organiser"), "project", PROJECT)) == 2


def test_duplicate_by_a_code_gives_no_name_away(world: World) -> None:
    demand = {"organisation": "示例公司", "content": "降噪"}
    (other,) = world.write("rival", told("demand", "示例公司降噪需求", Publication.OPEN, **demand))
    assert other.masked
    values = {"name": "示例公司降噪需求", **demand}
    assert twins_in_sight(world.actor("county_office"), "demand", values) == []
    assert twins_in_sight(world.actor("other_county"), "demand", values) == [other]


def test_duplicate_of_ones_own_is_a_record_of_its_own(world: World) -> None:
    first, second = _create(world, "county_office"), _create(world, "county_office")
    assert twins_in_sight(world.actor("county_office"), "project", PROJECT) == [first, second]
    assert {first.engine_key, second.engine_key} == {first.engine_key, f"{first.engine_key}~2"}
    _update(world, "county_office", second, {"name": "另一个"})
    _update(world, "county_office", first, {"name": "另一个"})
    assert _stored(first).engine_key == f"{_stored(second).engine_key}~2"


def test_a_book_finds_the_record_that_was_changed_by_hand(world: World) -> None:
    values = dict(PROJECT)
    name = values.pop("name")
    record = _create(world, "county_office")
    _update(world, "county_office", record, {"name": "改名项目"})
    assert world.write("ningxiang", told("project", "改名项目", **values)) == [_stored(record)]
    assert world.write("ningxiang", told("project", name, **values)) == [_stored(record)]
