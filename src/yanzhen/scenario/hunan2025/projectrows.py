"""One project as an office reports it: investor, place, plant, promises and dates that fit its amount."""

from __future__ import annotations

from random import Random

from yanzhen.scenario.forms import Row
from yanzhen.scenario.hunan2025.amounts import WAN, YI
from yanzhen.scenario.hunan2025.names import Namer, contact, credit_code
from yanzhen.scenario.hunan2025.phrases import Industry, Pen, Product, Slots, industries, industry_named, seeded, words
from yanzhen.scenario.hunan2025.regions import ABROAD, City, county_in, is_outside, seat_word, short_park

ROUND = "2025产业转移对接活动"
"""The collection round of the event: what carries it is counted."""

_MODES = ("新建", "新建", "扩建", "整体迁建", "增资扩产", "合资共建")
_ROLES = ("补链", "延链", "强链", "建链")
_STAGES = {"signed": 40, "negotiating": 42, "contact": 18}
_OFFICES = ("工业和信息化局（示例）", "商务局（示例）", "招商服务中心（示例）")
_BEYOND_BORDER = ("香港", "澳门", "台湾")


def scope_of(origin: str) -> str:
    """省外, 省内 or 境外 (abroad, Hong Kong, Macao and Taiwan), as offices fill in 项目来源."""
    if not is_outside(origin):
        return "省内"
    return "境外" if origin in ABROAD or origin.startswith(_BEYOND_BORDER) else "省外"


class ProjectMaker:
    """Makes project rows with one generator: the order of making is the order of drawing."""

    def __init__(self, seed: int, namer: Namer) -> None:
        self.rng = seeded(seed, "projects")
        self.namer = namer
        self.pen = Pen(self.rng)
        self.words = words("project")
        self.weights = [industry.weight for industry in industries()]

    def project(
        self,
        cny: int,
        city: City,
        origin: str,
        industry: Industry | None = None,
        place: tuple[str, str] | None = None,
    ) -> Row:
        """An invented project of an amount, from `origin`, to a county (and park) of a city."""
        rng = self.rng
        industry = industry or rng.choices(industries(), self.weights)[0]
        county, park = place or self._place(city)
        product = rng.choice(industry.products)
        plant = _plant(cny / YI, product, rng)
        slots: Slots = {
            **plant,
            "product": product.name,
            "unit": product.unit,
            "line": product.line,
            "equipment": product.equipment,
            "industry": industry.name,
            "role": rng.choice(_ROLES),
            "seat": seat_word(origin),
            "park": park or county,
        }
        row = Row("project", rng.choice(self.words["names"]).format_map(slots))
        row.fields = {
            "investor": self.namer.firm(seat_word(origin), product.trade),
            "credit_code": credit_code(rng),
            "origin": origin,
            "origin_scope": scope_of(origin),
            "target": city.path(county),
            "park": park,
            "intended_amount_cny": cny,
            "fixed_assets_cny": _share(cny, rng.uniform(0.55, 0.85)),
            "equipment_cny": _share(cny, rng.uniform(0.25, 0.5)),
            "chain": industry.chain,
            "industry": industry.name,
            "chain_role": slots["role"],
            "transfer_mode": rng.choice(_MODES),
            "content": self._content(slots),
            "land_mu": plant["mu"],
            "building_m2": round(plant["m2"] * 10_000),
            "jobs": plant["jobs"],
            "output_expected_cny": round(plant["output"] * 10) * (YI // 10),
            "tax_expected_cny": plant["tax"] * WAN,
            "contact": contact(rng),
            "service_officer": contact(rng),
            "office_lead": county + rng.choice(_OFFICES),
            "collection_round": ROUND,
            **self._dates(),
        }
        return row

    def second_project(self, cny: int, city: City, first: Row) -> Row:
        """Another project of the investor of `first`, to the same place."""
        industry = industry_named(first.get("industry"))
        place = (first.get("target").split("/")[-1], first.get("park"))
        row = self.project(cny, city, first.get("origin"), industry, place)
        row.fields |= {key: first.get(key) for key in ("investor", "credit_code")}
        if row.name == first.name:
            row.name = row.name.removesuffix("项目") + "二期项目"
        return row

    def _place(self, city: City) -> tuple[str, str]:
        county = county_in(city, self.rng)
        parks = [name for name, seat in city.parks if seat == county]
        return county, short_park(self.rng.choice(parks)) if parks and self.rng.random() < 0.85 else ""

    def _content(self, slots: Slots) -> str:
        rng, parts = self.rng, self.words

        def draw() -> Slots:
            return {
                **slots,
                "site": rng.choice(parts["sites"]).format_map(slots),
                "care": "和".join(rng.sample(parts["cares"], 2)),
                "craft": rng.choice(parts["crafts"]),
                "office": rng.choice(parts["offices"]),
                "days": rng.randrange(3, 31),
                "times": rng.randrange(2, 9),
                "rivals": rng.randrange(3, 12),
            }

        chosen = ("build", "yield", "needs") if rng.random() < 0.6 else ("build", "yield")
        return "".join(self.pen.sentence(parts[part], draw) for part in chosen)

    def _dates(self) -> dict[str, str]:
        """Stage and days, in an order in which things can happen: contact, signing, start, production."""
        rng = self.rng
        stage = rng.choices(tuple(_STAGES), tuple(_STAGES.values()))[0]
        contacted = f"2024-{rng.randrange(6, 13):02d}" if rng.random() < 0.6 else "2025-01"
        if rng.random() < 0.6:
            contacted += f"-{rng.randrange(2, 28):02d}"
        dates = {"stage": stage, "contacted_on": contacted}
        if stage == "signed":
            dates["signed_on"] = f"2025-{rng.choice(('02', '03'))}-{rng.randrange(1, 28):02d}"
        if stage != "contact":
            start = rng.randrange(4, 13)
            dates["start_planned_on"] = f"2025-{start:02d}" if rng.random() < 0.7 else _quarter(2025, start)
            ready = (f"2026-{rng.randrange(1, 13):02d}", _quarter(2026, start), "2026")
            dates["produce_planned_on"] = rng.choice(ready)
        return dates


def _plant(yi: float, product: Product, rng: Random) -> Slots:
    """Land, buildings, machines, people and yield of a project of so many 亿元."""
    mu = max(8, round(min(yi, 30) * rng.uniform(8, 26)))
    wanted = product.low + (product.high - product.low) * min(1.0, yi / 30 * rng.uniform(0.3, 1.2))
    return {
        "quantity": round(wanted),
        "mu": mu,
        "m2": round(max(0.2, mu * rng.uniform(0.03, 0.08)), 1),
        "lines": rng.randrange(2, 14),
        "sets": round(30 + min(yi, 40) * rng.uniform(8, 30)),
        "parts": rng.choice("两三"),
        "output": round(max(0.2, yi * rng.uniform(0.9, 2.2)), 1),
        "tax": max(60, round(yi * rng.uniform(180, 520) / 10) * 10),
        "jobs": round(20 + min(yi, 40) * rng.uniform(15, 45)),
        "kva": int(round(200 + min(yi, 40) * rng.uniform(200, 700), -1)),
        "water": round(5 + yi * rng.uniform(6, 40)),
        "skilled": rng.randrange(8, 60),
        "year": rng.choice("二三四"),
    }


def _share(cny: int, share: float) -> int:
    return round(cny * share / 1_000_000) * 1_000_000


def _quarter(year: int, month: int) -> str:
    first = (month - 1) // 3 * 3 + 1
    return f"{year}-{first:02d}/{year}-{first + 2:02d}"
