"""Values as people read them."""

import pytest

from yanzhen.fields import fields_of
from yanzhen.language import speaking
from yanzhen_web.services.records.showing import shown

PROJECT = fields_of("project")


@pytest.mark.parametrize(
    ("key", "value", "zh", "en"),
    [
        ("origin_country", "DE", "德国", "Germany"),
        ("origin_country", "ZZ", "ZZ", "ZZ"),
        ("stage", "full_production", "已达产", "Full production"),
        ("target", "430182", "湖南省长沙市宁乡市", "Ningxiang"),
        ("investment_cny", 448_100_000_000, "4,481 亿元", "CNY 448.1 billion"),
        ("land_mu", 80, "80 亩", "80 mu"),
        ("investment_foreign", {"amount": 38_000_000, "currency": "USD"}, "USD 38,000,000", "USD 38,000,000"),
    ],
)
def test_value_is_shown_in_the_language_in_force(key, value, zh, en):
    with speaking("zh"):
        assert shown(PROJECT[key], value) == zh
    with speaking("en"):
        assert shown(PROJECT[key], value).startswith(en)


def test_level_of_readiness_is_written_in_capitals():
    field = fields_of("achievement")["maturity"]
    assert (shown(field, "trl6"), shown(field, "小试")) == ("TRL6", "小试")


def test_unknown_value_is_empty():
    assert (shown(None, None), shown(PROJECT["content"], "")) == ("", "")
