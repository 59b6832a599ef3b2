"""Single records by hand: who may, for whom, upon which version, and what the history says."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from yanzhen.fields import KIND_LABELS, fields_of
from yanzhen_web.models import Publication, Record, RecordVersion
from yanzhen_web.scopes import Actor
from yanzhen_web.services.history import spooling
from yanzhen_web.services.history.noting import take_in
from yanzhen_web.services.records.editing import (
    Conflict,
    create_record,
    owners,
    twins_in_sight,
    update_record,
    withdraw_record,
)
from yanzhen_web.services.records.fieldchecking import RefusedFields, checked

from .worlds import WHY, World, make_world, told

PROJECT = {"name": "示例电机项目", "investor": "示例投资公司", "target": "430182", "intended_amount_cny": 3 * 10**8}


def _create(world: World, who: str, values: dict[str, Any] = PROJECT, **options: Any) -> Record:
    return create_record(world.actor(who), world.users[who], "project", values, **options)


def _update(world: World, who: str, record: Record, values: dict[str, Any], **options: Any) -> Record:
    return update_record(world.actor(who), world.users[who], record.public_id, values, **options)


def _stored(record: Record) -> Record:
    return Record.objects.unscoped(why=WHY).get(pk=record.pk)


def _versions(record: Record) -> list[RecordVersion]:
    rows = RecordVersion.objects.unscoped(why=WHY).filter(record=record).order_by("number")
    return list(rows.select_related("on_behalf_of", "by"))


def test_created_record_is_the_offices_own_and_closed_by_default(world: World) -> None:
    record = _stored(_create(world, "county_office", event=world.event))
    assert (record.name, record.owner_org) == ("示例电机项目", world.organisations["ningxiang"])
    assert (record.publication, record.version, record.amount_cny) == (Publication.INTERNAL, 1, 3 * 10**8)
    assert record.participations.model.objects.unscoped(why=WHY).filter(record=record, event=world.event).exists()
    (version,) = _versions(record)
    assert (version.by, version.on_behalf_of, version.action) == (world.users["county_office"], None, "create")


def test_office_enters_for_one_below_and_the_history_says_so(world: World) -> None:
    firm = world.organisations["firm"]
    record = _create(world, "county_office", owner=firm.public_id)
    assert record.owner_org == firm
    _update(world, "county_office", record, {"content": "电机"})
    assert [version.on_behalf_of for version in _versions(record)] == [firm, firm]
    _update(world, "enterprise", record, {"content": "永磁电机"})
    assert _versions(record)[-1].on_behalf_of is None


@pytest.mark.parametrize(
    ("who", "owner"),
    [("county_office", "changsha"), ("county_office", "rival"), ("enterprise", "rival"), ("leader", "province")],
)
def test_nobody_enters_for_another_branch(world: World, who: str, owner: str) -> None:
    with pytest.raises(RefusedFields) as refused:
        _create(world, who, owner=world.organisations[owner].public_id)
    with pytest.raises(RefusedFields) as missing:
        _create(world, who, owner="nosuchthing00000")
    assert refused.value.said == missing.value.said
    assert not Record.objects.unscoped(why=WHY).exists()


@pytest.mark.parametrize("who", ["platform_admin", "leader", "auditor"])
def test_who_edits_nothing_has_nobody_to_enter_for(world: World, who: str) -> None:
    assert owners(world.actor(who)) == []
    with pytest.raises(RefusedFields):
        _create(world, who)


def test_own_organisation_comes_first(world: World) -> None:
    assert [str(o) for o in owners(world.actor("county_office"))] == ["ningxiang", "park", "firm"]
    assert [str(o) for o in owners(world.actor("enterprise"))] == ["firm"]


def test_change_keeps_what_is_not_told_and_none_clears(world: World) -> None:
    record = _create(world, "county_office", {**PROJECT, "content": "电机"})
    changed = _stored(_update(world, "county_office", record, {"intended_amount_cny": 4 * 10**8, "investor": None}))
    assert changed.fields["content"] == "电机"
    assert "investor" not in changed.fields
    assert (changed.party, changed.amount_cny, changed.version) == ("", 4 * 10**8, 2)
    assert _versions(record)[-1].changes == {
        "intended_amount_cny": [3 * 10**8, 4 * 10**8],
        "investor": ["示例投资公司", None],
    }


def test_nothing_changed_is_no_version(world: World) -> None:
    record = _create(world, "county_office")
    assert _update(world, "county_office", record, {"investor": "示例投资公司"}).version == 1


def test_change_upon_an_old_version_is_a_conflict_and_changes_nothing(world: World) -> None:
    record = _create(world, "county_office")
    _update(world, "county_office", record, {"content": "一"}, expected_version=1)
    with pytest.raises(Conflict) as conflict:
        _update(world, "county_office", record, {"content": "二"}, expected_version=1)
    assert (conflict.value.version, conflict.value.record.fields["content"]) == (2, "一")
    with pytest.raises(Conflict):
        withdraw_record(
            world.actor("county_office"), world.users["county_office"], record.public_id, expected_version=1
        )
    assert _stored(record).fields["content"] == "一"


@pytest.mark.parametrize("who", ["other_county", "rival", "platform_admin", "leader", "auditor", "university"])
def test_what_is_not_ones_own_is_missing(world: World, who: str) -> None:
    (hidden,) = world.write("ningxiang", told("project", "示例项目"))
    (open_one,) = world.write("ningxiang", told("achievement", "示例成果", Publication.OPEN))
    for record in (hidden, open_one):
        with pytest.raises(Record.DoesNotExist):
            _update(world, who, record, {"content": "x"})
        with pytest.raises(Record.DoesNotExist):
            withdraw_record(world.actor(who), world.users[who], record.public_id)
    assert RecordVersion.objects.unscoped(why=WHY).filter(number=2).count() == 0


def test_key_for_programs_writes_only_what_it_reads(world: World) -> None:
    user = world.users["county_office"]
    record = _create(world, "county_office", {**PROJECT, "contact": "示例联系人 010-00000000"})
    key = Actor.of(user, {"read", "write"})
    with pytest.raises(RefusedFields) as refused:
        update_record(key, user, record.public_id, {"contact": None, "content": "x"})
    assert [fault.key for fault in refused.value.faults] == ["contact"]
    update_record(key, user, record.public_id, {"content": "x"})
    assert _stored(record).fields["contact"] == "示例联系人 010-00000000"
    with pytest.raises(Record.DoesNotExist):
        update_record(Actor.of(user, {"read"}), user, record.public_id, {"content": "y"})


def test_withdrawn_record_is_out_of_sight_and_its_history_stays(world: World) -> None:
    record = _create(world, "county_office")
    withdraw_record(world.actor("county_office"), world.users["county_office"], record.public_id, expected_version=1)
    assert not Record.objects.visible_to(world.actor("county_office")).exists()
    assert [version.action for version in _versions(record)] == ["create", "withdraw"]


def test_duplicate_of_a_hidden_record_is_taken_without_a_hint(world: World) -> None:
    values = dict(PROJECT)
    name = values.pop("name")
    world.write("youxian", told("project", name, **values | {"target": "430223"}))
    assert twins_in_sight(world.actor("county_office"), "project", PROJECT) == []
    assert _create(world, "county_office").version == 1
    assert len(twins_in_sight(world.actor("organiser"), "project", PROJECT)) == 2


def test_duplicate_by_a_code_gives_no_name_away(world: World) -> None:
    demand = {"organisation": "示例公司", "content": "降噪"}
    (other,) = world.write("rival", told("demand", "示例公司降噪需求", Publication.OPEN, **demand))
    assert other.masked
    values = {"name": "示例公司降噪需求", **demand}
    assert twins_in_sight(world.actor("county_office"), "demand", values) == []
    assert twins_in_sight(world.actor("other_county"), "demand", values) == [other]


def test_duplicate_of_ones_own_is_a_record_of_its_own(world: World) -> None:
    first, second = _create(world, "county_office"), _create(world, "county_office")
    assert twins_in_sight(world.actor("county_office"), "project", PROJECT) == [first, second]
    assert {first.engine_key, second.engine_key} == {first.engine_key, f"{first.engine_key}~2"}
    _update(world, "county_office", second, {"name": "另一个"})
    _update(world, "county_office", first, {"name": "另一个"})
    assert _stored(first).engine_key == f"{_stored(second).engine_key}~2"


def test_a_book_finds_the_record_that_was_changed_by_hand(world: World) -> None:
    values = dict(PROJECT)
    name = values.pop("name")
    record = _create(world, "county_office")
    _update(world, "county_office", record, {"name": "改名项目"})
    assert world.write("ningxiang", told("project", "改名项目", **values)) == [_stored(record)]
    assert world.write("ningxiang", told("project", name, **values)) == [_stored(record)]


# --- pages -----------------------------------------------------------------------------------------------------------

TYPED = {
    "name": "示例电机项目",
    "investor": "示例投资公司",
    "intended_amount_cny": "1.2亿元",
    "signed_on": "2025年3月",
    "target": "长沙县",
    "land_mu": "100亩",
    "stage": "negotiating",
    "phases": "一期 5000万元\n二期 7000万元",
}


def _address(record: Record, deed: str = "edit") -> str:
    return reverse(f"record_{deed}", kwargs={"kind": record.kind, "public_id": record.public_id})


def _form(world: World, who: str, record: Record, **texts: Any) -> dict[str, Any]:
    """What a browser would send back: every input as the page shows it, with some of them typed over."""
    page = world.client(who).get(_address(record))
    inputs = [one for group in page.context["groups"] for one in group["inputs"]]
    return {one["key"]: one["text"] for one in inputs} | {"version": record.version} | texts


def test_page_takes_what_offices_type(world: World) -> None:
    client = world.client("county_office")
    address = reverse("record_new", kwargs={"kind": "project"})
    assert "代下级" in client.get(address).content.decode()
    answer = client.post(address, TYPED | {"owner": world.organisations["firm"].public_id})
    record = Record.objects.unscoped(why=WHY).get()
    assert answer["Location"] == reverse("record_detail", kwargs={"kind": "project", "public_id": record.public_id})
    assert record.owner_org == world.organisations["firm"]
    assert record.fields == {
        "investor": "示例投资公司",
        "intended_amount_cny": 120_000_000,
        "signed_on": "2025-03",
        "target": "430121",
        "land_mu": 100,
        "stage": "negotiating",
        "phases": ["一期 5000万元", "二期 7000万元"],
    }
    page = client.get(answer["Location"]).content.decode()
    assert "由 county_office 代 firm 录入" in page


def test_page_shows_each_error_beside_its_field_and_keeps_what_was_typed(world: World) -> None:
    client = world.client("county_office")
    wrong = TYPED | {"name": "", "intended_amount_cny": "很多钱", "target": "不存在的地方", "content": "<b>x</b>"}
    answer = client.post(reverse("record_new", kwargs={"kind": "project"}), wrong)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert not Record.objects.unscoped(why=WHY).exists()
    for key, text in (("name", ""), ("intended_amount_cny", "很多钱"), ("target", "不存在的地方")):
        assert f'id="advice-{key}"' in page
        assert text in page
    assert "&lt;b&gt;x&lt;/b&gt;" in page
    assert "1.2亿元 或 8000万元" in page


def test_page_tells_a_duplicate_in_sight_and_saves_it_all_the_same(world: World) -> None:
    client, address = world.client("county_office"), reverse("record_new", kwargs={"kind": "project"})
    client.post(address, TYPED)
    answer = client.post(address, TYPED)
    assert answer.status_code == 409
    assert "仍要保存" in answer.content.decode()
    assert Record.objects.unscoped(why=WHY).count() == 1
    assert client.post(address, TYPED | {"despite": "yes"}).status_code == 302
    assert Record.objects.unscoped(why=WHY).count() == 2


def test_form_sent_back_as_it_was_changes_nothing(world: World) -> None:
    values: dict[str, Any] = {
        **PROJECT,
        "investment_cny": 123_456_789,
        "investment_approximate": True,
        "phases": [{"name": "一期", "amount_cny": 10**8}],
        "origin_country": "DE",
        "origin": "440305",
        "start_planned_on": "2025-07/2025-09",
        "contract_foreign_capital": {"amount": 1_000_000, "currency": "USD"},
        "investment_per_mu": 312.5,
        "content": "第一行\n第二行",
    }
    record = _create(world, "county_office", values)
    for language in ("zh-hans", "en"):
        client = world.client("county_office")
        client.cookies["yanzhen_language"] = language
        inputs = [one for group in client.get(_address(record)).context["groups"] for one in group["inputs"]]
        posted = {one["key"]: one["text"].replace("\n", "\r\n") for one in inputs} | {"version": 1}
        assert client.post(_address(record), posted).status_code == 302
        assert _stored(record).version == 1


@pytest.mark.parametrize(
    ("old", "typed", "new"),
    [
        ({"investment_range_cny": [1, 2]}, "3亿元", {"investment_cny": 3 * 10**8}),
        ({"investment_cny": 1, "investment_approximate": True}, "3亿元", {"investment_cny": 3 * 10**8}),
        ({"investment_cny": 1}, "1-2亿元", {"investment_range_cny": [10**8, 2 * 10**8]}),
        ({"investment_cny": 1}, "约3亿元", {"investment_cny": 3 * 10**8, "investment_approximate": True}),
        ({"investment_cny": 1}, "100万美元", {"investment_foreign": {"amount": 1_000_000, "currency": "USD"}}),
        ({"investment_cny": 1}, "", {}),
    ],
)
def test_a_total_takes_its_range_its_currency_and_its_about_along(
    world: World, old: dict[str, Any], typed: str, new: dict[str, Any]
) -> None:
    record = _create(world, "county_office", {"name": "示例", **old})
    client = world.client("county_office")
    assert client.post(_address(record), _form(world, "county_office", record, investment_cny=typed)).status_code == 302
    assert _stored(record).fields == new


def test_two_people_at_once_each_keep_their_own_and_see_the_others(world: World) -> None:
    contact = "示例联系人 010-00000000"
    record = _create(world, "county_office", {**PROJECT, "content": "电机", "park": "甲园区", "contact": contact})
    mine = _form(world, "county_office", record, content="我写的", stage="lead")
    _update(world, "city_office", record, {"content": "别人写的", "park": "乙园区", "contact": "另一位"})
    client = world.client("county_office")
    answer = client.post(_address(record), mine)
    assert answer.status_code == 409
    assert _stored(record).fields["content"] == "别人写的"
    inputs = {one["key"]: one for group in answer.context["groups"] for one in group["inputs"]}
    assert (inputs["content"]["text"], inputs["content"]["standing"]) == ("我写的", "别人写的")
    assert (inputs["park"]["text"], inputs["park"]["standing"]) == ("乙园区", "")
    assert (inputs["stage"]["text"], inputs["stage"]["standing"]) == ("lead", "")
    assert (inputs["contact"]["text"], inputs["contact"]["standing"]) == ("另一位", "")
    again = {key: one["text"] for key, one in inputs.items()} | {"version": answer.context["record"].version}
    assert client.post(_address(record), again).status_code == 302
    stored = _stored(record)
    assert (stored.fields["content"], stored.fields["park"], stored.stage) == ("我写的", "乙园区", "lead")


@pytest.mark.parametrize("version", ["", "x", "-1", "99999999999999999999", "٣", "\x00", "2"])
def test_form_without_its_version_is_never_saved_unseen(world: World, version: str) -> None:
    record = _create(world, "county_office")
    texts = _form(world, "county_office", record, content="x") | {"version": version}
    assert world.client("county_office").post(_address(record), texts).status_code == 409
    assert _stored(record).version == 1


def test_withdrawing_asks_once_more(world: World) -> None:
    record = _create(world, "county_office")
    client = world.client("county_office")
    assert "确认撤下" in client.get(_address(record, "withdraw")).content.decode()
    assert _stored(record).withdrawn_at is None
    assert client.post(_address(record, "withdraw"), {"version": 7}).status_code == 409
    assert client.post(_address(record, "withdraw"), {"version": 1}).status_code == 302
    assert _stored(record).withdrawn_at is not None
    assert client.get(_address(record)).status_code == 404


@pytest.mark.parametrize("deed", ["edit", "withdraw", "level", "release"])
@pytest.mark.parametrize("who", ["other_county", "rival", "university", "leader", "platform_admin", "auditor"])
def test_hidden_record_answers_like_a_missing_one(world: World, deed: str, who: str) -> None:
    (record,) = world.write("ningxiang", told("achievement", "示例成果", Publication.OPEN))
    client = world.client(who)
    hidden = client.post(_address(record, deed), {"version": 1})
    missing = client.post(_address(record, deed).replace(record.public_id, "nosuchthing00000"), {"version": 1})
    assert (hidden.status_code, hidden.content) == (missing.status_code, missing.content)
    assert hidden.status_code == 404
    assert _stored(record).version == 1


def test_form_of_a_closed_record_is_a_reading_that_is_noted(world: World) -> None:
    record = _create(world, "county_office")
    take_in()
    before = spooling.waiting()
    world.client("county_office").get(_address(record))
    assert spooling.waiting() == before + 1


def test_record_of_another_kind_is_missing_under_this_one(world: World) -> None:
    record = _create(world, "county_office")
    other = _address(record).replace("/projects/", "/demands/")
    assert world.client("county_office").get(other).status_code == 404


def test_no_office_to_enter_for_no_page(world: World) -> None:
    for who in ("leader", "platform_admin", "auditor"):
        assert world.client(who).get(reverse("record_new", kwargs={"kind": "park"})).status_code == 404
    page = world.client("county_office").get(reverse("record_list", kwargs={"kind": "park"})).content.decode()
    assert reverse("record_new", kwargs={"kind": "park"}) in page
    page = world.client("leader").get(reverse("record_list", kwargs={"kind": "park"})).content.decode()
    assert "/parks/new/" not in page


@pytest.mark.parametrize("kind", sorted(KIND_LABELS))
def test_form_of_every_kind_takes_its_own_texts(world: World, kind: str) -> None:
    address = reverse("record_new", kwargs={"kind": kind})
    client = world.client("county_office")
    inputs = [one for group in client.get(address).context["groups"] for one in group["inputs"]]
    posted = {one["key"]: "示例" for one in inputs if one["form"] != "choice"}
    refused = client.post(address, posted)
    assert refused.status_code == 422 or Record.objects.unscoped(why=WHY).filter(kind=kind).exists()
    assert client.post(address, {"name": "示例", "despite": "yes"}).status_code == 302


_TYPED_BY_PEOPLE = ["1.2亿元", "-1", "1e400", "2025年3月", "长沙县", "约1亿", "面议", "#REF!", "½", "٣"]
_TEXTS = st.text(max_size=40) | st.sampled_from(_TYPED_BY_PEOPLE)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data())
def test_whatever_is_typed_is_stored_within_bounds_or_refused(world: World, data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(sorted(KIND_LABELS)))
    keys = st.sampled_from(sorted(fields_of(kind)))
    posted = data.draw(st.dictionaries(keys, _TEXTS, max_size=4)) | {"name": "示例", "despite": "yes"}
    answer = world.client("county_office").post(reverse("record_new", kwargs={"kind": kind}), posted)
    assert answer.status_code in (302, 422)
    if answer.status_code == 302:
        record = Record.objects.unscoped(why=WHY).order_by("pk").last()
        assert record is not None
        assert checked(kind, record.fields) == record.fields
        assert world.client("county_office").get(answer["Location"]).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_of_two_at_the_same_moment_one_is_told_of_the_other() -> None:
    world = make_world()
    record = _create(world, "county_office")
    start = Barrier(2)

    def change(text: str) -> str:
        start.wait(20)
        try:
            _update(world, "county_office", record, {"content": text}, expected_version=1)
        except Conflict as conflict:
            return f"conflict {conflict.version}"
        finally:
            connection.close()
        return text

    with ThreadPoolExecutor(2) as pool:
        outcomes = sorted(pool.map(change, ("甲", "乙")))
    stored = _stored(record)
    assert outcomes == sorted(["conflict 2", stored.fields["content"]])
    assert [version.number for version in _versions(record)] == [1, 2]
