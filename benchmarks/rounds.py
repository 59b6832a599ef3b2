"""What it costs to tell two rounds apart, row by row and cell by cell, with random edits between them.

    python benchmarks/rounds.py [--size small|event|big] [--ids known|content|none]

`known`: rows carry the ids of the last round, as books do that were given back; `content`: the ids are made of what
the rows say; `none`: nobody gave ids. The edits that were made are counted and compared with the answer (`exact`).
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import sys
import time

from yanzhen.collect.comparing import compare
from yanzhen.records import Record, give_keys

SIZES = {"small": 2_000, "event": 20_000, "big": 100_000}
_CITIES = ["430100", "430200", "430300", "430400", "430500", "430600", "430700", "430800", "430900", "431000"]
_STAGES = ["negotiating", "signed", "approval", "started", "producing"]


def round_of(count: int, chance: random.Random) -> list[Record]:
    """Projects with some twenty fields."""
    found = []
    for number in range(count):
        fields = {
            "investor": f"示例第{number % (count // 3 + 1)}公司",
            "origin": "440300",
            "target": chance.choice(_CITIES),
            "park": f"示例园区{number % 140}",
            "industry": "高端装备",
            "stage": chance.choice(_STAGES),
            "investment_cny": chance.randrange(1, 50_000) * 1_000_000,
            "signed_amount_cny": chance.randrange(1, 50_000) * 1_000_000,
            "funds_in_place_total_cny": chance.randrange(1, 5_000) * 10_000,
            "investment_done_total_cny": chance.randrange(1, 5_000) * 10_000,
            "land_mu": chance.randrange(10, 900),
            "jobs": chance.randrange(10, 2_000),
            "signed_on": f"2024-{chance.randrange(1, 13):02d}-{chance.randrange(1, 29):02d}",
            "start_planned_on": f"2025-{chance.randrange(1, 13):02d}",
            "content": f"示例产品{number}的生产线和研发中心",
            "products": f"示例产品{number}",
            "contact": f"示例联系人{number} 138{number:08d}",
            "office_lead": "示例商务局",
            "progress_text": "正在办理前期手续",
            "note": f"第{number}号",
        }
        found.append(Record("project", f"示例产品{number}生产基地项目", fields))
    return found


def edited(rows: list[Record], chance: random.Random) -> tuple[list[Record], dict[str, int]]:
    """The next round: one row in fifty missing, as many new, one in five with a changed cell; in another order."""
    counts = {"new": 0, "missing": 0, "changed": 0, "same": 0}
    found = []
    for number, row in enumerate(rows):
        draw = chance.random()
        fields = dict(row.fields)
        if draw < 0.02:
            counts["missing"] += 1
            continue
        if draw < 0.22:
            counts["changed"] += 1
            which = number % 4
            if which == 0:
                fields["investment_cny"] -= 1
            elif which == 1:
                fields["start_planned_on"] = "2026-03"
            elif which == 2:
                fields["stage"] = "ended"
            else:
                fields.pop("note")
        else:
            counts["same"] += 1
        found.append(Record(row.kind, row.name, fields, key=row.key))
    for number in range(len(rows) // 50):
        counts["new"] += 1
        found.append(Record("project", f"示例新项目{number}", {"investor": f"示例新公司{number}"}))
    chance.shuffle(found)
    return found, counts


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", choices=SIZES, default="big")
    parser.add_argument("--ids", choices=["known", "content", "none"])
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    for ids in [asked.ids] if asked.ids else ["known", "content", "none"]:
        chance = random.Random(asked.seed)
        rows = round_of(SIZES[asked.size], chance)
        if ids != "none":
            give_keys(rows)
        later, counts = edited(rows, chance)
        if ids == "content":
            for row in later:
                row.key = ""
            give_keys(later)
        wall, cpu = time.perf_counter(), time.process_time()
        found = compare(rows, later)
        cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
        told = {state: found.counts.get(state, 0) for state in counts}
        line = {
            "measure": "rounds_compared",
            "size": len(rows),
            "engine": f"yanzhen, ids {ids}",
            "cpu_s": round(cpu, 2),
            "wall_s": round(wall, 2),
            "rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
            "exact": told == counts,
        }
        print(json.dumps(line, ensure_ascii=False), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
