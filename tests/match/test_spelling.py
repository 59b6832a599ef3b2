"""The quick way to NFKC gives what the slow one gives."""

import unicodedata

from hypothesis import example, given
from hypothesis import strategies as st

from yanzhen.match.spelling import spelt_alike

CLOSE = "，；：（）！？％～＋＝aｅ́̈゛가각ᄀ①½ﬁºμ℃㎡が"


@given(st.text(max_size=40) | st.text(alphabet=CLOSE, max_size=40))
@example("＝\u0338＋\u0301")
def test_spelling_is_nfkc(text):
    assert spelt_alike(text) == unicodedata.normalize("NFKC", text)


def test_half_a_pair_is_replaced_and_a_whole_one_joined():
    assert spelt_alike("热\ud83d处") == "热\ufffd处"
    assert spelt_alike("热\ud83d\ude00") == "热\U0001f600"
