"""Values of places from tables: of cities, zones, the census, the grid …, read by the engine, with source and date.

What a table tells of a region counts for every park that lies there. Loading again replaces what was loaded before;
what somebody entered by hand is left alone, unless the table tells of a later day.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from yanzhen.language import Said
from yanzhen.place.library import BY_KEY
from yanzhen.place.observations import Observation, choose
from yanzhen.place.sources.gathering import gather
from yanzhen.records import Record as EngineRecord
from yanzhen.workflow import amount_in
from yanzhen_web.models import Organisation, PlaceValue, Publication, Record
from yanzhen_web.services.history.noting import note_deed
from yanzhen_web.services.records.reading import as_engine_outside
from yanzhen_web.services.records.recording import Teller, Told, write_records

WHY = "values of places from tables"
_AT_ONCE = 500


@dataclass(frozen=True)
class LoadedPlaces:
    """What came of loading.

    Attributes:
        places: how many places there are values of; founded: how many of them are new records.
        refused: a sentence for each row or cell that could not be used.
    """

    places: int
    founded: int
    values: int
    refused: tuple[Said, ...]


@transaction.atomic
def load_places(owner: Organisation, places: Sequence[Path], tables: Sequence[Path]) -> LoadedPlaces:
    """Load tables: new places become open records of the owner; values count for all places of the site.

    Args:
        places: files whose rows are places (zones, cities), made records where there are none of the name.
        tables: files that only tell values.

    Raises:
        UnreadableInput: a file that can't be read or recognised.
    """
    loaded = gather(places, tables, amount_in)
    found = loaded.places() if places else []
    founded = _found(owner, found)
    rows = Record.objects.unscoped(why=WHY).filter(kind="park", withdrawn_at=None).order_by("pk")
    standing = list(rows)
    told = loaded.observations([as_engine_outside(row) for row in standing])
    count = _keep(standing, told)
    note_deed("place.load", owner, count=count)
    return LoadedPlaces(len(standing), founded, count, tuple(loaded.refused))


def _found(owner: Organisation, places: Iterable[EngineRecord]) -> int:
    """Records for places of which there is none by that name."""
    rows = Record.objects.unscoped(why=WHY).filter(kind="park", withdrawn_at=None)
    known = set(rows.values_list("name", flat=True))
    new = [place for place in places if place.name not in known]
    told = [
        Told("park", place.name, place.key, dict(place.fields), publication=Publication.OPEN)
        for place in {place.name: place for place in new}.values()
    ]
    write_records(told, Teller(owner))
    return len(told)


def _keep(rows: Sequence[Record], told: Iterable[Observation]) -> int:
    """The newest value of each cell, where it is newer than what counts or was itself loaded."""
    by_id, now = {row.public_id: row.pk for row in rows}, timezone.now()
    chosen = choose((one for one in told if one.criterion in BY_KEY), timezone.localdate())
    values = PlaceValue.objects.unscoped(why=WHY)
    new = []
    for start in range(0, len(rows), _AT_ONCE):
        part = rows[start : start + _AT_ONCE]
        keys = [row.pk for row in part]
        standing = {
            (value.place_id, value.criterion): value for value in values.filter(place__in=keys, replaced_at=None)
        }
        ids = {row.public_id for row in part}
        fresh = [one.observation for (place, _), one in chosen.items() if place in ids]
        listed = [one for one in fresh if _replaces(one, standing.get((by_id[one.place], one.criterion)))]
        old = [standing[at].pk for one in listed if (at := (by_id[one.place], one.criterion)) in standing]
        for first in range(0, len(old), _AT_ONCE):
            values.filter(pk__in=old[first : first + _AT_ONCE]).update(replaced_at=now)
        new += [_row(one, by_id[one.place]) for one in listed]
    values.bulk_create(new, batch_size=_AT_ONCE)
    return len(new)


def _replaces(one: Observation, standing: PlaceValue | None) -> bool:
    if standing is None:
        return True
    if standing.owner_org_id is not None:  # entered by somebody who answers for the place
        return one.as_of is not None and standing.as_of is not None and one.as_of > standing.as_of
    return (one.value, one.as_of, one.source[:200]) != (standing.value, standing.as_of, standing.source)


def _row(one: Observation, place: int) -> PlaceValue:
    return PlaceValue(
        place_id=place, criterion=one.criterion, value=one.value, low=one.low, high=one.high, as_of=one.as_of,
        valid_until=one.valid_until, source=one.source[:200], evidence=one.evidence[:500], entered_at=timezone.now(),
    )  # fmt: skip
