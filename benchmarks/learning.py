"""How well learned scores tell what people decide, beside words and characters alone (TF-IDF cosines).

    python benchmarks/learning.py [--size quick|whole] [--measure splits|curve]

Reads the real judged pairs in the measuring data beside the checkout. Prints one JSON line a measurement and engine:

- `pairs`: a fifth of the pairs held out at random, five times; `demands`: a fifth of the demands, five times. `quick`
  takes one shuffle, `whole` three; means over all parts.
- `curve`: learned from fewer decisions, asked about the same held-out pairs: from which count on it pays.

`level`: 1 / (1 + MAE) of the level. `ndcg`: NDCG@10, per demand over its held-out pairs with gain 2^level - 1, the mean
over demands with at least two of them (`ndcg_linear`: gain level; `ndcg_above_1`: gain 2^(level-1) - 1, demands where
nothing is above level 1 left out). `ece`: expected calibration error of "N % were accepted" (level 3 and 4) in ten
equal bins, over all held-out pairs of a shuffle. `cpu_s` is the learning of one part.
"""

from __future__ import annotations

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import argparse
import json
import resource
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from yanzhen.match.learning.calibration import curve_of
from yanzhen.match.learning.comparing import Comparison, mean_likeness
from yanzhen.match.learning.decision_files import read_demands, read_pairs
from yanzhen.match.learning.decisions import Decision, Demand
from yanzhen.match.learning.model import Model
from yanzhen.match.learning.training import learn
from yanzhen.match.learning.trees import GRAIN

FOLDER = Path(__file__).resolve().parents[2] / "shared" / "data" / "technology"
PARTS = 5
COUNTS = (100, 200, 400, 500, 600, 800, 1600, 3200)

Answer = tuple[Any, Any, Any]
"""Of each held-out pair: what sorts it, its level, the share accepted."""


def learned(demands: Sequence[Demand], shown: Sequence[Decision], asked: Sequence[Decision]) -> tuple[Answer, float]:
    start = time.process_time()
    model = learn(demands, shown, fewest=1)
    spent = time.process_time() - start
    scores = Model.from_bytes(model.as_bytes()).scores(demands, [decision.pair for decision in asked])
    answer = [[getattr(score, name) for score in scores] for name in ("points", "level", "accepted")]
    return tuple(map(np.array, answer)), spent  # type: ignore[return-value]


def words_alone(
    demands: Sequence[Demand], shown: Sequence[Decision], asked: Sequence[Decision]
) -> tuple[Answer, float]:
    """The mean of the cosines; its levels and shares are calibrated on what the learner was shown."""
    start = time.process_time()
    titles = sorted({decision.pair.title for decision in (*shown, *asked)})
    comparison = Comparison(demands, titles, (len(demands), len(titles)))
    places, of_title = {d.id: n for n, d in enumerate(demands)}, {t: n for n, t in enumerate(titles)}

    def likeness(decisions: Sequence[Decision]) -> Any:
        told = np.empty(len(decisions))
        of_demand: dict[str, list[int]] = {}
        for number, decision in enumerate(decisions):
            of_demand.setdefault(decision.pair.demand_id, []).append(number)
        for key, numbers in of_demand.items():
            columns = np.array([of_title[decisions[n].pair.title] for n in numbers])
            told[numbers] = mean_likeness(comparison.likeness(places[key], columns))
        return np.rint(told * GRAIN)

    known, levels = likeness(shown), np.array([decision.level for decision in shown])
    told = likeness(asked)
    shares = np.minimum.accumulate([curve_of(known, levels >= level).at(told) for level in (2, 3, 4)], axis=0)
    return (told, 1 + (shares > 0.5).sum(axis=0), shares[1]), time.process_time() - start


ENGINES: dict[str, Callable[..., tuple[Answer, float]]] = {"yanzhen-learned": learned, "tfidf-cosine": words_alone}
GAINS: dict[str, Callable[[Any], Any]] = {
    "ndcg": lambda level: 2.0**level - 1,
    "ndcg_linear": lambda level: 1.0 * level,
    "ndcg_above_1": lambda level: 2.0 ** (level - 1) - 1,
}


def ndcg(points: Any, levels: Any, groups: Any, gain: Callable[[Any], Any]) -> float:
    found = []
    for group in np.unique(groups):
        own = groups == group
        gains = gain(levels[own])
        discount = 1 / np.log2(np.arange(2, 12))[: len(gains)]
        best = (np.sort(gains)[::-1][:10] * discount).sum()
        if own.sum() > 1 and best > 0:
            order = np.argsort(-points[own], kind="stable")[:10]
            found.append((gains[order] * discount).sum() / best)
    return float(np.mean(found))


def calibration_error(shares: Any, accepted: Any) -> float:
    bins = np.minimum((shares * 10).astype(int), 9)
    return float(
        sum(abs(shares[bins == b].mean() - accepted[bins == b].mean()) * (bins == b).mean() for b in np.unique(bins))
    )


def measured(answer: Answer, asked: Sequence[Decision]) -> dict[str, float]:
    points, told, _ = answer
    levels = np.array([decision.level for decision in asked])
    groups = np.unique([decision.pair.demand_id for decision in asked], return_inverse=True)[1]
    return {
        "level": 1 / (1 + float(np.abs(told - levels).mean())),
        **{name: ndcg(points, levels, groups, gain) for name, gain in GAINS.items()},
    }


def parts_of(judged: Sequence[Decision], by: str, seed: int) -> Any:
    rng = np.random.default_rng(seed)
    if by == "pairs":
        return rng.permutation(len(judged)) % PARTS
    groups = np.unique([decision.pair.demand_id for decision in judged], return_inverse=True)[1]
    return (rng.permutation(groups.max() + 1) % PARTS)[groups]


def line(measure: str, size: int, engine: str, figures: Iterable[dict[str, float]], **more: Any) -> None:
    listed = list(figures)
    means = {name: round(float(np.mean([one[name] for one in listed])), 4) for name in listed[0]}
    print(
        json.dumps(
            {
                "measure": measure,
                "size": size,
                "engine": engine,
                **means,
                **more,
                "rss_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
                "exact": None,
            }
        ),
        flush=True,
    )


def splits(demands: Sequence[Demand], judged: Sequence[Decision], seeds: Sequence[int]) -> None:
    for by in ("pairs", "demands"):
        for engine, answer_of in ENGINES.items():
            figures, errors, spent, started = [], [], [], time.perf_counter()
            for seed in seeds:
                part, shares, accepted = parts_of(judged, by, seed), [], []
                for number in range(PARTS):
                    shown = [decision for decision, own in zip(judged, part, strict=True) if own != number]
                    asked = [decision for decision, own in zip(judged, part, strict=True) if own == number]
                    answer, cpu = answer_of(demands, shown, asked)
                    figures.append(measured(answer, asked))
                    spent.append(cpu)
                    shares.append(answer[2])
                    accepted.append([decision.level >= 3 for decision in asked])
                errors.append(calibration_error(np.concatenate(shares), np.concatenate(accepted)))
            line(
                f"held-out {by}",
                len(judged),
                engine,
                figures,
                ece=round(float(np.mean(errors)), 4),
                cpu_s=round(float(np.mean(spent)), 1),
                wall_s=round(time.perf_counter() - started, 1),
            )


def curve(demands: Sequence[Demand], judged: Sequence[Decision], seeds: Sequence[int]) -> None:
    for count in COUNTS:
        for engine, answer_of in ENGINES.items():
            figures, spent = [], []
            for seed in seeds:
                order = np.random.default_rng(seed).permutation(len(judged))
                asked = [judged[place] for place in order[: len(judged) // PARTS]]
                shown = [judged[place] for place in order[len(asked) :][:count]]
                answer, cpu = answer_of(demands, shown, asked)
                figures.append(measured(answer, asked))
                spent.append(cpu)
            line("fewer decisions", count, engine, figures, cpu_s=round(float(np.mean(spent)), 1))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--size", choices=["quick", "whole"], default="quick")
    parser.add_argument("--measure", choices=["splits", "curve"])
    words = parser.parse_args()
    if not FOLDER.is_dir():
        sys.exit("the measuring data are not beside the checkout: nothing to measure with")
    demands, _ = read_demands(FOLDER / "demands.tsv")
    judged = read_pairs(
        FOLDER / "demand_achievement_pairs.tsv", (demand.id for demand in demands), judged=True
    ).decisions
    seeds = range(3) if words.size == "whole" else range(1)
    if words.measure != "curve":
        splits(demands, judged, seeds)
    if words.measure != "splits":
        curve(demands, judged, range(4 if words.size == "whole" else 2))


if __name__ == "__main__":
    main()
