"""What an office asks of projects, whom it asks, and who decides: read, checked and kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from yanzhen.language import Said
from yanzhen.place.admission.deciders import Decider, faults_of
from yanzhen.place.admission.files import WrongCell, decider_of, threshold_of
from yanzhen.place.admission.outcomes import DEPARTMENTS
from yanzhen.place.admission.thresholds import Threshold
from yanzhen_web.models import AdmissionBook, Organisation
from yanzhen_web.scopes import Actor
from yanzhen_web.scopes.admission import leads_cases
from yanzhen_web.services.history.noting import note_deed
from yanzhen_web.services.people.refusals import Refusal
from yanzhen_web.services.records.storing import storable

WHY = "the book of an office whose case the actor leads"
MOST_ROWS, LONGEST_CELL = 100, 200
THRESHOLD_CELLS = ("measure", "value", "unit", "industry", "source", "until")
DECIDER_CELLS = ("body", "level", "amount_from", "amount_to", "land_from", "land_to", "industry", "region")
_ASKED_KINDS = ("service", "county", "city", "park", "province")
Rows = Sequence[Mapping[str, str]]


@dataclass(frozen=True)
class Asked:
    """What is typed into the page of the book; rows without a cell are left out."""

    thresholds: Rows = ()
    deciders: Rows = ()
    departments: Mapping[str, str] = field(default_factory=dict)
    version: int = 0


def office_of(actor: Actor) -> Organisation:
    """The office in whose name the actor leads cases.

    Raises:
        Organisation.DoesNotExist: there is none.
    """
    desks = [desk.organisation for desk in actor.desks if leads_cases(desk)]
    return Organisation.objects.visible_to(actor).get(pk=desks[0] if desks else None)


def book_of(office: Organisation) -> AdmissionBook:
    """The book of an office; an empty one that is not kept yet where there is none."""
    found = AdmissionBook.objects.unscoped(why=WHY).filter(owner_org=office).first()
    return found or AdmissionBook(owner_org=office, version=0)


def thresholds_of(book: AdmissionBook) -> list[Threshold]:
    """The thresholds of a book."""
    return [threshold_of(row) for row in book.thresholds]


def deciders_of(book: AdmissionBook) -> list[Decider]:
    """The table of deciders of a book."""
    return [decider_of(row) for row in book.deciders]


def askable(actor: Actor) -> list[Organisation]:
    """Organisations that may be asked for an opinion: offices and departments that the actor knows of."""
    rows = Organisation.objects.visible_to(actor).filter(kind__in=_ASKED_KINDS, closed_at=None)
    return sorted(rows, key=lambda one: (one.kind != "service", one.path))


def departments_of(book: AdmissionBook) -> dict[str, Organisation]:
    """department -> the organisation that is asked, in the order in which departments are named."""
    rows = Organisation.objects.unscoped(why=WHY).filter(public_id__in=book.departments.values(), closed_at=None)
    known = {row.public_id: row for row in rows}
    return {d: known[book.departments[d]] for d in DEPARTMENTS if book.departments.get(d) in known}


def _tidy(rows: Rows, cells: Sequence[str]) -> list[dict[str, str]]:
    kept = [{cell: storable(row.get(cell, "")).strip()[:LONGEST_CELL] for cell in cells} for row in rows]
    kept = [row for row in kept if any(value for cell, value in row.items() if cell not in ("level", "unit"))]
    if len(kept) > MOST_ROWS:
        raise Refusal(f"一张表不超过 {MOST_ROWS} 行", f"a table has at most {MOST_ROWS} rows")
    return kept


def _checked(rows: list[dict[str, str]], read: Any, title: Said) -> None:
    for number, row in enumerate(rows, start=1):
        try:
            read(row)
        except WrongCell as wrong:
            raise Refusal(
                f"{title.zh}第 {number} 行：{wrong.said.zh}", f"{title.en}, row {number}: {wrong.said.en}"
            ) from wrong


@transaction.atomic
def save_book(actor: Actor, given: Asked) -> tuple[AdmissionBook, list[Said]]:
    """Keep the book of the actor's office.

    Returns:
        the book, and what is wrong with its table of deciders: overlaps and gaps; it is kept all the same.

    Raises:
        Organisation.DoesNotExist: the actor leads no cases.
        Refusal: a cell can't be used, a department is unknown, or somebody has changed the book meanwhile.
    """
    office = office_of(actor)
    thresholds, deciders = _tidy(given.thresholds, THRESHOLD_CELLS), _tidy(given.deciders, DECIDER_CELLS)
    _checked(thresholds, threshold_of, Said("门槛", "thresholds"))
    _checked(deciders, decider_of, Said("审批权限", "deciders"))
    known = {one.public_id for one in askable(actor)}
    departments = {key: value for key, value in given.departments.items() if value and key in DEPARTMENTS}
    if not known.issuperset(departments.values()):
        raise Refusal("请从列表中选单位", "choose organisations of the list", field="departments")
    locked = AdmissionBook.objects.unscoped(why=WHY).select_for_update().filter(owner_org=office).first()
    book = locked or AdmissionBook(owner_org=office, version=0)
    if book.version != given.version:
        raise Refusal("别人刚改过，请刷新页面再改", "somebody has changed it meanwhile; load the page anew")
    book.thresholds, book.deciders, book.departments = thresholds, deciders, departments
    book.version += 1
    book.save()
    note_deed("admission.book", book, version=book.version)
    table = deciders_of(book)
    return book, faults_of(table) if table else []
