"""What is known of a place by one criterion: entered by those who answer for it, replaced, taken back, run out.

A value takes the place of the one before, which stays as history, and answers every open question about it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils import timezone
from django.utils.dateparse import parse_date

from yanzhen.errors import StateSecret
from yanzhen_web.models import PlaceQuestion, PlaceValue, Record, User
from yanzhen_web.scopes import Actor, edits_record
from yanzhen_web.services.history.noting import note_deed
from yanzhen_web.services.people.refusals import Refusal
from yanzhen_web.services.place.criteria import KnownCriterion, criterion_of
from yanzhen_web.services.records.storing import storable

WHY = "the values of a place for which the actor answers"
LARGEST = 1e15
USUALLY_HOLDS = timedelta(days=365)
"""For so long a value is proposed to hold where nobody says otherwise."""
_LENGTHS = {"source": 200, "evidence": 500}
_NAMES = {
    "value": ("数值", "value"),
    "low": ("下限", "lower end"),
    "high": ("上限", "upper end"),
    "as_of": ("数据日期", "date"),
    "valid_until": ("有效期至", "valid until"),
    "source": ("来源", "source"),
    "evidence": ("依据", "evidence"),
}


@dataclass(frozen=True)
class Entry:
    """A value as it was typed."""

    criterion: str
    value: float
    low: float | None
    high: float | None
    as_of: date
    valid_until: date | None
    source: str
    evidence: str

    @classmethod
    def of(cls, posted: Mapping[str, str]) -> Entry:
        """From a form.

        Raises:
            Refusal: a field that is missing, no number, no day, out of order, too long, or marked as a state secret.
        """
        criterion = criterion_of(posted.get("criterion", ""))
        low, high = _number(posted, "low"), _number(posted, "high")
        value = _number(posted, "value")
        if value is None and low is not None and high is not None:
            value = (low + high) / 2
        if value is None:
            raise _refused("value", "请填数值（只写数字，不带单位），或同时填下限和上限", "give a number, or both ends")
        if (low is not None and low > value) or (high is not None and high < value):
            raise _refused("low", "下限、数值、上限应从小到大", "lower end, value and upper end must be in order")
        for name, end in (("value", value), ("low", low), ("high", high)):
            _plausible(name, end, criterion)
        as_of, valid_until = _days(posted)
        source = text_of(posted, "source")
        if not source:
            raise _refused("source", "请写来源，如“园区 2026 年统计”", "say where it comes from")
        return cls(criterion.key, value, low, high, as_of, valid_until, source, text_of(posted, "evidence"))


def _refused(field: str, zh: str, en: str) -> Refusal:
    return Refusal(f"{_NAMES[field][0]}：{zh}", f"{_NAMES[field][1]}: {en}", field=field)


def _plausible(name: str, value: float | None, criterion: KnownCriterion) -> None:
    """A value that is nowhere so is a slip of the unit."""
    low, high, unit = f"{criterion.lowest:g}", f"{criterion.highest:g}", criterion.unit
    if value is not None and not criterion.lowest <= value <= criterion.highest:
        raise _refused(
            name, f"应在 {low} 到 {high}（{unit}）之间，请核对单位", f"must be {low} to {high} ({unit}); check the unit"
        )


def _number(posted: Mapping[str, str], field: str) -> float | None:
    text = posted.get(field, "").strip().replace(",", "").replace("，", "")
    if not text:
        return None
    try:
        found = float(text)
    except ValueError:
        found = math.nan
    if not abs(found) <= LARGEST:  # neither "nan" nor "inf" is a number here
        raise _refused(field, "不是数，请只写数字，不带单位", "not a number; write digits only, without the unit")
    return found


def _days(posted: Mapping[str, str]) -> tuple[date, date | None]:
    as_of = day_of(posted.get("as_of", ""))
    if as_of is None or as_of > timezone.localdate():
        raise _refused("as_of", "请填数据是哪天的，不晚于今天", "give the day that it is of, today at the latest")
    text = posted.get("valid_until", "").strip()
    until = day_of(text)
    if text and (until is None or until < as_of):
        raise _refused("valid_until", "请填不早于数据日期的一天，或留空", "give a day after that, or leave it empty")
    return as_of, until


def day_of(text: str) -> date | None:
    """A day as browsers send it; None where it is none."""
    try:
        return parse_date(text.strip())
    except ValueError:
        return None


def text_of(posted: Mapping[str, str], field: str) -> str:
    """One line of text, as it is kept.

    Raises:
        Refusal: it is too long, or bears a mark of state secrecy.
    """
    from yanzhen.collect.secrecy import check_text

    text = " ".join(str(storable(posted.get(field, ""))).split())
    zh, en = _NAMES[field]
    if len(text) > _LENGTHS[field]:
        raise _refused(field, f"请在 {_LENGTHS[field]} 字以内", f"at most {_LENGTHS[field]} letters")
    try:
        check_text(text, place_zh=zh, place_en=en.capitalize())
    except StateSecret as error:
        raise Refusal(error.said.zh, error.said.en, field=field) from None
    return text


def answerable(actor: Actor, public_id: str) -> Record:
    """A place for which the actor enters values.

    Raises:
        Record.DoesNotExist: there is none, or it is not the actor's to answer for.
    """
    return Record.objects.visible_to(actor).filter(edits_record(actor)).get(kind="park", public_id=public_id)


@transaction.atomic
def enter_value(actor: Actor, by: User, public_id: str, entry: Entry) -> PlaceValue:
    """Enter a value for a place; it replaces the one before and answers what was asked about it.

    Raises:
        Record.DoesNotExist: as `answerable`.
    """
    place = _held(answerable(actor, public_id))
    now = timezone.now()
    _current(place, entry.criterion).update(replaced_at=now)
    made = PlaceValue.objects.unscoped(why=WHY).create(
        place=place, criterion=entry.criterion, value=entry.value, low=entry.low, high=entry.high, as_of=entry.as_of,
        valid_until=entry.valid_until, source=entry.source, evidence=entry.evidence, entered_by=by,
        owner_org_id=actor.home.organisation if actor.home else None, entered_at=now,
    )  # fmt: skip
    asked = PlaceQuestion.objects.unscoped(why=WHY).filter(place=place, criterion=entry.criterion)
    answered = asked.filter(state=PlaceQuestion.State.OPEN).update(
        state=PlaceQuestion.State.ANSWERED, answer=made, settled_at=now
    )
    note_deed("place.value", made, record=place.public_id, criterion=entry.criterion, count=answered)
    return made


@transaction.atomic
def take_value_back(actor: Actor, public_id: str, value_id: str) -> None:
    """Take a value back: from now on it is unknown again.

    Raises:
        Model.DoesNotExist: there is no such place or value, or the place is not the actor's to answer for.
    """
    place = _held(answerable(actor, public_id))
    value = PlaceValue.objects.visible_to(actor).get(place=place, public_id=value_id, replaced_at=None)
    value.replaced_at = timezone.now()
    value.save(update_fields=["replaced_at"])
    note_deed("place.value_back", value, record=place.public_id, criterion=value.criterion)


def _held(place: Record) -> Record:
    """The place, held until the transaction ends: two may enter the same value at once."""
    rows: QuerySet[Model] = Record.objects.unscoped(why=WHY).select_for_update(of=("self",)).filter(pk=place.pk)
    list(rows.values_list("pk"))
    return place


def _current(place: Record, criterion: str) -> QuerySet[PlaceValue]:
    return PlaceValue.objects.unscoped(why=WHY).filter(place=place, criterion=criterion, replaced_at=None)
