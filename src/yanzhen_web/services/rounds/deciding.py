"""What was sent in is accepted, sent back with reasons, locked; questions about rows are asked and answered."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from yanzhen_web.models import Report, ReportRow, RowQuestion, User
from yanzhen_web.scopes import Actor
from yanzhen_web.scopes.rounds import decides_report, sends_report
from yanzhen_web.services.history.noting import note_deed
from yanzhen_web.services.people.refusals import Refusal
from yanzhen_web.services.records.storing import storable

WHY = "a report that the person decides on"
LONGEST_REASON, LONGEST_QUESTION = 4000, 1000
State = Report.State


def decidable(actor: Actor, public_id: str) -> Report:
    """A report on which the actor decides.

    Raises:
        Report.DoesNotExist: there is none, or it is not the actor's to decide on.
    """
    rows = Report.objects.visible_to(actor).filter(decides_report(actor))
    return rows.select_related("round__owner_org", "organisation", "current").get(public_id=public_id)


def _step(
    report: Report,
    by: User,
    seen: int,
    sources: tuple[str, ...],
    target: str,
    deed: str,
    change: Callable[[Report], None],
) -> Report:
    """From one state to another, upon the version that the person has seen."""
    rows = Report.objects.unscoped(why=WHY).select_for_update(of=("self",)).select_related("round", "current")
    report = rows.get(pk=report.pk)
    if report.current is not None and report.current.number != seen:
        raise Refusal("对方又报了新的一版，请看过再定", "a newer version was sent meanwhile; read it first")
    if report.state not in sources or report.current is None:
        raise Refusal("现在的状态不能这样做，请刷新页面", "this can't be done in its present state; load the page anew")
    report.state, report.decided_at, report.decided_by = target, timezone.now(), by
    change(report)
    report.save()
    note_deed(deed, report, version=report.current.number)
    return report


@transaction.atomic
def accept_report(report: Report, by: User, *, seen: int) -> Report:
    """Take in what was sent.

    Args:
        seen: the number of the version that the person has read.

    Raises:
        Refusal: it is not in a state to be accepted, or a newer version has come.
    """
    return _step(report, by, seen, (State.SENT,), State.ACCEPTED, "report.accept", lambda row: None)


@transaction.atomic
def send_back(report: Report, by: User, reasons: str, *, seen: int) -> Report:
    """Ask for another version, and say why.

    Raises:
        Refusal: no reason is given; or as `accept_report`.
    """
    reasons = storable(reasons).strip()
    if not reasons or len(reasons) > LONGEST_REASON:
        raise Refusal("请写退回的原因，让对方知道改哪里", "say why, so that they know what to mend", field="reasons")

    def change(row: Report) -> None:
        row.reasons = reasons

    sources = (State.SENT, State.ACCEPTED)
    return _step(report, by, seen, sources, State.SENT_BACK, "report.send_back", change)


@transaction.atomic
def lock_report(report: Report, by: User, *, seen: int) -> Report:
    """From now on it stays as it is.

    Raises:
        Refusal: it is not accepted; or as `accept_report`.
    """

    def change(row: Report) -> None:
        row.locked_at = timezone.now()

    return _step(report, by, seen, (State.ACCEPTED,), State.LOCKED, "report.lock", change)


@transaction.atomic
def unlock_report(report: Report, by: User, *, seen: int) -> Report:
    """Back to accepted, so that it can be sent back.

    Raises:
        Refusal: it is not locked; or as `accept_report`.
    """

    def change(row: Report) -> None:
        row.locked_at = None

    return _step(report, by, seen, (State.LOCKED,), State.ACCEPTED, "report.unlock", change)


# --- questions -------------------------------------------------------------------------------------------------------


@transaction.atomic
def ask_about(report: Report, by: User, key: str, text: str) -> RowQuestion:
    """Ask the sender about a row of the current version.

    Raises:
        Refusal: nothing is asked, or there is no such row.
    """
    text, key = storable(text).strip(), storable(key)
    if not text or len(text) > LONGEST_QUESTION:
        raise Refusal("请写要问什么，不超过 1000 字", "say what you ask, in at most 1,000 letters", field="text")
    row = ReportRow.objects.unscoped(why=WHY).filter(version=report.current_id, key=key).first()
    if row is None:
        raise Refusal("当前这一版没有这一行", "the current version has no such row", field="key")
    open_ = RowQuestion.objects.unscoped(why=WHY).filter(report=report, key=key, settled_at=None)
    asked = RowQuestion.Reason.ASKED
    question, _ = open_.update_or_create(
        report=report,
        key=key,
        reason=asked,
        settled_at=None,
        defaults={"name": row.name, "text": text, "asked_by": by, "asked_at": timezone.now(), "answer": "",
                  "answered_at": None, "answered_by": None},
    )  # fmt: skip
    note_deed("question.ask", report, question=question.public_id)
    return question


@transaction.atomic
def answer_question(actor: Actor, by: User, public_id: str, text: str, *, of: str = "") -> RowQuestion:
    """The sender's answer; the question stays open until the receiver is content.

    Args:
        of: the report on whose page it stands, where that is said.

    Raises:
        RowQuestion.DoesNotExist: there is none, or it is not the actor's to answer.
        Refusal: nothing is said, or it is settled.
    """
    text = storable(text).strip()
    question = _question(actor, sends_report(actor, "report__"), public_id, of)
    if not text or len(text) > LONGEST_QUESTION:
        raise Refusal("请写答复，不超过 1000 字", "answer in at most 1,000 letters", field="answer")
    if question.settled_at is not None:
        raise Refusal("这个问题已经了结", "this question is settled")
    question.answer, question.answered_by, question.answered_at = text, by, timezone.now()
    question.save(update_fields=["answer", "answered_by", "answered_at"])
    note_deed("question.answer", question.report, question=question.public_id)
    return question


@transaction.atomic
def settle_question(actor: Actor, public_id: str, *, of: str = "") -> RowQuestion:
    """The receiver is content.

    Args:
        of: the report on whose page it stands, where that is said.

    Raises:
        RowQuestion.DoesNotExist: there is none, or it is not the actor's to settle.
    """
    question = _question(actor, decides_report(actor, "report__"), public_id, of)
    if question.settled_at is None:
        question.settled_at = timezone.now()
        question.save(update_fields=["settled_at"])
        note_deed("question.settle", question.report, question=question.public_id)
    return question


def _question(actor: Actor, whose: Q, public_id: str, of: str) -> RowQuestion:
    rows = RowQuestion.objects.visible_to(actor).filter(whose, **({"report__public_id": of} if of else {}))
    return rows.select_for_update(of=("self",)).select_related("report").get(public_id=public_id)
