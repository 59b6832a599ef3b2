"""The figures of a matchmaking event: what the offices sent in, told once.

Amounts of different meaning are never mixed: intended, signed and contract money are figures of their own.
"""

from __future__ import annotations

from yanzhen.language import Said
from yanzhen.report.conditions import Condition, Contains, During, Equals, Lacks, Present, Within
from yanzhen.report.declarations import (
    AddsUp,
    AtMost,
    Count,
    CountDistinct,
    Distribution,
    Figure,
    FigureSet,
    Months,
    Sum,
    SumFirst,
)
from yanzhen.report.facts import HOME

EARLIER_ROUND = "历年"
"""What the collection round of projects of earlier years is called; they stand in the ledger and are not counted."""

FUNNEL_YEAR = "2024"

COLLECTED_AMOUNT = SumFirst(("intended_amount_cny", "investment_cny"), ("investment_range_cny", "investment_foreign"))
"""征集投资额: the intended amount or, failing that, the total investment; never signed or paid-in money."""

_THIS_ROUND: tuple[Condition, ...] = (Lacks("collection_round", EARLIER_ROUND),)
_OUTSIDE = (*_THIS_ROUND, Equals("origin_side", "outside"))
_INSIDE = (*_THIS_ROUND, Equals("origin_side", "inside"))
_OPENING = (Contains("signed_event", "开幕式"),)
_JOINT = (During("met_on", FUNNEL_YEAR), Equals("joint_project", True))
_HUIKE = Contains("investor", "惠科")

_ROUND_ZH = "重复报送的只计一次，历年项目不计入"
_ROUND_EN = "a project sent in twice counts once; projects of earlier years do not count"
_AMOUNT_ZH = "意向投资额，未填意向投资额的取总投资；区间和外币金额单列，不计入合计"
_AMOUNT_EN = "the intended amount or, where none is stated, the total investment; ranges and foreign money stand apart"

_PROJECTS = (
    Figure(
        "projects_collected",
        Said("征集项目", "Projects collected"),
        "个",
        Said(f"本批次征集的项目数；{_ROUND_ZH}。", f"Projects of this collection round; {_ROUND_EN}."),
        "project",
        Count(),
        _THIS_ROUND,
    ),
    Figure(
        "projects_amount",
        Said("征集项目意向投资额", "Intended investment of the projects collected"),
        "亿元",
        Said(f"征集项目的{_AMOUNT_ZH}。", f"Of the projects collected: {_AMOUNT_EN}."),
        "project",
        COLLECTED_AMOUNT,
        _THIS_ROUND,
    ),
    Figure(
        "projects_outside",
        Said("省外项目", "Projects from outside the province"),
        "个",
        Said(
            "征集项目中转出地在省外（含境外）的。", "Projects collected whose origin is outside the province or abroad."
        ),
        "project",
        Count(),
        _OUTSIDE,
    ),
    Figure(
        "projects_outside_amount",
        Said("省外项目意向投资额", "Intended investment from outside the province"),
        "亿元",
        Said(f"省外项目的{_AMOUNT_ZH}。", f"Of the projects from outside the province: {_AMOUNT_EN}."),
        "project",
        COLLECTED_AMOUNT,
        _OUTSIDE,
    ),
    Figure(
        "projects_inside",
        Said("省内项目", "Projects from inside the province"),
        "个",
        Said("征集项目中转出地在省内的。", "Projects collected whose origin is inside the province."),
        "project",
        Count(),
        _INSIDE,
    ),
    Figure(
        "projects_inside_amount",
        Said("省内项目意向投资额", "Intended investment from inside the province"),
        "亿元",
        Said(f"省内项目的{_AMOUNT_ZH}。", f"Of the projects from inside the province: {_AMOUNT_EN}."),
        "project",
        COLLECTED_AMOUNT,
        _INSIDE,
    ),
    Figure(
        "projects_signed_opening",
        Said("开幕式签约重点项目", "Key projects signed at the opening"),
        "个",
        Said("签约活动为开幕式的项目数。", "Projects whose signing event is the opening."),
        "project",
        Count(),
        _OPENING,
    ),
)

_TECHNOLOGY = (
    Figure(
        "demands",
        Said("企业技术需求", "Technology demands of firms"),
        "项",
        Said(
            "征集的企业技术需求数；重复报送的只计一次。", "Technology demands collected; one sent in twice counts once."
        ),
        "demand",
    ),
    Figure(
        "achievements",
        Said("高校科技成果", "Achievements of universities"),
        "项",
        Said("征集的高校科技成果数；重复报送的只计一次。", "Achievements collected; one sent in twice counts once."),
        "achievement",
    ),
    Figure(
        "universities_signed",
        Said("现场签约部属高校", "Universities under the ministry that signed on site"),
        "所",
        Said(
            "现场签约协议中的部属高校数，同一高校只计一次。",
            "Universities under the ministry in the agreements, each once.",
        ),
        "agreement",
        CountDistinct("university"),
        (Contains("university_kind", "部属"), Present("signed_event")),
    ),
    Figure(
        "firms_signed",
        Said("现场签约省内企业", "Firms of the province that signed on site"),
        "家",
        Said("现场签约协议中的省内企业数，同一企业只计一次。", "Firms of the province in the agreements, each once."),
        "agreement",
        CountDistinct("firm"),
        (Within("region", HOME), Present("signed_event")),
    ),
    Figure(
        "firms_met",
        Said("对接企业", "Firms met by university teams"),
        "家",
        Said(
            f"{FUNNEL_YEAR}年高校团队对接的企业数，同一企业只计一次。",
            f"Firms that university teams met in {FUNNEL_YEAR}, each once.",
        ),
        "visit",
        CountDistinct("firm"),
        (During("met_on", FUNNEL_YEAR),),
    ),
    Figure(
        "joint_projects",
        Said("合作项目", "Joint projects"),
        "项",
        Said(f"{FUNNEL_YEAR}年对接中达成的合作项目数。", f"Joint projects that came of the visits of {FUNNEL_YEAR}."),
        "visit",
        Count(),
        _JOINT,
    ),
    Figure(
        "joint_firms",
        Said("达成合作企业", "Firms with joint projects"),
        "家",
        Said(
            f"{FUNNEL_YEAR}年对接后达成合作的企业数，同一企业只计一次。",
            f"Firms with a joint project of {FUNNEL_YEAR}, each once.",
        ),
        "visit",
        CountDistinct("firm"),
        _JOINT,
    ),
    Figure(
        "joint_contracts",
        Said("合作项目合同金额", "Contracts of the joint projects"),
        "亿元",
        Said(
            f"{FUNNEL_YEAR}年达成的合作项目的合同金额之和。",
            f"The sum of the contracts of the joint projects of {FUNNEL_YEAR}.",
        ),
        "visit",
        Sum("contract_cny"),
        _JOINT,
    ),
)

_CLUSTERS = (
    Figure(
        "clusters_national",
        Said("国家先进制造业集群", "National advanced-manufacturing clusters"),
        "个",
        Said("集群级别为国家先进制造业集群的集群数。", "Clusters whose level is 国家先进制造业集群."),
        "cluster",
        Count(),
        (Contains("level", "先进制造业集群"),),
    ),
    Figure(
        "clusters_sme",
        Said("国家中小企业特色产业集群", "National clusters of specialised SMEs"),
        "个",
        Said("集群级别为国家中小企业特色产业集群的集群数。", "Clusters whose level is 国家中小企业特色产业集群."),
        "cluster",
        Count(),
        (Contains("level", "中小企业特色产业集群"),),
    ),
)

_CASES = (
    Figure(
        "huike_signed_amount",
        Said("惠科签约金额", "Amount signed by HKC (惠科)"),
        "亿元",
        Said(
            "惠科在开幕式上签约的项目的签约金额。",
            "The signed amount of the projects that HKC (惠科) signed at the opening.",
        ),
        "project",
        Sum("signed_amount_cny"),
        (_HUIKE, *_OPENING),
    ),
    Figure(
        "huike_months",
        Said("惠科8.6代线从开工到投产", "HKC's (惠科) 8.6-generation line from start to production"),
        "个月",
        Said(
            "惠科8.6代线项目实际开工至实际投产的月数。",
            "Months from the start of construction to the start of production.",
        ),
        "project",
        Months("started_on", "producing_on"),
        (_HUIKE, Contains("name", "8.6")),
    ),
    Figure(
        "guangqi_months",
        Said("光启技术项目从接洽到开工", "Kuang-Chi's (光启技术) project from contact to start"),
        "个月",
        Said("光启技术项目接洽至实际开工的月数。", "Months from the first contact to the start of construction."),
        "project",
        Months("contacted_on", "started_on"),
        (Contains("investor", "光启"),),
    ),
)

EVENT_FIGURES = FigureSet(
    figures=(*_PROJECTS, *_TECHNOLOGY, *_CLUSTERS, *_CASES),
    distributions=(
        Distribution(
            "by_chain", Said("按产业链", "By chain"), "event_chain", "chain", "projects_collected", "projects_amount"
        ),
        Distribution(
            "by_origin",
            Said("按转出地", "By origin"),
            "origin_province",
            "region",
            "projects_collected",
            "projects_amount",
        ),
        Distribution(
            "by_city",
            Said("按承接地", "By receiving city"),
            "target_city",
            "region",
            "projects_collected",
            "projects_amount",
        ),
        Distribution("by_stage", Said("按阶段", "By stage"), "stage", "stage", "projects_collected", "projects_amount"),
    ),
    identities=(
        AddsUp("projects_by_side", ("projects_outside", "projects_inside"), "projects_collected"),
        AddsUp("amounts_by_side", ("projects_outside_amount", "projects_inside_amount"), "projects_amount"),
        AtMost("joint_firms_were_met", "joint_firms", "firms_met"),
        AtMost("joint_firms_have_projects", "joint_firms", "joint_projects"),
    ),
)
"""What the bulletin of an event tells; the same declarations serve the fold here and the site's SQL."""
