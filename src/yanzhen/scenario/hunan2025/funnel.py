"""University and firm: who signed on site, and the funnel of 2024 (met, joint project, contract)."""

from __future__ import annotations

from random import Random

from yanzhen.scenario.forms import Row
from yanzhen.scenario.hunan2025.amounts import YI, spread
from yanzhen.scenario.hunan2025.names import Namer
from yanzhen.scenario.hunan2025.parties import enterprise
from yanzhen.scenario.hunan2025.phrases import Topic, industries, industry_named, seeded
from yanzhen.scenario.hunan2025.projects import OPENING
from yanzhen.scenario.hunan2025.regions import draw_seat
from yanzhen.scenario.hunan2025.universities import Institute, institutes, inventors

FIRMS_MET, JOINT, CONTRACTS_CNY = 1683, 415, 48 * YI // 10
SIGNING_FIRMS = 20
_SMALLEST, _LARGEST = 50_000, 12_000_000
_NAMED = (
    ("江麓机电集团", "湖南省/湘潭市", "传动科技", "北京理工大学"),
    ("凯迪工程科技", "湖南省/长沙市", "工程装备", "哈尔滨工业大学"),
)
_NAMED_INDUSTRY = "工程机械"
_SIGNING_AGAIN = 4


def plan_agreements(seed: int, firms: list[Row]) -> list[Row]:
    """Agreements signed on site: seven universities under the ministry, twenty firms, each of them at least once."""
    rng = seeded(seed, "agreements")
    schools = [school for school in institutes() if school.ministry]
    signing = [(_named_firm(*named[:3]), _named_school(named[3])) for named in _NAMED]
    free = list(firms)
    while len(signing) < SIGNING_FIRMS:
        school = schools[len(signing) % len(schools)]
        firm = rng.choice([firm for firm in free if school.works_for(firm.get("chain"))])
        free.remove(firm)
        signing.append((firm, school))
    for firm, school in signing[:_SIGNING_AGAIN]:
        others = [other for other in schools if other is not school and other.works_for(firm.get("chain"))]
        signing.append((firm, rng.choice(others)))
    return [_agreement(number, firm, school, rng) for number, (firm, school) in enumerate(signing)]


def _named_firm(name: str, region: str, trade: str) -> Row:
    chain = industry_named(_NAMED_INDUSTRY).chain
    return Row("enterprise", name, {"region": region, "trade": trade, "industry": _NAMED_INDUSTRY, "chain": chain})


def _named_school(name: str) -> Institute:
    return next(school for school in institutes() if school.name == name)


def _topic(firm: Row, rng: Random) -> Topic:
    return rng.choice(industry_named(firm.get("industry")).topics_of(firm.get("trade")))


def _agreement(number: int, firm: Row, school: Institute, rng: Random) -> Row:
    topic = _topic(firm, rng)
    kind = ("成果转化", "协同攻关")[number % 2]
    fields = {
        "agreement_kind": kind,
        "university": school.name,
        "university_kind": "部属",
        "firm": firm.name,
        "region": firm.get("region"),
        "signed_on": OPENING,
        "signed_event": "开幕式现场签约",
    }
    return Row("agreement", f"{rng.choice(topic.objects)}{rng.choice(topic.methods)}{kind}协议（示例）", fields)


def plan_visits(seed: int, namer: Namer, firms: list[Row]) -> list[Row]:
    """Firms that university teams met in 2024, a row each; joint projects and their contracts add up exactly."""
    rng = seeded(seed, "visits")
    met = list(firms)
    while len(met) < FIRMS_MET:
        met.append(enterprise(industries()[len(met) % len(industries())], *draw_seat(rng), rng, namer))
    rng.shuffle(met)
    rows = [_visit(number, firm, rng) for number, firm in enumerate(met)]
    amounts = spread(CONTRACTS_CNY, JOINT, rng, low=_SMALLEST, high=_LARGEST)
    for row, cny in zip(rng.sample(rows, JOINT), amounts, strict=True):
        row.fields |= {"joint_project": True, "contract_cny": cny}
    return rows


def _visit(number: int, firm: Row, rng: Random) -> Row:
    topic = _topic(firm, rng)
    school = rng.choice(inventors(firm.get("chain")))
    fields = {
        "firm": firm.name,
        "university": school.name,
        "region": firm.get("region"),
        "joint_project": False,
        "met_on": f"2024-{1 + number * 12 // FIRMS_MET:02d}-{rng.randrange(1, 29):02d}",
    }
    return Row("visit", f"{rng.choice(topic.objects)}{topic.title}对接", fields)
