"""Whether a pair suits: decided, changed, taken back, by whom and told to whom; it outlives the matcher's runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from yanzhen_web.models import AuditEntry, Happening, Match, MatchDecision, Webhook
from yanzhen_web.services.decisions import deciding
from yanzhen_web.services.matching import run_matches
from yanzhen_web.services.people.logins import issue_token
from yanzhen_web.services.people.owndata import everything_about
from yanzhen_web.services.people.refusals import Refusal
from yanzhen_web.services.programs import deliveries, happenings
from yanzhen_web.services.records.editing import withdraw_record

from .decisions import achievement, demand, proposed, silent
from .worlds import WHY, World

DECIDERS = ("organiser", "city_office", "county_office", "enterprise", "university")
"""Of a firm's open demand and a university's open achievement."""


@pytest.fixture
def pair(world: World) -> Match:
    """A firm's demand with a university's achievement, both open."""
    world.write("firm", demand("石墨膜连续制备", content="需要石墨膜", region="430182"))
    world.write("university", achievement("石墨膜卷对卷制备", content="石墨膜"))
    (match,) = proposed(world)
    return match


def decide(world: World, who: str, pair: Match, verdict: str, reason: str | None = None) -> MatchDecision:
    """As somebody presses the button."""
    sides = (pair.demand.public_id, pair.achievement.public_id)
    return deciding.decide(world.actor(who), world.users[who], *sides, verdict, reason)


def standing(world: World, who: str = "organiser") -> dict[str, tuple[str, str]]:
    """What somebody sees of the decisions: verdict and reason by office."""
    rows = MatchDecision.objects.visible_to(world.actor(who)).exclude(verdict="taken_back")
    return {str(row.owner_org): (row.verdict, row.reason) for row in rows}


def address(pair: Match) -> str:
    pieces = {"public_id": pair.demand.public_id, "achievement_id": pair.achievement.public_id}
    return reverse("match_decide", kwargs=pieces)


# --- the last word of an office --------------------------------------------------------------------------------------


def test_decision_says_who_when_and_why(world: World, pair: Match) -> None:
    made = decide(world, "county_office", pair, "accepted", "  企业已约\n 面谈 ")
    row = MatchDecision.objects.unscoped(why=WHY).get()
    assert (row.pk, row.verdict, row.reason) == (made.pk, "accepted", "企业已约 面谈")
    assert (row.by, str(row.owner_org)) == (world.users["county_office"], "ningxiang")
    assert row.decided_at is not None


def test_last_word_of_an_office_holds(world: World, pair: Match) -> None:
    decide(world, "county_office", pair, "accepted", "先谈谈")
    decide(world, "county_office", pair, "refused")
    decide(world, "university", pair, "accepted")
    assert standing(world) == {"ningxiang": ("refused", ""), "university": ("accepted", "")}


def test_reason_stays_until_another_is_given_or_the_verdict_changes(world: World, pair: Match) -> None:
    decide(world, "enterprise", pair, "refused", "成熟度不够")
    decide(world, "enterprise", pair, "refused")
    assert standing(world)["firm"] == ("refused", "成熟度不够")
    decide(world, "enterprise", pair, "refused", "")
    assert standing(world)["firm"] == ("refused", "")


def test_decision_taken_back_says_nothing_any_more(world: World, pair: Match) -> None:
    decide(world, "city_office", pair, "accepted", "好")
    decide(world, "city_office", pair, "taken_back")
    assert standing(world) == {}
    row = MatchDecision.objects.unscoped(why=WHY).get()
    assert (row.verdict, row.reason) == ("taken_back", "")


def test_taking_back_what_nobody_said_leaves_nothing(world: World, pair: Match) -> None:
    decide(world, "city_office", pair, "taken_back")
    assert not MatchDecision.objects.unscoped(why=WHY).exists()
    assert not AuditEntry.objects.unscoped(why=WHY).filter(action__startswith="match.").exists()


def test_history_tells_each_change_once(world: World, pair: Match) -> None:
    for verdict in ("accepted", "accepted", "refused", "taken_back", "taken_back"):
        decide(world, "city_office", pair, verdict)
    entries = AuditEntry.objects.unscoped(why=WHY).filter(action__startswith="match.").order_by("pk")
    assert [entry.action for entry in entries] == ["match.accept", "match.refuse", "match.take_back"]
    assert {tuple(entry.detail["records"]) for entry in entries} == {
        (pair.demand.public_id, pair.achievement.public_id)
    }


@pytest.mark.parametrize(
    ("reason", "said"), [("长" * 201, "200"), ("绝密★10年", "国家秘密")], ids=["too long", "mark of state secrecy"]
)
def test_reason_that_is_not_taken_says_why(world: World, pair: Match, reason: str, said: str) -> None:
    with pytest.raises(Refusal, match=said):
        decide(world, "city_office", pair, "accepted", reason)
    assert not MatchDecision.objects.unscoped(why=WHY).exists()


def test_reason_keeps_no_character_that_turns_text(world: World, pair: Match) -> None:
    assert decide(world, "city_office", pair, "accepted", "好\x00\u202e坏").reason == "好坏"


def test_decision_outlives_the_runs_that_replace_the_pair(world: World, pair: Match) -> None:
    decide(world, "city_office", pair, "accepted", "好")
    (again,) = proposed(world)
    assert again.pk != pair.pk
    assert standing(world) == {"changsha": ("accepted", "好")}
    (shown,) = world.client("city_office").get(reverse("match_list")).context["demands"]
    assert shown["matches"][0]["decision"]["own"].verdict == "accepted"


def test_decision_on_a_pair_that_no_run_proposes_any_more_is_shown_and_taken_back(world: World, pair: Match) -> None:
    decide(world, "city_office", pair, "refused", "不对口")
    Match.objects.unscoped(why=WHY).all().delete()
    sheet = reverse("match_sheet", kwargs={"public_id": pair.demand.public_id})
    (one,) = world.client("city_office").get(sheet).context["beyond"]
    assert (one["name"], one["decision"]["own"].reason, one["decision"]["may"]) == ("石墨膜卷对卷制备", "不对口", True)
    decide(world, "city_office", pair, "taken_back")
    assert world.client("city_office").get(sheet).context["beyond"] == []
    with pytest.raises(Match.DoesNotExist):
        decide(world, "other_city", pair, "accepted")


# --- who decides, and who is told ------------------------------------------------------------------------------------


def test_who_decides_on_a_pair(world: World, pair: Match) -> None:
    allowed = {
        who for who in world.users if world.client(who).post(address(pair), {"verdict": "accepted"}).status_code == 302
    }
    assert allowed == set(DECIDERS)
    for who in set(world.users) - allowed:
        assert world.client(who).post(address(pair), {"verdict": "accepted"}).status_code == 404, who


def test_stranger_gets_the_answer_of_a_pair_that_there_is_not(world: World, pair: Match) -> None:
    missing = address(pair).replace(pair.demand.public_id, "Zz0Missing0Zz000")
    for who in ("rival", "other_city", "leader", "service"):
        client = world.client(who)
        assert client.post(address(pair), {"verdict": "accepted"}).status_code == 404, who
        assert client.post(missing, {"verdict": "accepted"}).status_code == 404, who
    assert world.client("city_office").post(missing, {"verdict": "accepted"}).status_code == 404
    assert world.client("city_office").post(address(pair), {"verdict": "perhaps"}).status_code == 404
    assert not MatchDecision.objects.unscoped(why=WHY).exists()


def test_who_is_told_of_a_decision(world: World, pair: Match) -> None:
    for who in ("organiser", "city_office", "county_office", "enterprise", "university"):
        decide(world, who, pair, "refused", who)
    above = {"province", "changsha", "ningxiang", "firm", "university"}
    assert set(standing(world, "organiser")) == set(standing(world, "leader")) == above
    assert set(standing(world, "city_office")) == {"changsha", "ningxiang", "firm"}
    assert set(standing(world, "county_office")) == {"ningxiang", "firm"}
    assert set(standing(world, "enterprise")) == {"firm"}
    assert set(standing(world, "university")) == {"university"}
    for who in ("platform_admin", "auditor", "other_city", "rival", "service", "park", "nobody"):
        assert standing(world, who) == {}, who


def test_pages_show_the_own_word_and_those_below(world: World, pair: Match) -> None:
    decide(world, "enterprise", pair, "refused", "价格太高")
    decide(world, "city_office", pair, "accepted", "可以谈")
    places = (
        reverse("match_list"),
        reverse("match_sheet", kwargs={"public_id": pair.demand.public_id}),
        reverse("record_detail", kwargs={"kind": "demand", "public_id": pair.demand.public_id}),
        reverse("record_detail", kwargs={"kind": "achievement", "public_id": pair.achievement.public_id}),
    )
    for place in places:
        city = world.client("city_office").get(place).content.decode()
        assert "可以谈" in city and "价格太高" in city, place
        assert city.count('aria-pressed="true"') == 1, place
        firm = world.client("enterprise").get(place).content.decode()
        assert "价格太高" in firm and "可以谈" not in firm, place
        university = world.client("university").get(place).content.decode()
        assert "价格太高" not in university and "可以谈" not in university, place
        assert 'aria-pressed="true"' not in university and 'value="accepted"' in university, place
        leader = world.client("leader").get(place).content.decode()
        assert "可以谈" in leader and 'name="verdict"' not in leader, place


def test_paper_has_no_buttons(world: World, pair: Match) -> None:
    page = world.client("city_office").get(reverse("match_sheet", kwargs={"public_id": pair.demand.public_id}))
    assert 'class="decision no-print"' in page.content.decode()


def test_hidden_side_hides_the_decision(world: World, pair: Match) -> None:
    decide(world, "university", pair, "accepted", "好")
    assert set(standing(world, "university")) == {"university"}
    office = world.actor("city_office")
    withdraw_record(office, world.users["city_office"], pair.demand.public_id, expected_version=pair.demand.version)
    assert standing(world, "university") == {}
    with pytest.raises(Match.DoesNotExist):
        decide(world, "university", pair, "refused")


# --- buttons ---------------------------------------------------------------------------------------------------------


def test_button_leads_back_to_the_pair_on_its_page(world: World, pair: Match) -> None:
    client = world.client("city_office")
    here = f"/matches/?page=1#pair-{pair.demand.public_id}-{pair.achievement.public_id}"
    answer = client.post(address(pair), {"verdict": "accepted", "here": here})
    assert (answer.status_code, answer["Location"]) == (302, here)
    for away in ("https://evil.example/", "//evil.example/", "javascript:alert(1)", "match_list", "\\\\evil.example"):
        answer = client.post(address(pair), {"verdict": "accepted", "here": away})
        assert answer["Location"] == reverse("match_list"), away


def test_part_of_a_page_is_replaced_by_how_the_pair_stands_now(world: World, pair: Match) -> None:
    client = world.client("city_office")
    answer = client.post(address(pair), {"verdict": "refused", "here": "/matches/"}, headers={"HX-Request": "true"})
    text = answer.content.decode()
    assert answer.status_code == 200
    assert text.count('aria-pressed="true"') == 1
    assert "撤回" in text and "<html" not in text and 'value="/matches/"' in text
    answer = client.post(address(pair), {"verdict": "refused", "reason": "机密★"}, headers={"HX-Request": "true"})
    assert 'role="alert"' in answer.content.decode()
    text = client.post(address(pair), {"verdict": "taken_back"}, headers={"HX-Request": "true"}).content.decode()
    assert 'aria-pressed="true"' not in text and "撤回" not in text


def test_refused_reason_is_told_without_javascript_too(world: World, pair: Match) -> None:
    answer = world.client("city_office").post(address(pair), {"verdict": "refused", "reason": "长" * 201}, follow=True)
    assert "200 字以内" in answer.content.decode()


def test_decisions_of_a_page_take_one_query(
    world: World, pair: Match, count_queries: Callable[[Callable[[], Any]], int]
) -> None:
    client = world.client("city_office")
    decide(world, "city_office", pair, "accepted")
    client.get(reverse("match_list"))
    one = count_queries(lambda: client.get(reverse("match_list")))
    world.write("firm", demand("石墨膜二", content="需要石墨膜"), demand("石墨膜三", content="需要石墨膜"))
    world.write("university", achievement("石墨膜制备二"), achievement("石墨膜制备三"))
    matches = proposed(world)
    assert len(matches) > 6
    for match in matches:
        for who in ("city_office", "county_office", "enterprise"):
            decide(world, who, match, "refused", "示例")
    assert count_queries(lambda: client.get(reverse("match_list"))) == one
    sheet = reverse("match_sheet", kwargs={"public_id": pair.demand.public_id})
    three = count_queries(lambda: client.get(sheet))
    Match.objects.unscoped(why=WHY).filter(demand=pair.demand).exclude(achievement=pair.achievement).delete()
    # One more: two that no run proposes any more are listed below, by name.
    assert count_queries(lambda: client.get(sheet)) == three + 1


# --- told elsewhere --------------------------------------------------------------------------------------------------


def test_program_is_called_for_decisions_that_its_person_sees(world: World, pair: Match) -> None:
    token, _ = issue_token(world.users["city_office"], "示例")
    Webhook.objects.unscoped(why=WHY).create(
        user=world.users["city_office"], token=token, url="https://example.invalid/", seed="0" * 32,
        events=["match.decided"],
    )  # fmt: skip
    decide(world, "university", pair, "accepted")
    decide(world, "enterprise", pair, "refused")
    decide(world, "enterprise", pair, "taken_back")
    rows = list(Happening.objects.unscoped(why=WHY).filter(event="match.decided").order_by("pk"))
    own = MatchDecision.objects.unscoped(why=WHY).get(owner_org=world.organisations["firm"])
    seen = [happenings.visible_items(world.actor("city_office"), row.event, row.items) for row in rows]
    assert deliveries.url_of("decision", own.public_id) == f"/api/v1/matches/decisions/{own.public_id}"
    assert seen == [[], [["decision", own.public_id, 0]], [["decision", own.public_id, 0]]]


def test_person_finds_their_decisions_among_their_own_data(world: World, pair: Match) -> None:
    decide(world, "city_office", pair, "accepted", "可以谈")
    (row,) = everything_about(world.users["city_office"])["matches_decided"]
    assert (row["verdict"], row["reason"]) == ("accepted", "可以谈")


def test_run_of_somebody_else_changes_no_decision(world: World, pair: Match) -> None:
    decide(world, "enterprise", pair, "accepted", "好")
    for who in ("county_office", "city_office", "organiser"):
        run_matches(world.actor(who), None, silent)
    assert standing(world) == {"firm": ("accepted", "好")}
