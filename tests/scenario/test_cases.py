"""The named cases stand with their published figures, and nothing else is real."""

from __future__ import annotations

import re

from yanzhen.records import Record
from yanzhen.scenario.hunan2025.plan import Event

from .gathering import Gathered

YI = 100_000_000
REAL_FIRMS = {
    "惠科股份有限公司",
    "光启技术股份有限公司",
    "海信集团",
    "吉利汽车集团",
    "博世长沙",
    "江麓机电集团",
    "凯迪工程科技",
}
REAL_UNIVERSITIES = {"北京理工大学", "哈尔滨工业大学", "西北工业大学"}


def one(records: list[Record], part: str) -> Record:
    found = [record for record in records if part in record.name]
    assert len(found) == 1, (part, found)
    return found[0]


def test_hkc_signed_ninety_yi_at_the_event(gathered: Gathered) -> None:
    case = one(gathered.counted(), "Mini-LED背光、直显")
    assert case.fields["intended_amount_cny"] == case.fields["signed_amount_cny"] == 90 * YI
    assert (case.fields["origin"], case.fields["target"], case.fields["signed_on"]) == (
        "440300",
        "430100",
        "2025-03-29",
    )


def test_hkc_line_took_fourteen_months(gathered: Gathered) -> None:
    case = one(gathered.of("project"), "8.6代")
    (year, month), (later, end) = (map(int, case.fields[key].split("-")) for key in ("started_on", "producing_on"))
    assert (later - year) * 12 + end - month == 14


def test_ledger_of_earlier_years_is_told_apart(gathered: Gathered) -> None:
    earlier = [record for record in gathered.of("project") if record.get("collection_round") == "历年项目"]
    assert len(earlier) == 5
    assert not any("intended_amount_cny" in record.fields for record in earlier)


def test_kuangchi_was_signed_in_the_month_of_contact(gathered: Gathered) -> None:
    case = one(gathered.of("project"), "光启")
    dates = [case.fields[key] for key in ("contacted_on", "signed_on", "started_on", "produce_planned_on")]
    assert dates == ["2024-09", "2024-09", "2024-10", "2025-01/2025-06"]
    assert case.fields["target"] == "430200"


def test_other_cases_of_earlier_years(gathered: Gathered) -> None:
    projects = gathered.of("project")
    assert one(projects, "海信").fields["target"] == "430182"
    assert one(projects, "吉利").fields["signed_on"] == "2005-11"
    assert one(projects, "博世").fields["started_on"] == "2024-11"
    assert one(projects, "博世").fields["origin_country"] == "DE"


def test_named_universities_firms_and_intermediaries(gathered: Gathered) -> None:
    agreements = gathered.of("agreement")
    assert {"江麓机电集团", "凯迪工程科技"} <= {record.get("firm") for record in agreements}
    assert {record.get("university") for record in agreements} >= REAL_UNIVERSITIES
    names = {record.name for record in gathered.of("intermediary")}
    assert names == {"岳麓山工业创新中心", "湖南省企业科协联合会", "上海技术交易所"}


def test_every_other_firm_is_plainly_invented(gathered: Gathered) -> None:
    keys = {"project": "investor", "demand": "organisation", "visit": "firm", "agreement": "firm"}
    firms = {record.get(key) for kind, key in keys.items() for record in gathered.of(kind)}
    firms |= {record.name for record in gathered.of("enterprise")}
    assert {firm for firm in firms if "（示例）" not in firm} == REAL_FIRMS


def test_nothing_is_invented_about_a_real_university_but_that_it_signed(gathered: Gathered) -> None:
    keys = {"achievement": "organisation", "visit": "university"}
    schools = {record.get(key) for kind, key in keys.items() for record in gathered.of(kind)}
    assert [school for school in schools if "（示例）" not in school] == []
    signing = {record.get("university") for record in gathered.of("agreement")}
    assert {school for school in signing if "（示例）" not in school} == REAL_UNIVERSITIES


def test_contacts_are_nobody(event: Event) -> None:
    rows = [*event.projects.counted(), *event.demands, *event.achievements, *event.enterprises, *event.parks]
    contacts = [row.get("contact") for row in rows if row.get("contact")]
    assert len(contacts) > 2000
    nobody = re.compile(r"^[\u4e00-\u9fff]某(（\w+），| |\n)(0731-0000\d{4}|100-0000-\d{4})$")
    assert [text for text in contacts if not nobody.match(text)] == []
