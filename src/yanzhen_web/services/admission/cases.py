"""Cases are opened from a project's record, compared with the thresholds, and go to the departments."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from yanzhen.place.admission.deciders import who_decides
from yanzhen.place.admission.outcomes import Opinion
from yanzhen.place.admission.thresholds import Check, check_project, thresholds_of_park
from yanzhen_web.models import AdmissionCase, AdmissionOpinion, Organisation, Record, User
from yanzhen_web.scopes import Actor
from yanzhen_web.scopes.admission import runs_case
from yanzhen_web.services.admission.books import book_of, deciders_of, departments_of, office_of, thresholds_of
from yanzhen_web.services.history.noting import note_deed
from yanzhen_web.services.people.refusals import Refusal
from yanzhen_web.services.records import editing
from yanzhen_web.services.records.reading import as_engine
from yanzhen_web.services.records.storing import storable

WHY = "a case that the actor leads"
LONGEST = 4000
DAYS = 5
"""Departments are asked to answer within so many days, unless another day is given."""
State = AdmissionCase.State


def project_to_admit(actor: Actor, public_id: str) -> Record:
    """The project that an application is made from.

    Raises:
        Record.DoesNotExist: there is none, it is no project, or it is not the actor's to change.
    """
    record = editing.editable(actor, public_id)
    if record.kind != "project":
        raise Record.DoesNotExist
    return record


def checks_of(record: Record, office: Organisation, on: date) -> list[Check]:
    """How a project stands to what the office and the park that it names ask, as of a day."""
    project, asked = as_engine(record), []
    rows = Record.objects.unscoped(why="the park that a project names, of the office that judges it")
    named = str(project.get("park") or "")
    parks = rows.filter(kind="park", withdrawn_at=None, owner_org__path__startswith=office.path)
    parks = parks.filter(name=named) if named else parks.filter(owner_org=office)
    for park in parks[:1]:
        asked += thresholds_of_park(as_engine(park))
    return check_project(project, [*asked, *thresholds_of(book_of(office))], on=on)


def _kept(checks: list[Check]) -> list[dict[str, Any]]:
    kept = []
    for check in checks:
        text = check.text()
        source = check.threshold.source
        kept.append(
            {"measure": check.threshold.measure, "state": check.state, "zh": text.zh, "en": text.en, "source": source}
        )
    return kept


def _compare(case: AdmissionCase) -> None:
    """Write down how the project stands, and who decides."""
    now = timezone.now()
    case.checks = _kept(checks_of(case.record, case.owner_org, timezone.localdate(now)))
    case.checked_at = now
    decision = who_decides(as_engine(case.record), deciders_of(book_of(case.owner_org)))
    decider = decision.decider
    case.body, case.level = (decider.body, decider.level) if decider else ("", _own_level(case.owner_org))
    problem = decision.problem
    case.problem = {"zh": problem.zh, "en": problem.en} if problem else {}


def _own_level(office: Organisation) -> str:
    return office.kind if office.kind in ("park", "county", "city", "province") else "province"


@transaction.atomic
def open_case(actor: Actor, by: User, record_id: str, *, due_on: date | None = None, note: str = "") -> AdmissionCase:
    """Apply: compare the project, say who decides, and ask the departments of the office's book.

    Args:
        due_on: the day until which departments should answer.

    Raises:
        Record.DoesNotExist, Organisation.DoesNotExist: nothing that the actor could open a case from.
        Refusal: there is a case already, no department is named, or the day has passed.
    """
    record, office = project_to_admit(actor, record_id), office_of(actor)
    today = timezone.localdate()
    due_on = due_on or today + timedelta(days=DAYS)
    note = storable(note).strip()
    departments = departments_of(book_of(office))
    if not departments:
        raise Refusal(
            "还没有指定征求哪些部门的意见，请先在“门槛和权限”里选",
            "no department is named yet; choose them under thresholds and deciders",
        )
    if due_on < today:
        raise Refusal("反馈日期已经过了，请改", "the day to answer by has passed", field="due_on")
    if len(note) > LONGEST:
        raise Refusal("说明请在 4000 字以内", "the note has at most 4,000 letters", field="note")
    rows = AdmissionCase.objects.unscoped(why=WHY)
    if rows.filter(owner_org=office, record=record, state__in=(State.OPEN, State.DEFERRED)).exists():
        raise Refusal("这个项目已经在评审", "this project is being judged already")
    case = AdmissionCase(
        owner_org=office, applicant=record.owner_org, record=record, name=record.name, note=note, by=by,
        opened_at=timezone.now(),
    )  # fmt: skip
    _compare(case)
    case.save()
    AdmissionOpinion.objects.unscoped(why=WHY).bulk_create(
        AdmissionOpinion(case=case, department=department, organisation=organisation, due_on=due_on)
        for department, organisation in departments.items()
    )
    note_deed("admission.open", case, record=record.public_id)
    return case


def led(actor: Actor, public_id: str) -> AdmissionCase:
    """A case that the actor leads.

    Raises:
        AdmissionCase.DoesNotExist: there is none, or it is not the actor's to lead.
    """
    rows = AdmissionCase.objects.visible_to(actor).filter(runs_case(actor))
    return rows.select_related("owner_org", "applicant", "record__owner_org", "meeting").get(public_id=public_id)


def held(case: AdmissionCase) -> AdmissionCase:
    """The case, held until the transaction ends, as it stands now."""
    rows = AdmissionCase.objects.unscoped(why=WHY).select_for_update(of=("self",))
    return rows.select_related("owner_org", "applicant", "record__owner_org", "meeting").get(pk=case.pk)


@transaction.atomic
def compare_again(actor: Actor, public_id: str) -> AdmissionCase:
    """Compare once more with what the record and the book say now.

    Raises:
        AdmissionCase.DoesNotExist: as `led`.
        Refusal: it is decided.
    """
    case = held(led(actor, public_id))
    if case.state != State.OPEN:
        raise Refusal("已经有了结论，不再比对", "it is decided; nothing is compared any more")
    _compare(case)
    case.save()
    note_deed("admission.compare", case)
    return case


def told_opinions(case: AdmissionCase) -> list[Opinion]:
    """What departments said, as the engine takes it."""
    rows = AdmissionOpinion.objects.unscoped(why=WHY).filter(case=case)
    return [Opinion(row.department, row.verdict, row.lifted_at is not None) for row in rows]
