"""Which rows are one, and what is said of those that are gone."""

import json
import time

from yanzhen.collect.comparing import compare
from yanzhen.records import Record

NATIONAL = "2504-430100-04-01-123456"
CREDIT = "91440300708461136T"


def project(name: str, key: str = "", kind: str = "project", **fields: object) -> Record:
    return Record(kind, name, dict(fields), key=key)


def states(old: list[Record], new: list[Record]) -> list[tuple[str, str, str | None]]:
    return [(row.name, row.state, row.tied_by) for row in compare(old, new).rows]


def test_an_id_ties_whatever_the_row_says_now():
    old = project("示例甲项目", "project-0123456789abcdef", investor="示例甲公司")
    new = project("示例乙项目", "project-0123456789abcdef", investor="示例乙公司")
    (row,) = compare([old], [new]).rows
    assert (row.state, row.tied_by) == ("changed", "id")
    assert [cell.key for cell in row.cells] == ["name", "investor"]


def test_an_id_that_two_rows_bear_ties_neither():
    old = [project("示例甲项目", "k")]
    new = [project("示例丙项目", "k", investor="x"), project("示例丁项目", "k", investor="y")]
    assert [state for _, state, _ in states(old, new)] == ["new", "new", "missing"]


def test_a_name_with_brackets_or_without_the_firms_ending_is_the_same_row():
    old = project("示例（一期）建设项目", investor="示例科技有限公司", park="示例园")
    new = project("示例(一期)项目", investor="示例科技股份有限公司", park="示例园")
    assert [(state, by) for _, state, by in states([old], [new])] == [("changed", "name")]


def test_one_name_at_two_firms_in_two_places_is_two_rows():
    old = project("示例工程", investor="甲公司", target="430100")
    new = project("示例工程", investor="乙公司", target="430200")
    assert [state for _, state, _ in states([old], [new])] == ["new", "missing"]


def test_a_name_that_stands_twice_is_not_guessed():
    old = [project("示例项目", investor="示例公司一"), project("示例项目", investor="示例公司二")]
    new = [project("示例项目", investor="示例公司三")]
    assert [state for _, state, _ in states(old, new)] == ["new", "missing", "missing"]


def test_a_renamed_project_is_known_by_its_national_code():
    old = project("示例旧名", project_code_national=NATIONAL, investor="甲", investment_cny=3)
    new = project("全新的名称", project_code_national=NATIONAL, investor="乙", investment_cny=2)
    (row,) = compare([old], [new]).rows
    assert row.tied_by == "code"
    assert {cell.key: cell.mark for cell in row.cells} == {
        "name": "changed",
        "investor": "changed",
        "investment_cny": "shrank",
    }


def test_a_firms_code_ties_only_rows_that_say_the_same_else():
    told = {"credit_code": CREDIT, "investor": "甲", "target": "430100", "industry": "装备", "investment_cny": 9}
    renamed = project("改了名", **told)
    other = project("另一个", **{**told, "target": "430200", "industry": "电子", "investment_cny": 1})
    assert [(s, by) for _, s, by in states([project("旧名", **told)], [renamed, other])] == [
        ("changed", "code"),
        ("new", None),
    ]
    assert [s for _, s, _ in states([project("旧名", **told)], [other])] == ["new", "missing"]


def test_two_national_codes_are_two_projects():
    old = project("示例甲（项目）", project_code_national=NATIONAL, investor="甲")
    new = project("示例甲项目", project_code_national=NATIONAL[:-1] + "7", investor="甲")
    assert [state for _, state, _ in states([old], [new])] == ["new", "missing"]


def test_rows_of_other_kinds_are_never_tied():
    old, new = project("示例", "k", "project"), project("示例", "k", "demand")
    assert [state for _, state, _ in states([old], [new])] == ["new", "missing"]


def test_a_missing_row_is_a_question_in_both_languages():
    (question,) = compare([project("示例项目", investor="示例公司")], []).questions()
    assert "示例项目" in question.zh and "示例公司" in question.zh and question.zh.endswith("处理。")
    assert "示例项目" in question.en and "?" in question.en


def test_a_county_of_old_is_the_city_that_took_its_place():
    old = project("示例项目", investor="甲", target="430124")
    assert [s for _, s, _ in states([old], [project("示例项目", investor="甲", target="430182")])] == ["same"]


def test_a_column_that_nobody_understood_is_compared_by_its_text():
    old, new = project("示例"), project("示例")
    old.extra, new.extra = {"甲列": "一", "乙列": "二"}, {"乙列": "三", "丙列": "四"}
    (row,) = compare([old], [new]).rows
    assert [(c.key, c.mark, c.extra) for c in row.cells] == [
        ("甲列", "cleared", True), ("乙列", "changed", True), ("丙列", "filled", True)
    ]  # fmt: skip


def test_values_of_a_wrong_type_are_compared_all_the_same():
    old = project("示例", investment_cny="五亿", signed_on="明年", land_mu=[1], stage=7)
    new = project("示例", investment_cny=5, signed_on="2025", land_mu=2, stage="signed")
    (row,) = compare([old], [new]).rows
    assert {cell.mark for cell in row.cells} == {"changed"}


def test_the_answer_is_plain_json():
    told = compare([project("示例甲", investment_cny=5)], [project("示例乙", investment_cny=7)]).as_json()
    assert json.loads(json.dumps(told)) == told
    assert told["totals"] == [{"kind": "project", "key": "investment_cny", "before": 5, "after": 7, "moved": 2}]
    assert told["counts"] == {"new": 1, "missing": 1}


def test_two_renamed_projects_of_a_firm_are_each_their_own():
    told = {"credit_code": CREDIT, "investor": "甲", "target": "430100", "industry": "装备"}
    old = [project(f"旧{n}", **told, investment_cny=n) for n in (1, 2)]
    new = [project(f"新{n}", **told, investment_cny=n) for n in (2, 1)]
    assert [(row.name, row.old, row.tied_by) for row in compare(old, new).rows] == [
        ("新2", 1, "code"),
        ("新1", 0, "code"),
    ]


def test_many_rows_alike_cost_no_more_than_others():
    old = [project("示例", investor="甲", credit_code=CREDIT, note=str(n)) for n in range(3000)]
    new = [project("另一个", investor="甲", credit_code=CREDIT, note=str(n)) for n in range(3000, 6000)]
    began = time.process_time()
    counts = compare(old, new).counts
    assert sum(counts.values()) == 6000
    assert time.process_time() - began < 5
