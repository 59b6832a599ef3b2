"""What number formats tell."""

import pytest

from yanzhen.collect.workbooks.formats import FormatMeaning, read_format


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ('0.00"亿元"', FormatMeaning(unit="亿元", currency="CNY")),
        ('General"万元"', FormatMeaning(unit="万元", currency="CNY")),
        ("0.00万元", FormatMeaning(unit="万元", currency="CNY")),
        ('#,##0\\ "万美元"', FormatMeaning(unit="万美元", currency="USD")),
        ('0!.0000"万"', FormatMeaning(unit="万", divisor=10_000)),
        ('0!.00,,"亿"', FormatMeaning(unit="亿", divisor=100_000_000)),
        ('#,##0,"千元"', FormatMeaning(unit="千元", currency="CNY", divisor=1000)),
        ("#,##0.00,,", FormatMeaning(divisor=1_000_000)),
        ("0.00%", FormatMeaning(percent=True)),
        ("_ ¥* #,##0.00_ ;_ ¥* -#,##0.00_ ", FormatMeaning(currency="CNY")),
        ("[$$-409]#,##0.00", FormatMeaning(currency="USD")),
        ("[$USD] #,##0", FormatMeaning(currency="USD")),
        ('"€"#,##0', FormatMeaning(currency="EUR")),
        ('#,##0"亩"', FormatMeaning(unit="亩")),
        ('[$-804]yyyy"年"m"月";@', FormatMeaning(date="month")),
        ("mmm-yy", FormatMeaning(date="month")),
        ('yyyy"年"', FormatMeaning(date="year")),
    ],
)
def test_telling_format_is_understood(text: str, meaning: FormatMeaning) -> None:
    assert read_format(text) == meaning
    assert meaning.telling


@pytest.mark.parametrize(
    "text",
    ["General", "G/通用格式", "@", "0.00", "#,##0.00_);[Red]\\(#,##0.00\\)", "0.00E+00", "# ?/?", "h:mm", "mm:ss.0"],
)
def test_plain_format_tells_nothing(text: str) -> None:
    assert read_format(text) == FormatMeaning()


@pytest.mark.parametrize("text", ["yyyy-mm-dd", "yyyy/m/d h:mm", '[DBNum1][$-804]yyyy"年"m"月"d"日";@'])
def test_full_date_is_not_telling(text: str) -> None:
    assert read_format(text).date == "day"
    assert not read_format(text).telling
