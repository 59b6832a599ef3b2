"""The event's page: programme, key figures, charts."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.urls import reverse

from yanzhen.fields import fields_of
from yanzhen.language import Said, current, say
from yanzhen.report import FigureValue
from yanzhen.report.amounts import number
from yanzhen.report.values import money_value
from yanzhen_web.models import Event, Session
from yanzhen_web.scopes import Actor
from yanzhen_web.services.report.reporting import current_event, may_read_totals, report_of

KEY_FIGURES = (
    "projects_collected", "projects_amount", "projects_outside", "projects_outside_amount", "projects_inside",
    "projects_inside_amount", "projects_signed_opening", "demands", "achievements", "universities_signed",
    "firms_signed",
)  # fmt: skip
_PARTS = {
    "opening": Said("1 场开幕式", "1 opening"),
    "industry": Said("{} 场产业链专场", "{} industry-chain sessions"),
    "local": Said("{} 场市州、县市区专场", "{} city and county sessions"),
}
_CHARTS = {"by_chain": "chain", "by_origin": "origin"}


def home_page(actor: Actor) -> dict[str, Any]:
    """All that the home page shows; without an event only that there is none."""
    event = current_event(actor)
    if event is None:
        return {"event": None, "key_figures": [], "charts": None}
    open_totals = may_read_totals(actor, event)
    charts = {"chains_url": reverse("chart_chains"), "origins_url": reverse("chart_origins")}
    return {
        "event": _event(actor, event),
        "key_figures": _key_figures(event) if open_totals else [],
        "charts": charts if open_totals else None,
    }


def _event(actor: Actor, event: Event) -> dict[str, Any]:
    return {
        "name": str(event.said),
        "dates": _dates(event),
        "place": str(event.said_place),
        "programme": _programme(actor, event),
    }


def _dates(event: Event) -> str:
    first, last = event.starts_on, event.ends_on
    if first == last:
        return say(f"{first.year}年{first.month}月{first.day}日", first.isoformat())
    return say(f"{first.year}年{first.month}月{first.day}日至{last.month}月{last.day}日", f"{first} – {last}")


def _programme(actor: Actor, event: Event) -> list[dict[str, Any]]:
    sessions = list(Session.objects.visible_to(actor).filter(event=event).select_related("hall"))
    parts = []
    for kind, label in _PARTS.items():
        held = [session for session in sessions if session.kind == kind]
        if held:
            parts.append({"kind": kind, "label": str(label).format(len(held)), "sessions": [_session(s) for s in held]})
    return parts


def _session(session: Session) -> dict[str, Any]:
    return {
        "name": str(session.said),
        "href": reverse("session_page", args=[session.public_id]),
        "held_on": session.held_on,
        "starts": session.starts,
        "ends": session.ends,
        "venue": str(session.hall.said) if session.hall else session.venue,
        "chain": session.chain,
        "region": session.region,
        "mode": session.mode,
    }


def figure_entry(figure: FigureValue) -> dict[str, Any]:
    """A figure as pages show it."""
    return {
        "id": figure.id,
        "label": str(figure.name),
        "name": str(figure.name),
        "value": None if figure.value is None else number(figure.value),
        "display": figure.display(current()),
        "unit": figure.unit,
        "as_of": figure.as_of,
        "definition": str(figure.definition),
        "source": str(figure.source) if figure.source else "",
        "approximate": figure.approximate,
        "href": reverse("figure_rows", kwargs={"figure_id": figure.id}),
        "holds": figure.holds,
        "problem": str(figure.problem) if figure.problem else "",
    }


def _key_figures(event: Event) -> list[dict[str, Any]]:
    report = report_of(event)
    return [figure_entry(figure) for figure in report.figures if figure.id in KEY_FIGURES and figure.value]


def chart(actor: Actor, distribution_id: str) -> dict[str, Any]:
    """The parts of a distribution as the charts take them; empty where the totals are not the actor's to read."""
    event = current_event(actor)
    if event is None or not may_read_totals(actor, event):
        return {"title": "", "unit": say("个", ""), "rows": []}
    distribution = report_of(event).distribution(distribution_id)
    parameter = _CHARTS[distribution_id]
    return {
        "title": say("征集项目", "Projects collected") + say("（", " (") + str(distribution.name) + say("）", ")"),
        "unit": say("个", ""),
        "amount_label": str(fields_of("project")["intended_amount_cny"].label),
        "rows": [
            {
                "code": part.value or "",
                "name": str(part.label),
                "value": part.count,
                "amount_yi": number(money_value(part.amount_cny)),
                "href": _part_href(parameter, part.value),
            }
            for part in distribution.parts
        ],
    }


def _part_href(parameter: str, value: str | None) -> str:
    address = reverse("record_list", kwargs={"kind": "project"})
    return f"{address}?{parameter}={value}" if value and value != "abroad" else address


def ping() -> None:
    """Raises where the database does not answer."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
