"""How fast all projects are planned together, beside OR-Tools' min-cost flow, SciPy's HiGHS and the library `matching`.

    python benchmarks/allocate.py [--size small|big|all] [--peers NAME,...]

Prints one JSON line a measurement: measure, size, engine, cpu_s, wall_s, rss_mb, exact.

    slots       the best plan where slots alone are limited, of made-up values: even, or `scarce`: some projects and
                places worth more with everyone, and room for three quarters (the hardest for shortest paths)
    stable      stable matching, lists of 15 places, with its blocking pairs counted
    resources   five resources: plan, bound and the gap between them

Sizes: small 1,000 projects x 100 places and 10,000 applicants; big 10,000 x 1,000 and 1,000,000; resources always
543 x 130. `exact` says for peers whether their value is ours (slots) or their matching (stable); for ours, whether the
plan equals its bound, or no pair blocks. Peers run in processes of their own, since two of them can't load together;
their times begin after their data stand ready. A peer that is not installed is passed over with a line to standard
error. CPU time is of one thread.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np

from yanzhen.place.allocation.backends import backend_of
from yanzhen.place.allocation.optimum import best_plan, plan_value
from yanzhen.place.allocation.plan import allocate
from yanzhen.place.allocation.problem import Problem
from yanzhen.place.allocation.stable import blocking_pairs
from yanzhen.place.backends import BACKENDS, is_installed

SIZES = {"small": (1_000, 100, 10_000), "big": (10_000, 1_000, 1_000_000)}
LENGTH, SEED = 15, 1
PEERS = ("ortools", "highs", "matching")
SLOW = {"reference": ("big",), "highs": ("big",), "matching": ("big",)}
"""Who is not asked at which size."""


def told(measure: str, size: str, engine: str, wall: float, cpu: float, **more: Any) -> None:
    rss = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    line = {"measure": measure, "size": size, "engine": engine, "cpu_s": round(cpu, 3), "wall_s": round(wall, 3)}
    print(json.dumps({**line, "rss_mb": round(rss), **more}), flush=True)


def timed(work: Callable[[], Any]) -> tuple[Any, float, float]:
    wall, cpu = time.perf_counter(), time.process_time()
    answer = work()
    return answer, time.perf_counter() - wall, time.process_time() - cpu


def problem_of(values: Any, slots: Any, sizes: Any = None, capacities: Any = None) -> Problem:
    projects, places = values.shape
    sizes = np.zeros((projects, 0)) if sizes is None else sizes
    capacities = np.zeros((places, 0)) if capacities is None else capacities
    none = np.full(projects, -1, np.int64)
    names = ("land", "power", "water", "labour", "emission")[: sizes.shape[1]]
    return Problem(
        tuple(map(str, range(projects))), tuple(map(str, range(places))), values, slots, np.zeros(places, np.int64),
        names, sizes, capacities, np.zeros(projects, np.bool_), none, none, ((),) * projects, ((),) * places,
    )  # fmt: skip


def slots_made_up(size: str, kind: str) -> Problem:
    chance = np.random.default_rng(SEED)
    projects, places, _ = SIZES[size]
    values = chance.integers(1, 1_000_000, (projects, places))
    if kind == "even":
        return problem_of(values, chance.integers(5, 16, places))
    values = values // 10 + chance.integers(0, 500_000, (projects, 1)) + chance.integers(0, 500_000, (1, places))
    return problem_of(values, chance.integers(3, 13, places))


def stable_made_up(size: str) -> tuple[Any, Any, Any]:
    chance = np.random.default_rng(SEED)
    applicants = SIZES[size][2]
    places = applicants // 100
    lists = chance.integers(0, places, (applicants, LENGTH)).astype(np.int32)
    while len(again := np.flatnonzero((np.diff(np.sort(lists, axis=1), axis=1) == 0).any(axis=1))):
        lists[again] = chance.integers(0, places, (len(again), LENGTH))
    return lists, chance.integers(0, 1 << 40, lists.shape), np.full(places, 95, np.int64)


def resources_made_up(load: float) -> Problem:
    """Projects of very different sizes; all of them would take `load` times what there is."""
    chance = np.random.default_rng(SEED)
    projects, places, resources = 543, 130, 5
    values = chance.lognormal(3, 0.8, (projects, 1)) * chance.uniform(0.3, 1, (projects, places))
    sizes = np.round(chance.lognormal(1, 0.7, (projects, resources)), 2)
    capacities = np.round(sizes.sum(axis=0) / load / places * chance.lognormal(0, 0.4, (places, resources)), 2)
    return problem_of(np.rint(values * 1000).astype(np.int64), np.full(places, projects), sizes, capacities)


def asked(name: str, size: str) -> bool:
    return size not in SLOW.get(name, ())


def measure_slots(size: str, peers: list[str]) -> None:
    for kind in ("even", "scarce"):
        problem = slots_made_up(size, kind)
        value = 0
        for name in filter(is_installed, BACKENDS[::-1]):
            if asked(name, size):
                found, wall, cpu = timed(lambda p=problem, n=name: best_plan(p, backend_of(n)))
                value = plan_value(problem, found.assigned)
                told(f"slots-{kind}", size, f"yanzhen-{name}", wall, cpu, value=value, exact=value == found.bound)
        for name in [n for n in peers if n != "matching" and asked(n, size)]:
            ask(name, f"slots-{kind}", size, value, values=problem.values, slots=problem.slots)


def measure_stable(size: str, peers: list[str]) -> None:
    lists, scores, capacities = stable_made_up(size)
    found = None
    for name in filter(is_installed, BACKENDS[::-1]):
        if not asked(name, size):
            continue
        found, wall, cpu = timed(lambda n=name: backend_of(n).match_stable(lists, scores, capacities))
        blocking, _, more = timed(lambda m=found: len(blocking_pairs(lists, scores, capacities, m)[0]))
        told(
            "stable", size, f"yanzhen-{name}", wall, cpu,
            blocking_pairs=blocking, counting_them_cpu_s=round(more, 3), exact=blocking == 0,
        )  # fmt: skip
    if "matching" in peers and asked("matching", size):
        ask("matching", "stable", size, 0, lists=lists, scores=scores, capacities=capacities, found=found)


def measure_resources() -> None:
    for load in (1.3, 2.0):
        plan, wall, cpu = timed(lambda x=load: allocate(resources_made_up(x)))
        told(
            "resources", f"543x130x5, load {load}", "yanzhen", wall, cpu,
            value=plan.value, bound=plan.bound, gap=round(plan.gap, 4), exact=plan.gap == 0,
        )  # fmt: skip


# --- peers, each in a process of its own -----------------------------------------------------------------------------


def ask(name: str, measure: str, size: str, value: int, **arrays: Any) -> None:
    """Have a peer work on these arrays in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "data.npz"
        np.savez(path, **arrays)
        command = [sys.executable, __file__, "--peer", name, str(path), measure, size, str(value)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    print(done.stdout, end="", flush=True)
    if done.returncode:
        print(f"{name}: {done.stderr.strip().splitlines()[-1]}", file=sys.stderr)


def peer(name: str, path: str, measure: str, size: str, value: str) -> None:
    work = {"ortools": by_ortools, "highs": by_highs, "matching": by_matching}[name](np.load(path))
    answer, wall, cpu = timed(work)
    exact = bool(answer()) if callable(answer) else answer == int(value)
    told(measure, size, name, wall, cpu, exact=exact)


def by_ortools(data: Any) -> Callable[[], Any]:
    from ortools.graph.python import min_cost_flow

    values, slots = data["values"], data["slots"]
    projects, places = values.shape
    sink = projects + places
    tails = np.concatenate([np.repeat(np.arange(projects), places), np.arange(projects), projects + np.arange(places)])
    heads = np.concatenate([np.tile(projects + np.arange(places), projects), np.full(projects + places, sink)])
    room = np.concatenate([np.ones(projects * places + projects, np.int64), slots])
    cost = np.concatenate([-values.ravel(), np.zeros(projects + places, np.int64)])

    def work() -> int:
        flow = min_cost_flow.SimpleMinCostFlow()
        flow.add_arcs_with_capacity_and_unit_cost(tails, heads, room, cost)
        flow.set_nodes_supplies(np.arange(sink + 1), np.append(np.repeat([1, 0], [projects, places]), -projects))
        assert flow.solve() == flow.OPTIMAL
        return -int(flow.optimal_cost())

    return work


def by_highs(data: Any) -> Callable[[], Any]:
    from scipy.optimize import linprog
    from scipy.sparse import csr_matrix

    values, slots = data["values"], data["slots"]
    projects, places = values.shape
    pairs = np.arange(projects * places)
    rows = np.concatenate([pairs // places, projects + pairs % places])
    table = csr_matrix((np.ones(2 * len(pairs)), (rows, np.tile(pairs, 2))), shape=(projects + places, len(pairs)))
    limits = np.concatenate([np.ones(projects), slots])
    return lambda: round(-linprog(-values.ravel(), A_ub=table, b_ub=limits, bounds=(0, 1), method="highs").fun)


def by_matching(data: Any) -> Callable[[], Any]:
    from matching.games import HospitalResident

    lists, scores, found = data["lists"], data["scores"], data["found"]
    wanted: dict[int, list[tuple[int, int]]] = {}
    for i, row in enumerate(lists.tolist()):
        for j, score in zip(row, scores[i].tolist(), strict=True):
            wanted.setdefault(j, []).append((-score, i))
    residents = dict(enumerate(lists.tolist()))
    hospitals = {j: [i for _, i in sorted(listed)] for j, listed in wanted.items()}
    room = {j: int(data["capacities"][j]) for j in hospitals}

    sys.setrecursionlimit(1_000_000)  # it copies its players, who know each other, by recursion

    def work() -> Callable[[], bool]:
        game = HospitalResident.create_from_dictionaries(residents, hospitals, room)
        matched = game.solve(optimal="resident")
        pairs = {(r.name, h.name) for h, held in matched.items() for r in held}
        return lambda: pairs == {(i, j) for i, j in enumerate(found.tolist()) if j >= 0}

    return work


def main() -> None:
    if sys.argv[1:2] == ["--peer"]:
        peer(*sys.argv[2:])
        return
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", choices=(*SIZES, "all"), default="all")
    parser.add_argument("--peers", default=",".join(PEERS), help="names, or none")
    args = parser.parse_args()
    peers = [name for name in args.peers.split(",") if name in PEERS]
    for size in SIZES if args.size == "all" else (args.size,):
        measure_slots(size, peers)
        measure_stable(size, peers)
    measure_resources()


if __name__ == "__main__":
    main()
