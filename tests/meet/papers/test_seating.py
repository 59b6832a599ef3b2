"""The order of seats, against rows that offices teach and a checker that walks outwards from the middle."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yanzhen.errors import UnreadableInput
from yanzhen.meet.papers import DOMESTIC, EVEN_TURNED, INTERNATIONAL, SeatRule, order_of_row, seat_rows

RULES = (DOMESTIC, EVEN_TURNED, INTERNATIONAL, SeatRule("right", "left"))


@pytest.mark.parametrize(
    ("chairs", "rule", "own"),
    [
        (1, DOMESTIC, (1,)),
        (7, DOMESTIC, (6, 4, 2, 1, 3, 5, 7)),
        (6, DOMESTIC, (6, 4, 2, 1, 3, 5)),
        (6, EVEN_TURNED, (5, 3, 1, 2, 4, 6)),
        (7, EVEN_TURNED, (6, 4, 2, 1, 3, 5, 7)),
        (5, INTERNATIONAL, (5, 3, 1, 2, 4)),
    ],
)
def test_row_is_the_one_that_is_taught(chairs: int, rule: SeatRule, own: tuple[int, ...]) -> None:
    """`own`: from left to right as those see it who sit there; the hall sees a rostrum the other way round."""
    assert order_of_row(chairs, rule, facing_down=False) == own
    assert order_of_row(chairs, rule, facing_down=True) == own[::-1]


def walked(chairs: int, rule: SeatRule) -> dict[int, int]:
    """Each rank's chair from the sitters' own left: the first in the middle, then a step to each side in turn."""
    hand = rule.odd if chairs % 2 else rule.even
    step = -1 if hand == "left" else 1
    place = chairs // 2 - (chairs % 2 == 0 and hand == "right")
    places = {1: place}
    for rank in range(2, chairs + 1):
        far = rank // 2
        places[rank] = place + (step if rank % 2 == 0 else -step) * far
    return places


@given(chairs=st.integers(1, 60), rule=st.sampled_from(RULES))
def test_every_row_agrees_with_walking_outwards(chairs: int, rule: SeatRule) -> None:
    row = order_of_row(chairs, rule, facing_down=False)
    assert {rank: place for place, rank in enumerate(row)} == walked(chairs, rule)


@given(people=st.integers(0, 40), chairs=st.lists(st.integers(1, 12), min_size=4, max_size=8))
def test_everybody_has_one_chair_and_the_front_fills_first(people: int, chairs: list[int]) -> None:
    keys = [f"P{number}" for number in range(people)]
    if people > sum(chairs):
        with pytest.raises(UnreadableInput):
            seat_rows(keys, chairs, facing_down=False)
        return
    rows = seat_rows(keys, chairs, facing_down=False)
    assert sorted(key for row in rows for key in row.chairs if key) == sorted(keys)
    filled = [sum(map(bool, row.chairs)) for row in rows]
    for row, count in zip(rows, filled, strict=True):
        taken = [place for place, key in enumerate(row.chairs) if key]
        assert taken == list(range(taken[0], taken[0] + count)) if taken else True
    first_gap = next((n for n, (count, size) in enumerate(zip(filled, chairs, strict=True)) if count < size), len(rows))
    assert not any(filled[first_gap + 1 :])
