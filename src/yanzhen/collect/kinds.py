"""Which kind of record a table holds: read from its headers, then from its title and the name of its sheet."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

from yanzhen.collect.headers import reader, table
from yanzhen.collect.headings import heading

_TELLING: tuple[tuple[str, str, float], ...] = (
    # The header that names what a row is.
    ("project", r"项\s*目(?:全称|名称|简称)?|(?:签约|意向|拟转移|转移|招商|重点|投资|在谈)项目(?:名称)?", 3.0),
    ("achievement", r"(?:科技|科研|技术)?成果(?:名称|题目)?|技术名称|项目\(成果\)名称|成果编号", 5.0),
    ("demand", r"(?:技术)?需求(?:名称|题目|标题|编号|内容)|技术难题(?:名称|描述)|榜单名称|难题名称|技术需求", 5.0),
    ("park", r"(?:产业|工业)?园区(?:名称|全称|级别|代码)|开发区名称|园区名", 3.0),
    ("policy", r"政策(?:名称|文件名称)|文件名称|文号|发文字号", 5.0),
    ("meeting_request", r"(?:希望|拟|意向)对接(?:单位|对象|企业)|申请对接单位|参会单位|参会人(?:姓名)?|参会代表", 5.0),
    ("problem", r"反映企业|(?:反映)?问题(?:内容|描述)|诉求事项|反映时间|办结时[限间]|办理情况", 4.0),
    (
        "fund_entry",
        r"到账(?:金额|日期|时间)|资金用途|凭证类型|佐证材料|核减原因|付款方所在地|付款方|汇出单位|凭证号|收款单位|认定金额|进账时间",
        4.0,
    ),
    ("tech_contract", r"(?:技术)?合同(?:名称|登记编号)|认定登记(?:号|日期)|技术交易额|卖方|买方|技术输出方", 4.0),
    ("session", r"场次名称|专场名称|会议名称|场次类型|举办时间|举办地点", 5.0),
    ("agreement", r"协议名称|签约高校|高校隶属|合作高校", 5.0),
    ("visit", r"走访对接事项|对接事项|走访时间|是否达成合作项目|走访企业|走访事项", 5.0),
    ("university", r"高校名称|学校名称|是否部属|高等学校名称", 4.0),
    ("intermediary", r"(?:中介|服务|技术转移)?机构名称", 5.0),
    ("cluster", r"(?:产业)?集群名称|集群级别|产业集群", 6.0),
    ("chain", r"产业链名称|主要环节|产业链链长", 3.0),
    ("enterprise", r"企业名称|单位名称|主营产品|所属行业|注册资本|从业人数|营业收入|工业总产值|是否规上|企业全称", 1.2),
)
_TELLING_PATTERNS = tuple((kind, re.compile(pattern), weight) for kind, pattern, weight in _TELLING)

_TITLES: tuple[tuple[str, str, float], ...] = (
    ("achievement", r"成果", 4.0),
    ("demand", r"(?:技术|企业)?需求|难题|榜单|揭榜", 3.0),
    ("policy", r"政策|惠企", 3.0),
    ("problem", r"问题|诉求|困难", 3.0),
    ("fund_entry", r"到位资金(?:凭证|明细|认定)|到账|凭证", 5.0),
    ("tech_contract", r"技术合同|合同登记", 5.0),
    ("meeting_request", r"参会|对接申请|报名|洽谈申请|会见|对接意向", 4.0),
    ("park", r"园区|开发区|承接平台", 1.5),
    ("project", r"项目|招商|签约|在谈|产业转移|到位资金", 2.0),
    ("enterprise", r"企业(?:名录|名单|信息|库|基本|一览)|供应商|配套|规上企业", 3.0),
    ("session", r"场次|专场|日程|活动安排", 3.0),
    ("agreement", r"校企签约|校企合作协议|高校签约|校企合作签约", 5.0),
    ("visit", r"走访|入企|校企对接|进企业", 4.0),
    ("university", r"高校名单|高校名录|高校信息", 4.0),
    ("intermediary", r"中介|服务机构", 4.0),
    ("cluster", r"集群", 4.0),
    ("chain", r"产业链(?:名单|链长|分工|一览)", 4.0),
    ("office", r"(?:单位|部门)(?:名单|名录|通讯录)", 4.0),
)
_TITLE_PATTERNS = tuple((kind, re.compile(pattern), weight) for kind, pattern, weight in _TITLES)

NAMELESS: dict[str, tuple[str, ...]] = {
    "problem": ("text", "firm"),
    "fund_entry": ("project", "payee", "payer"),
    "meeting_request": ("requester", "person", "target_party"),
    "tech_contract": ("name", "registry_no"),
    "visit": ("name", "firm"),
    "agreement": ("name", "firm"),
    "demand": ("name", "content", "targets"),
    "achievement": ("name", "content"),
    "project": ("name", "project_company", "investor", "content"),
    "policy": ("name", "document_no"),
    "park": ("name",),
    "enterprise": ("name",),
}
"""The columns that name a record, the first that the table has: not every kind has a column of names."""

_ONLY_TOLD = frozenset(("session", "agreement", "visit", "university", "office", "intermediary", "cluster", "chain"))
"""Kinds that are taken only where a header or title says so outright."""


@cache
def _users() -> Counter[str]:
    """How many kinds list a header."""
    return Counter(text for entries in table().values() for text in {heading(header).text for _, header in entries})


def kind_of(paths: list[tuple[str, ...]], title: str, sheet: str) -> str:
    """The kind of the table with these headers."""
    scores: dict[str, float] = dict.fromkeys(table(), 0.0)
    leaves = [heading(path[-1]).text for path in paths if path]
    for path in paths:
        for kind in scores:
            if reader(kind).knows(path):
                scores[kind] += 1.0 / max(_users()[heading(path[-1]).text], 1) + 0.15
    if 2 * sum(any(reader(kind).knows(path) for kind in scores) for path in paths) < len(paths):
        # Too few are known to tell by those alone: what the models take the others for counts as well.
        for kind in scores.keys() - _ONLY_TOLD:
            scores[kind] += sum(reader(kind).leaning(path) for path in paths) / 2
    for kind, pattern, weight in _TELLING_PATTERNS:
        found = sum(bool(pattern.fullmatch(leaf)) for leaf in leaves)
        scores[kind] += weight * min(found, 3) if found else (-3.0 if kind in _ONLY_TOLD else 0.0)
    for kind, pattern, weight in _TITLE_PATTERNS:
        scores[kind] += weight * (0.6 * bool(pattern.search(title)) + 0.6 * bool(pattern.search(sheet)))
    return max(scores, key=lambda kind: scores[kind])
