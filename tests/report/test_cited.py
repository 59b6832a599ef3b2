"""Cited figures: read with their source, refused without."""

from decimal import Decimal
from pathlib import Path

import pytest

from yanzhen.errors import UnreadableInput
from yanzhen.report import read_cited

HEAD = "id,name_zh,name_en,value,unit,as_of,source_zh,source_en\n"
GOOD = "a,承接企业,Firms,4291,家,2024-12-31,示例厅,Office\n"


def write(tmp_path: Path, *rows: str) -> Path:
    path = tmp_path / "cited.csv"
    path.write_text(HEAD + "".join(rows), encoding="utf-8")
    return path


def test_cited_figure_is_shown_as_it_stands(tmp_path: Path) -> None:
    rows = (
        GOOD,
        "b,到位资金（约）,Funds (about),６８００,亿元,2024,示例厅,\n",
        "c,占比,Share,12.5,%,2024-06,示例厅,Office\n",
    )
    firms, funds, share = read_cited(write(tmp_path, *rows))
    assert (firms.value, firms.unit, firms.rows, firms.source) == (4291, "家", (), ("示例厅", "Office"))
    assert (funds.value, funds.value_cny, funds.approximate, funds.display("en")) == (
        6800,
        680_000_000_000,
        True,
        "CNY 680 billion",
    )
    assert (share.value, share.display("zh"), share.display("en")) == (Decimal("12.5"), "12.5%", "12.5%")


def test_value_may_say_itself_that_it_is_approximate(tmp_path: Path) -> None:
    (funds,) = read_cited(write(tmp_path, "b,到位资金,Funds,约 6800,亿元,2024,示例厅,\n"))
    assert (funds.value, funds.approximate, funds.name) == (6800, True, ("到位资金", "Funds"))


@pytest.mark.parametrize(
    ("row", "word"),
    [
        ("b,到位资金,Funds,6800,亿元,2024-12-31,,Office\n", "source_zh"),
        ("b,到位资金,Funds,很多,亿元,2024-12-31,示例厅,Office\n", "很多"),
        ("b,到位资金,Funds,NaN,亿元,2024-12-31,示例厅,Office\n", "NaN"),
        ("b,到位资金,Funds,6800,亿元,去年,示例厅,Office\n", "去年"),
        (GOOD, "a"),
    ],
)
def test_cited_figure_without_source_number_or_date_is_refused(tmp_path: Path, row: str, word: str) -> None:
    with pytest.raises(UnreadableInput) as caught:
        read_cited(write(tmp_path, GOOD, row))
    assert word in caught.value.said.zh
    assert word in caught.value.said.en


def test_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnreadableInput, match=r"nothing\.csv"):
        read_cited(tmp_path / "nothing.csv")
