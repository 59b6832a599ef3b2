"""Records told more than once, with the truth: what tests and measurements of duplicates stand on.

`tellings(count, seed=…)` makes projects, enterprises, achievements and demands as several offices would tell them, with
the faults that offices make, and beside each record the number of the thing that it tells of. Things that are easily
taken for one another (two phases, sister projects of one investor, firms of one brand in two provinces, achievements of
one team) are made on purpose. `family="strange"` makes other faults, for measuring on what nothing was fitted to.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Literal

from yanzhen.records import Record
from yanzhen.scenario.tellings import strange, usual
from yanzhen.scenario.tellings.things import Maker, Thing

Family = Literal["usual", "strange"]
_FAMILIES = {"usual": usual.retold, "strange": strange.retold}
_TIMES, _SHARES = (1, 2, 3, 4), (72, 20, 6, 2)


@dataclass
class Tellings:
    """Records, and for each the number of the thing that it tells of; records of one number are the same thing."""

    records: list[Record] = field(default_factory=list)
    truth: list[int] = field(default_factory=list)


def tellings(count: int, *, seed: int = 1, family: Family = "usual") -> Tellings:
    """`count` records of about three quarters as many things, in random order; the same seed gives the same."""
    told = list(told_one_by_one(count, seed=seed, family=family))
    Random(f"{seed}:order").shuffle(told)  # noqa: S311 -- invented records, no secret
    made = Tellings()
    for number, (thing, record) in enumerate(told):
        record.key = f"t{number:07d}"
        made.records.append(record)
        made.truth.append(thing)
    return made


def told_one_by_one(count: int, *, seed: int, family: Family) -> Iterator[tuple[int, Record]]:
    """(number of the thing, record) in the order in which they are made."""
    rng = Random(f"{seed}:{family}")  # noqa: S311
    maker, retold = Maker(rng), _FAMILIES[family]
    left = count
    for number, thing in enumerate(maker.things()):
        for _ in range(min(rng.choices(_TIMES, _SHARES)[0], left)):
            yield number, _record(retold(thing, rng, maker))
            left -= 1
        if left <= 0:
            return


def _record(thing: Thing) -> Record:
    fields = {key: value for key, value in thing.fields.items() if value not in (None, "") and key[0] != "_"}
    return Record(thing.kind, thing.name, fields, extra=dict(thing.extra))
