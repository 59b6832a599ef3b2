"""Slips that offices really make, in fields that no published figure counts: something to send back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from yanzhen.scenario.forms import Row
from yanzhen.scenario.hunan2025.names import with_wrong_check
from yanzhen.scenario.hunan2025.offices import sheet_of_city
from yanzhen.scenario.hunan2025.projects import Projects

Written = str | float


@dataclass(frozen=True, slots=True)
class Slip:
    """One kind of slip.

    Attributes:
        key: of the cell in which it stands.
        texts: what stands there, one for each row that slips.
        besides: keys that the office's form must tell too.
        when: which rows may slip.
    """

    key: str
    texts: tuple[Written, ...]
    besides: tuple[str, ...] = ()
    when: Callable[[Row], bool] = lambda row: True

    def fits(self, row: Row) -> bool:
        """Whether the row has a value there that its office's form shows."""
        sheet = sheet_of_city(row.get("target").split("/")[1])
        told = all(sheet.tells(key) for key in (self.key, *self.besides))
        return told and bool(row.get(self.key)) and self.when(row)


def _from_another_province(row: Row) -> bool:
    return bool(row.get("origin_scope") == "省外")


_SLIPS = (
    Slip("start_planned_on", ("节后尽快", "土地摘牌后", "视市场情况", "待董事会研究确定")),
    Slip("output_expected_cny", ("#REF!", "#DIV/0!", "#VALUE!")),
    Slip("fixed_assets_cny", ("#REF!", "按最终合同为准")),
    # More than one region of China has the name; 项目来源 beside it still says 省外.
    Slip("origin", ("鼓楼区", "朝阳", "鼓楼区"), ("origin_scope",), _from_another_province),
    Slip("origin", ("沿海某市",), ("origin_scope",), _from_another_province),
    Slip("tax_expected_cny", ("-120", "-85")),
    # January, or October without its zero?
    Slip("contacted_on", (2024.1, 2024.1)),
    # Signed in early 2025 and yet begun in the summer before: a slip of the year.
    Slip("start_planned_on", ("2024年7月", "2024年8月"), ("signed_on",), lambda row: bool(row.get("signed_on"))),
)
_WRONG_CODES = 6


def make_slips(projects: Projects, firms: list[Row], rng: Random) -> None:
    """Put slips into some rows; amounts, names and whether a project is from outside stay right."""
    rows = [row for listed in projects.by_city.values() for row in listed]
    rng.shuffle(rows)
    for slip in _SLIPS:
        fitting = [row for row in rows if not row.written and slip.fits(row)]
        for row, text in zip(fitting, slip.texts, strict=False):
            row.written[slip.key] = text
    coded = [row for row in rows if not row.written and Slip("credit_code", ()).fits(row)]
    for row in [*coded[:_WRONG_CODES], *rng.sample(firms, _WRONG_CODES)]:
        row.written["credit_code"] = with_wrong_check(row.get("credit_code"))
