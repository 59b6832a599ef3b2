"""The whole schema of the API, tried by Schemathesis as each role and as nobody: what was sent, what did not hold.

One JSON line at the end: requests, requests a second and by role, server errors, failures by check. Every role has an
equal share of the requests and of the time, in as many processes as there are cores, each with a database of its own
and with other operations in its turns. Exit code 1 where anything did not hold, or where a role had no turn; what it
was is told on standard error.

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
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
COVERED, FUZZED, EXAMPLES = 45, 7, 6
"""About how many requests the covering set of one operation is, how many one fuzzed example leads to, how many examples
of an operation are tried in a turn.
"""


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
    idle = [role for role, count in told["by_role"].items() if not count]
    return 1 if told["failures"] or told["errors"] or told["server_errors"] or idle else 0


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
    roles: Counter[str] = Counter()
    for part in parts:
        roles.update(part["roles"])
        failures.update(part["failures"])
        statuses.update(part["statuses"])
    requests = sum(part["requests"] for part in parts)
    return {
        "measure": "api_fuzz",
        "size": requests,
        "engine": "schemathesis",
        "requests": requests,
        "requests_per_second": round(requests / seconds, 1),
        "by_role": dict(roles),
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
    from tests.web.api.fuzzing import Trial, furnish
    from tests.web.worlds import make_world

    world = make_world()
    roles = arguments.roles.split(",") if arguments.roles else [*sorted(world.users), "nobody"]
    whole, end, by_role = Trial(), time.monotonic() + arguments.minutes * 60, dict.fromkeys(roles, 0)
    turn = arguments.seed
    while whole.requests < arguments.requests and time.monotonic() < end:
        furnish(world)
        for waiting, role in zip(range(len(roles), 0, -1), roles, strict=True):
            share = max(1, (arguments.requests - whole.requests) // waiting)
            until = time.monotonic() + max(0.0, end - time.monotonic()) / waiting
            trial = _turn(world, role, turn, share, until)
            by_role[role] += trial.requests
            whole.add(trial)
            turn += 1
    return {
        "requests": whole.requests,
        "roles": by_role,
        "statuses": {str(status): count for status, count in whole.statuses.items()},
        "failures": {check: len(told) for check, told in whole.failures.items()},
        "errors": len(whole.errors),
        "cpu_s": time.process_time(),
        "rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10,
    }


def _turn(world: Any, role: str, turn: int, share: int, until: float) -> Any:
    """What one role tries in its turn: all phases, each of operations that the turn before has not tried in it."""
    from tests.web.api.fuzzing import Trial, distinct, operation_ids, rows_there, try_as

    whole, person = Trial(), world.users.get(role)
    for chosen in _phases(operation_ids(), turn, share):
        left, seconds = share - whole.requests, until - time.monotonic()
        if left < 1 or seconds < 1:
            break
        chosen["most"] = min(left, chosen["most"])
        whole.add(try_as(person, rows_there(person), seed=turn, seconds=seconds, spare_people=True, **chosen))
    _tell(role, whole, distinct)
    return whole


def _phases(names: list[str], turn: int, share: int) -> Iterator[dict[str, Any]]:
    """A quarter of the share for each phase, and what is left over for walks along the links between operations."""
    quarter = max(1, share // 4)
    yield {"phases": ["examples"], "only": _window(names, turn, quarter // FUZZED), "most": quarter}
    yield {"phases": ["coverage"], "only": _window(names, turn, quarter // COVERED), "most": quarter}
    fuzzed = _window(names, turn, quarter // (FUZZED * EXAMPLES))
    yield {"phases": ["fuzzing"], "only": fuzzed, "examples": EXAMPLES, "most": quarter}
    yield {"phases": ["stateful"], "examples": EXAMPLES * 10, "most": share}


def _window(names: list[str], turn: int, many: int) -> list[str]:
    """So many of the operations, or all; from turn to turn the next ones."""
    many = min(max(1, many), len(names))
    start = turn * many % len(names)
    return (names + names)[start : start + many]


def _tell(role: str, trial: Any, distinct: Any) -> None:
    print(f"{role}: {trial.requests} requests, {dict(sorted(trial.statuses.items()))}", file=sys.stderr, flush=True)
    for check, told in trial.failures.items():
        for one in distinct(told):
            print(f"  {check}: {one}", file=sys.stderr, flush=True)
    for error in trial.errors[:5]:
        print(f"  {error}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
