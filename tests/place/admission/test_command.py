"""`yanzhen admit`: the comparison by hand, the exit codes, and nothing written when it goes wrong."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import polars
import pytest
from python_calamine import CalamineWorkbook

PROJECTS = (
    "name,park,investment_cny,fixed_assets_cny,land_mu\n"
    "示例电池项目,示例园区,200000000,120000000,40\n"
    "示例缺数项目,示例园区,30000000,,\n"
)
PARKS = "name\n示例园区\n"
THRESHOLDS = "园区,指标,门槛,单位,依据\n示例园区,投资强度,350,万元/亩,示例办法\n"
DECIDERS = "决策机构,层级,投资起（万元）,投资止（万元）\n园区主任办公会,园区,,5000\n县项目评审会,县级,5000,\n"
TABLES = ("--thresholds", "T.csv", "--deciders", "D.csv")


def admit(*words: str, cwd: Path, language: str = "en_US.UTF-8") -> subprocess.CompletedProcess[bytes]:
    environment = {**os.environ, "LC_ALL": language, "PYTHONWARNINGS": "error"}
    command = [sys.executable, "-m", "yanzhen.cli", "admit", *words]
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, check=False)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in (("P", PROJECTS), ("K", PARKS), ("T", THRESHOLDS), ("D", DECIDERS)):
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    return tmp_path


def test_projects_are_compared_and_their_deciders_named(folder: Path) -> None:
    done = admit("P.csv", "K.csv", *TABLES, "-o", "out.json", cwd=folder)
    assert done.returncode == 0, done.stderr.decode()
    document = json.loads((folder / "out.json").read_bytes())
    cases = {case["name"]: case for case in document["cases"]}
    # 1.2 亿元 on 40 亩 are 300 万元/亩, 50 short of 350; 2 亿元 in all is the county's to decide.
    assert (cases["示例电池项目"]["short"], cases["示例电池项目"]["decider"]) == (1, "县项目评审会")
    assert (cases["示例缺数项目"]["unknown"], cases["示例缺数项目"]["decider"]) == (1, "园区主任办公会")
    assert "用地面积" in cases["示例缺数项目"]["questions"]
    (short,) = (check for check in document["checks"] if check["state"] == "short")
    assert (short["value"], short["threshold"], short["gap"]) == (300, 350, 50)
    assert short["source"] == "示例办法"
    assert "差 50 万元/亩" in short["text"]
    assert "short by 50 × 10,000 CNY a mu" in short["text_en"]


@pytest.mark.parametrize("name", ["out.csv", "out.tsv", "out.parquet", "out.xlsx"])
def test_answer_in_other_formats(folder: Path, name: str) -> None:
    done = admit("P.csv", "K.csv", *TABLES, "-o", name, cwd=folder)
    assert done.returncode == 0, done.stderr.decode()
    if name == "out.xlsx":
        book = CalamineWorkbook.from_path(str(folder / name))
        assert set(book.sheet_names) == {"checks", "cases"}
    elif name == "out.parquet":
        assert polars.read_parquet(folder / name).height == 2
    else:
        assert len((folder / name).read_text("utf-8-sig").splitlines()) == 3


@pytest.mark.parametrize(("language", "word"), [("zh_CN.UTF-8", "没有人定"), ("en_US.UTF-8", "nobody decides")])
def test_gaps_among_the_deciders_are_told_and_the_answer_is_written(folder: Path, language: str, word: str) -> None:
    (folder / "D.csv").write_text("决策机构,层级,投资止（万元）\n园区主任办公会,园区,10000\n", encoding="utf-8")
    done = admit("P.csv", "K.csv", *TABLES, "-o", "out.json", cwd=folder, language=language)
    assert done.returncode not in (0, 2)
    assert word in done.stderr.decode()
    cases = {case["name"]: case for case in json.loads((folder / "out.json").read_bytes())["cases"]}
    assert cases["示例电池项目"]["decider"] == ""
    assert cases["示例电池项目"]["problem_en"]


@pytest.mark.parametrize(
    ("table", "text", "named"),
    [
        ("T.csv", THRESHOLDS.replace("350", "很多"), ("T.csv", "2", "门槛")),
        ("T.csv", THRESHOLDS.replace("投资强度", "好不好"), ("T.csv", "2", "指标")),
        ("D.csv", DECIDERS.replace("县级", "乡级"), ("D.csv", "3", "层级")),
    ],
)
def test_a_cell_that_cannot_be_used_is_named_and_nothing_written(
    folder: Path, table: str, text: str, named: tuple[str, ...]
) -> None:
    (folder / table).write_text(text, encoding="utf-8")
    done = admit("P.csv", "K.csv", *TABLES, "-o", "out.json", cwd=folder, language="zh_CN.UTF-8")
    told = done.stderr.decode()
    assert done.returncode not in (0, None)
    assert told.count("\n") == 1 and "Traceback" not in told
    assert all(word in told for word in named), told
    assert not (folder / "out.json").exists()


def test_without_tables_the_parks_own_thresholds_count(folder: Path) -> None:
    (folder / "K.csv").write_text("name,investment_per_mu_min\n示例园区,250\n", encoding="utf-8")
    done = admit("P.csv", "K.csv", "-o", "out.json", cwd=folder)
    assert done.returncode == 0, done.stderr.decode()
    checks = json.loads((folder / "out.json").read_bytes())["checks"]
    assert [(check["state"], check["threshold"]) for check in checks] == [("meets", 250), ("unknown", 250)]
