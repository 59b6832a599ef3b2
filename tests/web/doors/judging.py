"""What the town judges: cases of two offices, with a canary in each field."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from yanzhen_web.models import (
    AdmissionBook,
    AdmissionCase,
    AdmissionCondition,
    AdmissionMeeting,
    AdmissionOpinion,
)

from . import plainly
from .plainly import Judged, Person

if TYPE_CHECKING:
    from .town import Thing, Town

WHY = "the cases of the doors' tests"
_CASES = (
    # office, who applies, who is asked, level, state
    ("ningxiang", "firm", ("service", "park"), "county", "open"),
    ("ningxiang", "firm", ("service", "youxian"), "city", "conditional"),
    ("youxian", "rival", ("university",), "county", "deferred"),
    ("park", "park", ("service",), "park", "open"),
)
_DEPARTMENTS = ("environment", "tax")


class Judging:
    """Cases, opinions and meetings, put into a town."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.cases: list[tuple[AdmissionCase, Judged]] = []
        self.opinions: list[tuple[AdmissionOpinion, Judged]] = []
        self.conditions: list[tuple[AdmissionCase, Judged]] = []
        self.meetings: list[tuple[AdmissionMeeting, Any]] = []
        for office in dict.fromkeys(row[0] for row in _CASES):
            self._found(office)
        for row in _CASES:
            self._judge(*row)

    def _mark(self, what: str, rule: Callable[[Person, Any], bool], about: Any) -> str:
        def may(person: Person) -> bool:
            return rule(person, about)

        return self.town.mark(what, may)

    def _found(self, office: str) -> None:
        organisation, place = self.town.world.organisations[office], self.town.place(office)
        mark = partial(self._mark, rule=plainly.sees_admission_office, about=place)
        AdmissionBook.objects.unscoped(why=WHY).create(
            owner_org=organisation,
            thresholds=[{"measure": "容积率", "value": "1", "source": mark(f"source of {office}")}],
            deciders=[{"body": mark(f"decider of {office}"), "level": "park"}],
        )
        meeting = AdmissionMeeting.objects.unscoped(why=WHY).create(
            owner_org=organisation, title=mark(f"meeting of {office}"), held_on=timezone.localdate(),
            place=mark(f"place of a meeting of {office}"), attendees=mark(f"attendees of {office}"),
        )  # fmt: skip
        self.meetings.append((meeting, place))

    def _judge(self, office: str, applicant: str, asked: tuple[str, ...], level: str, state: str) -> None:
        places, number = self.town.world.organisations, len(self.cases)
        doer = applicant if number % 2 else asked[0]
        judged = Judged(
            self.town.place(office), self.town.place(applicant), tuple(map(self.town.place, asked)), level,
            self.town.place(doer),
        )  # fmt: skip
        known = partial(self._mark, rule=plainly.sees_case, about=judged)
        inside = partial(self._mark, rule=plainly.sees_case_inside, about=judged)
        own = [record for record, paper in self.town.records if paper.kind == "project"]
        case = AdmissionCase.objects.unscoped(why=WHY).create(
            owner_org=places[office], applicant=places[applicant], record=own[number],
            name=known(f"name of case {number}"), note=inside(f"note of case {number}"),
            checks=[{"measure": "plot_ratio", "state": "short", "zh": inside(f"check of {number}"),
                     "en": inside(f"check in English of {number}"), "source": inside(f"source of {number}")}],
            checked_at=self.town.now, body=inside(f"body of {number}"), level=level, state=state,
            reason=inside(f"reason of {number}"), opened_at=self.town.now,
            meeting=next(m for m, place in self.meetings if place == self.town.place(office)), number=number,
            decided_on=None if state == "open" else timezone.localdate(),
        )  # fmt: skip
        AdmissionCondition.objects.unscoped(why=WHY).create(
            case=case, number=1, text=known(f"condition of {number}") if state != "open" else "条件",
            who=known(f"who of {number}") if state != "open" else "谁", due_on=timezone.localdate(),
            organisation=places[doer], met_on=None if number % 2 else timezone.localdate(),
            evidence=known(f"evidence of {number}") if number % 2 == 0 and state != "open" else "",
        )  # fmt: skip
        self.cases.append((case, judged))
        self.conditions.append((case, judged))
        for department, name in zip(_DEPARTMENTS, asked, strict=False):
            self._ask(case, judged, department, name)

    def _ask(self, case: AdmissionCase, judged: Judged, department: str, name: str) -> None:
        about = Judged(judged.office, judged.applicant, (self.town.place(name),), judged.level)
        opinion = AdmissionOpinion.objects.unscoped(why=WHY).create(
            case=case, department=department, organisation=self.town.world.organisations[name],
            due_on=timezone.localdate() + timedelta(days=3), verdict="conditions",
            text=self._mark(f"opinion of {name} on {case.number}", plainly.sees_opinion, about),
        )  # fmt: skip
        self.opinions.append((opinion, about))

    def things(self, make: Callable[..., Thing]) -> dict[str, list[Thing]]:
        """By kind."""
        return {
            "admission case": [make({"public_id": c.public_id}, j, f"case {c.number}") for c, j in self.cases],
            "admission condition": [
                make({"public_id": c.public_id, "number": 1}, j, f"condition of case {c.number}")
                for c, j in self.conditions
            ],
            "admission opinion": [make({"public_id": o.public_id}, j, f"opinion {o.pk}") for o, j in self.opinions],
            "admission meeting": [make({"public_id": m.public_id}, p, f"meeting {m.pk}") for m, p in self.meetings],
        }
