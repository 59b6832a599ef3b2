"""供需对接单: one demand and the achievements proposed for it, as a sheet to send; paper and pages only lay it out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from yanzhen.errors import WrongUsage
from yanzhen.fields import fields_of
from yanzhen.language import Said
from yanzhen.match.facts import Fact
from yanzhen.match.reasons import Match, Reason
from yanzhen.records import Record, Value

NEED_ROWS = (
    "organisation", "region", "field", "content", "targets", "cooperation", "budget_cny", "budget_cny_range",
    "deadline", "valid_until",
)  # fmt: skip
OFFER_ROWS = (
    "organisation", "department", "field", "maturity", "content", "transfer_mode", "price_cny", "price_cny_range", "ip",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One field of a party: its label, its value as recorded, and the unit of the value."""

    key: str
    label: Said
    value: Value
    unit: str


@dataclass(frozen=True, slots=True)
class SheetOffer:
    """One achievement on the sheet."""

    id: str
    name: str
    rank: int
    score: int
    rows: list[SheetRow]
    reasons: list[Reason]
    facts: list[Fact]


@dataclass(frozen=True, slots=True)
class MatchSheet:
    """One demand and its best achievements, best first. Contacts are never on it."""

    need_id: str
    name: str
    rows: list[SheetRow]
    offers: list[SheetOffer]


def sheet_of(need: Record, matches: Iterable[Match], offers: Mapping[str, Record], *, count: int = 5) -> MatchSheet:
    """The sheet of one demand.

    Args:
        matches: of any demands; those of this one are taken, by rank.
        offers: achievements by id.
        count: how many go on the sheet at most.

    Raises:
        WrongUsage: a match names an achievement that is not among `offers`.
    """
    own = sorted((match for match in matches if match.need_id == need.key), key=lambda match: match.rank)[:count]
    return MatchSheet(need.key, need.name, _rows(need, NEED_ROWS), [_offer(match, offers) for match in own])


def _offer(match: Match, offers: Mapping[str, Record]) -> SheetOffer:
    record = offers.get(match.offer_id)
    if record is None:
        raise WrongUsage(f"没有编号为 {match.offer_id} 的成果", f"no achievement has the id {match.offer_id}")
    rows = _rows(record, OFFER_ROWS)
    return SheetOffer(record.key, record.name, match.rank, match.score, rows, match.reasons, match.facts)


def _rows(record: Record, keys: Iterable[str]) -> list[SheetRow]:
    known = fields_of(record.kind)
    return [
        SheetRow(key, known[key].label, value, known[key].unit)
        for key in keys
        if key in known and known[key].level == "open" and (value := record.get(key)) not in (None, "")
    ]
