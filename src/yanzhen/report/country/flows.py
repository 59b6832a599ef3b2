"""Flows between regions: what goes from where to where, what each region gains and loses, and what stands apart.

A measure is a `Figure` like any other; what differs is that its records are told apart by their two ends. The finest
pairs of ends (`Leg`) come from records here, from a database on the site; everything above them is worked out by the
same functions, so that both tell the same.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from yanzhen.errors import WrongUsage
from yanzhen.language import Said
from yanzhen.records import STAGES, Record
from yanzhen.reference import industries, regions
from yanzhen.report.country.ends import INSIDE, OUTSIDE, Level, is_region, origin_of, place_at, target_of, within_place
from yanzhen.report.declarations import Count, Figure, Sum, SumFirst
from yanzhen.report.event import COLLECTED_AMOUNT
from yanzhen.report.facts import ABROAD, OTHER_CHAIN, event_chain
from yanzhen.report.fold import fold
from yanzhen.report.values import Apart

NOT_TOLD = "unknown"
"""What a filter asks for to get the records that do not tell its field."""

_ONCE_ZH = "重复报送的只计一次；区间、外币和未填的单列，不计入合计"
_ONCE_EN = "a project sent in twice counts once; ranges, foreign money and amounts not stated stand apart"

PROJECTS = Figure(
    "count",
    Said("项目数", "Projects"),
    "个",
    Said("转出地到承接地的项目数；重复报送的只计一次。", "Projects from origin to receiving region, each once."),
    "project",
    Count(),
)
MONEY = (
    Figure(
        "intended",
        Said("意向投资额", "Intended investment"),
        "亿元",
        Said(
            f"意向投资额，未填的取总投资；{_ONCE_ZH}。", f"The intended amount or, failing that, the total; {_ONCE_EN}."
        ),
        "project",
        COLLECTED_AMOUNT,
    ),
    Figure(
        "signed",
        Said("签约金额", "Signed amount"),
        "亿元",
        Said(
            f"签约金额，不含意向和到位；{_ONCE_ZH}。",
            f"The signed amount, never intended or paid-in money; {_ONCE_EN}.",
        ),
        "project",
        SumFirst(("signed_amount_cny",), ("contract_foreign_capital",)),
    ),
    Figure(
        "in_place",
        Said("累计到位资金", "Funds in place"),
        "亿元",
        Said(f"累计到位资金，不是完成投资；{_ONCE_ZH}。", f"Funds in place, total; not investment done; {_ONCE_EN}."),
        "project",
        SumFirst(("funds_in_place_total_cny",), ("foreign_capital_used",)),
    ),
    Figure(
        "done",
        Said("累计完成投资", "Investment done"),
        "亿元",
        Said(f"累计完成投资，不是到位资金；{_ONCE_ZH}。", f"Investment done, total; not funds in place; {_ONCE_EN}."),
        "project",
        Sum("investment_done_total_cny"),
    ),
)
MEASURES: dict[str, Figure] = {figure.id: figure for figure in (PROJECTS, *MONEY)}
"""What may be asked of a flow. Amounts of different meaning are never added."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """Of which projects flows are told; an empty word leaves nothing out, NOT_TOLD asks for those without a value.

    Attributes:
        year: of signing.
        chain: of the event's chains, `other` for one that is none of them.
        origin, target: a region, a group of regions, or a word of `ends`.
    """

    year: str = ""
    chain: str = ""
    stage: str = ""
    origin: str = ""
    target: str = ""

    def checked(self) -> Chosen:
        """Itself, if every word is known.

        Raises:
            WrongUsage: a word that nothing could ever fit, with those that could.
        """
        chains = [chain.name for chain in industries.event_chains()] + [OTHER_CHAIN]
        if (
            self.year
            and self.year != NOT_TOLD
            and not (len(self.year) == 4 and self.year.isascii() and self.year.isdigit())
        ):
            raise WrongUsage(
                f"年份 {self.year} 应写作 2025 这样的四位数", f"year {self.year}: write four digits, such as 2025"
            )
        _need("产业链", "chain", self.chain, chains)
        _need("阶段", "stage", self.stage, STAGES)
        for end in (self.origin, self.target):
            if not (end in ("", NOT_TOLD, ABROAD, OUTSIDE, INSIDE) or end in regions.groups() or regions.is_known(end)):
                raise WrongUsage(
                    f"不认识地区 {end}；请写六位代码（如 430000）或区域名（如 长三角）",
                    f"no region is called {end}; write six digits (430000) or a group of regions (长三角)",
                )
        return self


def _need(zh: str, en: str, word: str, known: Sequence[str]) -> None:
    if word and word != NOT_TOLD and word not in known:
        listed = " ".join(known)
        raise WrongUsage(f"没有{zh} {word}；可写：{listed}", f"no {en} is called {word}; write one of: {listed}")


@dataclass(frozen=True, slots=True)
class Money:
    """The exact sum of one kind of amount, and of how many records it is."""

    cny: int = 0
    told: int = 0

    def __add__(self, other: Money) -> Money:
        return Money(self.cny + other.cny, self.told + other.told)


@dataclass(frozen=True, slots=True)
class Leg:
    """The projects of one pair of ends; `money` has what was asked for, `rows` the ids where they are kept."""

    origin: str
    target: str
    count: int
    money: Mapping[str, Money] = field(default_factory=dict)
    rows: tuple[str, ...] = ()

    def value(self, measure: str) -> int:
        """How many projects, or how much in whole CNY."""
        return self.count if measure == PROJECTS.id else self.money.get(measure, Money()).cny


@dataclass(frozen=True, slots=True)
class Aside:
    """Amounts of one kind that are listed beside a sum: ranges, one foreign currency, or none told at all.

    Attributes:
        stated: the field; `None` where no amount is told.
        low, high: sums of the ranges' ends in whole CNY.
        foreign: the sum in `currency`.
    """

    measure: str
    stated: str | None
    currency: str
    count: int
    low: int = 0
    high: int = 0
    foreign: Decimal = Decimal(0)
    rows: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Balance:
    """What a region gains and loses: arrivals and departures to regions that are told, and what has no such end."""

    place: str
    within: int
    arriving: int
    leaving: int
    from_abroad: int
    from_untold: int
    to_untold: int

    @property
    def net(self) -> int:
        """Arriving less leaving."""
        return self.arriving - self.leaving


# --- from records ----------------------------------------------------------------------------------------------------


def year_of(record: Record) -> str:
    """The year in which the whole stated date of signing lies; empty where there is none, or it lies in two."""
    first, slash, last = str(record.get("signed_on") or "").partition("/")
    ends = (first, last) if slash else (first, first)
    return ends[0][:4] if all(map(_is_date, ends)) and ends[0][:4] == ends[1][:4] else ""


_DATE = re.compile(r"\d{4}(-\d{2}){0,2}", re.ASCII)


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(f"{text}-01-01"[:10])
    except ValueError:
        return False
    return _DATE.fullmatch(text) is not None


_VALUES: dict[str, Callable[[Record], str | None]] = {
    "year": year_of,
    "chain": event_chain,
    "stage": lambda record: record.get("stage"),
}


def is_chosen(record: Record, chosen: Chosen) -> bool:
    """Whether flows are told of this project, its ends aside."""
    return all(_fits(str(value(record) or ""), getattr(chosen, key)) for key, value in _VALUES.items())


def _fits(value: str, wanted: str) -> bool:
    return not wanted or value == ("" if wanted == NOT_TOLD else wanted)


def counted_once(records: Iterable[Record]) -> list[Record]:
    """Projects, without those that a book repeats (`key~2`)."""
    return [record for record in records if record.kind == "project" and "~" not in record.key]


def legs_of(records: Iterable[Record], chosen: Chosen = Chosen()) -> list[Leg]:
    """The legs of the projects chosen, with all measures and the ids of their records."""
    groups: dict[tuple[str, str], list[Record]] = defaultdict(list)
    for record in counted_once(records):
        if is_chosen(record, chosen):
            groups[origin_of(record), target_of(record)].append(record)
    return between([_leg(*ends, group) for ends, group in sorted(groups.items())], chosen)


def _leg(origin: str, target: str, records: Sequence[Record]) -> Leg:
    tallies = {figure.id: fold(figure, records) for figure in MONEY}
    money = {id_: Money(tally.value or 0, len(tally.rows)) for id_, tally in tallies.items()}
    return Leg(origin, target, len(records), money, tuple(record.key for record in records))


def between(legs: Iterable[Leg], chosen: Chosen) -> list[Leg]:
    """The legs whose ends are the ones chosen."""
    return [leg for leg in legs if _ends_fit(leg.origin, chosen.origin) and _ends_fit(leg.target, chosen.target)]


def _ends_fit(end: str, wanted: str) -> bool:
    return not wanted or within_place(end, "" if wanted == NOT_TOLD else wanted)


def asides_of(records: Iterable[Record], chosen: Chosen = Chosen()) -> list[Aside]:
    """What stands beside the sums of each measure of money."""
    projects = [
        record
        for record in counted_once(records)
        if is_chosen(record, chosen)
        and _ends_fit(origin_of(record), chosen.origin)
        and _ends_fit(target_of(record), chosen.target)
    ]
    return [aside for figure in MONEY for aside in gathered(figure.id, fold(figure, projects).apart)]


def gathered(measure: str, apart: Iterable[Apart]) -> list[Aside]:
    """Records that stand apart from a sum, gathered by field and currency; those that tell nothing come last."""
    groups: dict[tuple[str, str], list[Apart]] = defaultdict(list)
    for one in apart:
        currency = str(one.value.get("currency", ""))[:3] if isinstance(one.value, dict) else ""
        groups[one.stated or "", currency].append(one)
    listed = [_aside(measure, stated, currency, group) for (stated, currency), group in groups.items()]
    return sorted(listed, key=lambda aside: (aside.stated is None, aside.stated or "", aside.currency))


def _aside(measure: str, stated: str, currency: str, group: Sequence[Apart]) -> Aside:
    ranges: list[Any] = [one.value for one in group if isinstance(one.value, list | tuple)]
    foreign: list[Any] = [one.value["amount"] for one in group if isinstance(one.value, dict)]
    return Aside(
        measure,
        stated or None,
        currency,
        len(group),
        sum(int(low) for low, _ in ranges),
        sum(int(high) for _, high in ranges),
        sum((Decimal(str(amount)) for amount in foreign), Decimal(0)),
        tuple(one.row for one in group),
    )


# --- what the legs make up -------------------------------------------------------------------------------------------


def rolled(legs: Iterable[Leg], level: Level) -> list[Leg]:
    """The legs between the places of a level, largest first; what two legs have together stands in one."""
    groups: dict[tuple[str, str], list[Leg]] = defaultdict(list)
    for leg in legs:
        groups[place_at(leg.origin, level), place_at(leg.target, level)].append(leg)
    whole = [_joined(*ends, group) for ends, group in groups.items()]
    return sorted(whole, key=lambda leg: (-leg.count, leg.origin, leg.target))


def _joined(origin: str, target: str, legs: Sequence[Leg]) -> Leg:
    measures = dict.fromkeys(measure for leg in legs for measure in leg.money)
    money = {id_: sum((leg.money.get(id_, Money()) for leg in legs), Money()) for id_ in measures}
    rows = tuple(row for leg in legs for row in leg.rows)
    return Leg(origin, target, sum(leg.count for leg in legs), money, rows)


def total_of(legs: Sequence[Leg]) -> Leg:
    """All legs as one."""
    return _joined("", "", legs)


def by_origin(legs: Iterable[Leg]) -> dict[str, Leg]:
    """All that leaves each place; of legs of one level."""
    return _by(legs, lambda leg: leg.origin)


def by_target(legs: Iterable[Leg]) -> dict[str, Leg]:
    """All that reaches each place."""
    return _by(legs, lambda leg: leg.target)


def _by(legs: Iterable[Leg], end: Callable[[Leg], str]) -> dict[str, Leg]:
    groups: dict[str, list[Leg]] = defaultdict(list)
    for leg in legs:
        groups[end(leg)].append(leg)
    return {place: total_of(group) for place, group in groups.items()}


def balances(legs: Iterable[Leg], measure: str) -> list[Balance]:
    """What each region gains and loses, the greatest gain first; of legs of one level."""
    sums: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for leg in legs:
        for place, column in _columns(leg):
            sums[place][column] += leg.value(measure)
    found = [Balance(place, *(columns[name] for name in _COLUMNS)) for place, columns in sums.items()]
    return sorted(found, key=lambda balance: (-balance.net, balance.place))


_COLUMNS = ("within", "arriving", "leaving", "from_abroad", "from_untold", "to_untold")


def _columns(leg: Leg) -> list[tuple[str, str]]:
    known = is_region(leg.origin), is_region(leg.target)
    if known == (True, True):
        if leg.origin == leg.target:
            return [(leg.origin, "within")]
        return [(leg.target, "arriving"), (leg.origin, "leaving")]
    if known[1]:
        return [(leg.target, "from_abroad" if leg.origin.startswith("abroad") else "from_untold")]
    return [(leg.origin, "to_untold")] if known[0] else []


@dataclass(frozen=True, slots=True)
class Kept:
    """A relation between sums that must hold."""

    statement: Said
    holds: bool


def identities(fine: Sequence[Leg], legs: Sequence[Leg], measure: str) -> list[Kept]:
    """That nothing is lost or told twice on the way from the finest legs to those of a level."""
    total = total_of(fine).value(measure)
    told = balances(legs, measure)
    return [
        Kept(
            Said("矩阵各行之和等于合计", "The rows of the matrix add up to the total"),
            sum(leg.value(measure) for leg in by_origin(legs).values()) == total,
        ),
        Kept(
            Said("矩阵各列之和等于合计", "The columns of the matrix add up to the total"),
            sum(leg.value(measure) for leg in by_target(legs).values()) == total,
        ),
        Kept(
            Said("各地区净流入之和为零", "The net balances of all regions add up to nothing"),
            sum(balance.net for balance in told) == 0,
        ),
    ]
