"""The field registry: what every key of every kind means, its type, unit, level and names in both languages.

Collecting, forms, exports, figures and the API read the same table (`fields.tsv`), so a field is added in one place.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

from yanzhen.language import Said
from yanzhen.records import KINDS

FieldType = Literal[
    "name",  # one line, blanks and line breaks folded
    "text",
    "contact",  # a person, a telephone number, a mail address: never shown to everybody
    "money",  # whole CNY, int
    "money_range",  # [low, high], whole CNY
    "foreign_money",  # {"amount": number, "currency": ISO 4217}
    "number",
    "integer",
    "bool",
    "date",  # ISO, cut to the precision known, or an interval `2025-07/2025-09`
    "region",  # six-digit GB/T 2260 code
    "country",  # ISO 3166 code
    "stage",
    "maturity",
    "code",
    "credit_code",
    "project_code",
    "list",
]
Level = Literal["open", "until_release", "internal", "negotiation"]


@dataclass(frozen=True, slots=True)
class Field:
    """One key of one kind.

    Attributes:
        unit: of the stored value (元, 亩, ㎡ …); empty where it has none.
        level: who may read it: `open` everybody, `internal` neither the public nor a competitor, `until_release` as
            internal until its record is released, `negotiation` (notes, promises) only those who take part.
    """

    kind: str
    key: str
    type: FieldType
    unit: str
    level: Level
    label: Said


@cache
def registry() -> dict[str, dict[str, Field]]:
    """kind -> key -> Field, in the order in which pages and exports show them."""
    table: dict[str, dict[str, Field]] = {kind: {} for kind in KINDS}
    lines = files("yanzhen").joinpath("fields.tsv").read_text(encoding="utf-8").splitlines()
    for line in lines[1:]:
        kind, key, type_, unit, level, zh, en = line.split("\t")
        table[kind][key] = Field(kind, key, type_, unit, level, Said(zh, en))  # type: ignore[arg-type]
    return table


def fields_of(kind: str) -> dict[str, Field]:
    """The fields of a kind; empty for a kind that nobody knows."""
    return registry().get(kind, {})


KIND_LABELS: dict[str, Said] = {
    "project": Said("项目", "Project"),
    "park": Said("园区", "Park"),
    "enterprise": Said("企业", "Enterprise"),
    "university": Said("高校", "University"),
    "office": Said("单位", "Office"),
    "intermediary": Said("中介机构", "Intermediary"),
    "demand": Said("技术需求", "Technology demand"),
    "achievement": Said("科技成果", "Technology achievement"),
    "policy": Said("政策", "Policy"),
    "cluster": Said("产业集群", "Industry cluster"),
    "chain": Said("产业链", "Industry chain"),
    "session": Said("场次", "Session"),
    "agreement": Said("校企签约", "University–firm agreement"),
    "visit": Said("校企对接", "University–firm visit"),
    "meeting_request": Said("对接申请", "Meeting request"),
    "problem": Said("企业问题", "Problem"),
    "fund_entry": Said("到位资金凭证", "Funds voucher"),
    "tech_contract": Said("技术合同", "Technology contract"),
}

STAGE_LABELS: dict[str, Said] = {
    "lead": Said("线索", "Lead"),
    "contact": Said("接洽", "Contact"),
    "negotiating": Said("在谈", "Negotiating"),
    "signed": Said("已签约", "Signed"),
    "approval": Said("报批", "Approval"),
    "started": Said("已开工", "Started"),
    "producing": Said("已投产", "Producing"),
    "full_production": Said("已达产", "Full production"),
    "paused": Said("暂停", "Paused"),
    "ended": Said("终止", "Ended"),
}
