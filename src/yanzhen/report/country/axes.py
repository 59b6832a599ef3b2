"""Upgrading on three axes (高端化, 智能化, 绿色化) as shares and ratios, each with its definition, source and coverage.

An indicator is a declaration like a `Figure`: which records it could speak of, what these must tell, which of them
make the part, and what is summed. What a record does not tell is counted as not told, never as nothing. The sums of
any groups of records (`Reading`) add up to those of the whole; ratios are taken of sums, never averaged.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from yanzhen.language import Said
from yanzhen.records import Kind, Record
from yanzhen.report.conditions import Begins, Condition, ContainsAny, NoneOf, Present, RatioAtMost
from yanzhen.report.country.ends import Level, place_at, place_label, target_of
from yanzhen.report.country.flows import year_of
from yanzhen.report.event import COLLECTED_AMOUNT
from yanzhen.report.facts import event_chain
from yanzhen.report.fold import holds, number_in
from yanzhen.report.labels import UNKNOWN, label_of

Axis = Literal["high_end", "intelligent", "green"]
AXES: dict[Axis, Said] = dict(
    zip(
        get_args(Axis),
        (Said("高端化", "Higher-end"), Said("智能化", "Intelligent"), Said("绿色化", "Green")),
        strict=True,
    )
)
Split = Literal["region", "chain", "year"]
SPLITS: tuple[Split, ...] = get_args(Split)

HIGH_TECH = (
    "27", "374", "4343", "3562", "3563", "3569", "3832", "3833", "3841", "39", "3474", "3475", "358", "401", "402",
    "404", "409", "2664", "2665",
)  # fmt: skip
"""高技术产业（制造业）分类（2017）: the industries of GB/T 4754-2017 that it names, groups by their first digits."""

FRUGAL_TCE = 0.5
"""吨标准煤/万元: what the site calls frugal unless an office says otherwise; no standard of any industry."""

_WAN = 10_000


def _coarser(codes: Sequence[str]) -> tuple[str, ...]:
    """Codes too coarse to tell: the divisions and groups of which only a part is named."""
    above = {code[:n] for code in codes for n in range(2, len(code))}
    return tuple(sorted(code for code in above if not code.startswith(tuple(codes))))


def _spelled(codes: Iterable[str]) -> tuple[str, ...]:
    """Codes without and with the letter of manufacturing before them (39, C39)."""
    return tuple(spelling for code in codes for spelling in (code, f"C{code}"))


_UNCLEAR = ("C", *_spelled(_coarser(HIGH_TECH)))


@dataclass(frozen=True, slots=True)
class Indicator:
    """A ratio of two sums over records of one kind.

    Attributes:
        unit: `%`, or what the ratio is given in.
        tells: what a record must tell to be counted; a record that fails one is one that does not tell.
        part: which of these make the numerator.
        numerator, denominator: the fields that are summed, the first that a record has; without any, records are
            counted.
        scale: by which the ratio is multiplied.
        falling: less is better.
    """

    id: str
    axis: Axis
    name: Said
    unit: str
    definition: Said
    source: Said
    kind: Kind
    tells: tuple[Condition, ...] = ()
    part: tuple[Condition, ...] = ()
    numerator: tuple[str, ...] = ()
    denominator: tuple[str, ...] = ()
    scale: int = 100
    falling: bool = False


_ROWS = Said("各单位报送的记录", "Records as the offices sent them in")
_HONOURS = Said(
    "企业记录的“资质荣誉”，以认定文件为准", "Honours on the enterprises' records; the recognising document decides"
)


def _recognised(id_: str, axis: Axis, zh: str, en: str, words: tuple[str, ...]) -> Indicator:
    return Indicator(
        id_,
        axis,
        Said(f"{zh}占比", f"Share of {en}"),
        "%",
        Said(
            f"资质荣誉里写有{'、'.join(words)}的企业数 ÷ 填了资质荣誉的企业数；没填的不算没有。",
            f"Enterprises whose honours name {', '.join(words)} ÷ those that state their honours; silence is not a no.",
        ),
        _HONOURS,
        "enterprise",
        (Present("honours"),),
        (ContainsAny("honours", words),),
    )


INDICATORS: tuple[Indicator, ...] = (
    Indicator(
        "high_tech_share",
        "high_end",
        Said("高技术制造业投资占比", "Share of investment in high-tech manufacturing"),
        "%",
        Said(
            "行业代码属于高技术产业（制造业）分类的项目投资额 ÷ 写明行业代码和投资额的项目投资额；"
            "投资额取意向投资额，未填的取总投资；代码太粗、分不出的不计入。",
            "Investment of projects whose industry code is in the national list of high-tech manufacturing ÷ that of "
            "projects with code and amount (intended or, failing that, total); codes too coarse to tell are left out.",
        ),
        Said(
            "国家统计局《高技术产业（制造业）分类（2017）》，GB/T 4754-2017",
            "National Bureau of Statistics, high-tech industry (manufacturing) classification 2017; GB/T 4754-2017",
        ),
        "project",
        (Present("industry_code"), NoneOf("industry_code", _UNCLEAR)),
        (Begins("industry_code", _spelled(HIGH_TECH)),),
        COLLECTED_AMOUNT.keys,
        COLLECTED_AMOUNT.keys,
    ),
    Indicator(
        "rd_intensity",
        "high_end",
        Said("研发投入强度", "R&D intensity"),
        "%",
        Said(
            "研发投入之和 ÷ 营业收入之和，只算两个数都填了的企业。",
            "R&D spending ÷ revenue of enterprises that tell both.",
        ),
        _ROWS,
        "enterprise",
        (),
        (),
        ("rd_cny",),
        ("revenue_cny",),
    ),
    _recognised(
        "specialised_share",
        "high_end",
        "专精特新和高新技术企业",
        "specialised and high-tech firms",
        ("专精特新", "高新技术企业", "单项冠军"),
    ),
    Indicator(
        "equipment_share",
        "intelligent",
        Said("设备投资占比", "Share of equipment in fixed assets"),
        "%",
        Said(
            "设备投资之和 ÷ 固定资产投资之和，只算两个数都填了的项目。",
            "Equipment ÷ fixed-asset investment of projects that tell both.",
        ),
        _ROWS,
        "project",
        (),
        (),
        ("equipment_cny",),
        ("fixed_assets_cny",),
    ),
    Indicator(
        "digital_projects",
        "intelligent",
        Said("智能化数字化项目占比", "Share of intelligent and digital projects"),
        "%",
        Said(
            "建设内容里写有智能、数字化、自动化、工业互联网、机器人的项目数 ÷ "
            "填了建设内容的项目数；按用词判断，是线索，不是认定。",
            "Projects whose content speaks of intelligent, digital or automatic production, industrial internet or "
            "robots ÷ those that state their content; judged by words, a hint and no recognition.",
        ),
        _ROWS,
        "project",
        (Present("content"),),
        (ContainsAny("content", ("智能", "数字化", "自动化", "工业互联网", "机器人")),),
    ),
    _recognised("smart_factories", "intelligent", "智能工厂", "smart factories", ("智能工厂", "智能制造", "灯塔工厂")),
    Indicator(
        "energy_per_output",
        "green",
        Said("单位产值能耗", "Energy per output"),
        "吨标准煤/万元",
        Said(
            "年综合能耗之和 ÷ 预计年产值之和，只算两个数都填了的项目。",
            "Energy use a year ÷ expected output a year of projects that tell both; tce per CNY 10,000.",
        ),
        _ROWS,
        "project",
        (),
        (),
        ("energy_tce",),
        ("output_expected_cny",),
        _WAN,
        falling=True,
    ),
    Indicator(
        "frugal_projects",
        "green",
        Said("低能耗项目占比", "Share of frugal projects"),
        "%",
        Said(
            f"单位产值能耗不超过 {FRUGAL_TCE} 吨标准煤/万元的项目数 ÷ 能耗和产值都填了的项目数；"
            "门槛是本站自定的，不是行业标准。",
            f"Projects of at most {FRUGAL_TCE} tce per CNY 10,000 of output ÷ projects that tell both; the threshold "
            "is this site's own, no standard of an industry.",
        ),
        _ROWS,
        "project",
        (Present("energy_tce"), Present("output_expected_cny")),
        (RatioAtMost("energy_tce", "output_expected_cny", FRUGAL_TCE / _WAN),),
    ),
    _recognised("green_factories", "green", "绿色工厂", "green factories", ("绿色工厂",)),
)
"""What is asked of each axis."""


def indicator(id_: str) -> Indicator:
    """The indicator of that id; KeyError where there is none."""
    for one in INDICATORS:
        if one.id == id_:
            return one
    raise KeyError(id_)


@dataclass(frozen=True, slots=True)
class Reading:
    """What an indicator gives over some records.

    Attributes:
        records: of how many records it could be told.
        told: how many of them tell it.
        rows: ids of those that tell it; `part_rows` those of the numerator.
    """

    records: int = 0
    told: int = 0
    numerator: float = 0
    denominator: float = 0
    rows: tuple[str, ...] = ()
    part_rows: tuple[str, ...] = ()

    def __add__(self, other: Reading) -> Reading:
        return Reading(
            self.records + other.records,
            self.told + other.told,
            self.numerator + other.numerator,
            self.denominator + other.denominator,
            self.rows + other.rows,
            self.part_rows + other.part_rows,
        )

    def value(self, of: Indicator) -> float | None:
        """The ratio in the unit of its indicator; None where nothing is told."""
        if not self.told or self.denominator <= 0:
            return None
        return self.numerator / self.denominator * of.scale


_GROUPS: dict[Split, Callable[[Record], str]] = {
    "region": target_of,
    "chain": lambda record: event_chain(record) or "",
    "year": year_of,
}


def read_indicator(of: Indicator, records: Iterable[Record]) -> Reading:
    """An indicator over records; a row that a book repeats counts once."""
    population = [record for record in records if record.kind == of.kind and "~" not in record.key]
    told = [record for record in population if _tells(of, record)]
    part = [record for record in told if all(holds(condition, record) for condition in of.part)]
    return Reading(
        len(population),
        len(told),
        _summed(part, of.numerator),
        _summed(told, of.denominator),
        tuple(record.key for record in told),
        tuple(record.key for record in part),
    )


def read_split(of: Indicator, records: Iterable[Record], split: Split) -> dict[str, Reading]:
    """An indicator over the records of each region, chain or year; empty is what does not say."""
    groups: dict[str, list[Record]] = defaultdict(list)
    for record in records:
        groups[_GROUPS[split](record)].append(record)
    return {group: read_indicator(of, members) for group, members in sorted(groups.items())}


def _tells(of: Indicator, record: Record) -> bool:
    sums = (keys for keys in (of.numerator, of.denominator) if keys)
    return all(holds(condition, record) for condition in of.tells) and all(
        _number(record, keys) is not None for keys in sums
    )


def _number(record: Record, keys: Sequence[str]) -> int | float | None:
    return next((number for key in keys if (number := number_in(record.get(key))) is not None), None)


def _summed(records: Sequence[Record], keys: Sequence[str]) -> float:
    if not keys:
        return len(records)
    values = [_number(record, keys) or 0 for record in records]
    return sum(values) if all(isinstance(value, int) for value in values) else math.fsum(values)


def rolled_readings(readings: Mapping[str, Reading], split: Split, level: Level) -> dict[str, Reading]:
    """Readings of the finest groups as those of larger places; chains and years stay what they are."""
    found: dict[str, Reading] = {}
    for group, reading in readings.items():
        place = place_at(group, level) if split == "region" else group
        found[place] = found.get(place, Reading()) + reading
    return found


def group_label(split: Split, group: str) -> Said:
    """What a group is called."""
    if split == "region":
        return place_label(group)
    return label_of("chain", group or None) if split == "chain" else Said(group, group) if group else UNKNOWN


# --- before and after the move ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Moved:
    """A project of which both firms are known, the one that moves and the one that it founded, and what each tells."""

    project: str
    before: Reading
    after: Reading


def before_and_after(of: Indicator, records: Iterable[Record]) -> list[Moved]:
    """An indicator of firms before and after the move: of projects whose investor and project company, known by their
    credit codes, both stand among the records and both tell it. Others are left out, not taken for unchanged.
    """
    listed = list(records)
    firms = {str(r.get("credit_code")): r for r in listed if r.kind == of.kind and r.get("credit_code")}
    found = []
    for project in listed:
        codes = [str(project.get(key) or "") for key in ("credit_code", "project_company_credit_code")]
        if project.kind != "project" or codes[0] == codes[1] or not all(code in firms for code in codes):
            continue
        before, after = (read_indicator(of, [firms[code]]) for code in codes)
        if before.told and after.told:
            found.append(Moved(project.key, before, after))
    return found
