"""The index that is kept: it answers as the search through all does, and follows what comes and goes."""

from tests.collect.duplicates.builders import project

from yanzhen.collect.duplicates import DuplicateIndex, find_duplicates
from yanzhen.scenario.tellings import tellings


def test_it_answers_as_the_search_through_all():
    records = tellings(1500, seed=21).records
    found = find_duplicates(records)
    index = DuplicateIndex(records)
    by_key = {each.key: each for each in records}
    pairs = [pair for group in found.groups for pair in group.pairs if pair.level == "certain"][:150]
    assert len(pairs) == 150
    for pair in pairs:
        answers = {each.second: each for each in index.same_as(by_key[pair.first])}
        assert answers[pair.second].score == pair.score
        assert answers[pair.second].evidence == pair.evidence


def test_a_new_record_finds_its_like_and_strangers_find_nothing():
    index = DuplicateIndex([project("a"), *tellings(500, seed=22).records])
    answers = index.same_as(project("new", target="430100", contact=None))
    assert [each.second for each in answers][:1] == ["a"]
    assert answers[0].level == "certain"
    stranger = project(
        "x", name="栀子花精油提取项目", investor="资兴栀里香料有限公司", content="提取精油9吨。", contact=None,
        investment_cny=7_000_000, target="431081", park="资兴示范园", land_mu=6, jobs=21, signed_on="2024-08-08",
    )  # fmt: skip
    assert index.same_as(stranger) == []


def test_what_was_added_is_found_and_what_was_given_up_is_not():
    index = DuplicateIndex(tellings(300, seed=23).records)
    for number in range(12):  # more than the segments that may stand side by side
        index.add([project(f"n{number}", name=f"轻量化轮毂智能制造项目{'甲乙丙丁'[number % 4]}")])
    assert {"n0", "n4", "n8"} <= {
        each.second for each in index.same_as(project("new", name="轻量化轮毂智能制造项目甲"))
    }
    index.remove(["n4", "unknown"])
    assert "n4" not in index and "n8" in index
    assert "n4" not in {each.second for each in index.same_as(project("new", name="轻量化轮毂智能制造项目甲"))}
    assert len(index) == 300 + 11


def test_a_record_that_changed_takes_the_place_of_the_old():
    index = DuplicateIndex([project("a")])
    index.add([project("a", name="轻量化轮毂项目二期")])
    assert len(index) == 1
    assert index.same_as(project("new", name="轻量化轮毂项目一期")) == []


def test_it_keeps_to_what_people_said():
    index = DuplicateIndex([project("a"), project("b")])
    assert [each.second for each in index.same_as(project("c"))] == ["a", "b"]
    assert [each.second for each in index.same_as(project("c"), never=[("a", "c")])] == ["b"]


def test_a_record_is_not_its_own_duplicate():
    index = DuplicateIndex([project("a")])
    assert index.same_as(project("a")) == []
