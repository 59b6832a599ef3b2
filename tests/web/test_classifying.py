"""Levels and release: by whom, with which reason, until when, and what no book does to them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from yanzhen.errors import WrongUsage
from yanzhen_web.models import Publication, Record, RecordVersion, Upload
from yanzhen_web.services.records.classifying import (
    classify,
    needs_reason,
    release,
    review_state,
    to_review,
)
from yanzhen_web.services.records.editing import Conflict
from yanzhen_web.services.records.fieldchecking import RefusedFields
from yanzhen_web.services.records.recording import Teller, Told, Written, foresee, write_records
from yanzhen_web.services.records.undoing import undo_upload

from .worlds import WHY, World, told

OPEN, INTERNAL, SECRET = Publication.OPEN, Publication.INTERNAL, Publication.SECRET


def _classify(
    world: World, record: Record, level: str, *rest: Any, who: str = "county_office", **options: Any
) -> Record:
    return classify(world.actor(who), world.users[who], record.public_id, level, *rest, **options)


def _release(world: World, record: Record, **options: Any) -> Record:
    return release(world.actor("county_office"), world.users["county_office"], record.public_id, **options)


def _stored(record: Record) -> Record:
    return Record.objects.unscoped(why=WHY).get(pk=record.pk)


def _project(world: World, publication: str = "", **fields: Any) -> Record:
    return world.write("ningxiang", told("project", "示例项目", publication, investor="示例公司", **fields))[0]


def test_level_has_reason_end_date_and_a_version(world: World) -> None:
    record = _project(world)
    day = timezone.localdate() + timedelta(days=90)
    _classify(world, record, SECRET, "投资方要求", day.isoformat(), expected_version=1)
    stored = _stored(record)
    assert (stored.publication, stored.publication_reason, stored.publication_until) == (SECRET, "投资方要求", day)
    version = RecordVersion.objects.unscoped(why=WHY).get(record=record, number=2)
    assert (version.action, version.by) == ("classify", world.users["county_office"])
    assert version.changes["publication"] == ["internal", "secret"]
    assert version.snapshot["publication_until"] == day.isoformat()
    assert not Record.objects.visible_to(world.actor("platform_admin")).filter(pk=record.pk).exists()


@pytest.mark.parametrize(
    ("kind", "level", "needed"),
    [
        ("project", INTERNAL, False),
        ("project", SECRET, True),
        ("project", OPEN, False),
        ("achievement", OPEN, False),
        ("achievement", INTERNAL, True),
        ("achievement", SECRET, True),
    ],
)
def test_reason_is_needed_where_it_is_closer_than_usual(world: World, kind: str, level: str, needed: bool) -> None:
    (record,) = world.write("ningxiang", told(kind, "示例"))
    assert needs_reason(record, level) == needed
    if needed:
        with pytest.raises(RefusedFields) as refused:
            _classify(world, record, level, " ")
        assert [fault.key for fault in refused.value.faults] == ["reason"]
        assert _stored(record).version == 1
    else:
        assert _classify(world, record, level).publication == level


@pytest.mark.parametrize(
    ("level", "reason", "until", "key"),
    [
        ("top", "x", None, "level"),
        ("\x00", "x", None, "level"),
        (SECRET, "长" * 201, None, "reason"),
        (SECRET, "x", "2025年", "until"),
        (SECRET, "x", "2020-01-01", "until"),
        (SECRET, "x", "9999-01-01", "until"),
    ],
)
def test_wrong_values_are_refused_by_name(world: World, level: str, reason: str, until: str | None, key: str) -> None:
    with pytest.raises(RefusedFields) as refused:
        _classify(world, _project(world), level, reason, until)
    assert [fault.key for fault in refused.value.faults] == [key]


@pytest.mark.parametrize("who", ["other_county", "rival", "platform_admin", "leader", "auditor"])
def test_nobody_else_sets_a_level(world: World, who: str) -> None:
    record = _project(world, OPEN)
    with pytest.raises(Record.DoesNotExist):
        _classify(world, record, SECRET, "x", who=who)
    with pytest.raises(Record.DoesNotExist):
        release(world.actor(who), world.users[who], record.public_id)
    assert _stored(record).version == 1


def test_level_upon_an_old_version_is_a_conflict(world: World) -> None:
    record = _project(world)
    _classify(world, record, OPEN, expected_version=1)
    with pytest.raises(Conflict):
        _classify(world, record, SECRET, "x", expected_version=1)
    with pytest.raises(Conflict):
        _release(world, record, expected_version=1)


def test_release_names_an_open_record_and_can_be_taken_back(world: World) -> None:
    record = _project(world, OPEN, intended_amount_cny=10**8)
    assert (_stored(record).open_party, _stored(record).open_amount_cny) != ("示例公司", 10**8)
    _release(world, record)
    released = _stored(record)
    assert released.released_at is not None
    assert (released.open_name, released.open_party, released.open_amount_cny) == ("示例项目", "示例公司", 10**8)
    _release(world, record)  # nothing more
    _release(world, record, released=False)
    back = _stored(record)
    assert (back.released_at, back.open_amount_cny, back.masked, back.version) == (None, None, True, 3)


def test_closed_record_is_not_released_and_closing_takes_the_release_back(world: World) -> None:
    record = _project(world)
    with pytest.raises(WrongUsage):
        _release(world, record)
    _classify(world, record, OPEN)
    _release(world, record)
    _classify(world, record, INTERNAL)
    _classify(world, record, OPEN)
    assert _stored(record).released_at is None


def _book(world: World, *listed: Told) -> tuple[Upload, Written]:
    owner = world.organisations["ningxiang"]
    upload = Upload.objects.unscoped(why=WHY).create(owner_org=owner, file_name="表.xlsx", size=1, sha256="x")
    return upload, write_records(listed, Teller(owner, world.users["county_office"], upload, None))


@pytest.mark.parametrize(("by_hand", "reason"), [(SECRET, "投资方要求"), (INTERNAL, "")])
def test_no_book_lowers_a_level_that_a_person_has_set(world: World, by_hand: str, reason: str) -> None:
    record = _project(world, OPEN if by_hand == INTERNAL else "")
    _classify(world, record, by_hand, reason)
    row = told("project", "示例项目", OPEN, investor="示例公司", content="新")
    assert foresee([row], Teller(world.organisations["ningxiang"])) == {"new": 0, "changed": 1, "same": 0}
    _, written = _book(world, row)
    assert (written.updated, written.levels_kept) == (1, 1)
    assert (_stored(record).publication, _stored(record).fields["content"]) == (by_hand, "新")
    assert written.counts()["levels_kept"] == 1


def test_a_book_raises_a_level_and_lowers_one_that_nobody_has_set(world: World) -> None:
    record = _project(world)
    _, written = _book(world, told("project", "示例项目", OPEN, investor="示例公司"))
    assert (written.levels_kept, _stored(record).publication) == (0, OPEN)
    _classify(world, record, OPEN)
    _, written = _book(world, told("project", "示例项目", SECRET, investor="示例公司"))
    assert (written.levels_kept, _stored(record).publication) == (0, SECRET)


def test_undone_book_brings_level_reason_end_date_and_release_back(world: World) -> None:
    record = _project(world, OPEN)
    _release(world, record)
    released = _stored(record).released_at
    upload, _ = _book(world, told("project", "示例项目", SECRET, investor="示例公司", content="新"))
    undo_upload(upload, world.users["county_office"])
    stored = _stored(record)
    assert (stored.publication, stored.released_at, stored.open_party) == (OPEN, released, "示例公司")


def test_what_is_past_its_end_date_is_to_be_reviewed_and_opens_not_by_itself(world: World) -> None:
    today = timezone.localdate()
    days = {"过期": -1, "今天": 0, "快到": 30, "还早": 31}
    records = dict(zip(days, world.write("ningxiang", *(told("project", name) for name in days)), strict=True))
    for name, record in records.items():
        _classify(world, record, SECRET, "x", today + timedelta(days=max(0, days[name])))
    from yanzhen_web.models.recorded import writing

    with writing():
        Record.objects.unscoped(why=WHY).filter(name="过期").update(publication_until=today - timedelta(days=1))
    states = {name: review_state(_stored(record)) for name, record in records.items()}
    assert states == {"过期": "past", "今天": "soon", "快到": "soon", "还早": ""}
    assert _stored(records["过期"]).publication == SECRET
    assert [record.name for record in to_review(world.actor("county_office"))] == ["过期", "今天", "快到"]
    assert [record.name for record in to_review(world.actor("city_office"))] == ["过期", "今天", "快到"]
    for who in ("other_county", "organiser", "leader", "platform_admin", "rival"):
        expected = 3 if who == "organiser" else 0
        assert to_review(world.actor(who)).count() == expected
