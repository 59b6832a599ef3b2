"""Places with values, and a firm's comparison of them, for the tests of siting."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from yanzhen_web.models import Comparison, PlaceValue, Record
from yanzhen_web.services.place import comparisons, values
from yanzhen_web.services.place.criteria import known_criteria

from .worlds import WHY, World, told

KEYS = tuple(known_criteria())
FIRST, SECOND = "labour_cost", "land_price"
PARKS = ("示例甲园区", "示例乙园区", "示例丙园区")


def make_parks(
    world: World, names: tuple[str, ...] = PARKS, owner: str = "park", publication: str = "open"
) -> list[Record]:
    """Parks that everybody sees."""
    return world.write(owner, *(told("park", name, publication, region="430182") for name in names))


def know(place: Record, key: str, value: float, **more: Any) -> PlaceValue:
    """A value of a place that counts."""
    given = {"as_of": date(2026, 1, 1), "source": "示例统计", "entered_at": timezone.now()} | more
    return PlaceValue.objects.unscoped(why=WHY).create(place=place, criterion=key, value=value, **given)


def begin(world: World, who: str = "enterprise", title: str = "示例选址") -> Comparison:
    """A comparison of somebody's own organisation."""
    actor, user = world.actor(who), world.users[who]
    return comparisons.describe(actor, user, comparisons.blank(actor), comparisons.Described(title, "", {}))


def entry(key: str, value: str = "5000", **more: str) -> dict[str, str]:
    """A form's fields for one value."""
    today = timezone.localdate()
    until = today + timedelta(days=30)
    given = {"criterion": key, "value": value, "as_of": today.isoformat(), "valid_until": until.isoformat()}
    return given | {"source": "示例园区统计"} | more


def enter(world: World, place: Record, key: str, value: str, who: str = "park", **more: str) -> PlaceValue:
    """A value that somebody enters who answers for the place."""
    given = values.Entry.of(entry(key, value, **more))
    return values.enter_value(world.actor(who), world.users[who], place.public_id, given)
