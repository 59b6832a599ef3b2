"""Do the figures agree with each other? What does not add up is named, and kept out of every text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from yanzhen.language import Said
from yanzhen.report.declarations import AddsUp, AtMost, Identity
from yanzhen.report.values import DistributionValue, FigureValue, IdentityValue

_SHOWN_ROWS = 5


def check(identity: Identity, figures: Mapping[str, FigureValue]) -> IdentityValue:
    """Check one identity against the figures by id."""
    if isinstance(identity, AddsUp):
        return _check_sum(identity, figures)
    return _check_order(identity, figures)


def _check_sum(identity: AddsUp, figures: Mapping[str, FigureValue]) -> IdentityValue:
    parts, whole = [figures[id_] for id_ in identity.parts], figures[identity.whole]
    statement = Said(
        " + ".join(_told(part).zh for part in parts) + f" = {_told(whole).zh}",
        " + ".join(_told(part).en for part in parts) + f" = {_told(whole).en}",
    )
    difference = _unknown([*parts, whole]) or _difference(parts, whole)
    return IdentityValue(identity.id, statement, difference is None, (*identity.parts, identity.whole), difference)


def _check_order(identity: AtMost, figures: Mapping[str, FigureValue]) -> IdentityValue:
    lesser, greater = figures[identity.lesser], figures[identity.greater]
    statement = Said(f"{_told(lesser).zh} ≤ {_told(greater).zh}", f"{_told(lesser).en} ≤ {_told(greater).en}")
    difference = _unknown([lesser, greater])
    if difference is None and _size(lesser) > _size(greater):
        excess = _size(lesser) - _size(greater)
        difference = Said(f"多出 {excess}", f"{excess} too many")
    return IdentityValue(identity.id, statement, difference is None, (identity.lesser, identity.greater), difference)


def _told(figure: FigureValue) -> Said:
    return Said(f"{figure.name.zh} {figure.display('zh')}", f"{figure.name.en} {figure.display('en')}")


def _unknown(figures: Sequence[FigureValue]) -> Said | None:
    missing = [figure.name for figure in figures if figure.value is None]
    if not missing:
        return None
    return Said(
        f"算不出：{'、'.join(name.zh for name in missing)}", f"no value: {', '.join(name.en for name in missing)}"
    )


def _size(figure: FigureValue) -> int:
    """The value as an exact whole number: CNY for money, a count otherwise."""
    return figure.value_cny if figure.value_cny is not None else int(figure.value or 0)


def _difference(parts: Sequence[FigureValue], whole: FigureValue) -> Said | None:
    gap = _size(whole) - sum(_size(part) for part in parts)
    rows = Counter(row for part in parts for row in part.rows)
    lost = [row for row in whole.rows if row not in rows]
    doubled = [row for row, times in rows.items() if times > 1]
    foreign = sorted(rows.keys() - set(whole.rows))
    if not (gap or lost or doubled or foreign):
        return None
    listed = [("不在任何部分中的记录", "in no part", lost), ("重复计入的记录", "counted twice", doubled)]
    listed.append(("整体之外的记录", "outside of the whole", foreign))
    tales = [(zh, en, _some(keys)) for zh, en, keys in listed if keys]
    return Said(
        "；".join([f"相差 {gap}", *(f"{zh}：{keys}" for zh, _, keys in tales)]),
        "; ".join([f"off by {gap}", *(f"{en}: {keys}" for _, en, keys in tales)]),
    )


def _some(rows: Sequence[str]) -> str:
    more = len(rows) - _SHOWN_ROWS
    return ", ".join(rows[:_SHOWN_ROWS]) + (f" … (+{more})" if more > 0 else "")


def check_parts(distribution: DistributionValue, figures: Mapping[str, FigureValue]) -> list[IdentityValue]:
    """The two identities of a distribution: its parts add up to the whole in number and in amount, row by row."""
    return [_check_counts(distribution, figures[distribution.count]), _check_amounts(distribution, figures)]


def _check_counts(distribution: DistributionValue, whole: FigureValue) -> IdentityValue:
    parts = [
        replace(whole, name=part.label, value=part.count, rows=part.rows, value_cny=None) for part in distribution.parts
    ]
    return _of_parts(distribution, "count", whole, _unknown([whole]) or _difference(parts, whole))


def _check_amounts(distribution: DistributionValue, figures: Mapping[str, FigureValue]) -> IdentityValue:
    whole = figures[distribution.amount]
    gap = (whole.value_cny or 0) - sum(part.amount_cny for part in distribution.parts)
    return _of_parts(
        distribution,
        "amount",
        whole,
        _unknown([whole]) or (Said(f"相差 {gap} 元", f"off by CNY {gap}") if gap else None),
    )


def _of_parts(distribution: DistributionValue, what: str, whole: FigureValue, difference: Said | None) -> IdentityValue:
    statement = Said(
        f"{distribution.name.zh}：{len(distribution.parts)} 项之和 = {_told(whole).zh}",
        f"{distribution.name.en}: the sum of {len(distribution.parts)} parts = {_told(whole).en}",
    )
    return IdentityValue(
        f"{distribution.id}_{what}", statement, difference is None, (distribution.id, whole.id), difference
    )


def marked(figures: Sequence[FigureValue], identities: Sequence[IdentityValue]) -> tuple[FigureValue, ...]:
    """The figures, each with the first failed identity that speaks of it as its problem."""
    return tuple(replace(figure, problem=figure.problem or _problem(figure.id, identities)) for figure in figures)


def marked_distributions(
    distributions: Sequence[DistributionValue], identities: Sequence[IdentityValue]
) -> tuple[DistributionValue, ...]:
    """The distributions, each with its first failed identity as its problem."""
    return tuple(replace(d, problem=_problem(d.id, identities)) for d in distributions)


def _problem(id_: str, identities: Sequence[IdentityValue]) -> Said | None:
    for identity in identities:
        if not identity.holds and id_ in identity.figures and identity.difference is not None:
            statement, gap = identity.statement, identity.difference
            return Said(f"勾稽不符：{statement.zh}（{gap.zh}）", f"does not add up: {statement.en} ({gap.en})")
    return None
