"""Learning from decisions: from whose, from how many, for whom; and what a learned reason must not give away."""

from __future__ import annotations

import json
import sys
import zlib
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils.timezone import localtime

from yanzhen.match.learning.decisions import FEWEST
from yanzhen.match.learning.model import Model
from yanzhen_web.jobs.queue import enqueue
from yanzhen_web.jobs.worker import work_off
from yanzhen_web.models import AuditEntry, Job, Match, MatchModel, Record
from yanzhen_web.services.decisions import deciding
from yanzhen_web.services.decisions.learning import usable_count
from yanzhen_web.services.matching import run_matches
from yanzhen_web.services.records.classifying import classify

from .decisions import achievement, demand, many, measured, proposed, say, silent
from .worlds import WHY, World

LEARN = reverse("match_learn")


def learned(world: World, who: str = "organiser") -> Job:
    """The job that learns for somebody's office, done."""
    job = enqueue("learn_matches", world.users[who])
    work_off()
    return Job.objects.unscoped(why=WHY).get(pk=job.pk)


def models() -> dict[str, MatchModel]:
    """What was learned, by office."""
    return {str(row.owner_org): row for row in MatchModel.objects.unscoped(why=WHY).select_related("owner_org")}


def text_of(row: MatchModel) -> str:
    """All that a model says."""
    return zlib.decompress(row.body).decode()


@pytest.fixture
def _lightgbm() -> None:
    pytest.importorskip("lightgbm")


# --- too few ---------------------------------------------------------------------------------------------------------


def test_too_few_decisions_are_told_with_how_many_are_missing(world: World) -> None:
    pairs = many(world, demands=2, each=10)
    say(world, "organiser", pairs)
    job = learned(world)
    assert (job.state, models()) == ("failed", {})
    assert "20 个判断" in job.message and str(FEWEST) in job.message and str(FEWEST - 20) in job.message
    assert "Traceback" not in job.error
    page = world.client("organiser").post(LEARN, follow=True).content.decode()
    assert f"至少要 {FEWEST} 个" in page and f"再积累 {FEWEST - 20} 个" in page
    assert f"有 20 个，满 {FEWEST} 个才能学，还差 {FEWEST - 20} 个" in page
    assert Job.objects.unscoped(why=WHY).filter(kind="learn_matches").count() == 1


def test_decisions_that_all_say_the_same_teach_nothing(world: World) -> None:
    say(world, "organiser", [(need, offer, True) for need, offer, _ in many(world)])
    job = learned(world)
    assert job.state == "failed"
    assert "两种都至少要 20 个" in job.message


def test_missing_package_is_named_in_words(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    say(world, "organiser", many(world))
    monkeypatch.setitem(sys.modules, "lightgbm", None)
    job = learned(world)
    assert (job.state, models()) == ("failed", {})
    assert "yanzhen[learn]" in job.message and "Traceback" not in job.error


def test_who_has_learning_done(world: World) -> None:
    allowed = {who for who in world.users if world.client(who).post(LEARN).status_code == 302}
    assert allowed == {"platform_admin", "organiser", "city_office", "other_city", "county_office", "other_county"}


# --- whose decisions -------------------------------------------------------------------------------------------------


def test_office_learns_from_its_own_decisions_and_those_below(world: World) -> None:
    pairs = many(world, demands=4, each=5, owner="firm")
    say(world, "city_office", pairs[:8])
    say(world, "county_office", pairs[6:12])
    say(world, "university", pairs[12:])
    say(world, "organiser", pairs[:1])
    counts = {
        who: usable_count(world.actor(who)) for who in ("organiser", "city_office", "county_office", "other_city")
    }
    assert counts == {"organiser": 20, "city_office": 12, "county_office": 6, "other_city": 0}
    assert usable_count(world.actor("platform_admin")) == 0


def test_trade_secrets_and_what_was_taken_back_teach_nothing(world: World) -> None:
    pairs = many(world, demands=4, each=5)
    say(world, "organiser", pairs)
    assert usable_count(world.actor("organiser")) == 20
    organiser, by = world.actor("organiser"), world.users["organiser"]
    classify(organiser, by, pairs[0][0].public_id, "secret", reason="企业要求保密", expected_version=1)
    of_others = [pair for pair in pairs if pair[0] != pairs[0][0]]
    assert usable_count(organiser) == len(of_others) == 15
    need, offer, _ = of_others[0]
    deciding.decide(organiser, by, need.public_id, offer.public_id, "taken_back")
    assert usable_count(organiser) == 14


# --- learned, end to end ---------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("_lightgbm")
def test_real_decisions_are_learned_and_score_the_next_run(world: World, shared: Path) -> None:
    pairs = measured(world, shared)
    # What two offices told in the same words is one record.
    suits = {(need.pk, offer.pk): good for need, offer, good in pairs}
    assert len(suits) > FEWEST
    say(world, "city_office", pairs)
    by_words = {(match.demand_id, match.achievement_id): match.score for match in proposed(world, "city_office")}
    assert not any(match.learned_from for match in Match.objects.unscoped(why=WHY))
    job = learned(world, "city_office")
    assert job.state == "done", job.message
    assert f"按 {len(suits)} 个判断学好了" in job.message
    row = models()["changsha"]
    assert (row.decisions, row.accepted, row.by) == (len(suits), sum(suits.values()), world.users["city_office"])
    assert AuditEntry.objects.unscoped(why=WHY).get(action="match.learn").detail["count"] == len(suits)
    found = proposed(world, "city_office")
    assert {match.learned_from for match in found} == {len(suits)}
    assert all(sum(reason["weight"] for reason in match.reasons) == match.score for match in found)
    assert any(by_words.get((match.demand_id, match.achievement_id)) != match.score for match in found)
    _accepted_pairs_rise(found, suits, by_words)


def _accepted_pairs_rise(
    found: list[Match], suits: dict[tuple[int, int], bool], by_words: dict[tuple[int, int], int]
) -> None:
    """Among the first three of each demand more pairs were accepted than when words alone told."""
    learned_best: dict[int, list[tuple[int, int]]] = {}
    for match in found:
        learned_best.setdefault(match.demand_id, []).append((match.demand_id, match.achievement_id))
    words_best: dict[int, list[tuple[int, int]]] = {}
    for pair in sorted(by_words, key=lambda pair: (pair[0], -by_words[pair])):
        words_best.setdefault(pair[0], []).append(pair)

    def good(best: dict[int, list[tuple[int, int]]]) -> int:
        return sum(suits.get(pair, False) for pairs in best.values() for pair in pairs[:3])

    assert good(learned_best) > good(words_best)


@pytest.fixture
def taught(world: World, _lightgbm: None) -> World:
    """The province has learned; among what it learned from are an internal achievement and a firm's demand by code."""
    pairs = many(world)
    (inside,) = world.write("university", achievement("金丝雀锂电池正极材料制备", "internal", content="锂电池正极材料"))
    (named,) = world.write(
        "firm",
        demand("锂电池隔膜研发", organisation="长沙麓澜电池科技有限公司", content="麓澜锂电池隔膜", region="430182"),
    )
    (secret,) = world.write("firm", demand("暗号锂电池配方", "secret", content="暗号锂电池配方", region="430182"))
    offers = [offer for _, offer, _ in pairs[:20]]
    pairs += [(pairs[0][0], inside, True), (named, inside, True), (secret, offers[0], False)]
    pairs += [(named, offer, False) for offer in offers]
    say(world, "organiser", pairs)
    job = learned(world)
    assert job.state == "done", job.message
    proposed(world)
    return world


def test_learned_reasons_name_no_decision(taught: World) -> None:
    """The canary is an achievement that the firm and the city may not know of; the model knows it, reasons do not."""
    row = models()["province"]
    assert "金丝雀" in text_of(row), "the achievement was learned from"
    others = Match.objects.unscoped(why=WHY).exclude(achievement__name__startswith="金丝雀")
    assert others.exists()
    stored = json.dumps(list(others.values_list("reasons", "facts")), ensure_ascii=False)
    assert "被接受" in stored and "金丝雀" not in stored
    assert not any(word in stored for word in ("个判断", "还没有人判过", "级（", "最像的"))
    kinds = {reason["kind"] for match in others for reason in match.reasons}
    assert "precedents" in kinds and not kinds & {"precedents-here", "precedents-elsewhere"}
    for who in ("city_office", "county_office", "enterprise", "rival", "other_city"):
        client = taught.client(who)
        assert "金丝雀" not in client.get(reverse("match_list")).content.decode(), who


def test_model_holds_what_everybody_may_read_and_no_trade_secret(taught: World) -> None:
    text = text_of(models()["province"])
    assert "隔膜研发" in text and "麓澜" not in text
    assert "暗号" not in text


def test_page_says_that_scores_were_learned(taught: World) -> None:
    (row,) = models().values()
    page = taught.client("city_office").get(reverse("match_list"))
    text = page.content.decode()
    assert f"按 {row.decisions} 个判断学得，{localtime(row.learned_at):%Y-%m-%d}" in text
    assert "% 被接受" in text
    assert "本单位已在" not in text
    assert "本单位已在" in taught.client("organiser").get(reverse("match_list")).content.decode()
    english = (
        taught.client("city_office").get(reverse("match_list"), headers={"accept-language": "en"}).content.decode()
    )
    assert f"Learned from {row.decisions} decisions" in english
    first = page.context["demands"][0]["matches"][0]["reasons"][0]
    assert first["kind"] == "accepted"


def test_model_is_the_office_s_own(taught: World) -> None:
    """Another office's run goes by words; no page, operation or file of anybody's has the model."""
    seen = {who: MatchModel.objects.visible_to(taught.actor(who)).exists() for who in taught.users}
    assert {who for who, sees in seen.items() if sees} == {"organiser"}
    run_matches(taught.actor("county_office"), None, silent)
    rows = Match.objects.unscoped(why=WHY).filter(demand__owner_org=taught.organisations["firm"])
    assert {match.learned_from for match in rows if match.achievement.publication == "open"} == {None}


def test_model_that_cannot_be_read_leaves_the_words(taught: World) -> None:
    MatchModel.objects.unscoped(why=WHY).update(body=zlib.compress(b'{"format": "yanzhen-model", "version": 0}'))
    told = run_matches(taught.actor("organiser"), None, silent)
    assert "这次只看词" in told and "重新学习" in told
    assert {match.learned_from for match in Match.objects.unscoped(why=WHY)} == {None}
    MatchModel.objects.unscoped(why=WHY).update(body=b"damaged")
    assert "这次只看词" in run_matches(taught.actor("organiser"), None, silent)


def test_learning_again_takes_the_place_of_what_was_learned(taught: World) -> None:
    before = models()["province"]
    (need,) = taught.write("changsha", demand("激光焊接研发", content="激光焊接"))
    say(taught, "city_office", [(need, Record.objects.unscoped(why=WHY).filter(kind="achievement")[0], True)])
    job = learned(taught)
    assert job.state == "done", job.message
    after = models()["province"]
    assert (after.pk, after.decisions) == (before.pk, before.decisions + 1)
    assert Model.from_bytes(zlib.decompress(after.body)).decisions
