"""Generated societies: organisations in trees, people with several desks, records and what hangs on them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone
from hypothesis import strategies as st

from yanzhen_web.models import (
    AdmissionBook,
    AdmissionCase,
    AdmissionCondition,
    AdmissionMeeting,
    AdmissionOpinion,
    AgendaItem,
    AllocationRun,
    AllocationStudy,
    Amount,
    Approval,
    AuditEntry,
    Comparison,
    Correspondent,
    DataRequest,
    Delivery,
    DraftRow,
    Event,
    Hall,
    Invitation,
    Job,
    Lexicon,
    Match,
    MatchDecision,
    MatchModel,
    Membership,
    Organisation,
    Parcel,
    PersonRef,
    PlaceQuestion,
    PlaceValue,
    Record,
    RecordVersion,
    Report,
    ReportRow,
    ReportVersion,
    Round,
    RowChange,
    RowQuestion,
    Session,
    ShareLink,
    StampScan,
    Template,
    Token,
    TransferProposal,
    Upload,
    User,
    Webhook,
)
from yanzhen_web.models.recorded import writing
from yanzhen_web.scopes import GRANTS, PLATFORM, ROLES, Actor, Desk
from yanzhen_web.services.people.suspending import suspend_organisation
from yanzhen_web.services.records.columns import describe

from .plainly import LEVELS, NOBODY, Judged, Paper, Person, Place, Post, Transfer

WHY = "a generated society"
KINDS = tuple(Organisation.Kind.values)
REGIONS = ("", "430000", "430100", "430182", "430200", "430223", "440000", "440300")
_FIELDS = {
    "project": {"investor": "示例投资方", "credit_code": "91430100MA0000000X", "intended_amount_cny": 5},
    "demand": {"organisation": "示例需求方", "code": "XQ-1"},
    "achievement": {"organisation": "示例高校", "code": "CG-1"},
}
_PLATFORM = Actor(0, (Desk(0, "/0/", "", PLATFORM, "platform"),))
_NOW = datetime(2026, 1, 1, tzinfo=timezone.get_default_timezone())
_DAYS = (None, None, None, -2, -1, 1, 2)


@dataclass
class Society:
    """The plain lists, and what they were drawn from; numbers are positions in the lists."""

    places: list[Place]
    people: list[Person]
    papers: list[Paper]
    others: list[tuple[int, int, int]] = field(default_factory=list)
    """Whatever else there is, each with an owner, a person and a level, as positions drawn at random."""


@st.composite
def _places(draw: Any) -> list[Place]:
    places: list[Place] = []
    for number in range(draw(st.integers(4, 8))):
        above = draw(st.sampled_from([None, *places])) if number else None
        suspended = draw(st.integers(0, 11)) == 0
        line = (*(above.line if above else ()), number)
        kind, region = draw(st.sampled_from(KINDS)), draw(st.sampled_from(REGIONS))
        places.append(Place(number, kind, line, region, suspended, bool(above and above.closed)))
    return places


def _moment(days: int | None) -> datetime | None:
    return None if days is None else _NOW + timedelta(days=days)


@st.composite
def _people(draw: Any, places: list[Place]) -> list[Person]:
    posts = st.builds(
        Post, st.sampled_from(places), st.sampled_from(ROLES), st.sampled_from(_DAYS).map(_moment),
        st.sampled_from(_DAYS).map(_moment),
    )  # fmt: skip
    grants = st.none() | st.none() | st.frozensets(st.sampled_from(GRANTS))
    desks = st.lists(posts, max_size=3, unique_by=lambda post: (post.place.number, post.role))
    drawn = [
        Person(number, tuple(draw(desks)), draw(grants), draw(st.integers(0, 9)) > 0, _NOW)
        for number in range(draw(st.integers(12, 14)))
    ]
    return [*drawn, replace(NOBODY, now=_NOW)]


@st.composite
def societies(draw: Any) -> Society:
    """Any society."""
    places = draw(_places())
    papers = st.builds(
        Paper, st.sampled_from(places), st.sampled_from(sorted(_FIELDS)), st.sampled_from(REGIONS),
        st.sampled_from(("open", "internal", "secret")), st.booleans(), st.sampled_from((False, False, False, True)),
        st.sampled_from((False, False, True)),
    )  # fmt: skip
    triples = st.tuples(st.integers(0, 7), st.integers(0, 7), st.integers(0, 2))
    return Society(
        places,
        draw(_people(places)),
        draw(st.lists(papers, min_size=45, max_size=60)),
        draw(st.lists(triples, min_size=4, max_size=8)),
    )


class Town:
    """A society as rows."""

    def __init__(self, society: Society) -> None:
        self.society = society
        self.now = timezone.now()
        self.stamp = User.objects.count()
        self.keeper = User.objects.create(username=f"keeper{self.stamp}")
        self.places = self._found()
        self.users = [self._settle(person) for person in society.people if person.number is not None]
        with writing():
            self.records = self._write()
        self.demands = [n for n, paper in enumerate(society.papers) if paper.kind == "demand"]
        self.achievements = [n for n, paper in enumerate(society.papers) if paper.kind == "achievement"]
        self.matches = self._match()
        self.decisions = self._decide()
        self.models = self._learn()
        self.sited = [self._site(number, record) for number, record in enumerate(self.records)]
        self.proposed = [self._propose(number) for number in range(len(self.records))]
        self.judged = [self._judge(number, record) for number, record in enumerate(self.records)]
        self.judging = [self._judges(place) for place in self.places]
        with writing():
            self._hang()
            self.others = [self._other(*triple) for triple in society.others]
            self.systems = self._systems()
        self.gathered = [self._gather(*triple) for triple in society.others]

    def actor(self, person: Person) -> Actor:
        """The actor of a person of the society."""
        if person.number is None:
            return Actor()
        return Actor.of(User.objects.get(pk=self.users[person.number].pk), person.grants)

    def _at(self, moment: datetime | None) -> datetime | None:
        return None if moment is None else self.now + (moment - _NOW)

    def _found(self) -> list[Organisation]:
        rows: list[Organisation] = []
        make = Organisation.objects.unscoped(why=WHY)
        for place in self.society.places:
            above = rows[place.line[-2]] if len(place.line) > 1 else None
            name = f"单位{place.number}-{self.stamp}"
            rows.append(make.create(name=name, kind=place.kind, parent=above, region=place.region))
        for place in self.society.places:
            if place.suspended:
                suspend_organisation(_PLATFORM, self.keeper, rows[place.number])
        return [make.get(pk=row.pk) for row in rows]

    def _settle(self, person: Person) -> User:
        suspended = None if person.may_act else self.now
        user = User.objects.create(username=f"person{person.number}-{self.stamp}", suspended_at=suspended)
        Membership.objects.unscoped(why=WHY).bulk_create(
            Membership(
                user=user,
                organisation=self.places[post.place.number],
                role=post.role,
                starts_at=self._at(post.begins),
                ends_at=self._at(post.ends),
            )
            for post in person.all_posts
        )
        return user

    def _write(self) -> list[Record]:
        rows = [self._record(number, paper) for number, paper in enumerate(self.society.papers)]
        Record.objects.unscoped(why=WHY).bulk_create(rows)
        return rows

    def _record(self, number: int, paper: Paper) -> Record:
        fields: dict[str, Any] = dict(_FIELDS[paper.kind])
        if paper.region:
            fields["target" if paper.kind == "project" else "region"] = paper.region
        if paper.signed_in_public and paper.kind == "project":
            fields["signed_event"] = "开幕式"
        record = Record(
            kind=paper.kind,
            name=f"记录{number}",
            engine_key=f"key-{self.stamp}-{number}",
            owner_org=self.places[paper.owner.number],
            publication=paper.level,
            released_at=self.now if paper.released else None,
            withdrawn_at=self.now if paper.withdrawn else None,
            fields=fields,
            created_at=self.now,
            updated_at=self.now,
        )
        describe(record)
        if not record.region:
            record.region = paper.region
        return record

    def _match(self) -> list[tuple[int, int]]:
        pairs = [(d, a) for d in self.demands for a in self.achievements][:40]
        Match.objects.unscoped(why=WHY).bulk_create(
            Match(
                demand=self.records[d], achievement=self.records[a], rank=1, score=1, computed_at=self.now
            )
            for d, a in pairs
        )  # fmt: skip
        return pairs

    def _decide(self) -> list[tuple[MatchDecision, int, int, int]]:
        """Of each match what two organisations say: the decision, the pair, the organisation."""
        rows = [
            (
                MatchDecision(
                    demand=self.records[d], achievement=self.records[a], owner_org=self.places[place],
                    verdict="accepted", decided_at=self.now,
                ),
                d, a, place,
            )
            for number, (d, a) in enumerate(self.matches)
            for place in sorted({number % len(self.places), (3 * number + 1) % len(self.places)})
        ]  # fmt: skip
        MatchDecision.objects.unscoped(why=WHY).bulk_create(row for row, *_ in rows)
        return rows

    def _learn(self) -> list[MatchModel]:
        make = MatchModel.objects.unscoped(why=WHY)
        return [
            make.create(owner_org=place, body=b"", decisions=1, accepted=1, learned_at=self.now)
            for place in self.places
        ]

    def _site(self, number: int, place: Record) -> dict[str, Any]:
        """What is known of a place, what it was before, what somebody asks, and somebody's comparison."""
        asker, at, day = number % len(self.places), self.now, date(2026, 1, 1)
        known = {"place": place, "criterion": "c", "value": 1.0, "as_of": day, "entered_at": at}
        values, owner = PlaceValue.objects.unscoped(why=WHY), self.places[asker]
        return {
            "number": number,
            "asker": asker,
            "value": values.create(**known),
            "before": values.create(**known, replaced_at=at),
            PlaceQuestion: PlaceQuestion.objects.unscoped(why=WHY).create(
                place=place, criterion="c", due=day, owner_org=owner, asked_at=at
            ),
            Comparison: Comparison.objects.unscoped(why=WHY).create(
                owner_org=owner, title="比选", created_at=at, updated_at=at
            ),
        }

    def _propose(self, number: int) -> tuple[TransferProposal, Transfer]:
        """A study of somebody's that proposes to pass one record on to another, in whatever state."""
        planner, other = number % len(self.places), (7 * number + 3) % len(self.records)
        thought = ("proposed", "declined", "adopted", "adopted", "declined")
        said = ("open", "open", "open", "agreed", "agreed")
        state, answer = thought[number % 5], said[number % 5]
        study = AllocationStudy.objects.unscoped(why=WHY).create(
            owner_org=self.places[planner], title="测算", created_at=self.now
        )
        run = AllocationRun.objects.unscoped(why=WHY).create(study=study, name="方案", created_at=self.now)
        row = TransferProposal.objects.unscoped(why=WHY).create(
            run=run, project=self.records[number], place=self.records[other], state=state, answer=answer
        )
        papers = self.society.papers
        return row, Transfer(self.society.places[planner], papers[number], papers[other], state, answer)

    def _judge(self, number: int, record: Record) -> dict[Any, Any]:
        """A case of some office, some applicant and one department that is asked; wherever the three lie."""
        size, day = len(self.places), date(2026, 1, 1)
        office, applicant, asked = number % size, (3 * number + 1) % size, (number // size + number) % size
        level, doer = LEVELS[number // 2 % len(LEVELS)], (asked, applicant, None)[number % 3]
        case = AdmissionCase.objects.unscoped(why=WHY).create(
            owner_org=self.places[office], applicant=self.places[applicant], record=record, name="项目", level=level,
            checked_at=self.now, opened_at=self.now,
        )  # fmt: skip
        places = self.society.places
        return {
            "plain": Judged(
                places[office], places[applicant], (places[asked],), level, None if doer is None else places[doer]
            ),
            AdmissionCase: case,
            AdmissionOpinion: AdmissionOpinion.objects.unscoped(why=WHY).create(
                case=case, department="tax", organisation=self.places[asked], due_on=day
            ),
            AdmissionCondition: AdmissionCondition.objects.unscoped(why=WHY).create(
                case=case,
                number=1,
                text="条件",
                who="谁",
                due_on=day,
                organisation=None if doer is None else self.places[doer],
            ),
        }

    def _judges(self, place: Organisation) -> dict[Any, Any]:
        """What an organisation asks of projects, and a meeting that it calls."""
        return {
            AdmissionBook: AdmissionBook.objects.unscoped(why=WHY).create(owner_org=place),
            AdmissionMeeting: AdmissionMeeting.objects.unscoped(why=WHY).create(
                owner_org=place, title="会", held_on=date(2026, 1, 1)
            ),
        }

    def _hang(self) -> None:
        Amount.objects.unscoped(why=WHY).bulk_create(
            Amount(record=record, type="other", key="amount", cny=1) for record in self.records
        )
        RecordVersion.objects.unscoped(why=WHY).bulk_create(
            RecordVersion(record=record, number=1, engine_key="k", at=self.now, action="create")
            for record in self.records
        )

    def _systems(self) -> dict[Any, int]:
        """What nobody did: a job and an entry of the machine's own."""
        entry = AuditEntry.objects.unscoped(why=WHY).create(at=self.now, action="x", path="", digest="0")
        return {Job: Job.objects.unscoped(why=WHY).create(kind="keep_order").pk, AuditEntry: entry.pk}

    def _gather(self, asker: int, sender: int, number: int) -> dict[str, Any]:
        """A round of an organisation, what one owes to it, and all that hangs on that; wherever both lie."""
        asker, sender = asker % len(self.places), sender % len(self.places)
        place, other, at = self.places[asker], self.places[sender], self.now
        found = Round.objects.unscoped(why=WHY).create(owner_org=place, title=f"任务{number}", cut_off=at)
        report = Report.objects.unscoped(why=WHY).create(round=found, organisation=other)
        version = ReportVersion.objects.unscoped(why=WHY).create(report=report, number=1, digest="0", sent_at=at)
        row = {"version": version, "number": 1, "key": "k", "kind": "project", "name": "行"}
        lexicon, _ = Lexicon.objects.unscoped(why=WHY).get_or_create(owner_org=place)
        return {
            "asker": asker,
            "sender": sender,
            Round: found,
            Report: report,
            ReportVersion: version,
            ReportRow: ReportRow.objects.unscoped(why=WHY).create(**row),
            RowChange: RowChange.objects.unscoped(why=WHY).create(**row, state="new"),
            RowQuestion: RowQuestion.objects.unscoped(why=WHY).create(report=report, reason="asked", asked_at=at),
            Approval: Approval.objects.unscoped(why=WHY).create(version=version, step="filler", at=at),
            StampScan: StampScan.objects.unscoped(why=WHY).create(report=report, size=1, outcome="unreadable", at=at),
            Template: Template.objects.unscoped(why=WHY).create(owner_org=place, name="表样", kind="project"),
            Lexicon: lexicon,
            Correspondent: Correspondent.objects.unscoped(why=WHY).create(
                owner_org=place, name="县", key=str(found.pk), trusted_at=at
            ),
            Parcel: Parcel.objects.unscoped(why=WHY).create(
                owner_org=place, way="in", size=1, sha256=str(found.pk), at=at
            ),
        }

    def _other(self, owner: int, person: int, level: int) -> dict[str, Any]:
        """One of each other thing: of an organisation, by a person, at a level."""
        place, user = self.places[owner % len(self.places)], self.users[person % len(self.users)]
        publication = ("open", "internal", "secret")[level]
        stamp = f"{owner}-{person}-{level}-{User.objects.count()}-{Job.objects.unscoped(why=WHY).count()}"
        later = self.now + timedelta(days=1)
        event = Event.objects.unscoped(why=WHY).create(
            name="会", starts_on=date(2026, 1, 1), ends_on=date(2026, 1, 1), owner_org=place, publication=publication,
            figures_released_at=self.now if person % 2 else None,
        )  # fmt: skip
        session = Session.objects.unscoped(why=WHY).create(event=event, kind="opening", name="场")
        upload = Upload.objects.unscoped(why=WHY).create(owner_org=place, by=user, file_name="表", size=1, sha256="0")
        token = Token.objects.unscoped(why=WHY).create(user=user, name=stamp, digest=stamp, expires_at=later)
        hook = Webhook.objects.unscoped(why=WHY).create(user=user, token=token, url="https://example.invalid/")
        ref, _ = PersonRef.objects.unscoped(why=WHY).get_or_create(user=user)
        return {
            "place": owner % len(self.places),
            "person": person % len(self.users),
            "level": publication,
            "released": bool(person % 2),
            Event: event,
            Session: session,
            AgendaItem: AgendaItem.objects.unscoped(why=WHY).create(session=session, kind="speech", title="致辞"),
            Hall: Hall.objects.unscoped(why=WHY).create(event=event, name="厅"),
            Upload: upload,
            DraftRow: DraftRow.objects.unscoped(why=WHY).create(
                upload=upload, number=1, sheet="s", row=1, kind="project", engine_key="k", collected_key="k"
            ),
            Job: Job.objects.unscoped(why=WHY).create(kind="run_matches", requester=user),
            Token: token,
            Webhook: hook,
            Delivery: Delivery.objects.unscoped(why=WHY).create(webhook=hook, event="x", at=self.now, next_at=later),
            DataRequest: DataRequest.objects.unscoped(why=WHY).create(user=user, kind="erase", asked_at=self.now),
            Invitation: Invitation.objects.unscoped(why=WHY).create(
                digest=stamp, organisation=place, role="enterprise", invited_by=user, expires_at=later
            ),
            ShareLink: ShareLink.objects.unscoped(why=WHY).create(
                digest=stamp, purpose="record", owner_org=place, by=user, expires_at=later
            ),
            AuditEntry: AuditEntry.objects.unscoped(why=WHY).create(
                at=self.now, action="x", person=ref, path=place.path, digest="0"
            ),
        }
