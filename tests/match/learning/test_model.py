"""A learned model: scores that add up, rise with likeness, mean what they say, and stay what they are in a file."""

from __future__ import annotations

import json
import random
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from match.learning.conftest import world
from yanzhen.errors import MissingPiece, UnreadableInput, WrongUsage
from yanzhen.match.learning import likeness, training
from yanzhen.match.learning.calibration import levels_of
from yanzhen.match.learning.comparing import FEATURES, RISING, THRESHOLDS
from yanzhen.match.learning.decisions import FEWEST, Decision, Demand, Pair
from yanzhen.match.learning.explaining import learned_reasons
from yanzhen.match.learning.model import Model
from yanzhen.match.learning.processes import KINDS
from yanzhen.match.learning.training import learn, points_of
from yanzhen.match.learning.trees import GRAIN


def test_held_out_pairs_are_told_better_than_by_the_commonest_level(learned):
    model, demands, unseen = learned
    scores = model.scores(demands, [decision.pair for decision in unseen])
    levels = np.array([decision.level for decision in unseen])
    off = np.abs(np.array([score.level for score in scores]) - levels).mean()
    assert off < 0.6 * min(np.abs(levels - level).mean() for level in (1, 2, 3, 4))
    order = np.corrcoef([score.points for score in scores], levels)[0, 1]
    assert order > 0.7


def test_points_are_the_sum_of_base_and_parts_and_of_reasons(learned):
    model, demands, unseen = learned
    for score in model.scores(demands, [decision.pair for decision in unseen]):
        assert score.base + sum(score.parts) == score.points
        assert sum(reason.weight for reason in learned_reasons(score)) == score.points
        assert all(isinstance(reason.weight, int) for reason in learned_reasons(score))
        assert score.relevance == pytest.approx(1 + score.points / 10_000)
        assert score.level in (1, 2, 3, 4)
        assert 0 <= score.accepted <= 1


rising = [place for place, rises in enumerate(RISING) if rises]


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 2**32), st.sampled_from(rising), st.integers(1, 3 * GRAIN))
def test_more_likeness_never_lowers_points(learned, seed, place, more):
    model, _, _ = learned
    rng = np.random.default_rng(seed)
    features = rng.integers(-GRAIN, 4 * GRAIN, (8, len(FEATURES)))
    raised = features.copy()
    raised[:, place] += more
    for trees in model.trees:
        assert (points_of(trees, raised) >= points_of(trees, features)).all()


def test_every_likeness_and_expectation_is_held_to_rise():
    firm = [name for name, rises in zip(FEATURES, RISING, strict=True) if rises]
    assert firm[: len(likeness.NAMES)] == list(likeness.NAMES)
    assert len([name for name in firm if name.startswith("expected ")]) == len(KINDS) * len(THRESHOLDS)


def test_lines_of_mean_likeness_never_fall(learned):
    model, _, _ = learned
    assert all((process.slopes >= 0).all() for process in model.processes)


def test_shares_never_fall_with_points(learned):
    model, _, _ = learned
    points = np.arange(-20_000, 40_000, 50)
    for curve in (*model.seen, *model.unseen):
        shares = curve.at(points)
        assert (np.diff(shares) >= 0).all()
        assert shares.min() >= 0
        assert shares.max() <= 1


@given(st.lists(st.tuples(st.integers(-5_000, 15_000), st.floats(0, 1)), min_size=3, max_size=3), st.integers(0, 9_000))
def test_levels_never_fall_with_points_or_shares(told, more):
    points, shares = (np.array(column)[:, None] for column in zip(*told, strict=True))
    (level,) = levels_of(points, shares)
    assert level in (1, 2, 3, 4)
    assert levels_of(points + more, shares)[0] >= level
    assert levels_of(points, np.minimum(shares + more / 10_000, 1))[0] >= level


def test_level_is_the_median_of_what_points_and_shares_tell():
    points = np.array([[9_000, 6_000, 6_000, 9_900], [1_000, 3_000, 100, 9_000], [0, 0, 0, 9_000]])
    shares = np.array([[0.9, 0.3, 0.5, 1.0], [0.2, 0.1, 0.0, 0.8], [0.0, 0.0, 0.0, 0.6]])
    assert levels_of(points, shares).tolist() == [2, 1, 2, 4]


def test_shares_hold_on_pairs_left_out(learned):
    model, demands, unseen = learned
    scores = model.scores(demands, [decision.pair for decision in unseen])
    said = np.array([score.accepted for score in scores])
    was = np.array([decision.level >= 3 for decision in unseen])
    assert abs(said.mean() - was.mean()) < 0.1
    assert said[was].mean() > said[~was].mean() + 0.3


def test_file_gives_the_same_scores(learned):
    model, demands, unseen = learned
    pairs = [decision.pair for decision in unseen]
    data = model.as_bytes()
    assert Model.from_bytes(data).scores(demands, pairs) == model.scores(demands, pairs)
    assert Model.from_bytes(data).as_bytes() == data


def test_score_of_a_pair_does_not_depend_on_the_others(learned):
    model, demands, unseen = learned
    pairs = [decision.pair for decision in unseen]
    together = model.scores(demands, pairs)
    assert model.scores(demands, pairs[:1]) == together[:1]
    shuffled = pairs[:]
    random.Random(3).shuffle(shuffled)
    assert {score.pair: score for score in model.scores(demands, shuffled)} == {s.pair: s for s in together}


def test_demand_that_nobody_judged_is_scored(learned):
    model, _, _ = learned
    new = Demand("new", "锂电池隔膜研发", "储能电池的隔膜和电解液")
    fits, does_not = model.scores(
        [new], [Pair("new", "x", "锂电池 隔膜 制备方法"), Pair("new", "y", "智能灌溉 温室大棚 系统设计")]
    )
    assert fits.here == 0
    assert fits.points > does_not.points


@pytest.mark.parametrize("title", ["", " ", "\x00", "🙂🙂", "1 2 3", "=cmd()", "词" * 100_000])
def test_strange_titles_are_scored(learned, title):
    model, demands, _ = learned
    (score,) = model.scores(demands, [Pair(demands[0].id, "x", title)])
    assert score.base + sum(score.parts) == score.points


def test_demand_that_is_nowhere_is_refused(learned):
    model, demands, _ = learned
    with pytest.raises(WrongUsage, match="nowhere"):
        model.scores(demands, [Pair("nowhere", "x", "锂电池")])


def test_learning_in_two_steps_is_learning_from_all():
    pytest.importorskip("lightgbm")
    demands, judged = world(28, 20, seed=5)
    whole = learn(demands, judged)
    first = learn(demands[:26], [decision for decision in judged if decision.pair.demand_id < "d026"])
    second = learn([*first.demands, *demands], [*first.decisions, *reversed(judged[480:])])
    assert second.as_bytes() == whole.as_bytes()


def test_no_more_pairs_than_the_most_are_remembered_by_either_process(monkeypatch):
    pytest.importorskip("lightgbm")
    monkeypatch.setattr(training, "MOST_PRECEDENTS", 150)
    demands, judged = world(28, 20)
    model = learn(demands, judged)
    assert len(model.precedents) == len(model.likeness) == 150
    assert [process.weights.shape for process in model.processes] == [(150, len(THRESHOLDS))] * len(KINDS)
    pairs = [decision.pair for decision in judged[:20]]
    assert Model.from_bytes(model.as_bytes()).scores(demands, pairs) == model.scores(demands, pairs)


def test_too_few_decisions_are_refused_with_both_numbers():
    demands, judged = world()
    with pytest.raises(WrongUsage) as refusal:
        learn(demands, judged[: FEWEST - 7])
    assert str(FEWEST - 7) in refusal.value.said.zh
    assert str(FEWEST) in refusal.value.said.zh
    assert f"only {FEWEST - 7} decisions; {FEWEST}" in refusal.value.said.en


def test_decisions_all_of_one_kind_are_refused():
    demands, judged = world()
    with pytest.raises(WrongUsage, match="20"):
        learn(demands, [Decision(decision.pair, 1) for decision in judged])


def broken(model: Model, path: list[object], value: object) -> bytes:
    document = json.loads(model.as_bytes())
    inner = document
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    return json.dumps(document).encode()


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (["format"], "other"),
        (["version"], 99),
        (["features"], []),
        (["trees"], []),
        (["trees", 0, "left", 0], 0),
        (["trees", 0, "right", 0], 10**9),
        (["trees", 0, "roots", 0], -1),
        (["trees", 0, "feature", 0], 10**6),
        (["trees", 0, "points", 0], 10**30),
        (["trees", 0, "points"], [1]),
        (["seen", 0], [[1, 0], [0, 1]]),
        (["seen", 0, 1, 0], 7),
        (["version"], 1),
        (["weights", 0, 0, 0], None),
        (["weights", 1, 0, 0], 1e300),
        (["weights", 1, 0], [1, 2]),
        (["weights", 1], []),
        (["weights"], []),
        (["slopes", 0, 0], -1),
        (["slopes", 1, 2], 1e300),
        (["slopes", 1], [0, 0]),
        (["means"], [0.5]),
        (["means", 0], 7),
        (["likeness"], []),
        (["likeness", 0], [1, 2]),
        (["likeness", 0, 0], 0.5),
        (["likeness", 0, 0], -(2**63)),
        (["decisions", 0, 3], 9),
        (["decisions", 0, 0], "nobody"),
        (["decisions"], []),
        (["demands", 0, 1], 5),
        (["precedents", 0], 10**9),
        (["usual_likeness", 1], []),
        (["usual_likeness", 1, 0], 0),
        (["usual_likeness", 0, 3], 1e300),
    ],
)
def test_damaged_model_is_refused(learned, path, value):
    with pytest.raises(UnreadableInput):
        Model.from_bytes(broken(learned[0], path, value))


@pytest.mark.parametrize("data", [b"", b"\x80\x04\x95", b"[]", b"{}", b"null", b'{"format": "yanzhen-model"'])
def test_what_is_no_model_is_refused(data):
    with pytest.raises(UnreadableInput):
        Model.from_bytes(data)


@pytest.mark.parametrize(("package", "work"), [("lightgbm", "learn"), ("scipy", "score")])
def test_missing_package_is_named_with_the_fix(learned, monkeypatch, package, work):
    model, demands, unseen = learned
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(MissingPiece, match=r"yanzhen\[learn\]"):
        if work == "learn":
            learn(demands, world()[1])
        else:
            model.scores(demands, [unseen[0].pair])
