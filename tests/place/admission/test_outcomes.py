"""Vetoes: nothing leads past one that stands."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from yanzhen.place.admission.outcomes import (
    AGREE,
    CONDITIONAL,
    CONDITIONS,
    DEFERRED,
    DEPARTMENTS,
    OPPOSE,
    PASSED,
    REFUSED,
    VETOING,
    Opinion,
    closed_outcomes,
    proposed,
)

ALL = tuple(DEPARTMENTS)


def _all(**said: Opinion) -> list[Opinion]:
    return [said.get(one, Opinion(one, AGREE)) for one in ALL]


def test_when_all_agree_everything_is_open() -> None:
    assert closed_outcomes(_all()) == {}
    assert proposed(_all(), short=False, unknown=False) == PASSED
    assert proposed(_all(), short=True, unknown=False) == CONDITIONAL


def test_a_veto_leaves_refusing_and_deferring() -> None:
    opinions = _all(safety=Opinion("safety", OPPOSE))
    assert set(closed_outcomes(opinions)) == {PASSED, CONDITIONAL}
    assert "应急管理" in closed_outcomes(opinions)[PASSED].zh
    assert proposed(opinions, short=False, unknown=False) == REFUSED


def test_a_lifted_veto_leaves_passing_on_conditions() -> None:
    opinions = _all(environment=Opinion("environment", OPPOSE, lifted=True))
    assert set(closed_outcomes(opinions)) == {PASSED}


def test_the_tax_office_opposes_without_a_veto() -> None:
    assert closed_outcomes(_all(tax=Opinion("tax", OPPOSE))) == {}
    assert proposed(_all(tax=Opinion("tax", OPPOSE)), short=False, unknown=False) == CONDITIONAL


def test_silence_of_one_that_can_veto_is_not_agreement() -> None:
    opinions = _all(energy=Opinion("energy"))
    assert set(closed_outcomes(opinions)) == {PASSED, CONDITIONAL}
    assert proposed(opinions, short=False, unknown=False) == DEFERRED


_opinion = st.builds(Opinion, st.sampled_from(ALL), st.sampled_from(["", AGREE, CONDITIONS, OPPOSE]), st.booleans())


@given(st.lists(_opinion, max_size=8), st.booleans(), st.booleans())
def test_nothing_passes_a_standing_veto_and_two_ways_are_always_open(
    opinions: list[Opinion], short: bool, unknown: bool
) -> None:
    closed = closed_outcomes(opinions)
    assert not {DEFERRED, REFUSED} & set(closed)
    if any(o.department in VETOING and o.verdict == OPPOSE and not o.lifted for o in opinions):
        assert set(closed) == {PASSED, CONDITIONAL}
    assert proposed(opinions, short=short, unknown=unknown) not in closed
