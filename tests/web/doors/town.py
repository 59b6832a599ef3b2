"""A town whose every field holds a canary: a mark that is found wherever it turns up, and that says who may read it.

Marks are `QZ` and six characters, so that one search over an answer finds them all; amounts and telephone numbers are
nine or eleven digits that nothing else has, found by their digits however they are written (1,234.5, 0.12 亿元).

Internal keys are of ten digits that nothing else has either: they tell order and number, so nobody reads any.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from itertools import count
from typing import Any

import xlsxwriter
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.db.models import AutoField, Model
from django.utils import timezone

from yanzhen.fields import fields_of
from yanzhen.records import KINDS, content_key
from yanzhen.records import Record as EngineRecord
from yanzhen_web.jobs.worker import work_off
from yanzhen_web.models import (
    AuditEntry,
    DataRequest,
    Delivery,
    DraftRow,
    Event,
    Invitation,
    Job,
    Likeness,
    Match,
    MatchDecision,
    Membership,
    Organisation,
    Record,
    Session,
    ShareLink,
    Token,
    Upload,
    User,
    Webhook,
)
from yanzhen_web.scopes import Actor
from yanzhen_web.services.collect.inboxes import receive
from yanzhen_web.services.people.logins import digest_of, issue_token
from yanzhen_web.services.records.editing import withdraw_record
from yanzhen_web.services.records.recording import Teller, Told, write_records

from ..worlds import make_world  # noqa: TID252 -- the one door to the site's test world
from . import plainly
from .allocating import Allocating
from .convening import Convening
from .gathering import Gathering
from .judging import Judging
from .plainly import NOBODY, Held, Paper, Person, Place, Post
from .scanning import FIRST_KEY
from .siting import Siting, sees_compared

WHY = "the town of the doors' tests"
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
May = Callable[[Person], bool]


@dataclass(frozen=True)
class Canary:
    """A mark, what it stands in, and who may read it."""

    mark: str
    where: str
    may: May = field(compare=False, hash=False)


@dataclass(frozen=True)
class Thing:
    """Something behind a door: the pieces of its address, and what the plain rules take for it."""

    pieces: dict[str, Any]
    plain: Any
    label: str
    headers: dict[str, str] = field(default_factory=dict)
    chief: bool = True
    """Whether every route tries it; the others are read only."""
    shows: str = ""
    """What whoever has its secret is shown: an invitation, who invites and where."""
    as_anybody: bool = False
    """Whether it shows everybody, the auditor too, what nobody in particular may read."""


SEES: dict[str, Callable[[Person, Any], bool]] = {
    "record": plainly.sees,
    "demand": plainly.sees,
    "upload": plainly.sees_upload,
    "draft": plainly.sees_upload,
    "link": plainly.sees_link,
    "invitation": plainly.sees_invitation,
    "organisation": plainly.manages,
    "desk": lambda person, held: plainly.manages(person, held.place),
    "program": plainly.manages,
    "program_key": plainly.manages,
    "paired record": plainly.sees,
    "open link": lambda person, state: state == "valid",
    "person": plainly.manages_person,
    "job": plainly.owns,
    "key": plainly.owns,
    "webhook": plainly.owns,
    "delivery": plainly.owns,
    "data_request": lambda person, other: plainly.owns(person, other.number),
    "event": plainly.sees_event,
    "entry": lambda person, entry: plainly.sees_entry(person, *entry),
    "likeness": lambda person, pair: plainly.sees_pair(person, *pair),
    "match": lambda person, pair: plainly.sees_match(person, *pair),
    "decision": lambda person, decision: plainly.sees_decision(person, *decision),
    "admission case": plainly.sees_case,
    "admission opinion": plainly.gives_opinion,
    "admission meeting": plainly.sees_admission_office,
    "round": plainly.sees_round,
    "report": plainly.sees_report,
    "sent report": plainly.sees_rows,
    "question": plainly.sees_rows,
    "question on its page": plainly.sees_rows,
    "scan": plainly.sees_rows,
    "template": plainly.sees_template,
    "lexicon": plainly.sees_lexicon,
    "correspondent": plainly.sees_correspondent,
    "comparison": plainly.sees_comparison,
    "compared place": sees_compared,
    "place": plainly.sees,
    "place value": plainly.sees_place_value,
    "place question": sees_compared,
    "study": plainly.sees_study,
    "scenario": plainly.sees_study,
    "transfer": plainly.sees_transfer,
    "held event": plainly.watches_event,
    "held liaison": plainly.reads_event_desk,
    "held vehicle": plainly.reads_event_desk,
    "held room": plainly.reads_event_desk,
    "held check-in desk": plainly.reads_event_desk,
    "held printed paper": plainly.reads_event_desk,
    "held hall": plainly.watches_event,
    "held session": plainly.runs_session,
    "meeting party": plainly.watches_event,
    "agenda item": plainly.runs_session,
    "guest": plainly.sees_coming,
    "meeting plan": plainly.watches_event,
    "meeting request": plainly.sees_request,
    "meeting": plainly.sees_meeting,
    "follow-up": plainly.sees_owed,
    "stage signing": plainly.sees_signing,
}
"""Kind of thing -> who has a door of it opened, unless the expectation says otherwise; others: whoever is let in."""

_MORE_PLACES = (
    ("intermediary", "intermediary", "zhuzhou", "430200"),
    ("shut", "county", "zhuzhou", "430281"),
)
_MORE_PEOPLE = (
    ("broker", "intermediary", "enterprise"),
    ("program", "changsha", "api_client"),
    ("city_auditor", "changsha", "auditor"),
    ("other_leader", "zhuzhou", "leader"),
    ("of_the_shut", "shut", "county_office"),
    ("suspended", "ningxiang", "county_office"),
    ("deputy_gone", "ningxiang", "county_office"),
    ("deputy_to_come", "ningxiang", "county_office"),
)
_REGIONS = {
    "province": "430000", "changsha": "430100", "zhuzhou": "430200", "ningxiang": "430182", "youxian": "430223",
    "park": "430182", "firm": "430182", "rival": "430223", "university": "430100", "service": "430000",
}  # fmt: skip
_SENDERS = ("city_office", "county_office", "other_county", "enterprise", "rival")
_HEADERS = ("项目名称", "投资方", "承接地", "意向投资额（亿元）", "项目进展", "项目联系人及电话", "自编栏目")


def _reads_book(place: Place, person: Person) -> bool:
    return plainly.sees_upload(person, place)


def _sees(paper: Paper, person: Person) -> bool:
    return plainly.sees(person, paper)


def _reads_event(level: str, person: Person) -> bool:
    return plainly.sees_event(person, level)


def _sees_invitation(place: Place, person: Person) -> bool:
    return plainly.sees_invitation(person, place)


def _label(record: Record, paper: Paper) -> str:
    state = "withdrawn" if paper.withdrawn else "released" if paper.released else "by code" if paper.by_code else ""
    return f"{record.owner_org.kind}'s {paper.level} {paper.kind} {state} {record.pk}"


def number_from_afar() -> None:
    """From now on rows of every table get keys that are known as such wherever they turn up."""
    tables = [(m._meta.db_table, m._meta.pk.column) for m in apps.get_models() if _is_numbered(m)]
    with connection.cursor() as cursor:
        for number, (table, column) in enumerate(sorted(tables), start=1):
            first = FIRST_KEY + number * 400_000
            if connection.vendor == "sqlite":
                cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
                cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, first])
            else:
                cursor.execute("SELECT setval(pg_get_serial_sequence(%s, %s), %s)", [f'"{table}"', column, first])


def _is_numbered(model: type[Model]) -> bool:
    return model._meta.managed and isinstance(model._meta.pk, AutoField)


class Town:
    """The world, its people in plain words, its things by kind, its canaries by mark."""

    def __init__(self) -> None:
        number_from_afar()
        self._numbers = count(1)
        self.canaries: dict[str, list[Canary]] = {}
        self.things: dict[str, list[Thing]] = {}
        self.world = make_world()
        self.now = timezone.now()
        self._settle()
        self.places = self._places()
        self.people = {name: self._person(user) for name, user in self.world.users.items()} | {"nobody": NOBODY}
        self._name_everybody()
        self.papers: dict[int, Paper] = {}
        self.written_by: dict[int, list[Paper]] = {}
        self.records: list[tuple[Record, Paper]] = []
        self._write_records()
        self._send_books()
        self._match()
        self._invite_and_share()
        self.gathering = Gathering(self)
        self.siting = Siting(self)
        self.allocating = Allocating(self)
        self.judging = Judging(self)
        self.convening = Convening(self)
        self._list_things()

    # --- marks -------------------------------------------------------------------------------------------------------

    def mark(self, where: str, may: May) -> str:
        """A new mark."""
        number, text = next(self._numbers) * 7919, ""
        for _ in range(6):
            number, rest = divmod(number, 32)
            text = ALPHABET[rest] + text
        return self.known("QZ" + text, where, may)

    def amount(self, where: str, may: May) -> int:
        """A new number of nine telling digits."""
        place = next(self._numbers)
        # Not evenly spaced: else the sum of ten would be ten times another one, and every total would seem to tell it.
        number = 300_000_007 + place * 100_003 + place * place % 99_991
        self.known(str(number).strip("0"), where, may)
        return number

    def telephone(self, where: str, may: May) -> str:
        """A new number that looks like a mobile telephone's."""
        number = f"13{900_000_001 + next(self._numbers) * 7_001}"
        self.known(number.strip("0"), where, may)
        return number

    def known(self, mark: str, where: str, may: May) -> str:
        """A mark that somebody may read for one more reason."""
        self.canaries.setdefault(mark, []).append(Canary(mark, where, may))
        return mark

    # --- people ------------------------------------------------------------------------------------------------------

    def _settle(self) -> None:
        organisations, users = self.world.organisations, self.world.users
        for name, kind, parent, region in _MORE_PLACES:
            organisations[name] = Organisation.objects.unscoped(why=WHY).create(
                name=name, kind=kind, parent=organisations[parent], region=region
            )
        for name, place, role in _MORE_PEOPLE:
            users[name] = User.objects.create(username=name, name=name)
            ends = self.now - timedelta(days=1) if name == "deputy_gone" else None
            starts = self.now + timedelta(days=1) if name == "deputy_to_come" else None
            Membership.objects.unscoped(why=WHY).create(
                user=users[name], organisation=organisations[place], role=role, ends_at=ends, starts_at=starts
            )
        users["suspended"].suspended_at = self.now
        users["suspended"].save()
        organisations["shut"].suspended_at = self.now
        organisations["shut"].save()

    def _places(self) -> dict[int, Place]:
        rows = Organisation.objects.unscoped(why=WHY).order_by("path")
        lines = {row.pk: tuple(int(part) for part in row.path.strip("/").split("/")) for row in rows}
        shut = {row.pk for row in rows if row.suspended_at}
        return {
            row.pk: Place(
                row.pk, row.kind, lines[row.pk], row.region, row.pk in shut, bool(shut & {*lines[row.pk][:-1]})
            )
            for row in rows
        }

    def place(self, name: str) -> Place:
        """A place by its name in the world."""
        return self.places[self.world.organisations[name].pk]

    def _person(self, user: User) -> Person:
        rows = Membership.objects.unscoped(why=WHY).filter(user=user)
        posts = tuple(Post(self.places[row.organisation_id], row.role, row.starts_at, row.ends_at) for row in rows)
        return Person(user.pk, posts, may_act=user.suspended_at is None, now=self.now)

    def plain_of(self, pk: int) -> Person:
        """The person in plain words behind a user's key."""
        return next(person for person in self.people.values() if person.number == pk)

    def _name_everybody(self) -> None:
        for row in Organisation.objects.unscoped(why=WHY):
            row.name = f"示例单位{self.mark(f'name of {row.name}', self._knows_place(row.pk))}"
            row.credit_code = self.mark(f"credit code of {row.name}", self._knows_place(row.pk)).ljust(18, "0")
            row.save()
        for user in self.world.users.values():
            user.name = f"示例人{self.mark(f'name of {user.username}', self._knows_person(user.pk))}"
            user.phone = self.telephone(f"phone of {user.username}", self._answers_for_person(user.pk))
            user.email = f"{self.mark(f'mail of {user.username}', self._answers_for_person(user.pk))}@example.invalid"
            user.save()
        self.world.organisations = {
            name: Organisation.objects.unscoped(why=WHY).get(pk=row.pk)
            for name, row in self.world.organisations.items()
        }

    def _knows_place(self, pk: int) -> May:
        """Who knows of an organisation: by itself, as the owner of a record that is not by code, or as its manager."""

        def may(person: Person) -> bool:
            place = self.places[pk]
            if plainly.sees_organisation(person, place) or plainly.manages(person, place):
                return True
            if any(post.place.number in (pk, *place.line) for post in person.posts):
                return True  # everybody knows where they sit, and an auditor what is audited
            owned = [paper for paper in self.papers.values() if paper.owner.number == pk]
            told = any(plainly.sees(person, paper) and not plainly.masked(person, paper) for paper in owned)
            return told or (person.is_any("auditor") and any(p.place.kind == "platform" for p in person.posts))

        return may

    def _knows_person(self, pk: int) -> May:
        """Who knows a person's name: colleagues and offices above, auditors of theirs, readers of what they wrote."""

        def may(person: Person) -> bool:
            other = self.plain_of(pk)
            if any(plainly.sees_desk(person, pk, post.place) for post in other.all_posts):
                return True
            if plainly.manages_person(person, other) or any(
                plainly.sees_entry(person, pk, post.place) for post in other.all_posts
            ):
                return True
            if self.gathering.names_person(person, pk):
                return True
            return any(plainly.sees(person, p) and plainly.inside(person, p) for p in self.written_by.get(pk, []))

        return may

    def _answers_for_person(self, pk: int) -> May:
        def may(person: Person) -> bool:
            other = self.plain_of(pk)
            return plainly.owns(person, pk) or any(
                plainly.manages(person, post.place) for post in other.all_posts
            ) or plainly.manages_person(person, other)  # fmt: skip

        return may

    # --- records -----------------------------------------------------------------------------------------------------

    def _write_records(self) -> None:
        """Of each office and firm: projects, demands and achievements of every level, released or not; and one of
        every other kind.
        """
        for owner, region in _REGIONS.items():
            for kind in ("project", "demand", "achievement"):
                for level in ("open", "internal", "secret"):
                    self._write(owner, Paper(self.place(owner), kind, region, level))
            self._write(owner, Paper(self.place(owner), "project", region, "open", released=True))
        self._write("firm", Paper(self.place("firm"), "project", "430182", "open", withdrawn=True))
        for level in ("internal", "secret"):
            self._write("rival", Paper(self.place("rival"), "project", "430182", level))
        self._write("youxian", Paper(self.place("youxian"), "project", "430223", "open", signed_in_public=True))
        self._write("park", Paper(self.place("park"), "park", "430182", "open"))
        for kind in KINDS:
            if kind not in ("project", "demand", "achievement"):
                self._write("youxian", Paper(self.place("youxian"), kind, "430223", "internal"))

    def _write(self, owner: str, paper: Paper) -> None:
        label = f"{owner}'s {paper.level} {paper.kind}"
        name_may = self.reads_name(paper) if paper.kind != "demand" else partial(_sees, paper)
        name = f"示例{self.mark(f'name of {label}', name_may)}"
        fields = {
            known.key: self._value(known, paper, label)
            for known in fields_of(paper.kind).values()
            if known.key not in ("name", "publication", "signed_event", "region", "target", "stage")
        }
        fields = {key: value for key, value in fields.items() if value is not None}
        keys = fields_of(paper.kind)
        fields |= {key: paper.region for key in ("region", "target") if key in keys}
        party = next((str(fields[k]) for k in ("investor", "organisation") if k in fields), "")
        if party and "content" in fields:
            fields["content"] = f"{fields['content']}，由{party}实施"
        if "stage" in keys:
            fields["stage"] = "negotiating"
        if paper.signed_in_public:
            fields["signed_event"] = "开幕式"
        key = content_key(EngineRecord(paper.kind, name, fields))
        one = Told(paper.kind, name, key, fields, publication=paper.level, released=paper.released)
        one.extra = {"自编栏目": self.mark(f"extra column of {label}", self.reads(paper, "contact", "internal"))}
        self._take_in(owner, one, paper)

    def _take_in(self, owner: str, one: Told, paper: Paper) -> None:
        writer = next(
            user for name, user in self.world.users.items()
            if any(post.place == paper.owner for post in self.people[name].posts)
        )  # fmt: skip
        teller = Teller(self.world.organisations[owner], writer, None, self.world.event)
        (record,) = write_records([one], teller).records
        if paper.withdrawn:
            withdraw_record(Actor.of(writer), writer, record.public_id, expected_version=record.version)
        record = Record.objects.unscoped(why=WHY).get(pk=record.pk)
        self.papers[record.pk] = paper
        self.records.append((record, paper))
        self.written_by.setdefault(writer.pk, []).append(paper)

    def _value(self, known: Any, paper: Paper, label: str) -> Any:
        may, where = self.reads(paper, known.type, known.level, known.key), f"{known.key} of {label}"
        if known.type == "name" and known.key in ("investor", "organisation", "firm", "project_company"):
            return f"示例{self.mark(where, self.reads_name(paper))}有限公司"
        if known.type in ("text", "name"):
            return f"示例{self.mark(where, may)}"
        if known.type == "contact":
            return f"示例{self.mark(where, may)} {self.telephone(where, may)}"
        if known.type in ("credit_code", "project_code", "code"):
            return self.mark(where, may).ljust(18, "0")
        if known.type in ("money", "integer", "number"):
            return self.amount(where, may)
        if known.type == "money_range":
            return [self.amount(where, may), self.amount(where, may)]
        if known.type == "foreign_money":
            return {"currency": "USD", "amount": self.amount(where, may)}
        if known.type == "list":
            return [{"name": self.mark(where, may), "amount_cny": self.amount(where, may)}]
        return {"date": "2025-03-29"}.get(known.type)

    def reads(self, paper: Paper, type_: str, level: str, key: str = "") -> May:
        """Who reads a field of a record."""
        return lambda person: plainly.sees(person, paper) and plainly.reads(person, paper, key, type_, level)

    def reads_name(self, paper: Paper) -> May:
        """Who reads the name of a record."""
        return lambda person: plainly.sees(person, paper) and not plainly.masked(person, paper)

    def reads_source(self, paper: Paper) -> May:
        """Who reads which book a record came from."""
        return lambda person: plainly.sees(person, paper) and plainly.inside(person, paper)

    # --- books, matches ----------------------------------------------------------------------------------------------

    def _send_books(self) -> None:
        """Books of several offices and firms, read and waiting."""
        self.uploads: dict[str, Upload] = {}
        for who in _SENDERS:
            place = self.people[who].posts[0].place
            may = partial(_reads_book, place)
            file = SimpleUploadedFile(f"{self.mark(f'file name of {who}', may)}.xlsx", self.book(who, may))
            user = self.world.users[who]
            upload = receive(Actor.of(user), user, file=file)
            Job.objects.unscoped(why=WHY).create(
                kind="read_upload", arguments={"upload": upload.public_id}, requester=user
            )
            self.uploads[who] = upload
        work_off()

    def book(self, who: str, may: May, *, sound: bool = False) -> bytes:
        """A workbook of two projects, one with a fault unless it is sound."""

        def mark(what: str) -> str:
            return f"示例{self.mark(f'{what} in the book of {who}', may)}"

        where = f"in the book of {who}"
        rows = [
            (
                mark("project"),
                f"{mark('firm')}有限公司",
                "宁乡市",
                self.amount(f"amount {where}", may) / 1e8,
                mark("progress"),
                f"{mark('contact')} {self.telephone(f'telephone {where}', may)}",
                mark("extra"),
            )
            for _ in range(2)
        ]
        if not sound:
            rows[1] = (*rows[1][:3], mark("amount that is none"), *rows[1][4:])
        buffer = io.BytesIO()
        with xlsxwriter.Workbook(buffer) as book:
            sheet = book.add_worksheet("项目")
            for number, row in enumerate([_HEADERS, *rows]):
                sheet.write_row(number, 0, row)
        return buffer.getvalue()

    def _match(self) -> None:
        """Pairs of demands with achievements, whose reasons hold marks for the pair's parties."""
        demands = [pair for pair in self.records if pair[1].kind == "demand"]
        offers = [pair for pair in self.records if pair[1].kind == "achievement"]
        pairs = [(d, a) for d in demands for a in offers if d[1].owner == a[1].owner or a[1].level == "open"]
        Match.objects.unscoped(why=WHY).bulk_create(
            Match(
                demand=demand, achievement=offer, rank=rank, score=1000 - rank, computed_at=self.now,
                reasons=[{"kind": "words", "weight": 1000 - rank, "zh": mark, "en": mark}],
            )
            for rank, ((demand, d), (offer, a)) in enumerate(pairs, start=1)
            for mark in [self.mark("reason of a match", self._reads_match(d, a))]
        )  # fmt: skip

        self._decide(pairs)

    def _decide(self, pairs: list[tuple[tuple[Record, Paper], tuple[Record, Paper]]]) -> None:
        """What the owners of both sides say of some pairs, each in words of its own."""
        owners = {self.place(name) for name in ("changsha", "ningxiang", "youxian", "firm", "rival", "university")}
        self.matched = [(d, a) for d, a in pairs if {d[1].owner, a[1].owner} <= owners][::7]
        self.decided: list[tuple[MatchDecision, Paper, Paper]] = []
        for (demand, d), (offer, a) in self.matched:
            for place in sorted({d.owner, a.owner}, key=lambda place: place.number):
                user = next(u for n, u in self.world.users.items() if self.people[n].posts[0].place == place)
                reason = self.mark("reason of a decision", self._reads_reason(d, a, place, user.pk))
                row = MatchDecision.objects.unscoped(why=WHY).create(
                    demand=demand, achievement=offer, owner_org_id=place.number, verdict="refused", reason=reason,
                    by=user, decided_at=self.now,
                )  # fmt: skip
                self.decided.append((row, d, a))

    def _reads_reason(self, demand: Paper, achievement: Paper, place: Place, author: int) -> May:
        """Who reads the decision, and who wrote it: what people wrote themselves stands among their own data."""
        return lambda person: person.number == author or plainly.sees_decision(person, demand, achievement, place)

    def _reads_match(self, demand: Paper, achievement: Paper) -> May:
        return lambda person: plainly.sees_match(person, demand, achievement)

    # --- invitations, links, keys, webhooks --------------------------------------------------------------------------

    def _invite_and_share(self) -> None:
        later = self.now + timedelta(days=7)
        self.secrets: dict[str, str] = {}
        for who in ("organiser", "county_office", "other_county"):
            user, person = self.world.users[who], self.people[who]
            place, organisation = person.posts[0].place, Organisation.objects.unscoped(why=WHY).get(
                pk=person.posts[0].place.number
            )  # fmt: skip
            note = self.mark(f"note of an invitation by {who}", partial(_sees_invitation, place))
            self.secrets[f"invitation {who}"] = secret = f"invitation-of-{who}".ljust(43, "x")
            Invitation.objects.unscoped(why=WHY).create(
                digest=digest_of(secret), organisation=organisation, role=person.posts[0].role, note=note,
                invited_by=user, expires_at=later,
            )  # fmt: skip
            self._share(who, user, organisation, place)
        shut = self.world.organisations["shut"]
        self._link("of the shut", "closed", self.records[0][0], shut, self.world.users["of_the_shut"])
        for who in ("organiser", "county_office", "other_county", "enterprise", "rival"):
            self._keep(who, self.world.users[who], later)
        self._hold_event()

    def _share(self, who: str, user: User, organisation: Organisation, place: Place) -> None:
        record = next(r for r, p in self.records if p.owner == place and p.level == "open" and p.kind == "achievement")
        for state in ("valid", "expired", "revoked"):
            self._link(who, state, record, organisation, user)

    def _link(self, who: str, state: str, record: Record, organisation: Organisation, user: User) -> None:
        place = self.places[organisation.pk]
        note = self.mark(f"note of a link of {who}", lambda p: plainly.sees_link(p, place))
        self.secrets[f"link {who} {state}"] = secret = f"link-{state}-of-{who.replace(' ', '-')}".ljust(43, "x")
        ShareLink.objects.unscoped(why=WHY).create(
            digest=digest_of(secret),
            purpose="record",
            record=record,
            note=note,
            owner_org=organisation,
            by=user,
            expires_at=self.now + timedelta(days=-1 if state == "expired" else 7),
            revoked_at=self.now if state == "revoked" else None,
        )

    def _keep(self, who: str, user: User, later: Any) -> None:
        def own(person: Person, pk: int = user.pk) -> bool:
            return plainly.owns(person, pk) or self._manages_by_number(person, pk)

        token, _ = issue_token(user, self.mark(f"name of a key of {who}", own))
        hook = Webhook.objects.unscoped(why=WHY).create(
            user=user, token=token, name=self.mark(f"name of a webhook of {who}", own),
            url=f"https://example.invalid/{self.mark(f'address of a webhook of {who}', own)}", seed="0" * 32,
            events=["record.updated"],
        )  # fmt: skip
        Delivery.objects.unscoped(why=WHY).create(webhook=hook, event="record.updated", at=self.now, next_at=later)
        DataRequest.objects.unscoped(why=WHY).create(
            user=user, kind="erase", text=self.mark(f"request of {who}", own), asked_at=self.now
        )

    def _manages_by_number(self, person: Person, pk: int) -> bool:
        return plainly.manages_person(person, self.plain_of(pk))

    def _hold_event(self) -> None:
        organisation = self.world.organisations["province"]
        may = partial(_reads_event, "internal")
        event = Event.objects.unscoped(why=WHY).create(
            name=self.mark("name of a hidden event", may), place=self.mark("place of a hidden event", may),
            starts_on="2020-03-29", ends_on="2020-03-29", owner_org=organisation,
        )  # fmt: skip
        Session.objects.unscoped(why=WHY).create(
            event=event, kind="opening", name=self.mark("name of a hidden session", may), venue=self.mark("venue", may)
        )

    # --- what stands behind doors ------------------------------------------------------------------------------------

    def _list_things(self) -> None:
        def versioned(record: Record) -> dict[str, str]:
            return {"If-Match": f'"{record.version}"'}

        records = [
            Thing({"kind": r.kind, "public_id": r.public_id}, p, _label(r, p), versioned(r), self._is_chief(p))
            for r, p in self.records
        ]
        self.things["record"] = records
        self.things["demand"] = [thing for thing in records if thing.plain.kind == "demand"]
        self.things["kind"] = [Thing({"kind": kind}, None, kind) for kind in ("project", "demand", "policy")]
        self.things["file of a kind"] = [
            Thing({"kind": kind, "form": form}, None, f"{kind}.{form}")
            for kind in ("project", "demand")
            for form in ("xlsx", "csv")
        ]
        self.things["paired record"] = [thing for thing in records if thing.plain.kind in ("demand", "achievement")]
        self.things["open link"] = [
            Thing({"secret": secret}, name.split()[-1], name, as_anybody=True)
            for name, secret in self.secrets.items()
            if name.startswith("link")
        ]
        self.things["open invitation"] = [
            Thing({"secret": secret}, None, name, shows=self._invites(name.split()[-1]))
            for name, secret in self.secrets.items()
            if name.startswith("inv")
        ]
        self.things["figure"] = [Thing({"figure_id": "projects_collected"}, None, "a figure")]
        self.things["upload"] = [self._of(u, self.places[u.owner_org_id]) for u in self.uploads.values()]
        drafts = DraftRow.objects.unscoped(why=WHY).filter(number=1).select_related("upload")
        self.things["draft"] = [
            Thing({"public_id": d.upload.public_id, "row_id": d.public_id}, self.places[d.upload.owner_org_id], str(d))
            for d in drafts
        ]
        self._list_people()
        self.things["likeness"] = self._pairs()
        self.things["match"] = [
            Thing(
                {"public_id": d.public_id, "achievement_id": a.public_id}, (dp, ap), f"{_label(d, dp)} {_label(a, ap)}"
            )
            for (d, dp), (a, ap) in self.matched
        ]
        self.things["decision"] = [
            Thing({"public_id": row.public_id}, (d, a, self.places[row.owner_org_id]), f"decision {row.pk}")
            for row, d, a in self.decided
        ]
        for name, model, owner in (
            ("job", Job, "requester_id"), ("key", Token, "user_id"), ("webhook", Webhook, "user_id"),
        ):  # fmt: skip
            rows = model.objects.unscoped(why=WHY)
            self.things[name] = [self._of(row, getattr(row, owner)) for row in rows]
        calls = Delivery.objects.unscoped(why=WHY).select_related("webhook")
        self.things["delivery"] = [
            Thing({"public_id": c.webhook.public_id, "delivery_id": c.public_id}, c.webhook.user_id, "a call")
            for c in calls
        ]
        self.things |= self.gathering.things(partial(Thing, headers={"If-Match": '"1"'}))
        self.things |= self.siting.things(Thing)
        self.things |= self.allocating.things(Thing)
        self.things |= self.judging.things(Thing)
        self.things |= self.convening.things(Thing)
        self.things["event"] = [self._of(e, e.publication) for e in Event.objects.unscoped(why=WHY)]

    def _is_chief(self, paper: Paper) -> bool:
        owners = {self.place(name) for name in ("changsha", "youxian", "firm")}
        by_code = paper.kind == "demand" and paper.level == "open" and paper.owner == self.place("rival")
        elsewhere = paper.region != "" and paper.region != paper.owner.region
        return (
            paper.withdrawn
            or by_code
            or elsewhere
            or (paper.kind == "project" and paper.owner in owners and not paper.released)
        )

    def _invites(self, who: str) -> str:
        place = self.people[who].posts[0].place.number
        user = User.objects.get(pk=self.world.users[who].pk)
        return f"{user.name} {Organisation.objects.unscoped(why=WHY).get(pk=place).name}"

    def _pairs(self) -> list[Thing]:
        """Two records that may be one thing: of two counties, of a firm and its competitor, of an office and a firm of
        its own; internal ones and secret ones.
        """
        found = []
        for first, second in (("ningxiang", "youxian"), ("firm", "rival"), ("ningxiang", "firm")):
            for level in ("internal", "secret"):
                sides = sorted((self._project(name, level) for name in (first, second)), key=lambda side: side[0].pk)
                row = Likeness.objects.unscoped(why=WHY).create(
                    first=sides[0][0], second=sides[1][0], score=60, level="likely", found_at=self.now
                )
                label = f"{first}'s and {second}'s {level} project"
                found.append(Thing({"public_id": row.public_id}, (sides[0][1], sides[1][1]), label))
        return found

    def _project(self, owner: str, level: str) -> tuple[Record, Paper]:
        place = self.place(owner)
        return next((r, p) for r, p in self.records if p.owner == place and p.kind == "project" and p.level == level)

    def _list_people(self) -> None:
        invitations, links = Invitation.objects.unscoped(why=WHY), ShareLink.objects.unscoped(why=WHY)
        self.things["invitation"] = [self._of(i, self.places[i.organisation_id]) for i in invitations]
        self.things["link"] = [self._of(link, self.places[link.owner_org_id]) for link in links]
        organisations = Organisation.objects.unscoped(why=WHY).exclude(kind="platform")
        self.things["organisation"] = [self._of(o, self.places[o.pk]) for o in organisations]
        requests = DataRequest.objects.unscoped(why=WHY)
        self.things["data_request"] = [self._of(r, self.plain_of(r.user_id)) for r in requests]
        programs = Membership.objects.unscoped(why=WHY).filter(role="api_client")
        self.things["program"] = [self._of(desk, self.places[desk.organisation_id]) for desk in programs]
        self.things["program_key"] = [
            self._of(key, self.places[desk.organisation_id])
            for desk in programs
            for key in Token.objects.unscoped(why=WHY).filter(user=desk.user_id)
        ]
        desks = Membership.objects.unscoped(why=WHY).exclude(user__username__in=("deputy_gone", "program"))
        self.things["desk"] = [
            self._of(m, Held(m.user_id, Post(self.places[m.organisation_id], m.role))) for m in desks
        ]
        users = [self.world.users[name] for name in ("county_office", "other_county", "enterprise", "rival", "leader")]
        self.things["person"] = [self._of(user, self.plain_of(user.pk)) for user in users]
        self.things["entry"] = [
            self._of(e, (None, None)) for e in AuditEntry.objects.unscoped(why=WHY)[:1]
        ]  # fmt: skip

    def _of(self, row: Any, plain: Any) -> Thing:
        return Thing({"public_id": row.public_id}, plain, f"{type(row).__name__} {row.pk}", {"If-Match": '"1"'})
