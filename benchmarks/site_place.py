"""The ranking that follows every turn of a weight, as the site answers it; a JSON line each.

    python benchmarks/site_place.py [--size small|cities|many]

Places in all cities, with a value in five of six cells of the library, what depends on the project being computed, and
as many firms, in an installation of its own that is thrown away. Each
measurement is one request in this process, without the network: sign-in, doors, reading, ranking by TOPSIS over 2,000
weightings, the part of the page. `first` is the one that reads the values; then a weight changes 21 times and the
median, and the slowest, count. PROMETHEE and the page of one place, with its causes, are told beside it.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

SIZES = {"small": 40, "cities": 340, "many": 2500}
PROJECT = {
    "land_mu": "100", "industry": "汽车零部件", "suppliers": "宁波市、武汉市", "customers": "广州市", "port": "宁波市",
}  # fmt: skip
LEADING = ("汽车零部件", "集成电路", "食品", "钢压延加工", "塑料制品")
_TIMES = 21
_WHY = "a measurement"


def main(size: str) -> None:
    """Everything, in a home of its own."""
    with tempfile.TemporaryDirectory() as home:
        os.environ |= {"YANZHEN_HOME": home, "DJANGO_SETTINGS_MODULE": "yanzhen_web.settings.production"}
        os.environ.setdefault("YANZHEN_SECRET_KEY", "a measurement that is thrown away, and nothing else at all")
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", interactive=False, verbosity=0)
        write_inputs(Path(home) / "tables")
        measure(SIZES[size])


def write_inputs(folder: Path) -> None:
    """An input-output table of all goods that we know, so that chain coverage is computed."""
    from yanzhen.place.chaining.trades import goods

    folder.mkdir()
    chance, names = random.Random(3), list(goods())
    codes = [f"C{number}" for number in range(len(names))]
    rows = [
        [code, name, "1", *(str(chance.randint(0, 9)) for _ in names)] for code, name in zip(codes, names, strict=True)
    ]
    lines = [",".join(row) for row in [["Code", "DescriptionInChinese", "GO", *codes], *rows]]
    (folder / "inputs.csv").write_text("\n".join(lines), encoding="utf-8")


def measure(count: int) -> None:
    """A firm turns one weight after another."""
    from django.test import override_settings

    user, comparison = a_firm_and_its_comparison()
    fill(count)
    with override_settings(SECURE_SSL_REDIRECT=False, ALLOWED_HOSTS=["*"]):
        turn, open_place = doors(user, comparison)
        tell("first ranking", count, turn)
        tell("live ranking", count, turn, times=_TIMES)
        tell("one place with its causes", count, open_place, times=5)
        comparison.method = "promethee"
        comparison.save()
        tell("live ranking by PROMETHEE II", count, turn, times=5)


def a_firm_and_its_comparison() -> tuple[Any, Any]:
    """A firm with somebody at its desk."""
    from yanzhen_web import scopes
    from yanzhen_web.models import Membership, Organisation, User
    from yanzhen_web.services.place import comparisons

    firm = Organisation.objects.unscoped(why=_WHY).create(name="示例公司", kind="enterprise", region="430100")
    user = User.objects.create(username="firm", name="firm")
    Membership.objects.unscoped(why=_WHY).create(user=user, organisation=firm, role=scopes.ENTERPRISE)
    actor = scopes.Actor.of(user)
    return user, comparisons.describe(
        actor, user, comparisons.blank(actor), comparisons.Described("示例选址", "", PROJECT)
    )


def fill(count: int) -> None:
    """Places and firms that everybody sees, each place with most of its values."""
    from django.utils import timezone

    from yanzhen.place.sources.towns import all_cities
    from yanzhen.records import Record, content_key
    from yanzhen_web.models import Organisation, PlaceValue
    from yanzhen_web.services.place.criteria import known_criteria
    from yanzhen_web.services.records.recording import Teller, Told, write_records

    chance = random.Random(1)
    office = Organisation.objects.unscoped(why=_WHY).create(name="示例省", kind="province", region="430000")
    cities = all_cities()

    def told(kind: str, number: int, key: str) -> Told:
        name = f"示例{kind}{number}"
        given = {"region": cities[number % len(cities)], key: LEADING[number % len(LEADING)]}
        return Told(kind, name, content_key(Record(kind, name, given)), given, publication="open")

    parks = [told("park", number, "leading_industries") for number in range(count)]
    rows = write_records(parks, Teller(office, None, None, None)).records
    write_records([told("enterprise", number, "products") for number in range(count)], Teller(office, None, None, None))
    now, today = timezone.now(), timezone.localdate()
    PlaceValue.objects.unscoped(why=_WHY).bulk_create(
        (
            PlaceValue(
                place=row, criterion=key, value=chance.uniform(1, 100), as_of=today, source="示例", entered_at=now
            )
            for row in rows
            for key, known in known_criteria().items()
            if not known.computed and chance.random() < 5 / 6
        ),
        batch_size=500,
    )


def doors(user: Any, comparison: Any) -> tuple[Callable[[], None], Callable[[], None]]:
    """Turning a weight, and opening the page of one place."""
    from django.test import Client
    from django.urls import reverse

    from yanzhen_web.models import Record
    from yanzhen_web.services.place.criteria import known_criteria

    client, keys, chance = Client(), list(known_criteria()), random.Random(2)
    client.force_login(user)
    place = Record.objects.unscoped(why=_WHY).filter(kind="park").order_by("pk")[0]

    def turn() -> None:
        posted = {f"w-{key}": chance.randint(0, 5) for key in keys} | {f"w-{keys[0]}": 5, "weighing": "words"}
        answer = client.post(
            reverse("comparison_weigh", args=[comparison.public_id]), posted, headers={"HX-Request": "true"}
        )
        assert answer.status_code == 200, answer.status_code
        assert "siting-table" in answer.content.decode()

    def open_place() -> None:
        answer = client.get(reverse("comparison_place", args=[comparison.public_id, place.public_id]))
        assert answer.status_code == 200, answer.status_code

    return turn, open_place


def tell(what: str, count: int, call: Callable[[], None], times: int = 1) -> None:
    """One line: the median and the slowest of so many calls, and the median of their CPU time."""
    spent, busy = [], []
    for _ in range(times):
        start, at_work = time.perf_counter(), time.process_time()
        call()
        spent.append(1000 * (time.perf_counter() - start))
        busy.append(1000 * (time.process_time() - at_work))
    told = {"wall_ms": round(statistics.median(spent), 1), "slowest_ms": round(max(spent), 1)}
    told["cpu_ms"] = round(statistics.median(busy), 1)
    print(json.dumps({"measure": what, "size": count, "engine": "site", "times": times, **told}, ensure_ascii=False))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--size", choices=SIZES, default="cities")
    main(parser.parse_args().size)
