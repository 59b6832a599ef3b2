"""An organisation's comparisons: begun, described, weighed, narrowed to a shortlist, removed."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from yanzhen.errors import StateSecret
from yanzhen.records import Record as EngineRecord
from yanzhen_web.models import Comparison, Organisation, Record, User
from yanzhen_web.scopes import Actor, Relation
from yanzhen_web.services.history.noting import note_deed
from yanzhen_web.services.people.refusals import Refusal
from yanzhen_web.services.place.criteria import known_criteria
from yanzhen_web.services.place.nearness import read_near
from yanzhen_web.services.records.editforms import read_form
from yanzhen_web.services.records.reading import as_engine, readable, visible_records
from yanzhen_web.services.records.storing import storable

WHY = "a comparison of the actor's own organisation"
BESIDE = 6
"""So many places are looked at side by side."""
MOST_PAIRED = 9
"""So many criteria are compared two by two: 36 questions are more than anybody answers well."""
WORDS = (5, 4, 3, 2, 1, 0)
"""What plain words weigh, see `yanzhen.place.importance`."""
MIDDLE = 3
MOST = 100
DESCRIBED = (
    "industry", "origin", "investment_cny", "land_mu", "building_m2", "jobs", "power_kva", "power_kwh_year",
    "energy_tce", "water_t_day", "pollutants", "products",
)  # fmt: skip
"""What of a project matters to where it goes; keys of the registry."""
INSIDE = Relation(inside=True, close=True)
Weighing = Comparison.Weighing


@dataclass(frozen=True)
class Described:
    """What is compared for: a title, a record that may be read, or a description of one's own."""

    title: str
    project: str
    posted: Mapping[str, str]


def comparison_of(actor: Actor, public_id: str) -> Comparison:
    """A comparison of the actor's own organisation.

    Raises:
        Comparison.DoesNotExist: there is none.
    """
    return Comparison.objects.visible_to(actor).select_related("project", "owner_org").get(public_id=public_id)


def blank(actor: Actor) -> Comparison:
    """One to begin with, in the name of the organisation for which the actor enters records.

    Raises:
        Organisation.DoesNotExist: the actor enters records for none.
    """
    if actor.home is None:
        raise Organisation.DoesNotExist
    now = timezone.now()
    organisation = Organisation.objects.visible_to(actor).get(pk=actor.home.organisation)
    return Comparison(owner_org=organisation, created_at=now, updated_at=now)


@transaction.atomic
def describe(actor: Actor, by: User, comparison: Comparison, described: Described) -> Comparison:
    """Begin a comparison, or say anew what it is for.

    Raises:
        Record.DoesNotExist: the project is not one that the actor sees.
        Refusal: no title, or one that can't be kept; a supplier, customer, port or city that nobody can find.
        RefusedFields: names each text that can't be read.
    """
    new = comparison.pk is None
    comparison.title = _title(described.title)
    comparison.project = _project(actor, described.project)
    shell = described_project(comparison)
    wanted = {key: text for key, text in described.posted.items() if key in DESCRIBED}
    values = comparison.description | read_form(shell, INSIDE, wanted) | read_near(described.posted)
    comparison.description = {key: value for key, value in values.items() if value is not None}
    _keep(comparison, by)
    note_deed("comparison.make" if new else "comparison.change", comparison)
    return comparison


def described_project(comparison: Comparison) -> Record:
    """The description as a row of no table, for the forms and the engine."""
    fields = dict(comparison.description)
    return Record(kind="project", name=comparison.title, owner_org=comparison.owner_org, fields=fields)


def project_of(actor: Actor, comparison: Comparison) -> EngineRecord:
    """The project as the engine takes it: the record, as far as the actor reads it, under what was described."""
    shell = described_project(comparison)
    fields: dict[str, Any] = {}
    if comparison.project_id is not None:
        row = visible_records(actor, "project").filter(pk=comparison.project_id).first()
        if row is not None:
            fields = as_engine(row, readable("project", Relation.to(row))).fields
    return EngineRecord("project", comparison.title, dict(fields) | shell.fields, {}, key=comparison.public_id)


def _title(text: str) -> str:
    from yanzhen.collect.secrecy import check_text

    title = " ".join(str(storable(text)).split())
    if not title or len(title) > MOST:
        raise Refusal(f"请写名称，{MOST} 字以内", f"give it a name of at most {MOST} letters", field="title")
    try:
        check_text(title, place_zh="名称", place_en="The name")
    except StateSecret as error:
        raise Refusal(error.said.zh, error.said.en, field="title") from None
    return title


def _project(actor: Actor, public_id: str) -> Record | None:
    if not public_id:
        return None
    return Record.objects.visible_to(actor).get(kind="project", public_id=public_id)


def _keep(comparison: Comparison, by: User) -> None:
    comparison.by, comparison.updated_at = by, timezone.now()
    comparison.save()


def choose_places(by: User, comparison: Comparison, chosen: Iterable[str], *, everything: bool) -> None:
    """Compare these places, or all that whoever looks sees.

    Raises:
        Refusal: none is chosen.
    """
    listed = sorted(set(chosen))
    if not everything and not listed:
        raise Refusal("请至少选一处，或选“全部”", "choose at least one place, or all", field="places")
    comparison.places = [] if everything else listed
    _keep(comparison, by)


def weigh(by: User, comparison: Comparison, posted: Mapping[str, str], weighing: str) -> None:
    """Say how much each criterion counts: in words (0 to 5) or by sliders (0 to 100).

    Raises:
        Refusal: nothing counts.
    """
    most = max(WORDS) if weighing == Weighing.WORDS else MOST
    found = {key: _weight(posted[f"w-{key}"], most) for key in known_criteria() if f"w-{key}" in posted}
    weights = (comparison.weights if comparison.weighing == weighing else {}) | found
    if weights and not any(weights.values()) and set(weights) == set(known_criteria()):
        raise Refusal("至少要有一项算数", "at least one criterion must count", field="weights")
    comparison.weights, comparison.weighing = weights, weighing
    _keep(comparison, by)


def _weight(text: str, most: int) -> float:
    try:
        found = float(text)
    except ValueError:
        return 0.0
    return min(max(found, 0.0), float(most)) if math.isfinite(found) else 0.0


def compare_pairs(by: User, comparison: Comparison, paired: list[str], posted: Mapping[str, str]) -> None:
    """Keep what was said of criteria two by two: by sliders from -8 (the second extremely) to 8 (the first).

    Raises:
        Refusal: too few or too many criteria.
    """
    keys = [key for key in known_criteria() if key in set(paired)]
    if not 2 <= len(keys) <= MOST_PAIRED:
        raise Refusal(
            f"两两比较请选 2 到 {MOST_PAIRED} 项", f"choose 2 to {MOST_PAIRED} criteria to compare", field="pairs"
        )
    pairs = {}
    for at, one in enumerate(keys):
        for other in keys[at + 1 :]:
            pairs[f"{one}|{other}"] = _times(posted.get(f"p-{one}|{other}", "0"))
    comparison.pairs, comparison.weighing = pairs, Weighing.PAIRS
    _keep(comparison, by)


def _times(text: str) -> int:
    """-8 … 8, as Saaty's scale has it: 0 equal, 8 extremely."""
    return int(text) if text.lstrip("-").isascii() and text.lstrip("-").isdigit() and abs(int(text[:3])) <= 8 else 0


def choose_method(by: User, comparison: Comparison, method: str, weighing: str) -> None:
    """Rank by another method, or find the weights in another way.

    Raises:
        Refusal: there is no such method or way.
    """
    from yanzhen.place.methods import METHODS

    if method not in METHODS or weighing not in Weighing.values:
        raise Refusal("没有这种方法", "there is no such method", field="method")
    comparison.method, comparison.weighing = method, weighing
    _keep(comparison, by)


def shortlist(actor: Actor, by: User, comparison: Comparison, place: str, *, wanted: bool) -> None:
    """Put a place on the shortlist, or take it off.

    Raises:
        Record.DoesNotExist: the place is not one that the actor sees.
        Refusal: the shortlist is full.
    """
    Record.objects.visible_to(actor).get(kind="park", public_id=place)
    others = [one for one in comparison.shortlist if one != place]
    if wanted and len(others) >= BESIDE:
        raise Refusal(
            f"并排最多 {BESIDE} 处，请先去掉一处", f"at most {BESIDE} places stand side by side; take one off first"
        )
    comparison.shortlist = [*others, place] if wanted else others
    _keep(comparison, by)


@transaction.atomic
def remove(comparison: Comparison) -> None:
    """Remove a comparison for good: nothing of it stays but that it was removed."""
    note_deed("comparison.delete", comparison)
    comparison.delete()


def own_comparisons(actor: Actor) -> list[dict[str, Any]]:
    """Those of the actor's own organisations, the latest first."""
    rows = Comparison.objects.visible_to(actor).select_related("owner_org", "by")
    return [{"comparison": row, "by": str(row.by or "")} for row in rows[:200]]
