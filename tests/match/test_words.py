from hypothesis import given
from hypothesis import strategies as st

from yanzhen.match.words import STOP_WORDS, cut, weighted_bag


def test_long_words_also_count_as_the_words_inside_them():
    assert {"人工", "智能", "人工智能"} <= set(cut("人工智能"))


def test_width_and_case_do_not_matter():
    assert cut("ＭＥＳ系统") == cut("mes系统")


def test_stop_words_blanks_and_punctuation_are_left_out():
    assert cut("的，。 \n—— ≥ ％") == []
    assert not STOP_WORDS & set(cut("本公司需要的是对于材料的检测"))


@given(st.text(max_size=60))
def test_any_text_can_be_cut(text):
    assert all(any(map(str.isalnum, word)) for word in cut(text))


def test_words_of_heavier_fields_count_more_often():
    assert weighted_bag(((["阀块", "毛刺"], 2), (["毛刺"], 1))) == {"阀块": 2, "毛刺": 3}
