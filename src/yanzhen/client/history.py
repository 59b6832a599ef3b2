"""The history, for its auditors. The key needs the grant `history`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from yanzhen.client.things import Job, Told
from yanzhen.client.wire import Wire


@dataclass(frozen=True, slots=True)
class Deed(Told):
    """What somebody did."""

    id: str
    at: str
    action: str
    deed: str
    who: str
    role: str = ""
    door: str = ""
    address: str = ""
    kind: str = ""
    subject: str = ""
    subject_id: str = ""
    version: int | None = None
    told: str = ""


@dataclass(frozen=True, slots=True)
class Head(Told):
    """The end of the chain of seals, to be kept elsewhere."""

    number: int
    head: str
    sealed_at: datetime


class History:
    """What was done, by whom, when, from where."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def list(self, *, since: date | None = None, until: date | None = None, **filters: str) -> Iterator[Deed]:
        """Deeds, the latest first.

        Args:
            since, until: days, both included.
            filters: who, action, kind, id, door.
        """
        days = {name: day.isoformat() for name, day in (("since", since), ("until", until)) if day}
        return (Deed.of(told) for told in self._wire.each("/history", **filters, **days, limit=200))

    def export(self, target: str | Path, **filters: str) -> Path:
        """The same as a file, `.xlsx` or `.csv` by the name."""
        return self._wire.save(f"/history/exports/history{Path(target).suffix.lower()}", target, **filters)

    def take_head(self) -> Head:
        """Seal everything, and take the head away."""
        return Head.of(self._wire.send("POST", "/history/head").json())

    def verify(self) -> Job:
        """Have the whole chain verified; wait for the job, whose message says what was found."""
        return Job.of(self._wire.send("POST", "/history/verify").json())
