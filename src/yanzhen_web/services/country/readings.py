"""The indicators of `yanzhen.report.country.axes` worked out by the database, over what an actor sees and may read.

One query an indicator, grouped by the finest value of what it is split by; a test lets it agree with the fold.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import and_

from django.db.models import Case, CharField, Count, F, FilteredRelation, Q, Sum, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce, ExtractYear

from yanzhen.fields import fields_of
from yanzhen.report.conditions import Condition, RatioAtMost
from yanzhen.report.country.axes import Indicator, Reading, Split
from yanzhen_web.models import Record
from yanzhen_web.scopes import Actor, sees_inside
from yanzhen_web.services.country.legs import Rows, reads_amount
from yanzhen_web.services.report.figures import condition, counted, number_of

_PLAIN = frozenset({"money", "number", "integer", "bool", "date"})
"""Types of field that are read of a record by code as they stand; of others its names are put out."""


def reads_key(actor: Actor, kind: str, key: str) -> Q:
    """Records of which the actor reads this field as it stands.

    Texts of a record that goes by a code are not asked: a word in them may be a piece of the firm's name.
    """
    rule = reads_amount(actor, key, kind)
    return rule if fields_of(kind)[key].type in _PLAIN else rule & (Q(masked=False) | sees_inside(actor))


def population(actor: Actor, of: Indicator) -> Rows:
    """The records that an indicator could speak of, with `numerator`, `denominator` and, for projects, `signed`."""
    rows = counted(Record.objects.visible_to(actor).filter(kind=of.kind))
    keys = dict.fromkeys([*of.numerator, *of.denominator])
    money = [key for key in keys if fields_of(of.kind)[key].type == "money"]
    joined = {f"of_{key}": FilteredRelation("amounts", condition=Q(amounts__key=key)) for key in money}
    rows = rows.annotate(**joined, signed=FilteredRelation("dates", condition=Q(dates__key="signed_on")))
    told = {name: _first(actor, of, keys) for name, keys in (("top", of.numerator), ("bottom", of.denominator)) if keys}
    return rows.annotate(**told)


def _first(actor: Actor, of: Indicator, keys: Sequence[str]) -> Combinable:
    read = [Case(When(reads_key(actor, of.kind, key), then=_number(of, key)), default=None) for key in keys]
    return read[0] if len(read) == 1 else Coalesce(*read)


def _number(of: Indicator, key: str) -> Combinable:
    return F(f"of_{key}__cny") if fields_of(of.kind)[key].type == "money" else number_of(key)


def tells(actor: Actor, of: Indicator) -> Q:
    """Those of the population that tell what is asked, as the actor reads it."""
    rules = [_read_and(actor, of, declared) for declared in of.tells]
    rules += [Q(**{f"{name}__isnull": False}) for name in _sums(of)]
    return reduce(and_, rules, Q(pk__isnull=False))


def is_part(actor: Actor, of: Indicator) -> Q:
    """Those that tell it and make the numerator."""
    return reduce(and_, [_read_and(actor, of, declared) for declared in of.part], tells(actor, of))


def _sums(of: Indicator) -> list[str]:
    return [name for name, keys in (("top", of.numerator), ("bottom", of.denominator)) if keys]


def _read_and(actor: Actor, of: Indicator, declared: Condition) -> Q:
    keys = [declared.key, *([declared.over] if isinstance(declared, RatioAtMost) else [])]
    return reduce(and_, [reads_key(actor, of.kind, key) for key in keys], condition(declared))


_SIGNED_YEAR = Case(
    When(
        Q(signed_first=F("signed_last")),
        then=Cast("signed_first", CharField()),
    ),
    default=Value(""),
    output_field=CharField(),
)


def grouped_by(rows: Rows, split: Split) -> Rows:
    """Rows with `part_of`: the finest value of what they are split by, empty where it is not told."""
    if split != "year":
        return rows.annotate(part_of=F(split))
    years = rows.annotate(signed_first=ExtractYear("signed__earliest"), signed_last=ExtractYear("signed__latest"))
    return years.annotate(part_of=_SIGNED_YEAR)


def read(actor: Actor, of: Indicator, split: Split) -> dict[str, Reading]:
    """An indicator over the records of each region, chain or year, from one query."""
    told, part = tells(actor, of), is_part(actor, of)
    sums = {
        "records": Count("pk"),
        "told": Count("pk", filter=told),
        "above": Sum("top", filter=part) if of.numerator else Count("pk", filter=part),
        "below": Sum("bottom", filter=told) if of.denominator else Count("pk", filter=told),
    }
    grouped = grouped_by(population(actor, of), split).order_by().values("part_of").annotate(**sums)
    return {
        row["part_of"]: Reading(row["records"], row["told"], row["above"] or 0, row["below"] or 0)
        for row in grouped.order_by("part_of")
    }


def chosen(actor: Actor, of: Indicator, which: str) -> Rows:
    """The records that tell an indicator (`told`), that make its numerator (`part`), or that do not tell it."""
    rows = population(actor, of)
    if which == "untold":
        # By their keys: turned round, a rule over joined amounts would be false where there is no amount to join.
        return rows.exclude(pk__in=population(actor, of).filter(tells(actor, of)).values("pk"))
    return rows.filter(is_part(actor, of) if which == "part" else tells(actor, of))
