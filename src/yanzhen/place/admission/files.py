"""Thresholds and deciders from tables; what can't be used stops the reading, with file, row and column."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from yanzhen.errors import WrongUsage
from yanzhen.language import Said
from yanzhen.place.admission.deciders import LEVEL_LABELS, LEVELS, Decider
from yanzhen.place.admission.measures import MEASURES, measure_named
from yanzhen.place.admission.thresholds import Threshold
from yanzhen.place.tables import number_of, refusal, rows_of, text_of, value_of

_THRESHOLD: dict[str, tuple[str, ...]] = {
    "park": ("park", "园区"),
    "measure": ("measure", "指标"),
    "value": ("value", "门槛", "标准", "at_least", "at_most"),
    "unit": ("unit", "单位"),
    "industry": ("industry", "行业", "产业"),
    "source": ("source", "依据", "来源"),
    "until": ("until", "有效期至", "有效期"),
}
_DECIDER: dict[str, tuple[str, ...]] = {
    "body": ("body", "决策机构", "审批机构", "由谁定"),
    "level": ("level", "层级"),
    "amount_from": ("amount_from", "投资起（万元）", "投资起"),
    "amount_to": ("amount_to", "投资止（万元）", "投资止"),
    "land_from": ("land_from", "用地起（亩）", "用地起"),
    "land_to": ("land_to", "用地止（亩）", "用地止"),
    "industry": ("industry", "行业", "产业"),
    "region": ("region", "地区"),
}


class WrongCell(WrongUsage):
    """A cell of a row of thresholds or deciders that can't be used; `column` names it."""

    def __init__(self, column: str, zh: str, en: str) -> None:
        super().__init__(zh, en)
        self.column = column


def threshold_of(row: Mapping[str, Any]) -> Threshold:
    """A threshold from the cells of one row; `value` in the `unit` that stands beside it.

    Raises:
        WrongCell: a cell can't be used.
    """
    measure = measure_named(text_of(row.get("measure")))
    if measure is None:
        names = "、".join(m.label.zh for m in MEASURES.values())
        raise WrongCell("measure", f"没有这个指标，请写其中之一：{names}", f"no such measure; one of {list(MEASURES)}")
    value = number_of(row.get("value"))
    if value is None or value < 0:
        raise WrongCell("value", "请写不小于 0 的数", "write a number from 0 up")
    unit = text_of(row.get("unit")) or measure.unit
    if unit not in measure.units:
        units = "、".join(measure.units)
        raise WrongCell("unit", f"单位请写其中之一：{units}", f"the unit must be one of {units}")
    return Threshold(
        measure.key,
        value * measure.units[unit],
        text_of(row.get("industry")),
        text_of(row.get("source")),
        _day(text_of(row.get("until"))),
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise WrongCell("until", "日期请写成 2026-12-31", "write the date as 2026-12-31") from None


def decider_of(row: Mapping[str, Any]) -> Decider:
    """A row of the table of deciders; an empty bound is none.

    Raises:
        WrongCell: a cell can't be used.
    """
    body = text_of(row.get("body"))
    if not body:
        raise WrongCell("body", "请写由谁定", "say who decides")
    told = text_of(row.get("level")) or "park"
    level = next((key for key in LEVELS if told in (key, LEVEL_LABELS[key].zh, LEVEL_LABELS[key].en)), None)
    if level is None:
        raise WrongCell("level", "层级请写园区、县级、市级或省级", f"the level must be one of {', '.join(LEVELS)}")
    bounds = {
        key: _bound(row, key, 0.0 if key.endswith("from") else math.inf)
        for key in ("amount_from", "amount_to", "land_from", "land_to")
    }
    if bounds["amount_from"] >= bounds["amount_to"]:
        raise WrongCell("amount_to", "投资的止点要大于起点", "the amount's end must be above its start")
    if bounds["land_from"] >= bounds["land_to"]:
        raise WrongCell("land_to", "用地的止点要大于起点", "the land's end must be above its start")
    return Decider(body, level, **bounds, industry=text_of(row.get("industry")), region=text_of(row.get("region")))


def _bound(row: Mapping[str, Any], key: str, default: float) -> float:
    text = text_of(row.get(key))
    if not text:
        return default
    value = number_of(text)
    if value is None or value < 0:
        raise WrongCell(key, "请写不小于 0 的数，或留空", "write a number from 0 up, or leave it empty")
    return value


def read_thresholds(path: Path) -> list[tuple[str, Threshold]]:
    """(park's name, threshold) of each row; an empty name is for every park.

    Raises:
        UnreadableInput: the file can't be read, or a cell can't be used.
    """
    found = []
    for place, row in rows_of(path):
        cells = {key: value_of(row, names) for key, names in _THRESHOLD.items()}
        cells["source"] = cells["source"] or path.name
        try:
            found.append((text_of(cells["park"]), threshold_of(cells)))
        except WrongCell as wrong:
            raise _at(path, place, _THRESHOLD, wrong) from wrong
    return found


def read_deciders(path: Path) -> list[Decider]:
    """The table of who decides.

    Raises:
        UnreadableInput: the file can't be read, or a cell can't be used.
    """
    found = []
    for place, row in rows_of(path):
        try:
            found.append(decider_of({key: value_of(row, names) for key, names in _DECIDER.items()}))
        except WrongCell as wrong:
            raise _at(path, place, _DECIDER, wrong) from wrong
    return found


def _at(path: Path, place: Said, columns: Mapping[str, tuple[str, ...]], wrong: WrongCell) -> Exception:
    return refusal(path, place, columns[wrong.column][1], wrong.said.zh, wrong.said.en)
