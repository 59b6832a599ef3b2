"""What is known of the places that somebody sees, as a matrix for the engine.

Reading and joining it, and working out what depends on the project, takes longer than ranking, and nothing of it
changes with a weight: it is kept for as long as neither the places that are seen, nor their values, nor the project,
nor the day change.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cache, cached_property
from threading import Lock
from typing import Any

import numpy as np
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone

from yanzhen.fields import Field, fields_of
from yanzhen.language import Said, current
from yanzhen.place.library import BY_KEY, COMPUTED, LibraryCriterion, criterion_called
from yanzhen.place.matrix import Criterion, Floats, Matrix
from yanzhen.place.observations import Chosen, Observation, choose
from yanzhen.place.ruling.asking import day_of
from yanzhen.place.rulings import GATES, Ruling
from yanzhen.place.study import ENOUGH, matrix_criterion, names_apart
from yanzhen.place.wordings import figure
from yanzhen.records import Record as EngineRecord
from yanzhen.workflow import rule_places
from yanzhen_web.models import PlaceValue, Record
from yanzhen_web.scopes import Actor
from yanzhen_web.services.place import catalogues, hometables
from yanzhen_web.services.place.computing import Worked, firms_seen, work_out
from yanzhen_web.services.place.criteria import known_criteria
from yanzhen_web.services.records import showing
from yanzhen_web.services.records.reading import as_engine_outside, visible_records

WHY = "whether any value has changed since"
_KEPT = 24
_AT_ONCE = 500
_NUMBERS = re.compile(r"(\d+(?:\.\d+)?)(?:\s*[-–—~～至到]\s*(\d+(?:\.\d+)?))?")
_GATES = Said("门槛", "gates")
_VERDICTS = {"fails": "cross", "unknown": "question", "passes": "tick"}
"""What a gate says -> the icon beside the words."""


@dataclass(frozen=True)
class Place:
    """A place as pages name it.

    Attributes:
        quality: how much of the library is known of it and has not run out, in per cent.
    """

    pk: int
    public_id: str
    name: str
    region: str
    city: str
    quality: str = ""

    @property
    def url(self) -> str:
        """Its record's page."""
        return reverse("record_detail", kwargs={"kind": "park", "public_id": self.public_id})


@dataclass(frozen=True)
class Value:
    """One known value, with where it is from.

    Attributes:
        low, high: the range that was told, where it was one.
        computed: whether it was worked out here; then `evidence` names the formula.
        lowest, highest: between which it may lie by now.
    """

    key: str
    value: float
    as_of: date | None
    valid_until: date | None
    source: str
    evidence: str = ""
    public_id: str = ""
    low: float | None = None
    high: float | None = None
    lowest: float = 0.0
    highest: float = 0.0
    age: str = "fresh"
    computed: bool = False

    @property
    def expired(self) -> bool:
        """Whether its last day is over, so that it may be far off by now."""
        return self.age == "expired"

    @property
    def old(self) -> bool:
        """Whether it counts, but is more than a year old."""
        return self.age == "old"


@dataclass(frozen=True)
class Knowledge:
    """Places by criteria.

    Attributes:
        places: as the matrix has them.
        keys: of the matrix's criteria: those of the library of which anything is known.
        blank: keys of those of which nothing is.
        values: (place, key) -> value, run-out ones too.
        records, observations: the same for the engine's studies, as everybody reads them who sees the places.
        rulings: place -> what the gates say of it.
        missing: what could not be worked out for the project, and why.
    """

    places: tuple[Place, ...]
    keys: tuple[str, ...]
    blank: tuple[str, ...]
    matrix: Matrix
    values: dict[tuple[int, str], Value]
    records: tuple[EngineRecord, ...]
    observations: tuple[Observation, ...]
    rulings: dict[int, list[Ruling]] = field(default_factory=dict)
    missing: tuple[str, ...] = ()

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {place.public_id: number for number, place in enumerate(self.places)}

    def has(self, public_id: str) -> bool:
        """Whether the place is among them."""
        return public_id in self._numbers

    def number_of(self, public_id: str) -> int:
        """A place's position.

        Raises:
            Record.DoesNotExist: it is not among them.
        """
        if public_id not in self._numbers:
            raise Record.DoesNotExist
        return self._numbers[public_id]

    def shown(self, place: int, criterion: int) -> str:
        """A value with its unit; empty where it is unknown."""
        key, value = self.keys[criterion], float(self.matrix.values[place, criterion])
        return "" if np.isnan(value) else f"{figure(value)} {known_criteria()[key].unit}".strip()

    def values_of(self, place: int) -> list[dict[str, Any]]:
        """What is known of a place, in the library's order."""
        found = []
        for key, known in known_criteria().items():
            value = self.values.get((place, key))
            if value is not None:
                text = f"{figure(value.value)} {known.unit}".strip()
                if value.low is not None or value.high is not None:
                    text += f" ({_end(value.low)}–{_end(value.high)})"
                found.append({"told": value, "key": key, "name": known.name, "text": text})
        return found

    @cached_property
    def gated(self) -> Matrix:
        """The matrix with one more column, of no weight, that keeps out whom a gate rules out."""
        passes = [[0.0 if self.gates_failed(place) else 1.0] for place in range(len(self.places))]
        column = Criterion(str(_GATES), at_least=1.0, weight=0.0)
        low, high = (
            None if ends is None else np.hstack([ends, np.full((len(ends), 1), np.nan)])
            for ends in (self.matrix.low, self.matrix.high)
        )
        cells = np.hstack([self.matrix.values, np.array(passes).reshape(-1, 1)])
        return Matrix(self.matrix.places, (*self.matrix.criteria, column), cells, low, high)

    @staticmethod
    def for_gated(weights: Floats) -> Floats:
        """Weights of the matrix's criteria, for the one with the gates."""
        return np.append(weights, 0.0)

    def gates_failed(self, place: int) -> list[dict[str, str]]:
        """The gates that rule a place out."""
        return [one for one in self.gates_of(place) if one["verdict"] == "fails"]

    def gates_of(self, place: int) -> list[dict[str, str]]:
        """What the gates say of a place: first what rules it out, then what is unknown."""
        order = list(_VERDICTS)
        listed = sorted(self.rulings.get(place, []), key=lambda ruling: order.index(ruling.verdict))
        return [
            {
                "name": str(GATES[ruling.gate]),
                "verdict": ruling.verdict,
                "icon": _VERDICTS[ruling.verdict],
                "why": str(ruling.why),
                "source": str(ruling.source),
            }
            for ruling in listed
        ]


def _end(value: float | None) -> str:
    return "" if value is None else figure(value)


# --- places ----------------------------------------------------------------------------------------------------------


def visible_places(actor: Actor) -> list[Place]:
    """The places that the actor sees, by name."""
    rows = visible_records(actor, "park").only("pk", "public_id", "name", "region", "masked", "publication")
    return [_place(row) for row in rows.order_by("name", "pk")]


def _place(row: Record, quality: str = "") -> Place:
    city = row.region[:4] + "00" if len(row.region) == 6 and row.region[2:4] != "00" else row.region
    return Place(row.pk, row.public_id, row.name, showing.region(row.region), showing.region(city), quality)


# --- kept for a while ------------------------------------------------------------------------------------------------


class _Kept:
    """The latest few, by what they were made of."""

    def __init__(self) -> None:
        self._found: OrderedDict[Hashable, Knowledge] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable) -> Knowledge | None:
        with self._lock:
            if key in self._found:
                self._found.move_to_end(key)
            return self._found.get(key)

    def put(self, key: Hashable, known: Knowledge) -> Knowledge:
        with self._lock:
            self._found[key] = known
            while len(self._found) > _KEPT:
                self._found.popitem(last=False)
        return known


_KNOWN = _Kept()


def knowledge_of(
    actor: Actor, *, project: EngineRecord | None = None, chosen: frozenset[str] = frozenset()
) -> Knowledge:
    """What is known of the places that the actor sees.

    Args:
        project: what is to be built there, for what depends on it.
        chosen: public ids of those that count; empty for all.
    """
    seen = Record.objects.visible_to(actor).filter(kind="park").order_by("pk").values_list("pk", "public_id", "version")
    parks = tuple(seen)
    firms = firms_seen(actor, project)
    told = repr(sorted(project.fields.items())) if project is not None else ""
    files = (catalogues.stamp(), hometables.stamp())
    key = (parks, firms, chosen, _stamp(), told, files, timezone.localdate(), current())
    found = _KNOWN.get(key)
    if found is not None:
        return found
    listed = [pk for pk, public_id, _ in parks if not chosen or public_id in chosen]
    return _KNOWN.put(key, _read(listed, _Asked(project, [pk for pk, _, _ in parks], [pk for pk, _ in firms])))


@dataclass(frozen=True)
class _Asked:
    """For which project, and the keys of the parks and firms that may tell who makes what."""

    project: EngineRecord | None
    parks: list[int]
    firms: list[int]


def _stamp() -> tuple[Any, ...]:
    """What is another one after every value that was entered, replaced or taken back."""
    rows = PlaceValue.objects.unscoped(why=WHY)
    return tuple(rows.aggregate(Max("pk"), Max("replaced_at")).values())


# --- reading ---------------------------------------------------------------------------------------------------------


def _read(listed: list[int], asked: _Asked) -> Knowledge:
    records = list(_records(listed))
    engine = tuple(as_engine_outside(row) for row in records)
    worked = _worked_out(engine, asked)
    told = [one for row in records for one in _told(row)]
    values, observations = _chosen(records, list(_values(listed)), told, worked.observations)
    places = tuple(_place(row, f"{_quality(values, at):.0%}") for at, row in enumerate(records))
    said = {key for _, key in values}
    keys = tuple(key for key in known_criteria() if key in said)
    blank = tuple(key for key in known_criteria() if key not in said and key not in COMPUTED)
    rulings = _rulings(engine, asked.project)
    matrix = _matrix(places, keys, values)
    return Knowledge(places, keys, blank, matrix, values, engine, observations, rulings, worked.missing)


def _worked_out(places: tuple[EngineRecord, ...], asked: _Asked) -> Worked:
    """What depends on the project; nothing where there is none."""
    if asked.project is None or not places:
        return Worked()
    parks: Iterable[EngineRecord] = places
    if len(asked.parks) > len(places):
        parks = map(as_engine_outside, _records(asked.parks))
    firms = map(as_engine_outside, _records(asked.firms))
    return work_out(asked.project, places, parks, firms, hometables.loaded_of(hometables.stamp()))


def _matrix(places: tuple[Place, ...], keys: tuple[str, ...], values: dict[tuple[int, str], Value]) -> Matrix:
    """What is known, with the range of each value that is old or was told as a range."""
    cells, low, high = (np.full((len(places), len(keys)), np.nan) for _ in range(3))
    column = {key: at for at, key in enumerate(keys)}
    for (place, key), value in values.items():
        at = (place, column[key])
        cells[at] = value.value
        if value.lowest < value.highest:
            low[at], high[at] = value.lowest, value.highest
    known = np.count_nonzero(~np.isnan(cells), axis=0)
    enough = min(ENOUGH, len(places))
    columns = tuple(
        matrix_criterion(BY_KEY[key], plausible=int(number) < enough) for key, number in zip(keys, known, strict=True)
    )
    return Matrix(_apart(places), columns, cells, low, high)


def _rulings(places: tuple[EngineRecord, ...], project: EngineRecord | None) -> dict[int, list[Ruling]]:
    """What the gates say of each place, from what everybody who sees its record reads there."""
    if project is None:
        return {}
    number = {place.key: at for at, place in enumerate(places)}
    found: dict[int, list[Ruling]] = {}
    lists = catalogues.catalogues_of(catalogues.stamp())
    for ruling in rule_places(project, places, lists, today=timezone.localdate()):
        found.setdefault(number[ruling.place], []).append(ruling)
    return found


def _quality(values: dict[tuple[int, str], Value], place: int) -> float:
    """How much of the library is known of a place: an old value counts half, one that has run out not at all."""
    worth = {"fresh": 1.0, "old": 0.5}
    told = (values.get((place, key)) for key in BY_KEY)
    return sum(worth.get(value.age, 0.0) for value in told if value is not None) / len(BY_KEY)


def _apart(places: tuple[Place, ...]) -> tuple[str, ...]:
    """Names that are told apart, as the engine wants them."""
    return names_apart([EngineRecord("park", place.name, {}, {}) for place in places])


def _records(listed: list[int]) -> Iterable[Record]:
    rows = Record.objects.unscoped(why="places and firms that were seen, by key")
    for start in range(0, len(listed), _AT_ONCE):
        part = rows.filter(pk__in=listed[start : start + _AT_ONCE])
        yield from part.defer("search_text", "open_search_text", "extra", "facts").order_by("pk")


def _values(listed: list[int]) -> Iterable[PlaceValue]:
    rows = PlaceValue.objects.unscoped(why="what counts of places that were seen, by key").filter(replaced_at=None)
    for start in range(0, len(listed), _AT_ONCE):
        yield from rows.filter(place__in=listed[start : start + _AT_ONCE])


def _chosen(
    records: list[Record], rows: list[PlaceValue], told: list[Observation], computed: tuple[Observation, ...]
) -> tuple[dict[tuple[int, str], Value], tuple[Observation, ...]]:
    """(place, criterion) -> what counts of what the parks' records say, of what was entered and of what was computed,
    the newest of them; and all that it was chosen from.
    """
    number, keys = {row.public_id: at for at, row in enumerate(records)}, {row.pk: row.public_id for row in records}
    entered = {(keys[row.place_id], row.criterion): row for row in rows if row.criterion in BY_KEY}
    worked = {(one.place, one.criterion): one for one in computed}
    listed = (*told, *(_observation(place, row) for (place, _), row in entered.items()), *computed)
    chosen = choose(listed, timezone.localdate())
    return {
        (number[place], key): _value(
            one, entered.get((place, key)), computed=worked.get((place, key)) is one.observation
        )
        for (place, key), one in chosen.items()
    }, listed


def _told(row: Record) -> Iterable[Observation]:
    """What the fields of a park's record say that mean a criterion, in the same unit by their definition."""
    source, day = str(Said("园区记录", "the park's record")), day_of(as_engine_outside(row))
    for known, criterion in _telling_fields():
        ends = _ends(row.fields.get(known.key), known.unit)
        if ends is not None:
            low, high = ends
            of_range = (low, high) if low < high else (None, None)
            yield Observation(row.public_id, criterion.key, (low + high) / 2, day, None, source, "", *of_range)


@cache
def _telling_fields() -> tuple[tuple[Field, LibraryCriterion], ...]:
    """The fields of parks that everybody reads and that mean a criterion."""
    found = ((known, criterion_called(known.key)) for known in fields_of("park").values() if known.level == "open")
    return tuple((known, criterion) for known, criterion in found if criterion is not None)


def _ends(value: object, unit: str) -> tuple[float, float] | None:
    """A number, or a text that is one or a range of two with no other unit than the field's; both ends."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value), float(value)
    found = _NUMBERS.fullmatch(str(value or "").replace(",", "").strip().removesuffix(unit).strip())
    if found is None:
        return None
    low, high = float(found[1]), float(found[2] or found[1])
    return (low, high) if low <= high else None


def _observation(place: str, row: PlaceValue) -> Observation:
    return Observation(
        place, row.criterion, row.value, row.as_of, row.valid_until, row.source, row.evidence, row.low, row.high
    )


def _value(one: Chosen, row: PlaceValue | None, *, computed: bool) -> Value:
    told = one.observation
    entered = row is not None and not computed and row.value == told.value and row.as_of == told.as_of
    return Value(
        told.criterion, told.value, told.as_of, told.valid_until, told.source, told.evidence,
        row.public_id if entered and row is not None else "", told.low, told.high, one.low, one.high, one.age, computed,
    )  # fmt: skip
