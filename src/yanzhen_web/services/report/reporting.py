"""The report of an event: figures by query, cited ones beside them, identities checked; kept until a record changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache

from django.db.models import Max
from django.utils import timezone

from yanzhen.language import Said
from yanzhen.records import Record as EngineRecord
from yanzhen.report import FigureValue, Report, assemble, compute_figures
from yanzhen.report.event import EVENT_FIGURES
from yanzhen.report.figures import SIGNED, figure_value
from yanzhen_web.models import CitedFigure, Event, Record, RecordVersion
from yanzhen_web.scopes import LEADER, OFFICES, SERVICE, Actor
from yanzhen_web.services.records.reading import as_engine
from yanzhen_web.services.report.figures import Rows, counted, distribute, rows_of, tally, text_of

_WHY = "totals of an event speak of all its records; their rows are shown to each within scope"
READERS = OFFICES | {LEADER, SERVICE}
"""Who reads an event's totals before they are released to everybody."""


def current_event(actor: Actor) -> Event | None:
    """The event that the home page shows: the latest that the actor may know of."""
    return Event.objects.visible_to(actor).order_by("-starts_on", "-pk").first()


def may_read_totals(actor: Actor, event: Event) -> bool:
    """Whether the totals of an event are the actor's to read."""
    return event.figures_released_at is not None or actor.has(READERS)


def event_rows(event: Event) -> Rows:
    """All records that take part in an event, each counted once; for totals only."""
    alive = Record.objects.unscoped(why=_WHY).filter(withdrawn_at=None, participations__event=event)
    return counted(alive.distinct())


def report_of(event: Event) -> Report:
    """The event's report, worked out anew when any record has changed since."""
    latest = RecordVersion.objects.unscoped(why=_WHY).aggregate(latest=Max("pk"))["latest"]
    cited = CitedFigure.objects.unscoped(why=_WHY).filter(event=event).aggregate(latest=Max("pk"))["latest"]
    return _report(event.pk, latest or 0, cited or 0)


@lru_cache(maxsize=8)
def _report(event_pk: int, _version: int, _cited: int) -> Report:
    event = Event.objects.unscoped(why=_WHY).get(pk=event_pk)
    rows = event_rows(event)
    as_of = event.starts_on.isoformat()
    figures = [figure_value(figure, tally(figure, rows), as_of) for figure in EVENT_FIGURES.figures]
    split = [distribute(distribution, EVENT_FIGURES, rows) for distribution in EVENT_FIGURES.distributions]
    report = assemble(EVENT_FIGURES, [*figures, *cited_figures(event)], split, as_of)
    few = compute_figures([*_signed(rows), *_rounds(rows)])
    return replace(report, signed=few.signed, collection_round=few.collection_round)


def _signed(rows: Rows) -> list[EngineRecord]:
    signed = rows_of(EVENT_FIGURES.figure(SIGNED), rows).select_related("upload")
    return [as_engine(record) for record in signed]


def _rounds(rows: Rows) -> list[EngineRecord]:
    """A stand-in for each collection round that is named, from which the engine reads how the round is called."""
    told = rows.order_by().annotate(round=text_of("collection_round")).exclude(round=None)
    names = sorted(set(told.values_list("round", flat=True)))
    return [EngineRecord("project", name, {"collection_round": name}, key=f"round-{name}") for name in names]


def cited_figures(event: Event) -> list[FigureValue]:
    """The figures that another office vouches for."""
    return [
        FigureValue(
            id=row.key,
            name=Said(row.name_zh, row.name_en),
            value=_whole(row.value),
            unit=row.unit,
            as_of=row.as_of,
            definition=Said(row.definition_zh, row.definition_en),
            value_cny=row.value_cny,
            source=Said(row.source_zh, row.source_en),
            approximate=row.approximate,
        )
        for row in CitedFigure.objects.unscoped(why=_WHY).filter(event=event)
    ]


def _whole(value: Decimal) -> int | Decimal:
    return int(value) if value == value.to_integral_value() else value.normalize()


def keep_cited(event: Event, figures: Sequence[FigureValue]) -> None:
    """Take over the cited figures of an event; those that are there already are replaced."""
    kept = CitedFigure.objects.unscoped(why="the cited figures of an event are replaced as one")
    kept.filter(event=event).delete()
    kept.bulk_create(
        CitedFigure(
            event=event,
            key=figure.id,
            name_zh=figure.name.zh,
            name_en=figure.name.en,
            value=figure.value,
            value_cny=figure.value_cny,
            approximate=figure.approximate,
            unit=figure.unit,
            as_of=figure.as_of,
            definition_zh=figure.definition.zh,
            definition_en=figure.definition.en,
            source_zh=figure.source.zh if figure.source else "",
            source_en=figure.source.en if figure.source else "",
            order=order,
        )
        for order, figure in enumerate(figures)
    )


def release(event: Event) -> None:
    """From now on the totals are for everybody."""
    event.figures_released_at = timezone.now()
    event.save(update_fields=["figures_released_at"])
