"""Words for whole trades lead to codes that exist."""

import pytest

from yanzhen.reference.industries import industries, industry
from yanzhen.reference.trades import trade_codes
from yanzhen.reference.typed import typed_rows, words


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("水泥", ("3011",)),
        ("化工", ("26", "251", "252")),
        ("造纸 业", ("221", "222")),
        ("印染助剂", ()),
        ("30万吨", ()),
        ("3011", ()),
        ("C620", ()),
        ("B66", ()),
        ("C26化学原料和化学制品制造业", ("26",)),
        ("C26", ("26",)),
        ("医药制造业", ("27",)),
        ("制造业", ()),
        ("", ()),
    ],
)
def test_trade_codes(text, codes):
    assert trade_codes(text) == codes


def test_every_code_is_of_the_classification():
    groups = {row.code for row in industries("group")}
    for word, codes in typed_rows("trades"):
        for code in words(codes):
            assert industry(code[:3] if len(code) == 4 else code), word
            assert len(code) < 3 or code[:3] in groups, (word, code)
