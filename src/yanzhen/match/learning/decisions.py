"""What people decided: a demand, an achievement's title, and how well they suit each other, from 1 to 4."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, NamedTuple

from yanzhen.errors import WrongUsage
from yanzhen.records import Record

LEVELS = (1, 2, 3, 4)
"""1 nothing to do with each other, 2 weakly, 3 well, 4 very well."""
ACCEPTED_FROM = 3
"""A pair of this level or a higher one counts as accepted."""
FEWEST = 500
"""From as many decisions on, levels and order are told better than by words alone (benchmarks/learning.py, `curve`)."""
FEWEST_OF_A_KIND = 20
"""Accepted pairs, and refused ones, at least: from fewer nothing is learned of what sets them apart."""
LONGEST = 20_000
"""Characters of a text that are read."""

Verdict = Literal["accepted", "refused"]


class Demand(NamedTuple):
    """A demand as the learner reads it; its texts are those of its record."""

    id: str
    title: str
    text: str


class Pair(NamedTuple):
    """An achievement beside a demand. `title` may be cut into words by blanks, or not."""

    demand_id: str
    achievement_id: str
    title: str


class Decision(NamedTuple):
    """A pair that people judged."""

    pair: Pair
    level: int


def demand_of(record: Record) -> Demand:
    """A demand's record as the learner reads it."""
    texts = [str(text) for key in ("content", "targets", "field") if (text := record.get(key))]
    return Demand(record.key, record.name, "\n".join(texts))


def pair_of(need: Record, offer: Record) -> Pair:
    """Two records as a pair: of an achievement the learner reads the name only, as its decisions do."""
    return Pair(need.key, offer.key, offer.name)


def decisions_of(
    decided: Iterable[tuple[Record, Record, Verdict]], *, levels: Mapping[Verdict, int] | None = None
) -> tuple[list[Demand], list[Decision]]:
    """Accepted and refused matches as what `learn` takes.

    Args:
        decided: need, offer and what was decided, in the order of time; a later decision on a pair holds.
        levels: the level of each verdict; the ends of the scale where not given, as nobody said how well it suits.

    Returns:
        the demands, each once, and the decisions.
    """
    of_verdict = levels or {"accepted": LEVELS[-1], "refused": LEVELS[0]}
    demands: dict[str, Demand] = {}
    found: list[Decision] = []
    for need, offer, verdict in decided:
        demands[need.key] = demand_of(need)
        found.append(Decision(pair_of(need, offer), of_verdict[verdict]))
    return list(demands.values()), found


def settled(decisions: Iterable[Decision]) -> list[Decision]:
    """One decision a pair, the last one, in the order of ids: in whatever order they came, the same is learned."""
    last = {(decision.pair.demand_id, decision.pair.achievement_id): decision for decision in decisions}
    return [last[key] for key in sorted(last)]


def joined(demands: Sequence[Demand]) -> list[Demand]:
    """One demand an id, the last one told, in the order of ids."""
    last = {demand.id: demand for demand in demands}
    return [last[key] for key in sorted(last)]


def refuse_too_few(judged: int, accepted: int, fewest: int = FEWEST) -> None:
    """Say how many decisions there are and how many more are needed, where they are not enough to learn from.

    Args:
        judged: pairs that were decided on.
        accepted: how many of them were accepted.
        fewest: decisions at least; for those who measure.

    Raises:
        WrongUsage: they are too few, or nearly all say the same.
    """
    if judged < fewest:
        raise WrongUsage(
            f"只有 {judged} 个判断，至少要 {fewest} 个才比只看词好；请再积累 {fewest - judged} 个再学",
            f"only {judged} decisions; {fewest} are needed to do better than words alone: "
            f"come back with {fewest - judged} more",
        )
    fewer = min(accepted, judged - accepted)
    if fewer < min(fewest, FEWEST_OF_A_KIND):
        raise WrongUsage(
            f"{judged} 个判断里接受的（3、4 级）有 {accepted} 个、未接受的有 {judged - accepted} 个，"
            f"两种都至少要 {FEWEST_OF_A_KIND} 个",
            f"of {judged} decisions {accepted} accept (level 3 or 4) and {judged - accepted} do not; "
            f"{FEWEST_OF_A_KIND} of each kind are needed",
        )
