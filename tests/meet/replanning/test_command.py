"""`yanzhen replan`: the files, the exit codes, and nothing written when it goes wrong."""

import copy
import json
import os
import subprocess
import sys

import pytest

from meet.checker import check

pytest.importorskip("scipy")

EVENT = {
    "slots": 4,
    "participants": [{"id": name, "max": 3, "hall": hall} for name, hall in zip("ABCDEF", "XXYYXX", strict=True)],
    "requests": [
        {"id": f"R{number}", "a": pair[0], "b": pair[1], "value": 10 + number}
        for number, pair in enumerate(["AE", "AF", "BE", "BF", "CD", "AB", "EF"])
    ],
    "halls": {"X": {"tables": 2}, "Y": {"tables": 1}},
    "travel_slots": 1,
}
MEETINGS = [("R0", 1, 2, "X"), ("R3", 1, 1, "X"), ("R1", 2, 1, "X"), ("R2", 2, 2, "X"), ("R4", 3, 1, "Y")]


def replan(*words, cwd, language="en_US.UTF-8", stdin=b""):
    environment = {**os.environ, "LC_ALL": language, "PYTHONWARNINGS": "error"}
    command = [sys.executable, "-m", "yanzhen.cli", "replan", *map(str, words)]
    return subprocess.run(command, cwd=cwd, env=environment, input=stdin, capture_output=True, check=False)


def timetable_of(rows):
    return {"meetings": [dict(zip(("id", "slot", "table", "hall"), row, strict=True)) for row in rows]}


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "event.json").write_text(json.dumps(EVENT))
    (tmp_path / "old.json").write_text(json.dumps(timetable_of(MEETINGS)))
    return tmp_path


def answer(folder, *words):
    done = replan("event.json", "old.json", *words, "-o", "new.json", cwd=folder)
    assert done.returncode == 0, done.stderr.decode()
    return json.loads((folder / "new.json").read_bytes()), done.stderr.decode()


def without(who, first, last):
    """The event as it is once somebody is away."""
    event = copy.deepcopy(EVENT)
    next(p for p in event["participants"] if p["id"] == who)["unavailable"] = list(range(first, last + 1))
    return event


def test_drop_out(folder):
    document, told = answer(folder, "--absent", "A")
    check(without("A", 1, 4), document)
    assert [row["id"] for row in document["lost"]] == ["R0", "R1"]
    assert all("A absent in slot" in row["why"] for row in document["lost"])
    assert [row["id"] for row in document["added"]] == ["R6"]
    assert (document["value_before"], document["value"]) == (10 + 11 + 12 + 13 + 14, 12 + 13 + 14 + 16)
    assert (document["won_back"], document["bound_won_back"]) == (16, 16)
    assert "0 others moved" in told


def test_values_that_are_not_whole_are_told_as_they_were_written(folder):
    event = copy.deepcopy(EVENT)
    for request in event["requests"]:
        request["value"] += 0.25
    (folder / "event.json").write_text(json.dumps(event))
    document, told = answer(folder, "--absent", "A")
    assert document["won_back"] == 16.25
    assert "value 61.25 → 56, 16.25 won back (at most 16.25)" in told


def test_late_comer_keeps_its_meetings_and_who_stays_keeps_its_table(folder):
    document, _ = answer(folder, "--absent", "A@1-2", "--moves", "0")
    check(without("A", 1, 2), document)
    assert document["lost"] == []
    assert {row["id"]: (row["from"], row["to"] > 2) for row in document["moved"]} == {"R0": (1, True), "R1": (2, True)}
    rows = {row["id"]: (row["slot"], row["table"], row["hall"]) for row in document["meetings"]}
    stayed = {name: rows[name] for name in ("R2", "R3", "R4")}
    assert stayed == {"R2": (2, 2, "X"), "R3": (1, 1, "X"), "R4": (3, 1, "Y")}


def test_past_stays_and_what_is_near_is_not_moved(folder):
    document, _ = answer(folder, "--absent", "A@1-3", "--now", "1", "--notice", "2")
    rows = {row["id"]: row["slot"] for row in document["meetings"]}
    assert rows["R0"] == 1
    assert rows["R1"] == 4
    assert all(row["slot"] == 4 for row in document["added"])


def test_ways_to_say_when(folder):
    documents = [answer(folder, "--absent", told)[0] for told in ("A@2-", "A@2-4")]
    assert documents[0] == documents[1]
    one, _ = answer(folder, "--absent", "A@2", "--absent", "A@3-4")
    assert one == documents[0]


def test_timetable_from_standard_input_and_a_workbook(folder):
    data = (folder / "old.json").read_bytes()
    done = replan("event.json", "-", "--absent", "A", "-o", "new.xlsx", cwd=folder, stdin=data)
    assert done.returncode == 0, done.stderr.decode()
    assert (folder / "new.xlsx").stat().st_size > 0


def test_answer_can_be_planned_again(folder):
    answer(folder, "--absent", "A")
    (folder / "old.json").write_bytes((folder / "new.json").read_bytes())
    document, _ = answer(folder, "--absent", "A", "--absent", "F")
    assert not {"A", "F"} & {row[side] for row in document["meetings"] for side in "ab"}


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["--absent", "Z"], "no participant “Z”"),
        (["--absent", "A@5"], "slots go from 1 to 4"),
        (["--absent", "A@3-2"], "slots go from 1 to 4"),
        (["--absent", "A@0"], "slots go from 1 to 4"),
        (["--absent", "A@x"], "write P7@5"),
        (["--absent", "A", "--now", "5"], "--now 5"),
        (["--absent", "A", "--moves", "-1"], "--moves"),
        ([], "--absent"),
    ],
)
@pytest.mark.parametrize("language", ["en_US.UTF-8", "zh_CN.UTF-8"])
def test_wrong_call_is_one_line(folder, words, named, language):
    done = replan("event.json", "old.json", *words, "-o", "new.json", cwd=folder, language=language)
    told = done.stderr.decode()
    assert done.returncode == 2
    assert told.count("\n") == 1
    assert language.startswith("zh") or named in told
    assert not (folder / "new.json").exists()


@pytest.mark.parametrize(
    ("rows", "named"),
    [
        ([("Q", 1, 1, "X")], "no request"),
        ([("R0", 9, 1, "X")], "slot"),
        ([("R0", 1, 1, "Z")], "is no hall"),
        ([("R0", 1, 1, "Y")], "can't be in that hall"),
        ([("R0", 1, 1, "X"), ("R0", 2, 1, "X")], "there twice"),
        ([("R0", 1, 1, "X"), ("R1", 1, 2, "X")], "A has two meetings in slot 1"),
        ([("R0", 1, 1, "X"), ("R3", 1, 1, "X")], "slot 1 has table 1 twice"),
        ([("R0", 1, 1, "X"), ("R1", 2, 1, "X"), ("R5", 3, 1, "X"), ("R2", 3, 2, "X")], "two meetings in slot 3"),
    ],
)
def test_timetable_of_another_event_is_named_and_an_old_file_stays(folder, rows, named):
    (folder / "old.json").write_text(json.dumps(timetable_of(rows)))
    (folder / "new.json").write_text("old")
    done = replan("event.json", "old.json", "--absent", "A", "-o", "new.json", cwd=folder)
    told = done.stderr.decode()
    assert done.returncode == 2
    assert told.count("\n") == 1
    assert told.startswith("old.json: ")
    assert named in told
    assert (folder / "new.json").read_text() == "old"


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"participants": [p | {"max": 1} for p in EVENT["participants"]]}, "more meetings than its max"),
        ({"halls": {"X": {"tables": 1}, "Y": {"tables": 1}}}, "too few tables"),
        ({"participants": [{"id": n, "unavailable": [3] * (n in "CD")} for n in "ABCDEF"]}, "R4 can't be in slot 3"),
    ],
)  # fmt: skip
def test_limits_of_the_event_are_held_against_the_timetable(folder, change, named):
    (folder / "event.json").write_text(json.dumps(EVENT | change))
    done = replan("event.json", "old.json", "--absent", "A", "-o", "new.json", cwd=folder)
    assert done.returncode == 2
    assert named in done.stderr.decode()
