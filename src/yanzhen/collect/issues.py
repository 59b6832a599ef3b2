"""What is wrong with a cell or a row, and what to write instead."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from yanzhen.language import Said

FIXES: dict[str, Said] = {
    "name_missing": Said(
        "没有名称，这一行没有收录；请补填名称", "has no name, so the row was left out; fill in the name"
    ),
    "amount_negative": Said(
        "金额是负数；请核对后填正数，如 3亿元", "is a negative amount; write a positive one, such as 3亿元"
    ),
    "amount_implausible": Said(
        "金额超过10万亿元，像是单位弄错了；请核对单位", "is over 10^13 CNY, probably a slip of the unit; check the unit"
    ),
    "amount_unreadable": Said(
        "金额读不出来；请填一个人民币数字加单位，如 1.2亿元 或 8000万元",
        "can't be read as an amount; write one number in CNY with its unit, such as 1.2亿元",
    ),
    "amount_is_a_range": Said(
        "金额是一个区间，汇总时无法相加；请填一个数，如 1.3亿元",
        "is a range, which can't be added up; write one number, such as 1.3亿元",
    ),
    "amount_shared": Said(
        "与上一行合用一个合并单元格的金额，只计在第一行；请拆开分别填写",
        "shares a merged amount with the row above, which counts it; split the cell and give each row its own",
    ),
    "amount_unit_missing": Said(
        "金额没有单位；请在表头写明（万元）或（亿元），或在数字后写单位",
        "has no unit; name it in the header, such as （万元）, or behind the number",
    ),
    "date_unreadable": Said(
        "日期读不出来；请写成 2025-03-29，或到月 2025-03",
        "can't be read as a date; write 2025-03-29, or 2025-03 for a month",
    ),
    "date_ambiguous": Said(
        "日期有两种读法；请写全，如 2024-10 或 2025-03-04", "can be read as two dates; write it out, such as 2024-10"
    ),
    "date_order": Said(
        "开工早于签约；请核对这两个日期", "says that building started before the signing; check both dates"
    ),
    "region_unknown": Said(
        "认不出这个地名；请写省市县全名，如 湖南省长沙市宁乡市",
        "is not a place that is known; write its full name, such as 湖南省长沙市宁乡市",
    ),
    "region_ambiguous": Said(
        "这个地名不止一处；请加上省市，如 江苏省南京市鼓楼区",
        "may be several places; add province and city, such as 江苏省南京市鼓楼区",
    ),
    "credit_code_invalid": Said(
        "统一社会信用代码不对（应为18位，末位是校验码）；请对照营业执照重填",
        "is no valid credit code (18 characters, the last one a check); copy it from the business licence",
    ),
    "cell_error": Said(
        "单元格是公式错误，或公式没有保存结果；请改为数值后再报",
        "holds a formula's error, or a formula saved without its value; write the value itself",
    ),
    "value_unreadable": Said(
        "这个字段填不了这样的内容；请填一个数、是或否，或清空",
        "does not suit this field; write one number, yes or no, or clear it",
    ),
    "duplicate_row": Said(
        "与前面一行名称、单位都相同；如是同一件事请删去一行",
        "has the same name and party as an earlier row; delete one if they are the same",
    ),
}
"""code -> what is wrong with the cell, and the fix."""


@dataclass(frozen=True, slots=True)
class Issue:
    """A cell that was refused, or a row that looks wrong.

    Attributes:
        row: Excel's own number.
        column: Excel's letter.
        code: a key of `FIXES`.
        value: the cell as it stood.
        key: of the field, where it is known.
    """

    sheet: str
    row: int
    column: str
    code: str
    value: str = ""
    key: str | None = None

    def said(self) -> Said:
        """Where it is, what is wrong and what to write instead, in both languages."""
        fix = FIXES[self.code]
        shown = self.value if len(self.value) <= 40 else self.value[:39] + "…"
        if not self.sheet:
            return Said(f"“{shown}”：{fix.zh}", f"'{shown}' {fix.en}")
        zh = f"工作表“{self.sheet}”第 {self.row} 行 {self.column} 列"
        en = f"sheet '{self.sheet}', row {self.row}, column {self.column}:"
        if shown:
            return Said(f"{zh}“{shown}”：{fix.zh}", f"{en} '{shown}' {fix.en}")
        return Said(f"{zh}：{fix.zh}", f"{en} {fix.en}")

    def message(self) -> str:
        """`said` in the language in force."""
        return str(self.said())

    def as_row(self) -> dict[str, Any]:
        """As the collected JSON has it."""
        row: dict[str, Any] = {"sheet": self.sheet, "row": self.row, "column": self.column, "code": self.code}
        if self.value:
            row["value"] = self.value
        if self.key:
            row["key"] = self.key
        row["message"] = self.message()
        return row
