"""`yanzhen collect` of archives and of pasted text."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from yanzhen.cli import program

from .test_bundles import book, word, zipped


def collect(*words: str, text: str | bytes | None = None) -> tuple[int, str]:
    outcome = CliRunner().invoke(program, ["collect", *words], input=text, standalone_mode=False)
    if outcome.exception is not None:
        raise outcome.exception
    return int(outcome.return_value), outcome.stderr


def test_archive_gives_the_records_of_all_and_tells_what_it_could_not_read(tmp_path: Path) -> None:
    files = {
        "长沙市/表.docx": word(tmp_path, "甲示例项目"),
        "岳阳市/台账.xlsx": book(["乙示例项目", "示例公司", "很多"]),
        "岳阳市/旧.wps": b"x",
    }
    archive, out, back = zipped(tmp_path / "报送.zip", files), tmp_path / "out.json", tmp_path / "退回"
    code, told = collect(str(archive), "-o", str(out), "--corrections", str(back))
    assert code == 1
    assert "岳阳市/旧.wps" in told
    assert "岳阳市/台账.xlsx 工作表" in told
    found = json.loads(out.read_text(encoding="utf-8"))
    assert [(r["book"], r["name"], r["target"]) for r in found["records"]] == [
        ("长沙市/表.docx", "甲示例项目", "430100"),
        ("岳阳市/台账.xlsx", "乙示例项目", "430600"),
    ]
    assert sorted(str(p.relative_to(back)) for p in back.rglob("*.xlsx")) == ["岳阳市/台账.xlsx", "长沙市/表.xlsx"]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_pasted_text_from_standard_input(tmp_path: Path, encoding: str) -> None:
    out = tmp_path / "out.json"
    text = "项目名称：甲示例项目\n投资方：示例公司\n\n项目名称：乙示例项目\n投资方：示例公司\n"
    assert collect("-", "-o", str(out), text=text.encode(encoding))[0] == 0
    assert [r["name"] for r in json.loads(out.read_text(encoding="utf-8"))["records"]] == ["甲示例项目", "乙示例项目"]


def test_workbook_from_standard_input_is_a_workbook(tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    assert collect("-", "-o", str(out), text=book(["甲示例项目", "示例公司", 1.0]))[0] == 0
    assert len(json.loads(out.read_text(encoding="utf-8"))["records"]) == 1
