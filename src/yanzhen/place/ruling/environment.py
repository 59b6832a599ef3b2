"""Planning EIA, chemical-park status and environmental capacity."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from yanzhen.language import Said
from yanzhen.place.ruling.asking import by_day, source_of, too_old
from yanzhen.place.ruling.subjects import FIELD_NAMES, Subject
from yanzhen.place.rulings import Ruling, Verdict
from yanzhen.place.tables import number_of, short, text_of
from yanzhen.records import Record
from yanzhen.reference.cells import is_nothing

EIA_YEARS = 5
"""After so many years a planning EIA is to be followed up (《规划环境影响评价条例》 and 环环评〔2020〕65号)."""
_NUMBERED = re.compile(r"[〔\[(](?:19|20)\d\d[〕\])]\s*第?\d+号|(?:19|20)\d\d.{0,3}\d+号")
_APPROVED = re.compile(r"已?批复|已批|审查意见|已审查|通过|取得|完成|是|有")
_UNDER_WAY = re.compile(r"编制|修编|待|拟|申报|报批|办理|评审中|审查中|在办|推进|预计|计划")
_NONE = re.compile(r"^(?:否|没有|未(?:批复|取得|开展|编制|通过|完成|办理|批).*|尚未.*|暂未.*|无规划环评.*)$")
_YEAR = re.compile(r"(?:19|20)\d\d")


def eia_ruling(place: Record, today: date) -> Ruling:
    """Whether the park's planning EIA is approved; one under way, or a text that says neither, is asked about."""
    text = unicodedata.normalize("NFKC", text_of(place.get("plan_eia"))).strip()
    source = source_of(place, Said("规划环评批复", "planning EIA"))
    verdict, why = _eia(text, today)
    if verdict == "fails" and too_old(place, today):
        verdict, why = "unknown", Said(f"{why.zh}；数据太旧", f"{why.en}; told too long ago")
    until = by_day(today)
    question = Said(
        f"请{place.name}提供规划环评批复的文号和日期，没有批复的请说明何时批复。{until.zh}",
        f"{place.name}, please give the number and date of the planning EIA's approval, or say when "
        f"it is due. {until.en}",
    )
    return Ruling("plan_eia", place.key, verdict, why, source, question if verdict == "unknown" else None)


def _eia(text: str, today: date) -> tuple[Verdict, Said]:
    shown = short(text)
    if is_nothing(text):
        return "unknown", Said("规划环评没有数据", "planning EIA: not known")
    if _NONE.match(text):
        return "fails", Said(f"规划环评：{shown}", f"planning EIA: {shown}")
    if _NUMBERED.search(text) or (_APPROVED.search(text) and not _UNDER_WAY.search(text) and "未" not in text):
        years = [int(year) for year in _YEAR.findall(text)]
        if years and today.year - max(years) > EIA_YEARS:
            return "passes", Said(
                f"规划环评已批复：{shown}；已过 {EIA_YEARS} 年，应做跟踪评价",
                f"planning EIA approved: {shown}; over {EIA_YEARS} years ago, to be followed up",
            )
        return "passes", Said(f"规划环评已批复：{shown}", f"planning EIA approved: {shown}")
    return "unknown", Said(f"规划环评：{shown}", f"planning EIA: {shown}")


# --- chemical parks --------------------------------------------------------------------------------------------------

_CHEMICAL = ("251", "252", "261", "262", "263", "264", "265", "266", "267", "271")
"""Groups whose new projects belong into a recognised chemical park."""
_MAY_BE_CHEMICAL = ("25", "26", "27", "28", "291", "268")
_CHEMICAL_WORDS = re.compile(r"化工|石化|原料药|农药|染料|涂料|树脂合成|合成氨|危险化学品|危化品|电子级.{0,4}酸|中间体")
_RULE = Said(
    "《化工园区建设标准和认定管理办法（试行）》（工信部联原〔2021〕220号）",
    "Measures for the Standards and Recognition of Chemical Parks (MIIT 2021 no. 220)",
)


def chemical_ruling(subject: Subject, place: Record, today: date) -> Ruling | None:
    """Whether a chemical project would stand in a recognised chemical park; None for a project that is not chemical."""
    sure = [code for code in subject.codes if code.startswith(_CHEMICAL) or code == "26"]
    told = _chemical_words(subject)
    unsure = [code for code in subject.codes if code.startswith(_MAY_BE_CHEMICAL)]
    if not (sure or told or unsure):
        return None
    why = Said(f"行业代码 {sure[0]}", f"industry code {sure[0]}") if sure else _hint(told, unsure)
    named = place.get("chemical_park")
    source = _joined(_RULE, source_of(place, Said("化工园区认定", "status of a chemical park")))
    if named is True:
        return Ruling(
            "chemical_park", place.key, "passes", _told(why, "是认定的化工园区", "a recognised chemical park"), source
        )
    if named is False and sure and not too_old(place, today):
        return Ruling(
            "chemical_park", place.key, "fails", _told(why, "不是认定的化工园区", "no recognised chemical park"), source
        )
    until = by_day(today)
    zh, en = (
        "不是认定的化工园区，项目是否必须进化工园区要核实",
        "no recognised chemical park; whether the project needs one is to be seen",
    )
    if named is None:
        zh, en = "是否认定化工园区没有数据", "whether it is a recognised chemical park is not known"
    question = Said(
        f"请{place.name}说明是否为认定的化工园区、本项目能否进入。{until.zh}",
        f"{place.name}, are you a recognised chemical park, and may this project come? {until.en}",
    )
    return Ruling("chemical_park", place.key, "unknown", _told(why, zh, en), source, question)


def _chemical_words(subject: Subject) -> Said | None:
    for span in subject.spans:
        if span.of_trade and (found := _CHEMICAL_WORDS.search(span.text)):
            field = FIELD_NAMES[span.field]
            return Said(f"{field.zh}写有“{found[0]}”", f"“{found[0]}” stands in the {field.en}")
    return None


def _hint(told: Said | None, unsure: list[str]) -> Said:
    return told or Said(f"行业代码 {unsure[0]} 可能是化工", f"industry code {unsure[0]} may be chemical")


def _told(why: Said, zh: str, en: str) -> Said:
    return Said(f"项目{why.zh}；{zh}", f"{why.en}; {en}")


def _joined(*sources: Said) -> Said:
    return Said("；".join(s.zh for s in sources), "; ".join(s.en for s in sources))


# --- environmental capacity ------------------------------------------------------------------------------------------

POLLUTANTS: dict[str, str] = {
    "化学需氧量": "COD",
    "codcr": "COD",
    "cod": "COD",
    "氨氮": "NH3-N",
    "nh3-n": "NH3-N",
    "总磷": "TP",
    "tp": "TP",
    "总氮": "TN",
    "tn": "TN",
    "二氧化硫": "SO2",
    "so2": "SO2",
    "氮氧化物": "NOx",
    "nox": "NOx",
    "挥发性有机物": "VOCs",
    "vocs": "VOCs",
    "voc": "VOCs",
    "颗粒物": "PM",
    "烟粉尘": "PM",
}
"""Names of the pollutants whose totals are allotted, as they are written, and their symbols."""
_UNITS = {"吨/年": 1.0, "t/a": 1.0, "吨": 1.0, "t": 1.0, "kg/a": 0.001, "千克/年": 0.001, "公斤/年": 0.001, "kg": 0.001}
_POLLUTANT = re.compile(
    rf"(?P<name>{'|'.join(sorted(map(re.escape, POLLUTANTS), key=len, reverse=True))})"
    r"(?:排放量?|余量|指标|总量)?[:：为约]*\s*(?P<number>\d[\d.,]*)\s*"
    rf"(?P<unit>{'|'.join(sorted(map(re.escape, _UNITS), key=len, reverse=True))})(?!/[日天dh])"
)


def pollutants_in(text: str) -> dict[str, float]:
    """symbol -> tonnes a year, as a text such as `COD 12吨/年、VOCs 800kg/a` tells them."""
    plain = unicodedata.normalize("NFKC", text).lower()
    found: dict[str, float] = {}
    for match in _POLLUTANT.finditer(plain):
        number = number_of(match["number"])
        if number is not None:
            found[POLLUTANTS[match["name"]]] = number * _UNITS[match["unit"]]
    return found


def capacity_rulings(project: Record, place: Record, today: date) -> list[Ruling]:
    """For each pollutant whose amount the project tells, whether the place has as much left."""
    wanted = pollutants_in(text_of(project.get("pollutants")))
    left = pollutants_in(text_of(place.get("pollutant_quota")))
    source = source_of(place, Said("污染物总量指标余量", "emission allowance left"))
    return [_capacity(symbol, wanted[symbol], left.get(symbol), place, source, today) for symbol in sorted(wanted)]


def _capacity(symbol: str, needs: float, has: float | None, place: Record, source: Said, today: date) -> Ruling:
    until = by_day(today)
    question = Said(
        f"请{place.name}报 {symbol} 总量指标余量（本项目需要 {needs:g} 吨/年）。{until.zh}",
        f"{place.name}, how much {symbol} allowance is left? (This project needs {needs:g} t a year.) {until.en}",
    )
    if has is None:
        why = Said(
            f"需要 {symbol} {needs:g} 吨/年，余量没有数据",
            f"needs {symbol} {needs:g} t a year; what is left is not known",
        )
        return Ruling("environment", place.key, "unknown", why, source, question)
    why = Said(f"需要 {symbol} {needs:g} 吨/年，余量 {has:g}", f"needs {symbol} {needs:g} t a year, {has:g} left")
    if needs <= has:
        return Ruling("environment", place.key, "passes", why, source)
    if too_old(place, today):
        return Ruling("environment", place.key, "unknown", why, source, question)
    return Ruling("environment", place.key, "fails", why, source)
