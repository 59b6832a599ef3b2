"""Gaussian processes over pairs: what each expects of a pair that it does not know, by itself and among others."""

from __future__ import annotations

import numpy as np
import pytest

from match.learning.conftest import world
from yanzhen.match.learning.comparing import Comparison, Known, standard, usual_of, whole
from yanzhen.match.learning.processes import KINDS, Beside, process

pytest.importorskip("scipy")


class Pairs:
    """Judged pairs of the small world, any beside any."""

    def __init__(self) -> None:
        demands, judged = world(12, 12)
        titles = sorted({decision.pair.title for decision in judged})
        self.known = Known.of(judged, demands, titles)
        self.verdicts = self.known.verdicts - self.known.verdicts.mean(axis=0)
        self._comparison = Comparison(demands, titles, (len(demands), len(titles)))
        told = [
            whole(self._comparison.likeness(demand, np.array([title])))[0]
            for demand, title in zip(self.known.demands, self.known.titles, strict=True)
        ]
        self._standard = standard(np.array(told), usual_of(np.array(told)))

    def beside(self, asked, known) -> Beside:
        demands, titles = self.known.demands, self.known.titles
        return Beside(
            same=demands[asked][:, None] == demands[known],
            demands=self._comparison.of_demands(demands[asked])[:, demands[known]],
            titles=self._comparison.of_titles(titles[asked])[:, titles[known]],
            asked=self._standard[asked],
            known=self._standard[known],
            asked_common=self._comparison.common(demands[asked], titles[asked]),
            known_common=self._comparison.common(demands[known], titles[known]),
        )


@pytest.fixture(scope="module")
def pairs() -> Pairs:
    return Pairs()


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_left_out_is_what_a_process_without_the_block_expects(pairs, kind):
    everything = np.arange(len(pairs.verdicts))
    block = pairs.known.demands
    _, (left_out,) = process(kind, lambda rows: pairs.beside(rows, everything), pairs.verdicts, (block,))
    out, rest = np.flatnonzero(block == 3), np.flatnonzero(block != 3)
    alone, _ = process(kind, lambda rows: pairs.beside(rest[rows], rest), pairs.verdicts[rest], ())
    assert (alone.slopes > 0).all()
    assert np.allclose(alone.expected(pairs.beside(out, rest)), left_out[out], atol=2e-4)


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_likeness_of_pairs_is_the_same_both_ways_and_whatever_else_is_asked(pairs, kind):
    everything = np.arange(len(pairs.verdicts))
    told = kind.kernel(pairs.beside(everything, everything))
    assert np.allclose(told, told.T, atol=1e-5)
    assert np.linalg.eigvalsh(told.astype(np.float64)).min() > -kind.noise / 2
    for one in (0, 77):
        assert (kind.kernel(pairs.beside(everything[one : one + 1], everything)) == told[one]).all()


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_pairs_are_most_alike_to_themselves(pairs, kind):
    everything = np.arange(len(pairs.verdicts))
    told = kind.kernel(pairs.beside(everything, everything))
    assert (told.argmax(axis=1) == everything).mean() > 0.9
