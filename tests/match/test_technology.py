"""Demands with achievements: exact, explained, and only where nothing rules a pair out."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from match import oracle
from match.conftest import BACKENDS
from yanzhen.errors import WrongUsage
from yanzhen.match import match_technology
from yanzhen.match.facts import claims_in, compare, requirements_in
from yanzhen.match.words import cut
from yanzhen.records import Record


def demand(key: str, name: str, content: str = "", **fields: object) -> Record:
    return Record("demand", name, {"content": content, **fields}, key=key)


def achievement(key: str, name: str, content: str = "", **fields: object) -> Record:
    return Record("achievement", name, {"content": content, **fields}, key=key)


PHRASES = ["液压阀块", "深孔毛刺", "视觉检测", "防雾涂层", "烧结翘曲", "熔覆裂纹"]
FIGURES = ["裂纹率≤2%", "裂纹率1%", "节拍≤40秒", "节拍28秒", "节拍60秒"]
texts = st.lists(st.sampled_from(PHRASES + FIGURES), max_size=5).map("，".join)
names = st.sampled_from(PHRASES)
fields = st.sampled_from(["", "先进材料", "电子信息"])
parties = st.sampled_from(["", "松影示例公司", "白鹭示例大学"])
sides = st.tuples(names, texts, fields, parties)


def telling(text: str) -> list[str]:
    return [
        w
        for w in cut(text)
        if any(map(str.isalpha, w)) and not (len(w) == 1 and w.isascii()) and "." not in w and not w.startswith("0")
    ]


def bag(name: str, text: str, field: str) -> dict[str, int]:
    counted: dict[str, int] = {}
    for word in telling(name) * 2 + telling(text) + telling(field):
        counted[word] = counted.get(word, 0) + 1
    return counted


def slow_ranking(need, offers) -> list[tuple[str, int]]:
    """Every pair scored by the definition in `yanzhen.match.technology`."""
    name, text, field, party = need
    by_text = oracle.scores([bag(*offer[:3]) for offer in offers], bag(name, text, field))
    requirements = requirements_in([text])
    ranked = []
    for place, (score, offer) in enumerate(zip(by_text, offers, strict=True)):
        if score == 0 or (party and party == offer[3]):
            continue
        claims = claims_in([offer[1]] if offer[1].startswith(offer[0]) else [offer[0], offer[1]])
        met = sum(compare(requirement, claims).verdict == "met" for requirement in requirements)
        bonus = met * min(3000, 6000 // max(1, len(requirements))) + (1000 if field and field == offer[2] else 0)
        ranked.append((-(score + bonus), f"a{place:02}"))
    return [(key, -score) for score, key in sorted(ranked)]


@pytest.mark.parametrize("backend", BACKENDS)
@settings(max_examples=80, deadline=None)
@given(st.lists(sides, max_size=3), st.lists(sides, max_size=24), st.integers(1, 4))
def test_matches_are_the_best_of_all_pairs(backend, needs, offers, top):
    demands = [
        demand(f"d{n}", name, text, field=field, organisation=party)
        for n, (name, text, field, party) in enumerate(needs)
    ]
    achievements = [
        achievement(f"a{n:02}", name, text, field=field, organisation=party)
        for n, (name, text, field, party) in enumerate(offers)
    ]
    found = match_technology(reversed(demands), reversed(achievements), top=top, backend=backend)
    expected = [
        (f"d{n}", offer, rank, score)
        for n, need in enumerate(needs)
        for rank, (offer, score) in enumerate(slow_ranking(need, offers)[:top], start=1)
    ]
    assert [(match.need_id, match.offer_id, match.rank, match.score) for match in found] == expected
    for match in found:
        assert sum(reason.weight for reason in match.reasons) == match.score


def test_facts_that_are_met_lift_an_achievement(backend):
    need = demand("d", "阀块深孔毛刺检测", "检出率≥99%，节拍≤40秒/件")
    plain, good = (
        achievement("a1", "阀块深孔毛刺检测", "检出率95%"),
        achievement("a2", "阀块深孔毛刺检测", "检出率99.2%"),
    )
    first, second = match_technology([need], [plain, good], backend=backend)
    assert first.offer_id == "a2"
    assert [fact.verdict for fact in first.facts] == ["met", "unknown"]
    assert [fact.verdict for fact in second.facts] == ["not met", "unknown"]
    told = [reason for reason in first.reasons if reason.kind == "fact"]
    assert [reason.weight for reason in told] == [3000, 0]
    assert "检出率99.2%" in told[0].text.zh


def test_closed_records_are_left_out(backend):
    needs = [demand("d1", "防雾涂层", valid_until="2025-03"), demand("d2", "防雾涂层", state="已解决")]
    offers = [achievement("a1", "防雾涂层"), achievement("a2", "防雾涂层", open_until="2025-03-28")]
    found = match_technology(needs, offers, on=date(2025, 3, 29), backend=backend)
    assert [(match.need_id, match.offer_id) for match in found] == [("d1", "a1")]
    assert match_technology(needs, offers, on=date(2025, 4, 1), backend=backend) == []


def test_own_achievement_is_not_proposed_though_it_fits_best(backend):
    need = demand("d", "防雾涂层", organisation="松影（示例）公司")
    offers = [
        achievement("a1", "防雾涂层", organisation="松影(示例)公司"),
        achievement("a2", "涂层工艺", organisation="白鹭示例大学"),
    ]
    assert [match.offer_id for match in match_technology([need], offers, top=1, backend=backend)] == ["a2"]


def test_many_ruled_out_candidates_do_not_hide_those_behind_them(backend):
    need = demand("d", "防雾涂层", region="440300")
    limited = [achievement(f"a{n:03}", "防雾涂层", "仅限本省转化", region="430100") for n in range(200)]
    found = match_technology([need], [*limited, achievement("z", "涂层设备")], top=2, backend=backend)
    assert [match.offer_id for match in found] == ["z"]


def test_nothing_in_common_gives_no_match(backend):
    assert match_technology([demand("d", "防雾涂层")], [achievement("a", "烧结翘曲")], backend=backend) == []
    assert match_technology([], [achievement("a", "烧结")], backend=backend) == []
    assert match_technology([demand("d", "防雾")], [], backend=backend) == []


def test_records_without_keys_get_their_content_keys():
    needs, offers = [Record("demand", "防雾涂层")], [Record("achievement", "防雾涂层")]
    (match,) = match_technology(needs, offers)
    assert (match.need_id, match.offer_id) == (needs[0].key, offers[0].key)
    assert match.need_id.startswith("demand-")


def test_repeated_ids_and_senseless_sizes_are_refused():
    twice = [demand("d", "防雾"), demand("d", "涂层")]
    with pytest.raises(WrongUsage, match="d"):
        match_technology(twice, [achievement("a", "防雾")])
    with pytest.raises(WrongUsage):
        match_technology([demand("d", "防雾")], [achievement("a", "防雾")], top=0)
