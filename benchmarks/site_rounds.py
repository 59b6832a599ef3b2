"""A round of very many rows on the site: sending, telling it from the last one, reading its pages; a JSON line each.

    python benchmarks/site_rounds.py [--size small|event|big]

One city's report is sent for two rounds, with random edits between them (see `rounds.py`), in an installation of its
own that is thrown away: SQLite, or the database that YANZHEN_DATABASE_URL names (empty: it is filled). `diff` is
comparing, storing each difference and asking about each missing row. A page is opened seven times in this process,
without the network; the median counts.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any

from rounds import SIZES, edited, round_of  # this folder's own
from yanzhen.records import Record, give_keys

_TIMES = 7


def main(size: str) -> None:
    """Everything, in a home of its own."""
    with tempfile.TemporaryDirectory() as home:
        os.environ |= {"YANZHEN_HOME": home, "DJANGO_SETTINGS_MODULE": "yanzhen_web.settings.production"}
        os.environ.setdefault("YANZHEN_SECRET_KEY", "a measurement that is thrown away, and nothing else at all")
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", interactive=False, verbosity=0)
        measure(SIZES[size])


def measure(count: int) -> None:
    """Two rounds, then the pages of the second."""
    from yanzhen_web.services.rounds import sending

    chance = random.Random(1)
    before = round_of(count, chance)
    after, edits = edited(before, chance)
    give_keys(before)
    give_keys(after)
    people = office_and_city()
    last, report = first_report(people)
    tell("send", rows=count, **spent(lambda: send(people, report, before)))

    compared: dict[str, float] = {}
    keep = sending.keep_differences

    def timed(*args: Any) -> Any:
        kept: list[Any] = []
        compared.update(spent(lambda: kept.append(keep(*args))))
        return kept[0]

    sending.keep_differences = timed
    report = next_report(people, last)
    tell("send the next", rows=len(after), **spent(lambda: send(people, report, after)))
    report.refresh_from_db()
    told = report.current.compared
    tell("diff", rows=len(after), exact=all(told[state] == edits[state] for state in edits), **compared)
    read_pages(people, report)


# --- the people and their rounds -------------------------------------------------------------------------------------


def office_and_city() -> dict[str, Any]:
    """A province with fourteen cities, and somebody at its desk and at the first city's."""
    from yanzhen_web import scopes
    from yanzhen_web.models import Membership, Organisation, User

    offices, why = Organisation.objects.unscoped(why="a measurement"), "a measurement"
    province = offices.create(name="示例省", kind="province", region="430000")
    cities = [offices.create(name=f"示例市{n}", kind="city", parent=province, region="430100") for n in range(14)]
    found: dict[str, Any] = {"cities": cities}
    for who, place, role in (("province", province, scopes.ORGANISER), ("city", cities[0], scopes.CITY)):
        found[who] = User.objects.create(username=who, name=who)
        Membership.objects.unscoped(why=why).create(user=found[who], organisation=place, role=role)
    return found


def first_report(people: dict[str, Any]) -> tuple[Any, Any]:
    """A round among the cities, and what the first of them owes to it."""
    from django.utils import timezone

    from yanzhen_web import scopes
    from yanzhen_web.services.rounds import asking

    cut_off = timezone.now() + timedelta(days=1)
    given = asking.Asking("项目月报", cut_off, tuple(city.public_id for city in people["cities"]))
    opened = asking.open_round(scopes.Actor.of(people["province"]), people["province"], given)
    return opened, report_for(opened, people)


def next_report(people: dict[str, Any], last: Any) -> Any:
    """The same, for a copy of the round."""
    from django.utils import timezone

    from yanzhen_web import scopes
    from yanzhen_web.services.rounds import asking

    cut_off = timezone.now() + timedelta(days=31)
    actor = scopes.Actor.of(people["province"])
    copied = asking.copy_round(actor, people["province"], last, title="下月月报", period="", cut_off=cut_off)
    return report_for(copied, people)


def report_for(opened: Any, people: dict[str, Any]) -> Any:
    """What the first city owes to a round."""
    from yanzhen_web.models import Report

    return Report.objects.unscoped(why="a measurement").get(round=opened, organisation=people["cities"][0])


def send(people: dict[str, Any], report: Any, rows: Iterable[Record]) -> None:
    """The rows as the city's next version."""
    from yanzhen_web import scopes
    from yanzhen_web.services.rounds import sending

    listed = [sending.Row(row.key, row.kind, row.name, row.fields) for row in rows]
    sending.send_rows(scopes.Actor.of(people["city"]), people["city"], report, listed)


# --- pages -----------------------------------------------------------------------------------------------------------


def read_pages(people: dict[str, Any], report: Any) -> None:
    """Each page of the round, as its receiver and as its sender read it."""
    from django.test import Client, override_settings
    from django.urls import reverse

    last = report.current.count // 40
    pages = {
        "list": reverse("round_list"),
        "board": reverse("round_board", args=[report.round.public_id]),
        "report": reverse("report_detail", args=[report.public_id]),
        "rows": reverse("report_rows", args=[report.public_id, 1]),
        "rows, last page": reverse("report_rows", args=[report.public_id, 1]) + f"?page={last}",
        "changes": reverse("report_changes", args=[report.public_id, 1]),
        "changes, missing": reverse("report_changes", args=[report.public_id, 1]) + "?state=missing",
        "changes, shrank": reverse("report_changes", args=[report.public_id, 1]) + "?mark=shrank",
        "changes, far": reverse("report_changes", args=[report.public_id, 1]) + "?page=400",
    }
    with override_settings(ALLOWED_HOSTS=["*"], SECURE_SSL_REDIRECT=False):
        for who in ("province", "city"):
            client = Client()
            client.force_login(people[who])
            for name, address in pages.items():
                tell("page", who=who, page=name, milliseconds=opened(client, address))


def opened(client: Any, address: str) -> int:
    """Milliseconds until the page is there: the median of several times after a first one."""
    taken = []
    for _ in range(1 + _TIMES):
        start = time.perf_counter()
        answer = client.get(address)
        taken.append(time.perf_counter() - start)
        assert answer.status_code == 200, (address, answer.status_code)
    return round(1000 * statistics.median(taken[1:]))


# --- measuring -------------------------------------------------------------------------------------------------------


def spent(work: Callable[[], object]) -> dict[str, float]:
    """Seconds by the clock and of this process's CPU."""
    clock, cpu = time.perf_counter(), time.process_time()
    work()
    return {"seconds": round(time.perf_counter() - clock, 2), "cpu": round(time.process_time() - cpu, 2)}


def most_memory() -> int:
    """Megabytes that this process held at most."""
    return int(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0]) >> 10


def tell(what: str, **measured: Any) -> None:
    """A JSON line."""
    print(json.dumps({"benchmark": "site_rounds", "what": what} | measured | {"peak_mb": most_memory()}), flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", choices=list(SIZES), default="event")
    main(parser.parse_args().size)
