"""What the study says in sentences."""

from __future__ import annotations

import numpy as np

from yanzhen.language import Said
from yanzhen.place.allocation.plan import SLOTS, Alternative, Plan, Price, Unmet

STUDY = Said(
    "这是一份测算，供统筹参考；项目归首谈地，流转与否由人决定",
    "a study for planners: leads belong to the office they came to, and people decide on every transfer",
)
_RESOURCES = {
    SLOTS: Said("项目名额", "project slot"),
    "land": Said("用地", "land"),
    "floor": Said("标准厂房", "standard factory floor"),
    "power": Said("用电", "power"),
    "water": Said("用水", "water"),
    "sewage": Said("污水处理", "sewage capacity"),
    "energy": Said("能耗指标", "energy quota"),
    "labour": Said("用工", "labour"),
    "emission": Said("排放指标", "emission allowance"),
}


def resource_name(name: str) -> Said:
    """A capacity as the field calls it."""
    return _RESOURCES.get(name, Said(name, name))


def price_text(plan: Plan, price: Price) -> Said:
    """What one unit more is worth."""
    place, resource = plan.problem.places[price.place], resource_name(price.resource)
    zh, en = _gains(price)
    about = ("", "") if price.exact else ("约", "about ")
    unit = _unit(plan, price)
    return Said(
        f"{place}的{resource.zh}多一{unit.zh}，{about[0]}{zh}",
        f"one more {unit.en} {resource.en} in {place} is worth {about[1]}{en}",
    )


def _unit(plan: Plan, price: Price) -> Said:
    """What one more is counted in: 万㎡ of standard factory floor, or a unit where the files do not say."""
    if price.resource == SLOTS:
        return Said("个", "unit of")
    unit = plan.problem.unit_of(price.resource)
    return Said(f" {unit}", f"{unit} of") if unit else Said("个单位", "unit of")


def unmet_text(plan: Plan, unmet: Unmet) -> Said:
    """Which floor does not hold, and the cheapest way to let all of them hold."""
    place = plan.problem.places[unmet.place]
    of = Said("价值", "of value") if unmet.of_value else Said("个项目", "projects")
    asked, reached = f"{unmet.asked:,.10g}", f"{unmet.reached:,.10g}"
    least = (
        Said("最省的放宽", "the cheapest relaxation") if unmet.proven else Said("找到的放宽", "a relaxation that works")
    )
    zh_asked = f"价值至少 {asked}" if unmet.of_value else f"至少 {asked}{of.zh}"
    return Said(
        f"{place}要{zh_asked}，排不到：{least.zh}是降到 {reached}",
        f"{place} should have at least {asked} {of.en}, which can't be: {least.en} is to lower it to {reached}",
    )


def stable_text(plan: Plan, stable: Alternative) -> Said:
    """The stable matching beside the best plan."""
    lost, pairs = plan.value - stable.value, len(stable.blocking[0])
    share = lost / plan.value if plan.value else 0.0
    return Said(
        f"稳定匹配没有一方想换，价值 {stable.value:,.10g}，比这个排法少 {lost:,.10g}（{share:.1%}）；"
        f"这个排法里有 {pairs} 对宁愿去找对方",
        f"in the stable matching nobody has reason to leave; it is worth {stable.value:,.10g}, {lost:,.10g} "
        f"({share:.1%}) less than this plan, in which {pairs} pairs would rather be together",
    )


def _gains(price: Price) -> tuple[str, str]:
    parts = []
    if price.keys:
        parts.append((f"重点项目多 {price.keys:g} 个", f"{price.keys:g} key projects more"))
    if price.floors:
        parts.append((f"保底名额多填 {price.floors:g} 个", f"{price.floors:g} guaranteed slots more filled"))
    if price.value or not parts:
        parts.append((f"价值增加 {price.value:,.10g}", f"{price.value:,.10g} of value"))
    return "，".join(zh for zh, _ in parts), ", ".join(en for _, en in parts)


def build_text(plan: Plan, price: Price) -> Said:
    """What a place should build next, and why."""
    place, resource = plan.problem.places[price.place], resource_name(price.resource)
    zh, en = _gains(price)
    return Said(
        f"{place}下一步先补{resource.zh}：每多一个单位，{zh}", f"{place}: add {resource.en} next; each unit more, {en}"
    )


def unplaced_text(plan: Plan, project: int) -> Said:
    """Why a project has no place."""
    problem = plan.problem
    possible = np.flatnonzero(problem.possible[project])
    if not len(possible):
        return Said(
            "没有一处可去：各处都没有它的价值，或它点名的地方不在表里",
            "no place is possible for it: it has a value with none",
        )
    partners = problem.partners(project)
    if len(partners) > 1 and not problem.fits(partners).any():
        return Said(
            f"同一链组的 {len(partners)} 个项目要落在一处，没有一处都去得了、放得下",
            f"its group of {len(partners)} stays together, and no place could take all of them",
        )
    fits = possible[problem.fits(partners)[possible]]
    if not len(fits):
        resource = resource_name(problem.lacking(project))
        return Said(
            f"可去的 {len(possible)} 处都放不下：即使空着，{resource.zh}也不够",
            f"none of the {len(possible)} possible places could take it even if empty: too little {resource.en}",
        )
    best = int(fits[problem.values[project, fits].argmax()])
    return Said(
        f"可去的 {len(fits)} 处都排满了；最值的是去{problem.places[best]}（{plan.worth(project, best):,.10g}），"
        "但把那里的容量给别的项目，总的更值",
        f"the {len(fits)} places that could take it are used up; it would be worth most in {problem.places[best]} "
        f"({plan.worth(project, best):,.10g}), but there others are worth more altogether",
    )


def office_reason(plan: Plan, project: int) -> Said | None:
    """Why the office that a project came to first can't take it in this plan; None where it could."""
    problem = plan.problem
    office, place = int(problem.offices[project]), int(plan.assigned[project])
    if office == place:
        return None
    if not problem.possible[project, office]:
        return Said("去不了首谈地", "it can't go there")
    short = plan.lacking_room(project, office)
    if short is None:
        return None
    resource = resource_name(short)
    return Said(f"首谈地的{resource.zh}不够了", f"too little {resource.en} is left there")


def transfer_text(plan: Plan, project: int, reason: Said) -> Said:
    """The proposal to pass a lead on."""
    problem = plan.problem
    name = problem.projects[project]
    office, place = problem.places[problem.offices[project]], problem.places[plan.assigned[project]]
    return Said(
        f"流转建议：{name}由{office}流转到{place}，{reason.zh}；流转与否由{office}决定",
        f"proposed transfer of {name} from {office} to {place}: {reason.en}; {office} decides",
    )
