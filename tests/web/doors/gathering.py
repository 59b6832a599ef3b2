"""What the town collects: rounds of the province and of cities, what was sent in for them, with a canary in each field.

The province asks two cities, twice; one of these asks its county and a firm for it, the other its own county and a
firm that competes with the first. What is sent are rows that nothing else holds, and records of every level.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from yanzhen.collect.lexicon import Lesson
from yanzhen.collect.lexicon import Lexicon as Known
from yanzhen.fields import fields_of
from yanzhen_web.jobs.worker import work_off
from yanzhen_web.models import (
    Correspondent,
    Job,
    Lexicon,
    Parcel,
    Record,
    Report,
    ReportRow,
    ReportVersion,
    Round,
    RowQuestion,
    StampScan,
    Template,
    Upload,
    User,
)
from yanzhen_web.scopes import Actor
from yanzhen_web.services.collect.inboxes import receive
from yanzhen_web.services.rounds import approving, asking, deciding, layouts, sending

from . import plainly
from .plainly import Asked, Due, Paper, Person
from .scanning import marks_in

if TYPE_CHECKING:
    from .town import May, Thing, Town

WHY = "the rounds of the doors' tests"
Made = Callable[[dict[str, Any], Any, str], "Thing"]


_TAUGHT = ("ningxiang", "youxian")
"""Whose headers somebody has corrected."""


def _lesson(header: str) -> dict[str, Any]:
    """What a sender's lexicon holds, as the engine keeps it."""
    return Known((Lesson("project", (header,), "investor"),)).as_json()


class Gathering:
    """Rounds and reports by a short name, put into a town."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.rounds: dict[str, Round] = {}
        self.asked: dict[str, Asked] = {}
        self.worked_on: dict[int, list[Due]] = {}
        """Whose name stands on which reports."""
        self._teach()
        self._ask()
        self._send()
        self._exchange()

    # --- who and what ------------------------------------------------------------------------------------------------

    def _user(self, who: str) -> User:
        return self.town.world.users[who]

    def _actor(self, who: str) -> Actor:
        return Actor.of(self._user(who))

    def _ids(self, *names: str) -> tuple[str, ...]:
        return tuple(self.town.world.organisations[name].public_id for name in names)

    def report(self, name: str, sender: str) -> Report:
        """What an organisation owes to a round."""
        rows = Report.objects.unscoped(why=WHY).select_related("round", "organisation", "current")
        return rows.get(round=self.rounds[name], organisation=self.town.world.organisations[sender])

    def due_of(self, report: Report) -> Due:
        """A report in plain words."""
        return Due(self.town.places[report.round.owner_org_id], self.town.places[report.organisation_id])

    # --- templates ---------------------------------------------------------------------------------------------------

    def _teach(self) -> None:
        self.templates: dict[str, Template] = {}
        for who, place in (("organiser", "province"), ("city_office", "changsha"), ("other_county", "youxian")):
            may = _of(plainly.sees_template, self.town.place(place))
            name = self.town.mark(f"name of a template of {place}", may)
            book = self._form(self.town.mark(f"title in a template of {place}", may))
            file = SimpleUploadedFile(f"{self.town.mark(f'file of a template of {place}', may)}.xlsx", book)
            self.templates[place] = layouts.learn(self._actor(who), self._user(who), file, name=name, kind="project")
        for place in _TAUGHT:
            mark = self.town.mark(f"lexicon of {place}", _of(plainly.sees_lexicon, self.town.place(place)))
            organisation = self.town.world.organisations[place]
            Lexicon.objects.unscoped(why=WHY).create(owner_org=organisation, body=_lesson(mark))

    def _form(self, title: str) -> bytes:
        buffer = io.BytesIO()
        with xlsxwriter.Workbook(buffer) as book:
            sheet = book.add_worksheet("项目")
            sheet.merge_range(0, 0, 0, 4, title)
            sheet.write_row(1, 0, ("项目名称", "投资方", "承接地", "意向投资额（亿元）", "项目联系人及电话"))
        return buffer.getvalue()

    # --- rounds ------------------------------------------------------------------------------------------------------

    def _ask(self) -> None:
        self._open("last", "organiser", "province", ("changsha", "zhuzhou"))
        self._copy("now", "last", "organiser")
        above = self.report("now", "changsha")
        self._open("city's", "city_office", "changsha", ("ningxiang", "firm"), above=above, template="changsha")
        self._open("other city's", "other_city", "zhuzhou", ("youxian", "rival"))
        shut = self.town.world.organisations["shut"]  # asked before it was shut
        Report.objects.unscoped(why=WHY).create(round=self.rounds["other city's"], organisation=shut)

    def _open(
        self,
        name: str,
        who: str,
        asker: str,
        reporters: tuple[str, ...],
        *,
        above: Report | None = None,
        template: str = "",
    ) -> None:
        more = ("shut",) if asker == "zhuzhou" else ()
        asked = Asked(self.town.place(asker), tuple(map(self.town.place, (*reporters, *more))))
        title, period, ask = (
            self.town.mark(f"{what} of the round {name}", _of(plainly.sees_round, asked))
            for what in ("title", "period", "ask")
        )
        given = asking.Asking(
            title, timezone.now() - timedelta(days=1), self._ids(*reporters), ("project",), period, ask,
            self.templates[template].public_id if template else "",
        )  # fmt: skip
        deed = (
            partial(asking.pass_on, report=above, asking=given) if above else partial(asking.open_round, asking=given)
        )
        self.rounds[name], self.asked[name] = deed(self._actor(who), self._user(who)), asked

    def _copy(self, name: str, last: str, who: str) -> None:
        asked, found = self.asked[last], self.rounds[last]
        may = _of(plainly.sees_round, asked)
        title, period = (self.town.mark(f"{what} of the round {name}", may) for what in ("title", "period"))
        self.rounds[name] = asking.copy_round(
            self._actor(who), self._user(who), found, title=title, period=period, cut_off=timezone.now()
        )
        self.asked[name] = asked

    # --- what is sent ------------------------------------------------------------------------------------------------

    def _send(self) -> None:
        first = self._rows("last", "changsha", 3)
        self._sends("last", "changsha", "city_office", first)
        self._sends("last", "zhuzhou", "other_city", self._rows("last", "zhuzhou", 2))
        changed = self._changed(first[0], "now", "changsha")
        rows = [changed, first[1], *self._rows("now", "changsha", 1), *self._records("changsha")]
        self._sends("now", "changsha", "city_office", rows)
        self._sends("now", "zhuzhou", "other_city", [*self._rows("now", "zhuzhou", 2), *self._records("zhuzhou")])
        self._sends(
            "other city's", "rival", "rival", [*self._rows("other city's", "rival", 2), *self._records("rival")]
        )
        self._send_book("city's", "ningxiang", "county_office")
        self._forward()
        self._question("now", "changsha", "organiser", "city_office")
        self._question("other city's", "rival", "other_city", "rival")
        self._sign_and_scan()
        back = self.report("now", "zhuzhou")
        reasons = self.town.mark("reasons", _of(plainly.sees_report, self.due_of(back)))
        deciding.send_back(back, self._user("organiser"), reasons, seen=1)

    def _sends(self, name: str, sender: str, who: str, rows: Sequence[sending.Row]) -> None:
        report = self.report(name, sender)
        note = self.town.mark(f"note of {sender} for the round {name}", _of(plainly.sees_report, self.due_of(report)))
        sending.send_rows(self._actor(who), self._user(who), report, rows, note=note)
        self._worked(who, report)

    def _worked(self, who: str, report: Report) -> None:
        self.worked_on.setdefault(self._user(who).pk, []).append(self.due_of(report))

    def _rows(self, name: str, sender: str, count: int) -> list[sending.Row]:
        """Rows that stand in this report only."""
        may = _of(plainly.sees_rows, self.due_of(self.report(name, sender)))
        return [self._row(f"a row of {sender} for the round {name}", may) for _ in range(count)]

    def _row(self, label: str, may: May) -> sending.Row:
        town = self.town
        fields: dict[str, Any] = {
            "investor": f"示例{town.mark(f'firm of {label}', may)}有限公司",
            "target": "430100",
            "intended_amount_cny": town.amount(f"amount of {label}", may),
            "signed_amount_cny": town.amount(f"signed amount of {label}", may),
            "content": town.mark(f"content of {label}", may),
            "progress_text": town.mark(f"progress of {label}", may),
            "contact": f"{town.mark(f'contact of {label}', may)} {town.telephone(f'phone of {label}', may)}",
        }
        key, name = town.mark(f"key of {label}", may), f"示例{town.mark(f'name of {label}', may)}"
        return sending.Row(key, "project", name, fields, {"自编栏目": town.mark(f"extra of {label}", may)})

    def _changed(self, row: sending.Row, name: str, sender: str) -> sending.Row:
        may = _of(plainly.sees_rows, self.due_of(self.report(name, sender)))
        fields = row.fields | {"intended_amount_cny": self.town.amount("changed amount", may), "content": "改了"}
        return sending.Row(row.key, row.kind, row.name, fields, row.extra)

    def _records(self, owner: str) -> list[sending.Row]:
        """The organisation's projects of every level as they stand: who reads the row reads the record anyway."""
        place = self.town.place(owner)
        listed = [r for r, p in self.town.records if p.owner == place and p.kind == "project" and not p.withdrawn]
        return [sending.Row(r.public_id, r.kind, r.name, r.fields, r.extra, r.pk) for r in listed]

    # --- a book ------------------------------------------------------------------------------------------------------

    def _send_book(self, name: str, sender: str, who: str) -> None:
        """As a clerk does it: uploaded, read, sent; the rows become records."""
        town, report, user = self.town, self.report(name, sender), self._user(who)
        due = self.due_of(report)
        may = _of(plainly.sees_rows, due)
        file = SimpleUploadedFile(
            f"{town.mark('file name of a report', may)}.xlsx", town.book(f"{who} for a round", may, sound=True)
        )
        upload = receive(self._actor(who), user, file=file, report=report)
        Job.objects.unscoped(why=WHY).create(
            kind="read_upload", arguments={"upload": upload.public_id}, requester=user
        )  # fmt: skip
        work_off()
        upload = Upload.objects.unscoped(why=WHY).get(pk=upload.pk)
        sending.send_upload(self._actor(who), user, report, upload)
        self._worked(who, report)
        for row in Record.objects.unscoped(why=WHY).filter(upload=upload).select_related("owner_org", "upload"):
            self._known_as_record(row, user)

    def _known_as_record(self, record: Record, by: User) -> None:
        town = self.town
        paper = Paper(town.places[record.owner_org_id], record.kind, record.region, record.publication)
        town.papers[record.pk] = paper
        town.records.append((record, paper))
        town.written_by.setdefault(by.pk, []).append(paper)
        for mark in marks_in(f"{record.name} {record.party}"):
            town.known(mark, "name of a sent record", town.reads_name(paper))
        for mark in marks_in(record.upload.file_name if record.upload else ""):
            town.known(mark, "book of a sent record", town.reads_source(paper))
        for key, value in record.fields.items():
            field = fields_of(record.kind)[key]
            for mark in marks_in(str(value)):
                town.known(mark, f"{key} of a sent record", town.reads(paper, field.type, field.level, key))
        for mark in marks_in(str(record.extra)):
            town.known(mark, "extra of a sent record", town.reads(paper, "contact", "internal"))

    # --- what comes after --------------------------------------------------------------------------------------------

    def _forward(self) -> None:
        deciding.accept_report(self.report("city's", "ningxiang"), self._user("city_office"), seen=1)
        report = self.report("now", "changsha")
        sending.send_again(self._actor("city_office"), self._user("city_office"), report)
        deciding.accept_report(self.report("last", "changsha"), self._user("organiser"), seen=1)

    def _question(self, name: str, sender: str, asker: str, who: str) -> None:
        report = self.report(name, sender)
        row = ReportRow.objects.unscoped(why=WHY).filter(version=report.current_id).first()
        assert row is not None
        may = _of(plainly.sees_rows, self.due_of(report))
        question = deciding.ask_about(report, self._user(asker), row.key, self.town.mark("question", may))
        answer = self.town.mark("answer", may)
        deciding.answer_question(self._actor(who), self._user(who), question.public_id, answer)

    def _sign_and_scan(self) -> None:
        report = self.report("now", "zhuzhou")
        due = self.due_of(report)
        signer = self.town.mark("signer", _of(plainly.sees_report, due))
        approving.sign_step(
            self._actor("other_city"), self._user("other_city"), report, "filler", seen=1, signer=signer
        )  # fmt: skip
        name = self.town.mark("file name of a scan", _of(plainly.sees_rows, due))
        scan = StampScan.objects.unscoped(why=WHY).create(
            report=report, version=report.current, file_name=f"{name}.png", size=1, sha256="0" * 64,
            outcome="unreadable", by=self._user("other_city"), at=self.town.now,
        )  # fmt: skip
        path = approving.path_of_scan(scan)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(self.town.mark("scan", _of(plainly.sees_rows, due)).encode())

    def _exchange(self) -> None:
        for who, place in (("city_office", "changsha"), ("other_city", "zhuzhou")):
            may = _of(plainly.sees_correspondent, self.town.place(place))
            organisation, by = self.town.world.organisations[place], self._user(who)
            found = Correspondent.objects.unscoped(why=WHY).create(
                owner_org=organisation, name=self.town.mark(f"correspondent of {place}", may), by=by,
                key=self.town.mark(f"key of a correspondent of {place}", may).ljust(64, "0"), trusted_at=self.town.now,
            )  # fmt: skip
            Parcel.objects.unscoped(why=WHY).create(
                owner_org=organisation, way="in", correspondent=found, round=self.rounds["now"], size=1, by=by,
                file_name=self.town.mark(f"parcel of {place}", may), sha256=place.ljust(64, "0"), at=self.town.now,
            )  # fmt: skip

    # --- what stands behind doors ------------------------------------------------------------------------------------

    def names_person(self, person: Person, pk: int) -> bool:
        """Whether the person reads somebody's name on a report."""
        return any(plainly.sees_report(person, due) for due in self.worked_on.get(pk, []))

    def things(self, make: Made) -> dict[str, list[Thing]]:
        """By kind; `make` is given the pieces of an address, the plain words, and a label."""
        reports = list(Report.objects.unscoped(why=WHY).select_related("round", "organisation").order_by("pk"))
        names = {found.pk: name for name, found in self.rounds.items()}
        label = {r.pk: f"{r.organisation.kind}'s report for {names[r.round_id]} {r.pk}" for r in reports}
        versions = ReportVersion.objects.unscoped(why=WHY).filter(number=1).select_related("report__round")
        questions = RowQuestion.objects.unscoped(why=WHY).exclude(answer="").select_related("report__round")
        scans = StampScan.objects.unscoped(why=WHY).select_related("report__round")
        return {
            "round": [make({"public_id": r.public_id}, self.asked[n], f"round {n}") for n, r in self.rounds.items()],
            "report": [make({"public_id": r.public_id}, self.due_of(r), label[r.pk]) for r in reports],
            "sent report": [
                make({"public_id": v.report.public_id, "number": 1}, self.due_of(v.report), label[v.report_id])
                for v in versions
            ],
            "question": [make({"public_id": q.public_id}, self.due_of(q.report), "a question") for q in questions],
            "question on its page": [
                make({"public_id": q.report.public_id, "question_id": q.public_id}, self.due_of(q.report), "a question")
                for q in questions
            ],
            "scan": [
                make({"public_id": s.report.public_id, "scan_id": s.public_id}, self.due_of(s.report), "a scan")
                for s in scans
            ],
            "template": [
                make({"public_id": t.public_id}, self.town.place(place), f"template of {place}")
                for place, t in self.templates.items()
            ],
            "lexicon": [
                make({"public_id": self.town.world.organisations[p].public_id}, self.town.place(p), f"lexicon of {p}")
                for p in _TAUGHT
            ],
            "correspondent": [
                make({"public_id": c.public_id}, self.town.places[c.owner_org_id], f"correspondent of {c.owner_org_id}")
                for c in Correspondent.objects.unscoped(why=WHY)
            ],
        }


def _of(rule: Callable[[Person, Any], bool], about: Any) -> May:
    return lambda person: rule(person, about)
