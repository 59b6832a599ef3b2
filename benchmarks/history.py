"""The history: what noting a reading costs, sealing and verifying a hundred thousand versions; a JSON line each.

python benchmarks/history.py [rows]
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

ROWS = 100_000
READINGS = 2_000


def main(rows: int) -> None:
    """Everything, in an installation of its own that is thrown away."""
    with tempfile.TemporaryDirectory() as home:
        os.environ |= {"YANZHEN_HOME": home, "DJANGO_SETTINGS_MODULE": "yanzhen_web.settings.production"}
        os.environ.pop("YANZHEN_DATABASE_URL", None)
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", interactive=False, verbosity=0)
        measure(rows, Path(home))


def measure(rows: int, home: Path) -> None:
    """Write, read, seal, verify."""
    from yanzhen_web.models import Organisation, User
    from yanzhen_web.services.records.recording import Teller, write_records

    office = Organisation.objects.unscoped(why="a measurement").create(name="示例办", kind="city", region="430100")
    user = User.objects.create(username="measuring")
    write = in_process(lambda: write_records(told(rows), Teller(office, user)))
    tell("import", rows=rows, seconds=write, rows_per_second=round(rows / write))
    note_readings(user)
    for step in ("seal", "verify"):
        seconds, megabytes = in_child(step)
        tell(step, versions=rows, seconds=seconds, peak_mb=megabytes)
    size = (home / "yanzhen.sqlite3").stat().st_size
    tell("database", megabytes=size >> 20)


def told(rows: int) -> Iterator[Any]:
    """Projects with a contact and a column that nobody knows."""
    from yanzhen_web.services.records.recording import Told

    for number in range(rows):
        fields = {
            "investor": f"示例{number}公司", "target": "430182", "origin": "440300", "stage": "signed",
            "content": "年产示例零部件若干万套，建设厂房与研发中心", "intended_amount_cny": (number + 1) * 10**6,
            "contact": f"张示例 1380000{number:06d}", "jobs": number % 500,
        }  # fmt: skip
        yield Told(
            "project", f"示例项目{number}", f"k{number}", fields, {"备注": f"第{number}行"}, "Sheet1", number + 2
        )


def note_readings(user: Any) -> None:
    """One by one, each safe on disk; then all of them into the table."""
    from yanzhen_web.services.history.noting import note_reading, take_in

    spent = in_process(lambda: [note_reading("record.read", user, by=user) for _ in range(READINGS)])
    tell("note_reading", readings=READINGS, microseconds=round(1e6 * spent / READINGS))
    tell("take_in", readings=READINGS, seconds=in_process(take_in))


def in_process(work: Callable[[], object]) -> float:
    """Seconds that it takes."""
    start = time.perf_counter()
    work()
    return round(time.perf_counter() - start, 3)


def in_child(step: str) -> tuple[float, int]:
    """Seconds that it takes in a process of its own, and the most memory that this held, in megabytes."""
    command = [sys.executable, __file__, "--step", step]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    seconds, megabytes = done.stdout.split()
    return float(seconds), int(megabytes)


def do_step(step: str) -> None:
    """One step, for `in_child`."""
    import django

    django.setup()
    from yanzhen_web.services.history.sealing import seal_all
    from yanzhen_web.services.history.verifying import verify

    seconds = in_process(seal_all if step == "seal" else verify_fine(verify))
    print(seconds, most_memory())


def most_memory() -> int:
    """Megabytes that this process held at most; `getrusage` would tell its parent's where that was larger."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) >> 10


def verify_fine(verify: Callable[[], Any]) -> Callable[[], None]:
    """Verification that must find nothing."""

    def work() -> None:
        verdict = verify()
        assert verdict.fine, verdict.findings[:3]

    return work


def tell(what: str, **measured: Any) -> None:
    """A JSON line."""
    print(json.dumps({"benchmark": "history", "what": what} | measured), flush=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--step"]:
        do_step(sys.argv[2])
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else ROWS)
