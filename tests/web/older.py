"""A program for `test_upgrading`: makes a database as it was before there were doors, fills it, brings it up to date,
and prints what then stands in it as JSON. A process of its own, since it takes a whole database.
"""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from typing import Any

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.db.migrations.executor import MigrationExecutor  # noqa: E402

from yanzhen_web.models.recorded import writing  # noqa: E402

APP, WHY = "yanzhen_web", "a test"
CONTACT, NAME = "示例联系人 13800000000", "示例石墨科技扩产项目"
NOW = datetime(2026, 3, 1, tzinfo=UTC)


def _migrated(name: str) -> Any:
    """By the single steps, as an older installation goes."""
    executor = MigrationExecutor(connection)
    executor.loader.replace_migrations = False
    executor.loader.build_graph()
    return executor.migrate([(APP, name)]).apps


def _fill(apps: Any) -> None:
    def model(name: str) -> Any:
        return apps.get_model(APP, name).objects

    province = model("Organisation").create(name="示例省组委会", kind="province", region="430000")
    province.path = f"/{province.pk}/"
    province.save()
    user = model("User").create(username="somebody", password="!")
    for role in ("organiser", "leader"):
        model("Membership").create(user_id=user.pk, organisation_id=province.pk, role=role)
    for digest in ("a", "b"):
        model("Token").create(user_id=user.pk, name=digest, digest=digest * 64)
    fields = {"investor": "示例石墨科技有限公司", "industry": "新材料", "contact": CONTACT, "investment_cny": 5 * 10**8}
    about = {
        "kind": "project",
        "engine_key": "k",
        "name": NAME,
        "owner_org_id": province.pk,
        "fields": fields,
        "version": 2,
    }
    record = model("Record").create(**about, publication="open", created_at=NOW, updated_at=NOW)
    model("Amount").create(record_id=record.pk, type="total", key="investment_cny", cny=5 * 10**8)
    snapshot = {"name": NAME, "engine_key": "k", "fields": fields, "extra": {}, "publication": "open", "row": None}
    for number, action in ((1, "create"), (2, "update")):
        about = {
            "record_id": record.pk,
            "number": number,
            "engine_key": "k",
            "at": NOW,
            "by_id": user.pk,
            "action": action,
        }
        model("RecordVersion").create(**about, changes={"contact": [None, CONTACT]}, snapshot=snapshot)


def _told() -> dict[str, Any]:
    from yanzhen_web.models import Membership, RecordVersion, Token, User
    from yanzhen_web.scopes import Actor
    from yanzhen_web.services.history.personal import opened
    from yanzhen_web.services.history.sealing import seal_all
    from yanzhen_web.services.history.verifying import verify
    from yanzhen_web.services.records.reading import name_of, visible_records

    (stranger,), (own,) = visible_records(Actor()), visible_records(Actor.of(User.objects.get()))
    versions = list(RecordVersion.objects.unscoped(why=WHY).order_by("number"))
    seal_all()
    return {
        "desks": [desk.public_id for desk in Membership.objects.unscoped(why=WHY)],
        "keys": [(key.public_id, str(key.expires_at)) for key in Token.objects.unscoped(why=WHY)],
        "stranger": [name_of(stranger), stranger.open_party, stranger.open_search_text],
        "own": [name_of(own), own.fields["contact"]],
        "versions": [[version.changes, version.snapshot] for version in versions],
        "contacts": [one.snapshot["fields"]["contact"] for one in opened(versions)],
        "findings": [str(finding) for finding in verify().findings],
    }


if __name__ == "__main__":
    with writing():  # there was no history then
        _fill(_migrated("0001_initial"))
    call_command("migrate", interactive=False, verbosity=0)
    sys.stdout.write(json.dumps(_told(), ensure_ascii=False))
