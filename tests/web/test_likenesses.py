"""One thing told by several: found, decided on, merged and taken apart; who is told what."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from yanzhen_web.jobs.lookaround import look_around
from yanzhen_web.jobs.queue import enqueue
from yanzhen_web.jobs.worker import work_off
from yanzhen_web.models import Likeness, Participation, Record, RecordVersion, User
from yanzhen_web.services.history.erasing import erase_record_contacts
from yanzhen_web.services.likenesses import deciding, merging
from yanzhen_web.services.likenesses.merging import Wanted, merge, undo
from yanzhen_web.services.people.refusals import Refusal
from yanzhen_web.services.records.editing import update_record
from yanzhen_web.services.records.recording import Teller, write_records
from yanzhen_web.services.records.snapshots import snapshot_of

from .likenesses import NAME, SAME, anew, merged, pairs, seek, two
from .worlds import WHY, World, told

# --- looking ---------------------------------------------------------------------------------------------------------


def test_one_project_from_two_offices_is_found_with_the_evidence_in_words(world: World) -> None:
    one, other = two(world)
    world.write("changsha", told("project", "毫不相干的冷链仓库", investor="示例冷链公司", target="430100"))
    seek(world)
    (pair,) = pairs()
    assert {pair.first_id, pair.second_id} == {one.pk, other.pk}
    assert pair.first_id < pair.second_id
    assert pair.level in ("certain", "likely")
    assert sum(line["weight"] for line in pair.evidence) == pair.score
    assert all(line["zh"] and line["en"] for line in pair.evidence)


def test_search_is_within_what_the_asker_sees_from_inside(world: World) -> None:
    two(world, publication="secret")
    seek(world, "county_office")
    seek(world, "other_city")
    assert pairs() == []
    seek(world)
    assert len(pairs()) == 1


def test_decisions_survive_a_new_search_and_changes_of_the_records(world: World) -> None:
    one, other = two(world)
    seek(world)
    by = world.users["organiser"]
    deciding.decide(world.actor("organiser"), by, pairs()[0].public_id, "different", "两期工程")
    update_record(world.actor("organiser"), by, one.public_id, {"stage": "signed"})
    update_record(world.actor("organiser"), by, other.public_id, {"stage": "signed", "name": NAME})
    seek(world)
    (pair,) = pairs()
    assert (pair.state, pair.reason, pair.decided_by) == ("different", "两期工程", by)


def test_what_was_said_of_a_record_holds_for_the_one_it_was_merged_into(world: World) -> None:
    one, other = two(world)
    (third,) = world.write("zhuzhou", told("project", NAME, **SAME, stage="negotiating"))
    seek(world)
    assert len(pairs()) == 3
    by, actor = world.users["organiser"], world.actor("organiser")
    of = {frozenset({pair.first_id, pair.second_id}): pair for pair in pairs()}
    deciding.decide(actor, by, of[frozenset({other.pk, third.pk})].public_id, "different", "不是")
    merge(actor, by, of[frozenset({one.pk, other.pk})].public_id, Wanted(one.public_id, reason="首报"))
    seek(world)
    waiting = [pair for pair in pairs() if pair.state == "open"]
    assert waiting == []


def test_open_pair_goes_when_its_records_grow_apart(world: World) -> None:
    one, _ = two(world)
    seek(world)
    new = {
        "name": "冷链仓库",
        "investor": "另一家冷链公司",
        "content": "建冷库",
        "investment_cny": 7,
        "target": "430923",
    }
    update_record(world.actor("organiser"), world.users["organiser"], one.public_id, new)
    seek(world)
    assert pairs() == []


def test_accepted_book_is_laid_beside_what_is_there(world: World) -> None:
    from yanzhen_web.models import Upload

    one, _ = two(world)
    place = world.organisations["zhuzhou"]
    book = Upload.objects.unscoped(why=WHY).create(owner_org=place, file_name="表.xlsx", size=1, sha256="0")
    rows = [told("project", "示例石墨膜基地", **SAME), told("project", "冷链仓库", investor="示例冷链公司")]
    (new, _) = write_records(rows, Teller(place, None, book)).records
    look_around(book.public_id)
    assert work_off() == 1
    assert {(pair.first_id, pair.second_id) for pair in pairs()} == {(one.pk, new.pk), (one.pk + 1, new.pk)}


def test_search_stops_when_it_is_cancelled(world: World) -> None:
    two(world)
    job = enqueue("find_likenesses", world.users["organiser"])
    job.cancel_requested = True
    job.save()
    work_off()
    job.refresh_from_db()
    assert job.state == "cancelled"
    assert pairs() == []


def test_erased_contacts_do_not_come_back_with_a_merge_undone(world: World) -> None:
    one, other = two(world, contact="示例甲 010-11111111")
    seek(world)
    made = merged(world, one)
    assert anew(one).fields["contact"] == "示例甲 010-11111111"
    erase_record_contacts(anew(one), world.users["organiser"])
    undo(world.actor("organiser"), world.users["organiser"], made.public_id)
    assert not any("contact" in anew(record).fields for record in (one, other))


# --- deciding --------------------------------------------------------------------------------------------------------


def test_only_an_office_above_both_decides(world: World) -> None:
    two(world)
    seek(world)
    public_id = pairs()[0].public_id
    for who in world.users:
        may = who == "organiser"
        if may:
            assert deciding.decidable(world.actor(who), public_id)
        else:
            with pytest.raises(Likeness.DoesNotExist):
                deciding.decidable(world.actor(who), public_id)


def test_two_organisations_are_told_why(world: World) -> None:
    two(world)
    seek(world)
    args = (world.actor("organiser"), world.users["organiser"], pairs()[0].public_id)
    with pytest.raises(Refusal, match="理由"):
        deciding.decide(*args, "different", " ")
    deciding.decide(*args, "both", "两地共建")
    with pytest.raises(Refusal, match="已经定了"):
        deciding.decide(*args, "different", "改主意")
    assert deciding.reopen(*args).state == "open"


# --- merging ---------------------------------------------------------------------------------------------------------


def test_merge_keeps_one_with_what_was_chosen_and_both_histories(world: World) -> None:
    one, other = two(world, stage="signed", jobs=120)
    seek(world)
    made = merged(world, one)
    kept, gone = anew(one), anew(other)
    assert kept.fields["jobs"] == 120
    assert kept.fields["stage"] == "signed"  # the newer of both
    assert kept.withdrawn_at is None
    assert gone.withdrawn_at is not None
    assert gone.merged_into_id == kept.pk
    versions = RecordVersion.objects.unscoped(why=WHY)
    last = versions.get(record=kept, number=kept.version)
    assert last.action == "merge"
    assert last.changes["jobs"] == [None, 120]
    assert versions.get(record=gone, number=gone.version).changes == {"merged_into": [None, kept.public_id]}
    assert (made.before, made.after) == (1, 2)
    assert pairs()[0].state == "same"
    assert Record.objects.visible_to(world.actor("organiser")).filter(kind="project").count() == 1


def test_money_that_both_state_has_to_be_chosen(world: World) -> None:
    one, other = two(world, investment_cny=130_000_000)
    seek(world)
    with pytest.raises(Refusal, match="总投资"):
        merged(world, one)
    merged(world, one, investment_cny=other)
    assert anew(one).fields["investment_cny"] == 130_000_000


def test_merging_makes_nothing_more_public(world: World) -> None:
    (one,) = world.write("ningxiang", told("project", NAME, "open", **SAME))
    world.write("youxian", told("project", NAME, "secret", **SAME, jobs=7))
    seek(world)
    merged(world, one)
    assert anew(one).publication == "secret"
    assert not Record.objects.visible_to(world.actor("university")).filter(pk=one.pk).exists()
    # No book lowers what the merge has set.
    world.write("ningxiang", told("project", NAME, "open", **SAME))
    assert anew(one).publication == "secret"


def test_kept_record_takes_part_where_both_did_and_is_counted_once(world: World) -> None:
    (one,) = write_records([told("project", NAME, **SAME)], Teller(world.organisations["ningxiang"])).records
    (other,) = world.write("youxian", told("project", NAME, **SAME))
    seek(world)
    made = merged(world, one)
    parts = Participation.objects.unscoped(why=WHY)
    assert parts.filter(record=one, event=world.event).count() == 1
    undo(world.actor("organiser"), world.users["organiser"], made.public_id)
    assert not parts.filter(record=one).exists()
    assert parts.filter(record=other).count() == 1


# --- told again ------------------------------------------------------------------------------------------------------


def test_row_sent_again_changes_what_was_chosen_from_its_telling_and_nothing_else(world: World) -> None:
    one, other = two(world, stage="signed", jobs=120)
    seek(world)
    merged(world, one, stage=one)
    row = told(
        "project", "示例石墨膜生产基地", **{**SAME, "investment_cny": 120_000_000, "stage": "started", "jobs": 150}
    )
    row.returned_id = other.public_id
    world.write("youxian", row)
    kept, gone = anew(one), anew(other)
    assert (kept.fields["jobs"], kept.fields["stage"]) == (150, "negotiating")
    assert (gone.fields["jobs"], gone.fields["stage"]) == (150, "started")
    assert Record.objects.unscoped(why=WHY).count() == 2
    # And by its content alone, as the office sends it next month.
    world.write("youxian", told(row.kind, row.name, **row.fields))
    assert Record.objects.unscoped(why=WHY).count() == 2


def test_own_office_does_not_turn_back_what_was_chosen_from_the_other(world: World) -> None:
    one, _ = two(world, stage="signed", jobs=120)
    seek(world)
    merged(world, one)
    row = told("project", NAME, **SAME, investment_cny=120_000_000, stage="contact", land_mu=30)
    row.returned_id = one.public_id
    world.write("ningxiang", row)
    kept = anew(one)
    assert (kept.fields["stage"], kept.fields["jobs"], kept.fields["land_mu"]) == ("signed", 120, 30)


def test_tellings_reach_the_record_through_two_merges(world: World) -> None:
    one, other = two(world, jobs=120)
    (third,) = world.write("zhuzhou", told("project", NAME, **SAME, investment_cny=120_000_000, land_mu=30))
    seek(world)
    of = {frozenset({pair.first_id, pair.second_id}): pair.public_id for pair in pairs()}
    by, actor = world.users["organiser"], world.actor("organiser")
    first = merge(actor, by, of[frozenset({other.pk, third.pk})], Wanted(other.public_id, reason="一"))
    merge(actor, by, of[frozenset({one.pk, other.pk})], Wanted(one.public_id, reason="二"))
    row = told("project", NAME, **SAME, investment_cny=120_000_000, land_mu=45)
    row.returned_id = third.public_id
    world.write("zhuzhou", row)
    assert [anew(record).fields["land_mu"] for record in (one, other, third)] == [45, 45, 45]
    with pytest.raises(merging.Merge.DoesNotExist):
        undo(actor, by, first.public_id)  # what it led to is out of sight itself


# --- undoing ---------------------------------------------------------------------------------------------------------


def test_undoing_keeps_what_both_offices_have_told_since(world: World) -> None:
    one, other = two(world, jobs=120)
    seek(world)
    made = merged(world, one)
    own = told("project", NAME, **SAME, investment_cny=120_000_000, stage="approval")
    own.returned_id = one.public_id
    world.write("ningxiang", own)
    row = told("project", "示例石墨膜生产基地", **SAME, investment_cny=120_000_000, jobs=150)
    row.returned_id = other.public_id
    world.write("youxian", row)
    undo(world.actor("organiser"), world.users["organiser"], made.public_id)
    kept, back = anew(one), anew(other)
    assert kept.fields["stage"] == "approval"
    assert "jobs" not in kept.fields
    assert back.fields["jobs"] == 150
    assert back.withdrawn_at is None
    assert pairs()[0].state == "open"


def test_undoing_is_refused_where_it_would_lose_what_somebody_typed(world: World) -> None:
    one, _ = two(world, jobs=120)
    seek(world)
    made = merged(world, one)
    by, actor = world.users["organiser"], world.actor("organiser")
    update_record(actor, by, one.public_id, {"jobs": 200})
    with pytest.raises(Refusal, match="改过取自另一条的栏目"):
        undo(actor, by, made.public_id)
    update_record(actor, by, one.public_id, {"jobs": 120})
    undo(actor, by, made.public_id)
    with pytest.raises(Refusal, match="已经撤销"):
        undo(actor, by, made.public_id)


_VALUES = st.fixed_dictionaries(
    {},
    optional={
        "stage": st.sampled_from(["lead", "contact", "signed"]),
        "jobs": st.integers(1, 9),
        "investment_cny": st.sampled_from([10**8, 2 * 10**8]),
        "investment_range_cny": st.sampled_from([[1, 2], [3, 4]]),
        "contact": st.sampled_from(["示例甲 010-11111111", "示例乙 010-22222222"]),
        "progress_text": st.text("甲乙丙", max_size=3),
    },
)


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    first=_VALUES, second=_VALUES, levels=st.tuples(*[st.sampled_from(["open", "internal", "secret"])] * 2),
    released=st.tuples(st.booleans(), st.booleans()), pick=st.randoms(use_true_random=False), turned=st.booleans(),
)  # fmt: skip
def test_merge_and_undo_give_back_what_was_there(
    world: World, first: dict[str, Any], second: dict[str, Any], levels: Any, released: Any, pick: Any, turned: bool
) -> None:
    with transaction.atomic():
        rows = [
            told("project", NAME, levels[0], **SAME, **first),
            told("project", NAME + "一", levels[1], **SAME, **second),
        ]
        for row, is_released in zip(rows, released, strict=True):
            row.released = is_released
            row.extra = {"自编栏": pick.choice("甲乙")}
        records = [*world.write("ningxiang", rows[0]), *world.write("youxian", rows[1])]
        kept, other = reversed(records) if turned else records
        pair = Likeness.objects.unscoped(why=WHY).create(
            first=records[0], second=records[1], score=1, level="ask", found_at=kept.created_at
        )
        before = [snapshot_of(anew(record)) for record in (kept, other)]
        columns = [anew(record).__dict__ for record in (kept, other)]
        keys = {"name", "extra", *first, *second}
        choices = {key: pick.choice([kept, other]).public_id for key in sorted(keys)}
        actor, by = world.actor("organiser"), User.objects.get(pk=world.users["organiser"].pk)
        made = merge(actor, by, pair.public_id, Wanted(kept.public_id, choices, reason="试"))
        held = anew(kept)
        for key, id_ in choices.items():
            source = before[0] if id_ == kept.public_id else before[1]
            wanted = source[key] if key in ("name", "extra") else source["fields"].get(key)
            assert (getattr(held, key) if key in ("name", "extra") else held.fields.get(key)) == wanted
        undo(actor, by, made.public_id)
        assert [snapshot_of(anew(record)) for record in (kept, other)] == before
        changed = {"version", "updated_at", "_state", "facts"}
        for record, were in zip((kept, other), columns, strict=True):
            now = anew(record).__dict__
            assert {k: v for k, v in now.items() if k not in changed and not k.startswith("_")} == {
                k: v for k, v in were.items() if k not in changed and not k.startswith("_")
            }
        transaction.set_rollback(True)


# --- what is told to whom --------------------------------------------------------------------------------------------


def _page(world: World, who: str, record: Record) -> tuple[int, str]:
    answer = world.client(who).get(reverse("record_detail", kwargs={"kind": "project", "public_id": record.public_id}))
    return answer.status_code, answer.content.decode()


CLAIM = "另有单位也报了此项目，已提请上级核定"


def test_both_counties_learn_that_there_is_a_claim_and_nothing_of_the_other(world: World) -> None:
    one, other = two(world, contact="示例密约人 010-33333333", target="430223", progress_text="机密洽谈")
    seek(world)
    for who, record, hidden in (("county_office", one, "youxian"), ("other_county", other, "ningxiang")):
        status, page = _page(world, who, record)
        assert status == 200
        assert CLAIM in page
        assert hidden not in page
        assert pairs()[0].public_id not in page
    assert "机密洽谈" not in _page(world, "county_office", one)[1]
    status, page = _page(world, "organiser", one)
    assert CLAIM not in page
    assert pairs()[0].public_id in page


@pytest.mark.parametrize(
    ("first", "second", "level"),
    [("ningxiang", "rival", ""), ("firm", "youxian", ""), ("firm", "rival", ""), ("ningxiang", "youxian", "secret")],
)
def test_no_claim_is_told_because_of_a_firm_or_of_what_is_secret(
    world: World, first: str, second: str, level: str
) -> None:
    one, other = two(world, first, second, target="430223", publication=level)
    seek(world)
    assert len(pairs()) == 1
    for who in ("county_office", "enterprise", "rival", "other_county", "park", "university"):
        for record in (one, other):
            assert "另有单位" not in _page(world, who, record)[1]


def test_owner_of_the_merged_record_reads_its_own_telling_and_nothing_of_the_other(world: World) -> None:
    (one,) = world.write("ningxiang", told("project", NAME, **SAME, progress_text="宁乡机密"))
    (other,) = world.write("youxian", told("project", NAME, **{**SAME, "target": "430223"}, jobs=77))
    seek(world)
    merged(world, one, reason="宁乡首报")
    status, page = _page(world, "other_county", other)
    assert status == 200
    assert "已并入另一条记录" in page
    assert "宁乡首报" in page
    assert "宁乡机密" not in page
    assert one.public_id not in page
    assert _page(world, "other_county", one)[0] == 404
    assert _page(world, "county_office", other)[0] == 404
    assert "youxian" not in _page(world, "county_office", one)[1]
    led = world.client("organiser").get(
        reverse("record_detail", kwargs={"kind": "project", "public_id": other.public_id})
    )
    assert led.status_code == 302
    assert one.public_id in led["Location"]


def test_owner_of_the_kept_record_is_not_told_who_told_the_rest(world: World) -> None:
    from yanzhen_web.models import Upload

    one, other = two(world, jobs=120)
    seek(world)
    merged(world, one)
    place = world.organisations["youxian"]
    book = Upload.objects.unscoped(why=WHY).create(
        owner_org=place, by=world.users["other_county"], file_name="攸县商务局月报.xlsx", size=1, sha256="0"
    )
    row = told("project", "示例石墨膜生产基地", **SAME, investment_cny=120_000_000, jobs=150)
    row.returned_id = other.public_id
    write_records([row], Teller(place, world.users["other_county"], book))
    status, page = _page(world, "county_office", one)
    assert (status, "150" in page) == (200, True)
    assert "攸县商务局" not in page
    assert "other_county" not in page
    assert "other_county" in _page(world, "organiser", one)[1]


# --- pages -----------------------------------------------------------------------------------------------------------


def test_office_walks_from_the_list_through_the_preview_to_the_merge_and_back(world: World) -> None:
    one, other = two(world, investment_cny=130_000_000, jobs=99)
    client = world.client("organiser")
    assert client.post(reverse("likeness_find")).status_code == 302
    work_off()
    (pair,) = pairs()
    listed = client.get(reverse("twin_list")).content.decode()
    assert pair.public_id in listed
    place = {"public_id": pair.public_id}
    side = client.get(reverse("likeness_detail", kwargs=place)).content.decode()
    assert "1.2 亿元" in side and "1.3 亿元" in side
    address = reverse("likeness_merge", kwargs=place)
    assert client.get(address).status_code == 200
    form = {"keep": one.public_id, "reason": "首报"}
    refused = client.post(address, form)
    assert refused.status_code == 422
    assert "总投资" in refused.content.decode()
    form["choice-investment_cny"] = other.public_id
    preview = client.post(address, form)
    assert preview.status_code == 200
    assert "1.3 亿元" in preview.content.decode()
    assert anew(one).version == 1
    done = client.post(address, {**preview.context["sent"]})
    assert done.status_code == 302
    assert anew(one).fields["investment_cny"] == 130_000_000
    made = merging.Merge.objects.unscoped(why=WHY).get()
    assert made.public_id in client.get(reverse("twin_list") + "?state=same").content.decode()
    assert client.post(reverse("merge_undo", kwargs={"public_id": made.public_id})).status_code == 302
    assert anew(other).withdrawn_at is None
    said = client.post(
        reverse("likeness_decide", kwargs=place), {"decision": "different", "reason": "两期"}, follow=True
    )
    assert "不是一件事" in said.content.decode()


def test_stale_preview_is_not_merged_unread(world: World) -> None:
    one, _ = two(world)
    seek(world)
    actor, by = world.actor("organiser"), world.users["organiser"]
    update_record(actor, by, one.public_id, {"stage": "signed"})
    wanted = Wanted(one.public_id, versions={one.public_id: 1}, reason="x")
    with pytest.raises(Refusal, match="刚改过"):
        merge(actor, by, pairs()[0].public_id, wanted)


def test_list_asks_the_same_number_of_queries_for_one_and_for_three(world: World, count_queries: Any) -> None:
    from yanzhen_web.services.likenesses.pages import list_page

    actor = world.actor("organiser")
    two(world)
    seek(world)
    one = count_queries(lambda: list_page(actor, "open", "1"))
    for city in ("changsha", "zhuzhou"):
        world.write(city, told("project", NAME, **SAME))
    seek(world)
    assert len(list_page(actor, "open", "1")["pairs"]) > 2
    assert count_queries(lambda: list_page(actor, "open", "1")) == one
