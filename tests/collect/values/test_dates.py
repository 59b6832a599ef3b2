"""Dates of every kind, cut to the precision that they give."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yanzhen.collect.values.dates import earliest, from_serial, latest, read_date, read_date_number


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2025年3月29日", "2025-03-29"),
        ("2025.3.29", "2025-03-29"),
        ("２０２５／３／２９", "2025-03-29"),
        ("20250329", "2025-03-29"),
        ("2025-03-29 10:20:30", "2025-03-29"),
        ("2025-03-29T10:20", "2025-03-29"),
        ("2025年3月29日（周六）", "2025-03-29"),
        ("25年3月", "2025-03"),
        ("25.3.29", "2025-03-29"),
        ("24.10", "2024-10"),
        ("2025/3", "2025-03"),
        ("2024.10", "2024-10"),
        ("202503", "2025-03"),
        ("2025 年 3 月 份", "2025-03"),
        ("二〇二五年三月", "2025-03"),
        ("二零二五年十二月二十九日", "2025-12-29"),
        ("2025年", "2025"),
        ("2025年Q3", "2025-07/2025-09"),
        ("2025年第三季度", "2025-07/2025-09"),
        ("2025年三季度", "2025-07/2025-09"),
        ("2025年上半年", "2025-01/2025-06"),
        ("2025年下半年", "2025-07/2025-12"),
        ("2025年底", "2025-12"),
        ("2025年3月上旬", "2025-03"),
        ("2025.3-2025.6", "2025-03/2025-06"),
        ("2025年3月至6月", "2025-03/2025-06"),
        ("2025年1-6月", "2025-01/2025-06"),
        ("2024年9月20日-9月25日", "2024-09-20/2024-09-25"),
        ("预计2025年6月", "2025-06"),
        ("2025年6月前", "2025-06"),
        ("已开工（2025.3）", "2025-03"),
        ("45566", "2024-10-01"),
        ("29/3/2025", "2025-03-29"),
        ("3/29/2025", "2025-03-29"),
        ("29-Mar-25", "2025-03-29"),
        ("Mar 29, 2025", "2025-03-29"),
        ("March 2025", "2025-03"),
        ("2025、3、29", "2025-03-29"),
        ("2025，3", "2025-03"),
        ("2025。3。29", "2025-03-29"),
    ],
)
def test_date_is_read(text, iso):
    assert read_date(text).iso == iso


@pytest.mark.parametrize(
    "text",
    [
        "去年底",
        "2025-13-01",
        "2025年2月30日",
        "13月29日",
        "2月30日",
        "20250",
        "十个月",
        "18个月",
        "长期",
        "尽快",
        "签约后两年",
        "2025年3月未开工",
        "1.5",
        "今年6月",
    ],
)
def test_date_is_unreadable(text):
    assert read_date(text).code == "date_unreadable"


def test_month_and_day_take_the_year_of_the_sheet():
    assert read_date("3月29日", 2025).iso == "2025-03-29"
    assert read_date("今年6月", 2025).iso == "2025-06"
    assert read_date("去年底", 2025).iso == ""


@pytest.mark.parametrize("text", ["3月29日", "12月底", "计划9月"])
def test_day_of_which_year_is_ambiguous(text):
    assert read_date(text).code == "date_ambiguous"


def test_day_and_month_that_can_be_exchanged_are_ambiguous():
    assert read_date("3/4/2025").code == "date_ambiguous"


@pytest.mark.parametrize(
    ("number", "iso", "code"),
    [
        (45566.0, "2024-10-01", ""),
        (45566.75, "2024-10-01", ""),
        (20250329.0, "2025-03-29", ""),
        (202503.0, "2025-03", ""),
        (2025.0, "2025", ""),
        (2024.3, "2024-03", ""),
        (2024.11, "2024-11", ""),
        (2024.1, "", "date_ambiguous"),
        (2024.13, "", "date_unreadable"),
        (12.0, "", "date_unreadable"),
    ],
)
def test_number_in_a_column_of_dates(number, iso, code):
    reading = read_date_number(number)
    assert (reading.iso, reading.code) == (iso, code)


@pytest.mark.parametrize(
    ("text", "planned"),
    [("拟2025年6月", True), ("计划2025年6月开工", True), ("已于2025年3月开工", False), ("2025.3", None)],
)
def test_cell_may_say_itself_whether_it_is_a_plan(text, planned):
    assert read_date(text).planned is planned


DAYS = st.dates(datetime.date(1990, 1, 1), datetime.date(2099, 12, 31))
FORMS = (
    lambda d: d.isoformat(),
    lambda d: f"{d.year}年{d.month}月{d.day}日",
    lambda d: f"{d.year}.{d.month}.{d.day}",
    lambda d: f"{d.year}/{d.month:02d}/{d.day:02d}",
    lambda d: f"{d:%Y%m%d}",
    lambda d: f"{d.year} 年 {d.month} 月 {d.day} 号",
)


@given(DAYS, st.sampled_from(FORMS))
def test_every_day_is_read_from_every_form(day, form):
    assert read_date(form(day)).iso == day.isoformat()


@given(DAYS)
def test_serial_is_read_as_its_day(day):
    assert from_serial((day - datetime.date(1899, 12, 30)).days) == day.isoformat()


@given(st.integers(1900, 2099), st.integers(0, 99), st.integers(0, 99))
def test_a_day_that_is_none_is_never_read_as_one(year, month, day):
    iso = read_date(f"{year}-{month:02d}-{day:02d}").iso
    try:
        wanted = datetime.date(year, month, day).isoformat()
    except ValueError:
        wanted = ""
    assert iso == wanted


@given(DAYS)
def test_edges_of_a_partial_date_contain_its_days(day):
    for iso in (day.isoformat(), f"{day:%Y-%m}", f"{day:%Y}"):
        assert earliest(iso) <= day <= latest(iso)
