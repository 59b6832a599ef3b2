"""`yanzhen allocate`: the files, the exit codes, and nothing written when it goes wrong."""

import json
import os
import subprocess
import sys

import pytest
from python_calamine import CalamineWorkbook

PROJECTS = "project,value,key,office,prefers\n甲,10,是,P,\n乙,6,,P,P;Q\n丙,3,,Q,\n"
PLACES = "place,slots,at_least\nP,1,0\nQ,1,0\n"
VALUES = "project,place,value\n甲,P,10\n甲,Q,7\n乙,P,6\n乙,Q,4\n丙,P,3\n丙,Q,3\n"


def allocate(*words, cwd, stdin=b"", language="en_US.UTF-8"):
    environment = {**os.environ, "LC_ALL": language, "PYTHONWARNINGS": "error"}
    command = [sys.executable, "-m", "yanzhen.cli", "allocate", *map(str, words)]
    return subprocess.run(command, cwd=cwd, env=environment, input=stdin, capture_output=True, check=False)


@pytest.fixture
def folder(tmp_path):
    for name, text in (("A.csv", PROJECTS), ("B.csv", PLACES), ("V.csv", VALUES)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def answer(folder, *words, code=0):
    done = allocate("A.csv", "B.csv", *words, "-o", "out.json", cwd=folder)
    assert done.returncode == code, done.stderr.decode()
    return json.loads((folder / "out.json").read_bytes()), done.stderr.decode()


def test_plan_in_json(folder):
    document, told = answer(folder, "--values", "V.csv")
    assert {row["project"]: row["place"] for row in document["assignments"]} == {"甲": "P", "乙": "Q"}
    assert (document["value"], document["bound"], document["gap"], document["proven_optimal"]) == (14, 14, 0, True)
    assert [row["project"] for row in document["unplaced"]] == ["丙"]
    assert "worth most in" in document["unplaced"][0]["why"]
    # 甲 stays with its first office, 乙's is full: passing it on is a proposal, and its office decides.
    assert [(row["project"], row["from"], row["to"]) for row in document["transfers"]] == [("乙", "P", "Q")]
    assert "P decides" in document["transfers"][0]["text"]
    assert {(row["place"], row["worth"]) for row in document["shadow_prices"]} == {("P", 5.0), ("Q", 3.0)}
    assert document["build_next"][0]["place"] == "P"
    assert document["stable"]["blocking_pairs_of_plan"] == 0
    assert "a study" in document["note"]
    assert "2 of 3 projects placed" in told


def test_values_with_a_column_a_place_and_from_standard_input(folder):
    wide = "project,P,Q\n甲,10,7\n乙,6,4\n丙,,3\n"
    done = allocate("A.csv", "B.csv", "--values", "-", "-o", "-", cwd=folder, stdin=wide.encode())
    assert done.returncode == 0, done.stderr.decode()
    assert json.loads(done.stdout)["value"] == 14


def test_values_of_choices_and_of_a_ranking(folder):
    document, _ = answer(folder)
    assert document["value"] == 10 + 6  # 甲 in Q, which is worth it as much; for 乙 that is the second choice
    ranking = {"places": [{"place": "P", "score": 0.5}, {"place": "Q", "score": None}]}
    (folder / "R.json").write_text(json.dumps(ranking))
    document, _ = answer(folder, "--ranking", "R.json")
    assert {row["project"]: row["value"] for row in document["assignments"]} == {"甲": 5}
    assert len(document["unplaced"]) == 2


def test_order_of_the_rows_changes_nothing(folder):
    first, _ = answer(folder, "--values", "V.csv")
    for name, text in (("A.csv", PROJECTS), ("B.csv", PLACES), ("V.csv", VALUES)):
        head, *rows = text.splitlines()
        (folder / name).write_text("\n".join([head, *reversed(rows)]), encoding="utf-8")
    again, _ = answer(folder, "--values", "V.csv")
    assert first == again


def test_backends_write_the_same_bytes(folder):
    pytest.importorskip("yanzhen_kernel")
    told = [
        allocate("A.csv", "B.csv", "--values", "V.csv", "--backend", name, "-o", "-", cwd=folder).stdout
        for name in ("native", "reference", "native")
    ]
    assert told[0] == told[1] == told[2] != b""


def test_answer_in_other_formats(folder):
    for name in ("out.csv", "out.xlsx"):
        assert allocate("A.csv", "B.csv", "-o", name, cwd=folder).returncode == 0
    assert len((folder / "out.csv").read_text("utf-8-sig").splitlines()) == 3
    assert "transfers" in CalamineWorkbook.from_path(str(folder / "out.xlsx")).sheet_names


@pytest.mark.parametrize(
    ("file", "before", "after", "named"),
    [
        ("V.csv", "甲,P,10", "戊,P,10", "row 2: project “戊” is not in A.csv"),
        ("V.csv", "甲,P,10", "甲,R,10", "row 2: place “R” is not in B.csv"),
        ("V.csv", "甲,P,10", "甲,P,ten", "row 2: value is “ten”"),
        ("V.csv", "甲,P,10", "甲,P,-1", "row 2: value is “-1”"),
        ("A.csv", "甲,10,是,P", "甲,10,是,R", "row 2: office “R” is not in B.csv"),
        ("A.csv", "甲,10,是,P", "甲,10,大,P", "row 2: key is “大”"),
        ("A.csv", "甲,10,是,P", "甲,ten,是,P", "row 2: value is “ten”"),
        ("A.csv", "P;Q", "P;R", "row 3: prefers “R” is not in B.csv"),
        ("A.csv", "乙,6", "甲,6", "row 3: project “甲” stands in row 2"),
    ],
)
def test_what_is_refused_is_named_and_the_rest_is_written(folder, file, before, after, named):
    text = (folder / file).read_text(encoding="utf-8")
    assert before in text
    (folder / file).write_text(text.replace(before, after), encoding="utf-8")
    document, told = answer(folder, "--values", "V.csv", code=1)
    assert named in told
    assert document["assignments"]


@pytest.mark.parametrize(
    ("file", "before", "after", "named"),
    [
        ("B.csv", "P,1,0", "P,-1,0", "slots"),
        ("B.csv", "P,1,0", "P,1.5,0", "slots"),
        ("B.csv", "P,1,0", "P,1,x", "at_least"),
        ("B.csv", "place,", "where,", "place"),
        ("A.csv", "project,", "what,", "project"),
        ("V.csv", "project,place", "project,where", "place"),
        ("V.csv", "value", "worth", "value"),
    ],
)
@pytest.mark.parametrize("language", ["zh_CN.UTF-8", "en_US.UTF-8"])
def test_what_cannot_be_used_is_one_line_and_an_old_file_stays(folder, file, before, after, named, language):
    text = (folder / file).read_text(encoding="utf-8")
    assert before in text
    (folder / file).write_text(text.replace(before, after), encoding="utf-8")
    (folder / "out.json").write_text("old")
    done = allocate("A.csv", "B.csv", "--values", "V.csv", "-o", "out.json", cwd=folder, language=language)
    told = done.stderr.decode()
    assert done.returncode == 2, told
    assert told.count("\n") == 1
    assert named in told
    assert file in told
    assert (folder / "out.json").read_text() == "old"


@pytest.mark.parametrize(
    "words",
    [["A.csv"], ["A.csv", "no.csv"], ["A.csv", "B.csv", "--values", "V.csv", "--ranking", "V.csv"],
     ["A.csv", "B.csv", "--backend", "abacus"]],
)  # fmt: skip
def test_wrong_call_is_one_line(folder, words):
    done = allocate(*words, "-o", "out.json", cwd=folder)
    assert done.returncode == 2
    assert done.stderr.decode().count("\n") == 1
    assert not (folder / "out.json").exists()


def test_several_resources_and_groups(folder):
    pytest.importorskip("scipy")
    (folder / "A.csv").write_text("project,value,land,power,group\n甲,10,3,2,\n乙,6,2,,链\n丙,3,2,1,链\n", "utf-8")
    (folder / "B.csv").write_text("place,land,power,water\nP,4,9,1\nQ,3,2,\n", encoding="utf-8")
    document, told = answer(folder)
    assert {row["project"]: row["place"] for row in document["assignments"]} == {"甲": "Q", "乙": "P", "丙": "P"}
    assert document["value"] == document["bound"] == 19
    assert document["stable"] is None
    assert "1 projects do not say how much power" in told
    assert "says nothing of water" in told
    assert {"land", "land_used", "power"} <= set(document["places"][0])


@pytest.mark.parametrize("size", ["-3", "many"])
def test_size_that_cannot_be_read_leaves_the_project_out(folder, size):
    pytest.importorskip("scipy")
    (folder / "A.csv").write_text(f"project,value,land\n甲,10,{size}\n乙,6,2\n", encoding="utf-8")
    (folder / "B.csv").write_text("place,land\nP,4\n", encoding="utf-8")
    document, told = answer(folder, code=1)
    assert f"row 2: land is “{size}”" in told
    assert [row["project"] for row in document["unplaced"]] == ["甲"]
    (folder / "B.csv").write_text("place,land\nP,-4\n", encoding="utf-8")
    done = allocate("A.csv", "B.csv", "-o", "out.json", cwd=folder)
    assert done.returncode == 2
    assert "row 2: land is “-4”; write a number from 0 on" in done.stderr.decode()


def test_partners_units_and_floors_of_value_from_files(folder):
    (folder / "A.csv").write_text(
        "project,value,partner,partner_bonus,标准厂房（万㎡）\n甲,10,乙,5,1\n乙,10,,,1\n丙,4,,,1\n", encoding="utf-8"
    )
    (folder / "B.csv").write_text(
        "place,floor_万㎡,lon,lat,least_value\nP,1,112.9,28.2,\nQ,1,113.1,27.8,\nR,1,121.5,31.2,50\n", encoding="utf-8"
    )
    document, _ = answer(folder, "--within", 60)
    homes = {row["project"]: row["place"] for row in document["assignments"]}
    assert {homes["甲"], homes["乙"]} == {"P", "Q"} or not document["partners"][0]["near"]
    assert document["floors_unmet"][0]["place"] == "R"
    assert document["floors_unmet"][0]["lower_by"] == 50 - document["floors_unmet"][0]["reached"]
    (folder / "B.csv").write_text("place,floor_万㎡,lon,lat\nP,1,112.9,28.2\nQ,1,113.1,27.8\nR,1,,\n", encoding="utf-8")
    document, told = answer(folder, "--within", 60)
    homes = {row["project"]: row["place"] for row in document["assignments"]}
    assert {homes["甲"], homes["乙"]} == {"P", "Q"}
    assert document["partners"] == [
        {"project": "乙", "partner": "甲", "place": homes["乙"], "partner_place": homes["甲"], "near": True, "bonus": 5}
    ]
    assert (document["value"], document["partner_bonus"]) == (29, 5)
    assert "1 places have no lon and lat" in told
    document, _ = answer(folder)
    assert (document["value"], document["partner_bonus"]) == (24, 0)


@pytest.mark.parametrize(
    ("projects", "code", "named"),
    [
        ("project,标准厂房（亩）\n甲,1\n", 2, "different units (亩, 万㎡)"),
        ("project,标准厂房（万㎡）,partner,partner_bonus\n甲,1,乙,much\n乙,1,,\n", 1, "row 2: partner_bonus is “much”"),
        (
            "project,标准厂房（万㎡）,partner,partner_bonus\n甲,1,丁,3\n乙,1,,\n",
            1,
            "row 2: partner “丁” is not in A.csv",
        ),
    ],
)
def test_units_and_partners_that_do_not_fit_are_named(folder, projects, code, named):
    (folder / "A.csv").write_text(projects, encoding="utf-8")
    (folder / "B.csv").write_text("place,floor_万㎡\nP,3\n", encoding="utf-8")
    done = allocate("A.csv", "B.csv", "-o", "out.json", cwd=folder)
    assert done.returncode == code
    assert named in done.stderr.decode()
