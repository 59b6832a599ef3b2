"""A place's own page: its values, what is asked and what is missing, and where it stands among others.

Where it stands is worked out with weights that are nobody's: all alike, or one group of criteria above the rest. What a
firm weighs, and which places it compares, is not read here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from django.utils import timezone

from yanzhen.errors import WrongUsage, YanzhenError
from yanzhen.language import say
from yanzhen.place import Asked
from yanzhen.place.comparison import compare
from yanzhen.place.library import BY_KEY, COMPUTED
from yanzhen_web.models import PlaceQuestion, PlaceValue, Record
from yanzhen_web.scopes import Actor, edits_record
from yanzhen_web.services.place.comparisons import MIDDLE, WORDS
from yanzhen_web.services.place.criteria import grouped_criteria, known_criteria
from yanzhen_web.services.place.knowing import Knowledge, knowledge_of
from yanzhen_web.services.place.ranking import SEED, THOROUGH, standing_of
from yanzhen_web.services.place.values import USUALLY_HOLDS

EQUAL = "equal"
BEFORE = 20
"""So many earlier values are listed."""


def profile_page(
    actor: Actor, public_id: str, typed: Mapping[str, str], refused: YanzhenError | None = None
) -> dict[str, Any]:
    """All that is known of a place; to those who answer for it, what they are asked and why they lose.

    Raises:
        Record.DoesNotExist: it is not a place that the actor sees.
    """
    place: Record = Record.objects.visible_to(actor).get(kind="park", public_id=public_id)
    answers = Record.objects.visible_to(actor).filter(edits_record(actor), pk=place.pk).exists()
    known = knowledge_of(actor)
    number = known.number_of(public_id)
    page: dict[str, Any] = {
        "place": known.places[number],
        "record": place,
        "answers": answers,
        "groups": _groups(known, number),
        "known_count": sum(key not in COMPUTED for place, key in known.values if place == number),
        "all_count": len(BY_KEY.keys() - COMPUTED),
    }
    if not answers:
        return page
    weighing = typed.get("weighing", EQUAL)
    return page | {
        "questions": _asked(actor, place),
        "before": _before(actor, place),
        "weighings": _weighings(weighing),
        "standing": _standing(known, number, weighing),
        "entry": _entry(typed, refused),
        "refused": str(refused) if refused is not None else "",
    }


def _groups(known: Knowledge, number: int) -> list[dict[str, Any]]:
    told = {value["key"]: value for value in known.values_of(number)}
    return [
        {"name": name, "criteria": [{"known": one, "value": told.get(one.key)} for one in listed]}
        for name, listed in grouped_criteria()
    ]


def _asked(actor: Actor, place: Record) -> list[dict[str, Any]]:
    """Open questions, one line a criterion with the earliest day; who asks only where they chose to be named."""
    rows = PlaceQuestion.objects.visible_to(actor).filter(place=place, state=PlaceQuestion.State.OPEN)
    found: dict[str, dict[str, Any]] = {}
    for row in rows.select_related("owner_org").order_by("due", "pk"):
        one = found.setdefault(
            row.criterion,
            {
                "known": known_criteria()[row.criterion],
                "due": row.due,
                "late": row.due < timezone.localdate(),
                "by": [],
            },
        )
        if row.named and row.owner_org.name not in one["by"]:
            one["by"].append(row.owner_org.name)
    return list(found.values())


def _before(actor: Actor, place: Record) -> list[PlaceValue]:
    rows = PlaceValue.objects.visible_to(actor).filter(place=place, replaced_at__isnull=False)
    listed = list(rows.select_related("entered_by").order_by("-replaced_at", "-pk")[:BEFORE])
    for value in listed:
        value.label = known_criteria()[value.criterion].name  # type: ignore[attr-defined]
    return listed


def _weighings(chosen: str) -> list[dict[str, Any]]:
    """The weights that are nobody's."""
    named = [(EQUAL, say("各项同样重要", "everything alike"))]
    named += [
        (str(number), say(f"最看重{name}", f"{name} above all")) for number, (name, _) in enumerate(grouped_criteria())
    ]
    return [{"value": value, "label": label, "chosen": value == chosen} for value, label in named]


def _standing(known: Knowledge, number: int, weighing: str) -> dict[str, Any]:
    favoured: set[str] = set()
    listed = grouped_criteria()
    if weighing.isascii() and weighing.isdigit() and int(weighing[:3]) < len(listed):
        favoured = {one.key for one in listed[int(weighing[:3])][1]}
    weights = np.array(
        [max(WORDS) if key in favoured else MIDDLE if not favoured else 1 for key in known.keys], np.float64
    )
    try:
        whole = compare(known.gated, Asked("topsis", THOROUGH, 10, SEED), known.for_gated(weights))
    except WrongUsage as refused:
        return {"complaint": str(refused)}
    return {"gates": known.gates_failed(number), "told": standing_of(known, whole, number)}


def _entry(typed: Mapping[str, str], refused: YanzhenError | None) -> dict[str, Any]:
    """The form for one value: as it was typed, or blank for the criterion that was asked for."""
    today = timezone.localdate()
    entry = {key: typed.get(key, "") for key in ("criterion", "value", "low", "high", "source", "evidence")}
    if refused is None:
        entry |= {"as_of": today.isoformat(), "valid_until": (today + USUALLY_HOLDS).isoformat()}
    else:
        entry |= {key: typed.get(key, "") for key in ("as_of", "valid_until")}
    return entry | {"field": getattr(refused, "field", "")}
