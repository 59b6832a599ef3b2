"""Which value counts on a day, and how far it may be off: known answers by hand, and what always holds."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yanzhen.place.library import BY_KEY, LIBRARY
from yanzhen.place.observations import Observation, choose, widened

TODAY = date(2026, 7, 1)


def told(value, as_of=None, until=None, source="x", **ends):
    return Observation("a", "power_price", value, as_of, until, source, **ends)


def only(*observations, today=TODAY):
    (found,) = choose(observations, today).values()
    return found


def test_newest_that_has_not_run_out_counts():
    old, new = told(0.6, date(2024, 1, 1)), told(0.7, date(2026, 1, 1))
    run_out = told(0.8, date(2026, 6, 1), date(2026, 6, 30))
    to_come = told(0.9, date(2026, 7, 2))
    assert only(new, old, run_out, to_come).observation is new
    assert only(run_out, old).observation is old
    assert only(run_out, told(0.5)).observation.value == 0.5  # undated, but it has not run out
    assert choose([to_come], TODAY) == {}


def test_last_day_of_validity_still_counts():
    assert only(told(0.8, date(2026, 6, 1), TODAY)).age == "fresh"
    assert only(told(0.8, date(2026, 6, 1), TODAY - timedelta(1))).age == "expired"


def test_later_of_the_same_day_counts():
    assert only(told(0.6, TODAY, source="first"), told(0.7, TODAY, source="second")).observation.source == "second"


def test_fresh_value_is_exact():
    found = only(told(0.6, TODAY - timedelta(365)))
    assert (found.low, found.high, found.age) == (0.6, 0.6, "fresh")


def test_range_widens_by_a_share_a_year_beyond_the_first():
    # Three years old: two count, 4 % of 0.6 each.
    found = only(told(0.6, TODAY - timedelta(round(3 * 365.25))))
    assert found.age == "old"
    assert (found.low, found.high) == pytest.approx((0.6 - 0.048, 0.6 + 0.048), abs=1e-4)


def test_expired_counts_as_two_years_older():
    found = only(told(0.6, TODAY - timedelta(round(3 * 365.25)), TODAY - timedelta(1)))
    assert (found.low, found.high) == pytest.approx((0.6 - 0.096, 0.6 + 0.096), abs=1e-4)


def test_undated_counts_as_five_years_old():
    found = only(told(0.6))
    assert (found.age, found.low, found.high) == ("old", pytest.approx(0.6 - 0.096), pytest.approx(0.6 + 0.096))


def test_told_range_is_kept_and_widens():
    found = only(told(0.6, TODAY, low=0.5, high=0.65))
    assert (found.low, found.high) == (0.5, 0.65)
    found = only(told(0.6, TODAY - timedelta(round(2 * 365.25)), low=0.5, high=0.65))
    assert (found.low, found.high) == pytest.approx((0.476, 0.674), abs=1e-4)


def test_nothing_stays_nothing_only_while_it_is_fresh():
    one = Observation("a", "rail_trains", 0, date(2016, 7, 1), None, "x")
    found = widened(one, BY_KEY["rail_trains"], TODAY)
    # A hundredth of 1500 trains, 15 % a year for nine years; never below none.
    assert (found.low, found.high) == pytest.approx((0, 15 * 0.15 * 9), abs=0.02)


@given(st.sampled_from(LIBRARY), st.floats(0, 1), st.integers(0, 20_000), st.integers(0, 3000), st.booleans())
def test_range_holds_its_value_grows_with_age_and_stays_plausible(criterion, share, days, more, expired):
    value = min(criterion.highest, criterion.lowest + share * (criterion.highest - criterion.lowest))
    until = TODAY - timedelta(1) if expired else None
    younger, older = (
        widened(Observation("a", criterion.key, value, TODAY - timedelta(age), until, "x"), criterion, TODAY)
        for age in (days, days + more)
    )
    assert criterion.lowest <= older.low <= younger.low <= value <= younger.high <= older.high <= criterion.highest
