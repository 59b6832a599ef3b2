"""The sentences of the bulletin in both languages, each with shorter wordings for when a figure can't be told."""

from __future__ import annotations

from yanzhen.report.event import FUNNEL_YEAR
from yanzhen.report.sentences import sentence

_IN_YEAR_ZH = f"{FUNNEL_YEAR}年，"
_IN_YEAR_EN = f"In {FUNNEL_YEAR} university teams "

COLLECTED = sentence(
    (
        "共征集产业转移项目{projects_collected}，意向投资额{projects_amount}。",
        "{projects_collected} projects were collected, with an intended investment of {projects_amount}.",
    ),
    ("共征集产业转移项目{projects_collected}。", "{projects_collected} projects were collected."),
    ("征集项目意向投资额{projects_amount}。", "The projects collected intend to invest {projects_amount}."),
)
SIGNED = sentence(
    (
        "开幕式集中签约重点项目{projects_signed_opening}。",
        "{projects_signed_opening} key projects were signed at the opening.",
    )
)
TECHNOLOGY = sentence(
    (
        "双向推送企业技术需求{demands}、高校科技成果{achievements}。",
        "{demands} technology demands of firms and {achievements} achievements of universities were passed on.",
    ),
    ("征集企业技术需求{demands}。", "{demands} technology demands of firms were collected."),
    ("征集高校科技成果{achievements}。", "{achievements} achievements of universities were collected."),
)
CLUSTERS = sentence(
    (
        "全省现有国家先进制造业集群{clusters_national}、国家中小企业特色产业集群{clusters_sme}。",
        "National clusters: {clusters_national} of advanced manufacturing, {clusters_sme} of specialised SMEs.",
    ),
    (
        "全省现有国家先进制造业集群{clusters_national}。",
        "The province has {clusters_national} national advanced-manufacturing clusters.",
    ),
    (
        "全省现有国家中小企业特色产业集群{clusters_sme}。",
        "The province has {clusters_sme} national clusters of specialised SMEs.",
    ),
)
OUTSIDE = sentence(
    (
        "来自省外的项目{projects_outside}，意向投资额{projects_outside_amount}。",
        "{projects_outside} projects come from outside the province and intend to invest {projects_outside_amount}.",
    ),
    ("来自省外的项目{projects_outside}。", "{projects_outside} projects come from outside the province."),
    (
        "省外项目意向投资额{projects_outside_amount}。",
        "The projects from outside the province intend to invest {projects_outside_amount}.",
    ),
)
INSIDE = sentence(
    (
        "来自省内的项目{projects_inside}，意向投资额{projects_inside_amount}。",
        "{projects_inside} projects come from inside the province and intend to invest {projects_inside_amount}.",
    ),
    ("来自省内的项目{projects_inside}。", "{projects_inside} projects come from inside the province."),
    (
        "省内项目意向投资额{projects_inside_amount}。",
        "The projects from inside the province intend to invest {projects_inside_amount}.",
    ),
)
SIGNED_ON_SITE = sentence(
    (
        "现场签约的有部属高校{universities_signed}、省内企业{firms_signed}。",
        "{universities_signed} universities under the ministry and {firms_signed} local firms signed on site.",
    ),
    ("现场签约的有部属高校{universities_signed}。", "{universities_signed} universities under the ministry signed."),
    ("现场签约的有省内企业{firms_signed}。", "{firms_signed} firms of the province signed on site."),
)
FUNNEL = sentence(
    (
        _IN_YEAR_ZH + "高校团队对接企业{firms_met}，达成合作项目{joint_projects}，合同金额{joint_contracts}。",
        _IN_YEAR_EN + "met {firms_met} firms; {joint_projects} joint projects, with contracts worth {joint_contracts}.",
    ),
    (
        _IN_YEAR_ZH + "高校团队对接企业{firms_met}，达成合作项目{joint_projects}。",
        _IN_YEAR_EN + "met {firms_met} firms; {joint_projects} joint projects came of it.",
    ),
    (_IN_YEAR_ZH + "高校团队对接企业{firms_met}。", _IN_YEAR_EN + "met {firms_met} firms."),
)
HUIKE_SIGNED = sentence(
    ("惠科在开幕式上签约，签约金额{huike_signed_amount}。", "HKC (惠科) signed {huike_signed_amount} at the opening.")
)
HUIKE_BUILT = sentence(
    (
        "惠科8.6代线项目从开工到投产用时{huike_months}。",
        "HKC's (惠科) 8.6-generation line went from the start of construction to production in {huike_months} months.",
    )
)
GUANGQI = sentence(
    (
        "光启技术项目从接洽到开工用时{guangqi_months}。",
        "For Kuang-Chi's (光启技术) project, months from first contact to the start of construction: {guangqi_months}.",
    )
)
