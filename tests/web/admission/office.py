"""A county office that judges a firm's project: its book, its departments, its people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from yanzhen.place.admission.outcomes import DEPARTMENTS
from yanzhen_web import scopes
from yanzhen_web.models import AdmissionCase, AdmissionMeeting, AdmissionOpinion, Organisation, Record, User
from yanzhen_web.services.admission import books, cases, deciding, opinions
from yanzhen_web.services.people import logins
from yanzhen_web.services.records.recording import Told

from ..worlds import World  # noqa: TID252 -- the one door to the site's test world

WHY = "a test of admission"
PROJECT = {"fixed_assets_cny": 80_000_000, "land_mu": 40, "industry": "电池", "region": "430182"}


def today() -> Any:
    return timezone.localdate()


@dataclass
class Office:
    """The world, and one person in each department."""

    world: World
    people: dict[str, User]
    project: Record

    def actor(self, who: str) -> scopes.Actor:
        return scopes.Actor.of(self.user(who))

    def user(self, who: str) -> User:
        return self.people.get(who) or self.world.users[who]

    def client(self, who: str) -> Client:
        client = Client()
        client.force_login(self.user(who))
        return client

    def open(self, who: str = "county_office") -> AdmissionCase:
        return cases.open_case(self.actor(who), self.user(who), self.project.public_id)

    def opinion(self, case: AdmissionCase, department: str) -> AdmissionOpinion:
        return AdmissionOpinion.objects.unscoped(why=WHY).get(case=case, department=department)

    def say(self, case: AdmissionCase, department: str, verdict: str, text: str = "见附") -> None:
        row = self.opinion(case, department)
        opinions.give_opinion(self.actor(department), self.user(department), row.public_id, verdict, text)

    def all_agree(self, case: AdmissionCase, *but: str) -> None:
        for department in DEPARTMENTS:
            if department not in but:
                self.say(case, department, "agree")

    def meet(self, case: AdmissionCase, who: str = "county_office") -> AdmissionMeeting:
        given = deciding.Calling("准入评审会议纪要（示例）", today(), "示例会议室", "甲科\n乙科", (case.public_id,))
        return deciding.call_meeting(self.actor(who), self.user(who), given)

    def decide(self, case: AdmissionCase, outcome: str, who: str = "county_office", **more: Any) -> AdmissionCase:
        return deciding.decide(self.actor(who), self.user(who), case.public_id, outcome, **more)


def told(kind: str, name: str, fields: dict[str, Any], publication: str) -> Told:
    """A record as an organisation tells it."""
    return Told(kind=kind, name=name, key=f"{kind}-{name}", fields=fields, publication=publication)


def open_office(world: World) -> Office:
    people, departments = {}, {}
    for key, said in DEPARTMENTS.items():
        organisation = Organisation.objects.unscoped(why=WHY).create(
            name=f"示例{said.zh}局", kind="service", parent=world.organisations["province"], region="430000"
        )
        people[key], _ = logins.give_login(f"of-{key}", f"{said.zh}经办", organisation, scopes.SERVICE)
        departments[key] = organisation.public_id
    (project,) = world.write("firm", told("project", "示例电池项目", dict(PROJECT), "open"))
    given = books.Asked(
        thresholds=[{"measure": "投资强度", "value": "350", "unit": "万元/亩", "source": "示例办法"}],
        deciders=[
            {"body": "县政府专题会", "level": "county", "amount_to": "100000"},
            {"body": "市级联审", "level": "city", "amount_from": "100000"},
        ],
        departments=departments,
    )
    books.save_book(world.actor("county_office"), given)
    return Office(world, people, project)


def later(days: int) -> Any:
    return today() + timedelta(days=days)
