"""The document of `figures.json`: the promised keys first, then what else a reader may want."""

from __future__ import annotations

from typing import Any

from yanzhen.language import Said
from yanzhen.report.amounts import number
from yanzhen.report.values import DistributionValue, FigureValue, IdentityValue, Part, Report, money_value


def figures_document(report: Report) -> dict[str, Any]:
    """The document of `figures.json`: figures with their rows, identities, distributions."""
    return {
        "as_of": report.as_of,
        "figures": [_figure_entry(figure) for figure in report.figures],
        "identities": [_identity_entry(identity) for identity in report.identities],
        "distributions": [_distribution_entry(distribution) for distribution in report.distributions],
        "repeated": list(report.repeated),
    }


def _figure_entry(figure: FigureValue) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "id": figure.id,
        "name_zh": figure.name.zh,
        "name_en": figure.name.en,
        "value": None if figure.value is None else number(figure.value),
        "unit": figure.unit,
        "value_cny": figure.value_cny,
        "as_of": figure.as_of,
        "definition": figure.definition.zh,
        "definition_en": figure.definition.en,
        "rows": list(figure.rows),
        "holds": figure.holds,
        "cited": figure.source is not None,
    }
    if figure.apart:
        entry["apart"] = [{"row": a.row, "field": a.stated, "value": a.value} for a in figure.apart]
    if figure.source is not None:
        entry |= {"source": figure.source.zh, "source_en": figure.source.en, "approximate": figure.approximate}
    return entry | _both("problem", figure.problem)


def _identity_entry(identity: IdentityValue) -> dict[str, Any]:
    return {
        "id": identity.id,
        "statement": identity.statement.zh,
        "statement_en": identity.statement.en,
        "holds": identity.holds,
        "figures": list(identity.figures),
        **_both("difference", identity.difference),
    }


def _distribution_entry(distribution: DistributionValue) -> dict[str, Any]:
    return {
        "id": distribution.id,
        "name_zh": distribution.name.zh,
        "name_en": distribution.name.en,
        "holds": distribution.holds,
        "parts": [_part_entry(part) for part in distribution.parts],
    }


def _part_entry(part: Part) -> dict[str, Any]:
    return {
        "id": part.id,
        "name_zh": part.label.zh,
        "name_en": part.label.en,
        "count": part.count,
        "amount": number(money_value(part.amount_cny)),
        "amount_unit": "亿元",
        "amount_cny": part.amount_cny,
        "rows": list(part.rows),
    }


def _both(key: str, said: Said | None) -> dict[str, str]:
    return {} if said is None else {key: said.zh, f"{key}_en": said.en}
