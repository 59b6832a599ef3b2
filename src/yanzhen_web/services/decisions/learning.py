"""What an office learns from decisions on pairs: gathered, learned, kept, and opened for the matcher.

A model holds the texts of its decisions. It is learned from what everybody may read of the records (names by code),
from nothing that is a trade secret, is kept for the office that learned it, and no page or operation hands it out. What
its scores say of a pair names none of the decisions behind them: readers of the pair may not know of these.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from yanzhen.errors import YanzhenError
from yanzhen.language import say
from yanzhen_web.models import Job, MatchDecision, MatchModel, Publication, Record
from yanzhen_web.scopes import MATCHERS, Actor
from yanzhen_web.services.decisions.deciding import Verdict
from yanzhen_web.services.decisions.standing import standing_decisions
from yanzhen_web.services.history.noting import note_deed
from yanzhen_web.services.records.reading import as_engine_outside, visible_records

if TYPE_CHECKING:
    from yanzhen.match.learning.model import Model
    from yanzhen.records import Record as EngineRecord

WHY = "the model of the actor's own office"
Report = Callable[[int, str], None]
_SECRET = Publication.SECRET


def usable_decisions(actor: Actor) -> QuerySet[MatchDecision]:
    """Decisions from which the actor's office learns: its own and those below it, on pairs that are no trade secret of
    anybody's.
    """
    rows = standing_decisions(actor)
    return rows.exclude(demand__publication=_SECRET).exclude(achievement__publication=_SECRET)


def usable_count(actor: Actor) -> int:
    """On how many pairs there are such decisions."""
    return usable_decisions(actor).order_by().values("demand", "achievement").distinct().count()


def office_learning(actor: Actor) -> int | None:
    """The office for which the actor matches and learns."""
    return next((desk.organisation for desk in actor.desks if desk.role in MATCHERS), None)


def kept_model(actor: Actor) -> MatchModel | None:
    """What that office has learned, without its texts."""
    rows = MatchModel.objects.visible_to(actor).filter(owner_org=office_learning(actor))
    return rows.defer("body").first()


def opened_model(actor: Actor) -> tuple[Model | None, MatchModel | None, str]:
    """What that office has learned, opened for the matcher, and its row; nothing where it has not learned, with a
    sentence where what it learned can't be read.
    """
    from yanzhen.match.learning.model import Model

    row = MatchModel.objects.visible_to(actor).filter(owner_org=office_learning(actor)).first()
    if row is None:
        return None, None, ""
    try:
        return Model.from_bytes(zlib.decompress(row.body)), row, ""
    except (YanzhenError, zlib.error) as error:
        told = str(error) if isinstance(error, YanzhenError) else say("请重新学习", "learn anew")
        return None, None, say(f"学到的读不了，这次只看词：{told}", f"by words alone: {told}")


def refuse_too_few(actor: Actor) -> None:
    """Say so where there are too few decisions to learn from, before any work is begun.

    Raises:
        WrongUsage: how many there are, and how many are missing.
    """
    from yanzhen.match.learning.decisions import refuse_too_few as refuse

    last = {(row.demand_id, row.achievement_id): row.verdict for row in _in_order_of_time(actor)}
    refuse(len(last), sum(verdict == Verdict.ACCEPTED for verdict in last.values()))


def _in_order_of_time(actor: Actor) -> QuerySet[MatchDecision]:
    rows = usable_decisions(actor).order_by("decided_at", "pk")
    return rows.only("demand_id", "achievement_id", "verdict", "decided_at")


def learn_matches(actor: Actor, job: Job | None, report: Report) -> str:
    """Learn from the decisions that the actor's office sees; the model takes the place of the one before.

    Raises:
        WrongUsage: too few decisions.
        MissingPiece: LightGBM is not installed.
    """
    from yanzhen.match.learning.decisions import ACCEPTED_FROM, decisions_of
    from yanzhen.match.learning.training import learn

    report(2, say("读取判断", "reading decisions"))
    refuse_too_few(actor)
    rows = list(_in_order_of_time(actor))
    records = _records(actor, rows)
    decided = [
        (
            records[row.demand_id],
            records[row.achievement_id],
            "accepted" if row.verdict == Verdict.ACCEPTED else "refused",
        )
        for row in rows
        if row.demand_id in records and row.achievement_id in records
    ]
    demands, decisions = decisions_of(decided)  # type: ignore[arg-type]
    model = learn(demands, decisions, progress=lambda share, what: report(5 + int(90 * share), what))
    accepted = sum(decision.level >= ACCEPTED_FROM for decision in model.decisions)
    report(97, say("写入", "writing"))
    kept = _keep(actor, job, model, accepted)
    return say(
        f"按 {kept.decisions} 个判断学好了，其中合适的 {accepted} 个；重新匹配后生效",
        f"learned from {kept.decisions} decisions, {accepted} of them accepted; match anew for it to take effect",
    )


def _records(actor: Actor, rows: list[MatchDecision]) -> dict[int, EngineRecord]:
    """The sides of the decisions as everybody may read them, by key."""
    found: dict[int, EngineRecord] = {}
    for kind, keys in (
        ("demand", {row.demand_id for row in rows}),
        ("achievement", {row.achievement_id for row in rows}),
    ):
        sides = visible_records(actor, kind).defer("search_text", "open_search_text", "extra")
        listed = sorted(keys)
        for start in range(0, len(listed), 500):
            records: QuerySet[Record] = sides.filter(pk__in=listed[start : start + 500])
            found.update((record.pk, as_engine_outside(record)) for record in records)
    return found


@transaction.atomic
def _keep(actor: Actor, job: Job | None, model: Model, accepted: int) -> MatchModel:
    kept, _ = MatchModel.objects.unscoped(why=WHY).update_or_create(
        owner_org_id=office_learning(actor),
        defaults={
            "body": zlib.compress(model.as_bytes(), 6),
            "decisions": len(model.decisions),
            "accepted": accepted,
            "by": job.requester if job else None,
            "learned_at": timezone.now(),
        },
    )
    note_deed("match.learn", kept, count=kept.decisions)
    return kept
