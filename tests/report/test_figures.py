"""From records to figures that add up, or are marked where they don't."""

from dataclasses import replace
from decimal import Decimal

import orjson
import pytest

from report.samples import DAY, ROUND, project
from yanzhen.errors import UnreadableInput
from yanzhen.language import speaking
from yanzhen.records import Record, give_keys
from yanzhen.report import EVENT_FIGURES, FigureValue, Report, assemble, compute_figures, figures_document


def test_figures_of_the_small_event(report: Report) -> None:
    values = {figure.id: figure.value for figure in report.figures}
    assert values == {
        "projects_collected": 4,
        "projects_amount": Decimal("122.30000001"),
        "projects_outside": 3,
        "projects_outside_amount": Decimal("120.80000001"),
        "projects_inside": 1,
        "projects_inside_amount": Decimal("1.5"),
        "projects_signed_opening": 1,
        "demands": 3,
        "achievements": 1200,
        "universities_signed": 1,
        "firms_signed": 2,
        "firms_met": 2,
        "joint_projects": 1,
        "joint_firms": 1,
        "joint_contracts": Decimal("4.8"),
        "clusters_national": 1,
        "clusters_sme": 1,
        "huike_signed_amount": 90,
        "huike_months": 14,
        "guangqi_months": None,
        "firms_taken_on": 4291,
        "funds": 6800,
    }
    assert all(identity.holds for identity in report.identities)
    assert report.collection_round == ROUND


def test_every_row_of_a_figure_is_a_record(report: Report, records: list[Record]) -> None:
    keys = {record.key for record in records}
    assert all(set(figure.rows) <= keys for figure in report.figures)
    assert all(figure.rows for figure in report.figures if figure.value and figure.source is None)


def test_project_sent_in_twice_counts_once_and_is_named(report: Report) -> None:
    assert len(report.repeated) == 1
    assert report.repeated[0].removesuffix("~2") in report.figure("projects_collected").rows


def test_foreign_money_stands_apart_and_is_never_summed(report: Report) -> None:
    apart = report.figure("projects_amount").apart
    assert [(a.stated, a.value) for a in apart] == [
        ("investment_foreign", {"amount": 150_000_000, "currency": "USD"}),
    ]
    assert apart[0].row not in report.figure("projects_amount").rows


def test_definition_says_which_columns_gave_the_amounts(report: Report) -> None:
    definition = report.figure("projects_amount").definition
    assert "意向投资额 2 个" in definition.zh
    assert "总投资 1 个" in definition.zh
    assert "2 by “Intended investment”" in definition.en


def test_signed_money_is_never_taken_for_intended() -> None:
    signed_only = project("示例项目", origin="440300", signed_amount_cny=100_000_000)
    report = compute_figures(give_keys([signed_only]), (), DAY)
    assert report.figure("projects_amount").value == 0
    assert len(report.figure("projects_amount").apart) == 1


def test_project_of_unknown_origin_breaks_the_identity(records: list[Record], cited: list[FigureValue]) -> None:
    del records[0].fields["origin"]
    report = compute_figures(records, cited, DAY)
    failed = [identity for identity in report.identities if not identity.holds]
    assert {identity.id for identity in failed} == {"projects_by_side", "amounts_by_side"}
    assert records[0].key in str(failed[0].difference)
    assert "相差 1" in failed[0].difference.zh  # type: ignore[union-attr]
    assert not report.figure("projects_collected").holds
    assert not report.figure("projects_inside_amount").holds
    assert report.figure("demands").holds
    with speaking("zh"):
        assert len(report.complaints()) == 2
        assert all(records[0].key in told and "待核" in told for told in report.complaints())


def test_months_of_two_projects_are_a_complaint_not_a_figure(records: list[Record]) -> None:
    twin = Record("project", "示例惠科第二条8.6代线项目", dict(records[4].fields), key="twin")
    report = compute_figures([*records, twin], (), DAY)
    assert report.figure("huike_months").value is None
    with speaking("en"):
        assert any("exactly one record is expected, there are 2" in told for told in report.complaints())


def test_row_lost_from_a_part_breaks_its_identities(report: Report) -> None:
    split = report.distribution("by_chain")
    part = split.parts[0]
    smaller = replace(part, count=part.count - 1, rows=part.rows[1:])
    broken = replace(split, parts=(smaller, *split.parts[1:]))
    again = assemble(EVENT_FIGURES, report.figures, [broken], "2025-03-29")
    assert not again.distribution("by_chain").holds
    assert part.rows[0] in str(again.distribution("by_chain").problem)


def test_counts_that_agree_by_chance_do_not_hold(report: Report) -> None:
    """337 + 206 = 543 proves nothing when one project is counted twice and another not at all."""
    outside = report.figure("projects_outside")
    doubled = replace(outside, rows=(*outside.rows[:-1], report.figure("projects_inside").rows[0]))
    figures = [doubled if figure.id == outside.id else figure for figure in report.figures]
    again = assemble(EVENT_FIGURES, figures, report.distributions, "")
    assert not next(i for i in again.identities if i.id == "projects_by_side").holds


def test_more_joint_firms_than_firms_met_does_not_hold(report: Report) -> None:
    figures = [replace(f, value=1) if f.id == "firms_met" else f for f in report.figures]
    figures = [replace(f, value=2) if f.id == "joint_firms" else f for f in figures]
    again = assemble(EVENT_FIGURES, figures, report.distributions, "")
    assert not again.figure("firms_met").holds


@pytest.mark.parametrize("split", ["by_chain", "by_origin", "by_city", "by_stage"])
def test_parts_of_a_distribution_hold_each_project_once(report: Report, split: str) -> None:
    parts = report.distribution(split).parts
    rows = [row for part in parts for row in part.rows]
    assert sorted(rows) == sorted(report.figure("projects_collected").rows)
    assert sum(part.amount_cny for part in parts) == report.figure("projects_amount").value_cny


def test_parts_are_named_and_the_unknown_is_last(report: Report) -> None:
    def labels(split: str) -> list[str]:
        return [part.label.zh for part in report.distribution(split).parts]

    assert sorted(labels("by_city")) == sorted(["长沙市", "株洲市", "湘潭市"])
    assert set(labels("by_origin")) == {"广东省", "浙江省", "湖南省", "境外"}
    assert labels("by_chain")[-2:] == ["其他产业链", "未填报"]
    assert set(labels("by_chain")) == {"电子信息", "高端装备", "其他产业链", "未填报"}
    assert set(labels("by_stage")) == {"已签约", "在谈", "接洽", "未填报"}


def test_document_has_the_promised_form(report: Report) -> None:
    document = orjson.loads(orjson.dumps(figures_document(report)))
    promised = {"id", "name_zh", "name_en", "value", "unit", "as_of", "definition", "rows"}
    assert all(promised <= set(figure) for figure in document["figures"])
    assert all({"statement", "holds"} <= set(identity) for identity in document["identities"])
    contracts = next(figure for figure in document["figures"] if figure["id"] == "joint_contracts")
    assert (contracts["value"], contracts["unit"], contracts["value_cny"]) == (4.8, "亿元", 480_000_000)
    funds = next(figure for figure in document["figures"] if figure["id"] == "funds")
    assert (funds["value"], funds["as_of"], funds["source"], funds["rows"]) == (6800, "2024-12-31", "示例省工信厅", [])


def test_cited_figure_may_not_take_the_id_of_a_counted_one(records: list[Record], cited: list[FigureValue]) -> None:
    with pytest.raises(UnreadableInput, match="projects_collected"):
        compute_figures(records, [replace(cited[0], id="projects_collected")], DAY)


def test_no_records_give_no_complaint() -> None:
    report = compute_figures([], (), None)
    assert report.complaints() == []
    assert all(not figure.tellable for figure in report.figures)
