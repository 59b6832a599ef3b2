"""What a sender's headers mean once people have said so: it wins, carries over to like ones, is kept in a file."""

import json

import pytest

from yanzhen.collect import Lexicon, read_lexicon
from yanzhen.collect.lexicon import MOST_LESSONS, Lesson, explain, forget, learn, lexicon_of, merge, write_lexicon
from yanzhen.collect.sandbox import collect_safely
from yanzhen.errors import UnreadableInput, WrongUsage

from .builders import collect, keys

HEADER = ["项目名称", "投资方", "总盘子（亿元）", "到位资金（万元）", "包片干部"]
ROWS = [HEADER, ["示例一", "示例公司", 3.0, 500.0, "张某"]]


def column(found, header):
    return next(each for each in found.columns if each.header == header)


def taught(**meanings):
    known, found = Lexicon(), collect(ROWS)
    for header, key in meanings.items():
        known = learn(known, column(found, header.replace("_", "（") + "）" if "_" in header else header), key)
    return known


def test_corrected_header_wins_over_everything():
    assert column(collect(ROWS), "投资方").key == "investor"
    found = collect(ROWS, known=taught(投资方="project_company", 包片干部="service_officer"))
    told = column(found, "投资方")
    assert (told.key, told.certainty, told.question, told.alternatives) == ("project_company", 1.0, None, ())
    assert "对照" in told.because.zh
    assert found.records[0].fields["project_company"] == "示例公司"
    assert found.records[0].fields["service_officer"] == "张某"


def test_corrected_header_is_asked_about_no_more():
    assert column(collect(ROWS), "到位资金（万元）").question is not None
    told = column(collect(ROWS, known=taught(到位资金_万元="funds_in_place_year_cny")), "到位资金（万元）")
    assert (told.key, told.question) == ("funds_in_place_year_cny", None)


def test_header_that_is_no_field_goes_to_extra():
    found = collect(ROWS, known=taught(投资方=None))
    assert column(found, "投资方").key is None
    assert found.records[0].extra["投资方"] == "示例公司"


@pytest.mark.parametrize("header", ["总盘子(亿)", "总 盘 子（万元）", "总盘子"])
def test_unit_and_blanks_of_a_corrected_header_do_not_matter(header):
    known = taught(总盘子_亿元="investment_cny")
    assert (
        keys(collect([["项目名称", "投资方", header], ["示例", "示例公司", 3.0]], known=known))[header]
        == "investment_cny"
    )


def test_corrected_header_in_a_unit_that_its_field_never_has_is_read_anew():
    known = taught(总盘子_亿元="investment_cny")
    found = collect([["项目名称", "投资方", "总盘子（亩）"], ["示例", "示例公司", 3.0]], known=known)
    assert column(found, "总盘子（亩）").key != "investment_cny"


@pytest.mark.parametrize("header", ["包片干部姓名", "项目包片干部"])
def test_header_like_a_corrected_one_counts_as_the_same(header):
    rows = [["项目名称", "投资方", header], ["示例", "示例公司", "张某"]]
    told = column(collect(rows, known=taught(包片干部="service_officer")), header)
    assert column(collect(rows), header).key is None
    assert told.key == "service_officer"
    assert "包片干部" in told.because.zh


def test_header_that_says_more_than_a_corrected_one_is_asked_about():
    told = column(
        collect(
            [["项目名称", "投资方", "镇包片干部"], ["示例", "示例公司", "张某"]],
            known=taught(包片干部="service_officer"),
        ),
        "镇包片干部",
    )
    assert told.key is None
    assert told.alternatives[0] == "service_officer"
    assert "镇包片干部" in told.question.zh


def test_listed_header_is_read_as_ever_beside_a_like_one_that_was_corrected():
    known = taught(投资方="project_company")
    found = collect([["项目名称", "投资单位", "投资方所在地"], ["示例", "示例公司", "深圳"]], known=known)
    assert keys(found)["投资单位"] == "investor"
    assert keys(found)["投资方所在地"] == "origin"


def test_lesson_for_a_title_holds_in_such_sheets_only():
    known = merge(
        Lexicon((Lesson("project", ("总盘子（亿元）",), "investment_cny"),)),
        Lexicon((Lesson("project", ("总盘子（亿元）",), "signed_amount_cny", "2025年1月签约项目汇总表"),)),
    )
    assert keys(collect(ROWS, known=known))["总盘子（亿元）"] == "investment_cny"
    titled = collect([["2026年3月签约项目汇总表"], *ROWS], known=known)
    assert keys(titled)["总盘子（亿元）"] == "signed_amount_cny"


def test_lesson_about_two_levels_is_told_by_both():
    rows = [["项目名称", "投资方", "盘子", ""], ["", "", "老口径", "新口径"], ["示例", "示例公司", 3.0, 4.0]]
    merges = [(1, 1, 2, 1), (1, 2, 2, 2), (1, 3, 1, 4)]
    found = collect(rows, merges=merges)
    known = learn(Lexicon(), column(found, "盘子 > 新口径"), "fixed_assets_cny")
    told = keys(collect(rows, merges=merges, known=known))
    assert told["盘子 > 新口径"] == "fixed_assets_cny"
    assert told["盘子 > 老口径"] != "fixed_assets_cny"


def test_later_lesson_replaces_an_earlier_one_and_can_be_forgotten():
    found = collect(ROWS)
    known = learn(taught(投资方="project_company"), column(found, "投资方"), "name")
    assert [lesson.key for lesson in known.lessons] == ["name"]
    assert explain(known, column(found, "投资方")) == known.lessons[0]
    assert forget(known, column(found, "投资方")) == Lexicon()
    assert explain(Lexicon(), column(found, "投资方")) is None


def test_merging_keeps_both_and_the_newer_where_they_differ():
    older = taught(投资方="project_company", 包片干部="service_officer")
    newer = taught(投资方="investor")
    assert {lesson.header: lesson.key for lesson in merge(older, newer).lessons} == {
        ("包片干部",): "service_officer",
        ("投资方",): "investor",
    }


def test_file_is_read_back_as_it_was_written(tmp_path):
    known = merge(
        taught(投资方=None, 包片干部="service_officer"), Lexicon((Lesson("demand", ("甲", "乙"), "name", "丙"),))
    )
    write_lexicon(known, tmp_path / "headers.json")
    assert read_lexicon(tmp_path / "headers.json") == known


@pytest.mark.parametrize(
    "told",
    [
        [],
        {"lessons": []},
        {"version": 2, "lessons": []},
        {"version": 1, "lessons": {}},
        {"version": 1, "lessons": ["投资方"]},
        {"version": 1, "lessons": [{"kind": "project", "header": "投资方", "key": "investor"}]},
        {"version": 1, "lessons": [{"kind": "project", "header": [], "key": "investor"}]},
        {"version": 1, "lessons": [{"kind": "project", "header": ["投资方"], "key": "no_such_key"}]},
        {"version": 1, "lessons": [{"kind": "project", "header": ["投资方"], "key": "phases"}]},
        {"version": 1, "lessons": [{"kind": "no_such_kind", "header": ["投资方"], "key": "name"}]},
        {"version": 1, "lessons": [{"kind": "project", "header": ["甲" * 300], "key": "name"}]},
        {"version": 1, "lessons": [{"kind": "project", "header": ["投资方"], "key": 7}]},
        {"version": 1, "lessons": [{"kind": "project", "header": ["投资方"], "key": "name", "title": ["x"]}]},
        {"version": 1, "lessons": [{"kind": ["project"], "header": ["投资方"], "key": "name"}]},
    ],
)
def test_file_that_tells_no_headers_is_refused(tmp_path, told):
    path = tmp_path / "headers.json"
    path.write_text(json.dumps(told), encoding="utf-8")
    with pytest.raises(UnreadableInput, match=r"headers\.json"):
        read_lexicon(path)


def test_file_that_is_no_json_or_not_there_is_refused(tmp_path):
    (tmp_path / "bad.json").write_bytes(b"\xff{")
    for name in ("bad.json", "none.json"):
        with pytest.raises(UnreadableInput, match=name):
            read_lexicon(tmp_path / name)


def test_lexicon_is_bounded():
    lessons = [{"kind": "project", "header": [f"表头{i}"], "key": None} for i in range(MOST_LESSONS + 1)]
    with pytest.raises(WrongUsage):
        lexicon_of({"version": 1, "lessons": lessons})


def test_lessons_reach_the_process_of_its_own(tmp_path):
    import xlsxwriter

    path = tmp_path / "示例.xlsx"
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet()
        for number, row in enumerate(ROWS):
            page.write_row(number, 0, row)
    found = collect_safely(path, known=taught(投资方="project_company"))
    assert column(found, "投资方").key == "project_company"
    assert found.records[0].fields["project_company"] == "示例公司"
    assert column(found, "总盘子（亿元）").because is not None
