"""What decides when two installations tell of one report: who owns what, and whose telling is the newer one.

Each part of a report has one owner, and only the owner's own counter says what is newer; the clocks of two machines are
never compared. Who asks owns the round, the questions, and the decisions on a report; who sends owns the versions, with
their numbers, and the answers. So everything that files bring is either the newest telling of its one owner or a
version that is never changed, and no order of files makes a difference.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from yanzhen_web.models import AuditEntry, Correspondent, Parcel, Report, Round

State = Report.State
WHY = "a report that travels as a file"
CHANGES = (
    "round.open", "round.change", "round.close", "round.reopen", "report.send", "report.accept", "report.send_back",
    "report.lock", "report.unlock", "report.sign", "report.scan", "report.merge", "question.ask", "question.answer",
    "question.settle",
)  # fmt: skip
"""Deeds after which a round or a report says something else; they are noted with the change, and never taken back."""
_DECIDED = (State.ACCEPTED, State.LOCKED)


@dataclass(frozen=True)
class Clock:
    """How often a round and its report were changed here, and when that was last."""

    ticks: int
    at: datetime | None


def clock_of(found: Round, report: Report) -> Clock:
    """The counter by which others know which of our tellings is the newer one."""
    rows = AuditEntry.objects.unscoped(why=WHY).filter(action__in=CHANGES)
    entries = rows.filter(subject_kind="round", subject_id=found.public_id) | rows.filter(
        subject_kind="report", subject_id=report.public_id
    )
    last = entries.order_by("-pk").values_list("at", flat=True).first()
    return Clock(entries.count(), last)


def parcels_from(correspondent: Correspondent) -> list[Mapping[str, Any]]:
    """What the files told that came from that office, whichever key they were signed with."""
    rows = Parcel.objects.unscoped(why=WHY).filter(
        way=Parcel.Way.IN,
        correspondent__owner_org=correspondent.owner_org_id,
        correspondent__organisation=correspondent.organisation_id,
    )
    return list(rows.values_list("counts", flat=True))


def heard(told: list[Mapping[str, Any]], public_id: str) -> int:
    """The newest counter of theirs that has come in for a round; -1 where nothing has."""
    return max((counts.get("clocks", {}).get(public_id, -1) for counts in told), default=-1)


def held(told: list[Mapping[str, Any]]) -> set[str]:
    """The versions that they said they have."""
    return {public_id for counts in told for public_id in counts.get("known", ())}


def standing_of(state: str, upon: int | None, newest: int | None) -> tuple[str, int | None]:
    """Where a report stands, from the asker's last decision and the sender's newest version.

    What is accepted or locked stays so, though a newer version has come: it has its turn once the asker sends back. A
    newer version than the one that was sent back is a sending; without a decision the newest one counts.

    Args:
        state: what the asker last said.
        upon: the number of the version that it was said of.
        newest: the number of the newest version; None where there is none.

    Returns:
        The state, and the number of the version that counts.
    """
    if newest is None or (state in _DECIDED and upon is not None):
        return state, upon
    if state == State.SENT_BACK and upon is not None and newest <= upon:
        return state, upon
    return State.SENT, newest
