"""University and firm: who signed on site, and the funnel of 2024 (met, joint project, contract)."""

from __future__ import annotations

from random import Random

from yanzhen.scenario.forms import Row
from yanzhen.scenario.hunan2025.amounts import YI, spread
from yanzhen.scenario.hunan2025.names import Namer
from yanzhen.scenario.hunan2025.parties import enterprise
from yanzhen.scenario.hunan2025.phrases import industries, seeded
from yanzhen.scenario.hunan2025.projects import OPENING
from yanzhen.scenario.hunan2025.regions import draw_seat
from yanzhen.scenario.hunan2025.universities import institutes

FIRMS_MET, JOINT, CONTRACTS_CNY = 1683, 415, 48 * YI // 10
SIGNING_FIRMS = 20
_NAMED = (("江麓机电集团", "湖南省/湘潭市", "北京理工大学"), ("凯迪工程科技", "湖南省/长沙市", "哈尔滨工业大学"))


def plan_agreements(seed: int, firms: list[Row]) -> list[Row]:
    """Agreements signed on site: seven universities under the ministry, twenty firms, each of them at least once."""
    rng = seeded(seed, "agreements")
    schools = [school.name for school in institutes() if school.ministry]
    others = rng.sample(firms, SIGNING_FIRMS - len(_NAMED))
    signing = [(name, region, school) for name, region, school in _NAMED]
    signing += [(firm.name, firm.get("region"), schools[(n + 2) % len(schools)]) for n, firm in enumerate(others)]
    again = [(name, region, schools[(schools.index(school) + 3) % 7]) for name, region, school in signing[:12:3]]
    return [_agreement(n, *who, rng) for n, who in enumerate(signing + again)]


def _agreement(number: int, firm: str, region: str, school: str, rng: Random) -> Row:
    topic = rng.choice(rng.choice(industries()).topics)
    kind = ("成果转化", "协同攻关")[number % 2]
    return Row("agreement", f"{rng.choice(topic.objects)}{topic.title}{kind}协议", {
        "agreement_kind": kind, "university": school, "university_kind": "部属", "firm": firm, "region": region,
        "signed_on": OPENING, "signed_event": "开幕式现场签约",
    })  # fmt: skip


def plan_visits(seed: int, namer: Namer, firms: list[Row]) -> list[Row]:
    """Firms that university teams met in 2024, a row each; joint projects and their contracts add up exactly."""
    rng = seeded(seed, "visits")
    schools = [school.name for school in institutes()]
    met = [(firm.name, firm.get("region"), firm.get("industry")) for firm in firms]
    while len(met) < FIRMS_MET:
        industry = industries()[len(met) % len(industries())]
        firm = enterprise(industry, *draw_seat(rng), rng, namer)
        met.append((firm.name, firm.get("region"), industry.name))
    rng.shuffle(met)
    amounts = iter(spread(CONTRACTS_CNY, JOINT, rng, low=50_000, high=12_000_000))
    joint = set(rng.sample(range(FIRMS_MET), JOINT))
    topics = {industry.name: industry.topics for industry in industries()}
    rows = []
    for n, (firm_name, region, industry_name) in enumerate(met):
        topic = rng.choice(topics[industry_name])
        row = Row("visit", f"{rng.choice(topic.objects)}{topic.title}对接", {
            "firm": firm_name, "university": rng.choice(schools), "region": region, "joint_project": n in joint,
            "met_on": f"2024-{1 + n * 12 // FIRMS_MET:02d}-{rng.randrange(1, 29):02d}",
        })  # fmt: skip
        if n in joint:
            row.fields["contract_cny"] = next(amounts)
        rows.append(row)
    return rows
