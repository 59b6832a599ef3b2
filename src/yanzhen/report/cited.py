"""Figures that another office vouches for: shown with source and date, never worked out here.

They come in a `cited.csv` with the columns `id, name_zh, name_en, value, unit, as_of, source_zh, source_en`; a value
may begin with 约, or a name end with （约）, where the source says so.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from pathlib import Path

from yanzhen.errors import UnreadableInput
from yanzhen.language import Said
from yanzhen.recordfiles import read_rows
from yanzhen.report.amounts import YI
from yanzhen.report.values import FigureValue

COLUMNS = ("id", "name_zh", "name_en", "value", "unit", "as_of", "source_zh", "source_en")
_OPTIONAL = ("name_en", "source_en", "unit")
_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
_ABOUT = re.compile(r"\s*[（(](约|about)[)）]$")
_MONEY = {"元": 1, "万元": 10**4, "亿元": YI}


def read_cited(path: Path) -> list[FigureValue]:
    """The cited figures of a file, in its order.

    Raises:
        UnreadableInput: no such file, a column or value is missing, a number or date can't be read, or an
            id is used twice.
    """
    cited = [_figure(row, f"{path.name} 第 {n} 行", f"{path.name} row {n}") for n, row in enumerate(read_rows(path), 2)]
    ids = [figure.id for figure in cited]
    twice = next((id_ for id_ in ids if ids.count(id_) > 1), None)
    if twice is not None:
        raise UnreadableInput(
            f"{path.name}：编号 {twice} 用了两次，请改成不同的", f"{path.name}: id {twice} is used twice; change one"
        )
    return cited


def _figure(row: Mapping[str, object], where_zh: str, where_en: str) -> FigureValue:
    cells = {name: str(row.get(name) or "").strip() for name in COLUMNS}
    for name in COLUMNS:
        if not cells[name] and name not in _OPTIONAL:
            raise UnreadableInput(
                f"{where_zh}：缺 {name}，引用数据要有名称、数值、截止日期和来源",
                f"{where_en}: {name} is missing; a cited figure needs a name, a value, a date and a source",
            )
    if not _DATE.fullmatch(cells["as_of"]):
        raise UnreadableInput(
            f"{where_zh}：as_of“{cells['as_of']}”不是日期，请写成 2024-12-31",
            f"{where_en}: as_of {cells['as_of']!r} is not a date; write 2024-12-31",
        )
    value, approximate = _number(cells["value"], where_zh, where_en)
    name_zh, name_en = (_ABOUT.sub("", cells[name]) for name in ("name_zh", "name_en"))
    source = Said(cells["source_zh"], cells["source_en"] or cells["source_zh"])
    return FigureValue(
        id=cells["id"],
        name=Said(name_zh, name_en or name_zh),
        value=value,
        unit=cells["unit"],
        as_of=cells["as_of"],
        definition=Said(
            f"引用数据，来源：{source.zh}；无明细，不重算。", f"Cited from {source.en}; no rows here, never worked out."
        ),
        value_cny=_cny(value, cells["unit"]),
        source=source,
        approximate=approximate or name_zh != cells["name_zh"],
    )


def _number(text: str, where_zh: str, where_en: str) -> tuple[int | Decimal, bool]:
    plain = unicodedata.normalize("NFKC", text).replace(",", "").replace(" ", "")
    approximate = plain.startswith("约")
    try:
        value = Decimal(plain.removeprefix("约"))
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite():
        raise UnreadableInput(
            f"{where_zh}：value“{text}”不是数字，请只写数字，如 6800",
            f"{where_en}: value {text!r} is not a number; write digits only, such as 6800",
        )
    return (int(value) if value == value.to_integral_value() else value), approximate


def _cny(value: int | Decimal, unit: str) -> int | None:
    size = _MONEY.get(unit)
    if size is None:
        return None
    amount = Decimal(value) * size
    return int(amount) if amount == amount.to_integral_value() else None
