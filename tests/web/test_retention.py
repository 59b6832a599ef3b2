"""What is past its days goes, what is not stays; the notice says the same as the broom does."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings as site
from django.utils import timezone

from yanzhen_web.jobs import daily
from yanzhen_web.jobs.worker import work_off
from yanzhen_web.models import DataRequest, Invitation, Job, Token, Upload
from yanzhen_web.services.collect import inboxes
from yanzhen_web.services.people import retention
from yanzhen_web.services.people.inviting import invite
from yanzhen_web.services.people.logins import issue_token

from .worlds import WHY, World


def ago(days: float) -> Any:
    return timezone.now() - timedelta(days=days)


def book(world: World, state: str, days: float) -> Upload:
    upload = Upload(owner_org=world.organisations["changsha"], file_name="示例.csv", size=0, state=state)
    inboxes.keep(upload, iter([f"{state}{days}".encode()]))
    upload.save(force_insert=True)
    Upload.objects.unscoped(why=WHY).filter(pk=upload.pk).update(created_at=ago(days))
    return upload


def test_each_thing_goes_after_its_days_and_not_before(world: World) -> None:
    actor, user = world.actor("county_office"), world.users["county_office"]
    kept, gone = [], []
    for days, where in ((89, kept), (91, gone)):
        for change in ({"expires_at": ago(days)}, {"revoked_at": ago(days)}, {"uses_left": 0, "used_at": ago(days)}):
            row, _ = invite(actor, user, world.organisations["ningxiang"], "county_office")
            Invitation.objects.unscoped(why=WHY).filter(pk=row.pk).update(**change)
            where.append(row)
    for days, where in ((364, kept), (366, gone)):
        key, _ = issue_token(user, f"示例{days}", expires_at=ago(days))
        where.append(key)
    for days, where in ((89, kept), (91, gone)):
        job = Job.objects.unscoped(why=WHY).create(kind="run_matches", state="done", finished_at=ago(days))
        where.append(job)
    for days, where in ((1094, kept), (1096, gone)):
        asked = DataRequest.objects.unscoped(why=WHY).create(
            user=user, kind="erase", asked_at=ago(days), decided_at=ago(days), state="refused"
        )
        where.append(asked)
    for state, days, where in (
        ("refused", 29, kept), ("refused", 31, gone), ("failed", 31, gone),
        ("accepted", 400, kept), ("ready", 400, kept),
    ):  # fmt: skip
        where.append(book(world, state, days))
    retention.sweep()
    for row in kept:
        assert type(row).objects.unscoped(why=WHY).filter(pk=row.pk).exists(), (row, row.pk)
    for row in gone:
        assert not type(row).objects.unscoped(why=WHY).filter(pk=row.pk).exists(), (row, row.pk)
    for row in [*kept, *gone]:
        if isinstance(row, Upload):
            assert inboxes.path_of(row).exists() is (row in kept)


def test_what_waits_is_never_swept(world: World) -> None:
    user = world.users["county_office"]
    open_invitation, _ = invite(world.actor("county_office"), user, world.organisations["ningxiang"], "county_office")
    waiting = DataRequest.objects.unscoped(why=WHY).create(user=user, kind="erase", asked_at=ago(5000))
    key, _ = issue_token(user, "示例")
    retention.sweep()
    assert Invitation.objects.unscoped(why=WHY).filter(pk=open_invitation.pk).exists()
    assert DataRequest.objects.unscoped(why=WHY).filter(pk=waiting.pk).exists()
    assert Token.objects.unscoped(why=WHY).filter(pk=key.pk).exists()


def test_every_length_stands_in_the_settings_and_in_the_table() -> None:
    own = {keeping.key for keeping in retention.KEEPINGS if keeping.own_days is None}
    assert own == set(site.RETENTION_DAYS)
    assert len(list(retention.table())) == len(retention.KEEPINGS)


def test_length_is_the_settings_to_say(world: World, settings: Any) -> None:
    settings.RETENTION_DAYS = settings.RETENTION_DAYS | {"books": 3}
    upload = book(world, "refused", 4)
    assert retention.sweep()["books"] == 1
    assert not inboxes.path_of(upload).exists()


@pytest.mark.usefixtures("world")
def test_broom_comes_once_a_day() -> None:
    daily.ask()
    daily.ask()
    assert work_off() == 1
    daily.ask()
    assert work_off() == 0
    assert Job.objects.unscoped(why=WHY).get(kind="sweep").state == "done"
