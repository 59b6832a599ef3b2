"""The faults that offices make when they tell of a thing that others tell of too."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from yanzhen.reference.regions import city_of
from yanzhen.scenario.tellings.writing import content_of, title_of

if TYPE_CHECKING:
    from yanzhen.scenario.tellings.things import Firm, Maker, Thing

_MONEY = ("investment_cny", "fixed_assets_cny", "budget_cny", "price_cny", "revenue_cny")


def retold(thing: Thing, rng: Random, maker: Maker) -> Thing:
    """One telling of a thing."""
    told = thing.copy()
    told.fields["collection_round"] = rng.choice(
        ("2025产业转移对接活动", "2024产业转移对接活动", "春季集中签约", "周调度")
    )
    {"project": _project, "enterprise": _enterprise, "achievement": _achievement, "demand": _demand}[told.kind](
        told, rng, maker
    )
    _money(told, rng)
    _codes(told, rng)
    _contact(told, rng, maker)
    _dropped(told, rng)
    if rng.random() < 0.06:
        told.name = mistyped(told.name, rng)
    return told


def _project(told: Thing, rng: Random, maker: Maker) -> None:
    fields, firm, plan = told.fields, told.fields["_firm"], told.fields["_plan"]
    fields["investor"] = firm_told(firm, rng)
    draw = rng.random()
    if draw < 0.05:
        _renamed(told, firm, rng, maker)
    elif draw < 0.20 and "_company" in fields:
        _by_company(told, rng)
    if "期" not in told.name and rng.random() < 0.25:
        told.name = title_of(plan, rng, firm.brand)
    if rng.random() < 0.1:
        told.name = rng.choice((firm.brand, fields["park"], firm.brand + firm.trade)) + told.name
    if rng.random() < 0.1:
        told.name = told.name.removesuffix("项目")
    draw = rng.random()
    if draw < 0.15:
        fields["content"] = content_of(plan if rng.random() < 0.6 else plan.slightly_other(rng), rng)
    elif draw < 0.25:
        fields["content"] = fields["content"].split("，")[0]
    _place(told, rng, maker)
    _figures(told, rng)
    if rng.random() < 0.3:
        fields["stage"] = rng.choice(("contact", "negotiating", "signed", "started", "producing"))
    if rng.random() < 0.25:
        key = rng.choice(("intended_amount_cny", "signed_amount_cny"))
        fields[key] = fields.pop("investment_cny")


def _renamed(told: Thing, firm: Firm, rng: Random, maker: Maker) -> None:
    new = f"{firm.seat}{maker.brand()}{firm.trade}（示例）{firm.form}"
    if rng.random() < 0.5:
        told.extra["曾用名"] = told.fields["investor"]
    told.fields["investor"] = new


def _by_company(told: Thing, rng: Random) -> None:
    """The project company stands where the group should, or beside it."""
    if rng.random() < 0.5:
        told.fields["project_company"] = told.fields["_company"]
        told.fields["project_company_credit_code"] = told.fields["_company_code"]
    else:
        told.fields["investor"] = told.fields["_company"]
        told.fields["credit_code"] = told.fields["_company_code"]


def _place(told: Thing, rng: Random, maker: Maker) -> None:
    fields, draw = told.fields, rng.random()
    if draw < 0.12:
        fields["target"] = city_of(fields["target"])
    elif draw < 0.17:  # a second county claims it
        near = [code for code in _counties() if code[:4] == fields["target"][:4]]
        fields["target"] = rng.choice(near or [fields["target"]])
        fields["park"] = maker.park(fields["target"])
    draw = rng.random()
    if draw < 0.2:
        fields["park"] = ""
    elif draw < 0.4:
        short = (("经济技术开发区", "经开区"), ("高新技术产业开发区", "高新区"), ("工业集中区", "工业集中区管委会"))
        for long, brief in short:
            fields["park"] = fields["park"].replace(long, brief)


def _counties() -> tuple[str, ...]:
    from yanzhen.scenario.tellings.things import counties

    return counties()


def _figures(told: Thing, rng: Random) -> None:
    fields = told.fields
    for key in ("land_mu", "building_m2", "jobs", "output_expected_cny", "tax_expected_cny", "fixed_assets_cny"):
        draw = rng.random()
        if draw < 0.3:
            fields.pop(key, None)
        elif draw < 0.4 and key in fields:
            fields[key] = round(fields[key] * rng.uniform(0.7, 1.3))


def _enterprise(told: Thing, rng: Random, maker: Maker) -> None:
    fields, firm = told.fields, told.fields["_firm"]
    told.name = firm_told(firm, rng)
    if rng.random() < 0.03:
        told.extra["曾用名"] = told.name
        told.name = f"{firm.seat}{maker.brand()}{firm.trade}（示例）{firm.form}"
    if rng.random() < 0.15:
        fields["region"] = city_of(fields["region"])
    for key in ("revenue_cny", "tax_cny", "staff"):
        if rng.random() < 0.35:
            fields[key] = round(fields[key] * rng.uniform(0.7, 1.3))
    if rng.random() < 0.15:
        fields["products"] = fields["products"].split("、")[0]


def _achievement(told: Thing, rng: Random, maker: Maker) -> None:
    thing, method, use = told.fields["_parts"]
    patterns = (
        "{1}用于{0}的技术",
        "基于{1}的{0}制备技术",
        "{0}{1}关键技术",
        "面向{2}的{0}{1}",
        "{0}（{1}）",
        "{1}{0}及应用",
    )
    if rng.random() < 0.4:
        told.name = rng.choice(patterns).format(thing, method, use)
    fields = told.fields
    if rng.random() < 0.15:
        fields["content"] = fields["content"].split("，", 1)[-1]
    if rng.random() < 0.25:
        names = fields["team"].split("、")
        fields["team"] = names[0] if rng.random() < 0.6 else "、".join(reversed(names))
    if rng.random() < 0.1:
        fields["organisation"] += fields.get("department", "")


def _demand(told: Thing, rng: Random, maker: Maker) -> None:
    parts = told.fields["_parts"]
    told.fields["organisation"] = firm_told(told.fields["_firm"], rng)
    if rng.random() < 0.35:
        patterns = ("{0}{1}{2}技术", "{0}{1}{2}难题", "关于{2}{0}{1}的技术需求", "{2}{0}的{1}", "{0}{1}问题")
        told.name = rng.choice(patterns).format(*parts)
    if rng.random() < 0.15:
        told.fields["content"] = told.fields["content"].split("，", 1)[-1]


def firm_told(firm: Firm, rng: Random) -> str:
    """A firm's name as somebody writes it."""
    seat, form = firm.seat, firm.form
    draw = rng.random()
    if draw < 0.45:
        name = firm.name
    elif draw < 0.60:
        name = f"{firm.brand}{firm.trade}" if rng.random() < 0.6 else f"{seat}{firm.brand}{firm.trade}"
    elif draw < 0.68:
        name = firm.brand + (firm.trade[:2] if rng.random() < 0.5 else "")
    elif draw < 0.78:
        name = f"{firm.brand}{firm.trade}(示例){form}"
    elif draw < 0.86:
        name = f"{firm.brand}（{seat or '湖南'}）{firm.trade}（示例）{form}"
    elif draw < 0.92:
        name = f"{seat}{firm.brand}{firm.trade}（示例）" + ("股份有限公司" if form == "有限公司" else "有限公司")
    elif draw < 0.96:
        name = f"{firm.brand}集团"
    else:
        name = mistyped(firm.name, rng)
    return name


def mistyped(text: str, rng: Random) -> str:
    """One character left out, doubled, swapped with the next, or wrong."""
    if len(text) < 4:
        return text
    at = rng.randrange(len(text) - 1)
    return rng.choice(
        (
            text[:at] + text[at + 1 :],
            text[:at] + text[at] + text[at:],
            text[:at] + text[at + 1] + text[at] + text[at + 2 :],
            text[:at] + rng.choice("的地在有新业产能工力") + text[at + 1 :],
        )
    )


def _money(told: Thing, rng: Random) -> None:
    for key in (*_MONEY, "intended_amount_cny", "signed_amount_cny"):
        value = told.fields.get(key)
        if not value:
            continue
        draw = rng.random()
        if draw < 0.03:
            told.fields[key] = value * 10_000
        elif draw < 0.06:
            told.fields[key] = max(1, round(value / 10_000))
        elif draw < 0.16:
            told.fields[key] = round(value * rng.uniform(0.75, 1.3) / 1e6) * 10**6
        elif draw < 0.24:
            del told.fields[key]


def _codes(told: Thing, rng: Random) -> None:
    for key in ("credit_code", "project_code_national", "project_company_credit_code"):
        value, draw = told.fields.get(key), rng.random()
        if value and draw < 0.4:
            del told.fields[key]
        elif value and draw < 0.43:
            at = rng.randrange(len(value))
            told.fields[key] = value[:at] + rng.choice("0123456789") + value[at + 1 :]


def _contact(told: Thing, rng: Random, maker: Maker) -> None:
    draw = rng.random()
    if draw < 0.2:
        told.fields["contact"] = f"{maker.person()} {maker.phone()}"
    elif draw < 0.35:
        told.fields.pop("contact", None)
    elif draw < 0.45:
        told.fields["contact"] = told.fields["contact"].replace(" ", "\n").replace("-", "")


def _dropped(told: Thing, rng: Random) -> None:
    for key in (
        "industry",
        "chain",
        "origin",
        "start_planned_on",
        "signed_on",
        "field",
        "department",
        "deadline",
        "team",
    ):
        if rng.random() < 0.25:
            told.fields.pop(key, None)
    for key, chance in (("content", 0.2), ("park", 0.1), ("applications", 0.3), ("ip", 0.4), ("products", 0.2)):
        if rng.random() < chance:
            told.fields.pop(key, None)
