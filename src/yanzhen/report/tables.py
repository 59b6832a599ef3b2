"""The tables of the bulletin: a distribution with its total, and the list of signings."""

from __future__ import annotations

from yanzhen.language import Said
from yanzhen.report.amounts import grouped, in_english, in_yi
from yanzhen.report.bulletin import Column, Paragraph, Run, Table
from yanzhen.report.sentences import Telling
from yanzhen.report.values import DistributionValue, Part
from yanzhen.typesetting.plaintext import printable


def distribution_table(telling: Telling, id_: str, first: Said) -> list[Table]:
    """The table of a distribution, with its total."""
    distribution = telling.report.distribution(id_)
    if not (distribution.holds and distribution.parts):
        return []
    columns = (
        Column(telling.pick(first), 44),
        Column(telling.pick(Said("项目数（个）", "Projects")), 24, "right"),
        Column(telling.pick(Said("意向投资额（亿元）", "Intended investment")), 32, "right", telling.language == "zh"),
    )
    rows = [_part_row(telling, part) for part in distribution.parts]
    return [Table(id_, _caption(distribution.name, telling), columns, (*rows, _total(telling, distribution)), True)]


def _part_row(telling: Telling, part: Part) -> tuple[Run, ...]:
    amount = in_yi(part.amount_cny) if telling.language == "zh" else in_english(part.amount_cny)
    count = str(part.count) if telling.language == "zh" else grouped(part.count)
    return Run(printable(telling.pick(part.label))), Run(count, figure=part.id), Run(amount, figure=part.id)


def _total(telling: Telling, distribution: DistributionValue) -> tuple[Run, ...]:
    return (
        Run(telling.pick(Said("合计", "Total"))),
        _total_run(telling, distribution.count),
        _total_run(telling, distribution.amount),
    )


def _total_run(telling: Telling, id_: str) -> Run:
    """The total without its unit (the header names it); 待核 where it fails."""
    figure = telling.report.figure(id_)
    if not figure.holds:
        return Run(telling.pick(Said("待核", "under verification")))
    shown = figure.display(telling.language)
    return Run(shown.removesuffix(figure.unit), figure=id_)


def _caption(name: Said, telling: Telling) -> Paragraph:
    return Paragraph(
        "caption", (Run(telling.pick(Said(f"征集项目{name.zh}分布", f"Projects collected, {name.en.lower()}"))),)
    )


def signings(telling: Telling) -> list[Table]:
    """The list of what was signed at the opening, without amounts."""
    signed = telling.report.signed
    if not (signed and telling.report.figure("projects_signed_opening").tellable):
        return []
    columns = (
        Column(telling.pick(Said("序号", "No.")), 9, "center"),
        Column(telling.pick(Said("项目名称", "Project")), 30),
        Column(telling.pick(Said("投资方", "Investor")), 30),
        Column(telling.pick(Said("承接地", "Receiving city")), 15),
        Column(telling.pick(Said("产业链", "Chain")), 16),
    )
    rows = tuple(
        (
            Run(str(number)),
            Run(printable(project.name), row=project.row),
            Run(printable(project.investor), row=project.row),
            Run(telling.pick(project.city)),
            Run(telling.pick(project.chain)),
        )
        for number, project in enumerate(signed, 1)
    )
    caption = Paragraph(
        "caption", (Run(telling.pick(Said("开幕式签约重点项目", "Key projects signed at the opening"))),)
    )
    return [Table("signed", caption, columns, rows)]
