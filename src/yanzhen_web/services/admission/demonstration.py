"""What the demo needs so that admission works at once: a book, cases in different states, a park's firms with figures.

Every firm, project and number here is invented, and says so; nothing of it is at an event, so that no figure counts it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from yanzhen.place.admission.outcomes import CONDITIONAL, DEPARTMENTS, REFUSED
from yanzhen.records import Record as EngineRecord
from yanzhen.records import content_key
from yanzhen_web.models import AdmissionCase, AdmissionOpinion, Organisation, Record, User
from yanzhen_web.scopes import Actor
from yanzhen_web.services.admission import books, cases, deciding, opinions
from yanzhen_web.services.records.recording import Teller, Told, write_records

_WHY = "the demo's cases of admission"
_SOURCE = "演示门槛（编造）"
_THRESHOLDS = (
    {"measure": "投资强度", "value": "300", "unit": "万元/亩", "source": _SOURCE},
    {"measure": "亩均税收", "value": "15", "unit": "万元/亩", "source": _SOURCE},
    {"measure": "容积率", "value": "1.0", "source": _SOURCE},
    {"measure": "单位产值能耗", "value": "0.3", "unit": "吨标准煤/万元", "source": _SOURCE},
)
_DECIDERS = (
    {"body": "园区主任办公会（示例）", "level": "park", "amount_to": "5000"},
    {"body": "县项目评审会（示例）", "level": "county", "amount_from": "5000", "amount_to": "100000"},
    {"body": "市级联审会（示例）", "level": "city", "amount_from": "100000"},
)
_ASKED = "filing"
"""The demo's own department is asked for this; the others are made up below the county."""


@dataclass(frozen=True)
class _Case:
    """A case to be shown.

    Attributes:
        applicant: of the demo's organisations.
        wan: investment, 万元.
        opened, due: days from today.
        said: department -> (verdict, words); who is not named has not answered.
    """

    name: str
    applicant: str
    industry: str
    wan: int
    land_mu: float
    floor_m2: float
    tax_wan: int
    output_wan: int
    energy_tce: float | None
    opened: int
    due: int
    said: Mapping[str, tuple[str, str]] = field(default_factory=dict)


def _all_agree(**but: tuple[str, str]) -> dict[str, tuple[str, str]]:
    return dict.fromkeys(DEPARTMENTS, ("agree", "")) | but


_WAITING = _Case(
    "示例电池壳体项目", "enterprise", "新能源电池", 26000, 62, 58000, 1300, 41000, 2100, -2, 4,
    {"land": ("agree", ""), "tax": ("agree", "")},
)  # fmt: skip
_LATE = _Case(
    "示例铝合金压铸项目", "park", "有色金属加工", 12000, 45, 36000, 560, 19000, None, -12, -3,
    {"filing": ("agree", ""), "land": ("conditions", "须用现有空地，不新增用地"), "tax": ("agree", ""),
     "safety": ("agree", "")},
)  # fmt: skip
_VETOED = _Case(
    "示例电子化学品项目", "enterprise", "电子化学品", 38000, 80, 61000, 1500, 52000, 9800, -15, -6,
    _all_agree(environment=("oppose", "选址离饮用水源保护区太近，请另选址")),
)  # fmt: skip
_PASSED = _Case(
    "示例液压件扩建项目", "enterprise", "工程机械", 21000, 54, 49000, 1050, 36000, 1900, -34, -22,
    _all_agree(energy=("conditions", "投产前完成节能审查")),
)  # fmt: skip
_REFUSED = _Case(
    "示例废旧金属回收项目", "park", "再生资源", 6000, 70, 22000, 260, 9000, 4300, -33, -22,
    _all_agree(environment=("oppose", "排放超过园区剩余总量"), safety=("oppose", "安全距离不够")),
)  # fmt: skip
_FIRMS: tuple[tuple[str, str, dict[str, float]], ...] = (
    ("示例精密传动有限公司", "2011-05-18",
     {"revenue": 48000, "tax": 2600, "added": 14200, "rd": 2400, "staff": 420, "land": 66, "tce": 2300, "t": 3}),
    ("示例电控系统有限公司", "2015-09-02",
     {"revenue": 30500, "tax": 880, "added": 6100, "rd": 950, "staff": 310, "land": 48, "tce": 1250, "t": 1.5}),
    ("示例焊接结构有限公司", "2009-03-11",
     {"revenue": 21800, "tax": 820, "added": 5600, "rd": 420, "staff": 260, "land": 57, "tce": 1900, "t": 4}),
    ("示例铸造有限公司", "2006-11-23",
     {"revenue": 12600, "tax": 260, "added": 2500, "rd": 90, "staff": 190, "land": 85, "tce": 5200, "t": 21,
      "vacant": 6200}),
    ("示例木业有限公司", "2008-07-30",
     {"revenue": 4300, "tax": 70, "added": 820, "rd": 0, "staff": 75, "land": 52, "tce": 760, "t": 9,
      "vacant": 11000}),
    ("示例包装材料有限公司", "2013-02-14",
     {"revenue": 9800, "tax": 330, "added": 2300, "rd": 150, "staff": 130, "land": 30, "t": 2}),
)  # fmt: skip
"""Name, founded on, figures: money in 万元, land in 亩, energy in 吨标准煤, emissions in 吨, empty workshops in ㎡; the
last tells no energy, so that it is asked for it.
"""
_FIGURES = {
    "revenue": ("revenue_cny", 10_000), "tax": ("tax_cny", 10_000), "added": ("value_added_cny", 10_000),
    "rd": ("rd_cny", 10_000), "staff": ("staff", 1), "land": ("land_mu", 1), "tce": ("energy_tce", 1),
    "t": ("emissions_t", 1), "vacant": ("vacant_m2", 1),
}  # fmt: skip


@transaction.atomic
def load_cases(organisations: Mapping[str, Organisation], county: str) -> None:
    """Once: what the demo's county and park ask, five cases in different states, and six firms of the demo's park.

    Args:
        organisations: the demo's, by what they are; `county` is the key of the office that leads the cases.
    """
    office = organisations[county]
    if AdmissionCase.objects.unscoped(why=_WHY).filter(owner_org=office).exists():
        return
    park = Record.objects.unscoped(why=_WHY).filter(kind="park", owner_org=organisations["park"]).earliest("pk")
    _write_firms(park)
    _keep_books(organisations, office)
    opened = {case.name: _open(case, organisations[case.applicant], park) for case in _IN_ORDER}
    _meet(opened)


_IN_ORDER = (_REFUSED, _PASSED, _VETOED, _LATE, _WAITING)


def _clerk(role: str) -> tuple[Actor, User]:
    user = User.objects.get(username=f"demo-{role}")
    return Actor.of(user), user


def _day(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


def _keep_books(organisations: Mapping[str, Organisation], office: Organisation) -> None:
    asked = {_ASKED: organisations["service"].public_id}
    rows = Organisation.objects.unscoped(why=_WHY)
    for key, said in DEPARTMENTS.items():
        if key not in asked:
            kind, region = Organisation.Kind.SERVICE, office.region
            made = rows.create(name=f"示例{said.zh}局", kind=kind, parent=office, region=region)
            asked[key] = made.public_id
    for role in ("county_office", "park"):
        books.save_book(_clerk(role)[0], books.Asked(_THRESHOLDS, _DECIDERS, asked))


def _write_firms(park: Record) -> None:
    told = []
    for name, founded_on, figures in _FIRMS:
        fields: dict[str, Any] = {"park": park.name, "region": park.region, "founded_on": founded_on}
        fields |= {"above_scale": True} | {_FIGURES[key][0]: value * _FIGURES[key][1] for key, value in figures.items()}
        told.append(_told("enterprise", name, fields))
    write_records(told, Teller(park.owner_org))


def _told(kind: str, name: str, fields: dict[str, Any]) -> Told:
    key = content_key(EngineRecord(kind, name, dict(fields)))
    return Told(kind, name, key, fields, publication="internal")


def _open(given: _Case, applicant: Organisation, park: Record) -> AdmissionCase:
    """Open it, say what departments said, and put it back to the days on which that was."""
    fields = {
        "investor": applicant.name, "industry": given.industry, "target": park.region, "park": park.name,
        "investment_cny": given.wan * 10_000, "fixed_assets_cny": given.wan * 8_500, "land_mu": given.land_mu,
        "building_m2": given.floor_m2, "tax_expected_cny": given.tax_wan * 10_000,
        "output_expected_cny": given.output_wan * 10_000, "note": "演示数据（编造）",
    }  # fmt: skip
    if given.energy_tce is not None:
        fields["energy_tce"] = given.energy_tce
    (record,) = write_records([_told("project", given.name, fields)], Teller(applicant)).records
    actor, user = _clerk("county_office")
    case = cases.open_case(actor, user, record.public_id, note="演示用的项目，都是编造的。")
    rows = AdmissionOpinion.objects.unscoped(why=_WHY).filter(case=case)
    for opinion in rows.filter(department__in=list(given.said)):
        _say(opinion, *given.said[opinion.department])
    then = timezone.now() + timedelta(days=given.opened)
    AdmissionCase.objects.unscoped(why=_WHY).filter(pk=case.pk).update(opened_at=then, checked_at=then)
    rows.update(due_on=_day(given.due))
    rows.exclude(verdict="").update(given_at=then + timedelta(days=1))
    return case


def _say(opinion: AdmissionOpinion, verdict: str, words: str) -> None:
    """The demo's department speaks for itself; for those below the county its clerk enters what they wrote."""
    actor, user = _clerk("service" if opinion.department == _ASKED else "county_office")
    opinions.give_opinion(actor, user, opinion.public_id, verdict, words)


def _meet(opened: Mapping[str, AdmissionCase]) -> None:
    """One meeting with its decisions, and one of today, whose decision is still to be entered."""
    actor, user = _clerk("county_office")
    who = "县发改部门（示例）\n县招商部门（示例）\n园区（示例）"

    def call(title: str, days: int, *agenda: _Case) -> None:
        listed = [opened[case.name].public_id for case in agenda]
        deciding.call_meeting(actor, user, deciding.Calling(title, _day(days), "第一会议室", who, listed))

    call("项目准入评审会议纪要（示例第1期）", -14, _PASSED, _REFUSED)
    conditions = (
        deciding.Condition("投产前完成节能审查", "示例装备股份有限公司", _day(60)),
        deciding.Condition("厂区雨水、污水分开排放", "示例高新园区管委会", _day(120)),
    )
    passed, refused = opened[_PASSED.name].public_id, opened[_REFUSED.name].public_id
    deciding.decide(actor, user, passed, CONDITIONAL, conditions=conditions)
    reason = "生态环境、应急管理不同意，投资强度和亩均税收也不达标。"
    deciding.decide(actor, user, refused, REFUSED, reason=reason)
    call("项目准入评审会议纪要（示例第2期）", 0, _VETOED)
