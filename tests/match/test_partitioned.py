"""The matcher in pieces, without anything that hands them out, against a whole index."""

from __future__ import annotations

import random
from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pa = pytest.importorskip("pyarrow")

from match.test_backend_texts import texts  # noqa: E402
from yanzhen.match import TextIndex, partitioned  # noqa: E402
from yanzhen.match.filters import compile_filter  # noqa: E402
from yanzhen.match.partitioned import COUNTED, FOUND, RANKED, TALLIED, Needs, Statistics  # noqa: E402

WORDS = ["阀块", "毛刺", "检测", "涂层", "防雾", "烧结"]
phrases = st.lists(st.sampled_from(WORDS), max_size=5).map(" ".join)
spelt = phrases | texts


def rows(**columns):
    arrays = [values if isinstance(values, pa.Array) else pa.array(list(values)) for values in columns.values()]
    return pa.RecordBatch.from_arrays(arrays, names=list(columns))


def dealt(batch, chance: random.Random, parts: int) -> list[list]:
    """A batch's rows as partitions, each in batches of its own; some may be empty."""
    hands: list[list[int]] = [[] for _ in range(parts)]
    for row in chance.sample(range(batch.num_rows), batch.num_rows):
        hands[chance.randrange(parts)].append(row)
    return [
        [batch.take(pa.array(hand[start : start + 2], pa.int64())) for start in range(0, len(hand), 2)]
        for hand in hands
    ]


def through(function, partitions: list[list]) -> list[list]:
    return [list(function(iter(partition))) for partition in partitions]


def shuffled(partitions: list[list], chance: random.Random) -> list:
    batches = [batch for partition in partitions for batch in partition]
    return chance.sample(batches, len(batches))


def matched(needs, offers, top, where, chance, grid=(3, 1), vast=7):
    """The whole way, as a plan would put it on machines."""
    asked, offered = dealt(needs, chance, 2), dealt(offers, chance, grid[0])
    listed = shuffled(through(partitioned.vocabulary, asked), chance)
    words = sorted({word for batch in listed for word in batch.column("word").to_pylist()})
    numbers = {word: number for number, word in enumerate(words)}
    named = partitioned.columns_named(where)
    asked = through(partial(partitioned.count, numbers=numbers, kept=named), asked)
    offered = through(partial(partitioned.count, numbers=numbers, kept=list(where or {})), offered)
    tallied = through(partial(partitioned.tally, vocabulary=len(words)), offered)
    statistics = Statistics.read(partitioned.summed(iter(shuffled(tallied, chance))), len(words))
    blocks: list[list] = [[] for _ in range(grid[1])]
    for batch in shuffled(asked, chance):
        blocks[chance.randrange(grid[1])].append(batch)
    found = []
    for block in filter(None, blocks):
        some = Needs.read(iter(block), named)
        ask = partial(partitioned.answer, needs=some, statistics=statistics, top=top, where=where, vast=vast)
        found += through(ask, offered)
    best = list(partitioned.best(iter(shuffled(found, chance)), top))
    assert all(batch.schema == RANKED for batch in best)
    return [tuple(row.values()) for batch in best for row in batch.to_pylist()]


def indexed(need_ids, needs, offer_ids, offers, top, attributes=None, where=None):
    """What a whole index says, in the same form."""
    index = TextIndex.build(offer_ids, offers, attributes)
    ids, scores = index.search(index.prepare(needs), top=top, where=where)
    return sorted(
        (need, rank + 1, int(ids[row, rank]), int(scores[row, rank]))
        for row, need in enumerate(need_ids)
        for rank in range(top)
        if ids[row, rank] >= 0
    )


@settings(max_examples=120, deadline=None)
@given(
    st.lists(spelt, min_size=1, max_size=6),
    st.lists(spelt, min_size=1, max_size=14),
    st.integers(1, 8),
    st.tuples(st.integers(1, 4), st.integers(1, 3)),
    st.integers(1, 40),
    st.randoms(use_true_random=False),
)
def test_pieces_answer_like_a_whole_index(needs, offers, top, grid, vast, chance):
    need_ids, offer_ids = chance.sample(range(10**12), len(needs)), chance.sample(range(10**12), len(offers))
    found = matched(rows(id=need_ids, text=needs), rows(id=offer_ids, text=offers), top, None, chance, grid, vast)
    assert found == indexed(need_ids, needs, offer_ids, offers, top)


@settings(max_examples=120, deadline=None)
@given(
    st.lists(phrases, min_size=1, max_size=6),
    st.lists(phrases, min_size=1, max_size=14),
    st.integers(0, 3),
    st.randoms(use_true_random=False),
)
def test_pieces_filter_like_a_whole_index(needs, offers, kind, chance):
    industry = [chance.randrange(3) for _ in offers]
    amount = [chance.choice([None, 1.0, 2.5, 4.0]) for _ in offers]
    own = [chance.randrange(3) for _ in needs]
    least = [chance.choice([0.0, 2.5, 3.0]) for _ in needs]
    where, same = [
        ({"industry": "own"}, {"industry": np.array(own)}),
        ({"industry": [0, 2]}, {"industry": [0, 2]}),
        ({"amount": ("least", None)}, {"amount": (np.array(least), None)}),
        ({"industry": "own", "amount": (None, 3)}, {"industry": np.array(own), "amount": (None, 3)}),
    ][kind]
    found = matched(
        rows(id=range(len(needs)), text=needs, own=own, least=least),
        rows(id=range(len(offers)), text=offers, industry=industry, amount=pa.array(amount, pa.float64())),
        5,
        where,
        chance,
        (3, 2),
    )
    attributes = {"industry": industry, "amount": [np.nan if each is None else each for each in amount]}
    assert found == indexed(range(len(needs)), needs, range(len(offers)), offers, 5, attributes, same)


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 30), st.integers(1, 5)), unique_by=lambda row: row[:2]))
@settings(max_examples=100, deadline=None)
def test_best_ranks_by_score_then_id_however_the_rows_come(found):
    batches = [rows(need=[n], offer=[o], score=[s]) for n, o, s in found]
    best = [tuple(row.values()) for batch in partitioned.best(iter(batches), 3) for row in batch.to_pylist()]
    expected = []
    for need in sorted({n for n, _, _ in found}):
        ranked = sorted((-s, o) for n, o, s in found if n == need)[:3]
        expected += [(need, rank, o, -s) for rank, (s, o) in enumerate(ranked, start=1)]
    assert best == expected


def test_best_and_sums_do_not_depend_on_how_much_is_gathered(monkeypatch):
    chance = random.Random(2)
    found = {(chance.randrange(9), chance.randrange(50)): chance.randint(1, 6) for _ in range(200)}
    pairs = [rows(need=[n], offer=[o], score=[s]) for (n, o), s in found.items()]
    tallies = [rows(word=[chance.randrange(-2, 6)], documents=[chance.randrange(5)]) for _ in range(100)]
    ranked = list(partitioned.best(iter(pairs), 4))
    summed = list(partitioned.summed(iter(tallies)))
    monkeypatch.setattr(partitioned, "_GATHERED", 1)
    monkeypatch.setattr(partitioned, "_ROWS_AT_ONCE", 3)
    assert pa.Table.from_batches(partitioned.best(iter(pairs), 4)) == pa.Table.from_batches(ranked).combine_chunks()
    assert pa.Table.from_batches(partitioned.summed(iter(tallies))) == pa.Table.from_batches(summed).combine_chunks()


def test_nothing_at_all_is_answered_with_nothing():
    assert list(partitioned.best(iter([]), 3)) == []
    assert list(partitioned.summed(iter([]))) == []
    assert list(partitioned.count(iter([]), {})) == []
    (batch,) = partitioned.tally(iter([]), 4)
    assert batch.schema == TALLIED
    assert batch.to_pylist() == [{"word": -1, "documents": 0}, {"word": -2, "documents": 0}]
    statistics = Statistics.read(iter([batch]), 4)
    (counted,) = partitioned.count(iter([rows(id=[1], text=["阀块"])]), {"阀块": 0})
    assert counted.schema == COUNTED
    needs = Needs.read(iter([counted]))
    assert list(partitioned.answer(iter([]), needs, statistics, 3)) == []


def test_answers_are_of_their_own_form():
    (counted,) = partitioned.count(iter([rows(id=[7], text=["阀块 涂层"])]), {"阀块": 0, "毛刺": 1})
    (tallied,) = partitioned.tally(iter([counted]), 2)
    statistics = Statistics.read(iter([tallied]), 2)
    assert (statistics.documents, statistics.length, statistics.frequencies.tolist()) == (1, 2, [1, 0])
    (found,) = partitioned.answer(iter([counted]), Needs.read(iter([counted])), statistics, 3)
    assert found.schema == FOUND
    assert found.column("offer").to_pylist() == [7]


@pytest.mark.parametrize("queries", [slice(0, 3), slice(1, 2), slice(2, 3), slice(1, 1)])
@pytest.mark.parametrize("documents", [slice(0, 6), slice(2, 5), slice(5, 6), slice(4, 4)])
def test_a_filter_of_a_stretch_keeps_what_the_whole_one_keeps(queries, documents):
    attributes = {"a": np.array([1, 2, 3, 1, 2, 3]), "b": np.array([0.5, np.nan, 1, 2, 3, 4])}
    for where in (
        {"a": 2},
        {"a": [1, 3], "b": (1, None)},
        {"a": np.array([1, 2, 3])},
        {"a": np.array([[1, 2], [2, 3], [3, 3]]), "b": (np.array([0, 1, 2]), 3)},
        {"b": (None, np.array([1, 2, 3]))},
    ):
        whole = compile_filter(where, attributes, 3)
        part = partitioned.filter_of(whole, documents, queries)
        for place, query in enumerate(range(queries.start, queries.stop)):
            assert part.mask(place).tolist() == whole.mask(query)[documents].tolist()
