"""Places and criteria in files: every format, every language, and the name of each fault's place."""

import math
from pathlib import Path

import numpy as np
import pytest

from yanzhen.errors import UnreadableInput
from yanzhen.place.matrix import Criterion
from yanzhen.place.matrix_files import read_comparisons, read_criteria, read_matrix
from yanzhen.recordfiles import SUFFIXES, write_rows

CRITERIA = (Criterion("cost", "min"), Criterion("rail"))


def written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_matrix_in_every_format(tmp_path, suffix):
    rows = [{"place": "长沙", "cost": 6.5, "rail": 95}, {"place": "岳阳", "cost": None, "rail": 12}]
    write_rows(rows, str(tmp_path / f"m{suffix}"))
    read = read_matrix(tmp_path / f"m{suffix}", CRITERIA)
    assert read.matrix.places == ("长沙", "岳阳")
    np.testing.assert_array_equal(read.matrix.values, [(6.5, 95), (math.nan, 12)])
    assert (read.refused, read.unused) == ([], [])


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_criteria_in_every_format(tmp_path, suffix):
    rows = [
        {"criterion": "cost", "direction": "min", "weight": "very important", "at_most": 9, "lowest": 1},
        {"criterion": "rail", "direction": "max", "weight": "2", "preference": 10, "indifference": 5},
    ]
    write_rows(rows, str(tmp_path / f"c{suffix}"))
    assert read_criteria(tmp_path / f"c{suffix}") == (
        Criterion("cost", "min", 5, at_most=9, lowest=1),
        Criterion("rail", "max", 2, indifference=5, preference=10),
    )


def test_criteria_in_chinese(tmp_path):
    path = written(tmp_path / "c.csv", "指标,方向,权重,不低于\n成本,越小越好,非常重要,\n高铁,越大越好,不考虑,50\n")
    assert read_criteria(path) == (Criterion("成本", "min", 5), Criterion("高铁", "max", 0, at_least=50))


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("1,234.5", 1234.5),
        ("１２", 12),
        (" 7 ", 7),
        ("-3", -3),
        ("1e3", 1000),
        ("待定", None),
        ("—", None),
        ("n/a", None),
    ],
)
def test_number_as_people_write_it(tmp_path, cell, value):
    path = written(tmp_path / "m.csv", f'place,cost,rail\nx,"{cell}",1\n')
    read = read_matrix(path, CRITERIA)
    assert read.refused == []
    np.testing.assert_array_equal(read.matrix.values[0, 0], math.nan if value is None else value)


@pytest.mark.parametrize("cell", ["abc", "12%", "3万", "1,2", "inf", "nan", "1e999", "=1+1"])
def test_cell_that_is_no_number_is_named_and_unknown(tmp_path, cell):
    path = written(tmp_path / "m.csv", f'place,cost,rail\nx,1,1\ny,"{cell}",2\n')
    read = read_matrix(path, CRITERIA)
    assert math.isnan(read.matrix.values[1, 0])
    (refusal,) = read.refused
    assert all(named in refusal.en for named in ("m.csv", "row 3", "cost", cell))
    assert "第 3 行" in refusal.zh


def test_rows_without_a_name_or_with_one_twice_are_left_out_and_named(tmp_path):
    path = written(tmp_path / "m.csv", "place,cost,rail\nx,1,1\n,2,2\n\nx,3,3\n")
    read = read_matrix(path, CRITERIA)
    assert read.matrix.places == ("x",)
    assert ["row 3" in read.refused[0].en, "row 5" in read.refused[1].en] == [True, True]


def test_columns_that_are_no_criteria_are_told(tmp_path):
    assert read_matrix(written(tmp_path / "m.csv", "城市,cost,rail,note\nx,1,1,hi\n"), CRITERIA).unused == ["note"]


@pytest.mark.parametrize("text", ["place,cost\nx,1\n", "place,cost,rail\nx,1,\n"])
def test_criterion_of_which_no_place_tells_anything_is_unknown(tmp_path, text):
    read = read_matrix(written(tmp_path / "m.csv", text), CRITERIA)
    assert np.isnan(read.matrix.values[:, 1]).all()


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("place,cost,rails\nx,1,2\n", "did you mean “rails”"),
        ("town,cost,rail\nx,1,2\n", "place"),
        ("place,cost,rail\n", "no rows"),
        ("", "no rows"),
        ("place,cost,rail\n,1,2\n", "lacks the column place"),
        ("place,distance,road\nx,1,2\n", "none of the criteria"),
    ],
)
def test_matrix_that_can_not_be_read(tmp_path, text, named):
    with pytest.raises(UnreadableInput) as caught:
        read_matrix(written(tmp_path / "m.csv", text), CRITERIA)
    assert named in caught.value.said.en


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("criterion\ncost\n", "direction"),
        ("direction\nmax\n", "criterion"),
        ("criterion,direction\ncost,up\n", "row 2: direction"),
        ("criterion,direction\nx,max\n,max\n", "row 3: criterion"),
        ("criterion,direction\ncost,max\ncost,min\n", "row 3: criterion"),
        ("criterion,direction,weight\ncost,max,heavy\n", "row 2: weight"),
        ("criterion,direction,weight\ncost,max,-1\n", "row 2: cost"),
        ("criterion,direction,at_least\ncost,max,many\n", "row 2: at_least"),
        ("criterion,direction,at_least,at_most\ncost,max,5,2\n", "at_least 5 is above at_most 2"),
    ],
)
def test_criteria_that_can_not_be_read(tmp_path, text, named):
    with pytest.raises(UnreadableInput) as caught:
        read_criteria(written(tmp_path / "c.csv", text))
    assert "c.csv" in caught.value.said.en
    assert named in caught.value.said.en
    assert "c.csv" in caught.value.said.zh


def test_comparisons_as_numbers_and_fractions(tmp_path):
    path = written(tmp_path / "a.csv", "criterion,cost,rail\ncost,1,1/3\nrail,,1\n")
    np.testing.assert_allclose(read_comparisons(path, CRITERIA), [(1, 1 / 3), (math.nan, 1)])


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("criterion,cost,rail\ncosts,1,2\n", "costs"),
        ("criterion,cost,rail\ncost,1,three\n", "three"),
        ("criterion,cost\ncost,1\n", "rail"),
        ("criterion,cost,rail\ncost,1,1/0\n", "1/0"),
    ],
)
def test_comparisons_that_can_not_be_read(tmp_path, text, named):
    with pytest.raises(UnreadableInput) as caught:
        read_comparisons(written(tmp_path / "a.csv", text), CRITERIA)
    assert named in caught.value.said.en
