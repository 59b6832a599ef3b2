"""A workbook as an office would send it: a title, a unit line, two rows with a fault each, totals."""

from __future__ import annotations

from pathlib import Path

from openpyxl import Workbook

from yanzhen.fields import Field, fields_of

ROWS = [
    ("序号", "项目名称", "投资方", "投资额", "转出地", "签约时间", "进展阶段"),
    (1, "雁栖高压连接器（示例）项目", "深圳雁栖电子（示例）有限公司", 3.2, "深圳", "2025-03-29", "已签约"),
    (2, "云栖电驱桥（示例）项目", "浙江云栖传动（示例）有限公司", -5.6, "杭州", "2025.3", "在谈"),
    (3, "石青涂层（示例）项目", "苏州石青材料（示例）有限公司", 1.5, "鼓楼区", "2025年2月", "在谈"),
    ("合计", None, None, 4.7, None, None, None),
]
GOOD_NAME = "雁栖高压连接器（示例）项目"


def write_book(folder: Path) -> Path:
    """The book, written anew."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "湘潭"
    sheet.append(["湘潭市产业转移意向项目汇总表（示例）"])
    sheet.merge_cells("A1:G1")
    sheet.append(["单位：亿元"])
    for row in ROWS:
        sheet.append(row)
    path = folder / "意向项目汇总表（示例）.xlsx"
    book.save(path)
    return path


FULL_NAME = "一应俱全（示例）项目"
_VALUES = {
    "money": "3.2亿元",
    "foreign_money": "1200万美元",
    "number": "12.5",
    "integer": "12",
    "bool": "是",
    "date": "2025-03-29",
    "region": "湖南省湘潭市",
    "country": "德国",
    "stage": "在谈",
    "credit_code": "91430100MA00000003",
}
_LEFT_OUT = {"name", "publication", "seq", "kind"}


def write_full_book(folder: Path) -> Path:
    """One project of which everything is known, in long sentences."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    fields = [field for field in fields_of("project").values() if field.key not in _LEFT_OUT]
    sheet.append(["项目名称", *(field.label.zh for field in fields)])
    sheet.append([FULL_NAME, *(_value(field) for field in fields)])
    path = folder / "什么都填了的表（示例）.xlsx"
    book.save(path)
    return path


def _value(field: Field) -> str:
    if field.type == "text":
        return f"{field.label.zh}的说明写得很长，" * 6
    return _VALUES.get(field.type, f"示例{field.label.zh}")
