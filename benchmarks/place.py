"""How fast places are ranked over all weightings, beside programs that do it one weighting at a time.

    python benchmarks/place.py [--size cities|parks|all] [--weightings 100000] [--peers NAME,...]

Prints one JSON line a measurement: measure, size, engine, cpu_s or cpu_ms_per_weighting, wall_s, rss_mb, exact.

    smaa        TOPSIS over all weightings, from values to rank acceptability and central weights, first 10 ranks
                (peers: some weightings one by one, scored and ranked, times the rest)
    unknown     the same with one value in ten unknown
    dated       the same with every value up to a tenth off, as old ones are, and one in ten unknown
    million     the same with 1,000,000 weightings
    compare     everything that `yanzhen place` works out: thresholds, causes, changes, questions
    document    what that comes to as the rows and sentences of a file
    reversal    how often a place more turns the order of the others round, by method (10 places and one, 5 criteria,
                equal weights, 2,000 made-up comparisons)

Sizes: cities 340 places, parks 2,500, both with 20 criteria of made-up values. `exact` says, for peers, whether their
scores are ours within 1e-6 and their ranks the same; for ours, whether the shares over a sample of weightings are
those of sorting the peers' scores (our own single scores where no peer is installed). A peer that is not installed is
passed over with a line to standard error. CPU time is that of the whole process, on one thread.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import sys
import time
import warnings
from collections.abc import Callable
from dataclasses import replace
from typing import Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np

from yanzhen.place import Asked, Criterion, Matrix, compare
from yanzhen.place.acceptability import rank_over_weightings
from yanzhen.place.backends import BACKENDS, backend_of, is_installed
from yanzhen.place.documents import comparison_document
from yanzhen.place.methods import METHODS, Field, method_of
from yanzhen.place.unknowns import Completion, Ranges

SIZES = {"cities": 340, "parks": 2500}
CRITERIA, RANKS, SEED = 20, 10, 1
SAMPLE = 200
"""Weightings on which answers are held against each other."""

Scorer = Callable[[Any], Any]


def timed(work: Callable[[], Any]) -> tuple[Any, float, float]:
    wall, cpu = time.perf_counter(), time.process_time()
    answer = work()
    return answer, time.perf_counter() - wall, time.process_time() - cpu


def told(measure: str, size: str, engine: str, wall: float, **more: Any) -> None:
    rss = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    line = {"measure": measure, "size": size, "engine": engine, **more, "wall_s": round(wall, 3), "rss_mb": round(rss)}
    print(json.dumps(line), flush=True)


def made_up(places: int, unknown: float = 0.0) -> Matrix:
    chance = np.random.default_rng(SEED)
    values = chance.lognormal(0, 0.5, (places, CRITERIA))
    directions = np.where(chance.random(CRITERIA) < 0.6, "max", "min")
    values[chance.random(values.shape) < unknown] = np.nan
    criteria = tuple(Criterion(f"c{j}", str(direction)) for j, direction in enumerate(directions))  # type: ignore[arg-type]
    return Matrix(tuple(f"p{i}" for i in range(places)), criteria, values)


# --- ours ------------------------------------------------------------------------------------------------------------


def over_weightings(matrix: Matrix, backend: str, count: int) -> Any:
    method, completion = method_of("topsis", matrix.criteria), Completion(matrix, Ranges.of(matrix))
    field = Field.of(method, completion.middle(), np.full(CRITERIA, 1 / CRITERIA))
    return rank_over_weightings(
        method, field, completion, count=count, ranks=RANKS, seed=SEED,
        count_ranks=backend_of(backend), progress=lambda share: None,
    )  # fmt: skip


def shares_by_sorting(score: Scorer, weightings: Any, places: int) -> Any:
    """Rank acceptability as anybody would work it out."""
    counts = np.zeros((places, RANKS))
    for weights in weightings:
        order = np.argsort(-np.asarray(score(weights)), kind="stable")[:RANKS]
        counts[order, np.arange(RANKS)] += 1
    return counts / len(weightings)


def sampled_weightings() -> Any:
    """Those that the engine itself draws first."""
    drawn = np.random.default_rng(np.random.SeedSequence(SEED).spawn(2)[0]).standard_exponential((SAMPLE, CRITERIA))
    return drawn / drawn.sum(axis=1, keepdims=True)


def measure_ours(size: str, backend: str, count: int, score: Scorer) -> None:
    matrix, engine = made_up(SIZES[size]), f"yanzhen-{backend}"
    expected = shares_by_sorting(score, sampled_weightings(), SIZES[size])
    exact = bool(np.array_equal(np.round(over_weightings(matrix, backend, SAMPLE).shares, 9), np.round(expected, 9)))
    _, wall, cpu = timed(lambda: over_weightings(matrix, backend, count))
    told("smaa", size, engine, wall, cpu_s=round(cpu, 3), weightings=count, exact=exact)


def dated(matrix: Matrix) -> Matrix:
    """The same values, each with a range of its own."""
    return replace(matrix, low=matrix.values * 0.9, high=matrix.values * 1.1)


def measure_whole(size: str, count: int) -> None:
    full, gaps = made_up(SIZES[size]), made_up(SIZES[size], 0.1)
    best = "native" if is_installed("native") else "reference"
    engine = f"yanzhen-{best}"
    _, wall, cpu = timed(lambda: over_weightings(gaps, best, count))
    told("unknown", size, engine, wall, cpu_s=round(cpu, 3), weightings=count, exact=None)
    _, wall, cpu = timed(lambda: over_weightings(dated(gaps), best, count))
    told("dated", size, engine, wall, cpu_s=round(cpu, 3), weightings=count, exact=None)
    for measure, matrix in (("compare", full), ("compare-unknown", gaps), ("compare-dated", dated(gaps))):
        found, wall, cpu = timed(lambda m=matrix: compare(m, Asked(weightings=count, seed=SEED)))
        told(measure, size, engine, wall, cpu_s=round(cpu, 3), weightings=count, exact=None)
    _, wall, cpu = timed(lambda: comparison_document(found))
    told("document", size, engine, wall, cpu_s=round(cpu, 3), exact=None)
    _, wall, cpu = timed(lambda: over_weightings(full, best, 10 * count))
    told("million", size, engine, wall, cpu_s=round(cpu, 3), weightings=10 * count, exact=None)


def measure_reversal(comparisons: int = 2000, places: int = 10, criteria: int = 5) -> None:
    """An order that hangs on who else is compared is a property of the method; how often it shows is measured here."""
    chance = np.random.default_rng(SEED)
    weights = np.full(criteria, 1 / criteria)
    drawn = [chance.lognormal(0, 0.5, (places + 1, criteria)) for _ in range(comparisons)]
    listed = [Criterion(f"c{j}", "max" if j % 2 else "min") for j in range(criteria)]
    for name in METHODS:
        method = method_of(name, listed)

        def turned(values: Any, method: Any = method) -> tuple[bool, bool]:
            """Whether two of the places change sides, and whether the first is one of them."""
            without, among = (Field.of(method, each, weights).scores for each in (values[:-1], values))
            before, after = (np.sign(np.round(s[:, None] - s, 9)) for s in (without, among[:-1]))
            against = before * after < 0
            return bool(against.any()), bool(against[without.argmax()].any())

        found, wall, _ = timed(lambda: np.mean([turned(values) for values in drawn], axis=0))
        order, first = found.round(3).tolist()
        told("reversal", f"{places}+1", f"yanzhen-{name}", wall, order_turned=order, first_turned=first, exact=None)


# --- peers -----------------------------------------------------------------------------------------------------------


def types_of(matrix: Matrix) -> Any:
    return np.array([1 if criterion.direction == "max" else -1 for criterion in matrix.criteria])


def pymcdm(matrix: Matrix) -> Scorer:
    from pymcdm.methods import TOPSIS
    from pymcdm.normalizations import vector_normalization

    peer, types = TOPSIS(vector_normalization), types_of(matrix)
    return lambda weights: peer(matrix.values, weights, types)


def pyrepo_mcda(matrix: Matrix) -> Scorer:
    from pyrepo_mcda import normalizations
    from pyrepo_mcda.mcda_methods import TOPSIS

    peer, types = TOPSIS(normalization_method=normalizations.vector_normalization), types_of(matrix)
    return lambda weights: peer(matrix.values, weights, types)


def scikit_criteria(matrix: Matrix) -> Scorer:
    import skcriteria
    from skcriteria.agg.topsis import TOPSIS
    from skcriteria.preprocessing.scalers import VectorScaler

    scaler, peer, types = VectorScaler(target="matrix"), TOPSIS(), types_of(matrix).tolist()

    def score(weights: Any) -> Any:
        decision = skcriteria.mkdm(matrix.values, types, weights=weights)
        return peer.evaluate(scaler.transform(decision)).e_.similarity

    return score


PEERS: dict[str, tuple[Callable[[Matrix], Scorer], int]] = {
    "pymcdm": (pymcdm, 2 * SAMPLE),
    "pyrepo-mcda": (pyrepo_mcda, 2 * SAMPLE),
    "scikit-criteria": (scikit_criteria, SAMPLE // 4),
}
"""Name -> what makes its scorer, and how many weightings it is timed on."""


def own(matrix: Matrix) -> Scorer:
    method = method_of("topsis", matrix.criteria)
    return lambda weights: Field.of(method, matrix.values, weights).scores


def measure_peer(size: str, name: str, count: int) -> Scorer | None:
    make, times = PEERS[name]
    matrix = made_up(SIZES[size])
    try:
        score = make(matrix)
    except ImportError as error:
        print(f"{name}: {error}", file=sys.stderr)
        return None
    ours, weightings = own(matrix), sampled_weightings()
    exact = True
    for weights in weightings[: min(times, SAMPLE)]:
        one, other = ours(weights), np.asarray(score(weights))
        exact &= bool(np.abs(one - other).max() < 1e-6 and np.array_equal(np.argsort(-one), np.argsort(-other)))
    repeated = np.resize(weightings, (times, CRITERIA))
    _, wall, cpu = timed(lambda: shares_by_sorting(score, repeated, SIZES[size]))
    told(
        "smaa", size, name, wall,
        cpu_ms_per_weighting=round(cpu / times * 1e3, 4), cpu_s=round(cpu / times * count, 1), weightings=count,
        exact=exact, note=f"{times} weightings times {count / times:g}",
    )  # fmt: skip
    return score


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", choices=(*SIZES, "all"), default="all")
    parser.add_argument("--weightings", type=int, default=100_000)
    parser.add_argument("--peers", default=",".join(PEERS), help="names, or none")
    args = parser.parse_args()
    warnings.simplefilter("ignore")  # the peers warn of each other's dependencies
    measure_reversal()
    for size in SIZES if args.size == "all" else (args.size,):
        names = [name for name in args.peers.split(",") if name in PEERS]
        scorers = [scorer for name in names if (scorer := measure_peer(size, name, args.weightings))]
        score = scorers[0] if scorers else own(made_up(SIZES[size]))
        for backend in filter(is_installed, BACKENDS):
            measure_ours(size, backend, args.weightings, score)
        measure_whole(size, args.weightings)


if __name__ == "__main__":
    main()
