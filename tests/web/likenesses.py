"""Records told twice, for the tests of pairs and merges."""

from __future__ import annotations

from typing import Any

from yanzhen_web.jobs.queue import enqueue
from yanzhen_web.jobs.worker import work_off
from yanzhen_web.models import Likeness, Merge, Record, User
from yanzhen_web.services.likenesses.merging import Wanted, merge

from .worlds import WHY, World, told

SAME = {"investor": "示例石墨材料有限公司", "target": "430182", "content": "建设石墨膜生产线两条"}
NAME = "示例石墨膜生产基地项目"


def two(world: World, first: str = "ningxiang", second: str = "youxian", **more: Any) -> tuple[Record, Record]:
    """The same project from two offices, worded a little differently.

    Args:
        more: fields of the second that the first tells otherwise, or not.
    """
    level = more.pop("publication", "")
    (one,) = world.write(first, told("project", NAME, level, **SAME, investment_cny=120_000_000, stage="negotiating"))
    fields = {**SAME, "investment_cny": 120_000_000, "stage": "negotiating", **more}
    (other,) = world.write(second, told("project", "示例石墨膜生产基地", level, **fields))
    return one, other


def seek(world: World, who: str = "organiser") -> None:
    """Have the records looked through that somebody sees from inside."""
    enqueue("find_likenesses", world.users[who])
    work_off()


def pairs() -> list[Likeness]:
    """All there are."""
    return list(Likeness.objects.unscoped(why=WHY).select_related("first", "second").order_by("pk"))


def merged(world: World, kept: Record, who: str = "organiser", reason: str = "首报", **choices: Record) -> Merge:
    """The only pair, merged into one of its records; fields from the record said."""
    (pair,) = [pair for pair in pairs() if kept.pk in (pair.first_id, pair.second_id)]
    ids = {key: record.public_id for key, record in choices.items()}
    user = User.objects.get(pk=world.users[who].pk)
    return merge(world.actor(who), user, pair.public_id, Wanted(kept.public_id, ids, reason=reason))


def anew(record: Record) -> Record:
    """As it stands in the database."""
    return Record.objects.unscoped(why=WHY).select_related("owner_org", "upload").get(pk=record.pk)
