"""Rounds are opened, copied from the last one, passed on to the level below, changed, closed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from yanzhen.records import KINDS
from yanzhen_web.models import Organisation, Report, Round, Template, User
from yanzhen_web.scopes import EDITORS, Actor
from yanzhen_web.scopes.rounds import runs_round, sends_report
from yanzhen_web.services.history.noting import note_deed
from yanzhen_web.services.people.refusals import Refusal
from yanzhen_web.services.records.storing import storable

WHY = "a round that the person leads"
LONGEST_TITLE, LONGEST_PERIOD, LONGEST_ASK = 200, 40, 4000
MOST_ASKED = 500


@dataclass(frozen=True)
class Asking:
    """What a round asks, as a form or a program gives it.

    Attributes:
        asked: public ids of the organisations that must report.
        template: public id of a template; empty for none.
    """

    title: str
    cut_off: datetime | None
    asked: tuple[str, ...]
    kinds: tuple[str, ...] = ("project",)
    period: str = ""
    ask: str = ""
    template: str = ""


def owner_of_rounds(actor: Actor) -> Organisation | None:
    """The organisation in whose name the actor opens rounds: its first that has offices or firms below it."""
    home = actor.home
    return Organisation.objects.unscoped(why="the actor's own organisation").get(pk=home.organisation) if home else None


def askable(actor: Actor, owner: Organisation | None = None) -> QuerySet[Organisation]:
    """The organisations that the actor may ask: those below its own, closed ones aside.

    Args:
        owner: who asks, where that is another organisation of the actor's, or one below it. What is sent in is read
            by who asks, so that nobody is asked in its name who is not below it.
    """
    owner = owner or owner_of_rounds(actor)
    rows = Organisation.objects.visible_to(actor)
    if owner is None:
        return rows.none()
    below = rows.filter(path__startswith=owner.path, closed_at=None).exclude(pk=owner.pk)
    return below.order_by("region", "path")


def templates_for(actor: Actor) -> QuerySet[Template]:
    """The templates that a round of the actor's may use."""
    return Template.objects.visible_to(actor).filter(retired_at=None).select_related("owner_org")


@transaction.atomic
def open_round(
    actor: Actor,
    by: User,
    asking: Asking,
    *,
    owner: Organisation | None = None,
    previous: Round | None = None,
    within: Round | None = None,
) -> Round:
    """A new round, with a report that is due from everybody who is asked.

    Args:
        owner: in whose name, where that is not the actor's first organisation.

    Raises:
        Refusal: names what can't be taken.
    """
    owner = owner or owner_of_rounds(actor)
    if owner is None or not actor.granted("write"):
        raise Refusal(
            "你没有可以发布任务的单位，请找管理员", "you open rounds for no organisation; ask an administrator"
        )
    values = _checked(actor, asking)
    asked = _asked(actor, asking.asked, owner)
    made = Round.objects.unscoped(why=WHY).create(owner_org=owner, by=by, previous=previous, within=within, **values)
    _owe(made, asked)
    note_deed("round.open", made, asked=len(asked), cut_off=made.cut_off.isoformat())
    return made


@transaction.atomic
def copy_round(actor: Actor, by: User, last: Round, *, title: str, period: str, cut_off: datetime | None) -> Round:
    """The same round once more: the same offices, template and kinds, compared with the last one.

    Raises:
        Refusal: names what can't be taken; the last one is not the actor's to lead.
    """
    last = leading(actor, last.public_id)
    still = last.reports.model.objects.unscoped(why=WHY).filter(round=last, organisation__closed_at=None)
    asked = tuple(still.values_list("organisation__public_id", flat=True))
    template = last.template.public_id if last.template and last.template.retired_at is None else ""
    asking = Asking(title, cut_off, asked, tuple(last.kinds), period, last.ask, template)
    return open_round(actor, by, asking, owner=last.owner_org, previous=last, within=_next_of(last.within))


def _next_of(above: Round | None) -> Round | None:
    """The round above that came of the one for which the last round gathered, as long as it is open."""
    if above is None:
        return None
    following = Round.objects.unscoped(why="the round that a part is gathered for").filter(previous=above)
    return following.filter(closed_at=None).order_by("-pk").first()


@transaction.atomic
def pass_on(actor: Actor, by: User, report: Report, asking: Asking) -> Round:
    """A round of one's own among those below, for what the level above asks (县 → 市 → 省).

    Raises:
        Refusal: names what can't be taken; the report is not the actor's to send.
    """
    rows = Report.objects.visible_to(actor).filter(sends_report(actor)).select_related("round", "organisation")
    found = rows.filter(pk=report.pk).first()
    own = {desk.organisation for desk in actor.desks if desk.role in EDITORS}
    if found is None or found.organisation_id not in own:
        raise Refusal("这份报表不由你的单位填报", "this report is not your organisation's to send")
    last = _last_part(found)
    return open_round(actor, by, asking, owner=found.organisation, previous=last, within=found.round)


def _last_part(report: Report) -> Round | None:
    """The own round that gathered for the round before the one above, to compare with."""
    if report.round.previous_id is None:
        return None
    rows = Round.objects.unscoped(why="the last round of the same organisation")
    return rows.filter(within=report.round.previous_id, owner_org=report.organisation_id).order_by("-pk").first()


def leading(actor: Actor, public_id: str) -> Round:
    """A round that the actor leads.

    Raises:
        Round.DoesNotExist: there is none, or it is not the actor's to lead.
    """
    rows = Round.objects.visible_to(actor).filter(runs_round(actor))
    return rows.select_related("owner_org", "previous", "template", "within").get(public_id=public_id)


@transaction.atomic
def change_round(actor: Actor, public_id: str, asking: Asking, *, expected_version: int) -> Round:
    """Change what a round asks, until when and of whom; who has sent something stays asked.

    Raises:
        Round.DoesNotExist: it is not the actor's to lead.
        Refusal: names what can't be taken; somebody else changed it meanwhile; it is closed.
    """
    found = _locked(leading(actor, public_id))
    if found.closed_at is not None:
        raise Refusal("任务已结束，不能再改", "the round is closed")
    if found.version != expected_version:
        raise Refusal("任务已被改过，请重新打开再改", "the round has been changed meanwhile; open it again")
    for name, value in _checked(actor, asking, found.template).items():
        setattr(found, name, value)
    found.version += 1
    found.save()
    asked = _asked(actor, asking.asked, found.owner_org)
    _owe(found, asked)
    dropped = _reports(found).filter(current=None).exclude(organisation__in=asked)
    count, _ = dropped.delete()
    note_deed("round.change", found, asked=len(asked), dropped=count)
    return found


@transaction.atomic
def close_round(actor: Actor, public_id: str, *, closed: bool = True) -> Round:
    """Nothing is sent in for a closed round any more; it can be opened again.

    Raises:
        Round.DoesNotExist: it is not the actor's to lead.
    """
    found = _locked(leading(actor, public_id))
    if (found.closed_at is not None) != closed:
        found.closed_at = timezone.now() if closed else None
        found.version += 1
        found.save(update_fields=["closed_at", "version"])
        note_deed("round.close" if closed else "round.reopen", found)
    return found


# --- checks ----------------------------------------------------------------------------------------------------------


def _locked(found: Round) -> Round:
    rows = Round.objects.unscoped(why=WHY).select_for_update(of=("self",))
    return rows.select_related("owner_org", "template").get(pk=found.pk)


def _reports(of: Round) -> QuerySet[Report]:
    return Report.objects.unscoped(why=WHY).filter(round=of)


def _owe(made: Round, asked: Iterable[Organisation]) -> None:
    rows = [Report(round=made, organisation=organisation) for organisation in asked]
    Report.objects.unscoped(why=WHY).bulk_create(rows, ignore_conflicts=True)


def _checked(actor: Actor, asking: Asking, now: Template | None = None) -> dict[str, Any]:
    title, period = storable(asking.title).strip(), storable(asking.period).strip()
    ask = storable(asking.ask).strip()
    if not title or len(title) > LONGEST_TITLE:
        raise Refusal("请写任务名称，不超过 200 字", "give the round a title of at most 200 letters", field="title")
    if len(period) > LONGEST_PERIOD:
        raise Refusal("期次不超过 40 字，如 2025年10月", "the period has at most 40 letters", field="period")
    if len(ask) > LONGEST_ASK:
        raise Refusal("填报要求不超过 4000 字", "what to mind has at most 4,000 letters", field="ask")
    if asking.cut_off is None:
        raise Refusal(
            "请写截止时间，如 2025-10-31 17:00", "give the cut-off, such as 2025-10-31 17:00", field="cut_off"
        )
    kinds = [kind for kind in KINDS if kind in asking.kinds]
    if not kinds or set(asking.kinds) - set(KINDS):
        raise Refusal("请选要报的内容", "choose what is to be reported", field="kinds")
    return {
        "title": title,
        "period": period,
        "ask": ask,
        "cut_off": asking.cut_off,
        "kinds": kinds,
        "template": _template(actor, asking.template, now),
    }


def _template(actor: Actor, public_id: str, now: Template | None) -> Template | None:
    if not public_id or (now is not None and now.public_id == public_id):
        return now if public_id else None
    found = templates_for(actor).filter(public_id=storable(public_id)).first()
    if found is None:
        raise Refusal("没有这个表样，请从列表中选", "no such template; choose one of the list", field="template")
    return found


def _asked(actor: Actor, public_ids: tuple[str, ...], owner: Organisation) -> list[Organisation]:
    wanted = list(dict.fromkeys(map(storable, public_ids)))
    if not wanted or len(wanted) > MOST_ASKED:
        raise Refusal("请选报送单位", "choose who must report", field="asked")
    found = list(askable(actor, owner).filter(public_id__in=wanted))
    if len(found) != len(wanted):
        raise Refusal("有的单位不归你管，请从列表中选", "some are not below you; choose from the list", field="asked")
    return found
