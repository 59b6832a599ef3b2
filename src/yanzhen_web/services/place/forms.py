"""What the forms of a comparison show: the project's description, the choice of places, the advanced ways."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from yanzhen.language import Said
from yanzhen_web.models import Comparison
from yanzhen_web.scopes import Actor
from yanzhen_web.services.history.readings import note_read
from yanzhen_web.services.people.refusals import Refusal
from yanzhen_web.services.place.comparisons import DESCRIBED, INSIDE, MOST_PAIRED, Weighing, described_project
from yanzhen_web.services.place.criteria import known_criteria
from yanzhen_web.services.place.knowing import visible_places
from yanzhen_web.services.place.nearness import NEAR, near_inputs
from yanzhen_web.services.place.weighing import paired_keys, told_weight
from yanzhen_web.services.records.editforms import Filled, groups
from yanzhen_web.services.records.fieldchecking import RefusedFields
from yanzhen_web.services.records.reading import name_of, visible_records

PROJECTS = 200
METHODS = (
    ("topsis", Said("TOPSIS：离最好近、离最差远（默认）", "TOPSIS: near the best, far from the worst (usual)")),
    ("sum", Said("加权和：各项按好坏打分相加", "Weighted sum of how good each value is")),
    ("promethee", Said("PROMETHEE II：两两比出胜负", "PROMETHEE II: who beats whom, pair by pair")),
)
WEIGHINGS = (
    (Weighing.WORDS, Said("用词说的", "as said in words")),
    (Weighing.SLIDERS, Said("用滑块", "by sliders")),
    (Weighing.PAIRS, Said("两两比较（AHP）", "by pairs (AHP)")),
    (Weighing.ENTROPY, Said("熵权：越能分出高下的越重", "by entropy: what tells places apart counts more")),
)


def description_form(
    actor: Actor,
    comparison: Comparison,
    typed: Mapping[str, str],
    refused: Refusal | RefusedFields | None = None,
) -> dict[str, Any]:
    """What is compared for: a title, a record to take it from, and the few figures that matter to where it goes."""
    faults = refused.faults if isinstance(refused, RefusedFields) else ()
    filled = Filled(typed if refused is not None else None, faults)
    inputs = {
        one["key"]: one for group in groups(described_project(comparison), INSIDE, filled) for one in group["inputs"]
    }
    chosen = typed.get("project", comparison.project.public_id if comparison.project else "")
    projects = list(visible_records(actor, "project").filter(inside=True).order_by("-updated_at", "-pk")[:PROJECTS])
    note_read(projects, columns=("name",))
    named = [{"value": row.public_id, "label": name_of(row), "chosen": row.public_id == chosen} for row in projects]
    title = typed.get("title", comparison.title) or next((one["label"] for one in named if one["chosen"]), "")
    return {
        "comparison": comparison if comparison.pk else None,
        "title": title[:100],
        "projects": named,
        "group": {"inputs": [inputs[key] for key in DESCRIBED if key in inputs]},
        "near": {"inputs": near_inputs(comparison, typed, refused)},
        "refused": str(refused) if isinstance(refused, Refusal) and refused.field not in NEAR else "",
    }


def choice_form(actor: Actor, comparison: Comparison) -> dict[str, Any]:
    """The places that may be compared, by city."""
    chosen = set(comparison.places)
    regions: dict[str, list[dict[str, Any]]] = {}
    for place in visible_places(actor):
        one = {"value": place.public_id, "label": place.name, "chosen": place.public_id in chosen}
        regions.setdefault(place.city, []).append(one)
    return {
        "comparison": comparison,
        "everything": not chosen,
        "regions": [
            {"name": name, "places": listed, "chosen": sum(one["chosen"] for one in listed)}
            for name, listed in sorted(regions.items())
        ],
    }


def advanced_form(comparison: Comparison, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Methods, ways to weigh, sliders, and pairs of the criteria that were chosen for that."""
    known = known_criteria()
    asked = parameters.getlist("paired") if hasattr(parameters, "getlist") else []
    paired = [key for key in known if key in set(asked or paired_keys(comparison))][:MOST_PAIRED]
    return {
        "methods": [{"value": value, "label": str(label)} for value, label in METHODS],
        "weighings": [{"value": value, "label": str(label)} for value, label in WEIGHINGS],
        "sliders": [{"known": one, "weight": int(_slider(comparison, key))} for key, one in known.items()],
        "pairable": [{"known": one, "chosen": key in paired} for key, one in known.items()],
        "pairs": [
            {"key": f"{a}|{b}", "one": known[a], "other": known[b], "times": comparison.pairs.get(f"{a}|{b}", 0)}
            for at, a in enumerate(paired)
            for b in paired[at + 1 :]
        ],
        "paired": paired,
        "scale": _SCALE,
        "most_paired": MOST_PAIRED,
    }


def _slider(comparison: Comparison, key: str) -> float:
    """Where the slider stands: where it was left, else where the word would put it."""
    told = told_weight(comparison, key)
    return told if comparison.weighing == Weighing.SLIDERS else 20 * told


_WORDS = {
    8: Said("绝对更重要（9 倍）", "extremely more (9)"),
    6: Said("非常更重要（7 倍）", "very strongly more (7)"),
    4: Said("明显更重要（5 倍）", "strongly more (5)"),
    2: Said("稍微更重要（3 倍）", "moderately more (3)"),
}
_SCALE = [
    *((times, "one", said) for times, said in _WORDS.items()),
    (0, "", Said("同样重要", "equally important")),
    *((-times, "other", said) for times, said in sorted(_WORDS.items())),
]
