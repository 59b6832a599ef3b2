"""The engine's library of criteria, as pages show it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from yanzhen.language import current, speaking
from yanzhen.place.library import COMPUTED, GROUPS, LIBRARY, LibraryCriterion
from yanzhen_web.services.people.refusals import Refusal


@dataclass(frozen=True)
class KnownCriterion:
    """A criterion of the library in the language in force.

    Attributes:
        computed: whether it is worked out for a project, so that nobody is asked for it.
    """

    key: str
    name: str
    unit: str
    direction: str
    group: str
    definition: str
    source: str
    lowest: float
    highest: float
    computed: bool


def known_criteria() -> Mapping[str, KnownCriterion]:
    """Key -> criterion, in the library's order."""
    return _in_language(current())


@cache
def _in_language(language: str) -> Mapping[str, KnownCriterion]:
    with speaking(language):
        return {one.key: _shown(one) for one in LIBRARY}


def _shown(one: LibraryCriterion) -> KnownCriterion:
    said = (str(part) for part in (one.name, one.unit))
    told = (str(part) for part in (one.definition, one.source))
    return KnownCriterion(one.key, *said, one.direction, one.group, *told, one.lowest, one.highest, one.key in COMPUTED)


def grouped_criteria() -> list[tuple[str, list[KnownCriterion]]]:
    """The criteria by group, in the library's order."""
    found: dict[str, list[KnownCriterion]] = {}
    for one in known_criteria().values():
        found.setdefault(one.group, []).append(one)
    return [(str(GROUPS[group]), listed) for group, listed in found.items()]


def criterion_of(key: str) -> KnownCriterion:
    """The criterion of a key.

    Raises:
        Refusal: the library has none such.
    """
    if key not in known_criteria():
        raise Refusal("请选一个指标", "choose a criterion", field="criterion")
    return known_criteria()[key]
