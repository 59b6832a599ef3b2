"""The public meeting instances to their optimum, every listed meeting taking place, beside a plain CP-SAT model.

    python benchmarks/meetings.py [--size all|NAME,...] [--limit S] [--peers]

Prints one JSON line an instance: measure, size (its name), engine, cpu_s, wall_s, rss_mb, breaks, bound, proven and
`checked`: whether an own slow look at the answer finds nothing wrong. The instances are read from
`../shared/data/meetings` beside the checkout and solved one at a time in processes of their own, on one core; CPU time
includes reading and loading the solvers. `--peers` has the same solved by CP-SAT as it comes (default parameters, one
worker, the same limit), on the usual model of slots, used slots and idle gaps.
"""

from __future__ import annotations

import argparse
import itertools
import json
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parents[2] / "shared" / "data" / "meetings"
PEER = "cp-sat"


def breaks_of(document: dict[str, Any], slot_of: dict[Any, int]) -> list[int]:
    """Idle gaps of each participant, counted from the document alone."""
    breaks = []
    for person in range(1, document["participants"] + 1):
        mine = sorted(slot_of[m["id"]] for m in document["meetings"] if person in (m["a"], m["b"]))
        breaks.append(sum(later - earlier > 1 for earlier, later in itertools.pairwise(mine)))
    return breaks


def is_sound(document: dict[str, Any], answer: dict[str, Any]) -> bool:
    """Whether the answer keeps every condition and tells its breaks rightly; knows nothing of the engine."""
    slot_of = {m["id"]: m["slot"] for m in answer["meetings"]}
    away = {(int(person), slot) for person, slots in document["unavailable"].items() for slot in slots}
    seats = {(m["slot"], m["table"]) for m in answer["meetings"]}
    kept = len(seats) == len(document["meetings"]) and all(1 <= t <= document["tables"] for _, t in seats)
    busy = set()
    for m in document["meetings"]:
        slot = slot_of[m["id"]]
        kept &= slot in m.get("slots", range(1, document["slots"] + 1)) and m.get("fixed") in (None, slot)
        kept &= all(slot_of[earlier] < slot for earlier in m.get("after", []))
        kept &= not {(m["a"], slot), (m["b"], slot)} & (busy | away)
        busy |= {(m["a"], slot), (m["b"], slot)}
    breaks = breaks_of(document, slot_of)
    return kept and max(breaks) - min(breaks) <= document["max_break_spread"] and sum(breaks) == answer["breaks"]


def plain(document: dict[str, Any], limit: float) -> dict[str, Any]:
    """CP-SAT with its default parameters on one worker."""
    from ortools.sat.python import cp_model

    from yanzhen.meet.listed.bounds import least_breaks
    from yanzhen.meet.listed.clashes import windows_of
    from yanzhen.meet.listed.instance import instance_of
    from yanzhen.meet.listed.model import model_of

    instance = instance_of(document)
    left = windows_of(instance)
    assert not isinstance(left, tuple)
    model = model_of(instance, left, least_breaks(instance, left) * 0)
    model.program.minimize(sum(model.holes))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_time_in_seconds = limit
    found = solver.solve(model.program) in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    taken = [0] * (instance.slots + 1)
    meetings = []
    for name, slots in zip(instance.ids, model.held, strict=True) if found else ():
        slot = 1 + next(at for at, held in slots.items() if solver.boolean_value(held))
        taken[slot] += 1
        meetings.append({"id": name, "slot": slot, "table": taken[slot]})
    breaks = round(solver.objective_value) if found else None
    bound = round(solver.best_objective_bound)
    return {"meetings": meetings, "breaks": breaks, "bound": bound, "proven_optimal": breaks == bound}


def measure(name: str, engine: str, limit: float) -> None:
    """Solves one instance in this process and prints its line."""
    wall = time.perf_counter()
    document = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    if engine == PEER:
        answer = plain(document, limit)
    else:
        from yanzhen.meet.listed import timetable_of

        answer = timetable_of(document, time_limit=limit)
    told = {
        "measure": "meetings",
        "size": name,
        "engine": engine,
        "cpu_s": round(time.process_time(), 2),
        "wall_s": round(time.perf_counter() - wall, 2),
        "rss_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "breaks": answer["breaks"],
        "bound": answer["bound"],
        "proven": answer["proven_optimal"],
        "checked": is_sound(document, answer) if answer["meetings"] else None,
    }
    print(json.dumps(told), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", default="all", help="names of instances, divided by commas")
    parser.add_argument("--limit", type=float, default=60.0, help="seconds of wall time for an instance")
    parser.add_argument("--peers", action="store_true", help="beside it, CP-SAT as it comes")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        measure(options.size, options.one, options.limit)
        return
    if not FOLDER.is_dir():
        sys.exit(f"the public meeting instances do not lie in {FOLDER}")
    names = sorted(path.stem for path in FOLDER.glob("*.json")) if options.size == "all" else options.size.split(",")
    for name in names:
        for engine in ("yanzhen", *((PEER,) if options.peers else ())):
            command = [sys.executable, __file__, "--size", name, "--limit", str(options.limit), "--one", engine]
            subprocess.run(command, check=True)


if __name__ == "__main__":
    main()
