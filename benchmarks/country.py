"""Flows at 100,000 projects: one query a number, whoever asks. A JSON line a measurement.

python benchmarks/country.py [--size 100000]
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

BATCH = 2000
_ORIGINS = ["440300", "440100", "310000", "330200", "320500", "430100", "430200", "110000", "500000", ""]
_TARGETS = ["430100", "430182", "430200", "430223", "430600", "431000", "430400", "440300"]
_STAGES = ["lead", "negotiating", "signed", "started", "producing"]
_CHAINS = ["先进材料", "高端装备", "电子信息", "别的"]


def told(count: int) -> Iterator[Any]:
    """Plainly invented projects."""
    from yanzhen_web.services.records.recording import Told

    choose = random.Random(1)
    for number in range(count):
        fields: dict[str, Any] = {
            "target": choose.choice(_TARGETS),
            "stage": choose.choice(_STAGES),
            "chain": choose.choice(_CHAINS),
            "intended_amount_cny": choose.randrange(10**10),
            "signed_on": f"{choose.randrange(2021, 2026)}-0{choose.randrange(1, 10)}",
            "content": "示例建设内容" * 12,
        }
        origin = choose.choice(_ORIGINS)
        fields |= {"origin": origin} if origin else {"origin_country": "DE"}
        key = f"project-{number:08d}"
        yield Told(kind="project", name=f"示例{number}", key=key, fields=fields, sheet="Sheet1", row=number + 2,
                   publication="open" if number % 2 else "internal")  # fmt: skip


def fill(size: int) -> Any:
    """A site with one office, its projects, and people who read them."""
    from django.core.management import call_command

    from yanzhen_web import scopes
    from yanzhen_web.models import Membership, Organisation, User
    from yanzhen_web.services.records.recording import Teller, write_records

    why = "a benchmark's own database"
    call_command("migrate", verbosity=0)
    make = Organisation.objects.unscoped(why=why).create
    province = make(name="示例省", kind="province", region="430000")
    city = make(name="示例市", kind="city", parent=province, region="430100")
    firm = make(name="示例企业", kind="enterprise", parent=city, region="430100")
    listed: list[Any] = []
    for one in told(size):
        listed.append(one)
        if len(listed) == BATCH:
            write_records(listed, Teller(city, None, None, None))
            listed = []
    people = {}
    for role, place in ((scopes.ORGANISER, province), (scopes.CITY, city), (scopes.ENTERPRISE, firm)):
        user = User.objects.create(username=role, name=role)
        Membership.objects.unscoped(why=why).create(user=user, organisation=place, role=role)
        people[role] = scopes.Actor.of(user)
    return people


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--size", type=int, default=100_000)
    size = parser.parse_args().size
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"YANZHEN_HOME": folder, "DJANGO_SETTINGS_MODULE": "yanzhen_web.settings.demo"}
        Path(folder).mkdir(exist_ok=True)
        import django

        django.setup()
        import yanzhen_web.services.country.flowpages
        import yanzhen_web.services.country.readings  # noqa: F401 -- what is measured does not include loading it

        people = fill(size)
        measure(people, size)


def measure(people: dict[str, Any], size: int) -> None:
    """The best of five of each."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from yanzhen.report.country.axes import indicator
    from yanzhen.report.country.flows import Chosen
    from yanzhen_web.services.country.flowpages import flows_page
    from yanzhen_web.services.country.legs import legs
    from yanzhen_web.services.country.readings import read

    asked = {
        "flows count": lambda actor: legs(actor, Chosen(), "count"),
        "flows intended": lambda actor: legs(actor, Chosen(), "intended"),
        "flows intended, one year": lambda actor: legs(actor, Chosen(year="2024"), "intended"),
        "flows page": lambda actor: flows_page(actor, {"show": "intended"}),
        "share of high-tech investment": lambda actor: read(actor, indicator("high_tech_share"), "region"),
    }
    for name, call in asked.items():
        for role, actor in people.items():
            times = []
            for _ in range(5):
                start = time.perf_counter()
                with CaptureQueriesContext(connection) as caught:
                    call(actor)
                times.append(time.perf_counter() - start)
            rss = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
            line = {
                "measure": name,
                "size": size,
                "engine": f"{connection.vendor} as {role}",
                "wall_s": round(min(times), 3),
            }
            print(json.dumps(line | {"queries": len(caught), "rss_mb": rss, "exact": True}), flush=True)


if __name__ == "__main__":
    main()
