"""The case of a comparison of two tables, where nobody tells more of the places than their names and values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from yanzhen.dossier.case import Case, CriterionTold, PlaceTold, SourceTold
from yanzhen.language import Said
from yanzhen.place.comparison import Comparison
from yanzhen.records import Record
from yanzhen.reference.places import resolve
from yanzhen.reference.regions import ancestors, is_known, region

_NOT_TOLD = Said("没有写", "not told")


def case_of_tables(
    found: Comparison,
    today: date,
    *,
    file: str = "",
    names: Mapping[str, Said] | None = None,
    notes: Sequence[Said] = (),
) -> Case:
    """A comparison as a case: places lie where their names say, the file is the source.

    Args:
        file: the name of the table of values.
        names: of the criteria in both languages, where known.
    """
    matrix = found.matrix
    criteria = tuple(
        CriterionTold((names or {}).get(c.name, Said(c.name, c.name)), _NOT_TOLD, Said("", ""), Said(file, file))
        for c in matrix.criteria
    )
    known = int((~matrix.unknown).sum())
    places = tuple(_place(name) for name in matrix.places)
    return Case(
        Record("project", ""),
        found,
        places,
        criteria,
        today,
        notes=tuple(notes),
        sources=(SourceTold(Said(file, file), "", known),),
    )


def _place(name: str) -> PlaceTold:
    found = resolve(name)
    at = coordinates_of(found.code) if found.outcome == "resolved" and found.code else None
    return PlaceTold(name, name) if at is None else PlaceTold(name, name, *at)


def coordinates_of(code: str) -> tuple[float, float] | None:
    """Longitude and latitude of a region's seat, or of the seat of the city above it."""
    for above in ancestors(code) if is_known(code) else ():
        unit = region(above)
        if unit.longitude is not None and unit.latitude is not None:
            return unit.longitude, unit.latitude
    return None
