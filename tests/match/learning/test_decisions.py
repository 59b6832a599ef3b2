"""Decisions: from accepted and refused records, and from files with whatever people put into them."""

from __future__ import annotations

import pytest

from yanzhen.errors import UnreadableInput
from yanzhen.match.learning.decision_files import read_demands, read_pairs
from yanzhen.match.learning.decisions import Decision, Pair, decisions_of, settled
from yanzhen.records import Record

HEAD = "achievement_id\tdemand_id\tlevel\tachievement_title_words\n"


def test_accepted_and_refused_records_become_decisions():
    need = Record("demand", "防雾涂层", {"content": "镜片", "targets": "透光≥95%"}, key="d")
    one, other = Record("achievement", "涂层", key="a1"), Record("achievement", "焊丝", key="a2")
    demands, decisions = decisions_of([(need, one, "refused"), (need, other, "refused"), (need, one, "accepted")])
    assert [demand.id for demand in demands] == ["d"]
    assert demands[0].text == "镜片\n透光≥95%"
    assert settled(decisions) == [Decision(Pair("d", "a1", "涂层"), 4), Decision(Pair("d", "a2", "焊丝"), 1)]


def test_levels_of_verdicts_may_be_given():
    need, offer = Record("demand", "防雾", key="d"), Record("achievement", "涂层", key="a")
    _, decisions = decisions_of([(need, offer, "accepted")], levels={"accepted": 3, "refused": 2})
    assert decisions[0].level == 3


def test_columns_in_any_order_with_mark_and_windows_line_ends(tmp_path):
    path = tmp_path / "p.tsv"
    path.write_bytes(
        '\ufeffachievement_title_words\tother\tlevel\tdemand_id\tachievement_id\r\n涂层 "工艺\tx\t３\td\ta\r\n'.encode()
    )
    read = read_pairs(path, ["d"], judged=True)
    assert read.decisions == [Decision(Pair("d", "a", '涂层 "工艺'), 3)]
    assert read.refused == []


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ("a\tnobody\t3\t涂层", "demand_id"),
        ("a\t\t3\t涂层", "demand_id"),
        ("\td\t3\t涂层", "achievement_id"),
        ("a\td\t0\t涂层", "level"),
        ("a\td\t5\t涂层", "level"),
        ("a\td\t2.5\t涂层", "level"),
        ("a\td\t\t涂层", "level"),
        ("a\td\tnan\t涂层", "level"),
        ("a\td\t-1\t涂层", "level"),
        ("a\td\t=1+1\t涂层", "level"),
    ],
)
def test_row_that_cannot_be_used_is_named_and_the_rest_read(tmp_path, row, field):
    path = tmp_path / "p.tsv"
    path.write_text(HEAD + "b\td\t4\t好\n" + row + "\n\nc\td\t1\t\n", encoding="utf-8")
    read = read_pairs(path, ["d"], judged=True)
    assert [decision.pair.achievement_id for decision in read.decisions] == ["b", "c"]
    (said,) = read.refused
    for text in said:
        assert "p.tsv" in text
        assert field in text
    assert "第 3 行" in said.zh
    assert "row 3" in said.en


def test_pairs_to_score_need_no_level(tmp_path):
    path = tmp_path / "p.tsv"
    path.write_text("achievement_id\tdemand_id\tachievement_title_words\na\td\t涂层\n", encoding="utf-8")
    assert read_pairs(path, ["d"], judged=False).pairs == [Pair("d", "a", "涂层")]
    with pytest.raises(UnreadableInput, match="level"):
        read_pairs(path, ["d"], judged=True)


@pytest.mark.parametrize("content", ["", HEAD, "x\ty\n1\t2\n", "\x00\x01"])
def test_file_without_usable_columns_is_refused(tmp_path, content):
    path = tmp_path / "p.tsv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(UnreadableInput, match=r"p\.tsv"):
        read_pairs(path, ["d"], judged=True)


def test_wrongly_encoded_file_is_refused(tmp_path):
    path = tmp_path / "p.tsv"
    path.write_bytes((HEAD + "a\td\t1\t涂层\n").encode("gbk"))
    with pytest.raises(UnreadableInput, match=r"p\.tsv"):
        read_pairs(path, ["d"], judged=True)


def test_demands_with_escaped_lines_and_empty_cells(tmp_path):
    path = tmp_path / "d.tsv"
    path.write_text(
        "demand_id\ttitle\ttext\nd1\t防雾\t第一行\\n第二行\nd2\t\t只有内容\nd3\t\t\n\t无编号\t\n", encoding="utf-8"
    )
    demands, refused = read_demands(path)
    assert [demand.id for demand in demands] == ["d1", "d2"]
    assert demands[0].text == "第一行\n第二行"
    assert len(refused) == 2
    assert "第 4 行" in refused[0].zh


def test_ids_that_a_spreadsheet_took_for_numbers(tmp_path):
    import openpyxl

    book = openpyxl.Workbook()
    book.active.append(["achievement_id", "demand_id", "level", "achievement_title_words"])
    book.active.append([17, 42, 3, "涂层"])
    book.save(tmp_path / "p.xlsx")
    assert read_pairs(tmp_path / "p.xlsx", ["42"], judged=True).decisions == [Decision(Pair("42", "17", "涂层"), 3)]
