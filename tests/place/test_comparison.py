"""A whole comparison: gates, what is unknown, what to ask, and the form of the file."""

import json
import math
from pathlib import Path

import numpy as np
import pytest

from place.conftest import matrix_of, random_matrix
from yanzhen.errors import WrongUsage
from yanzhen.language import speaking
from yanzhen.place import Asked, Criterion, Matrix, compare
from yanzhen.place.documents import comparison_document
from yanzhen.place.matrix_files import read_matrix
from yanzhen.place.methods import METHODS, Field, method_of
from yanzhen.place.wordings import enough, figure, percent

NAN = math.nan


def document_of(matrix, weights=None, **asked):
    with speaking("en"):
        return comparison_document(compare(matrix, Asked(**{"weightings": 1000, **asked}), weights))


def by_name(document):
    return {row["place"]: row for row in document["places"]}


def test_place_that_fails_a_gate_is_listed_unranked_and_the_others_are_ranked_without_it():
    matrix = matrix_of([(1, 5), (9, 1), (3, 2), (4, 4)], "+-", at_least=[2, None], at_most=[None, 4])
    document = document_of(matrix, ranks=2)
    rows = by_name(document)
    assert rows["p0"] == {
        "place": "p0", "score": None, "rank": None, "acceptability": [], "gates_failed": ["c0", "c1"], "unknown": [],
        "reasons": [],
    }  # fmt: skip
    assert [row["place"] for row in document["places"]] == ["p1", "p2", "p3", "p0"]
    alone = by_name(document_of(matrix_of([(9, 1), (3, 2), (4, 4)], "+-"), ranks=2))
    assert [rows[f"p{i + 1}"]["score"] for i in range(3)] == [alone[f"p{i}"]["score"] for i in range(3)]


def test_value_on_the_gate_passes():
    assert by_name(document_of(matrix_of([(2,), (3,)], "+", at_least=[2])))["p0"]["rank"] == 2


def test_unknown_passes_every_gate_and_is_asked_first():
    matrix = matrix_of([(NAN, 1), (3, NAN), (4, 4)], "++", at_least=[2, None])
    document = document_of(matrix)
    rows = by_name(document)
    assert rows["p0"]["gates_failed"] == []
    assert rows["p0"]["unknown"] == ["c0"]
    assert rows["p0"]["rank"] is not None
    assert [(q["place"], q["criterion"], q["gate"]) for q in document["questions"]] == [
        ("p0", "c0", True), ("p1", "c1", False),
    ]  # fmt: skip
    assert "≥ 2" in document["questions"][0]["text"]


def test_no_place_passes():
    document = document_of(matrix_of([(1,), (2,)], "+", at_least=[5]))
    assert [row["rank"] for row in document["places"]] == [None, None]


@pytest.mark.parametrize("method", METHODS)
def test_question_tells_the_ranks_that_the_answer_may_give(method):
    matrix = random_matrix(7, 15, 4, unknown=0.15)
    comparison = compare(matrix, Asked(method=method, weightings=10))
    assert len(comparison.questions) == matrix.unknown.sum()
    middle = comparison.ranked.field
    known = np.where(matrix.unknown, np.nan, matrix.values)
    for question in comparison.questions:
        ends = [np.nanmax(known[:, question.criterion]), np.nanmin(known[:, question.criterion])]
        if matrix.criteria[question.criterion].direction == "min":
            ends.reverse()
        for value, rank in zip(ends, question.ranks, strict=True):
            values = middle.values.copy()
            values[question.place, question.criterion] = value
            scores = np.round(Field.of(method_of(method, matrix.criteria), values, middle.weights).scores, 12)
            assert rank == 1 + (scores > scores[question.place]).sum()
    swings = [question.swing for question in comparison.questions]
    assert swings == sorted(swings, reverse=True)


def test_criterion_of_which_nothing_is_known_ranks_nothing():
    matrix = matrix_of([(1, NAN), (2, NAN)], "++", weight=[1, 3])
    comparison = compare(matrix, Asked(weightings=10))
    assert comparison.left_out == [1]
    assert comparison.weights.tolist() == [1, 0]
    assert [(question.place, question.criterion) for question in comparison.questions] == [(0, 1), (1, 1)]
    with pytest.raises(WrongUsage):
        compare(matrix_of([(NAN,)], "+"))


def test_criterion_of_no_weight_takes_no_part_but_its_gate_does():
    matrix = matrix_of([(1, 9), (2, 1), (3, 2)], "++", weight=[1, 0], at_most=[None, 5])
    document = document_of(matrix)
    assert by_name(document)["p0"]["gates_failed"] == ["c1"]
    assert by_name(document)["p2"]["acceptability"][0] == 1
    assert [reason["criterion"] for reason in by_name(document)["p2"]["reasons"]] == ["c0", None]


@pytest.mark.parametrize("method", METHODS)
def test_reasons_add_up_to_the_score(method):
    for row in document_of(random_matrix(2, 20, 6, unknown=0.1), method=method)["places"]:
        assert sum(reason["weight"] for reason in row["reasons"]) == pytest.approx(row["score"], abs=1e-10)


def test_document_has_the_form_of_the_contract():
    document = json.loads(json.dumps(document_of(random_matrix(2, 20, 6), ranks=4, seed=3)))
    assert (document["weights_sampled"], document["seed"]) == (1000, 3)
    for number, row in enumerate(document["places"], start=1):
        assert row["rank"] == number
        assert len(row["acceptability"]) == 4
        assert all(0 <= share <= 1 for share in row["acceptability"])
        assert {"place", "score", "rank", "acceptability", "gates_failed", "unknown", "reasons"} <= row.keys()
    for rank in range(4):
        assert sum(row["acceptability"][rank] for row in document["places"]) == pytest.approx(1)


def test_summary_says_how_often_when_it_loses_and_what_would_help():
    # The first leads from 0.6 of c0 on (see the thresholds' own tests).
    rows = by_name(document_of(matrix_of([(10, 0), (0, 10), (6, 6)], "++"), method="sum", weightings=100_000))
    assert rows["p2"]["summary"] == (
        "first in 20% of weightings; loses to p0 when c0 weighs over 60%; loses to p1 when c0 weighs under 40%; "
        "loses to p1 when c1 weighs over 60%"
    )
    assert "first when c0 weighs over 60%" in rows["p0"]["summary"]
    # As p0 has the worst of c1, its rise does not lift itself: it lowers p2, to 1/2 where (6 - x) / (10 - x) = 2/5.
    assert "first if c1 went from 0 to 3.33334" in rows["p0"]["summary"]


def test_rivals_are_the_nearest_in_score():
    rows = by_name(document_of(matrix_of([(0,), (10,), (9,), (4,), (7,)], "+"), method="sum"))
    assert [rival["place"] for rival in rows["p2"]["rivals"]] == ["p1", "p4", "p3"]
    assert rows["p2"]["rivals"][0]["ahead_by"] == pytest.approx(0.1)


def test_weights_given_apart_count_instead_of_the_criteria_s_own():
    matrix = matrix_of([(1, 2), (2, 1)], "++", weight=[1, 0])
    assert compare(matrix, Asked(weightings=10), np.array([1.0, 3.0])).weights.tolist() == [0.25, 0.75]


@pytest.mark.parametrize("weights", [[1.0], [1.0, -1.0], [1.0, NAN], [0.0, 0.0]])
def test_weights_given_apart_that_make_no_sense(weights):
    with pytest.raises(WrongUsage):
        compare(matrix_of([(1, 2), (2, 1)], "++"), Asked(weightings=10), np.array(weights))


def test_progress_goes_to_the_end():
    told = []
    compare(matrix_of([(1, 2), (2, NAN)], "++"), Asked(weightings=1000), progress=told.append)
    assert told == sorted(told)
    assert told[-1] == 1


def test_matrix_that_makes_no_sense():
    for places, criteria, values in [
        (("a", "a"), ("x",), np.ones((2, 1))),
        (("a",), ("x", "x"), np.ones((1, 2))),
        (("a",), ("x",), np.ones((2, 1))),
        (("a",), ("x",), np.full((1, 1), np.inf)),
    ]:
        with pytest.raises(WrongUsage):
            Matrix(places, tuple(map(Criterion, criteria)), values)
    with pytest.raises(WrongUsage):
        compare(Matrix((), (Criterion("x"),), np.ones((0, 1))))


@pytest.mark.shared
def test_real_cities_are_compared(shared: Path):
    criteria = (
        Criterion("popu_2020"),
        Criterion("age_15_59_2020", at_least=60),
        Criterion("age_65_2020", "min"),
        Criterion("household_2020"),
    )
    read = read_matrix(shared / "data" / "cities" / "city_census_2010_2020.csv", criteria)
    assert len(read.matrix.places) > 300
    document = document_of(read.matrix, weightings=5000)
    ranked = [row for row in document["places"] if row["rank"]]
    assert 100 < len(ranked) < len(document["places"])
    assert sum(row["acceptability"][0] for row in ranked) == pytest.approx(1)


@pytest.mark.parametrize(
    ("value", "read"),
    [(24870895.0, "24,870,895"), (-3.1e6, "-3,100,000"), (0.58, "0.58"), (123456.78, "123457"), (0, "0")],
)
def test_figures_as_people_read_them(value, read):
    assert figure(value) == read


def test_value_to_be_reached_is_rounded_to_the_side_that_does_it():
    assert enough(16.66336, Criterion("x", "min")) == 16.6633
    assert enough(16.66332, Criterion("x", "max")) == 16.6634
    assert enough(5.0000000001, Criterion("x", "max")) == 5.00001
    assert enough(-5.0000000001, Criterion("x", "min")) == -5.00001
    assert enough(7.0, Criterion("x", "max")) == 7


@pytest.mark.parametrize(("share", "read"), [(0, "0%"), (0.001, "<1%"), (0.5, "50%"), (0.999, ">99%"), (1, "100%")])
def test_shares_never_read_as_none_or_all_where_they_are_not(share, read):
    assert percent(share) == read


def test_place_that_is_never_among_the_first_is_told_so():
    matrix = matrix_of([(3, 3), (2, 2), (1, 1)], "++")
    assert by_name(document_of(matrix, ranks=2))["p2"]["summary"].startswith("among the first 2 in no weighting")
