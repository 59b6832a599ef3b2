"""Flows and indicators as the files hold them (`docs/en/country.md` tells of every key), in the language in force."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from yanzhen.report.amounts import shown
from yanzhen.report.country.axes import (
    AXES,
    INDICATORS,
    Indicator,
    Moved,
    Reading,
    Split,
    group_label,
    rolled_readings,
)
from yanzhen.report.country.clusters import ClusterView
from yanzhen.report.country.ends import Level, place_label
from yanzhen.report.country.flows import (
    MEASURES,
    MONEY,
    PROJECTS,
    Aside,
    Leg,
    balances,
    identities,
    rolled,
    total_of,
)

Row = dict[str, Any]
FLOW_SHEETS = ("flows", "balances", "apart", "definitions")


def flows_document(fine: Sequence[Leg], asides: Sequence[Aside], level: Level) -> Row:
    """The cells of the matrix, the balance of each region, what stands apart, and whether the parts add up."""
    legs = rolled(fine, level)
    measures = [id_ for id_ in MEASURES if id_ == PROJECTS.id or any(id_ in leg.money for leg in legs)]
    return {
        "level": level,
        "total": leg_row(total_of(legs)),
        "flows": [_ends(leg) | leg_row(leg) for leg in legs],
        "balances": [row for id_ in measures for row in _balances(legs, id_)],
        "apart": [_aside(aside) for aside in asides],
        "definitions": [
            {"measure": id_, "name": str(f.name), "unit": f.unit, "definition": str(f.definition)}
            for id_, f in MEASURES.items()
        ],
        "identities": [
            {"measure": id_, "statement": str(kept.statement), "holds": kept.holds}
            for id_ in measures
            for kept in identities(fine, legs, id_)
        ],
    }


def _ends(leg: Leg) -> Row:
    return {
        "from": leg.origin or "unknown",
        "from_name": str(place_label(leg.origin)),
        "to": leg.target or "unknown",
        "to_name": str(place_label(leg.target)),
    }


def leg_row(leg: Leg) -> Row:
    """Count, sums in whole CNY with how many records tell them, and the ids where they are kept."""
    row: Row = {"count": leg.count}
    for figure in MONEY:
        if figure.id in leg.money:
            row |= {f"{figure.id}_cny": leg.money[figure.id].cny, f"{figure.id}_told": leg.money[figure.id].told}
    return row | ({"rows": list(leg.rows)} if leg.rows else {})


def _balances(legs: Sequence[Leg], measure: str) -> list[Row]:
    return [
        {
            "measure": measure,
            "place": balance.place,
            "place_name": str(place_label(balance.place)),
            "arriving": balance.arriving,
            "leaving": balance.leaving,
            "net": balance.net,
            "within": balance.within,
            "from_abroad": balance.from_abroad,
            "from_untold": balance.from_untold,
            "to_untold": balance.to_untold,
        }
        for balance in balances(legs, measure)
    ]


def _aside(aside: Aside) -> Row:
    return {
        "measure": aside.measure,
        "stated": aside.stated,
        "currency": aside.currency or None,
        "count": aside.count,
        "low_cny": aside.low or None,
        "high_cny": aside.high or None,
        "foreign": shown(aside.foreign) if aside.currency else None,
        "rows": list(aside.rows),
    }


# --- upgrading -------------------------------------------------------------------------------------------------------

AXIS_SHEETS = ("indicators", "groups", "moved")


def axes_document(readings: Mapping[str, Mapping[str, Reading]], split: Split, level: Level) -> Row:
    """Every indicator over all records and over those of each group.

    Args:
        readings: indicator id → group → reading, as finely as known.
    """
    whole = {id_: sum(groups.values(), Reading()) for id_, groups in readings.items()}
    return {
        "by": split,
        "indicators": [
            {
                "indicator": of.id,
                "axis": of.axis,
                "axis_name": str(AXES[of.axis]),
                "name": str(of.name),
                **reading_row(of, whole[of.id]),
                "definition": str(of.definition),
                "source": str(of.source),
            }
            for of in INDICATORS
            if of.id in whole
        ],
        "groups": [
            {"indicator": of.id, "group": group or "unknown", "group_name": str(group_label(split, group))}
            | reading_row(of, reading)
            for of in INDICATORS
            if of.id in readings
            for group, reading in rolled_readings(readings[of.id], split, level).items()
        ],
    }


def reading_row(of: Indicator, reading: Reading) -> Row:
    """Value (empty where nothing is told), numerator, denominator, coverage, and ids where they are kept."""
    row: Row = {
        "value": reading.value(of),
        "unit": of.unit,
        "numerator": reading.numerator,
        "denominator": reading.denominator,
        "told": reading.told,
        "records": reading.records,
    }
    return row | ({"rows": list(reading.rows), "part_rows": list(reading.part_rows)} if reading.rows else {})


def moved_rows(of: Indicator, moved: Iterable[Moved]) -> list[Row]:
    """A row a project whose firms are known before and after the move."""
    return [
        {"indicator": of.id, "project": one.project, "before": one.before.value(of), "after": one.after.value(of)}
        | {"unit": of.unit, "rows": [*one.before.rows, *one.after.rows]}
        for one in moved
    ]


# --- clusters --------------------------------------------------------------------------------------------------------

CLUSTER_SHEETS = ("clusters", "segments")


def clusters_document(views: Iterable[ClusterView]) -> Row:
    """Clusters with their members, and a row for each segment: who makes it, and who elsewhere could."""
    listed = list(views)
    return {
        "clusters": [
            {
                "id": view.id,
                "name": view.name,
                "rank": view.rank,
                "region": view.region or None,
                "chain": view.chain or None,
                "segments": len(view.segments),
                "covered": sum(bool(segment.members) for segment in view.segments),
                "segments_from_words": view.from_words,
                "members": list(view.members),
                "parks": list(view.parks),
            }
            for view in listed
        ],
        "segments": [
            {
                "cluster": view.id,
                "segment": segment.name,
                "covered": bool(segment.members),
                "members": list(segment.members),
                "firms_elsewhere": list(segment.firms),
                "projects": list(segment.leads),
            }
            for view in listed
            for segment in view.segments
        ],
    }
