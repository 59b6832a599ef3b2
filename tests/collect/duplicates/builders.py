"""Records made by hand for the cases, and measures of what was found against the truth."""

from collections import Counter, defaultdict
from typing import Any

from yanzhen.collect.duplicates import Duplicates, Pair, find_duplicates
from yanzhen.records import Record
from yanzhen.scenario.tellings import Tellings, tellings

FIRM_CODES = ("91430100MA00000016", "91440300MA0000002P")
CONTENT = (
    "新建厂房3.6万平方米，新上旋压成形线7条，购置强力旋压机等设备163台（套），达产后年产轻量化轮毂86万件，需用工412人。"
)


def project(key: str, **changes: Any) -> Record:
    """A project of an invented firm; a change to None takes a field away."""
    fields: dict[str, Any] = {
        "investor": "长沙沅鹭湾轮毂（示例）有限公司",
        "target": "430182",
        "park": "宁乡经济技术开发区",
        "investment_cny": 580_000_000,
        "content": CONTENT,
        "land_mu": 118,
        "jobs": 412,
        "contact": "张某 100-2233-4455",
        "signed_on": "2025-03-12",
    }
    name = changes.pop("name", "轻量化轮毂智能制造项目")
    fields |= changes
    return Record("project", name, {k: v for k, v in fields.items() if v is not None}, key=key)


def record(kind: str, key: str, name: str, **fields: Any) -> Record:
    return Record(kind, name, fields, key=key)


def pair_of(found: Duplicates, one: str, other: str) -> Pair | None:
    """The pair of two ids, wherever it stands."""
    pairs = [pair for group in found.groups for pair in group.pairs] + found.asked
    return next((pair for pair in pairs if {pair.first, pair.second} == {one, other}), None)


def grouped(*records: Record, among: int = 0, **options: Any) -> list[tuple[str, ...]]:
    """The groups of the records, if need be among others that are told by many."""
    others = tellings(among, seed=99).records if among else []
    found = find_duplicates([*records, *others], **options)
    ours = {each.key for each in records}
    return [kept for group in found.groups if len(kept := tuple(key for key in group.ids if key in ours)) > 1]


def quality(found: Duplicates, told: Tellings) -> tuple[float, float]:
    """(precision, recall) over pairs of records in one group."""
    truth = {each.key: thing for each, thing in zip(told.records, told.truth, strict=True)}
    right = proposed = 0
    for group in found.groups:
        counts = Counter(truth[key] for key in group.ids)
        proposed += pairs_among(len(group.ids))
        right += sum(map(pairs_among, counts.values()))
    return right / max(proposed, 1), right / sum(map(pairs_among, Counter(told.truth).values()))


def pairs_among(count: int) -> int:
    return count * (count - 1) // 2


def by_kind(records: list[Record]) -> dict[str, list[Record]]:
    kinds: dict[str, list[Record]] = defaultdict(list)
    for each in records:
        kinds[each.kind].append(each)
    return kinds
