"""The engine's figure declarations compiled to queries: the same words as `yanzhen.report.fold`, obeyed by a database.

A test lets both work on random records; they must agree to the yuan and to the row.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import (
    BigIntegerField,
    Case,
    Exists,
    F,
    FloatField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.expressions import Combinable
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce, Left, StrIndex
from django.db.models.lookups import Exact, GreaterThan, IsNull, LessThanOrEqual, Regex

from yanzhen.records import folded
from yanzhen.report.conditions import (
    Absent,
    Begins,
    Condition,
    Contains,
    ContainsAny,
    During,
    Equals,
    Lacks,
    NoneOf,
    OneOf,
    Present,
    RatioAtMost,
    Within,
    stem_of,
)
from yanzhen.report.declarations import Count, CountDistinct, Distribution, Figure, FigureSet, Months, Sum, SumFirst
from yanzhen.report.facts import FACTS
from yanzhen.report.figures import distribution_value
from yanzhen.report.fold import fold
from yanzhen.report.labels import label_of
from yanzhen.report.values import Apart, DistributionValue, Part, Tally
from yanzhen_web.models import Amount, Record
from yanzhen_web.services.records.reading import as_engine

Rows = QuerySet[Record]
_WHY = "totals of an event speak of all its records; their rows are shown to each within scope"


def counted(rows: Rows) -> Rows:
    """Each record once: what a book repeats (`key~2`) and what a second office sent too is left out."""
    earlier = rows.filter(kind=OuterRef("kind"), engine_key=OuterRef("engine_key"), pk__lt=OuterRef("pk"))
    return rows.exclude(engine_key__contains="~").exclude(Exists(earlier))


# --- conditions ------------------------------------------------------------------------------------------------------


def _path(key: str) -> str:
    if key in ("name", "kind"):
        return key
    return f"facts__{key}" if key in FACTS else f"fields__{key}"


def text_of(key: str) -> Combinable:
    """A value as text; NULL where there is none."""
    return F(key) if key in ("name", "kind") else KT(_path(key))


def _absent(key: str) -> Q:
    return Q(IsNull(text_of(key), True)) | Q(Exact(text_of(key), Value("")))


def _is(key: str, value: object) -> Q:
    return Q(**{_path(key): value})


def _one_of(key: str, values: tuple[str | int, ...]) -> Q:
    rule = Q(pk__in=[])
    for value in values:
        rule |= _is(key, value)
    return rule


def _holds(key: str, text: str) -> Q:
    # INSTR and STRPOS tell cases apart; LIKE does not on SQLite.
    return Q(GreaterThan(StrIndex(text_of(key), Value(text)), 0))


def _starts(key: str, text: str) -> Q:
    return Q(Exact(Left(text_of(key), len(text)), Value(text)))


def _during(key: str, period: str) -> Q:
    whole = ~_present_and(key, _holds(key, "/")) | _holds(key, f"/{period}")
    return _starts(key, period) & whole


def _any_of(rules: Iterable[Q]) -> Q:
    return reduce(or_, rules, Q(pk__in=[]))


_NUMBER = r"^-?[0-9]+([.][0-9]+)?([eE][-+]?[0-9]+)?$"


def number_of(key: str) -> Combinable:
    """A field as a number; NULL where it holds none, which no database is asked to read as one."""
    return Case(
        When(Q(Regex(text_of(key), Value(_NUMBER))), then=Cast(text_of(key), FloatField())),
        default=None,
        output_field=FloatField(),
    )


def _present_and(key: str, rule: Q) -> Q:
    return ~_absent(key) & rule


_COMPILED: dict[type, Callable[[Any], Q]] = {
    Equals: lambda c: _is(c.key, c.value) & ~_absent(c.key),
    OneOf: lambda c: _one_of(c.key, c.values) & ~_absent(c.key),
    NoneOf: lambda c: _absent(c.key) | ~_one_of(c.key, c.values),
    Contains: lambda c: _present_and(c.key, _holds(c.key, c.text)),
    Lacks: lambda c: _absent(c.key) | ~_holds(c.key, c.text),
    ContainsAny: lambda c: _present_and(c.key, _any_of(_holds(c.key, text) for text in c.texts)),
    Begins: lambda c: _present_and(c.key, _any_of(_starts(c.key, text) for text in c.starts)),
    RatioAtMost: lambda c: (
        Q(GreaterThan(number_of(c.over), Value(0.0)))
        & Q(LessThanOrEqual(number_of(c.key), Value(c.limit) * number_of(c.over)))
    ),
    Present: lambda c: ~_absent(c.key),
    Absent: lambda c: _absent(c.key),
    Within: lambda c: _present_and(c.key, _starts(c.key, stem_of(c.region))),
    During: lambda c: _present_and(c.key, _during(c.key, c.period)),
}


def condition(declared: Condition) -> Q:
    """A condition as a query's rule."""
    return _COMPILED[type(declared)](declared)


def rows_of(figure: Figure, rows: Rows) -> Rows:
    """The records that a figure speaks of, in their order."""
    chosen = rows.filter(kind=figure.kind)
    for declared in figure.where:
        chosen = chosen.filter(condition(declared))
    return chosen.order_by("pk")


# --- measures --------------------------------------------------------------------------------------------------------


def tally(figure: Figure, rows: Rows) -> Tally:
    """A figure worked out by the database over records that count."""
    return _MEASURES[type(figure.measure)](figure, rows_of(figure, rows))


def _ids(rows: Rows) -> tuple[str, ...]:
    return tuple(rows.values_list("public_id", flat=True))


def _count(_: Figure, rows: Rows) -> Tally:
    ids = _ids(rows)
    return Tally(len(ids), ids)


def _count_distinct(figure: Figure, rows: Rows) -> Tally:
    measure = figure.measure
    assert isinstance(measure, CountDistinct)
    named = rows.exclude(_absent(measure.key)).annotate(told=text_of(measure.key))
    pairs = list(named.values_list("public_id", "told"))
    return Tally(len({folded(text) for _, text in pairs}), tuple(id_ for id_, _ in pairs))


def _keys_of(figure: Figure) -> tuple[tuple[str, ...], tuple[str, ...]]:
    measure = figure.measure
    if isinstance(measure, Sum):
        return (measure.key,), ()
    assert isinstance(measure, SumFirst)
    return measure.keys, measure.apart


def _amount(key: str) -> Subquery:
    amounts = Amount.objects.unscoped(why=_WHY).filter(record=OuterRef("pk"), key=key)
    return Subquery(amounts.values("cny")[:1], output_field=BigIntegerField())


def _with_amount(rows: Rows, keys: tuple[str, ...]) -> Rows:
    found = [_amount(key) for key in keys]
    return rows.annotate(told=found[0] if len(found) == 1 else Coalesce(*found))


def _sum(figure: Figure, rows: Rows) -> Tally:
    keys, apart_keys = _keys_of(figure)
    stated = _with_amount(rows, keys)
    firsts = {f"first_{n}": _amount(key) for n, key in enumerate(keys)}
    total, ids, sources = 0, [], Counter[str]()
    for id_, told, *each in stated.exclude(told=None).annotate(**firsts).values_list("public_id", "told", *firsts):
        total += told
        ids.append(id_)
        sources[next(key for key, value in zip(keys, each, strict=True) if value is not None)] += 1
    apart = tuple(_apart(*row, apart_keys) for row in stated.filter(told=None).values_list("public_id", "fields"))
    return Tally(total, tuple(ids), apart, tuple((key, sources[key]) for key in keys if sources[key]))


def _apart(id_: str, fields: dict[str, Any], keys: tuple[str, ...]) -> Apart:
    key = next((key for key in keys if fields.get(key) is not None), None)
    return Apart(id_, key, fields[key] if key else None)


def _months(figure: Figure, rows: Rows) -> Tally:
    few = list(rows.select_related("upload")[:2])
    if len(few) != 1:
        return Tally(None, _ids(rows))
    return fold(figure, [as_engine(record) for record in few])


_MEASURES: dict[type, Callable[[Figure, Rows], Tally]] = {
    Count: _count,
    CountDistinct: _count_distinct,
    Sum: _sum,
    SumFirst: _sum,
    Months: _months,
}


# --- distributions ---------------------------------------------------------------------------------------------------


def distribute(distribution: Distribution, figure_set: FigureSet, rows: Rows) -> DistributionValue:
    """The parts of a distribution, from one query."""
    count, amount = figure_set.figure(distribution.count), figure_set.figure(distribution.amount)
    chosen = rows_of(count, rows).annotate(part=text_of(distribution.by))
    summed = set(rows_of(amount, rows).values_list("public_id", flat=True)) if amount.where != count.where else None
    groups: dict[str | None, list[tuple[str, int]]] = defaultdict(list)
    for id_, part, told in _with_amount(chosen, _keys_of(amount)[0]).values_list("public_id", "part", "told"):
        groups[part or None].append((id_, (told or 0) if summed is None or id_ in summed else 0))
    return distribution_value(distribution, [_part(distribution, value, group) for value, group in groups.items()])


def _part(distribution: Distribution, value: str | None, group: list[tuple[str, int]]) -> Part:
    return Part(
        id=f"{distribution.id}.{value or 'unknown'}",
        value=value,
        label=label_of(distribution.labels, value),
        count=len(group),
        amount_cny=sum(told for _, told in group),
        rows=tuple(id_ for id_, _ in group),
    )
