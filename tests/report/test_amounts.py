"""Money is shown exactly, whatever its size."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yanzhen.report.amounts import grouped, in_english, in_yi, number


@given(st.integers(-(10**30), 10**30))
def test_in_yi_loses_nothing(amount: int) -> None:
    shown = in_yi(amount)
    assert "e" not in shown.lower()
    whole, _, rest = shown.removeprefix("-").partition(".")
    assert (-1 if shown.startswith("-") else 1) * int(whole + rest.ljust(8, "0")) == amount


@pytest.mark.parametrize(
    ("amount", "zh", "en"),
    [
        (448_100_000_000, "4481", "CNY 448.1 billion"),
        (480_000_000, "4.8", "CNY 480 million"),
        (9_000_000_000, "90", "CNY 9 billion"),
        (10_000_000_000, "100", "CNY 10 billion"),
        (1, "0.00000001", "CNY 1"),
        (0, "0", "CNY 0"),
        (-250_000_000, "-2.5", "CNY -250 million"),
        (1_234_567_890_000, "12345.6789", "CNY 1,234.56789 billion"),
    ],
)
def test_amounts_as_people_read_them(amount: int, zh: str, en: str) -> None:
    assert (in_yi(amount), in_english(amount)) == (zh, en)


def test_numbers_of_json_are_whole_where_they_can_be() -> None:
    assert (number(543), number(Decimal("4481.0")), number(Decimal("4.8"))) == (543, 4481, 4.8)
    assert isinstance(number(Decimal("4481.0")), int)


def test_grouped_puts_commas_into_whole_digits_only() -> None:
    assert (grouped(1310), grouped(Decimal("-1310.25")), grouped(999)) == ("1,310", "-1,310.25", "999")
