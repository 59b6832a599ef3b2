"""The page of flows: map, matrix, balances, what stands apart; each number with the address of its records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.paginator import Paginator
from django.urls import reverse
from django.utils.translation import gettext as _

from yanzhen.fields import STAGE_LABELS, fields_of
from yanzhen.language import Said, current, say
from yanzhen.records import STAGES
from yanzhen.reference import industries, regions
from yanzhen.report.amounts import in_yi
from yanzhen.report.country.documents import flows_document
from yanzhen.report.country.ends import (
    AREAS,
    LEVEL_LABELS,
    UNKNOWN,
    is_region,
    place_at,
    place_label,
)
from yanzhen.report.country.flows import (
    MEASURES,
    NOT_TOLD,
    PROJECTS,
    Aside,
    Balance,
    Leg,
    balances,
    by_origin,
    by_target,
    identities,
    rolled,
    total_of,
)
from yanzhen.report.facts import OTHER_CHAIN
from yanzhen.report.labels import label_of
from yanzhen_web.scopes import Actor
from yanzhen_web.services.country import legs as query
from yanzhen_web.services.country.asking import REST, SHOWN_GROUPS, Asked
from yanzhen_web.services.country.drawing import WIDTH, drawn
from yanzhen_web.services.history.readings import note_read
from yanzhen_web.services.records import showing
from yanzhen_web.services.records.listing import PAGE, columns_of, list_row, listed_columns
from yanzhen_web.services.records.reading import seen_by
from yanzhen_web.services.records.storing import storable

MOST_ROWS, MOST_COLUMNS = 24, 8
_LABELLED = 14
"""So many places are named on the map; more names would lie on each other."""


def flows_page(actor: Actor, parameters: Mapping[str, str]) -> dict[str, Any]:
    """All that the page shows."""
    asked = Asked.of(parameters)
    fine = query.legs(actor, asked.chosen, asked.show)
    legs = rolled(fine, asked.level)
    total = total_of(legs)
    return {
        "filters": _filters(actor, asked),
        "measure": {"name": str(MEASURES[asked.show].name), "definition": str(MEASURES[asked.show].definition)},
        "total": _number(asked, total.value(asked.show), _href(asked)),
        "projects": total.count,
        "told": total.money[asked.show].told if asked.show in total.money else total.count,
        "map": _map(asked, legs),
        "matrix": _matrix(asked, legs),
        "balances": _balances(asked, legs),
        "asides": [_aside(asked, aside) for aside in _asides(actor, asked, fine)],
        "checks": [
            {"statement": str(kept.statement), "holds": kept.holds} for kept in identities(fine, legs, asked.show)
        ],
        "export_url": f"{reverse('country_flows_export')}?{asked.parameters()}",
    }


def _asides(actor: Actor, asked: Asked, fine: Sequence[Leg]) -> list[Aside]:
    rows = query.projects(actor, asked.chosen)
    if asked.chosen.origin or asked.chosen.target:
        rows = query.at_ends(rows, list(fine))
    return query.asides(actor, rows, asked.show)


def flows_told(actor: Actor, parameters: Mapping[str, str]) -> dict[str, Any]:
    """The same numbers as a document, for programs and files."""
    asked = Asked.of(parameters)
    fine = query.legs(actor, asked.chosen, asked.show)
    return {"show": asked.show} | flows_document(fine, _asides(actor, asked, fine), asked.level)


# --- numbers and addresses -------------------------------------------------------------------------------------------


def _href(asked: Asked, **more: str) -> str:
    return f"{reverse('country_flow_rows')}?{asked.parameters(**more)}"


def _ends_href(asked: Asked, origin: str | None = None, target: str | None = None) -> str:
    ends = {"at": origin, "into": target}
    return _href(asked, **{name: place or NOT_TOLD for name, place in ends.items() if place is not None})


def shown_value(show: str, value: int) -> str:
    """A count, or money in 亿元."""
    return f"{value:,}" if show == PROJECTS.id else in_yi(value)


def _number(asked: Asked, value: int, href: str) -> dict[str, Any]:
    unit = MEASURES[asked.show].unit
    return {
        "text": shown_value(asked.show, value),
        "href": href,
        "unit": say(unit, {"亿元": "CNY 100 m"}.get(unit, "")),
    }


def _short(place: str) -> str:
    """The name of a place as a narrow table writes it."""
    if current() == "zh" and is_region(place) and place not in AREAS and regions.is_known(place):
        return regions.region(place).short_zh
    return str(place_label(place))


# --- parts of the page -----------------------------------------------------------------------------------------------


def _map(asked: Asked, legs: Sequence[Leg]) -> dict[str, Any]:
    drawing = drawn(legs, lambda leg: leg.value(asked.show))
    return {
        "width": WIDTH,
        "height": drawing.height,
        "arcs": [
            {
                "path": arc.path,
                "width": arc.width,
                "westward": arc.westward,
                "title": _way(asked, arc.leg),
                "href": _ends_href(asked, arc.leg.origin, arc.leg.target),
            }
            for arc in drawing.arcs
        ],
        "points": [
            {"x": p.x, "y": p.y, "size": p.size, "name": _short(p.place), "named": n < _LABELLED}
            for n, p in enumerate(drawing.points)
        ],
        "left": drawing.left,
    }


def _way(asked: Asked, leg: Leg) -> str:
    value = _number(asked, leg.value(asked.show), "")
    names = f"{place_label(leg.origin)} → {place_label(leg.target)}"
    return say(f"{names}：{value['text']} {value['unit']}", f"{names}: {value['text']} {value['unit']}")


def _matrix(asked: Asked, legs: Sequence[Leg]) -> dict[str, Any]:
    """Rows of origin, columns of destination, the largest first; what has no place in it is summed in the last."""
    origins = _headed(by_origin(legs), MOST_ROWS, asked.show)
    targets = _headed(by_target(legs), MOST_COLUMNS, asked.show)
    cells: dict[tuple[str, str], int] = {}
    for leg in legs:
        ends = (leg.origin if leg.origin in origins else REST, leg.target if leg.target in targets else REST)
        cells[ends] = cells.get(ends, 0) + leg.value(asked.show)
    columns = [*targets, *([REST] if any(target == REST for _, target in cells) else [])]
    lines = [*origins, *([REST] if any(origin == REST for origin, _ in cells) else [])]
    return {
        "columns": [_place_name(place) for place in columns],
        "rows": [_line(asked, cells, origin, columns) for origin in lines],
        "sums": [
            _number(asked, sum(cells.get((o, t), 0) for o in lines), _ends_href(asked, target=t)) for t in columns
        ],
    }


def _headed(sums: Mapping[str, Leg], most: int, show: str) -> list[str]:
    """The places with a line of their own: regions by size, then what is no region."""
    order = sorted(sums, key=lambda place: (not is_region(place), -sums[place].value(show), -sums[place].count, place))
    return order if len(order) <= most else order[: most - 1]


def _line(asked: Asked, cells: Mapping[tuple[str, str], int], origin: str, columns: Sequence[str]) -> dict[str, Any]:
    numbers = [
        _number(asked, cells[origin, target], _ends_href(asked, origin, target)) | {"column": _place_name(target)}
        if (origin, target) in cells
        else None
        for target in columns
    ]
    whole = sum(cells.get((origin, target), 0) for target in columns)
    return {"name": _place_name(origin), "cells": numbers, "sum": _number(asked, whole, _ends_href(asked, origin))}


def _place_name(place: str) -> str:
    return say("其他", "Others") if place == REST else _short(place)


def _balances(asked: Asked, legs: Sequence[Leg]) -> dict[str, Any]:
    told = [b for b in balances(legs, asked.show) if b.arriving or b.leaving]
    if len(told) > MOST_ROWS:
        told = [*told[: MOST_ROWS // 2], *told[-MOST_ROWS // 2 :]]
    widest = max((abs(balance.net) for balance in told), default=0) or 1
    return {"rows": [_balance(asked, balance, widest) for balance in told]}


def _balance(asked: Asked, balance: Balance, widest: int) -> dict[str, Any]:
    half = round(abs(balance.net) / widest * 50, 2)
    return {
        "name": _short(balance.place),
        "arriving": _number(asked, balance.arriving, _href(asked, into=balance.place, at="others")),
        "leaving": _number(asked, balance.leaving, _href(asked, at=balance.place, into="others")),
        "net": ("+" if balance.net > 0 else "") + shown_value(asked.show, balance.net),
        "gains": balance.net > 0,
        "bar_x": 50 if balance.net > 0 else 50 - half,
        "bar_width": half,
    }


def _aside(asked: Asked, aside: Aside) -> dict[str, Any]:
    href = _href(asked, apart=aside.stated or NOT_TOLD, currency=aside.currency)
    return {"what": _stated(aside.stated), "how_much": _apart_amount(aside), "count": aside.count, "href": href}


def _stated(key: str | None) -> str:
    return str(fields_of("project")[key].label) if key else _("没有填报，或您看不到金额")


def _apart_amount(aside: Aside) -> str:
    if aside.currency:
        return f"{aside.currency} {showing.trimmed(aside.foreign)}"
    return f"{showing.money(aside.low)} – {showing.money(aside.high)}" if aside.stated else ""


# --- filters ---------------------------------------------------------------------------------------------------------


def _filters(actor: Actor, asked: Asked) -> list[dict[str, Any]]:
    untold = (NOT_TOLD, say("未填报", "Not stated"))
    chosen = asked.chosen
    years = [(str(year), str(year)) for year in query.years_of(actor)]
    chains = [(c.name, str(label_of("chain", c.name))) for c in industries.event_chains()]
    chains += [(OTHER_CHAIN, str(label_of("chain", OTHER_CHAIN)))]
    stages = [(stage, str(STAGE_LABELS[stage])) for stage in STAGES]
    places = _places()
    return [
        choice("show", _("看什么"), [(id_, str(f.name)) for id_, f in MEASURES.items()], asked.show, required=True),
        choice("level", _("按"), [(id_, str(name)) for id_, name in LEVEL_LABELS.items()], asked.level, required=True),
        choice("year", _("签约年份"), [*years, untold], chosen.year),
        choice("chain", _("产业链"), [*chains, untold], chosen.chain),
        choice("stage", _("阶段"), [*stages, untold], chosen.stage),
        choice("from", _("从哪里"), places, chosen.origin),
        choice("to", _("到哪里"), places, chosen.target),
    ]


def _places() -> list[tuple[str, str]]:
    groups = [(name, str(said)) for name, said in SHOWN_GROUPS.items()]
    provinces = [(unit.code, _short(unit.code)) for unit in regions.all_regions("province")]
    return [*groups, *provinces, ("abroad", str(place_label("abroad"))), (NOT_TOLD, say("未填报", "Not stated"))]


def choice(
    key: str, label: str, options: list[tuple[str, str]], chosen: str, *, required: bool = False
) -> dict[str, Any]:
    """A field of a form with its options; one that was asked for and is not among them is added."""
    if chosen and chosen not in dict(options):
        options = [*options, (chosen, str(place_label(chosen)))]
    listed = [{"value": value, "label": name, "selected": value == chosen} for value, name in options]
    return {"key": key, "label": label, "options": listed, "required": required}


# --- the rows behind a number ----------------------------------------------------------------------------------------


def flow_rows(actor: Actor, parameters: Mapping[str, str]) -> dict[str, Any]:
    """The projects behind one number of the page; whatever is asked for, only those that the actor sees."""
    asked = Asked.of(parameters)
    fine = _behind(asked, query.legs(actor, asked.chosen, asked.show), parameters)
    rows = query.at_ends(query.projects(actor, asked.chosen), fine)
    apart = parameters.get("apart", "")
    if apart and asked.show != PROJECTS.id:
        stated = "" if apart == NOT_TOLD else apart
        rows = query.apart_rows(actor, rows, asked.show, stated, storable(parameters.get("currency", ""))[:3])
    numbered = Paginator(seen_by(actor, rows).order_by("pk"), PAGE).get_page(parameters.get("page", "1"))
    columns = columns_of("project")
    note_read(numbered, "figure.read", columns)
    whole = total_of(fine)
    return {
        "measure": {"name": str(MEASURES[asked.show].name), "definition": str(MEASURES[asked.show].definition)},
        "value": None if apart else _number(asked, whole.value(asked.show), ""),
        "way": _told_way(parameters),
        "back": f"{reverse('country_flows')}?{asked.parameters()}",
        "columns": listed_columns("project"),
        "rows": [list_row(actor, record, columns) for record in numbered],
        "page": numbered,
        "sort": "",
    }


def _behind(asked: Asked, fine: Sequence[Leg], parameters: Mapping[str, str]) -> list[Leg]:
    """The finest legs that one number is the sum of: whatever is asked, all from some ends to some others."""
    legs = rolled(fine, asked.level)
    origins, targets = (
        _headed(by(legs), most, asked.show) for by, most in ((by_origin, MOST_ROWS), (by_target, MOST_COLUMNS))
    )
    at, into = parameters.get("at", ""), parameters.get("into", "")
    found = []
    for leg in fine:
        origin, target = place_at(leg.origin, asked.level), place_at(leg.target, asked.level)
        if "others" in (at, into) and not (is_region(origin) and is_region(target) and origin != target):
            continue
        if _is_asked(at, origin, origins) and _is_asked(into, target, targets):
            found.append(leg)
    return found


def _is_asked(word: str, place: str, headed: Sequence[str]) -> bool:
    if word in ("", "others"):
        return True
    if word == REST:
        return place not in headed
    return place == (UNKNOWN if word == NOT_TOLD else word)


def _told_way(parameters: Mapping[str, str]) -> str:
    at, into = (parameters.get(name, "")[:20] for name in ("at", "into"))
    if not at and not into:
        return ""
    return f"{_end_name(at)} → {_end_name(into)}"


def _end_name(word: str) -> str:
    named = {"": Said("全部", "All"), "others": Said("其他地区", "Other regions"), REST: Said("其他", "Others")}
    return str(named.get(word) or place_label(UNKNOWN if word == NOT_TOLD else word))
