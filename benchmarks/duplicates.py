"""Which records are the same thing: precision, recall, CPU and memory beside Splink, on tellings whose truth is known.

    python benchmarks/duplicates.py [--size small|mid|big] [--family usual|strange] [--seed N] [--only ENGINE]

Prints one JSON line an engine: measure, size, engine, cpu_s, wall_s, rss_mb, precision, recall (over pairs of records
in one group), exact (whether precision ≥ 0.99 and recall ≥ 0.90). Each engine reads the same parquet file in a process
of its own. `strange` tells with faults that nothing was fitted to. Splink stands as its manual starts: name and party
by Jaro–Winkler, telephone, place, park and amount as they are; u by sampling, m by expectation maximisation; not tuned.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

SIZES = {"small": 10_000, "mid": 100_000, "big": 1_000_000}
COMPARED = ("name", "party", "phone", "place", "park", "amount")


def write_told(path: Path, count: int, seed: int, family: str) -> None:
    """The records as a parquet file, the truth beside it."""
    import polars

    from yanzhen.scenario.tellings import told_one_by_one

    frames, rows = [], []
    for number, (thing, record) in enumerate(told_one_by_one(count, seed=seed, family=family), start=1):  # type: ignore[arg-type]
        record.key = f"t{number * 7_368_787 % 9_999_991:07d}"  # the order of ids is not the order of making
        row = {key: value if value is None else _as_text(value) for key, value in record.as_row().items()}
        rows.append({**row, "truth": str(thing)})
        if len(rows) == 50_000 or number == count:
            frames.append(polars.DataFrame(rows, infer_schema_length=None))
            rows = []
    told = polars.concat(frames, how="diagonal").sort("id")
    told.drop("truth").write_parquet(path)
    told.select("id", "truth").write_parquet(path.with_suffix(".truth"))


def _as_text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else str(value)


def with_yanzhen(path: Path) -> list[list[str]]:
    from yanzhen.collect.duplicates import find_duplicates
    from yanzhen.recordfiles import stream_records

    return [list(group.ids) for group in find_duplicates(stream_records(path)).groups]


def with_splink(path: Path) -> list[list[str]]:
    import polars
    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    frame = polars.read_parquet(path)
    party = [column for column in ("investor", "organisation") if column in frame.columns]
    place = [column for column in ("target", "region") if column in frame.columns]
    amount = [
        c for c in ("investment_cny", "intended_amount_cny", "signed_amount_cny", "budget_cny") if c in frame.columns
    ]
    plain = frame.select(
        polars.col("id").alias("unique_id"),
        "kind",
        "name",
        polars.coalesce(*party).alias("party"),
        polars.coalesce(*place).alias("place"),
        "park",
        polars.coalesce(*amount).alias("amount"),
        polars.col("contact").str.replace_all(r"\D", "").alias("phone"),
    )
    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=[
            cl.JaroWinklerAtThresholds("name", [0.9, 0.7]),
            cl.JaroWinklerAtThresholds("party", [0.9, 0.7]),
            *(cl.ExactMatch(column) for column in COMPARED[2:]),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("kind", "name"),
            block_on("kind", "phone"),
            block_on("kind", "party", "place"),
            block_on("kind", "amount", "place"),
        ],
    )
    api = DuckDBAPI()
    linker = Linker(api.register(plain.to_arrow()) if hasattr(api, "register") else plain.to_arrow(), settings)
    linker.training.estimate_probability_two_random_records_match([block_on("kind", "phone")], recall=0.6)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6)
    for rule in (block_on("kind", "party", "place"), block_on("kind", "phone")):
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    pairs = linker.inference.predict(threshold_match_probability=0.99)
    clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(pairs, 0.99).as_dict()
    groups: dict[Any, list[str]] = {}
    for cluster, key in zip(clusters["cluster_id"], clusters["unique_id"], strict=True):
        groups.setdefault(cluster, []).append(key)
    return [ids for ids in groups.values() if len(ids) > 1]


ENGINES: dict[str, Callable[[Path], list[list[str]]]] = {"yanzhen": with_yanzhen, "splink": with_splink}


def run_only(engine: str, path: Path) -> None:
    """Inside the engine's own process: from the first import on."""
    import resource

    cpu, wall = time.process_time(), time.perf_counter()
    groups = ENGINES[engine](path)
    spent = {"cpu_s": round(time.process_time() - cpu, 1), "wall_s": round(time.perf_counter() - wall, 1)}
    rss = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    print(json.dumps({**spent, "rss_mb": rss, **quality(groups, path)}))


def quality(groups: Iterable[list[str]], path: Path) -> dict[str, Any]:
    import polars

    table = polars.read_parquet(path.with_suffix(".truth"))
    truth = dict(zip(table["id"].to_list(), table["truth"].to_list(), strict=True))
    right = proposed = 0
    for ids in groups:
        proposed += _pairs(len(ids))
        right += sum(map(_pairs, Counter(truth[key] for key in ids).values()))
    precision = right / max(proposed, 1)
    recall = right / sum(map(_pairs, Counter(truth.values()).values()))
    return {
        "precision": round(precision, 4),
        "recall": round(recall, 4),
        "exact": precision >= 0.99 and recall >= 0.90,
    }


def _pairs(count: int) -> int:
    return count * (count - 1) // 2


def main() -> None:
    """Print a JSON line an engine."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--size", choices=SIZES, default="mid")
    options.add_argument("--family", choices=("usual", "strange"), default="usual")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--only", choices=ENGINES)
    options.add_argument("--path", type=Path, help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.path:
        run_only(given.only, given.path)
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "told.parquet"
        write_told(path, SIZES[given.size], given.seed, given.family)
        for engine in [given.only] if given.only else ENGINES:
            done = subprocess.run(
                [sys.executable, __file__, "--only", engine, "--path", str(path)],
                check=False,
                capture_output=True,
                text=True,
                env={**os.environ, "PYTHONPATH": os.pathsep.join(entry for entry in sys.path if entry)},
            )
            if done.returncode:
                sys.exit(f"{engine}: {done.stderr[-2000:]}")
            told = json.loads(done.stdout.strip().splitlines()[-1])
            name = {"measure": f"duplicates, {given.family} faults", "size": given.size, "engine": engine}
            print(json.dumps({**name, **told}, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main()
