"""From records to a report: every figure, every distribution, every identity, and which of them may be told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from yanzhen.errors import UnreadableInput
from yanzhen.language import Said
from yanzhen.records import Record
from yanzhen.report.declarations import Distribution, Figure, FigureSet, Months, Sum, SumFirst
from yanzhen.report.event import EARLIER_ROUND, EVENT_FIGURES
from yanzhen.report.facts import OTHER_CHAIN
from yanzhen.report.fold import fold, matching, value_of
from yanzhen.report.identities import check, check_parts, marked, marked_distributions
from yanzhen.report.labels import label_of
from yanzhen.report.values import (
    DistributionValue,
    FigureValue,
    IdentityValue,
    Part,
    Report,
    SignedProject,
    Tally,
    money_value,
)

SIGNED = "projects_signed_opening"
"""The figure whose records are the list of signings."""


def compute_figures(
    records: Iterable[Record],
    cited: Sequence[FigureValue] = (),
    as_of: date | None = None,
    figure_set: FigureSet = EVENT_FIGURES,
) -> Report:
    """Work out all figures over records that have keys (`yanzhen.records.give_keys`).

    Args:
        records: all kinds together; a row whose key ends in `~2`, `~3` … was sent in before and is not counted again.
        cited: the figures of `read_cited`.
        as_of: the date up to which the records go, where it is known.
        figure_set: what to work out.

    Raises:
        UnreadableInput: a cited figure has the id of one that is worked out here.
    """
    _refuse_same_ids(figure_set, cited)
    listed = list(records)
    counted = [record for record in listed if "~" not in record.key]
    stated_on = as_of.isoformat() if as_of else ""
    of_kind: dict[str, list[Record]] = defaultdict(list)
    for record in counted:
        of_kind[record.kind].append(record)
    figures = [figure_value(figure, fold(figure, of_kind[figure.kind]), stated_on) for figure in figure_set.figures]
    split = [_distribute(distribution, figure_set, counted) for distribution in figure_set.distributions]
    report = assemble(figure_set, [*figures, *cited], split, stated_on)
    return replace(
        report,
        signed=tuple(_signed(record) for record in matching(figure_set.figure(SIGNED), counted)),
        collection_round=_round_of(counted),
        repeated=tuple(record.key for record in listed if "~" in record.key),
    )


def _refuse_same_ids(figure_set: FigureSet, cited: Sequence[FigureValue]) -> None:
    own = {figure.id for figure in figure_set.figures}
    for figure in cited:
        if figure.id in own:
            raise UnreadableInput(
                f"引用数据的编号 {figure.id} 与本系统计算的数字重名，请在 cited.csv 中换一个编号",
                f"the cited figure {figure.id} has the id of a figure that is worked out here; change it in cited.csv",
            )


def assemble(
    figure_set: FigureSet,
    figures: Sequence[FigureValue],
    distributions: Sequence[DistributionValue],
    as_of: str,
) -> Report:
    """Check the identities of figures that were worked out anywhere (here, or in a database) and mark what fails."""
    by_id = {figure.id: figure for figure in figures}
    identities: list[IdentityValue] = [check(identity, by_id) for identity in figure_set.identities]
    for distribution in distributions:
        identities += check_parts(distribution, by_id)
    return Report(
        as_of=as_of,
        figures=marked(figures, identities),
        distributions=marked_distributions(distributions, identities),
        identities=tuple(identities),
    )


def figure_value(figure: Figure, tally: Tally, as_of: str) -> FigureValue:
    """A tally under the name and in the unit of its figure."""
    is_money = isinstance(figure.measure, Sum | SumFirst)
    value = money_value(tally.value) if is_money and tally.value is not None else tally.value
    return FigureValue(
        id=figure.id,
        name=figure.name,
        value=value,
        unit=figure.unit,
        as_of=as_of,
        definition=_definition(figure, tally),
        rows=tally.rows,
        value_cny=tally.value if is_money else None,
        apart=tally.apart,
        problem=_no_answer(figure, tally),
    )


def _definition(figure: Figure, tally: Tally) -> Said:
    """The declared definition, with how many records each field gave where there is more than one source."""
    if len(tally.sources) < 2:
        return figure.definition
    zh = "，".join(f"{_label(figure, key).zh} {times} 个" for key, times in tally.sources)
    en = ", ".join(f"{times} by “{_label(figure, key).en}”" for key, times in tally.sources)
    return Said(f"{figure.definition.zh}其中：{zh}。", f"{figure.definition.en} Stated: {en}.")


def _label(figure: Figure, key: str) -> Said:
    from yanzhen.fields import fields_of

    return fields_of(figure.kind)[key].label


def _no_answer(figure: Figure, tally: Tally) -> Said | None:
    if tally.value is not None or not tally.rows:
        return None
    if isinstance(figure.measure, Months) and len(tally.rows) > 1:
        return Said(
            f"应只有一条记录，实有 {len(tally.rows)} 条", f"exactly one record is expected, there are {len(tally.rows)}"
        )
    return Said("起止时间未填到月", "a date is missing or not known to the month")


def _distribute(distribution: Distribution, figure_set: FigureSet, records: Sequence[Record]) -> DistributionValue:
    count, amount = figure_set.figure(distribution.count), figure_set.figure(distribution.amount)
    groups: dict[str | None, list[Record]] = defaultdict(list)
    for record in matching(count, records):
        groups[value_of(record, distribution.by)].append(record)
    parts = [_part(distribution, amount, value, group) for value, group in groups.items()]
    return distribution_value(distribution, parts)


def _part(distribution: Distribution, amount: Figure, value: str | None, group: Sequence[Record]) -> Part:
    return Part(
        id=f"{distribution.id}.{value or 'unknown'}",
        value=value,
        label=label_of(distribution.labels, value),
        count=len(group),
        amount_cny=fold(amount, group).value or 0,
        rows=tuple(record.key for record in group),
    )


def distribution_value(distribution: Distribution, parts: Iterable[Part]) -> DistributionValue:
    """Parts in the order in which they are shown: largest first, then by code; the others and the unknown last."""
    ordered = sorted(parts, key=lambda p: (p.value is None, p.value == OTHER_CHAIN, -p.count, -p.amount_cny, p.value))
    return DistributionValue(
        distribution.id, distribution.name, distribution.count, distribution.amount, tuple(ordered)
    )


def _signed(record: Record) -> SignedProject:
    return SignedProject(
        row=record.key,
        name=record.name,
        investor=str(record.get("investor") or ""),
        city=label_of("region", value_of(record, "target_city")),
        chain=label_of("chain", value_of(record, "event_chain")),
    )


def _round_of(records: Iterable[Record]) -> str:
    rounds = {str(record.get("collection_round")) for record in records if record.get("collection_round")}
    current = [name for name in sorted(rounds) if EARLIER_ROUND not in name]
    return current[0] if len(current) == 1 else ""
