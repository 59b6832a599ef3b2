"""What a project promises, in the units in which parks write their thresholds; what is unknown is a question."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from yanzhen.language import Said
from yanzhen.place.tables import number_of
from yanzhen.records import Record

M2_A_MU = 10_000 / 15
"""1 ha = 15 亩."""
WAN = 10_000
_APART = 0.05
"""A stated ratio may differ so much from what its parts give before that is told."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A figure of a project.

    Attributes:
        value: in the unit of its measure; None where it is unknown.
        how: where it comes from; for an unknown one, what to ask.
    """

    value: float | None
    how: Said


@dataclass(frozen=True, slots=True)
class Measure:
    """One thing that thresholds are set on.

    Attributes:
        better: "more" where a project must reach the threshold, "less" where it must stay within.
        units: unit -> by what a figure in it is multiplied to stand in the first unit.
    """

    key: str
    label: Said
    better: str
    units: Mapping[str, float]
    of: Callable[[Record], Measured]

    @property
    def unit(self) -> str:
        """The unit of values and thresholds."""
        return next(iter(self.units))


def _number(project: Record, key: str) -> float | None:
    return number_of(project.get(key))


def _positive(project: Record, key: str) -> float | None:
    found = _number(project, key)
    return found if found is not None and found > 0 else None


def _asked(zh: str, en: str) -> Measured:
    return Measured(None, Said(f"请项目方报：{zh}", f"ask the project: {en}"))


def _per_mu(stated: str, keys: tuple[tuple[str, Said], ...], asked: Said) -> Callable[[Record], Measured]:
    """A figure in 万元/亩: as it is stated, else the first known amount by the land."""

    def measured(project: Record) -> Measured:
        land = _positive(project, "land_mu")
        amount, label = next(
            ((found, label) for key, label in keys if (found := _number(project, key)) is not None),
            (None, Said("", "")),
        )
        computed = amount / WAN / land if amount is not None and land else None
        told = _number(project, stated)
        if told is not None:
            return Measured(told, _as_stated(told, computed))
        if computed is None:
            return _asked(asked.zh, asked.en)
        return Measured(computed, Said(f"{label.zh} ÷ 用地面积", f"{label.en} by land"))

    return measured


def _as_stated(told: float, computed: float | None) -> Said:
    if computed is None or abs(told - computed) <= _APART * max(abs(told), abs(computed)):
        return Said("按项目所报", "as the project states it")
    return Said(
        f"按项目所报；按金额和用地算是 {computed:.6g}，请核实",
        f"as the project states it; amount by land gives {computed:.6g}: check",
    )


def _plot_ratio(project: Record) -> Measured:
    """容积率: floor area by land, both in ㎡."""
    land, floor = _positive(project, "land_mu"), _number(project, "building_m2")
    if land is None or floor is None:
        return _asked("建筑面积（㎡）和用地面积（亩）", "floor area (m²) and land (mu)")
    return Measured(floor / (land * M2_A_MU), Said("建筑面积 ÷ 用地面积", "floor area by land"))


def _energy(project: Record) -> Measured:
    told = _number(project, "energy_tce")
    if told is None:
        return _asked("年综合能耗（吨标准煤）", "energy a year (tce)")
    return Measured(told, Said("按项目所报", "as the project states it"))


def _energy_per_output(project: Record) -> Measured:
    energy, output = _number(project, "energy_tce"), _positive(project, "output_expected_cny")
    if energy is None or output is None:
        return _asked("年综合能耗（吨标准煤）和预计年产值", "energy a year (tce) and expected output a year")
    return Measured(energy / (output / WAN), Said("年综合能耗 ÷ 预计年产值", "energy by expected output"))


_TONNES = {"吨": 1.0, "t": 1.0, "千克": 0.001, "公斤": 0.001, "kg": 0.001}
_AMOUNT = r"[^\d;；,，。、\n]{0,12}?(\d+(?:\.\d+)?)\s*(吨|t|千克|公斤|kg)"


def _emission(names: str, zh: str, en: str) -> Callable[[Record], Measured]:
    """Tonnes a year of one pollutant, read from what the project writes: `COD 2.1吨/年；氨氮 0.2 t/a`."""
    pattern = re.compile(f"(?:{names}){_AMOUNT}", re.IGNORECASE)

    def measured(project: Record) -> Measured:
        text = unicodedata.normalize("NFKC", str(project.get("pollutants") or ""))
        found = pattern.search(text)
        if found is None:
            return _asked(f"{zh}年排放量（吨）", f"{en} a year (t)")
        value = float(found[1]) * _TONNES[found[2].lower()]
        return Measured(value, Said("按项目所报的主要污染物排放", "from the pollutants that the project states"))

    return measured


_MONEY_A_MU = {"万元/亩": 1.0, "亿元/亩": WAN, "元/亩": 1 / WAN, "万元/公顷": 1 / 15, "亿元/公顷": WAN / 15,
               "元/㎡": M2_A_MU / WAN}  # fmt: skip
_UNITS_EN = {
    "万元": "× 10,000 CNY", "万元/亩": "× 10,000 CNY a mu", "亿元/亩": "× 100 million CNY a mu", "元/亩": "CNY a mu",
    "万元/公顷": "× 10,000 CNY a hectare", "亿元/公顷": "× 100 million CNY a hectare", "元/㎡": "CNY a m²",
    "吨标准煤": "tce", "万吨标准煤": "× 10,000 tce", "吨标准煤/万元": "tce per 10,000 CNY",
    "千克标准煤/万元": "kgce per 10,000 CNY", "吨标准煤/亿元": "tce per 100 million CNY",
    "吨/年": "t a year", "吨": "t",
    "千克/年": "kg a year", "千克": "kg", "万元/吨标准煤": "× 10,000 CNY a tce", "万元/吨": "× 10,000 CNY a tonne",
    "万元/人": "× 10,000 CNY a head", "亩": "mu", "㎡": "m²", "米": "m",
}  # fmt: skip


def shown(value: float) -> str:
    """A figure with its unit beside it: two decimals from 1 up, four digits below, large ones in thousands."""
    if abs(value) < 1:
        return f"{value:.4g}"
    return f"{value:,.2f}".rstrip("0").rstrip(".")


def unit_said(unit: str) -> Said:
    """A unit of measures, yields and plots as people read it; `亩` is a 15th of a hectare."""
    return Said(unit, _UNITS_EN.get(unit, unit))


_MASS = {"吨/年": 1.0, "吨": 1.0, "千克/年": 0.001, "千克": 0.001}

MEASURES: dict[str, Measure] = {
    measure.key: measure
    for measure in (
        Measure(
            "investment_per_mu",
            Said("投资强度", "Investment per mu"),
            "more",
            _MONEY_A_MU,
            _per_mu(
                "investment_per_mu",
                (
                    ("fixed_assets_cny", Said("固定资产投资", "fixed assets")),
                    ("investment_cny", Said("总投资", "total investment")),
                ),
                Said("固定资产投资和用地面积（亩）", "fixed-asset investment and land (mu)"),
            ),
        ),
        Measure(
            "tax_per_mu",
            Said("亩均税收", "Tax per mu"),
            "more",
            _MONEY_A_MU,
            _per_mu(
                "tax_per_mu",
                (("tax_expected_cny", Said("预计年税收", "expected tax")),),
                Said("预计年税收和用地面积（亩）", "expected tax a year and land (mu)"),
            ),
        ),
        Measure("plot_ratio", Said("容积率", "Plot ratio"), "more", {"": 1.0}, _plot_ratio),
        Measure(
            "energy_tce", Said("年综合能耗", "Energy a year"), "less", {"吨标准煤": 1.0, "万吨标准煤": WAN}, _energy
        ),
        Measure(
            "energy_per_output",
            Said("单位产值能耗", "Energy per output"),
            "less",
            {"吨标准煤/万元": 1.0, "千克标准煤/万元": 0.001, "吨标准煤/亿元": 1 / WAN},
            _energy_per_output,
        ),
        Measure("cod_t", Said("COD 排放", "COD"), "less", _MASS, _emission("COD|化学需氧量", "COD", "COD")),
        Measure(
            "nh3n_t",
            Said("氨氮排放", "Ammonia nitrogen"),
            "less",
            _MASS,
            _emission("NH3-?N|氨氮", "氨氮", "ammonia nitrogen"),
        ),
        Measure("so2_t", Said("二氧化硫排放", "SO₂"), "less", _MASS, _emission("SO2|二氧化硫", "二氧化硫", "SO₂")),
        Measure("nox_t", Said("氮氧化物排放", "NOₓ"), "less", _MASS, _emission("NOX|氮氧化物", "氮氧化物", "NOₓ")),
        Measure("voc_t", Said("VOCs 排放", "VOCs"), "less", _MASS, _emission("VOCS?|挥发性有机物", "VOCs", "VOCs")),
    )
}
"""By key, in the order in which they are shown."""


def measure_named(text: str) -> Measure | None:
    """The measure of this key or name in either language; None where there is none."""
    wanted = text.strip().lower()
    return next((m for m in MEASURES.values() if wanted in (m.key, m.label.zh.lower(), m.label.en.lower())), None)
