"""The legs of `yanzhen.report.country.flows` worked out by the database, over what an actor sees.

The database groups by the finest ends that rows tell; what these make up is worked out by the engine's own functions.
A test lets both work on random records: they must agree to the yuan.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    F,
    FilteredRelation,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Sum,
    Value,
    When,
)
from django.db.models.expressions import Combinable
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce, Concat, ExtractYear

from yanzhen.fields import fields_of
from yanzhen.report.country import ends
from yanzhen.report.country.flows import MEASURES, NOT_TOLD, PROJECTS, Aside, Chosen, Leg, Money, between
from yanzhen.report.declarations import Sum as SumOf
from yanzhen.report.declarations import SumFirst
from yanzhen_web.models import Amount, BusinessDate, Record
from yanzhen_web.scopes import Actor, sees_inside
from yanzhen_web.services.report.figures import counted

Rows = QuerySet[Record]
_WHY = "an amount of rows that are scoped already, by the key that the actor reads"
_COUNTRY = KT("fields__origin_country")
_TOLD_ORIGIN = Case(
    When(~Q(origin=""), then=F("origin")),
    # Looked for only where no region is told: the column of all fields is wide.
    When(
        Q(fields__has_key="origin_country") & ~Q(fields__origin_country__in=["", *ends.CHINA]),
        then=Concat(Value("abroad:"), _COUNTRY),
    ),
    default=F("origin_scope"),
    output_field=CharField(),
)


def projects(actor: Actor, chosen: Chosen) -> Rows:
    """The projects that the actor sees of those chosen, each once, with `end`, where they come from as rows tell it.

    Regions are not chosen here: the database knows no larger places.
    """
    rows = counted(Record.objects.visible_to(actor).filter(kind="project"))
    if chosen.chain:
        rows = rows.filter(chain=_wanted(chosen.chain))
    if chosen.stage:
        rows = rows.filter(stage=_wanted(chosen.stage))
    if chosen.year:
        rows = _signed_in(rows, chosen.year)
    return rows.annotate(end=_TOLD_ORIGIN)


def _wanted(word: str) -> str:
    return "" if word == NOT_TOLD else word


def _signed_in(rows: Rows, year: str) -> Rows:
    rows = rows.annotate(signed=FilteredRelation("dates", condition=Q(dates__key="signed_on")))
    if year != NOT_TOLD:
        number = int(year)
        return rows.filter(signed__earliest__gte=date(number, 1, 1), signed__latest__lte=date(number, 12, 31))
    two_years = ~Q(first_year=F("last_year"))
    years = rows.annotate(first_year=ExtractYear("signed__earliest"), last_year=ExtractYear("signed__latest"))
    return years.filter(Q(signed__id=None) | two_years)


def years_of(actor: Actor) -> list[int]:
    """The years that a choice is given of: from the latest signing that the actor sees to the first, at most forty."""
    dates = BusinessDate.objects.visible_to(actor).filter(key="signed_on", record__kind="project")
    found = dates.aggregate(first=Min("earliest"), last=Max("latest"))
    if found["first"] is None:
        return []
    last = found["last"].year
    return list(range(last, max(found["first"].year, last - 39) - 1, -1))


# --- amounts ---------------------------------------------------------------------------------------------------------


def reads_amount(actor: Actor, key: str, kind: str = "project") -> Q:
    """Records of which the actor reads this amount: the rule of `particulars.reads_field` for the database."""
    level = fields_of(kind)[key].level
    if level == "open":
        return Q(pk__isnull=False)
    released = Q(released_at__isnull=False) if level == "until_release" else Q(pk__in=[])
    return released | sees_inside(actor)


def _keys(measure: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    declared = MEASURES[measure].measure
    if isinstance(declared, SumOf):
        return (declared.key,), ()
    assert isinstance(declared, SumFirst)
    return declared.keys, declared.apart


def with_amount(rows: Rows, actor: Actor, measure: str) -> Rows:
    """Rows with `told`: the amount of a measure as the actor reads it; NULL where it is not told, or not to them."""
    keys, _ = _keys(measure)
    joined = {f"amount_{n}": FilteredRelation("amounts", condition=Q(amounts__key=key)) for n, key in enumerate(keys)}
    read: list[Combinable] = [
        Case(When(reads_amount(actor, key), then=F(f"amount_{n}__cny")), default=None) for n, key in enumerate(keys)
    ]
    return rows.annotate(**joined).annotate(told=read[0] if len(read) == 1 else Coalesce(*read))


def legs(actor: Actor, chosen: Chosen, measure: str) -> list[Leg]:
    """The finest legs with one measure, from one query."""
    rows = projects(actor, chosen)
    if measure == PROJECTS.id:
        grouped = rows.order_by().values_list("end", "region").annotate(times=Count("pk")).order_by("end", "region")
        found = [Leg(origin, target, times) for origin, target, times in grouped]
    else:
        summed = with_amount(rows, actor, measure).order_by().values_list("end", "region")
        grouped = summed.annotate(times=Count("pk"), cny=Sum("told"), tellers=Count("told")).order_by("end", "region")
        found = [Leg(o, t, times, {measure: Money(cny or 0, tellers)}) for o, t, times, cny, tellers in grouped]
    return between(found, chosen)


# --- what stands apart, and the rows behind --------------------------------------------------------------------------


def at_ends(rows: Rows, fine: list[Leg]) -> Rows:
    """Those of the rows that go from an end of these legs to another; of legs that fill a rectangle of the matrix."""
    return rows.filter(end__in={leg.origin for leg in fine}, region__in={leg.target for leg in fine})


def standing_apart(actor: Actor, rows: Rows, measure: str) -> Rows:
    """Rows without the amount of a measure, with `stated` and `currency`: what they tell instead."""
    _, keys = _keys(measure)
    silent = with_amount(rows, actor, measure).filter(told=None)
    joined = {f"apart_{n}": FilteredRelation("amounts", condition=Q(amounts__key=key)) for n, key in enumerate(keys)}
    silent = silent.annotate(**joined)
    told = [
        (reads_amount(actor, key) & Q(**{f"apart_{n}__id__isnull": False}), key, f"apart_{n}")
        for n, key in enumerate(keys)
    ]
    # The currency of a range is none: it is in CNY like the sum beside which it stands.
    foreign = [(rule, join) for rule, key, join in told if fields_of("project")[key].type == "foreign_money"]
    earlier = [rule for rule, key, _ in told if fields_of("project")[key].type != "foreign_money"]
    return silent.annotate(
        stated=_case([When(rule, then=Value(key)) for rule, key, _ in told]),
        currency=_case(
            [When(rule, then=Value("")) for rule in earlier]
            + [When(rule, then=F(f"{join}__currency")) for rule, join in foreign]
        ),
    )


def apart_rows(actor: Actor, rows: Rows, measure: str, stated: str, currency: str) -> Rows:
    """The rows that one line of what stands apart counts; `stated` is empty for those that tell nothing."""
    _, keys = _keys(measure)
    silent = with_amount(rows, actor, measure).filter(told=None)
    for key in keys:
        if key == stated:
            return silent.filter(reads_amount(actor, key), _states(key, currency))
        # A row stands in the line of the first that it tells. A filter on the joined amounts would lose the others.
        silent = silent.exclude(reads_amount(actor, key), _states(key))
    return silent if not stated else silent.none()


def _states(key: str, currency: str = "") -> Exists:
    amounts = Amount.objects.unscoped(why=_WHY).filter(record=OuterRef("pk"), key=key)
    return Exists(amounts.filter(currency=currency) if currency else amounts)


def _case(whens: list[When]) -> Combinable:
    return Case(*whens, default=Value(""), output_field=CharField()) if whens else Value("", output_field=CharField())


def asides(actor: Actor, rows: Rows, measure: str) -> list[Aside]:
    """What stands beside the sum of a measure, from one query."""
    if measure == PROJECTS.id:
        return []
    _, keys = _keys(measure)
    sums: dict[str, Any] = {"times": Count("pk")}
    for n in range(len(keys)):
        sums |= {f"low_{n}": Sum(f"apart_{n}__low"), f"high_{n}": Sum(f"apart_{n}__high")}
        sums |= {f"foreign_{n}": Sum(f"apart_{n}__foreign_amount")}
    grouped = standing_apart(actor, rows, measure).order_by().values("stated", "currency").annotate(**sums)
    found = [_aside(measure, keys, row) for row in grouped]
    return sorted(found, key=lambda aside: (aside.stated is None, aside.stated or "", aside.currency))


def _aside(measure: str, keys: tuple[str, ...], row: dict[str, Any]) -> Aside:
    if not row["stated"]:
        return Aside(measure, None, "", row["times"])
    n = keys.index(row["stated"])
    foreign = row[f"foreign_{n}"] if row["currency"] else None
    low, high = (0, 0) if row["currency"] else (row[f"low_{n}"] or 0, row[f"high_{n}"] or 0)
    return Aside(measure, row["stated"], row["currency"], row["times"], low, high, foreign or Decimal(0))
