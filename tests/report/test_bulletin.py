"""The bulletin tells every figure that holds, exactly, and none that does not."""

from dataclasses import replace

import pytest

from report.samples import DAY, project
from yanzhen.language import Language
from yanzhen.records import Record, give_keys
from yanzhen.report import FigureValue, Report, compose_bulletin, compute_figures
from yanzhen.report.bulletin import Table
from yanzhen.typesetting.plaintext import printable

LANGUAGES: list[Language] = ["zh", "en"]
UNTOLD = {"joint_firms"}
"""Serves an identity only."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_bulletin_tells_every_figure_exactly(report: Report, language: Language) -> None:
    told = {run.figure: run.text for run in compose_bulletin(report, language).runs() if run.figure}
    for figure in report.figures:
        if figure.tellable and figure.id not in UNTOLD:
            assert figure.id in told, figure.id
    text = compose_bulletin(report, language).text
    expected = ("4个", "122.30000001亿元", "90亿元", "14个月", "4.8亿元", "1200项", "4291家", "约6800亿元")
    if language == "en":
        expected = (
            "4 projects",
            "CNY 12.230000001 billion",
            "CNY 9 billion",
            "14 months",
            "1,200 achievements",
            "4,291",
        )
    assert [piece for piece in expected if piece not in text] == []


def test_every_number_of_the_chinese_text_leads_to_a_figure(report: Report) -> None:
    for run in compose_bulletin(report, "zh").runs():
        if run.figure:
            known = {f.id for f in report.figures} | {p.id for d in report.distributions for p in d.parts}
            assert run.figure in known


def test_cited_figures_carry_source_and_date(report: Report) -> None:
    text = compose_bulletin(report, "zh").text
    assert "2024年到位资金约6800亿元（数据时间：2024年12月31日；来源：示例省工信厅）。" in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_failed_figures_are_kept_out_of_the_text(
    records: list[Record], cited: list[FigureValue], language: Language
) -> None:
    del records[0].fields["origin"]
    report = compute_figures(records, cited, DAY)
    bulletin = compose_bulletin(report, language)
    failed = {figure.id for figure in report.figures if not figure.holds and figure.rows}
    assert failed == {f"projects_{name}" for name in ("collected", "outside", "inside")} | {
        f"projects{name}_amount" for name in ("", "_outside", "_inside")
    }
    assert not failed & {run.figure for run in bulletin.runs()}
    assert "122.30000001" not in bulletin.text
    assert "12.230000001" not in bulletin.text
    assert ("待核" if language == "zh" else "nder verification") in bulletin.text
    assert set(bulletin.pending) >= {report.figure(id_).name[LANGUAGES.index(language)] for id_ in failed}


def test_sentence_is_rebuilt_without_the_figure_that_fails(report: Report) -> None:
    amount = replace(report.figure("joint_contracts"), problem=report.figure("demands").name)
    figures = tuple(amount if f.id == "joint_contracts" else f for f in report.figures)
    text = compose_bulletin(replace(report, figures=figures), "zh").text
    assert "高校团队对接企业2家，达成合作项目1项。另，合作项目合同金额数据未通过核对，待核。" in text
    assert "4.8" not in text


def test_what_nobody_sent_in_is_not_mentioned() -> None:
    report = compute_figures(
        give_keys([project("示例项目", origin="440300", intended_amount_cny=100_000_000)]), (), DAY
    )
    text = compose_bulletin(report, "zh").text
    assert "共征集产业转移项目1个，意向投资额1亿元。" in text
    assert "来自省外的项目1个" in text
    for absent in ("惠科", "集群", "高校", "0个", "0项", "待核", "五、"):
        assert absent not in text


def test_foreign_money_is_mentioned_beside_the_sum(report: Report) -> None:
    assert "另有项目1个以外币填报，均不计入上述金额。" in compose_bulletin(report, "zh").text


def test_sections_and_tables_are_numbered_in_order(report: Report) -> None:
    bulletin = compose_bulletin(report, "zh")
    headings = [block.text for block in bulletin.blocks if not isinstance(block, Table) and block.style == "heading1"]
    assert [heading[:2] for heading in headings] == ["一、", "二、", "三、", "四、", "五、", "六、"]
    tables = [block for block in bulletin.blocks if isinstance(block, Table)]
    assert [table.caption.text[:2] for table in tables] == ["表1", "表2", "附件"]
    assert {"by_city", "by_chain"} <= {table.id for table in tables}
    for table in tables:
        assert sum(column.width for column in table.columns) == 100
        assert all(len(row) == len(table.columns) for row in table.rows)


def test_date_is_never_alone_and_the_annex_follows_it(report: Report) -> None:
    bulletin = compose_bulletin(report, "zh")
    kept = [block for block, keep in zip(bulletin.blocks, bulletin.kept(), strict=True) if keep]
    date, annex = bulletin.blocks[-2:]
    assert kept == [bulletin.blocks[-3]]
    assert not isinstance(date, Table)
    assert date.text == "2025年3月29日"
    assert isinstance(annex, Table)
    assert annex.annex


def test_event_without_a_name_or_date_still_has_a_title() -> None:
    report = compute_figures(give_keys([Record("demand", "示例需求", {"organisation": "示例企业"})]), (), None)
    bulletin = compose_bulletin(report, "zh")
    assert bulletin.title == "关于产业转移对接活动情况的通报"
    assert "截至" not in bulletin.text


def test_printable_text_has_no_controls_and_no_direction_marks() -> None:
    assert printable("示例\x00\x0b项目\n\u202e甲\u2028 乙\ud800") == "示例 项目 甲 乙"
