"""What can't be: a field in a unit that it is never given in, or under words that make another thing of it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from yanzhen.collect.values.units import measure, money_unit

_DATE_WORDS = re.compile(r"时间|日期|年月|时限|期限|日$|节点|何时")
_MONEY_WORDS = re.compile(r"额$|资金|投资$|金额|价格|费用|产值|税收|营收|收入|资本$")
_NO_MONEY = re.compile(r"方$|人$|单位$|企业$|名称$|地$|情况$|来源$|方式$|类型$|比例$|占比$|率$")
_NO_NAME = re.compile(r"额$|面积$|人数$|率$|电话$|简介$|情况$|类型$|性质$")
_PERIODS = re.compile(r"周期|有效期|起止|时段")
"""A stretch of time, which a field of dates or of text may hold."""

_TURNS = tuple(
    re.compile(pattern)
    for pattern in [
        "目标|任务|指标数",
        "上年|去年|同期|往年|以前年度|上月|[末底]前?累计",
        "同比|环比|增长|增速|增减|增幅|较上",
        "^原(?!料|材|生|所|产地|有|址)|调整[前后]|变更",
        "尚需|尚未|未完成|缺口|差额|剩余",
        "空置|闲置|可用|可租|可供|剩余|余量|富余|可售|待租|可出让|可利用|可提供",
        "已缴|实缴|已实现|实现|^已(?=到|用|完成|开|投)|已投|已支|已兑|已拨",
        "率$|比例|占比|比重|强度",
        "个数|项目数|宗数|项数|家数|户数|次数|台数|套数|条数|栋数",
        "单价|均价|每亩|亩均|人均|平均",
        "贷款|融资|补贴|补助|奖补|担保",
        "排名|排位|得分|评分",
    ]
)
"""Words that turn a field into another thing: 总投资 is one, 原总投资 and 总投资同比 are none."""
_VACANT = next(number for number, pattern in enumerate(_TURNS) if pattern.search("空置"))


@lru_cache(maxsize=16384)
def turns_in(text: str) -> frozenset[int]:
    """Which of those words a folded header has, by number; spellings of one count as one."""
    return frozenset(number for number, pattern in enumerate(_TURNS) if pattern.search(text))


def turned(text: str, known: Iterable[str]) -> bool:
    """Whether a header has such a word that none of a field's known headers has, or is not vacant as all of them are.

    Args:
        text: folded, without its unit; so are the known ones.
    """
    own = turns_in(text)
    theirs = [turns_in(header) for header in known]
    if not theirs:
        return False
    vacant = frozenset.intersection(*theirs) & {_VACANT}
    return bool(own - frozenset().union(*theirs)) or bool(vacant - own)


def suits_unit(type_: str, own_unit: str, unit: str) -> bool:
    """Whether a field may be given in a unit: 万元 is no area, 亩 no money.

    Args:
        type_: of the field.
        own_unit: in which its values are kept.
        unit: that the header names, folded; empty if none.
    """
    if not unit:
        return True
    if money_unit(unit) is not None:
        priced = type_ == "number" and "元" in own_unit
        return priced or type_ in ("money", "foreign_money", "text")
    if type_ in ("money", "foreign_money", "date", "region"):
        return False
    return not (type_ in ("name", "contact", "stage") and measure(unit) is not None)


def suits_words(type_: str, text: str) -> bool:
    """Whether the words of an unseen header suit the type of the field that it is like.

    Args:
        text: folded, without its unit.
    """
    dated = bool(_DATE_WORDS.search(text))
    if dated != (type_ == "date") and not _PERIODS.search(text):
        return dated and type_ == "text"
    if text.startswith("是否") and type_ not in ("bool", "text", "date"):
        return False
    if _MONEY_WORDS.search(text) and type_ not in ("money", "foreign_money", "text", "number"):
        return False
    if type_ in ("money", "foreign_money") and _NO_MONEY.search(text):
        return False
    return not (type_ in ("name", "region") and _NO_NAME.search(text))
