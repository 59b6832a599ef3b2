"""Invented comparisons of any size, plainly so."""

from datetime import date

import numpy as np

from yanzhen.dossier.case import Case, CriterionTold, PlaceTold, SourceTold
from yanzhen.language import Said
from yanzhen.place.comparison import Asked, compare
from yanzhen.place.matrix import Criterion, Matrix
from yanzhen.records import Record
from yanzhen.workflow import rule_places

_WANTED = {
    "industry_code": "3985",
    "products": "电子浆料",
    "land_mu": 120,
    "jobs": 300,
    "investment_cny": 1_250_000_000,
}
TODAY = date(2026, 6, 1)
CRITERIA = (
    ("劳动力成本", "Labour cost", "min", "元/月"),
    ("工业地价", "Land price", "min", "万元/亩"),
    ("工业电价", "Power price", "min", "元/千瓦时"),
    ("绿电比例", "Green power", "max", "%"),
    ("150公里配套率", "Inputs made within 150 km", "max", "%"),
    ("高铁车次", "Trains a day", "max", "班"),
    ("在校大学生", "Students", "max", "万人"),
    ("审批时长", "Days to approval", "min", "天"),
)


def _criterion(zh: str, en: str, unit: str) -> CriterionTold:
    told = Said(f"{zh}的定义", f"what {en} is")
    return CriterionTold(Said(zh, en), told, Said(unit, unit), Said("某年鉴", "some yearbook"))


def case_of(
    places: int, *, names: str = "甲{}园", unknown: float = 0.1, seed: int = 1, project: str = "某电子材料项目"
) -> Case:
    """A case of so many invented places; `unknown` is the share of values that nobody knows."""
    chance = np.random.default_rng(seed)
    values = chance.lognormal(3, 0.3, (places, len(CRITERIA)))
    values[chance.random(values.shape) < unknown] = np.nan
    criteria = tuple(
        Criterion(zh, direction, lowest=5, highest=60)
        for zh, _, direction, _ in CRITERIA  # type: ignore[arg-type]
    )
    listed = tuple(names.format(n) for n in range(1, places + 1))
    comparison = compare(Matrix(listed, criteria, values), Asked(weightings=2000, ranks=10, seed=1))
    wanted = Record(
        "project",
        project,
        _WANTED,
    )
    records = [
        Record(
            "park",
            name,
            {"region": "430121", "as_of": "2026-03-31", "land_available_mu": 300, "negative_list": "电镀、水泥"},
            key=f"k{n}",
        )
        for n, name in enumerate(listed)
    ]
    out = Record("park", "无地园", {"region": "430121", "as_of": "2026-03-31", "land_available_mu": 20}, key="out")
    told = tuple(
        PlaceTold(f"k{n}", name, 109 + 8 * float(chance.random()), 24 + 7 * float(chance.random()))
        for n, name in enumerate(listed)
    )
    return Case(
        wanted, comparison, told,
        tuple(
            _criterion(zh, en, unit)
            for zh, en, _, unit in CRITERIA
        ),
        TODAY, tuple(rule_places(wanted, [*records, out], today=TODAY)), (PlaceTold("out", "无地园"),),
        (SourceTold(Said("某统计年鉴", "some yearbook"), "2025-12-31", places * 8),),
    )  # fmt: skip
