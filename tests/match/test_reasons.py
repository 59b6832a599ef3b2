from hypothesis import given
from hypothesis import strategies as st

from yanzhen.language import speaking
from yanzhen.match.facts import Fact
from yanzhen.match.reasons import NAMED, Match, fact_reasons, word_reasons

words = st.dictionaries(st.text("甲乙丙丁戊己庚辛壬癸", min_size=1, max_size=3), st.integers(1, 9000), max_size=30)


@given(words, st.data())
def test_word_reasons_add_up_and_name_every_word(shared, data):
    some = st.sets(st.sampled_from(sorted(shared)) if shared else st.nothing())
    title, fields = data.draw(some), data.draw(some)
    reasons = word_reasons(shared.items(), title, fields)
    assert sum(reason.weight for reason in reasons) == sum(shared.values())
    named = [word for reason in reasons for word in reason.text.zh.split("：")[1].split("、")]
    assert sorted(named) == sorted(shared)
    assert all(reason.weight > 0 for reason in reasons)


def test_word_counts_for_the_title_first_and_the_tail_comes_last():
    shared = [(f"词{n}", 100 - n) for n in range(NAMED + 7)] + [("裂纹", 900)]
    title, *rest = word_reasons(shared, {"裂纹"}, {"裂纹"})
    assert (title.kind, title.weight) == ("words-in-title", 900)
    assert [reason.kind for reason in rest] == ["words-in-content", "words-other"]
    assert rest[-1].text.zh.startswith("其余 7 个词：")
    with speaking("en"):
        assert str(rest[-1].text).startswith("7 further words: ")


def test_facts_that_weigh_come_first_and_all_are_told():
    facts = {Fact("a≤1", "", "unknown"): 0, Fact("b≤2", "b1", "met"): 3000, Fact("c≤3", "c4", "not met"): 0}
    reasons = fact_reasons(facts)
    assert [reason.weight for reason in reasons] == [3000, 0, 0]
    assert "b≤2" in reasons[0].text.zh
    assert "未达到" in reasons[2].text.zh


def test_match_becomes_the_row_of_the_files_in_the_language_in_force():
    match = Match("d1", "a1", 1, 3000, fact_reasons({Fact("b≤2", "b1", "met"): 3000}))
    with speaking("en"):
        row = match.as_row()
    assert list(row) == ["need_id", "offer_id", "rank", "score", "reasons"]
    assert row["reasons"] == [{"kind": "fact", "text": "figure “b≤2”: met, the achievement has “b1”", "weight": 3000}]
    assert type(row["reasons"][0]["text"]) is str
