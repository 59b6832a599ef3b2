"""A slow, plain reading of the code table: every way to write every unit → all units written so.

It shares nothing with `yanzhen.reference`: the truth about a text is the set of units that may be written that way, and
the one among them that contains all others, if there is one.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

PLACEHOLDERS = {"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"}
NATIONS = " ".join(
    [
        "蒙古族 回族 藏族 维吾尔 苗族 彝族 壮族 布依族 朝鲜族 满族 侗族 瑶族 白族 土家族",
        "哈尼族 哈萨克族 哈萨克 傣族 黎族 傈僳族 佤族 畲族 拉祜族 水族 东乡族 纳西族 景颇族 柯尔克孜",
        "土族 达斡尔族 仫佬族 羌族 布朗族 撒拉族 毛南族 仡佬族 锡伯 普米族 塔吉克 怒族 保安族 裕固族",
        "独龙族 各族 蒙古",
    ]
).split()


class Unit(NamedTuple):
    code: str
    name: str
    stem: str
    above: tuple[str, ...]
    """Codes from the unit itself up to the province."""


def plain_stem(name: str) -> str:
    """The stem by stripping endings until no word of a kind is left; at least two characters stay."""
    found = re.match(r"(.{2,})自治[州县旗区]$", name)
    if not found:
        race = re.match(r"(.{2,}?)((?:.{1,3}族)+)区$", name)
        if race and all(part + "族" in NATIONS for part in race[2].split("族") if part):
            return race[1]
        plain = re.match(r"(.{2,})(?:特别行政区|行政委员会|地区|群岛)$", name) or re.match(
            r"(.{2,})[市县区旗盟省]$", name
        )
        return plain[1] if plain else name
    stem = found[1]
    while nation := next((n for n in NATIONS if stem.endswith(n) and len(stem) - len(n) >= 2), None):
        stem = stem[: -len(nation)]
    return stem.removesuffix("族") if len(stem) > 2 else stem


def read_units(folder: Path) -> list[Unit]:
    """Provinces, cities and counties of the three files of codes; zones and placeholders aside."""

    def rows(name: str) -> list[dict[str, str]]:
        with (folder / f"gb2260_{name}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    units = [
        Unit(r["code"] + "0000", r["name"], plain_stem(r["name"]), (r["code"] + "0000",)) for r in rows("provinces")
    ]
    cities = {}
    for r in rows("cities"):
        code, province = r["code"] + "00", r["provinceCode"] + "0000"
        if r["name"] not in PLACEHOLDERS:
            cities[code] = Unit(code, r["name"], plain_stem(r["name"]), (code, province))
    units += cities.values()
    for r in rows("areas"):
        city = cities.get(r["cityCode"] + "00")
        if r["code"][4] == "7" or (city and city.name == r["name"]):
            continue
        above = city.above if city else (r["provinceCode"] + "0000",)
        units.append(Unit(r["code"], r["name"], plain_stem(r["name"]), (r["code"], *above)))
    return units


def spellings(unit: Unit, by_code: dict[str, Unit]) -> Iterator[str]:
    """Every way in which people write a unit: with and without kind, with and without what is above it."""
    own = {unit.name, unit.stem} if len(unit.stem) > 1 else {unit.name}
    if found := re.match(r"(.{2,})自治[区州县旗]$", unit.name):
        own |= {found[1], unit.stem + unit.name[-1]}
    yield from own
    province = by_code[unit.above[-1]]
    middle = [by_code[code] for code in unit.above[1:-1]]
    if province.code == unit.code:
        return
    for last in sorted(own):
        for joint in ("", "·", "/", "-", " ", "　"):
            for first in (province.name, province.stem):
                yield first + joint + last
                for city in middle:
                    for second in (city.name, city.stem):
                        yield first + joint + second + joint + last
            for city in middle:
                for second in (city.name, city.stem):
                    yield second + joint + last


class Oracle:
    """text → the units that it may mean, and the one that it does mean."""

    def __init__(self, units: list[Unit]) -> None:
        self.by_code = {unit.code: unit for unit in units}
        self.meant: dict[str, set[str]] = {}
        for unit in units:
            for text in spellings(unit, self.by_code):
                self.meant.setdefault(text, set()).add(unit.code)
        self.provinces = {u.stem: u.code for u in units if u.code.endswith("0000")}

    def truth(self, text: str) -> str | None:
        """The right code; None where the text is ambiguous."""
        if text in self.provinces:
            return self.provinces[text]
        codes = self.meant[text]
        return next((c for c in codes if all(c in self.by_code[other].above for other in codes)), None)
