"""Amounts as offices write them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yanzhen.collect.values.amounts import read_amount, whole
from yanzhen.collect.values.numerals import read_numeral
from yanzhen.collect.values.units import MoneyUnit, money_unit

WAN = MoneyUnit(10_000)


def worth(text, unit=WAN):
    amount = read_amount(text)
    return None if amount is None else [int(part.worth(unit)) for part in amount.parts]


@pytest.mark.parametrize(
    ("text", "cny"),
    [
        ("５亿元", 500_000_000),
        ("3,500", 35_000_000),
        ("３５，０００", 350_000_000),
        ("贰亿元", 200_000_000),
        ("壹亿贰仟万元整", 120_000_000),
        ("三千万元", 30_000_000),
        ("一点二亿", 120_000_000),
        ("1亿2千万", 120_000_000),
        ("两亿三千五百万", 235_000_000),
        ("十二亿", 1_200_000_000),
        ("1.2万亿", 1_200_000_000_000),
        ("1个亿", 100_000_000),
        ("3亿半", 350_000_000),
        ("人民币5000万元", 50_000_000),
        ("5亿元人民币", 500_000_000),
        ("总投资5亿元（其中固投3亿元）", 500_000_000),
        ("5亿元，其中设备投资3亿元", 500_000_000),
        ("3.2亿元/年", 320_000_000),
        ("0.35", 3_500),
        ("500000元", 500_000),
    ],
)
def test_one_amount(text, cny):
    amount = read_amount(text)
    assert amount.form == "one"
    assert worth(text) == [cny]
    assert not amount.approximate


@pytest.mark.parametrize(
    "text", ["约3亿", "3亿元左右", "近3亿", "3亿余元", "3亿多元", "大约3亿元", "3亿以上", "不低于3亿元", "3亿元+"]
)
def test_approximate_amount(text):
    amount = read_amount(text)
    assert (amount.form, amount.approximate, worth(text)) == ("one", True, [300_000_000])


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("1.2-1.5", 12_000, 15_000),
        ("1～3亿", 100_000_000, 300_000_000),
        ("150～300", 1_500_000, 3_000_000),
        ("5000万至1亿", 50_000_000, 100_000_000),
        ("5000-8000万", 50_000_000, 80_000_000),
        ("80万—150万元", 800_000, 1_500_000),
        ("三千万到五千万", 30_000_000, 50_000_000),
    ],
)
def test_range(text, low, high):
    assert read_amount(text).form == "range"
    assert worth(text) == [low, high]


@pytest.mark.parametrize("text", ["10亿元以内", "不超过10亿", "≤10亿元", "10亿以下"])
def test_upper_bound(text):
    assert (read_amount(text).form, worth(text)) == ("up_to", [1_000_000_000])


@pytest.mark.parametrize(
    ("text", "amount", "currency"),
    [
        ("1000万欧元", 10_000_000, "EUR"),
        ("€500万", 5_000_000, "EUR"),
        ("USD 30 million", 30_000_000, "USD"),
        ("US$3000万", 30_000_000, "USD"),
        ("1.5亿美元", 150_000_000, "USD"),
        ("3000万港币", 30_000_000, "HKD"),
        ("50亿日元", 5_000_000_000, "JPY"),
    ],
)
def test_foreign_money(text, amount, currency):
    assert (worth(text), read_amount(text).parts[0].money(WAN)) == ([amount], currency)


def test_currency_of_the_column_holds_for_a_bare_number():
    unit = money_unit("万美元")
    amount = read_amount("3000")
    assert (amount.parts[0].worth(unit), amount.parts[0].money(unit)) == (30_000_000, "USD")
    assert read_amount("5亿元").parts[0].money(unit) == "CNY"


def test_amount_in_two_currencies_keeps_both():
    amount = read_amount("1.5亿美元（约10.8亿元人民币）")
    assert amount.parts[0].currency == "USD"
    assert amount.other.worth(None) == 1_080_000_000


@pytest.mark.parametrize(
    ("text", "total", "phases"),
    [
        ("首期1亿、二期2亿", [], [("首期", 100_000_000), ("二期", 200_000_000)]),
        ("一期：1亿元；二期：2亿元", [], [("一期", 100_000_000), ("二期", 200_000_000)]),
        ("总投资3亿元，其中一期1亿元", [300_000_000], [("一期", 100_000_000)]),
        ("12亿元（一期5亿元，二期7亿元）", [1_200_000_000], [("一期", 500_000_000), ("二期", 700_000_000)]),
    ],
)
def test_phases_are_no_total(text, total, phases):
    amount = read_amount(text)
    assert [int(part.worth(None)) for part in amount.parts] == total
    assert [(name, int(part.worth(None))) for name, part in amount.phases] == phases


@pytest.mark.parametrize("text", ["(300)", "（300）万元", "(3,000.5万元)", "-300万"])
def test_number_in_brackets_is_below_zero(text):
    assert read_amount(text).negative


def test_scientific_notation():
    assert worth("1.2E+4") == [120_000_000]
    assert worth("1.2e8元") == [120_000_000]
    assert worth("9" * 40 + "亿元")[0] > 10**40


@pytest.mark.parametrize("text", ["1.5亿 5000万", "1亿-", "5亿/3亿", "3亿或4亿"])
def test_two_numbers_without_a_word_between_are_unreadable(text):
    assert read_amount(text) is None


@pytest.mark.parametrize("text", ["首期2，二期3亿", "首期2亿二期3亿", "首期2亿；二期3亿"])
def test_number_of_a_phase_is_none_of_money(text):
    amount = read_amount(text)
    assert amount.form == "phases"
    assert [(name, part.worth(None)) for name, part in amount.phases] == [("首期", 200_000_000), ("二期", 300_000_000)]


@pytest.mark.parametrize("text", ["面议", "价格面议", "双方协商", "可面议"])
def test_negotiable(text):
    assert read_amount(text).form == "negotiable"


@pytest.mark.parametrize(
    "text", ["见附件2", "abc", "若干", "1,2", "5亿/3亿", "2025年3月", "第2批", "3个项目", "1亿2亿3亿", ""]
)
def test_unreadable(text):
    assert read_amount(text) is None


def test_negative():
    assert read_amount("-3亿").negative
    assert not read_amount("1-3亿").negative


@pytest.mark.parametrize("text", ["万元", "亿元", "亿", "元", "万美元", "百万欧元", "千万元", "人民币万元"])
def test_money_units(text):
    assert money_unit(text) is not None


@pytest.mark.parametrize("text", ["亩", "人", "千", "万元/亩", "", "%", "万㎡"])
def test_no_money_units(text):
    assert money_unit(text) is None


UNITS = {"元": 1, "万元": 10**4, "亿元": 10**8}


@given(st.decimals(min_value=0, max_value=10**5, places=4), st.sampled_from(sorted(UNITS)), st.booleans())
def test_written_amount_is_read_back(number, unit, grouped):
    text = f"{number:,}" if grouped else str(number)
    assert read_amount(text + unit).parts[0].worth(None) == number * UNITS[unit]


DIGITS = "零一二三四五六七八九"


def in_words(number):
    """Chinese words of a whole number below 10^12, by the schoolbook."""

    def below(n, top=False):
        words, gap = "", False
        for size, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
            digit, n = divmod(n, size)
            if digit:
                words += ("零" if gap and words else "") + DIGITS[digit] + name
                gap = False
            else:
                gap = True
        return words

    parts = [(number // 10**8, "亿"), (number // 10**4 % 10**4, "万"), (number % 10**4, "")]
    text = ""
    for value, name in parts:
        if value:
            text += ("零" if text and value < 1000 else "") + below(value) + name
    return text or "零"


@given(st.integers(0, 10**12 - 1))
def test_chinese_numeral_is_read_back(number):
    assert read_numeral(in_words(number)) == number


@given(st.integers(0, 9999), st.integers(0, 9999))
def test_mixed_numeral_is_read_back(great, small):
    assert read_numeral(f"{great}亿{small}万") == great * 10**8 + small * 10**4


def test_whole_cny_rounds_halves_up():
    assert (whole(Decimal("2.5")), whole(Decimal("1234567.89"))) == (3, 1234568)


@pytest.mark.parametrize("text", ["1" * 5000, "一" * 5000, "1亿" * 3000, "首期1亿、" * 2000, "1,1" * 4000])
def test_long_nonsense_is_refused_at_once(text):
    assert read_amount(text) is None
