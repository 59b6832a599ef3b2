"""The whole schema of the API, tried by Schemathesis as each role and as nobody: what was sent, what did not hold.

One JSON line at the end: requests, requests a second, server errors, failures by check. Rounds with new seeds go over
all roles until the requests are sent or the time is over, in as many processes as there are cores, each with a
database of its own. Exit code 1 where anything did not hold; what it was is told on standard error.

    python benchmarks/api_fuzz.py [--requests 100000] [--minutes 45] [--processes N] [--roles a,b] [--seed 1]
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
ROUND = 240.0
"""Seconds at most for one role in one round, so that every role has its turn."""


def main() -> int:
    """Share the work out, and add up."""
    arguments = _arguments()
    if arguments.part is not None:
        print(json.dumps(_work(arguments)))
        return 0
    started = time.monotonic()
    command = [sys.executable, __file__, "--requests", str(arguments.requests // arguments.processes)]
    command += ["--minutes", str(arguments.minutes), "--roles", arguments.roles]
    parts = [
        subprocess.Popen(
            [*command, "--part", str(part), "--seed", str(arguments.seed + 1000 * part)],
            stdout=subprocess.PIPE,
            cwd=ROOT,
        )
        for part in range(arguments.processes)
    ]
    done = [json.loads(part.communicate()[0].splitlines()[-1]) for part in parts]
    told = _added(done, time.monotonic() - started)
    print(json.dumps(told, ensure_ascii=False), flush=True)
    return 1 if told["failures"] or told["errors"] or told["server_errors"] else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--requests", type=int, default=100_000)
    parser.add_argument("--minutes", type=float, default=45)
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--roles", default="")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--part", type=int, help=argparse.SUPPRESS)
    return parser.parse_args()


def _added(parts: list[dict[str, Any]], seconds: float) -> dict[str, Any]:
    failures: Counter[str] = Counter()
    statuses: Counter[str] = Counter()
    for part in parts:
        failures.update(part["failures"])
        statuses.update(part["statuses"])
    requests = sum(part["requests"] for part in parts)
    return {
        "measure": "api_fuzz",
        "size": requests,
        "engine": "schemathesis",
        "requests": requests,
        "requests_per_second": round(requests / seconds, 1),
        "server_errors": sum(count for status, count in statuses.items() if status >= "5"),
        "failures": dict(failures),
        "errors": sum(part["errors"] for part in parts),
        "statuses": dict(sorted(statuses.items())),
        "wall_s": round(seconds, 1),
        "cpu_s": round(sum(part["cpu_s"] for part in parts), 1),
        "rss_mb": max(part["rss_mb"] for part in parts),
    }


# --- one process ------------------------------------------------------------------------------------------------------


def _work(arguments: argparse.Namespace) -> dict[str, Any]:
    os.environ["DJANGO_SETTINGS_MODULE"] = "yanzhen_web.settings.testing"
    sys.path[:0] = [str(ROOT), str(ROOT / "src")]
    import django

    django.setup()
    from django.test.utils import setup_databases, setup_test_environment, teardown_databases

    setup_test_environment()
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        return _rounds(arguments)
    finally:
        teardown_databases(databases, verbosity=0)


def _rounds(arguments: argparse.Namespace) -> dict[str, Any]:
    from tests.web.api.fuzzing import Trial, distinct, furnish, rows_there, try_as
    from tests.web.worlds import make_world

    world = make_world()
    whole, end, seed = Trial(), time.monotonic() + arguments.minutes * 60, arguments.seed
    roles = arguments.roles.split(",") if arguments.roles else [*sorted(world.users), "nobody"]
    first = True
    while whole.requests < arguments.requests and time.monotonic() < end:
        furnish(world)
        for role in roles[(arguments.part or 0) % len(roles) :] + roles[: (arguments.part or 0) % len(roles)]:
            left = min(ROUND, end - time.monotonic())
            if left < 2 or whole.requests >= arguments.requests:
                break
            phases = ["examples", "coverage", "fuzzing", "stateful"] if first else ["fuzzing", "stateful"]
            seed += 1
            trial = try_as(
                world.users.get(role),
                rows_there(world.users.get(role)),
                seed=seed,
                examples=30,
                seconds=left,
                phases=phases,
                spare_people=True,
            )
            _tell(role, trial, distinct)
            whole.add(trial)
        first = False
    return {
        "requests": whole.requests,
        "statuses": {str(status): count for status, count in whole.statuses.items()},
        "failures": {check: len(told) for check, told in whole.failures.items()},
        "errors": len(whole.errors),
        "cpu_s": time.process_time(),
        "rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10,
    }


def _tell(role: str, trial: Any, distinct: Any) -> None:
    print(f"{role}: {trial.requests} requests, {dict(sorted(trial.statuses.items()))}", file=sys.stderr, flush=True)
    for check, told in trial.failures.items():
        for one in distinct(told):
            print(f"  {check}: {one}", file=sys.stderr, flush=True)
    for error in trial.errors[:5]:
        print(f"  {error}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
