import numpy as np
import pytest

from yanzhen.errors import WrongUsage
from yanzhen.match.filters import compile_filter

ATTRIBUTES = {"industry": np.array([1, 2, 3], np.int16), "amount": np.array([0.5, np.nan, 2.0])}


def kept(where, query=0, queries=2):
    mask = compile_filter(where, ATTRIBUTES, queries).mask(query)
    return None if mask is None else mask.tolist()


def test_filter_without_conditions_lets_everybody_through():
    assert kept(None) is None
    assert kept({}) is None


def test_condition_of_a_tuple_is_a_range_and_of_a_list_a_choice():
    assert kept({"industry": (1, 2)}) == [True, True, False]
    assert kept({"industry": [1, 3]}) == [True, False, True]


def test_unknown_value_meets_no_condition():
    assert kept({"amount": (None, None)}) == [True, False, True]
    assert kept({"amount": [float("nan"), 2.0]}) == [False, False, True]


def test_condition_for_each_query_is_taken_from_its_row():
    where = {"industry": np.array([[1, 3], [2, 2]]), "amount": (np.array([1.0, 0.0]), None)}
    assert kept(where, 0) == [False, False, True]
    assert kept(where, 1) == [False, False, False]


@pytest.mark.parametrize(
    "where",
    [
        {"region": 1},
        {"industry": (1, 2, 3)},
        {"industry": "1"},
        {"industry": np.array([1, 2, 3])},
        {"industry": np.zeros((2, 2, 2))},
        {"industry": (np.array([1, 2, 3]), None)},
        {"industry": ("a", "b")},
        {"industry": None},
        {"industry": {1, "a"}},
        {"industry": {1, None}},
        {"industry": [[1], [2, 3]]},
    ],
)
def test_condition_that_does_not_fit_is_refused_by_name(where):
    with pytest.raises(WrongUsage, match=next(iter(where))):
        compile_filter(where, ATTRIBUTES, 2)


@pytest.mark.parametrize("where", [[1], 3, np.array([True, False]), lambda record: True])
def test_filter_that_is_no_mapping_is_refused(where):
    with pytest.raises(WrongUsage, match="where"):
        compile_filter(where, ATTRIBUTES, 2)


def test_single_value_may_be_a_number_of_numpy():
    for one in (1, np.int64(1), np.array(1), {1}, range(1, 2)):
        kept = compile_filter({"industry": one}, ATTRIBUTES, 2).mask(0)
        assert kept.tolist() == (ATTRIBUTES["industry"] == 1).tolist()
