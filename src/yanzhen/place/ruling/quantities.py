"""What a project needs against what a place has left: land, power, water, sewage, energy."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from yanzhen.language import Said
from yanzhen.place.ruling.asking import by_day, source_of, to_investor, too_old
from yanzhen.place.rulings import GATES, Ruling
from yanzhen.place.tables import number_of, short, text_of
from yanzhen.records import Record
from yanzhen.reference.cells import is_nothing

Reader = Callable[[str, str], float | None]
"""Reads a text such as `约300亩` as a number in a unit; None for what it can't read."""

_TIMES = re.compile(r"(?P<times>\d{1,3})\s*(?:台|回|路)?\s*[×xX*]\s*(?P<each>.+)")


def plainly(text: str, unit: str) -> float | None:
    """A number without its unit, or with the wanted one: the reader where no better one is given."""
    return number_of(text.removesuffix(unit))


@dataclass(frozen=True, slots=True)
class Need:
    """A gate of numbers: a field of the project that must not exceed a field of the place.

    Attributes:
        unit: of both.
        bound: the project's figure is only an upper bound of what it needs, so that more than there is proves nothing.
    """

    gate: str
    wanted: str
    left: str
    unit: str
    unit_en: str
    what: Said
    bound: bool = False


NEEDS = (
    Need("land", "land_mu", "land_available_mu", "亩", "mu", Said("可供工业用地", "industrial land on offer")),
    Need("power", "power_kva", "power_spare_kva", "kVA", "kVA", Said("剩余供电容量", "spare power capacity")),
    Need("water", "water_t_day", "water_spare_t_day", "吨/日", "t a day", Said("供水余量", "spare water supply")),
    Need(
        "sewage",
        "sewage_t_day",
        "sewage_spare_t_day",
        "吨/日",
        "t a day",
        Said("污水处理余量", "spare sewage capacity"),
    ),
    Need("energy", "energy_tce", "energy_quota_tce", "吨标准煤", "tce", Said("能耗指标余量", "energy quota left")),
)
_AT_MOST_THE_WATER = Need(
    "sewage",
    "water_t_day",
    "sewage_spare_t_day",
    "吨/日",
    "t a day",
    Said("污水处理余量", "spare sewage capacity"),
    True,
)
_SEWAGE = re.compile(r"(?:废水|污水)(?:排放)?(?:量)?[:：约为]*\s*([\d.,]+万?\s*(?:吨|t|m3|m³|立方米|方)/(?:日|天|d))")


def amount(value: Any, unit: str, read: Reader) -> float | None:
    """The number that a cell says, not negative and finite; `2×50MVA` is twice 50 MVA."""
    if isinstance(value, bool) or value is None:
        return None
    text = unicodedata.normalize("NFKC", text_of(value)).strip()
    if is_nothing(text):
        return None
    plain = number_of(value)
    if plain is None and (several := _TIMES.fullmatch(text)):
        each = read(several["each"], unit)
        plain = None if each is None else int(several["times"]) * each
    elif plain is None:
        plain = read(text, unit)
    return plain if plain is not None and math.isfinite(plain) and plain >= 0 else None


def quantity_rulings(project: Record, place: Record, today: date, read: Reader) -> list[Ruling]:
    """A ruling for each quantity that the project needs; none where it does not say that it needs any."""
    found = (_ruled(need, project, place, today, read) for need in _needs(project))
    return [ruling for ruling in found if ruling is not None]


def _needs(project: Record) -> list[Need]:
    stated = _sewage_of(project) is not None
    return [_AT_MOST_THE_WATER if need.gate == "sewage" and not stated else need for need in NEEDS]


def _sewage_of(project: Record) -> Any:
    """What it says of its waste water, as a field or among its pollutants."""
    if project.get("sewage_t_day") is not None:
        return project.get("sewage_t_day")
    found = _SEWAGE.search(unicodedata.normalize("NFKC", text_of(project.get("pollutants"))))
    return found[1] if found else None


def _ruled(need: Need, project: Record, place: Record, today: date, read: Reader) -> Ruling | None:
    wanted = _sewage_of(project) if need.wanted == "sewage_t_day" else project.get(need.wanted)
    if wanted is None or is_nothing(text_of(wanted)):
        return None
    needs, has = amount(wanted, need.unit, read), amount(place.get(need.left), need.unit, read)
    source = source_of(place, need.what)
    if needs is None:
        shown = short(text_of(wanted))
        why = Said(f"项目的“{shown}”读不成数", f"the project's “{shown}” is no number")
        return Ruling(need.gate, place.key, "unknown", why, source, _asked_of_investor(need, shown, today))
    if has is None:
        return Ruling(
            need.gate, place.key, "unknown", _no_figure(need, place), source, _asked(need, place, needs, today)
        )
    zh = f"需要{_most(need).zh} {_shown(needs)} {need.unit}，{need.what.zh} {_shown(has)} {need.unit}"
    en = f"needs {_most(need).en}{_shown(needs)} {need.unit_en}, {need.what.en} {_shown(has)} {need.unit_en}"
    if needs <= has:
        return Ruling(need.gate, place.key, "passes", Said(zh, en), source)
    if need.bound or too_old(place, today):
        doubt = _bounded() if need.bound else _stale(place)
        why = Said(f"{zh}；{doubt.zh}", f"{en}; {doubt.en}")
        return Ruling(need.gate, place.key, "unknown", why, source, _asked(need, place, needs, today))
    return Ruling(need.gate, place.key, "fails", Said(zh, en), source)


def _most(need: Need) -> Said:
    return Said("至多", "at most ") if need.bound else Said("", "")


def _bounded() -> Said:
    return Said("项目只报了用水量，排水量没有报", "the project tells its water, not its waste water")


def _stale(place: Record) -> Said:
    day = place.get("as_of")
    return Said(f"数据截至 {day}，太旧，不作为淘汰的依据", f"as of {day}: too old to rule anything out")


def _no_figure(need: Need, place: Record) -> Said:
    stated = text_of(place.get(need.left))
    if is_nothing(stated):
        return Said(f"{need.what.zh}没有数据", f"{need.what.en}: not known")
    return Said(f"{need.what.zh}“{short(stated)}”读不成数", f"{need.what.en}: “{short(stated)}” is no number")


def _asked_of_investor(need: Need, shown: str, today: date) -> Said:
    until, field = by_day(today), GATES[need.gate]
    return to_investor(
        f"项目的{field.zh}需求写的是“{shown}”，是多少{need.unit}？{until.zh}",
        f"the project's need ({field.en}) reads “{shown}”; how many {need.unit_en} is that? {until.en}",
    )


def _asked(need: Need, place: Record, needs: float, today: date) -> Said:
    until = by_day(today)
    return Said(
        f"请{place.name}报{need.what.zh}是多少{need.unit}（本项目需要{_most(need).zh} {_shown(needs)}）。{until.zh}",
        f"{place.name}, how much is the {need.what.en}, in {need.unit_en}? (This project needs {_most(need).en}"
        f"{_shown(needs)}.) {until.en}",
    )


def _shown(number: float) -> str:
    return f"{number:,.0f}" if float(number).is_integer() else f"{number:,.6g}"
