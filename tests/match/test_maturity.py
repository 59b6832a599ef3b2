"""Maturity: words and levels as ranges, and what a demand asks for held against them."""

import pytest

from yanzhen.match import match_technology
from yanzhen.match.maturity import WORDS, judge_ripeness, ripeness, wished_in
from yanzhen.records import Record


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("trl6", 6, 6),
        ("TRL 4-5", 4, 5),
        ("TRL≥7", 7, 9),
        ("技术成熟度：7级", 7, 7),
        ("第5级", 5, 5),
        ("6", 6, 6),
        ("实验室", 3, 4),
        ("实验室阶段", 3, 4),
        ("小试", 4, 5),
        ("已完成小试，正在中试", 4, 7),
        ("样机", 5, 6),
        ("中试", 6, 7),
        ("小批量试产", 7, 8),
        ("产业化", 8, 9),
        ("已量产", 8, 9),
    ],
)
def test_words_and_levels_are_ranges(text, low, high):
    found = ripeness(text)
    assert (found.low, found.high) == (low, high)


@pytest.mark.parametrize("text", ["", "保密", "详谈", "2025年", "16", "0"])
def test_what_says_nothing_of_maturity_is_unknown(text):
    assert ripeness(text) is None


def test_riper_words_have_ranges_that_do_not_fall():
    field = ["实验室", "小试", "样机", "中试", "小批量", "产业化"]
    ranges = [WORDS[word] for word in field]
    assert ranges == sorted(ranges)


@pytest.mark.parametrize(
    ("text", "low"),
    [
        ("要求技术成熟度达到中试以上", 6),
        ("成熟度不低于小试阶段。", 4),
        ("成果须已完成中试，可直接转让", 6),
        ("希望引进TRL≥7的技术", 7),
        ("技术就绪度不低于6级", 6),
        ("只接受产业化阶段的成果", 8),
    ],
)
def test_wish_of_a_demand_is_read(text, low):
    assert wished_in([text]).low == low


@pytest.mark.parametrize(
    "text",
    [
        "研制样机1台并完成中试",
        "公司现有技术已完成中试",
        "电池材料的研发及产业化",
        "本公司成熟度达到中试",
        "",
    ],
)
def test_what_shall_be_done_or_is_there_already_is_no_wish(text):
    assert wished_in([text]) is None


@pytest.mark.parametrize(
    ("stated", "verdict"),
    [
        ("产业化", "met"),
        ("中试", "met"),
        ("样机", "unknown"),
        ("小试", "not met"),
        ("小试、中试", "unknown"),
        ("", "unknown"),
    ],
)
def test_wish_against_what_is_stated(stated, verdict):
    wish = wished_in(["要求成熟度达到TRL6以上"])
    assert judge_ripeness(wish, ripeness(stated)) == verdict


def test_ripe_achievement_is_lifted_and_told_as_a_fact():
    need = Record("demand", "防雾涂层", {"content": "要求成熟度达到中试以上"}, key="d")
    offers = [
        Record("achievement", "防雾涂层", {"maturity": "实验室"}, key="a1"),
        Record("achievement", "防雾涂层", {"maturity": "trl8"}, key="a2"),
        Record("achievement", "防雾涂层", key="a3"),
    ]
    found = {match.offer_id: match for match in match_technology([need], offers)}
    assert [match.offer_id for match in match_technology([need], offers)] == ["a2", "a1", "a3"]
    assert {key: match.facts[0].verdict for key, match in found.items()} == {
        "a1": "not met",
        "a2": "met",
        "a3": "unknown",
    }
    assert found["a2"].score - found["a1"].score == 3000
    assert all(sum(reason.weight for reason in match.reasons) == match.score for match in found.values())
