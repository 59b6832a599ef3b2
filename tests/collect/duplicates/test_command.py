"""`yanzhen duplicates`: files in, files out, and what it says."""

import json

import openpyxl
import pytest
from tests.collect.duplicates.builders import project
from tests.test_cli import one_line, yanzhen

from yanzhen.recordfiles import read_rows, write_rows


@pytest.fixture
def folder(tmp_path):
    rows = [
        project("a"),
        project("b", target="430100"),
        project("c", name="轻量化轮毂智能制造项目二期", content="另建。", investment_cny=90_000_000, signed_on=None),
    ]
    for suffix in ("json", "csv", "tsv", "parquet", "xlsx"):
        write_rows([each.as_row() for each in rows], str(tmp_path / f"in.{suffix}"))
    return tmp_path


def test_the_same_bytes_from_every_format(folder):
    answers = set()
    for suffix in ("json", "csv", "tsv", "parquet", "xlsx"):
        done = yanzhen("duplicates", f"in.{suffix}", "-o", f"out-{suffix}.json", cwd=folder)
        assert done.returncode == 0, done.stderr
        answers.add((folder / f"out-{suffix}.json").read_bytes())
    assert len(answers) == 1
    document = json.loads(answers.pop())
    assert [each["ids"] for each in document["groups"]] == [["a", "b"]]
    pair = document["pairs"][0]
    assert pair["score"] == sum(each["weight"] for each in pair["evidence"])
    assert (pair["group"], pair["id_a"], pair["id_b"], pair["level"]) == (1, "a", "b", "certain")


@pytest.mark.parametrize("suffix", ["csv", "tsv", "parquet", "xlsx"])
def test_every_format_out(folder, suffix):
    assert yanzhen("duplicates", "in.json", "-o", f"out.{suffix}", cwd=folder).returncode == 0
    if suffix == "xlsx":
        book = openpyxl.load_workbook(folder / "out.xlsx", read_only=True)
        assert [row[3] for row in book["groups"].iter_rows(min_row=2, values_only=True)] == ["a", "b"]
        names, *lines = book["pairs"].iter_rows(values_only=True)
        rows = [dict(zip(names, line, strict=False)) for line in lines]
    else:
        rows = read_rows(folder / f"out.{suffix}")
    assert next((row["id_a"], row["id_b"]) for row in rows) == ("a", "b")


def test_standard_input_and_output_in_both_languages(folder):
    for suffix in ("json", "csv", "parquet"):
        data = (folder / f"in.{suffix}").read_bytes()
        done = yanzhen("duplicates", "-", "-o", "-", cwd=folder, stdin=data)
        assert "1 groups of the same" in done.stderr.decode()
        assert json.loads(done.stdout)["groups"][0]["ids"] == ["a", "b"]
    chinese = yanzhen("duplicates", "-", "-o", "-", cwd=folder, stdin=data, language="zh_CN.UTF-8")
    assert "1 组相同" in chinese.stderr.decode()


def test_its_own_answer_given_back_as_never_parts_the_group(folder):
    yanzhen("duplicates", "in.json", "-o", "pairs.csv", cwd=folder)
    done = yanzhen("duplicates", "in.json", "-o", "-", "--never", "pairs.csv", cwd=folder)
    assert json.loads(done.stdout)["groups"] == []
    assert "a" not in [pair["id_a"] for pair in json.loads(done.stdout)["pairs"] if pair["id_b"] == "b"]


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["no.json", "-o", "x.json"], "no.json"),
        (["in.json", "-o", "x.doc"], ".parquet"),
        (["in.json", "-o", "x.json", "--never", "bad.csv"], "id_a"),
        (["empty.json", "-o", "x.json"], "empty.json"),
        (["in.json", "-o", "x.json", "--kind", "spaceship"], "--kind"),
    ],
)
def test_a_wrong_call_is_one_line_and_writes_nothing(folder, words, named):
    (folder / "bad.csv").write_text("one,two\na,b\n")
    (folder / "empty.json").write_text("[]")
    done = yanzhen("duplicates", *words, cwd=folder)
    assert done.returncode == 2
    assert named in one_line(done)
    assert not (folder / "x.json").exists()


def test_rows_that_do_not_say_their_kind(folder):
    (folder / "plain.csv").write_text(
        "id,name,organisation\n1,轮毂旋压跳动改善,沅鹭湾轮毂\n2,轮毂旋压跳动改善,沅鹭湾轮毂\n"
    )
    done = yanzhen("duplicates", "plain.csv", "-o", "-", "--kind", "demand", cwd=folder)
    assert json.loads(done.stdout)["pairs"][0]["kind"] == "demand"
