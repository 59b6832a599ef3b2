"""The client: what a program asks of the site."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import Any

from yanzhen.client.history import History
from yanzhen.client.people import People
from yanzhen.client.rounds import Reports, Rounds
from yanzhen.client.things import (
    Decision,
    Demand,
    Event,
    Figure,
    Import,
    Job,
    Link,
    Match,
    Me,
    Record,
    Row,
    Session,
    Side,
    Version,
)
from yanzhen.client.webhooks import Webhooks
from yanzhen.client.wire import Wire, opened, sleep, upon
from yanzhen.errors import YanzhenError

Progress = Callable[[Job], None]
"""Called with the job each time it was looked at."""
LOOK_EVERY = 1.0


class JobFailed(YanzhenError):
    """A job that was waited for failed or was cancelled; its message says why."""

    def __init__(self, job: Job) -> None:
        self.job = job
        told = f"{job.label or job.kind}: {job.message or job.state}"
        super().__init__(told, told)


class Client:
    """A site, spoken to with one key.

    Args:
        url: of the site, as people write it: `https://yanzhen.example`.
        key: issued on the page of one's account.
        language: `zh` or `en`: in which names and refusals are told.
        timeout: seconds for one request.
        transport: an httpx transport in place of the network.
        pause: how to wait; for tests.

    Attributes:
        webhooks, people, history, rounds, reports: operations that belong together.

    Raises:
        MissingPiece: httpx is not installed.
    """

    def __init__(
        self,
        url: str,
        key: str,
        *,
        language: str = "zh",
        timeout: float = 30.0,
        transport: Any = None,
        pause: Callable[[float], None] = sleep,
    ) -> None:
        self._wire = Wire(url, key, language, timeout, transport, pause)
        self._pause = pause
        self.webhooks, self.people, self.history = Webhooks(self._wire), People(self._wire), History(self._wire)
        self.rounds, self.reports = Rounds(self._wire), Reports(self._wire, self._over)

    def __enter__(self) -> Client:
        return self

    def __exit__(self, sort: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """No further request."""
        self._wire.close()

    # --- records ---

    def records(self, kind: str) -> Records:
        """The records of a kind."""
        return Records(self._wire, kind)

    def search(self, words: str) -> Iterator[Record]:
        """Records of every kind in which all these words occur."""
        return (Record.of(told) for told in self._wire.each("/search", q=words, limit=200))

    def kinds(self) -> list[dict[str, Any]]:
        """The kinds with their fields: key, type, unit, level, label."""
        items: list[dict[str, Any]] = self._wire.get("/kinds")["items"]
        return items

    # --- books ---

    def import_book(
        self, path: str | Path, *, kind: str = "", include_hidden: bool = False, progress: Progress | None = None
    ) -> Import:
        """Send a workbook in and wait until it is read; `state` is then `ready` or `refused`, `issues` the faults."""
        data = {"kind": kind, "include_hidden": str(include_hidden).lower()}
        with opened(path) as files:
            sent = Import.of(self._wire.send("POST", "/imports", data=data, files=files).json())
        self._until_over(sent.job, progress)
        return self.book(sent.id)

    def book(self, id_: str) -> Import:
        """A book that came in."""
        return Import.of(self._wire.get(f"/imports/{id_}"))

    def books(self) -> Iterator[Import]:
        """The books that came in, the latest first."""
        return (Import.of(told) for told in self._wire.each("/imports", limit=200))

    def rows(self, book: Import, *, state: str = "") -> Iterator[Row]:
        """The rows of a book as they were understood; `state="issues"` for those with faults."""
        return (Row.of(told) for told in self._wire.each(f"/imports/{book.id}/rows", state=state, limit=200))

    def correct(self, book: Import, row: Row, cells: Mapping[str, str]) -> Row:
        """Correct cells of a row by key, in the words that the sheet would have, upon the row as it was read.

        Raises:
            Changed: somebody else has corrected it since.
        """
        path, body = f"/imports/{book.id}/rows/{row.id}", {"cells": dict(cells)}
        return Row.of(self._wire.send("PATCH", path, json=body, headers=upon(row.tag)).json())

    def accept(self, book: Import, *, progress: Progress | None = None) -> Import:
        """Take the rows in; waits where there are many."""
        answer = self._wire.send("POST", f"/imports/{book.id}/accept")
        if answer.status_code == 202:
            self.wait(Job.of(answer.json()), progress=progress)
        return self.book(book.id)

    def undo(self, book: Import) -> Import:
        """Take everything back that a book did."""
        return Import.of(self._wire.send("POST", f"/imports/{book.id}/undo").json())

    def save_corrections(self, book: Import, target: str | Path) -> Path:
        """The office's own book with its faults marked."""
        return self._wire.save(f"/imports/{book.id}/corrections.xlsx", target)

    def save_original(self, book: Import, target: str | Path) -> Path:
        """The book as it came."""
        return self._wire.save(f"/imports/{book.id}/original", target)

    # --- work behind ---

    def job(self, id_: str) -> Job:
        """How far a job is."""
        return Job.of(self._wire.get(f"/jobs/{id_}"))

    def jobs(self) -> Iterator[Job]:
        """One's jobs, the latest first."""
        return (Job.of(told) for told in self._wire.each("/jobs", limit=200))

    def cancel(self, job: Job) -> Job:
        """Ask for a stop."""
        return Job.of(self._wire.send("POST", f"/jobs/{job.id}/cancel").json())

    def wait(self, job: Job, *, progress: Progress | None = None) -> Job:
        """Until it is done.

        Raises:
            JobFailed: it failed, or was cancelled.
        """
        found = self._until_over(job.id, progress)
        if found.state != "done":
            raise JobFailed(found)
        return found

    def _over(self, id_: str) -> Job:
        return self._until_over(id_, None)

    def _until_over(self, id_: str, progress: Progress | None) -> Job:
        while True:
            job = self.job(id_)
            if progress is not None:
                progress(job)
            if job.over:
                return job
            self._pause(LOOK_EVERY)

    # --- matches, figures, events ---

    def matches(self, words: str = "", *, top: int = 5) -> Iterator[Demand]:
        """Demands with their best achievements."""
        return (Demand.of(told) for told in self._wire.each("/matches", q=words, top=top, limit=50))

    def matches_of(self, record: Record, *, top: int = 20) -> list[Match]:
        """The pairs of a demand or an achievement, the best first."""
        page = self._wire.get(f"/records/{record.kind}/{record.id}/matches", top=top)
        return [Match.of(told) for told in page["items"]]

    def run_matches(self, *, progress: Progress | None = None) -> Job:
        """Match anew, and wait."""
        job = Job.of(self._wire.send("POST", "/matches/run").json())
        return self.wait(job, progress=progress)

    def decide(self, demand: Record | Side, achievement: Record | Side, verdict: str, reason: str = "") -> Decision:
        """Say that a pair suits (`accepted`) or not (`refused`); the last word of an organisation holds."""
        body = {"verdict": verdict, "reason": reason}
        return Decision.of(self._wire.send("POST", _decision_on(demand, achievement), json=body).json())

    def take_back(self, demand: Record | Side, achievement: Record | Side) -> None:
        """Nothing is said of the pair any more."""
        self._wire.send("DELETE", _decision_on(demand, achievement))

    def decisions(self) -> Iterator[Decision]:
        """Decisions of one's own organisation and those below it, the latest first."""
        return (Decision.of(told) for told in self._wire.each("/matches/decisions"))

    def learn_matches(self, *, progress: Progress | None = None) -> Job:
        """Learn from the decisions, and wait; match anew afterwards."""
        job = Job.of(self._wire.send("POST", "/matches/learn").json())
        return self.wait(job, progress=progress)

    def figures(self) -> list[Figure]:
        """The event's figures."""
        return [Figure.of(told) for told in self._wire.get("/figures")["items"]]

    def figure_rows(self, id_: str) -> Iterator[Record]:
        """The rows behind a figure, as far as the key reads them."""
        return (Record.of(told) for told in self._wire.each(f"/figures/{id_}/rows", limit=200))

    def save_bulletin(self, target: str | Path) -> Path:
        """The bulletin as `.docx` or `.pdf`."""
        return self._wire.save(f"/bulletin{Path(target).suffix.lower()}", target)

    def events(self) -> Iterator[Event]:
        """The events, the latest first."""
        return (Event.of(told) for told in self._wire.each("/events"))

    def sessions(self, event: Event) -> Iterator[Session]:
        """The programme of an event."""
        return (Session.of(told) for told in self._wire.each(f"/events/{event.id}/sessions"))

    # --- oneself, links, and the rest ---

    def me(self) -> Me:
        """Whose key it is, and what it was given."""
        return Me.of(self._wire.get("/me"))

    def share(self, record: Record, *, days: int = 7, note: str = "") -> Link:
        """A link to the open page of a record; its address is told this once."""
        body = {"days": days, "note": note}
        return Link.of(self._wire.send("POST", f"/records/{record.kind}/{record.id}/links", json=body).json())

    def links(self) -> Iterator[Link]:
        """Links of one's organisation, the latest first."""
        return (Link.of(told) for told in self._wire.each("/links"))

    def revoke(self, link: Link) -> None:
        """The link opens nothing any more."""
        self._wire.send("DELETE", f"/links/{link.id}")

    def each(self, path: str, **parameters: Any) -> Iterator[dict[str, Any]]:
        """Every item of any list of the API: `client.each("/people")`."""
        return self._wire.each(path, **parameters)

    def ask(self, method: str, path: str, body: Any = None, *, version: int | str = "") -> Any:
        """Any operation of the API; what it tells, None for no body.

        Args:
            version: upon which a change is made, where the operation asks for If-Match.
        """
        answer = self._wire.send(method, path, headers=upon(version), **({} if body is None else {"json": body}))
        return answer.json() if answer.content else None


class Records:
    """The records of one kind."""

    def __init__(self, wire: Wire, kind: str) -> None:
        self._wire = wire
        self.kind = kind

    def list(
        self, words: str = "", *, sort: str = "-updated", updated_since: datetime | None = None, **filters: str
    ) -> Iterator[Record]:
        """All that match, page by page; what is added meanwhile neither repeats nor skips any.

        Args:
            updated_since: with its offset from UTC.
            filters: as `kinds()` names them: stage, chain, region …
        """
        since = updated_since.isoformat() if updated_since else None
        pages = self._wire.each(self._path(), q=words, sort=sort, updated_since=since, limit=200, **filters)
        return (Record.of(told) for told in pages)

    def get(self, id_: str, *, on: date | None = None) -> Record:
        """One record; with `on` as it stood at the end of that day."""
        return Record.of(self._wire.get(self._path(id_), on=on.isoformat() if on else None))

    def create(self, name: str, fields: Mapping[str, Any] | None = None, *, owner: str = "") -> Record:
        """A new record; `owner` on behalf of an organisation below one's own."""
        body = {"name": name, "fields": dict(fields or {})} | ({"owner": owner} if owner else {})
        return Record.of(self._wire.send("POST", self._path(), json=body).json())

    def update(self, record: Record, fields: Mapping[str, Any] | None = None, *, name: str = "") -> Record:
        """Change what is given, upon the version that was read; None clears a field.

        Raises:
            Changed: somebody else has changed it since.
        """
        body = {"fields": dict(fields or {})} | ({"name": name} if name else {})
        return self._upon("PATCH", record, "", body)

    def withdraw(self, record: Record) -> None:
        """Take it out of everybody's sight; its history stays."""
        self._wire.send("DELETE", self._path(record.id), headers=upon(record.version))

    def classify(self, record: Record, level: str, reason: str = "", until: date | None = None) -> Record:
        """Set its level: `open`, `internal` or `secret`."""
        body = {"level": level, "reason": reason} | ({"until": until.isoformat()} if until else {})
        return self._upon("PUT", record, "/level", body)

    def release(self, record: Record, released: bool = True) -> Record:
        """From now on its name and amounts are for everybody; or no longer."""
        return self._upon("PUT", record, "/release", {"released": released})

    def _upon(self, method: str, record: Record, after: str, body: Mapping[str, Any]) -> Record:
        answer = self._wire.send(method, self._path(record.id) + after, json=dict(body), headers=upon(record.version))
        return Record.of(answer.json())

    def versions(self, record: Record) -> Iterator[Version]:
        """Its versions, the latest first."""
        return (Version.of(told) for told in self._wire.each(f"{self._path(record.id)}/versions", limit=200))

    def export(self, target: str | Path, words: str = "", **filters: str) -> Path:
        """The list as a file, `.xlsx` or `.csv` by the name."""
        suffix = Path(target).suffix.lower()
        return self._wire.save(f"/exports/{self.kind}{suffix}", target, q=words, **filters)

    def _path(self, id_: str = "") -> str:
        return f"/records/{self.kind}" + (f"/{id_}" if id_ else "")


def _decision_on(demand: Record | Side, achievement: Record | Side) -> str:
    return f"/matches/{demand.id}/{achievement.id}/decision"
