"""What holds for any records: their order is nothing, `never` is never, groups are closed, evidence adds up."""

import random
from collections import Counter
from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.collect.duplicates.builders import by_kind, grouped, project, quality

from yanzhen.collect.duplicates import DuplicateIndex, find_duplicates
from yanzhen.collect.duplicates.blocking import candidates
from yanzhen.collect.duplicates.finding import Duplicates
from yanzhen.collect.duplicates.frequencies import Frequencies
from yanzhen.collect.duplicates.gathering import gathered
from yanzhen.collect.duplicates.grouping import group
from yanzhen.collect.duplicates.profiles import profile_of
from yanzhen.collect.duplicates.traits import traits_of
from yanzhen.collect.duplicates.weighing import LIKELY, weigh
from yanzhen.errors import WrongUsage
from yanzhen.records import KINDS, Record
from yanzhen.scenario.tellings import tellings


def as_told(found: Duplicates) -> tuple:
    pairs = [pair for each in found.groups for pair in each.pairs] + found.asked
    return [each.ids for each in found.groups], [(p.first, p.second, p.score, p.level, p.evidence) for p in pairs]


def test_the_order_of_the_records_changes_nothing():
    records = tellings(700, seed=5).records
    straight = as_told(find_duplicates(records))
    for seed in range(3):
        shuffled = random.Random(seed).sample(records, len(records))
        assert as_told(find_duplicates(shuffled)) == straight
    assert straight[0]


def test_evidence_adds_up_to_the_score():
    found = find_duplicates(tellings(1500, seed=6).records)
    pairs = [pair for each in found.groups for pair in each.pairs] + found.asked
    assert len(pairs) > 300
    for pair in pairs:
        assert sum(each.weight for each in pair.evidence) == pair.score
        assert all(each.text.zh and each.text.en for each in pair.evidence)


def test_what_people_said_is_two_is_never_proposed_and_parts_groups():
    records = tellings(1500, seed=7).records
    first = find_duplicates(records)
    rng = random.Random(1)
    never = [rng.sample(each.ids, 2) for each in first.groups]
    again = find_duplicates(records, never=[(b, a) for a, b in never])
    pairs = {frozenset((p.first, p.second)) for each in again.groups for p in each.pairs}
    pairs |= {frozenset((p.first, p.second)) for p in again.asked}
    for one, other in never:
        assert frozenset((one, other)) not in pairs
        assert not any(one in each.ids and other in each.ids for each in again.groups)
    assert any(len(each.ids) > 1 for each in again.groups)


def test_never_parts_a_group_of_three_that_a_third_holds_together():
    three = [project(key) for key in "abc"]
    assert grouped(*three) == [("a", "b", "c")]
    assert grouped(*three, never=[("a", "c")]) in ([("a", "b")], [("b", "c")])


PAIRS = st.lists(
    st.tuples(st.integers(0, 12), st.integers(0, 12), st.integers(55, 300)).filter(lambda each: each[0] < each[1]),
    max_size=25,
    unique_by=lambda each: each[:2],
)
APART = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)).filter(lambda each: each[0] != each[1]), max_size=8)


@settings(max_examples=200, deadline=None)
@given(PAIRS, APART)
def test_groups_are_closures_that_respect_what_is_apart(told, apart):
    pairs = np.array([each[:2] for each in told], np.int64).reshape(-1, 2)
    groups = group(pairs, np.array([each[2] for each in told], np.int32), np.array(apart, np.int64).reshape(-1, 2))
    where = {row: number for number, rows in enumerate(groups) for row in rows}
    assert len(where) == sum(map(len, groups))
    assert all(where.get(a, -1) != where.get(b, -2) for a, b in apart)
    for rows in groups:
        inside = [(a, b) for a, b, _ in told if a in rows and b in rows]
        reached = {rows[0]}
        for _ in rows:
            reached |= {row for pair in inside if reached & set(pair) for row in pair}
        assert reached == set(rows)
    for a, b, _ in told:  # two that a pair joins are apart only if joining their groups would break what is apart
        if where.get(a, a + 100) != where.get(b, b + 100):
            ours, theirs = (groups[where[row]] if row in where else (row,) for row in (a, b))
            assert any((x, y) in apart or (y, x) in apart for x, y in product(ours, theirs))


VALUES = st.one_of(
    st.none(), st.text(max_size=12), st.integers(-(10**25), 10**25), st.floats(), st.booleans(),
    st.lists(st.one_of(st.text(max_size=5), st.integers(-9, 10**12), st.none()), max_size=3),
    st.dictionaries(st.text(max_size=3), st.integers(), max_size=2),
)  # fmt: skip
KEYS = sorted(set().union(*(profile_of(kind).keys for kind in KINDS)))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from([*KINDS, "", "unheard-of"]), st.text(min_size=1, max_size=20),
                  st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=6)),
        max_size=8,
    )
)  # fmt: skip
def test_any_values_are_survived(rows):
    records = [Record(kind, name, fields, key=str(number)) for number, (kind, name, fields) in enumerate(rows)]
    found = find_duplicates(records)
    assert found.records == len(records)
    index = DuplicateIndex(records)
    for each in records:
        index.same_as(each)


@pytest.mark.parametrize("family", ["usual", "strange"])
def test_no_pair_that_would_be_accepted_is_lost_by_looking_at_few(family):
    accepted = lost = true = seen = 0
    told = tellings(1200, seed=8, family=family)
    truth = {each.key: thing for each, thing in zip(told.records, told.truth, strict=True)}
    for kind, records in by_kind(told.records).items():
        profile, known = profile_of(kind), Frequencies()
        table = gathered(records, profile)
        traits = traits_of(table, profile, known)
        things = [truth[key] for key in table["id"].to_list()]
        every = np.array(list(combinations(range(len(traits)), 2)), np.int64)
        looked_at = set(map(tuple, candidates(traits).tolist()))
        weighed = weigh(traits, every, profile, known)
        for (a, b), score, barred in zip(every.tolist(), weighed.scores, weighed.barred, strict=True):
            if score >= LIKELY and not barred:
                accepted += 1
                lost += (a, b) not in looked_at
            if things[a] == things[b]:
                true += 1
                seen += (a, b) in looked_at
    assert accepted > 200
    assert lost / accepted <= 0.005
    assert seen / true >= 0.995


def test_many_records_are_sorted_out_rightly():
    told = tellings(5000, seed=9)
    found = find_duplicates(told.records)
    precision, recall = quality(found, told)
    assert precision >= 0.99
    assert recall >= 0.90
    sure = [pair for each in found.groups for pair in each.pairs if pair.level == "certain"]
    truth = {each.key: thing for each, thing in zip(told.records, told.truth, strict=True)}
    wrong = sum(truth[pair.first] != truth[pair.second] for pair in sure)
    assert wrong / len(sure) <= 0.002


def test_a_record_without_a_key_is_named():
    with pytest.raises(WrongUsage, match="give_keys"):
        find_duplicates([Record("project", "示例项目")])
    with pytest.raises(WrongUsage):
        find_duplicates([project("a"), project("a")])


def test_tellings_are_the_same_for_a_seed_and_true_to_their_count():
    one, again, other = (tellings(300, seed=seed) for seed in (1, 1, 2))
    assert [each.as_row() for each in one.records] == [each.as_row() for each in again.records]
    assert [each.as_row() for each in one.records] != [each.as_row() for each in other.records]
    assert len(one.records) == len(one.truth) == 300
    assert {"project", "enterprise", "achievement", "demand"} == set(Counter(each.kind for each in one.records))
