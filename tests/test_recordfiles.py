import csv
import io
import json

import openpyxl
import polars
import pytest
from hypothesis import given
from hypothesis import strategies as st

from yanzhen.errors import UnreadableInput, WrongUsage
from yanzhen.recordfiles import inert, read_records, read_rows, replacing, workbook_bytes, write_rows

ROWS = [
    {"id": "a", "name": "甲", "score": 3, "reasons": [{"kind": "words", "weight": 3}]},
    {"id": "b", "name": "=cmd|' /C calc'!A0", "score": 12_345_678_901_234_567, "reasons": []},
    {"id": "c", "name": "丙\n二行"},
]


@pytest.mark.parametrize("suffix", [".json", ".csv", ".parquet", ".xlsx"])
def test_rows_read_back_in_every_format(tmp_path, suffix):
    out = tmp_path / f"rows{suffix}"
    write_rows(ROWS, str(out))
    back = read_records(out, "demand")
    assert [record.key for record in back] == ["a", "b", "c"]
    assert back[0].fields["reasons"] == ROWS[0]["reasons"]
    assert int(back[1].fields["score"]) == ROWS[1]["score"]


def test_same_rows_give_same_bytes(tmp_path):
    for suffix in (".json", ".csv", ".tsv", ".parquet", ".xlsx"):
        one, two = tmp_path / f"1{suffix}", tmp_path / f"2{suffix}"
        write_rows(ROWS, str(one))
        write_rows(ROWS, str(two))
        assert one.read_bytes() == two.read_bytes(), suffix


def test_formula_is_text_in_a_workbook_and_inert_in_csv(tmp_path):
    out = tmp_path / "rows.xlsx"
    write_rows(ROWS, str(out))
    cell = openpyxl.load_workbook(out).active["B3"]
    assert (cell.data_type, cell.value) == ("s", ROWS[1]["name"])
    write_rows(ROWS, str(tmp_path / "rows.csv"))
    text = (tmp_path / "rows.csv").read_bytes().decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(text)))[2][1].startswith("'=")


@given(st.text(max_size=8))
def test_inert_never_starts_like_a_formula(text):
    assert not str(inert(text)).startswith(("=", "+", "-", "@", "\t", "\r"))


def test_numbers_too_large_for_a_cell_stay_exact():
    data = workbook_bytes({"数": (["n"], [{"n": 2**60 + 1}, {"n": 7}])})
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    assert [sheet["A2"].value, sheet["A3"].value] == [str(2**60 + 1), 7]


def test_unknown_suffix_names_the_known_ones(tmp_path):
    with pytest.raises(WrongUsage, match=r"\.parquet"):
        write_rows(ROWS, str(tmp_path / "rows.doc"))


def test_failed_write_leaves_the_old_file(tmp_path):
    out = tmp_path / "old.json"
    out.write_text("old")
    with pytest.raises(RuntimeError), replacing(out) as stream:
        stream.write(b"half")
        raise RuntimeError
    assert out.read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["old.json"]


def test_plain_table_of_titles_and_texts_is_enough(tmp_path):
    path = tmp_path / "demands.tsv"
    path.write_text('id\ttitle\ttext\n7\t"引号 的题目\t正文\n', encoding="utf-8")
    (record,) = read_records(path, "demand")
    assert (record.key, record.kind, record.name) == ("7", "demand", '"引号 的题目')
    assert record.get("content") == "正文"


def test_records_without_ids_get_content_keys(tmp_path):
    path = tmp_path / "records.json"
    path.write_text(json.dumps({"records": [{"kind": "demand", "name": "甲"}, {"kind": "demand", "name": "甲"}]}))
    first, second = (record.key for record in read_records(path))
    assert second == f"{first}~2"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("no.json", None),
        ("bad.json", b"{"),
        ("list.json", b"[1]"),
        ("bad.parquet", b"x"),
        ("a.doc", b""),
        ("x.xlsx", b"PK"),
    ],
)
def test_unreadable_file_is_one_clear_error(tmp_path, name, content):
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(UnreadableInput, match=name):
        read_rows(path)


def test_table_without_names_says_which_column_is_missing(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("a,b\n1,2\n")
    with pytest.raises(UnreadableInput, match="name"):
        read_records(path, "demand")


def test_parquet_keeps_integers(tmp_path):
    out = tmp_path / "rows.parquet"
    write_rows([{"n": 1}, {"n": None}, {"n": 3}], str(out))
    assert polars.read_parquet(out)["n"].to_list() == [1, None, 3]


@pytest.mark.parametrize(
    ("row", "number"), [("5.0", 5), ("12", 12), ("第三排", 0), ("-1", 0), ("1e999", 0), ("nan", 0), ("2.5", 0), ("", 0)]
)
def test_column_called_row_may_mean_anything(tmp_path, row, number):
    (tmp_path / "r.csv").write_text(f"name,row,extra\n示例项目,{row},一句话\n", encoding="utf-8")
    (record,) = read_records(tmp_path / "r.csv", "project")
    assert (record.source.row, record.extra) == (number, {"extra": "一句话"})
