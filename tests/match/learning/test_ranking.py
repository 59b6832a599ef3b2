"""Technology matches that a learned model scores: whole points, reasons that add up, the best of the candidates."""

from __future__ import annotations

import pytest

from match.learning.conftest import MAKING, TOPICS
from yanzhen.match import match_technology
from yanzhen.match.learning.decisions import demand_of, pair_of
from yanzhen.match.technology import LEARNED_SHARE, ONE_FACT, SAME_FIELD
from yanzhen.records import Record


def offers() -> list[Record]:
    made = []
    for topic, words in TOPICS.items():
        for number, word in enumerate(words):
            name = f"{word}{words[number - 1]}{MAKING[number]}"
            made.append(Record("achievement", name, {"field": topic}, key=f"a-{topic}-{number}"))
    return made


NEED = Record("demand", "锂电池正极材料研发", {"content": "储能用锂电池，容量≥200mAh/g", "field": "电池"}, key="d")


def test_matches_are_the_best_candidates_by_learned_points(learned):
    model, _, _ = learned
    everything = offers()
    found = match_technology([NEED], everything, top=3, model=model)
    by_words = match_technology([NEED], everything, top=200)
    candidates = {match.offer_id for match in by_words}
    points = {
        score.pair.achievement_id: score.points
        for score in model.scores([demand_of(NEED)], [pair_of(NEED, o) for o in everything if o.key in candidates])
    }
    for offer in everything:
        if offer.key in candidates and offer.get("field") == "电池":
            points[offer.key] += SAME_FIELD // LEARNED_SHARE
    best = sorted(points, key=lambda key: (-points[key], key))[:3]
    assert [(match.offer_id, match.score) for match in found] == [(key, points[key]) for key in best]


def test_reasons_add_up_and_say_how_many_were_accepted(learned):
    for match in match_technology([NEED], offers(), model=learned[0]):
        assert sum(reason.weight for reason in match.reasons) == match.score
        (said,) = [reason for reason in match.reasons if reason.kind == "accepted"]
        assert "%" in said.text.zh
        assert "3 级及以上" in said.text.zh
        assert "level 3 or 4" in said.text.en
        assert said.weight == 0


def test_reasons_that_name_no_precedent_quote_none_and_add_up_the_same(learned):
    model, _, _ = learned
    # Its own words are those of precedents too; a demand that was judged has some of its own.
    judged = model.demands[0]
    needs = [NEED, Record("demand", judged.title, {"content": judged.text}, key=judged.id)]
    titles = {decision.pair.title for decision in model.decisions}
    named = match_technology(needs, offers(), model=model)
    quiet = match_technology(needs, offers(), model=model, name_precedents=False)
    assert [(m.need_id, m.offer_id, m.score) for m in quiet] == [(m.need_id, m.offer_id, m.score) for m in named]
    assert any(title in reason.text.zh for match in named for reason in match.reasons for title in titles)
    for match in quiet:
        assert sum(reason.weight for reason in match.reasons) == match.score
        assert {"accepted", "likeness", "precedents", "usual"} <= {reason.kind for reason in match.reasons}
        for text in (text for reason in match.reasons for text in (reason.text.zh, reason.text.en)):
            assert not any(title in text for title in titles)
            assert not any(word in text for word in ("个判断", "还没有人判过", "级", "decisions on", "nobody", "level"))


def test_met_fact_lifts_a_learned_score_too(learned):
    plain = Record("achievement", "锂电池正极材料", {"content": "新型材料"}, key="a1")
    good = Record("achievement", "锂电池正极材料", {"content": "容量210mAh/g"}, key="a2")
    first, second = match_technology([NEED], [plain, good], model=learned[0])
    assert (first.offer_id, second.offer_id) == ("a2", "a1")
    assert first.score - second.score == ONE_FACT // LEARNED_SHARE


def test_hard_constraints_hold_before_the_model(learned):
    own = Record("achievement", "锂电池正极材料", {"organisation": "松影示例公司"}, key="a1")
    need = Record("demand", NEED.name, {**NEED.fields, "organisation": "松影示例公司"}, key="d")
    assert match_technology([need], [own], model=learned[0]) == []


@pytest.mark.parametrize(("needs", "made"), [([], offers()), ([NEED], [])])
def test_nothing_gives_nothing(learned, needs, made):
    assert match_technology(needs, made, model=learned[0]) == []
