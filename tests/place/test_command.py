"""`yanzhen place`: the files, the exit codes, and nothing written when it goes wrong."""

import json
import os
import subprocess
import sys

import polars
import pytest
from python_calamine import CalamineWorkbook

M = "place,labour,land,rail\n长沙,6.1,30,95\n岳阳,5.2,18,\n郴州,4.9,12,40\n衡阳,5.0,16,62\n"
C = "criterion,direction,weight,at_most\nlabour,min,非常重要,\nland,min,重要,25\nrail,max,3,\n"


def place(*words, cwd, stdin=b"", language="en_US.UTF-8"):
    environment = {**os.environ, "LC_ALL": language, "PYTHONWARNINGS": "error"}
    command = [sys.executable, "-m", "yanzhen.cli", "place", *map(str, words)]
    return subprocess.run(command, cwd=cwd, env=environment, input=stdin, capture_output=True, check=False)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "M.csv").write_text(M, encoding="utf-8")
    (tmp_path / "C.csv").write_text(C, encoding="utf-8")
    return tmp_path


FILES = ("--matrix", "M.csv", "--criteria", "C.csv", "--weights", 5000)


def test_answer_in_json(folder):
    done = place(*FILES, "--ranks", 3, "--seed", 7, "-o", "out.json", cwd=folder)
    assert done.returncode == 0, done.stderr.decode()
    assert "3 places ranked" in done.stderr.decode()
    document = json.loads((folder / "out.json").read_bytes())
    assert (document["weights_sampled"], document["seed"]) == (5000, 7)
    assert {row["place"]: row["gates_failed"] for row in document["places"]}["长沙"] == ["land"]
    assert {row["place"]: row["unknown"] for row in document["places"]}["岳阳"] == ["rail"]
    assert all(len(row["acceptability"]) == 3 for row in document["places"] if row["rank"])
    assert "岳阳" in document["questions"][0]["text"]


def test_same_seed_gives_the_same_bytes(folder):
    told = [place(*FILES, "--seed", seed, "-o", "-", cwd=folder).stdout for seed in (3, 3, 4)]
    assert told[0] == told[1] != told[2]


@pytest.mark.parametrize("name", ["out.csv", "out.tsv", "out.parquet", "out.xlsx"])
def test_answer_in_other_formats(folder, name):
    done = place(*FILES, "-o", name, cwd=folder)
    assert done.returncode == 0, done.stderr.decode()
    if name == "out.xlsx":
        book = CalamineWorkbook.from_path(str(folder / name))
        assert book.sheet_names == ["places", "criteria", "questions"]
        assert len(book.get_sheet_by_name("places").to_python()) == 5
    elif name == "out.parquet":
        assert polars.read_parquet(folder / name).height == 4
    else:
        assert len((folder / name).read_text("utf-8-sig").splitlines()) == 5


def test_matrix_from_standard_input(folder):
    done = place("--matrix", "-", "--criteria", "C.csv", "--weights", 100, "-o", "-", cwd=folder, stdin=M.encode())
    assert done.returncode == 0, done.stderr.decode()
    assert len(json.loads(done.stdout)["places"]) == 4


def test_refused_cell_is_exit_1_and_the_rest_is_written(folder):
    (folder / "M.csv").write_text(M.replace("62", "sixty"), encoding="utf-8")
    done = place(*FILES, "-o", "out.json", cwd=folder)
    assert done.returncode == 1
    assert "row 5" in done.stderr.decode()
    assert {row["place"]: row["unknown"] for row in json.loads((folder / "out.json").read_bytes())["places"]}[
        "衡阳"
    ] == ["rail"]


def test_criterion_without_a_value_is_exit_1_and_named(folder):
    (folder / "C.csv").write_text(C + "ports,max,重要,\n", encoding="utf-8")
    done = place(*FILES, "-o", "out.json", cwd=folder)
    assert done.returncode == 1
    assert "ports" in done.stderr.decode()
    bounded = C.replace("at_most", "at_most,lowest,highest") + "ports,max,重要,,0,9\n"
    (folder / "C.csv").write_text(bounded, encoding="utf-8")
    done = place(*FILES, "-o", "out.json", cwd=folder)
    assert done.returncode == 0, done.stderr.decode()
    assert sum(row["criterion"] == "ports" for row in json.loads((folder / "out.json").read_bytes())["questions"]) == 3


@pytest.mark.parametrize("method", ["topsis", "sum", "promethee"])
@pytest.mark.parametrize("weigh", ["given", "equal", "entropy"])
def test_every_method_and_way_to_weigh(folder, method, weigh):
    done = place(*FILES, "--method", method, "--weigh", weigh, "-o", "-", cwd=folder)
    assert done.returncode == 0, done.stderr.decode()
    assert json.loads(done.stdout)["method"] == method


def test_comparisons_two_by_two_give_the_weights(folder):
    (folder / "A.csv").write_text("criterion,labour,land,rail\nlabour,1,2,6\nland,,1,3\n", encoding="utf-8")
    done = place(*FILES, "--pairwise", "A.csv", "-o", "-", cwd=folder)
    assert done.returncode == 0, done.stderr.decode()
    assert "consistency ratio 0.000" in done.stderr.decode()
    assert [row["weight"] for row in json.loads(done.stdout)["criteria"]] == pytest.approx([0.6, 0.3, 0.1])


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["--matrix", "M.csv"], "-"),
        (["--matrix", "no.csv", "--criteria", "C.csv"], "no.csv"),
        ([*FILES, "--weights", 0], "--weights"),
        ([*FILES, "--ranks", 0], "--ranks"),
        ([*FILES, "--seed", -1], "--seed"),
        ([*FILES, "--seed", 2**64], "--seed"),
        ([*FILES, "--method", "electre"], "topsis"),
        ([*FILES, "--weigh", "dice"], "--weigh"),
        ([*FILES, "--backend", "abacus"], "reference"),
        (["--matrix", "C.csv", "--criteria", "C.csv"], "C.csv"),
        (["--matrix", "M.csv", "--criteria", "M.csv"], "criterion"),
        ([*FILES, "--pairwise", "M.csv"], "M.csv"),
    ],
)
@pytest.mark.parametrize("language", ["zh_CN.UTF-8", "en_US.UTF-8"])
def test_wrong_call_is_one_line_and_an_old_file_stays(folder, words, named, language):
    (folder / "out.json").write_text("old")
    done = place(*words, "-o", "out.json", cwd=folder, language=language)
    assert done.returncode == 2
    told = done.stderr.decode()
    assert told.count("\n") == 1
    assert named in told
    assert ("range" in told) <= (language == "en_US.UTF-8")
    assert (folder / "out.json").read_text() == "old"
    assert sorted(path.name for path in folder.iterdir()) == ["C.csv", "M.csv", "out.json"]


def test_unknown_format_is_told_before_anything_is_computed(folder):
    done = place(*FILES, "-o", "out.doc", cwd=folder)
    assert done.returncode == 2
    assert ".parquet" in done.stderr.decode()
