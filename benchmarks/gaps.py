"""How many idle gaps are closed in a made-up event's timetable, how fast, and what is proven of the rest.

    python benchmarks/gaps.py [--size small|mid|big|all] [--kind MADE,...] [--backend NAME,...] [--seconds S]

Prints one JSON line a measurement: measure, size, kind, engine, meetings, gaps_before, gaps_after, changes_before,
changes_after, bound, above (how far the result lies above the bound, as a ratio), cpu_s, bound_cpu_s, rss_mb.

Sizes: small 500 participants, mid 1,700, big 5,000, all in 40 slots. Kinds:

    away        one in three misses a stretch of the day; one hall
    halls       the same in three halls, a slot to walk between them
    scattered   everyone misses two to four slots in ten, here and there

Hosts (a third) meet visitors (the rest), who ask for about 16 of those near their trade; popular hosts are asked often.
The first timing takes meetings in a random order and the first slot in a random order that both have, while tables
last, so that tables are nearly used up. CPU time is of one thread.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import time

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
from numpy.typing import NDArray

from yanzhen.meet.frame import UNTIMED, Frame, gaps_of
from yanzhen.meet.gap_backends import BACKENDS, is_installed
from yanzhen.meet.gaps import fewer_gaps, least_gaps

SIZES = {"small": 500, "mid": 1_700, "big": 5_000}
KINDS = ("away", "halls", "scattered")
SLOTS, TRADES, ASKED, SEED = 40, 12, 16, 1

Ints = NDArray[np.int64]


def pairs_made_up(chance: np.random.Generator, hosts: int, visitors: int) -> tuple[Ints, Ints]:
    """Who asks for whom: visitors for hosts of their trades."""
    likeness = chance.dirichlet(np.full(TRADES, 0.25), visitors) @ chance.dirichlet(np.full(TRADES, 0.25), hosts).T
    drawn = likeness * chance.lognormal(0, 0.8, hosts) + 1e-4
    wanted = [
        chance.choice(hosts, min(hosts, int(count)), replace=False, p=row / row.sum())
        for row, count in zip(drawn, np.clip(chance.poisson(ASKED, visitors), 4, 40), strict=True)
    ]
    return np.concatenate(wanted), hosts + np.repeat(np.arange(visitors), [len(each) for each in wanted])


def presence_made_up(chance: np.random.Generator, people: int, hosts: int, kind: str) -> NDArray[np.bool_]:
    """(people, slots) who is there when."""
    if kind == "scattered":
        return chance.random((people, SLOTS)) < np.where(np.arange(people) < hosts, 0.8, 0.6)[:, None]
    there = np.ones((people, SLOTS), np.bool_)
    for person in np.flatnonzero(chance.random(people) < 0.35):
        length = int(chance.integers(2, SLOTS // 2 + 1))
        first = int(chance.integers(0, SLOTS - length))
        there[person, first : first + length] = False
    return there


def event_made_up(people: int, kind: str) -> tuple[Frame, Ints]:
    chance = np.random.default_rng(SEED)
    hosts = people * 32 // 100
    one, other = pairs_made_up(chance, hosts, people - hosts)
    there = presence_made_up(chance, people, hosts, kind)
    halls = 3 if kind == "halls" else 1
    most = np.where(np.arange(people) < hosts, chance.integers(8, 25, people), chance.integers(4, 13, people))
    frame = Frame(
        one, other, np.ones(len(one), np.int64), np.zeros(len(one), np.bool_), there[one] & there[other],
        # A host has one hall, so that it is visitors who walk.
        one % halls, np.full((halls, SLOTS), hosts // 2 // halls), np.zeros(people, np.int64), most, int(halls > 1),
    )  # fmt: skip
    return frame, first_timing(frame, chance)


def first_timing(frame: Frame, chance: np.random.Generator) -> Ints:
    timing = np.full(frame.meetings, UNTIMED)
    free = np.ones((frame.people, len(frame.tables), frame.slots), np.bool_)
    room, left = frame.tables.copy(), frame.most.copy()
    for meeting in chance.permutation(frame.meetings).tolist():
        one, other, hall = int(frame.one[meeting]), int(frame.other[meeting]), int(frame.hall[meeting])
        possible = np.flatnonzero(frame.open[meeting] & free[one, hall] & free[other, hall] & (room[hall] > 0))
        if not len(possible) or not left[one] or not left[other]:
            continue
        slot = int(chance.choice(possible))
        timing[meeting] = slot
        room[hall, slot] -= 1
        for person in (one, other):
            left[person] -= 1
            free[person, hall, slot] = False
            near = slice(max(slot - frame.travel, 0), slot + frame.travel + 1)
            free[person, np.arange(len(frame.tables)) != hall, near] = False
    return timing


def changes_of(frame: Frame, timing: Ints) -> int:
    """How often participants go to another hall."""
    timed = np.flatnonzero(timing != UNTIMED)
    who = np.concatenate([frame.one[timed], frame.other[timed]])
    slot, hall = np.tile(timing[timed], 2), np.tile(frame.hall[timed], 2)
    order = np.lexsort((slot, who))
    who, hall = who[order], hall[order]
    return int(((who[1:] == who[:-1]) & (hall[1:] != hall[:-1])).sum())


def measure(size: str, kind: str, backend: str, seconds: float) -> None:
    frame, timing = event_made_up(SIZES[size], kind)
    begin = time.process_time()
    moved = fewer_gaps(frame, timing, seconds, backend=backend)
    middle = time.process_time()
    bound = least_gaps(frame, timing)
    end = time.process_time()
    after = int(gaps_of(frame, moved).sum())
    line = {
        "measure": "gaps", "size": size, "kind": kind, "engine": f"yanzhen-{backend}",
        "meetings": int((timing != UNTIMED).sum()), "gaps_before": int(gaps_of(frame, timing).sum()),
        "gaps_after": after, "changes_before": changes_of(frame, timing), "changes_after": changes_of(frame, moved),
        "bound": bound, "above": round(after / bound - 1, 3) if bound else None,
        "cpu_s": round(middle - begin, 3), "bound_cpu_s": round(end - middle, 3),
        "rss_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }  # fmt: skip
    print(json.dumps(line), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", choices=(*SIZES, "all"), default="all")
    parser.add_argument("--kind", default=",".join(KINDS), help="names")
    parser.add_argument("--backend", default="native", help="names")
    parser.add_argument("--seconds", type=float, default=60.0, help="of the clock, for the search")
    args = parser.parse_args()
    for size in SIZES if args.size == "all" else (args.size,):
        for kind in [name for name in args.kind.split(",") if name in KINDS]:
            for backend in [name for name in args.backend.split(",") if name in BACKENDS and is_installed(name)]:
                measure(size, kind, backend, args.seconds)


if __name__ == "__main__":
    main()
