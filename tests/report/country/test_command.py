"""`yanzhen flows`: the files, the exit codes, and nothing written when it goes wrong."""

import json
import os
import subprocess
import sys

from python_calamine import CalamineWorkbook

ROWS = (
    "kind,name,origin,target,intended_amount_cny,signed_on\n"
    "project,=HYPERLINK(1),440300,430100,300000000,2024-05-06\n"
    "project,示例二,430100,440300,100000000,2025\n"
    "project,示例三,,430200,,\n"
)


def flows(*words, cwd):
    return yanzhen("flows", *words, cwd=cwd)


def yanzhen(*words, cwd):
    environment = {**os.environ, "LC_ALL": "en_US.UTF-8", "PYTHONWARNINGS": "error"}
    command = [sys.executable, "-m", "yanzhen.cli", *map(str, words)]
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, check=False)


def test_answer_in_json_leads_to_the_records(tmp_path):
    (tmp_path / "R.csv").write_text(ROWS, encoding="utf-8")
    done = flows("R.csv", "-o", "-", cwd=tmp_path)
    assert done.returncode == 0, done.stderr.decode()
    document = json.loads(done.stdout)
    cells = {(row["from"], row["to"]): row for row in document["flows"]}
    assert cells["440000", "430000"]["intended_cny"] == 300000000
    assert len(cells["440000", "430000"]["rows"]) == 1
    assert cells["unknown", "430000"]["from_name"] == "Not stated"
    assert all(kept["holds"] for kept in document["identities"])
    assert done.stdout == flows("R.csv", "-o", "-", cwd=tmp_path).stdout


def test_workbook_has_a_sheet_a_part(tmp_path):
    (tmp_path / "R.csv").write_text(ROWS, encoding="utf-8")
    assert flows("R.csv", "--level", "city", "--year", 2024, "-o", "out.xlsx", cwd=tmp_path).returncode == 0
    book = CalamineWorkbook.from_path(str(tmp_path / "out.xlsx"))
    assert book.sheet_names == ["flows", "balances", "apart", "definitions"]
    assert len(book.get_sheet_by_name("flows").to_python()) == 2


def test_wrong_words_write_nothing(tmp_path):
    (tmp_path / "R.csv").write_text(ROWS, encoding="utf-8")
    for words in (("--year", "24"), ("--from", "nowhere"), ("--chain", "x")):
        done = flows("R.csv", *words, "-o", "out.json", cwd=tmp_path)
        assert done.returncode == 2
        assert b"Traceback" not in done.stderr
        assert not (tmp_path / "out.json").exists()


def test_indicators_in_json_and_as_a_workbook(tmp_path):
    rows = (
        "kind,name,industry_code,intended_amount_cny,target\nproject,示例一,C39,3,430100\nproject,示例二,18,1,440300\n"
    )
    (tmp_path / "R.csv").write_text(rows, encoding="utf-8")
    done = yanzhen("upgrading", "R.csv", "-o", "out.json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr.decode()
    document = json.loads((tmp_path / "out.json").read_bytes())
    told = {row["indicator"]: row for row in document["indicators"]}
    assert told["high_tech_share"]["value"] == 75
    assert told["high_tech_share"]["told"] == 2
    assert told["rd_intensity"]["value"] is None
    assert {(row["indicator"], row["group"]): row["value"] for row in document["groups"]}[
        "high_tech_share", "430000"
    ] == 100
    assert yanzhen("upgrading", "R.csv", "--by", "year", "-o", "out.xlsx", cwd=tmp_path).returncode == 0
    assert CalamineWorkbook.from_path(str(tmp_path / "out.xlsx")).sheet_names == ["indicators", "groups", "moved"]
