"""`yanzhen template`: what it writes, what it refuses, and that nothing is half-written."""

import json

import openpyxl
import pytest
from tests.collect.templates.provinces import projects, province_book

from yanzhen.cli import main


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    province_book(tmp_path / "调度表.xlsx")
    rows = [record.as_row() for record in projects()]
    (tmp_path / "records.json").write_text(json.dumps(rows), encoding="utf-8")
    return tmp_path


def run(*words: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(["--lang", "zh", *words])
    return int(ended.value.code or 0)


def test_a_layout_is_learned_and_filled(folder):
    assert run("template", "learn", "调度表.xlsx", "-o", "t.json") == 0
    assert json.loads((folder / "t.json").read_bytes())["yanzhen_template"] == 1
    words = ["--period", "2026-03", "--office", "示例单位", "--order", "株洲市，长沙市", "--by", "city", "--totals"]
    assert run("template", "fill", "t.json", "records.json", "-o", "out.xlsx", *words) == 0
    page = openpyxl.load_workbook(folder / "out.xlsx").active
    assert page["A1"].value == "湖南省2026年3月招商引资重点项目调度表"
    heads = [cell.value for (cell,) in page.iter_rows(max_col=1) if str(cell.value).endswith("小计")]
    assert heads[:2] == ["株洲市小计", "长沙市小计"]


def test_columns_in_doubt_are_told(folder, capsys):
    book = openpyxl.Workbook()
    book.active.append(["项目名称", "投资方", "考核折算系数", "承接地"])
    book.save(folder / "b.xlsx")
    assert run("template", "learn", "b.xlsx", "-o", "t.json") == 0
    assert "考核折算系数" in capsys.readouterr().err


def test_records_without_a_sheet_are_told_and_the_rest_is_written(folder, capsys):
    rows = [{"kind": "demand", "name": "示例需求"}, {"kind": "project", "name": "示例项目"}]
    (folder / "mixed.json").write_text(json.dumps(rows), encoding="utf-8")
    run("template", "learn", "调度表.xlsx", "-o", "t.json")
    assert run("template", "fill", "t.json", "mixed.json", "-o", "out.xlsx") == 1
    assert "技术需求" in capsys.readouterr().err
    assert (folder / "out.xlsx").exists()


@pytest.mark.parametrize(
    "words",
    [
        ("template", "fill", "records.json", "records.json", "-o", "old.xlsx"),
        ("template", "fill", "missing.json", "records.json", "-o", "old.xlsx"),
        ("template", "fill", "t.json", "missing.json", "-o", "old.xlsx"),
        ("template", "fill", "t.json", "records.json", "-o", "old.xlsx", "--period", "去年"),
        ("template", "fill", "t.json", "records.json", "-o", "old.xlsx", "--order", "亚特兰蒂斯"),
        ("template", "fill", "t.json", "records.json", "-o", "old.csv"),
        ("template", "learn", "records.json", "-o", "old.xlsx"),
        ("template", "learn", "missing.xlsx", "-o", "old.xlsx"),
    ],
)
def test_what_can_not_be_read_is_one_line_and_leaves_the_old_file(folder, capsys, words):
    run("template", "learn", "调度表.xlsx", "-o", "t.json")
    for old in ("old.xlsx", "old.csv"):
        (folder / old).write_text("old", encoding="utf-8")
    capsys.readouterr()
    assert run(*words) == 2
    told = capsys.readouterr().err
    assert told.count("\n") == 1 and "Traceback" not in told
    assert (folder / "old.xlsx").read_text() == (folder / "old.csv").read_text() == "old"


def test_what_collect_writes_as_xlsx_is_filled_too(folder, capsys):
    run("template", "learn", "调度表.xlsx", "-o", "t.json")
    assert run("collect", "调度表.xlsx", "-o", "records.xlsx") == 0
    capsys.readouterr()
    assert run("template", "fill", "t.json", "records.xlsx", "-o", "out.xlsx") == 0
    assert capsys.readouterr().err == ""
    names = [
        cell.value for (cell,) in openpyxl.load_workbook(folder / "out.xlsx").active.iter_rows(min_col=2, max_col=2)
    ]
    assert [name for name in names if name and name.endswith("旧项目")] == ["示例旧项目"]


def test_a_plain_table_holds_what_the_template_is_for(folder):
    (folder / "plain.csv").write_text("name,investor\n示例项目,示例公司\n", encoding="utf-8")
    run("template", "learn", "调度表.xlsx", "-o", "t.json")
    assert run("template", "fill", "t.json", "plain.csv", "-o", "out.xlsx") == 0
