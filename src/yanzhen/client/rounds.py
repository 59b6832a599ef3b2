"""Collection rounds (报送任务) and the reports that are sent in for them. Rows need the grant `contacts`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from yanzhen.client.things import Import, Job, Told, Values
from yanzhen.client.wire import Wire, opened, upon

Until = Callable[[str], object]
"""Waits until the job of this id is over."""


@dataclass(frozen=True, slots=True)
class Round(Told):
    """A collection round; its version is what a change is made upon."""

    id: str
    title: str
    owner: str
    kinds: Sequence[str]
    cut_off: datetime
    created_at: datetime
    version: int
    period: str = ""
    ask: str = ""
    template: str = ""
    within: str = ""
    previous: str = ""
    closed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Report(Told):
    """What one organisation owes to a round; `version` is the number of the sending that counts."""

    id: str
    round: str
    title: str
    organisation: str
    organisation_name: str
    state: str
    cut_off: datetime
    reasons: str = ""
    version: int | None = None
    digest: str = ""
    rows: int | None = None
    sent_at: datetime | None = None
    decided_at: datetime | None = None
    locked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Sending(Told):
    """One sending of a report; it never changes."""

    number: int
    digest: str
    rows: int
    totals: Mapping[str, int]
    compared: Values
    sent_at: datetime
    note: str = ""
    on_behalf_of: str = ""


@dataclass(frozen=True, slots=True)
class SentRow(Told):
    """A row as it was sent."""

    number: int
    key: str
    kind: str
    name: str
    fields: Values
    extra: Values = field(default_factory=dict)
    source: str = ""


@dataclass(frozen=True, slots=True)
class RowChange(Told):
    """How a row differs from the last round: `new`, `changed` or `missing`; each cell has key, old, new, mark."""

    state: str
    key: str
    name: str
    cells: Sequence[Mapping[str, Any]] = ()


@dataclass(frozen=True, slots=True)
class RowQuestion(Told):
    """A question to the sender about a row."""

    id: str
    reason: str
    key: str
    name: str
    text: str
    asked_at: datetime
    answer: str = ""
    answered_at: datetime | None = None
    settled_at: datetime | None = None


class Rounds:
    """Rounds that one's organisation, or one below it, asks for or is asked for."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def list(self) -> Iterator[Round]:
        """The latest first."""
        return (Round.of(told) for told in self._wire.each("/rounds", limit=200))

    def get(self, id_: str) -> Round:
        """One of them."""
        return Round.of(self._wire.get(f"/rounds/{id_}"))

    def create(self, title: str, cut_off: datetime, asked: Sequence[str], **more: Any) -> Round:
        """Ask organisations below one's own for something.

        Args:
            cut_off: with its offset from UTC.
            asked: ids of organisations.
            more: kinds, period, ask, template.

        Raises:
            Invalid: names what can't be taken.
        """
        return Round.of(self._wire.send("POST", "/rounds", json=_asking(title, cut_off, asked, more)).json())

    def update(self, found: Round, title: str, cut_off: datetime, asked: Sequence[str], **more: Any) -> Round:
        """Ask for it otherwise, upon the version that was read; who has sent something stays asked.

        Raises:
            Changed: somebody else has changed it since.
        """
        body = _asking(title, cut_off, asked, more)
        return Round.of(self._wire.send("PUT", f"/rounds/{found.id}", json=body, headers=upon(found.version)).json())

    def copy(self, last: Round, title: str, cut_off: datetime, *, period: str = "") -> Round:
        """The next one: the same organisations, template and kinds, compared with the last."""
        body = {"title": title, "cut_off": cut_off.isoformat(), "period": period}
        return Round.of(self._wire.send("POST", f"/rounds/{last.id}/copies", json=body).json())

    def close(self, found: Round) -> Round:
        """Nothing more is taken in."""
        return Round.of(self._wire.send("POST", f"/rounds/{found.id}/close").json())

    def reopen(self, found: Round) -> Round:
        """Reports are taken in again."""
        return Round.of(self._wire.send("POST", f"/rounds/{found.id}/reopen").json())

    def reports(self, found: Round, *, state: str = "") -> Iterator[Report]:
        """Its reports, as far as one knows of them."""
        return (Report.of(told) for told in self._wire.each(f"/rounds/{found.id}/reports", state=state, limit=200))


class Reports:
    """Reports that one's organisation, or one below it, sends in or has asked for."""

    def __init__(self, wire: Wire, until_over: Until) -> None:
        self._wire, self._until_over = wire, until_over

    def list(self, *, state: str = "") -> Iterator[Report]:
        """All that one knows of."""
        return (Report.of(told) for told in self._wire.each("/reports", state=state, limit=200))

    def get(self, id_: str) -> Report:
        """One of them."""
        return Report.of(self._wire.get(f"/reports/{id_}"))

    def upload(self, report: Report, path: str | Path, *, kind: str = "", include_hidden: bool = False) -> Import:
        """A book for the report; waits until it is read. Its faults are looked at, and then it is sent."""
        data = {"kind": kind, "include_hidden": str(include_hidden).lower()}
        with opened(path) as files:
            sent = Import.of(self._wire.send("POST", f"/reports/{report.id}/imports", data=data, files=files).json())
        self._until_over(sent.job)
        return Import.of(self._wire.get(f"/imports/{sent.id}"))

    def send(self, report: Report, book: Import | None = None, *, note: str = "") -> Report:
        """Send the rows of a book, or, without one, what is there with what those below have sent; waits where there
        are many.

        Raises:
            Conflict: the round is closed, the report accepted, or the book not ready.
        """
        body = {"import": book.id if book else "", "note": note}
        answer = self._wire.send("POST", f"/reports/{report.id}/send", json=body)
        if answer.status_code != 202:
            return Report.of(answer.json())
        self._until_over(Job.of(answer.json()).id)
        return self.get(report.id)

    def decide(self, report: Report, decision: str, *, reasons: str = "") -> Report:
        """`accept`, `send_back` with reasons, `lock` or `unlock`, upon the version that was read.

        Raises:
            Conflict: a newer version was sent meanwhile, or its state does not allow this.
        """
        body = {"decision": decision, "version": report.version, "reasons": reasons}
        return Report.of(self._wire.send("POST", f"/reports/{report.id}/decision", json=body).json())

    def pass_on(self, report: Report, title: str, cut_off: datetime, asked: Sequence[str], **more: Any) -> Round:
        """A round of one's own among those below, gathered for this report."""
        body = _asking(title, cut_off, asked, more)
        return Round.of(self._wire.send("POST", f"/reports/{report.id}/rounds", json=body).json())

    def versions(self, report: Report) -> Iterator[Sending]:
        """What was sent, from the first."""
        return (Sending.of(told) for told in self._wire.each(f"/reports/{report.id}/versions", limit=200))

    def rows(self, report: Report, number: int = 0) -> Iterator[SentRow]:
        """The rows of a version, of the one that counts where none is said."""
        path = self._version(report, number)
        return (SentRow.of(told) for told in self._wire.each(f"{path}/rows", limit=200))

    def changes(self, report: Report, number: int = 0, *, state: str = "") -> Iterator[RowChange]:
        """How a version differs from the last round, row by row."""
        path = self._version(report, number)
        return (RowChange.of(told) for told in self._wire.each(f"{path}/changes", state=state, limit=200))

    def questions(self, report: Report) -> Iterator[RowQuestion]:
        """What is asked about its rows."""
        return (RowQuestion.of(told) for told in self._wire.each(f"/reports/{report.id}/questions", limit=200))

    def ask(self, report: Report, key: str, text: str) -> RowQuestion:
        """Ask about a row, by its key."""
        body = {"key": key, "text": text}
        return RowQuestion.of(self._wire.send("POST", f"/reports/{report.id}/questions", json=body).json())

    def answer(self, question: RowQuestion, text: str) -> RowQuestion:
        """The sender's answer."""
        path = f"/questions/{question.id}/answer"
        return RowQuestion.of(self._wire.send("PUT", path, json={"answer": text}).json())

    def settle(self, question: RowQuestion) -> RowQuestion:
        """The receiver is content."""
        return RowQuestion.of(self._wire.send("POST", f"/questions/{question.id}/settle").json())

    def _version(self, report: Report, number: int) -> str:
        return f"/reports/{report.id}/versions/{number or report.version or 1}"


def _asking(title: str, cut_off: datetime, asked: Sequence[str], more: Mapping[str, Any]) -> dict[str, Any]:
    return {"title": title, "cut_off": cut_off.isoformat(), "asked": list(asked)} | dict(more)
