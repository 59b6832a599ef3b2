"""`yanzhen meet`: the files, the exit codes, and nothing written when it goes wrong."""

import json
import os
import subprocess
import sys

import pytest
from tests.meet.checker import check
from tests.meet.conftest import event_of_pairs


def meet(*words, cwd, language="en_US.UTF-8", stdin=b""):
    environment = {**os.environ, "LC_ALL": language}
    command = [sys.executable, "-m", "yanzhen.cli", "meet", *map(str, words)]
    return subprocess.run(command, cwd=cwd, env=environment, input=stdin, capture_output=True, check=False)


@pytest.fixture
def event(tmp_path):
    document = event_of_pairs([("A", "B", 10), ("A", "C", 5), ("B", "C", 4)], people={"A": {"max": 1}}, tables=1)
    (tmp_path / "event.json").write_text(json.dumps(document), encoding="utf-8")
    return document


def test_timetable_in_json(event, tmp_path):
    done = meet("event.json", "-o", "out.json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr.decode()
    timetable = json.loads((tmp_path / "out.json").read_bytes())
    check(event, timetable)
    assert (timetable["value"], timetable["bound"], timetable["gap"]) == (14, 14, 0)
    (left,) = timetable["unscheduled"]
    assert left["id"] == "r2"
    assert "A has" in left["why"]
    assert left["why"].endswith("costs 5")
    assert b"2 of 3 requests" in done.stderr


def test_reasons_in_chinese_from_standard_input(event, tmp_path):
    done = meet("-", "-o", "-", cwd=tmp_path, stdin=json.dumps(event).encode(), language="zh_CN.UTF-8")
    assert done.returncode == 0
    assert json.loads(done.stdout)["unscheduled"][0]["why"].startswith("A 最多 1 场")


def test_table_of_the_meetings(event, tmp_path):
    assert meet("event.json", "-o", "out.csv", cwd=tmp_path).returncode == 0
    header, *rows = (tmp_path / "out.csv").read_text(encoding="utf-8-sig").splitlines()
    assert header == "id,a,b,slot,table,hall,value"
    assert len(rows) == 2


def test_refused_part_is_told_and_the_rest_written(event, tmp_path):
    event["requests"].append({"id": "r9", "a": "A", "b": "nobody", "value": 3})
    (tmp_path / "event.json").write_text(json.dumps(event), encoding="utf-8")
    done = meet("event.json", "-o", "out.json", cwd=tmp_path)
    assert done.returncode == 1
    assert b"r9" in done.stderr
    timetable = json.loads((tmp_path / "out.json").read_bytes())
    check(event, timetable)
    assert [row["id"] for row in timetable["refused"]] == ["r9"]
    assert timetable["value"] == 14


def test_unusable_event_leaves_the_old_file(event, tmp_path):
    (tmp_path / "event.json").write_text(json.dumps({**event, "tables": -1}), encoding="utf-8")
    (tmp_path / "out.json").write_text("old", encoding="utf-8")
    done = meet("event.json", "-o", "out.json", cwd=tmp_path)
    assert done.returncode == 2
    assert len(done.stderr.decode().strip().splitlines()) == 1
    assert "tables" in done.stderr.decode()
    assert (tmp_path / "out.json").read_text(encoding="utf-8") == "old"


@pytest.mark.parametrize("words", [("--time-limit", "0"), ("--time-limit", "x"), ("--backend", "abacus")])
def test_options_that_make_no_sense(event, tmp_path, words):
    done = meet("event.json", *words, "-o", "out.json", cwd=tmp_path)
    assert done.returncode == 2
    assert not (tmp_path / "out.json").exists()


def test_importing_loads_no_solver():
    code = "import sys, yanzhen, yanzhen.cli; sys.exit(any(name.startswith('ortools') for name in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
