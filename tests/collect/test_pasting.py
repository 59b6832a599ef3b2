"""Tables and messages that somebody pasted."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yanzhen.collect.pasting import MOST, collect_pasted, form_of
from yanzhen.errors import RefusedBook, StateSecret

TABS = "项目名称\t投资方\t总投资（亿元）\n甲示例项目\t甲示例公司\t1.5\n乙示例项目\t乙示例公司\t2\n"
MARKDOWN = (
    "| 项目名称 | 投资方 | 总投资（亿元） |\n"
    "|---|:---:|---|\n"
    "| 甲示例项目 | 甲示例公司 | 1.5 |\n"
    "| 乙示例项目 | 乙示例公司 | 2 |"
)
ALIGNED = "项目名称    投资方      总投资（亿元）\n甲示例项目  甲示例公司  1.5\n乙示例项目  乙示例公司  2"
GAPPED = (
    "项目名称    转出地      投资方      总投资（亿元）\n"
    "甲示例项目              甲示例公司  1.5\n"
    "乙示例项目              乙示例公司  2"
)
COMMAS = "项目名称,投资方,总投资（亿元）\n甲示例项目,甲示例公司,1.5\n乙示例项目,乙示例公司,2"
HTML = (
    "<html><body><table><tr><td>项目名称</td><td>投资方</td><td>总投资（亿元）</td></tr>"
    "<tr><td>甲示例项目</td><td>甲示例公司</td><td>1.5</td></tr><tr><td>乙示例项目</td><td>乙示例公司</td><td>2</td></tr>"
    "</table></body></html>"
)
CLIPBOARD = "Version:1.0\r\nStartHTML:0000000105\r\nEndHTML:0000001000\r\n" + HTML
CHAT = (
    "项目名称：甲示例项目\n"
    "投资方：甲示例公司\n"
    "总投资：1.5亿元\n"
    "\n"
    "项目名称：乙示例项目\n"
    "投资方：乙示例公司\n"
    "总投资：2亿元"
)
NUMBERED = (
    "1、项目名称：甲示例项目\n"
    "投资方：甲示例公司 总投资：1.5亿元\n"
    "2、项目名称：乙示例项目\n"
    "投资方：乙示例公司 总投资：2亿元"
)
ONE_LINE = (
    "1、项目名称：甲示例项目；投资方：甲示例公司；总投资：1.5亿元\n"
    "2、项目名称：乙示例项目；投资方：乙示例公司；总投资：2亿元。"
)
SAME = {
    "tabs": TABS,
    "markdown": MARKDOWN,
    "aligned": ALIGNED,
    "gapped": GAPPED,
    "commas": COMMAS,
    "page": HTML,
    "clipboard": CLIPBOARD,
    "chat": CHAT,
    "numbered": NUMBERED,
    "one line": ONE_LINE,
    "greeting before": "各位领导好，报送如下：\n" + TABS,
    "windows": TABS.replace("\n", "\r\n"),
    "speaker before": "张示例 2025-10-08 09:30:00\n" + CHAT,
}


@pytest.mark.parametrize("name", SAME)
def test_the_same_records_however_they_are_pasted(name: str) -> None:
    found = collect_pasted(SAME[name])
    assert [(r.kind, r.name, r.fields) for r in found.records] == [
        ("project", "甲示例项目", {"investor": "甲示例公司", "investment_cny": 150_000_000}),
        ("project", "乙示例项目", {"investor": "乙示例公司", "investment_cny": 200_000_000}),
    ]
    assert found.issues == []
    assert all(record.key for record in found.records)


def test_cell_of_several_lines_stays_one_cell() -> None:
    text = '项目名称\t建设内容\t投资方\n甲示例项目\t"厂房；\n设备"\t甲示例公司\n'
    (record,) = collect_pasted(text).records
    assert record.fields == {"content": "厂房；\n设备", "investor": "甲示例公司"}


def test_rows_are_the_lines_of_the_text() -> None:
    found = collect_pasted("报送如下\n\n项目名称\t投资方\t总投资（亿元）\n甲示例项目\t甲示例公司\t很多\n")
    assert found.records[0].source.row == 4
    assert [(i.row, i.column, i.code) for i in found.issues] == [(4, "C", "amount_unreadable")]


def test_pasted_form_is_a_form() -> None:
    found = collect_pasted("需求名称\t焊接技术\t需求单位\t示例公司\n合作方式\t□委托研发 ☑合作开发\t所属行业\t装备\n")
    (record,) = found.records
    assert record.kind == "demand"
    assert record.fields == {"organisation": "示例公司", "cooperation": "合作开发", "industry": "装备"}


def test_message_of_a_problem() -> None:
    (record,) = collect_pasted("反映企业：示例公司\n问题内容：用电容量不足，\n影响扩产\n反映时间：2025-10-08").records
    assert record.kind == "problem"
    assert record.fields["text"] == "用电容量不足，\n影响扩产"
    assert record.fields["firm"] == "示例公司"


def test_what_stands_once_above_all_belongs_to_each() -> None:
    text = "承接地：宁乡市\n\n项目名称：甲示例项目\n投资方：甲\n\n项目名称：乙示例项目\n投资方：乙"
    found = collect_pasted(text)
    assert [(r.name, r.fields["target"]) for r in found.records] == [("甲示例项目", "430182"), ("乙示例项目", "430182")]


def test_kind_and_home_may_be_given() -> None:
    (record,) = collect_pasted("项目名称\t投资方\n甲\t乙\n", "project", home="430182").records
    assert record.fields == {"investor": "乙", "target": "430182"}


@pytest.mark.parametrize("text", ["机密★5年\n" + TABS, TABS + "\n密级：秘密", HTML.replace("甲示例项目", "机 密")])
def test_mark_of_secrecy_blocks_the_text(text: str) -> None:
    with pytest.raises(StateSecret, match="粘贴"):
        collect_pasted(text)


@pytest.mark.parametrize("text", ["", "   \n", "长" * (MOST + 1)])
def test_nothing_and_too_much_are_refused(text: str) -> None:
    with pytest.raises(RefusedBook):
        collect_pasted(text)


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet='项目名称投资方：:，,；;|\t\n \u3000-12、<td>"总投资亿元示例', max_size=120))
def test_any_text_is_read_to_the_end(text: str) -> None:
    if text.strip():
        form_of(text)
        collect_pasted(text).as_json()
