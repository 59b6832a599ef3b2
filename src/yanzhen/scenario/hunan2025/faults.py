"""Slips that offices really make, in fields that no published figure counts: something to send back."""

from __future__ import annotations

from random import Random

from yanzhen.scenario.forms import Row
from yanzhen.scenario.hunan2025.names import with_wrong_check
from yanzhen.scenario.hunan2025.offices import sheet_of_city
from yanzhen.scenario.hunan2025.projects import Projects

_UNREADABLE_DAYS = ("节后尽快", "土地摘牌后", "视市场情况")
_BROKEN_CELLS = ("#REF!", "#DIV/0!", "#VALUE!")
_DOUBTFUL_ORIGINS = ("鼓楼区", "朝阳", "鼓楼区")
"""More than one region of China has the name; 项目来源 beside it still says 省外."""
_UNKNOWN_ORIGINS = ("沿海某市",)


def make_slips(projects: Projects, rng: Random) -> None:
    """Put slips into some rows of the cities; amounts, names and whether from outside stay right."""
    rows = [row for listed in projects.by_city.values() for row in listed]
    rng.shuffle(rows)
    for row in rows[:5]:
        row.written["credit_code"] = with_wrong_check(row.get("credit_code"))
    planned = [row for row in rows[5:] if row.get("start_planned_on")]
    for row, text in zip(planned, _UNREADABLE_DAYS, strict=False):
        row.written["start_planned_on"] = text
    for row, text in zip(rows[60:], _BROKEN_CELLS, strict=False):
        row.written["output_expected_cny"] = text
    outside = [row for row in rows[80:] if _may_lose_origin(row)]
    for row, text in zip(outside, _DOUBTFUL_ORIGINS + _UNKNOWN_ORIGINS, strict=False):
        row.written["origin"] = text
    for row in rows[120:122]:
        row.written["tax_expected_cny"] = "-120"
    for row in [row for row in rows[130:] if row.get("stage") == "signed"][:2]:
        # Signed in March 2025 and yet begun in the summer before: a slip of the year.
        row.written["start_planned_on"] = "2024年7月"


def _may_lose_origin(row: Row) -> bool:
    city = row.get("target").split("/")[1]
    return row.get("origin_scope") == "省外" and sheet_of_city(city).tells("origin_scope")
