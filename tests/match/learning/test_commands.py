"""yanzhen learn, score, and match --model: exit codes, one line for an error, the same bytes, old files left alone."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys

import pytest

from match.learning.conftest import world
from yanzhen.match.learning.decisions import FEWEST

pytest.importorskip("lightgbm")


def yanzhen(*words: object, cwd, language: str = "en_US.UTF-8") -> subprocess.CompletedProcess[bytes]:
    environment = {**os.environ, "LC_ALL": language, "PYTHONWARNINGS": "error"}
    command = [sys.executable, "-m", "yanzhen.cli", *map(str, words)]
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, check=False)


def one_line(done) -> str:
    text = done.stderr.decode()
    assert text.count("\n") == 1, text
    assert "Traceback" not in text
    return text


def write_world(folder, demands, judged, *, level: bool = True) -> None:
    with (folder / "d.tsv").open("w", encoding="utf-8") as stream:
        stream.write("demand_id\ttitle\ttext\n")
        stream.writelines("\t".join(demand) + "\n" for demand in demands)
    with (folder / "p.tsv").open("w", encoding="utf-8") as stream:
        stream.write("achievement_id\tdemand_id\tlevel\tachievement_title_words\n")
        stream.writelines(
            f"{pair.achievement_id}\t{pair.demand_id}\t{told if level else ''}\t{pair.title}\n" for pair, told in judged
        )


@pytest.fixture(scope="module")
def taught(tmp_path_factory):
    """A folder with d.tsv, p.tsv and the model m.json that was learned from them."""
    folder = tmp_path_factory.mktemp("taught")
    write_world(folder, *world())
    done = yanzhen("learn", "--demands", "d.tsv", "--pairs", "p.tsv", "-o", "m.json", cwd=folder)
    assert done.returncode == 0, done.stderr.decode()
    assert "640" in done.stderr.decode()
    return folder


def test_scores_have_a_row_a_pair_and_the_same_bytes(taught, tmp_path):
    words = ("score", taught / "m.json", "--demands", taught / "d.tsv", "--pairs", taught / "p.tsv", "-o")
    for name in ("one.tsv", "two.tsv"):
        done = yanzhen(*words, name, cwd=tmp_path)
        assert done.returncode == 0, done.stderr.decode()
    assert (tmp_path / "one.tsv").read_bytes() == (tmp_path / "two.tsv").read_bytes()
    with (tmp_path / "one.tsv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter="\t"))
    assert list(rows[0])[:4] == ["achievement_id", "demand_id", "relevance", "level"]
    assert len(rows) == 640
    assert {row["level"] for row in rows} <= {"1", "2", "3", "4"}
    assert all(0 < float(row["relevance"]) < 5 and 0 <= float(row["accepted"]) <= 1 for row in rows)


def test_reasons_of_scores_add_up_in_both_languages(taught):
    words = ("score", "m.json", "--demands", "d.tsv", "--pairs", "p.tsv", "--reasons", "-o", "-")
    for language, word in (("zh_CN.UTF-8", "被接受"), ("en_US.UTF-8", "were accepted")):
        rows = json.loads(yanzhen(*words, cwd=taught, language=language).stdout)
        for row in rows[:50]:
            assert sum(reason["weight"] for reason in row["reasons"]) == round((row["relevance"] - 1) * 10_000)
            assert word in row["reasons"][0]["text"]


def test_later_file_of_decisions_gives_what_all_together_give(taught, tmp_path):
    demands, judged = world()
    write_world(tmp_path, demands, judged[:500])
    first = yanzhen("learn", "--demands", "d.tsv", "--pairs", "p.tsv", "-o", "m.json", cwd=tmp_path)
    assert first.returncode == 0
    write_world(tmp_path, demands, judged[500:])
    words = ("learn", "--model", "m.json", "--demands", "d.tsv", "--pairs", "p.tsv", "-o", "m.json")
    assert yanzhen(*words, cwd=tmp_path).returncode == 0
    assert (tmp_path / "m.json").read_bytes() == (taught / "m.json").read_bytes()


def test_too_few_decisions_are_refused_and_an_old_model_stays(tmp_path):
    demands, judged = world()
    write_world(tmp_path, demands, judged[:50])
    (tmp_path / "m.json").write_bytes(b"old")
    done = yanzhen("learn", "--demands", "d.tsv", "--pairs", "p.tsv", "-o", "m.json", cwd=tmp_path)
    assert done.returncode == 2
    assert "50" in one_line(done)
    assert str(FEWEST) in one_line(done)
    assert (tmp_path / "m.json").read_bytes() == b"old"


def test_rows_that_cannot_be_used_are_told_and_the_rest_learned(tmp_path):
    demands, judged = world()
    write_world(tmp_path, demands, judged)
    with (tmp_path / "p.tsv").open("a", encoding="utf-8") as stream:
        stream.write("a\tnobody\t3\t涂层\nb\td001\t9\t涂层\n")
    done = yanzhen("learn", "--demands", "d.tsv", "--pairs", "p.tsv", "-o", "m.json", cwd=tmp_path)
    assert done.returncode == 1
    told = done.stderr.decode()
    assert "row 642: demand_id “nobody”" in told
    assert "row 643: level is “9”" in told
    assert (tmp_path / "m.json").is_file()


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["learn", "--pairs", "p.tsv", "-o", "x.json"], "--demands"),
        (["learn", "--demands", "no.tsv", "--pairs", "p.tsv", "-o", "x.json"], "no.tsv"),
        (["learn", "--demands", "d.tsv", "--pairs", "d.tsv", "-o", "x.json"], "level"),
        (["learn", "--model", "p.tsv", "--demands", "d.tsv", "--pairs", "p.tsv", "-o", "x.json"], "p.tsv"),
        (["score", "no.json", "--demands", "d.tsv", "--pairs", "p.tsv", "-o", "x.tsv"], "no.json"),
        (["score", "d.tsv", "--demands", "d.tsv", "--pairs", "p.tsv", "-o", "x.tsv"], "yanzhen learn"),
        (["score", "m.json", "--demands", "d.tsv", "--pairs", "p.tsv", "-o", "x.doc"], ".parquet"),
        (["match", "d.tsv", "d.tsv", "--model", "d.tsv", "-o", "x.json"], "yanzhen learn"),
    ],
)
def test_wrong_call_is_one_line_and_writes_nothing(taught, words, named):
    before = sorted(taught.iterdir())
    done = yanzhen(*words, cwd=taught)
    assert done.returncode == 2
    assert named in one_line(done)
    assert sorted(taught.iterdir()) == before


def test_match_with_a_model_gives_learned_reasons(taught, tmp_path):
    (tmp_path / "a.tsv").write_text("achievement_id\ttitle\na1\t锂电池 储能\na2\t焊丝 堆焊\n", encoding="utf-8")
    done = yanzhen("match", taught / "d.tsv", "a.tsv", "--model", taught / "m.json", "-o", "-", cwd=tmp_path)
    assert done.returncode == 0, done.stderr.decode()
    rows = json.loads(done.stdout)
    assert rows
    for row in rows:
        assert sum(reason["weight"] for reason in row["reasons"]) == row["score"]
        assert row["reasons"][0]["kind"] == "accepted"
