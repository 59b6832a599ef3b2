"""Who sits where, by the order of Chinese protocol.

The first sits in the middle, the second at the first's left hand, the third at the right hand, and so on outwards
(中央为尊、左为尊、前排为尊, as offices teach it). With an even number, two are in the middle: the usual rule
keeps the second at the first's left hand; some offices turn the row round, and with foreign guests the right hand is
the higher one. Both are settings.

Left and right are those of the people who sit. They look at the stage or from it, so that the left hand of the
rostrum is on the right of a plan that is drawn with the rostrum above.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from yanzhen.errors import UnreadableInput

Hand = Literal["left", "right"]


@dataclass(frozen=True, slots=True)
class SeatRule:
    """On which hand of the first the second sits, in a row of an odd and of an even number."""

    odd: Hand = "left"
    even: Hand = "left"


DOMESTIC = SeatRule()
EVEN_TURNED = SeatRule(even="right")
INTERNATIONAL = SeatRule("right", "right")


def order_of_row(chairs: int, rule: SeatRule = DOMESTIC, *, facing_down: bool) -> tuple[int, ...]:
    """The ranks (1 the first) of the chairs of a row, from the left of the plan to its right.

    Args:
        facing_down: whether they look down the plan, as a rostrum drawn above its audience does.
    """
    hand = rule.odd if chairs % 2 else rule.even
    row: list[int] = []
    for rank in range(1, chairs + 1):
        if rank % 2 == 0:
            row.insert(0, rank)  # the hand of the second: drawn on the left here, turned below
        else:
            row.append(rank)
    on_the_left = (hand == "left") != facing_down
    return tuple(row if on_the_left else reversed(row))


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a plan from left to right: a guest's key for each chair, empty where nobody sits."""

    chairs: tuple[str, ...]


def seat_rows(
    keys: Sequence[str], chairs: Sequence[int], rule: SeatRule = DOMESTIC, *, facing_down: bool
) -> tuple[Row, ...]:
    """The guests in rows, the front row first; within a row by `order_of_row`.

    Raises:
        UnreadableInput: there are more guests than chairs.
    """
    if len(keys) > sum(chairs):
        raise UnreadableInput(
            f"座位不够：{len(keys)} 人，{sum(chairs)} 个座位；请加排，或减少名单",
            f"not enough chairs: {len(keys)} people, {sum(chairs)} chairs; add rows or shorten the list",
        )
    rows, taken = [], 0
    for count in chairs:
        here = keys[taken : taken + count]
        taken += len(here)
        ranks = order_of_row(count, rule, facing_down=facing_down)
        rows.append(Row(tuple(here[rank - 1] if rank <= len(here) else "" for rank in ranks)))
    return tuple(rows)


def rostrum_chairs(people: int, chairs: Sequence[int]) -> tuple[int, ...]:
    """Chairs set on the rostrum: one for each who sits there, so that a row is filled and its middle is its middle.

    Without numbers of the hall all sit in one row. Too many people leave the chairs as they are: `seat_rows` refuses.
    """
    if not chairs:
        return (people,) if people else ()
    if people > sum(chairs):
        return tuple(chairs)
    rows, left = [], people
    for count in chairs:
        rows.append(min(count, left))
        left -= rows[-1]
    return tuple(count for count in rows if count)
