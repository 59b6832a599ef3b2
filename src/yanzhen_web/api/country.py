"""The whole country: flows and upgrading, the same numbers as on the pages."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from yanzhen.language import Said
from yanzhen.report.country.flows import Chosen
from yanzhen_web.api.rooms import Asked, Room
from yanzhen_web.api.schemas import Told, both, present
from yanzhen_web.services.country import axispages, flowpages

room = Room(
    "country",
    Said("全国", "The whole country"),
    Said("流向和三化升级；只算密钥看得到的记录，和网页上的数一样。",
         "Flows and upgrading; only of records that the key sees, the same numbers as on the pages."),
)  # fmt: skip
Level = Literal["area", "province", "city"]
Show = Literal["count", "intended", "signed", "in_place", "done"]
_WORD = StringConstraints(max_length=60, pattern=r"^[^\x00]*$")
ShowAsked = Annotated[Show, Field(description=both("看什么", "What is told"), examples=["intended"])]
LevelAsked = Annotated[Level, Field(description=both("地区按哪一级", "Regions of which level"), examples=["province"])]
Split = Annotated[
    Literal["region", "chain", "year"], Field(description=both("按什么分开", "Told apart by"), examples=["region"])
]
Year = Annotated[
    str,
    StringConstraints(max_length=7, pattern=r"^([1-9][0-9]{3}|unknown)?$"),
    Field(description=both("签约年份，或 unknown", "The year of signing, or unknown"), examples=["2025"]),
]
Chain = Annotated[
    str,
    _WORD,
    Field(description=both("产业链，或 other、unknown", "The chain, or other, unknown"), examples=["先进材料"]),
]
StageWord = Annotated[
    str, _WORD, Field(description=both("阶段，或 unknown", "The stage, or unknown"), examples=["signed"])
]
_PLACES = both(
    "六位代码、区域名（长三角）、abroad 或 unknown", "Six digits, a group of regions (长三角), abroad or unknown"
)
Origin = Annotated[str, _WORD, Field(description=_PLACES, examples=["长三角"])]
Target = Annotated[str, _WORD, Field(description=_PLACES, examples=["430000"])]


class FlowTold(Told):
    """What goes from one place to another; money in whole CNY."""

    origin: str = Field(examples=["440000"])
    origin_name: str = Field(examples=["广东省"])
    target: str = Field(examples=["430000"])
    target_name: str = Field(examples=["湖南省"])
    count: int = Field(ge=0, examples=[110])
    amount_cny: int | None = Field(None, examples=[23000000000])
    told: int | None = Field(None, description=both("几个项目有这个数", "How many projects tell it"), examples=[108])


class FlowBalanceTold(Told):
    """What a region gains and loses: projects, or whole CNY."""

    place: str = Field(examples=["430000"])
    place_name: str = Field(examples=["湖南省"])
    arriving: int = Field(examples=[330])
    leaving: int = Field(examples=[0])
    net: int = Field(examples=[330])


class FlowAsideTold(Told):
    """Amounts that stand beside the sum."""

    stated: str | None = Field(None, examples=["investment_foreign"])
    currency: str | None = Field(None, examples=["USD"])
    count: int = Field(ge=0, examples=[3])
    low_cny: int | None = Field(None, examples=[100000000])
    high_cny: int | None = Field(None, examples=[200000000])
    foreign: str | None = Field(None, examples=["5000000"])


class FlowsTold(Told):
    """Flows of one measure between places of one level."""

    show: Show = Field(examples=["intended"])
    level: Level = Field(examples=["province"])
    count: int = Field(ge=0, examples=[548])
    amount_cny: int | None = Field(None, examples=[450000000000])
    flows: list[FlowTold]
    balances: list[FlowBalanceTold]
    apart: list[FlowAsideTold]


class IndicatorTold(Told):
    """An indicator over all records; no value where nothing is told."""

    id: str = Field(examples=["rd_intensity"])
    axis: str = Field(examples=["high_end"])
    name: str = Field(examples=["研发投入强度"])
    value: float | None = Field(None, examples=[6.1])
    unit: str = Field(examples=["%"])
    told: int = Field(ge=0, examples=[300])
    records: int = Field(ge=0, examples=[320])
    definition: str = Field(examples=["研发投入之和 ÷ 营业收入之和"])
    source: str = Field(examples=["各单位报送的记录"])


class IndicatorGroupTold(Told):
    """An indicator over the records of one region, chain or year."""

    indicator: str = Field(examples=["rd_intensity"])
    group: str = Field(examples=["430000"])
    group_name: str = Field(examples=["湖南省"])
    value: float | None = Field(None, examples=[6.1])
    told: int = Field(ge=0, examples=[300])
    records: int = Field(ge=0, examples=[320])


class UpgradingTold(Told):
    """All indicators, over all records and group by group."""

    by: str = Field(examples=["region"])
    indicators: list[IndicatorTold]
    groups: list[IndicatorGroupTold]


@room.get("/country/flows", said=Said("流向、净流入和单列的", "Flows, balances, and what stands apart"),
          answers={200: FlowsTold}, cost=5)  # fmt: skip
def country_flows(
    request: Asked,
    show: ShowAsked = "count",
    level: LevelAsked = "province",
    year: Year = "",
    chain: Chain = "",
    stage: StageWord = "",
    origin: Origin = "",
    target: Target = "",
) -> dict[str, Any]:
    chosen = Chosen(year, chain, stage, origin, target).checked()
    asked = {"show": show, "level": level, "year": chosen.year, "chain": chosen.chain, "stage": chosen.stage}
    found = flowpages.flows_told(request.actor, asked | {"from": chosen.origin, "to": chosen.target})
    return present({"show": show, "level": level, **_sums(found["total"], show)}) | {
        "flows": [_flow(row, show) for row in found["flows"]],
        "balances": [
            {name: row[name] for name in FlowBalanceTold.model_fields}
            for row in found["balances"]
            if row["measure"] == show
        ],
        "apart": [present({name: row[name] for name in FlowAsideTold.model_fields}) for row in found["apart"]],
    }


def _sums(row: dict[str, Any], show: str) -> dict[str, Any]:
    return {"count": row["count"], "amount_cny": row.get(f"{show}_cny")}


def _flow(row: dict[str, Any], show: str) -> dict[str, Any]:
    ends = {"origin": row["from"], "origin_name": row["from_name"], "target": row["to"], "target_name": row["to_name"]}
    return present(ends | _sums(row, show) | {"told": row.get(f"{show}_told")})


@room.get("/country/upgrading", said=Said("三化升级的指标", "The indicators of upgrading"),
          answers={200: UpgradingTold}, cost=10)  # fmt: skip
def country_upgrading(request: Asked, by: Split = "region", level: LevelAsked = "province") -> dict[str, Any]:
    found = axispages.axes_told(request.actor, {"by": by, "level": level})
    return {
        "by": by,
        "indicators": [
            present({"id": row["indicator"]} | {n: row[n] for n in IndicatorTold.model_fields if n != "id"})
            for row in found["indicators"]
        ],
        "groups": [present({name: row[name] for name in IndicatorGroupTold.model_fields}) for row in found["groups"]],
    }
