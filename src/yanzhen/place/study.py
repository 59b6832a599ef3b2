"""One project and the places that it could go to: from dated values and rulings to a comparison with its quality."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from yanzhen.errors import WrongUsage
from yanzhen.language import current
from yanzhen.place.comparison import Asked, Comparison, compare
from yanzhen.place.library import BY_KEY, COMPUTED, LIBRARY, LibraryCriterion
from yanzhen.place.matrix import Criterion, Floats, Matrix
from yanzhen.place.observations import Chosen, Observation, choose
from yanzhen.place.quality import Quality, quality_of
from yanzhen.place.rulings import Ruling, ruled_out
from yanzhen.records import Record

ENOUGH = 8
"""Where fewer places know a criterion, those that don't could be anything plausible, not only what was seen."""
Progress = Callable[[float], None]


@dataclass(frozen=True)
class Study:
    """What came out for one project.

    Attributes:
        places: all of them; `names` are their names, told apart where two are called alike.
        criteria: those that count and of which anything is known, in the library's order; the comparison's criteria.
        left_out: criteria that were to count, but of which nothing is known anywhere.
        chosen: (place, criterion) -> the value that counts.
        compared: positions of the places that no ruling rules out, in the order of the comparison's matrix.
        comparison: None where every place is ruled out.
        quality: one a place.
    """

    project: Record
    places: tuple[Record, ...]
    names: tuple[str, ...]
    criteria: tuple[LibraryCriterion, ...]
    left_out: tuple[LibraryCriterion, ...]
    chosen: Mapping[tuple[str, str], Chosen]
    compared: tuple[int, ...]
    comparison: Comparison | None
    rulings: tuple[Ruling, ...]
    quality: tuple[Quality, ...]
    today: date

    @property
    def ruled_out(self) -> dict[str, list[Ruling]]:
        """The places that fail a gate, by key, with the rulings that say so."""
        return ruled_out(list(self.rulings))


def study(
    project: Record,
    places: Sequence[Record],
    observations: Iterable[Observation],
    weights: Mapping[str, float] | None,
    *,
    today: date,
    asked: Asked | None = None,
    rulings: Sequence[Ruling] = (),
    progress: Progress = lambda share: None,
) -> Study:
    """Compare places for a project.

    Args:
        places: records with keys of their own.
        observations: values of these places, by key; those of other places are passed over.
        weights: library key -> at least 0, in any unit; a criterion without one does not count. None: every group of
            the library that anything is known of counts the same, and so does every criterion within it.
        rulings: what gates say; a failing one keeps its place out of the ranking, an unknown one does not.

    Raises:
        WrongUsage: no places, keys that stand twice, weights of criteria that the library does not have, or nothing
            that counts is known.
    """
    asked = asked or Asked()
    keys = _keys_of(places)
    wanted = _wanted(weights)
    chosen = {at: one for at, one in choose(observations, today).items() if at[0] in keys and at[1] in wanted}
    told = {criterion for _, criterion in chosen}
    criteria = tuple(criterion for key, criterion in wanted.items() if key in told)
    if not criteria:
        raise WrongUsage(
            "各地没有一个可比的值：请给出各地的数值表，或在园区表里填上电价、地价等",
            "nothing that could be compared is known of any place: give tables of values, or fill in the parks' fields",
        )
    shares = _shares(criteria, weights)
    out = ruled_out(list(rulings))
    compared = tuple(at for at, place in enumerate(places) if place.key not in out)
    names = names_apart(places)
    comparison = None
    if compared:
        matrix = _matrix([places[at].key for at in compared], [names[at] for at in compared], criteria, chosen)
        comparison = _answerable(compare(matrix, asked, shares, progress), criteria)
    listed = [criterion.key for criterion in criteria]
    own: dict[str, dict[str, Chosen]] = {}
    for (place, criterion), one in chosen.items():
        own.setdefault(place, {})[criterion] = one
    quality = tuple(quality_of(place.key, own.get(place.key, {}), listed, shares.tolist()) for place in places)
    left_out = tuple(criterion for key, criterion in wanted.items() if key not in told)
    return Study(
        project, tuple(places), names, criteria, left_out, chosen, compared, comparison, tuple(rulings), quality, today
    )


def _answerable(found: Comparison, criteria: Sequence[LibraryCriterion]) -> Comparison:
    """Without questions about what is computed: a place knows no more of that than we do."""
    questions = [one for one in found.questions if criteria[one.criterion].key not in COMPUTED]
    return replace(found, questions=questions)


def _keys_of(places: Sequence[Record]) -> frozenset[str]:
    if not places:
        raise WrongUsage("没有地方可比", "there are no places to compare")
    twice = next((key for key, times in Counter(place.key for place in places).items() if times > 1 or not key), None)
    if twice is not None:
        raise WrongUsage(f"地方的编号“{twice}”不止一处", f"the key “{twice}” is that of several places")
    return frozenset(place.key for place in places)


def _wanted(weights: Mapping[str, float] | None) -> dict[str, LibraryCriterion]:
    """The criteria that count, in the library's order."""
    if weights is None:
        return dict(BY_KEY)
    strange = [key for key in weights if key not in BY_KEY]
    if strange:
        raise WrongUsage(
            f"指标库里没有“{strange[0]}”，可用的有：{'、'.join(BY_KEY)}",
            f"the library has no criterion “{strange[0]}”; it has: {', '.join(BY_KEY)}",
        )
    return {criterion.key: criterion for criterion in LIBRARY if weights.get(criterion.key, 0) != 0}


def _shares(criteria: Sequence[LibraryCriterion], weights: Mapping[str, float] | None) -> Floats:
    """(criteria,) adding up to 1."""
    if weights is None:
        times = Counter(criterion.group for criterion in criteria)
        return np.array([1 / len(times) / times[criterion.group] for criterion in criteria])
    given = np.array([weights[criterion.key] for criterion in criteria], np.float64)
    if not (np.isfinite(given).all() and (given >= 0).all()):
        raise WrongUsage("权重应是不小于 0 的数", "weights must be numbers from 0 on")
    whole: Floats = given / given.max()
    whole /= whole.sum()
    return whole


def names_apart(places: Sequence[Record]) -> tuple[str, ...]:
    """The names of places; the second of one name gets ` (2)`, the third ` (3)`."""
    taken: set[str] = set()
    found = []
    for place in places:
        name, number = place.name, 1
        while name in taken:
            number += 1
            name = f"{place.name} ({number})"
        taken.add(name)
        found.append(name)
    return tuple(found)


def _matrix(
    keys: Sequence[str],
    names: Sequence[str],
    criteria: Sequence[LibraryCriterion],
    chosen: Mapping[tuple[str, str], Chosen],
) -> Matrix:
    """What is known, with the range of each value that is old or was told as a range."""
    values, low, high = (np.full((len(keys), len(criteria)), np.nan) for _ in range(3))
    for i, place in enumerate(keys):
        for j, criterion in enumerate(criteria):
            one = chosen.get((place, criterion.key))
            if one is not None:
                values[i, j] = one.observation.value
                low[i, j], high[i, j] = one.low, one.high
    exact = low == high
    low[exact], high[exact] = np.nan, np.nan
    known = np.count_nonzero(~np.isnan(values), axis=0)
    columns = tuple(
        matrix_criterion(one, plausible=int(number) < min(ENOUGH, len(keys)))
        for one, number in zip(criteria, known, strict=True)
    )
    return Matrix(tuple(names), columns, values, low, high)


def matrix_criterion(criterion: LibraryCriterion, *, plausible: bool) -> Criterion:
    """A criterion of the library as the comparison knows it, by its name in the language in force.

    Args:
        plausible: an unknown value could be anything that the library holds for plausible, not only what was seen.
    """
    low, high = (criterion.lowest, criterion.highest) if plausible else (None, None)
    name = criterion.name.en if current() == "en" else criterion.name.zh
    return Criterion(name, criterion.direction, lowest=low, highest=high)
