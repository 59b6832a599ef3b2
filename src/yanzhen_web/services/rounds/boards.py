"""What the pages of rounds show: those that run, one round's board, the texts to chase with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format

from yanzhen.fields import KIND_LABELS
from yanzhen.language import say
from yanzhen.records import KINDS
from yanzhen_web.models import Report, Round
from yanzhen_web.scopes import EDITORS, LEADER, Actor
from yanzhen_web.scopes.rounds import decides_report, runs_round, sees_report
from yanzhen_web.services.records import showing
from yanzhen_web.services.rounds import asking
from yanzhen_web.services.rounds.periods import next_after

PAGE = 30
_OPEN_QUESTIONS = Count("questions", filter=Q(questions__settled_at=None))
_OWED = (Report.State.NOT_SENT, Report.State.SENT_BACK)
"""States in which something is still due."""
WHY = "counts of rounds that the actor sees"


def late(report: Report, now: datetime) -> bool:
    """Whether something is due that should be there by now."""
    return report.state in _OWED and report.round.closed_at is None and report.round.cut_off < now


# --- all rounds ------------------------------------------------------------------------------------------------------


def rounds_page(actor: Actor, page: str) -> dict[str, Any]:
    """What the actor's organisations have to report, and the rounds that they lead."""
    now = timezone.now()
    owed = Report.objects.visible_to(actor).filter(organisation__in=_own(actor))
    owed = owed.select_related("round__owner_org", "organisation").annotate(asked=_OPEN_QUESTIONS)
    owed = owed.order_by("round__closed_at", "-round__cut_off", "-pk")[:PAGE]
    led = Round.objects.visible_to(actor).filter(_leads(actor)).select_related("owner_org", "within")
    numbered = Paginator(led, PAGE).get_page(page)
    counts = _counts(actor, [row.pk for row in numbered])
    return {
        "owed": [_owed(report, now) for report in owed],
        "rounds": [_line(row, counts.get(row.pk, Counter()), now) for row in numbered],
        "page": numbered,
        "may_open": asking.askable(actor).exists(),
    }


def _own(actor: Actor) -> list[int]:
    """Organisations in which the actor enters records, or leads."""
    return [desk.organisation for desk in actor.desks if desk.role in EDITORS | {LEADER}]


def _leads(actor: Actor) -> Q:
    """Rounds of the actor's organisations and of those below; leaders watch them too."""
    rule = runs_round(actor)
    for desk in actor.desks:
        if desk.role == LEADER:
            rule |= Q(owner_org__path__startswith=desk.path)
    return rule


def _owed(report: Report, now: datetime) -> dict[str, Any]:
    return {
        "report": report,
        "title": report.round.title,
        "period": report.round.period,
        "owner": str(report.round.owner_org),
        "organisation": str(report.organisation),
        "cut_off": report.round.cut_off,
        "state": report.state,
        "late": late(report, now),
        "closed": report.round.closed_at is not None,
        "questions": report.asked,  # type: ignore[attr-defined]
    }


def _counts(actor: Actor, rounds: list[int]) -> dict[int, Counter[str]]:
    rows = Report.objects.visible_to(actor).filter(round__in=rounds).order_by()
    found: dict[int, Counter[str]] = {}
    for round_, state, count in rows.values_list("round", "state").annotate(Count("pk")):
        found.setdefault(round_, Counter())[state] = count
    return found


def _line(row: Round, counts: Counter[str], now: datetime) -> dict[str, Any]:
    return {
        "round": row,
        "owner": str(row.owner_org),
        "all": counts.total(),
        "sent": counts[Report.State.SENT],
        "taken": counts[Report.State.ACCEPTED] + counts[Report.State.LOCKED],
        "due": counts[Report.State.NOT_SENT] + counts[Report.State.SENT_BACK],
        "late": row.closed_at is None and row.cut_off < now,
    }


# --- one round -------------------------------------------------------------------------------------------------------


def board_page(actor: Actor, public_id: str, parameters: Mapping[str, str], address: Any) -> dict[str, Any]:
    """The board of a round: who has sent, who is late, what waits for a decision.

    Args:
        address: the full address of a report's page, by its public id.

    Raises:
        Round.DoesNotExist: there is none, or it is hidden.
    """
    rows = Round.objects.visible_to(actor).select_related("owner_org", "previous", "template", "within__owner_org")
    found = rows.get(public_id=public_id)
    now = timezone.now()
    reports = list(_reports(actor, found))
    for report in reports:
        report.round = found
    shown = parameters.get("state", "")
    listed = [_entry(report, now) for report in reports if shown in ("", report.state) or _is_late(shown, report, now)]
    counts = Counter(report.state for report in reports)
    late_ones = [report for report in reports if late(report, now)]
    rounds = Round.objects.visible_to(actor)
    leads = rounds.filter(runs_round(actor), pk=found.pk).exists()
    return {
        "round": found,
        "within": found.within if rounds.filter(pk=found.within_id).exists() else None,
        "kinds": [str(KIND_LABELS[kind]) for kind in found.kinds if kind in KIND_LABELS],
        "leads": leads,
        "next": next_after(found, now) if leads else None,
        "reports": listed,
        "states": [_state(value, counts[value], shown) for value in Report.State.values if counts[value]],
        "late_count": len(late_ones),
        "shown": shown,
        "chase": chase_all(found, late_ones, now) if leads and late_ones else "",
        "totals": _totals(found, reports),
        "closed": found.closed_at is not None,
        "overdue": found.closed_at is None and found.cut_off < now,
    }


def _is_late(shown: str, report: Report, now: datetime) -> bool:
    return shown == "late" and late(report, now)


def _reports(actor: Actor, found: Round) -> QuerySet[Report]:
    rows = Report.objects.visible_to(actor).filter(round=found)
    rows = rows.select_related("organisation", "current").annotate(asked=_OPEN_QUESTIONS)
    return rows.order_by("organisation__path")


def _entry(report: Report, now: datetime) -> dict[str, Any]:
    version = report.current
    compared = (version.compared or {}) if version else {}
    return {
        "report": report,
        "name": str(report.organisation),
        "state": report.state,
        "late": late(report, now),
        "sent_at": report.sent_at,
        "count": version.count if version else None,
        "version": version.number if version else None,
        "new": compared.get("new", 0),
        "changed": compared.get("changed", 0),
        "missing": compared.get("missing", 0),
        "compared": bool(compared),
        "questions": report.asked,  # type: ignore[attr-defined]
    }


def _state(value: str, count: int, shown: str) -> dict[str, Any]:
    return {"value": value, "count": count, "chosen": shown == value}


def _totals(found: Round, reports: list[Report]) -> list[dict[str, Any]]:
    """Money of what was sent, added up; exact amounts of one field only."""
    totals: Counter[str] = Counter()
    for report in reports:
        if report.current is not None:
            totals.update(report.current.totals)
    kind = next(iter(found.kinds), "project")
    return [{"label": showing.label(kind, key), "value": showing.money(cny)} for key, cny in totals.items() if cny]


# --- chasing ---------------------------------------------------------------------------------------------------------


def _moment(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "Y-m-d H:i")


def chase_all(found: Round, reports: list[Report], now: datetime) -> str:
    """A text for a group chat, in the language in force: who has still to send something."""
    names = say("、", ", ").join(str(report.organisation) for report in reports)
    head = found.title + (f"（{found.period}）" if found.period else "")
    return say(
        f"【报送提醒】{head}，报送截止时间为 {_moment(found.cut_off)}。截至 {_moment(now)}，还没有报的单位："
        f"{names}。请尽快登录报送；已经在改的，请改好后重新上传。",
        f"[Reminder] {head} was due by {_moment(found.cut_off)}. As of {_moment(now)}, still missing: {names}. "
        "Please sign in and send it; where it was sent back, please upload the corrected book.",
    )


def chase_one(report: Report, address: str) -> str:
    """A text for one office, with the address of its own page."""
    found = report.round
    head = found.title + (f"（{found.period}）" if found.period else "")
    back = report.state == Report.State.SENT_BACK
    zh = f"已退回，请改好后重新报送：{report.reasons}" if back else "还没有收到你单位的报表，请尽快报送。"
    en = f"was sent back; please correct it and send it again: {report.reasons}" if back else "has not come in yet."
    return say(
        f"【报送提醒】{report.organisation}：{head}，截止 {_moment(found.cut_off)}。{zh}\n打开：{address}",
        f"[Reminder] {report.organisation}: {head}, due by {_moment(found.cut_off)}, {en}\nOpen: {address}",
    )


def chase_page(actor: Actor, public_id: str, address: Any) -> dict[str, Any]:
    """The text, link and code for one late office.

    Raises:
        Report.DoesNotExist: there is none, or it is not the actor's to decide on.
    """
    rows = Report.objects.visible_to(actor).filter(decides_report(actor))
    report = rows.select_related("round", "organisation").get(public_id=public_id)
    link = address(report.public_id)
    return {"report": report, "round": report.round, "link": link, "text": chase_one(report, link)}


# --- the form --------------------------------------------------------------------------------------------------------


def form_page(
    actor: Actor,
    given: asking.Asking | None = None,
    fault: Any = None,
    found: Round | None = None,
    asking_for: Report | None = None,
) -> dict[str, Any]:
    """The form of a round: a new one, one that is changed, or one among those below for a report."""
    chosen = given or _given(found)
    owner = asking_for.organisation if asking_for else found.owner_org if found else None
    names = {row.public_id: row for row in asking.askable(actor, owner)}
    return {
        "round": found,
        "given": chosen,
        "cut_off": timezone.localtime(chosen.cut_off).strftime("%Y-%m-%dT%H:%M") if chosen.cut_off else "",
        "kinds": [
            {"value": kind, "label": str(KIND_LABELS[kind]), "chosen": kind in chosen.kinds}
            for kind in KINDS
            if kind in KIND_LABELS
        ],
        "organisations": [
            {"value": id_, "label": str(row), "kind": row.kind, "chosen": id_ in chosen.asked}
            for id_, row in names.items()
        ],
        "templates": [
            {
                "value": row.public_id,
                "label": f"{row.name}（{row.owner_org}）",
                "chosen": row.public_id == chosen.template,
            }
            for row in asking.templates_for(actor)
        ],
        "advice": {fault.field or "whole": str(fault)} if fault else {},
    }


def _given(found: Round | None) -> asking.Asking:
    if found is None:
        return asking.Asking("", None, ())
    asked = Report.objects.unscoped(why=WHY).filter(round=found)
    return asking.Asking(
        found.title,
        found.cut_off,
        tuple(asked.values_list("organisation__public_id", flat=True)),
        tuple(found.kinds),
        found.period,
        found.ask,
        found.template.public_id if found.template else "",
    )


def passing_page(actor: Actor, report: Report) -> asking.Asking:
    """What a round among those below would ask, for a report of one's own."""
    above = report.round
    askable = asking.askable(actor, report.organisation)
    below = tuple(askable.filter(parent=report.organisation_id).values_list("public_id", flat=True))
    template = above.template.public_id if above.template else ""
    return asking.Asking(above.title, above.cut_off, below, tuple(above.kinds), above.period, above.ask, template)


def may_watch(actor: Actor, report: Report) -> bool:
    """Whether the actor knows of a report at all."""
    return Report.objects.visible_to(actor).filter(sees_report(actor), pk=report.pk).exists()


def has_parts(report: Report) -> Any:
    """The own rounds that gather for a report."""
    rows = Round.objects.unscoped(why=WHY).filter(within=report.round_id, owner_org=report.organisation_id)
    waiting = Report.objects.unscoped(why=WHY).filter(round=OuterRef("pk"), state=Report.State.SENT)
    return rows.annotate(waits=Exists(waiting)).order_by("-pk")
