"""Which way of sharing out is chosen, on both sides of where it changes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from yanzhen.errors import WrongUsage
from yanzhen.language import speaking
from yanzhen.match.grids import MEASURED, Rates, Sizes, Workers, choose, costs, grid_asked

# Not those measured last: where the choice changes must stay where these tests look for it.
RATES = Rates(cut=1e-4, indexed=1e-6, touched=5e-9, asked=1e-5, merged=1e-6, moved=1e-8, task=0.05)
MANY_OFFERS = Sizes(
    needs=200_000, offers=5_000_000, need_entries=10**7, offer_entries=25 * 10**7, postings=4 * 10**12, top=20
)
MANY_NEEDS = Sizes(
    needs=1_000_000, offers=20_000, need_entries=50_000_000, offer_entries=1_000_000, postings=8 * 10**10, top=20
)
EVEN = Sizes(needs=20_000, offers=200_000, need_entries=10**6, offer_entries=10**7, postings=1_600 * 10**7, top=20)


def test_few_needs_are_broadcast_and_many_are_blocked():
    workers = Workers(16, 4 << 30)
    assert choose(MANY_OFFERS, workers, 32, RATES).plan.broadcast
    # One partition of offers can occupy one worker only, unless the needs are shared out.
    blocked = choose(MANY_NEEDS, workers, 1, RATES).plan
    assert not blocked.broadcast
    assert blocked.cells >= 16


def test_needs_that_do_not_fit_everywhere_are_blocked():
    enough = costs(MANY_OFFERS, Workers(16), 16, 1, broadcast=True).memory
    for memory, broadcast in ((enough, True), (enough - 1, False)):
        choice = choose(MANY_OFFERS, Workers(16, memory), 32, RATES)
        assert choice.plan.broadcast is broadcast
        assert choice.plan.memory <= memory
        assert choice.other is not None
        assert choice.other.broadcast is not broadcast


def test_the_choice_changes_exactly_where_the_costs_cross():
    """From one partition of offers to as many as there are workers, the cheaper of the two is always taken."""
    workers, taken = Workers(16, 64 << 30), []
    for partitions in range(1, 33):
        choice = choose(EVEN, workers, partitions, RATES)
        assert choice.other is not None
        assert choice.plan.seconds <= choice.other.seconds
        taken.append(choice.plan.broadcast)
    assert taken == sorted(taken)
    assert set(taken) == {False, True}


def test_costs_count_every_term():
    sizes, workers = Sizes(100, 1000, 5000, 50_000, 10**6, 20), Workers(4)
    ones = replace(MEASURED, indexed=1, touched=0, asked=0, merged=0, moved=0, task=0)
    assert costs(sizes, workers, 8, 1, broadcast=True, rates=ones).terms["indexing"] == 50_000 / 4
    assert costs(sizes, workers, 2, 4, broadcast=False, rates=ones).terms["indexing"] == 4 * 50_000 / 4
    # Five cells on four workers take two rounds, as eight do.
    assert costs(sizes, workers, 5, 1, broadcast=True, rates=ones).terms["indexing"] == 50_000 / 2.5
    moved = replace(MEASURED, moved=1)
    need_bytes, offer_bytes = 100 * 24 + 5000 * 8, 1000 * 24 + 50_000 * 8
    assert costs(sizes, workers, 8, 1, broadcast=True, rates=moved).terms["moving"] == need_bytes
    blocked = costs(sizes, workers, 2, 3, broadcast=False, rates=moved)
    assert blocked.terms["moving"] == (3 * offer_bytes + 2 * need_bytes) / 4
    merged = replace(MEASURED, merged=1)
    assert costs(sizes, workers, 8, 1, broadcast=True, rates=merged).terms["merging"] == 100 * 20 * 8 / 4
    assert costs(sizes, workers, 2, 4, broadcast=False, rates=merged).terms["merging"] == 100 * 20 * 2 / 4
    touched = replace(MEASURED, touched=1, asked=1000)
    assert costs(sizes, workers, 8, 1, broadcast=True, rates=touched).terms["touching"] == (10**6 + 800 * 1000) / 4


def test_nothing_that_fits_says_how_much_is_needed():
    with speaking("en"), pytest.raises(WrongUsage, match=r"at least \d+ MB"):
        choose(MANY_OFFERS, Workers(16, 1 << 20), 32, RATES)


def test_a_choice_tells_its_costs_and_what_it_was_weighed_against():
    told = choose(MANY_OFFERS, Workers(16, 8 << 30), 32, RATES).told()
    zh, en = told.zh.split("\n"), told.en.split("\n")
    assert zh[0].startswith("广播需求 ")
    assert en[0].startswith("needs broadcast ")
    assert zh[1].startswith("没有选：两边分块")
    assert en[1].startswith("not taken: both sides blocked")
    for word in ("打分", "建索引", "传送", "归并", "起任务"):
        assert word in zh[0]
    tight = choose(replace(MANY_OFFERS, needs=10**6), Workers(16, 1 << 30), 1, RATES).told()
    assert tight.en.endswith("which does not fit")


def test_a_grid_may_be_asked_for():
    assert grid_asked("") is None
    asked = grid_asked("8x1")
    assert asked is not None
    assert (asked.offer_blocks, asked.need_blocks, asked.broadcast) == (8, 1, True)
    blocked = grid_asked("2X3")
    assert blocked is not None
    assert (blocked.offer_blocks, blocked.need_blocks, blocked.broadcast) == (2, 3, False)
    for senseless in ("8", "x", "0x1", "3x", "axb", "-1x2"):
        with pytest.raises(WrongUsage, match="8x1"):
            grid_asked(senseless)
