"""How much is won back after a drop-out, how surely, and in what time; one JSON line a measurement.

    python benchmarks/replan.py [--size small|mid] [--drops 25]

The events of `meet.py` (1,700 participants x 40 slots at `mid`), plain and with halls, musts and ways between halls.
From the finished timetable one participant after another, taken at random, drops out of everything; each is re-planned
from the same timetable with at most 0, 2 and 5 others moved. `won` is the share of the bound; times are of the engine's
call, arrays in and arrays out, the bound included.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import time
from statistics import median

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np

from meet import SIZES, event_document
from yanzhen.meet.event import event_of
from yanzhen.meet.making import make_timetable
from yanzhen.meet.replanning import replan
from yanzhen.meet.timetable import Timetable

MOVES = (0, 2, 5)


def measure(size: str, made: Timetable, rules: bool, moves: int, drops: int) -> None:
    frame, dice = made.frame, np.random.default_rng(1)
    walls, cpus, won, bound, moved, worst = [], [], 0, 0, [], 1.0
    for who in dice.choice(frame.people, drops, replace=False):
        absent = np.zeros((frame.people, frame.slots), dtype=bool)
        absent[who] = True
        wall, cpu = time.perf_counter(), time.process_time()
        found = replan(frame, made.slot, absent, moves=moves)
        cpus.append(time.process_time() - cpu)
        walls.append(time.perf_counter() - wall)
        won, bound = won + found.won_back, bound + found.bound_won_back
        moved.append(len(np.setdiff1d(found.moved, found.struck)))
        if found.bound_won_back:
            worst = min(worst, found.won_back / found.bound_won_back)
    line = {
        "measure": "replan", "size": size, "engine": "yanzhen", "rules": rules, "moves": moves, "drops": drops,
        "cpu_ms_median": round(1e3 * median(cpus), 1), "cpu_ms_max": round(1e3 * max(cpus), 1),
        "wall_ms_median": round(1e3 * median(walls), 1), "wall_ms_max": round(1e3 * max(walls), 1),
        "won": round(won / max(bound, 1), 4), "won_worst": round(worst, 4), "value": won, "bound": bound,
        "moved_mean": sum(moved) / len(moved), "exact": won == bound,
        "rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }  # fmt: skip
    print(json.dumps(line), flush=True)


def measure_nothing(made: Timetable) -> None:
    """A first call, which loads the solver."""
    absent = np.zeros((made.frame.people, made.frame.slots), dtype=bool)
    absent[made.frame.one[made.slot >= 0][:1]] = True
    replan(made.frame, made.slot, absent)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", choices=tuple(SIZES), default="mid")
    parser.add_argument("--drops", type=int, default=25)
    args = parser.parse_args()
    for rules in (False, True):
        made = make_timetable(event_of(event_document(SIZES[args.size], musts=rules, halls=rules)))
        measure_nothing(made)
        for moves in MOVES:
            measure(args.size, made, rules, moves, args.drops)


if __name__ == "__main__":
    main()
