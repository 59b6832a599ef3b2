"""Timetables in which the program chooses: gap, CPU time of one core, memory; one JSON line a measurement.

    python benchmarks/meet.py [--size small|mid|big|all] [--peers]

Events are made by a seeded generator: hosts and visitors of twelve trades, some hosts much asked for, people away
now and then, tables for nine in ten of the smaller side. The engine is measured from the checked event on.
"""

from __future__ import annotations

import argparse
import json
import resource
import time
from typing import Any

import numpy as np

from yanzhen.meet.event import event_of
from yanzhen.meet.making import make_timetable

SLOTS = 40
SIZES = {"small": 500, "mid": 1700, "big": 5000}
SECONDS = {"small": 1.0, "mid": 1.0, "big": 5.0}
PEER_SECONDS = 60.0


def event_document(people: int, *, seed: int = 0, musts: bool = False, halls: bool = False) -> dict[str, Any]:
    """An invented event."""
    dice = np.random.default_rng(seed)
    hosts = people // 2 if people < 1000 else int(people * 543 / 1700)
    visitors = people - hosts
    trades = [dice.dirichlet(np.full(12, 0.25), count) for count in (hosts, visitors)]
    wanted = dice.lognormal(0, 0.8, hosts)
    likeness = trades[0] @ trades[1].T
    key = dice.random(hosts) < 0.1
    there = dice.random((people, SLOTS)) < np.where(np.arange(people) < hosts, 0.8, 0.6)[:, None]
    away = [(np.flatnonzero(~row) + 1).tolist() for row in there]
    most = [int(min(row.sum(), SLOTS if p < hosts else dice.integers(4, SLOTS))) for p, row in enumerate(there)]
    hall = [f"H{p % 4}" if halls and p < hosts else None for p in range(people)]
    requests = []
    for j in range(visitors):
        share = likeness[:, j] * wanted + 1e-4
        count = int(np.clip(dice.poisson(16), 4, 40))
        for i in dice.choice(hosts, min(count, hosts), replace=False, p=share / share.sum()).tolist():
            worth = 1 + round(100 * (0.15 + 0.85 * likeness[i, j] * dice.uniform(0.6, 1))) * (2 if key[i] else 1)
            must = bool(musts and dice.random() < 0.01)
            requests.append(
                {"id": f"R{len(requests)}", "a": f"P{i}", "b": f"P{hosts + j}", "value": worth, "must": must}
            )
    tables = int(0.9 * min(hosts, visitors))
    document: dict[str, Any] = {
        "slots": SLOTS,
        "tables": tables,
        "participants": [
            {"id": f"P{p}", "min": 2, "max": most[p], "unavailable": away[p], "hall": hall[p]} for p in range(people)
        ],
        "requests": requests,
    }
    if halls:
        document |= {"halls": {f"H{h}": {"tables": tables // 4 + 1} for h in range(4)}, "travel_slots": 1}
    return document


def measure(size: str, musts: bool, halls: bool) -> None:
    event = event_of(event_document(SIZES[size], musts=musts, halls=halls))
    times = []
    for _ in range(3):
        wall, cpu = time.perf_counter(), time.process_time()
        found = make_timetable(event, SECONDS[size])
        times.append((time.process_time() - cpu, time.perf_counter() - wall))
    told(
        size, "yanzhen", musts, halls,
        cpu_s=round(min(times)[0], 3), wall_s=round(min(times)[1], 3),
        value=found.value, bound=found.bound, gap=round(found.gap, 6), breaks=found.breaks,
        breaks_bound=found.breaks_bound, refused=len(found.refused), exact=found.value >= found.bound,
    )  # fmt: skip


def told(size: str, engine: str, musts: bool, halls: bool, **rest: Any) -> None:
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    line = {"measure": "timetable", "size": size, "engine": engine, "musts": musts, "halls": halls, "rss_mb": memory}
    print(json.dumps(line | rest), flush=True)


def measure_peer(size: str) -> None:
    """One model of meetings × slots, as it is written first."""
    from ortools.sat.python import cp_model

    event = event_of(event_document(SIZES[size]))
    wall, cpu = time.perf_counter(), time.process_time()
    model = cp_model.CpModel()
    at: dict[tuple[int, int], Any] = {}
    beside: dict[tuple[int, int], list[Any]] = {}
    of: dict[int, list[Any]] = {}
    full: dict[int, list[Any]] = {}
    for e, request in enumerate(event.requests):
        one, other = (event.participants[p] for p in (request.one, request.other))
        for t in set(range(event.slots)) - one.unavailable - other.unavailable:
            at[e, t] = variable = model.new_bool_var("")
            full.setdefault(t, []).append(variable)
            for p in (request.one, request.other):
                beside.setdefault((p, t), []).append(variable)
                of.setdefault(p, []).append(variable)
        model.add_at_most_one(at[e, t] for t in range(event.slots) if (e, t) in at)
    for listed in beside.values():
        model.add_at_most_one(listed)
    for p, listed in of.items():
        model.add(sum(listed) <= event.participants[p].most)
    for listed in full.values():
        model.add(sum(listed) <= (event.halls[0].tables or 0))
    model.maximize(sum(event.requests[e].worth * variable for (e, _), variable in at.items()))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_time_in_seconds = PEER_SECONDS
    solver.solve(model)
    bound, value = solver.best_objective_bound, solver.objective_value
    told(
        size, "cp-sat, one model", False, False,
        cpu_s=round(time.process_time() - cpu, 3), wall_s=round(time.perf_counter() - wall, 3),
        value=value, bound=bound, gap=round((bound - value) / bound, 6), exact=value >= bound,
    )  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", choices=(*SIZES, "all"), default="all")
    parser.add_argument("--peers", action="store_true", help="one model of CP-SAT for a minute, at 500 participants")
    args = parser.parse_args()
    for size in SIZES if args.size == "all" else (args.size,):
        for musts, halls in ((False, False), (True, True)):
            measure(size, musts, halls)
    if args.peers:
        measure_peer("small")


if __name__ == "__main__":
    main()
