"""A small world of offices, people and records."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from types import SimpleNamespace
from typing import Any

from allauth.account.internal.flows.login import record_authentication
from django.test import Client
from django.utils import timezone

from yanzhen.records import Record as EngineRecord
from yanzhen.records import content_key
from yanzhen_web import scopes
from yanzhen_web.models import Event, Membership, Organisation, Publication, Record, User
from yanzhen_web.services.records.recording import Teller, Told, write_records

WHY = "a test"


def told(kind: str, name: str, publication: str = "", **fields: Any) -> Told:
    """A record as an office would tell it."""
    key = content_key(EngineRecord(kind, name, fields))
    return Told(kind=kind, name=name, key=key, fields=fields, sheet="Sheet1", row=2, publication=publication)


@dataclass
class World:
    """Province 湖南; cities 长沙 and 株洲; county 宁乡 under 长沙 with a park and a firm; county 攸县 under 株洲."""

    event: Event
    organisations: dict[str, Organisation]
    users: dict[str, User] = field(default_factory=dict)

    def write(self, owner: str, *listed: Told) -> list[Record]:
        """Records of one organisation, taking part in the event."""
        return write_records(listed, Teller(self.organisations[owner], None, None, self.event)).records

    def actor(self, who: str) -> scopes.Actor:
        return scopes.Actor.of(self.users.get(who))

    def client(self, who: str) -> Client:
        client = Client()
        if who in self.users:
            client.force_login(self.users[who])
        return client


_TREE = (
    ("province", "province", None, "430000"),
    ("platform", "platform", None, ""),
    ("changsha", "city", "province", "430100"),
    ("zhuzhou", "city", "province", "430200"),
    ("ningxiang", "county", "changsha", "430182"),
    ("youxian", "county", "zhuzhou", "430223"),
    ("park", "park", "ningxiang", "430182"),
    ("firm", "enterprise", "ningxiang", "430182"),
    ("rival", "enterprise", "youxian", "430223"),
    ("university", "university", "province", "430100"),
    ("service", "service", "province", "430000"),
)
_PEOPLE = (
    ("platform_admin", "platform", scopes.PLATFORM),
    ("organiser", "province", scopes.ORGANISER),
    ("city_office", "changsha", scopes.CITY),
    ("other_city", "zhuzhou", scopes.CITY),
    ("county_office", "ningxiang", scopes.COUNTY),
    ("other_county", "youxian", scopes.COUNTY),
    ("park", "park", scopes.PARK),
    ("enterprise", "firm", scopes.ENTERPRISE),
    ("rival", "rival", scopes.ENTERPRISE),
    ("university", "university", scopes.UNIVERSITY),
    ("service", "service", scopes.SERVICE),
    ("leader", "province", scopes.LEADER),
    ("auditor", "platform", scopes.AUDITOR),
)


def just_signed_in(client: Client, user: User) -> None:
    """As after signing in by password: what asks again who it is does not ask for a while."""
    session = client.session
    record_authentication(SimpleNamespace(session=session), user, "password", reauthenticated=True)
    session.save()


def make_world() -> World:
    """The organisations, a person for each role, and an event whose figures are released."""
    organisations: dict[str, Organisation] = {}
    for name, kind, parent, region in _TREE:
        above = organisations.get(parent or "")
        organisations[name] = Organisation.objects.unscoped(why=WHY).create(
            name=name, kind=kind, parent=above, region=region
        )
    event = Event.objects.unscoped(why=WHY).create(
        name="示例对接活动",
        name_en="Sample event",
        starts_on=date(2025, 3, 29),
        ends_on=date(2025, 3, 29),
        owner_org=organisations["province"],
        publication=Publication.OPEN,
        figures_released_at=timezone.now(),
    )
    world = World(event, organisations)
    for username, place, role in _PEOPLE:
        user = User.objects.create(username=username, name=username)
        Membership.objects.unscoped(why=WHY).create(user=user, organisation=organisations[place], role=role)
        world.users[username] = user
    return world


def content_of(answer: Any) -> bytes:
    """The body of a streamed answer, with its file closed (`close()` would close the test's database as well)."""
    data = b"".join(answer.streaming_content)
    for close in answer._resource_closers:
        close()
    return data
