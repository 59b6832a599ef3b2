"""What the commands promise: exit codes, one line for an error, both languages, old files left alone."""

import json
import os
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from yanzhen.cli import program

ROOT = Path(__file__).resolve().parents[1]
HEAVY = ("django", "polars", "scipy", "ortools", "openpyxl", "numpy")
HEADERS = ["项目名称", "投资方", "转出地", "承接地", "投资总额（亿元）"]


def yanzhen(
    *words: object, cwd, language: str = "en_US.UTF-8", stdin: bytes = b""
) -> subprocess.CompletedProcess[bytes]:
    environment = {**os.environ, "LC_ALL": language, "PYTHONWARNINGS": "error"}
    command = [sys.executable, "-m", "yanzhen.cli", *(str(word) for word in words)]
    return subprocess.run(command, cwd=cwd, env=environment, input=stdin, capture_output=True, check=False)


def write_book(path, *rows) -> None:
    book = openpyxl.Workbook()
    book.active.title = "项目"
    for row in (HEADERS, *rows):
        book.active.append(row)
    book.save(path)


def one_line(done) -> str:
    text = done.stderr.decode()
    assert text.count("\n") == 1, text
    assert "Traceback" not in text
    return text


@pytest.mark.parametrize("name", program.commands)
@pytest.mark.parametrize(("language", "word"), [("zh_CN.UTF-8", "用法"), ("en_US.UTF-8", "Usage")])
def test_help_of_every_verb_in_both_languages(tmp_path, name, language, word):
    done = yanzhen(name, "--help", cwd=tmp_path, language=language)
    assert done.returncode == 0
    assert word in done.stdout.decode()


def test_lang_beats_the_environment_wherever_it_stands(tmp_path):
    assert "选项" in yanzhen("match", "--help", "--lang", "zh", cwd=tmp_path).stdout.decode()
    assert "Options" in yanzhen("--lang=en", "--help", cwd=tmp_path, language="zh_CN.UTF-8").stdout.decode()


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["nothing"], "nothing"),
        (["collect"], "BOOK"),
        (["collect", "a.xlsx"], "-o"),
        (["collect", "a.xlsx", "-o", "x.json", "--kind", "spaceship"], "--kind"),
        (["collect", "no.xlsx", "-o", "x.json"], "no.xlsx"),
        (["collect", "no.xlsx", "-o", "x.doc"], ".parquet"),
        (["match", "no.json", "no.json", "-o", "x.json"], "no.json"),
        (["match", "no.json", "no.json", "-o", "x.json", "--top", "0"], "--top"),
        (["run", "nowhere", "-o", "out"], "nowhere"),
        (["scenario", "atlantis", "-o", "out"], "hunan2025"),
    ],
)
def test_wrong_call_is_one_line_and_writes_nothing(tmp_path, words, named):
    done = yanzhen(*words, cwd=tmp_path)
    assert done.returncode == 2
    assert named in one_line(done)
    assert list(tmp_path.iterdir()) == []


def test_collect_clean_book_is_done(tmp_path):
    write_book(tmp_path / "a.xlsx", ["风电叶片项目", "某风电有限公司", "江苏南通", "岳阳", 12])
    done = yanzhen("collect", "a.xlsx", "-o", "-", cwd=tmp_path)
    assert done.returncode == 0, done.stderr.decode()
    (record,) = json.loads(done.stdout)["records"]
    assert (record["target"], record["investment_cny"], record["row"]) == ("430600", 1_200_000_000, 2)


def test_collect_refused_cell_is_exit_1_and_named(tmp_path):
    write_book(tmp_path / "a.xlsx", ["风电叶片项目", "某风电有限公司", "江苏南通", "岳阳", "-3亿"])
    done = yanzhen("collect", "a.xlsx", "-o", "x.json", "--corrections", "back", cwd=tmp_path)
    assert done.returncode == 1
    assert "E2" in done.stderr.decode() or "row 2" in done.stderr.decode()
    assert [issue["code"] for issue in json.loads((tmp_path / "x.json").read_bytes())["issues"]] == ["amount_negative"]
    assert openpyxl.load_workbook(tmp_path / "back" / "a.xlsx").active["E2"].comment is not None


def test_collect_reads_headers_by_the_mapping_and_says_why(tmp_path):
    write_book(tmp_path / "a.xlsx", ["风电叶片项目", "某风电有限公司", "江苏南通", "岳阳", 12])
    lesson = {"kind": "project", "header": ["投资方"], "key": "project_company"}
    (tmp_path / "m.json").write_text(json.dumps({"version": 1, "lessons": [lesson]}), encoding="utf-8")
    done = yanzhen("collect", "a.xlsx", "--mapping", "m.json", "-o", "-", cwd=tmp_path)
    assert done.returncode == 0, done.stderr.decode()
    told = json.loads(done.stdout)
    assert told["records"][0]["project_company"] == "某风电有限公司"
    column = next(column for column in told["columns"] if column["header"] == "投资方")
    assert (column["key"], column["certainty"]) == ("project_company", 1.0)
    assert column["because"]


@pytest.mark.parametrize("content", [None, b"{}", b"no json"])
def test_collect_with_an_unusable_mapping_writes_nothing(tmp_path, content):
    write_book(tmp_path / "a.xlsx", ["风电叶片项目", "某风电有限公司", "江苏南通", "岳阳", 12])
    if content is not None:
        (tmp_path / "m.json").write_bytes(content)
    done = yanzhen("collect", "a.xlsx", "--mapping", "m.json", "-o", "x.json", cwd=tmp_path)
    assert done.returncode == 2
    assert "m.json" in one_line(done)
    assert not (tmp_path / "x.json").exists()


def test_collect_reads_standard_input(tmp_path):
    write_book(tmp_path / "a.xlsx", ["风电叶片项目", "某风电有限公司", "江苏南通", "岳阳", 12])
    done = yanzhen("collect", "-", "-o", "-", cwd=tmp_path, stdin=(tmp_path / "a.xlsx").read_bytes())
    assert done.returncode == 0, done.stderr.decode()
    assert len(json.loads(done.stdout)["records"]) == 1


def test_unreadable_book_leaves_the_old_output(tmp_path):
    (tmp_path / "a.xlsx").write_bytes(b"not a workbook")
    (tmp_path / "x.json").write_text("old")
    done = yanzhen("collect", "a.xlsx", "-o", "x.json", cwd=tmp_path)
    assert done.returncode == 2
    assert "a.xlsx" in one_line(done)
    assert (tmp_path / "x.json").read_text() == "old"


def test_one_unreadable_book_among_many_is_told_and_the_rest_written(tmp_path):
    (tmp_path / "bad.xlsx").write_bytes(b"not a workbook")
    write_book(tmp_path / "good.xlsx", ["风电叶片项目", "某风电有限公司", "江苏南通", "岳阳", 12])
    done = yanzhen("collect", "bad.xlsx", "good.xlsx", "-o", "x.json", cwd=tmp_path)
    assert done.returncode == 1
    assert "bad.xlsx" in done.stderr.decode()
    (record,) = json.loads((tmp_path / "x.json").read_bytes())["records"]
    assert record["book"] == "good.xlsx"


def test_match_gives_reasons_that_add_up(tmp_path):
    (tmp_path / "needs.tsv").write_text("id\ttitle\ttext\nd1\t铁磷渣制备电池级磷酸铁\t吨处理成本低于1500元\n", "utf-8")
    (tmp_path / "offers.tsv").write_text(
        "id\ttitle\ttext\na1\t铁磷渣制备磷酸铁短流程\t吨成本1300元\na2\t避障算法\t无人机\n", "utf-8"
    )
    done = yanzhen("match", "needs.tsv", "offers.tsv", "--kind", "technology", "-o", "-", cwd=tmp_path)
    assert done.returncode == 0, done.stderr.decode()
    rows = json.loads(done.stdout)
    assert rows[0]["offer_id"] == "a1"
    for row in rows:
        assert sum(reason["weight"] for reason in row["reasons"]) == row["score"]


def test_import_is_light():
    code = f"import sys, yanzhen, yanzhen.cli; print([name for name in {HEAVY} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_command_reference_is_current():
    sys.path.insert(0, str(ROOT / "tools"))
    try:
        from command_reference import DOCS, reference
    finally:
        sys.path.pop(0)
    for language in ("zh", "en"):
        assert (DOCS / language / "commands.md").read_text("utf-8") == reference(language), "run `make docs`"
