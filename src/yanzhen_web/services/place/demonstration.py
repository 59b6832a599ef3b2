"""What the demo needs so that a comparison works at once: a park of the demo's own, invented values, one comparison.

Every number here is invented, drawn with a fixed seed between ends that are nobody's in particular, and says so in its
source.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta

from django.utils import timezone

from yanzhen.records import Record as EngineRecord
from yanzhen.records import content_key
from yanzhen_web.models import Comparison, Organisation, PlaceValue, Record, User
from yanzhen_web.scopes import Actor
from yanzhen_web.services.place import comparisons, questions
from yanzhen_web.services.records.recording import Teller, Told, write_records

_WHY = "the demo's places"
_SEED = 2025
_SOURCE = "演示数据（编造）"
_PARK = "示例高新技术产业园区"
_TITLE = "示例装备部件项目选址"
_USUAL: dict[str, tuple[float, float, int]] = {
    "skilled_staff": (2, 30, 1),
    "vocational_graduates": (1500, 24000, 0),
    "green_power": (22, 58, 0),
    "air_time": (20, 150, 0),
    "universities": (0, 12, 0),
    "high_tech_firms": (20, 900, 0),
    "research_spending": (1.2, 4.2, 1),
    "approval_days": (20, 90, 0),
    "policy_benefit": (200, 3000, 0),
    "house_price": (4200, 11000, 0),
    "hospitals": (1, 12, 0),
    "air_quality": (72, 95, 0),
    "power_cuts": (0, 8, 0),
    "disaster_days": (0, 5, 1),
}
"""Criterion -> between what its invented values lie, and with how many decimals."""
_KNOWN = 0.85
"""So many of them are known; the others are there to be asked for."""
_OF_THE_PARK = {
    "region": "430182", "level": "省级", "leading_industries": "工程机械、先进储能材料", "land_available_mu": 860,
    "land_price": "20万元/亩", "factory_vacant_m2": 96000, "factory_rent": "11元/㎡·月", "power_price": 0.63,
    "power_spare_kva": "90000", "water_price": 2.9, "wage": "4600元/月",
}  # fmt: skip


def load_demonstration(park: Organisation, firm: Organisation) -> None:
    """Once: the demo's park, values of all parks, and the demo firm's comparison with a question to the park."""
    if Comparison.objects.unscoped(why=_WHY).filter(owner_org=firm).exists():
        return
    own = _own_park(park)
    parks = list(Record.objects.unscoped(why=_WHY).filter(kind="park", withdrawn_at=None).order_by("pk"))
    known = set(PlaceValue.objects.unscoped(why=_WHY).values_list("place_id", flat=True))
    fresh = [value for place in parks if place.pk not in known for value in _invented(place)]
    PlaceValue.objects.unscoped(why=_WHY).bulk_create(fresh, batch_size=500)
    _compare(own)


def _own_park(owner: Organisation) -> Record:
    """A park that the demo's park office answers for; at no event, so that no figure counts it."""
    fields = _OF_THE_PARK | {"as_of": (timezone.localdate() - timedelta(days=60)).isoformat()}
    key = content_key(EngineRecord("park", _PARK, dict(fields)))
    found = Record.objects.unscoped(why=_WHY).filter(kind="park", owner_org=owner, withdrawn_at=None).first()
    return (
        found or write_records([Told("park", _PARK, key, dict(fields), publication="open")], Teller(owner)).records[0]
    )


def _invented(place: Record) -> Iterator[PlaceValue]:
    chance = random.Random(f"{_SEED} {place.name}")  # noqa: S311 -- a demo, no secret
    today, now = timezone.localdate(), timezone.now()
    for key, (low, high, digits) in _USUAL.items():
        told, days = round(chance.uniform(low, high), digits), chance.randrange(20, 330)
        if chance.random() < _KNOWN:
            as_of: date = today - timedelta(days=days)
            yield PlaceValue(
                place=place, criterion=key, value=told, as_of=as_of, valid_until=as_of + timedelta(days=540),
                source=_SOURCE, owner_org=place.owner_org, entered_at=now,
            )  # fmt: skip


def _compare(park: Record) -> None:
    """The demo firm compares all parks, and has asked one of them."""
    user = User.objects.get(username="demo-enterprise")
    actor = Actor.of(user)
    posted = {"industry": "工程机械", "land_mu": "120", "jobs": "400", "power_kva": "8000", "water_t_day": "300"}
    posted |= {"suppliers": "株洲市、湘潭市", "customers": "武汉市、广州市", "port": "岳阳市"}
    described = comparisons.Described(_TITLE, "", posted)
    made = comparisons.describe(actor, user, comparisons.blank(actor), described)
    words = {"labour_cost": "5", "skilled_staff": "5", "land_price": "4", "power_price": "4", "approval_days": "4"}
    comparisons.weigh(user, made, {f"w-{key}": word for key, word in words.items()}, comparisons.Weighing.WORDS)
    due = timezone.localdate() + questions.USUALLY_WITHIN
    for key in ("gas_price", "debt_ratio"):
        questions.ask(actor, user, made, questions.Asking(park.public_id, key, due))
