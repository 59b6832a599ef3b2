"""Past days: as it stood then, for those who may know of it now and might have then."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from yanzhen_web.models import Record
from yanzhen_web.scopes import Actor, Desk, reads_contacts, sees_closely, sees_inside, sees_record
from yanzhen_web.scopes.past import holds
from yanzhen_web.services.history.elapsed import record_on, records_on
from yanzhen_web.services.records import recording
from yanzhen_web.services.records.reading import visible_records
from yanzhen_web.services.records.recording import Teller, advance, store, withdrawn

from .worlds import WHY, World, told

FIRST = datetime(2025, 3, 1, 2, 0, tzinfo=UTC)


class Clock:
    """The moment at which things are written."""

    def __init__(self) -> None:
        self.now = FIRST

    def __call__(self) -> datetime:
        return self.now

    def next_day(self) -> date:
        """Goes on by a day; the day that is over, in the site's zone."""
        day = timezone.localdate(self.now)
        self.now += timedelta(days=1)
        return day


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(recording.timezone, "now", clock)
    return clock


def _one(name: str = "甲", **fields: Any) -> Any:
    one = told("project", name, **fields)
    one.key = "k"
    return one


def test_record_is_told_as_it_stood_that_day(world: World, clock: Clock) -> None:
    (record,) = world.write("changsha", _one(jobs=1, contact="张示例"))
    first = clock.next_day()
    world.write("changsha", _one("甲改名", jobs=2, contact="李示例"))
    second = clock.next_day()
    actor = world.actor("city_office")
    then, later = (record_on(actor, "project", record.public_id, day) for day in (first, second))
    assert then is not None and later is not None
    assert (then.name, then.fields["jobs"], then.fields["contact"], then.version) == ("甲", 1, "张示例", 1)
    assert (later.name, later.fields["jobs"], later.version) == ("甲改名", 2, 2)
    assert record_on(actor, "project", record.public_id, first - timedelta(days=1)) is None
    assert [r.name for r in records_on(actor, "project", first)] == ["甲"]
    assert not list(records_on(actor, "project", first - timedelta(days=1)))
    assert Record.objects.unscoped(why=WHY).get().name == "甲改名"


def test_day_ends_at_midnight_of_the_site(world: World, clock: Clock) -> None:
    clock.now = datetime(2025, 3, 1, 15, 59, 59, tzinfo=UTC)  # 23:59:59 in Shanghai
    (record,) = world.write("changsha", _one(jobs=1))
    clock.now = datetime(2025, 3, 1, 16, 0, tzinfo=UTC)  # the next day there
    world.write("changsha", _one(jobs=2))
    found = record_on(world.actor("city_office"), "project", record.public_id, date(2025, 3, 1))
    assert found is not None
    assert found.fields["jobs"] == 1


def test_what_was_secret_then_or_is_now_is_not_told(world: World, clock: Clock) -> None:
    one = _one(target="430182", investor="示例公司")
    one.publication = "secret"
    (record,) = world.write("ningxiang", one)
    secret = clock.next_day()
    one.publication = "open"
    world.write("ningxiang", one)
    opened = clock.next_day()
    other, owner = world.actor("other_city"), world.actor("county_office")
    assert record_on(other, "project", record.public_id, opened) is not None
    assert record_on(other, "project", record.public_id, secret) is None
    assert record_on(owner, "project", record.public_id, secret) is not None
    one.publication = "secret"
    world.write("ningxiang", one)
    clock.next_day()
    assert record_on(other, "project", record.public_id, opened) is None
    assert not list(records_on(other, "project", opened))


def test_withdrawn_record_is_told_of_no_day(world: World, clock: Clock) -> None:
    (record,) = world.write("changsha", _one())
    day = clock.next_day()
    teller = Teller(world.organisations["changsha"])
    record = Record.objects.unscoped(why=WHY).select_related("owner_org").get(pk=record.pk)
    store([], [withdrawn(record, teller, clock.now)], teller, clock.now)
    gone = clock.next_day()
    assert record_on(world.actor("city_office"), "project", record.public_id, day) is None  # not seen now
    record.withdrawn_at = None
    store([], [advance(record, {}, teller, clock.now, "restore")], teller, clock.now)
    actor = world.actor("city_office")
    assert record_on(actor, "project", record.public_id, gone) is None  # not seen then
    assert record_on(actor, "project", record.public_id, day) is not None


def test_reader_outside_reads_the_code_and_no_contacts_of_that_day(world: World, clock: Clock) -> None:
    one = _one("示例电机项目", investor="示例公司", contact="张示例", intended_amount_cny=10**8, target="430182")
    one.publication = "open"
    (record,) = world.write("ningxiang", one)
    day = clock.next_day()
    page = world.client("other_city").get(f"/projects/{record.public_id}/?on={day}").content.decode()
    assert "当天结束时的样子" in page
    assert all(secret not in page for secret in ("示例电机", "示例公司", "张示例"))
    assert "张示例" in world.client("county_office").get(f"/projects/{record.public_id}/?on={day}").content.decode()


def test_page_of_a_day_before_the_record_is_missing(world: World, clock: Clock) -> None:
    (record,) = world.write("changsha", _one())
    client = world.client("city_office")
    url = f"/projects/{record.public_id}/"
    assert client.get(f"{url}?on=2025-02-01").status_code == 404
    for nonsense in ("x", "2025-13-01", "20250301", "9999-12-31x", "' OR 1"):
        assert client.get(url, {"on": nonsense}).status_code == 200
    for edge in ("0001-01-01", "9999-12-31"):
        assert client.get(url, {"on": edge}).status_code in (200, 404)


ROLES = ("organiser", "city_office", "county_office", "park", "enterprise", "leader", "auditor", "platform_admin")

PATHS = ("/1/", "/1/2/", "/1/3/")
CODES = ("430000", "430100", "")


@given(
    st.lists(st.tuples(st.sampled_from(ROLES), st.sampled_from(PATHS), st.sampled_from(CODES)), max_size=3),
    st.sampled_from(["open", "internal", "secret"]),
    st.sampled_from(["/1/", "/1/2/4/", "/1/3/"]),
    st.sampled_from(["430182", "430200", ""]),
    st.booleans(),
)  # fmt: skip
def test_rule_judged_on_values_is_the_rule_read_another_way(
    desks: Any, publication: str, path: str, region: str, withdrawn_: bool
) -> None:
    actor = Actor(7, tuple(Desk(1, place, code, role, "city") for role, place, code in desks))
    values = {
        "pk": 1, "owner_org__path": path, "owner_org_id": 4, "region": region, "publication": publication,
        "withdrawn_at": FIRST if withdrawn_ else None,
    }  # fmt: skip
    for rule in (sees_record, sees_inside, sees_closely, reads_contacts):
        assert holds(rule(actor), values) == _by_hand(rule(actor), values), rule


_AS_PYTHON = {
    "__startswith": "str({v}).startswith({w!r})",
    "__isnull": "(({v}) is None) == {w!r}",
    "__in": "{v} in {w!r}",
}


def _by_hand(rule: Any, values: dict[str, Any]) -> bool:
    """A condition as Python text: another way to the same answer."""
    parts = []
    for child in rule.children:
        if not isinstance(child, tuple):
            parts.append(str(_by_hand(child, values)))
            continue
        name, wanted = child
        for suffix, text in _AS_PYTHON.items():
            if name.endswith(suffix):
                parts.append(text.format(v=f"values[{name.removesuffix(suffix)!r}]", w=wanted))
                break
        else:
            parts.append(f"values[{name!r}] == {wanted!r}")
    text = (" or " if rule.connector == "OR" else " and ").join(f"({part})" for part in parts) or "True"
    return bool(eval(f"not ({text})" if rule.negated else text, {"values": values, "str": str}))


def test_rules_hold_on_a_day_as_they_do_in_the_database(world: World) -> None:
    """Every person on every record of a small world: the row that the database finds is the one judged today."""
    for owner in ("province", "changsha", "ningxiang", "firm", "rival"):
        for level in ("open", "internal", "secret"):
            world.write(owner, told("project", f"{owner}{level}", level, target="430182", contact="张示例"))
    for who in world.users:
        actor = world.actor(who)
        seen = {r.pk: (r.inside, r.close, r.contacts) for r in visible_records(actor, "project")}
        today = {r.pk: (r.inside, r.close, r.contacts) for r in records_on(actor, "project", timezone.localdate())}
        assert today == seen, who
