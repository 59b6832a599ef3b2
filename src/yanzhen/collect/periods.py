"""Headers of funds in place and of investment done: of which period, from which side, over any number of levels.

`到位资金 > 1-10月`, `10月 > 到位资金` and `年初至本月末累计到位资金 > 其中 > 省外` all say one thing at different
places. The words of all levels are taken together, and every one of them must be accounted for: otherwise nothing is
said here, and the header is read like any other.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

MIDDLE = re.compile(r"^(?:其中|合作方|小计|合计|总计|共计|总额|总数|分项|明细|单位)$")
"""Levels that say nothing by themselves."""

NO_FIELD = ""
"""Such a header is understood, and no field takes it: 到位资金 > 本年 > 10月累计, which says two periods."""

SOURCES = ("own_side", "other_city", "outside", "abroad")
"""Where money comes from: each family and period has a field for each, beside the whole."""

_LONGEST = 60
"""Letters of all levels; a longer text is no header of this sort."""

_FAMILIES = (
    ("funds", re.compile(r"到位资金|资金到位|到账资金|到位金额|到资额|到资|实到资金|实际到位|到位(?!率)")),
    ("done", re.compile(r"完成(?:固定资产|固)投(?:资)?|(?:固定资产)?投资完成|完成投资")),
)
_INVESTMENT = re.compile(r"固定资产投资|固投|总?投资(?!方|人|者|企业|主体|商|强度)")
"""Under which a level of its own may say 本月完成."""
_OTHER_THING = re.compile(
    r"率|比|增|目标|任务|计划|预计|拟|时间|日期|排名|个数|项目数|企业|外资(?!金)|凭证|备注|说明|原因|设备|人"
)
_NEW = re.compile(r"新增(?!长)")
_RANGE = re.compile(
    r"(?:(?:19|20)\d{2}年)?(?:1|01)月?[-~至到—–―]+(?:\d{1,2}|本|当)月(?:份|底|末)?"
    r"|年初(?:至今|以来|至(?:本|当|\d{1,2})月(?:底|末)?(?:份)?|到(?:本|当)月(?:底|末)?)?|(?:本|今|当)年(?:度)?(?:以来)?|年内|全年|年度"
)
_MONTH = re.compile(r"(?:(?:19|20)\d{2}年)?(?<!\d)\d{1,2}月(?:份|当月)?|本月|当月|月度")
_UNTIL = re.compile(
    r"截[至止](?:到)?(?:(?:19|20)?\d{2}年)?(?:\d{1,2}月)?(?:\d{1,2}日)?(?:底|末)?(?:目前|当前|上?月[底末]|现在)?"
)
_YEAR = re.compile(r"(?:19|20)\d{2}年?(?:度)?|[x×]{2,4}年(?:度)?")
_TOTAL = re.compile(r"累计|自?(?:项目)?(?:开工|签约|开工建设)(?:建设)?以来|自?开工|历年|至今")
_SIDES = (
    ("other_city", re.compile(r"省内市外|市外省内|市外")),
    ("outside", re.compile(r"省外(?:境内)?|境内省外|外省")),
    ("own_side", re.compile(r"我方|本地|市内|本市|本县|本区|县内")),
    ("abroad", re.compile(r"境外(?:及港澳台)?|国外|海外|港澳台(?:及境外)?")),
)
_OF_SOURCES = re.compile(r"按?(?:资金|投资)?来源地?(?:分|划分)?|来自|按(?=其中)")
"""What a level says that heads the sources; without a source it is a header of another sort."""
_ABROAD_LEVEL = re.compile(r"(?:其中[:：,]?)?(?:实际)?(?:利用|引进|到位)?外资(?:资金)?")
_FILLING = re.compile(
    r"实际|其中|合作方|合计|小计|总计|共计|新增|引进|项目|情况|资金|金额|总额|额|数|元|总|的|为|已|[:,、()/\-]"
)

_GROUP = re.compile(
    r"(?:项目|投资|资金|建设|招商引资|引资|工程)*(?:基本|主要|总体|推进|完成)?(?:情况|进展|进度|信息|概况|数据)+"
)
"""An outermost level that only says what a part of the sheet is about: 投资情况 > 到位资金 > 本月."""


def funds_key(levels: Sequence[str]) -> str | None:
    """The key of a header about funds in place or investment done.

    Args:
        levels: folded, without units, the outermost first.

    Returns:
        The key, in the notation of the header table; `NO_FIELD` where no field takes it; None where the words say
        something else, or more than this.
    """
    key = _key(levels)
    if key is None and len(levels) > 1 and _GROUP.fullmatch(levels[0]):
        return funds_key(levels[1:])
    return key


def _key(levels: Sequence[str]) -> str | None:
    text = "".join(levels)
    if len(text) > _LONGEST:
        return None
    text = "".join(_NEW.sub("", "境外" if len(levels) > 1 and _ABROAD_LEVEL.fullmatch(t) else t) for t in levels)
    family, text = _family(text, len(levels))
    if not family or _OTHER_THING.search(text):
        return None
    period, text = _period(text)
    side, text = _side(text)
    if side:
        text = _OF_SOURCES.sub("", text if side == "abroad" else text.replace("内资", ""))
    if _FILLING.sub("", text):
        return None
    return _done_key(period, side) if family == "done" else _funds_key(period, side)


def _family(text: str, depth: int) -> tuple[str, str]:
    """Which money it is, and the rest of the text; both empty where it is none."""
    for name, pattern in _FAMILIES:
        if pattern.search(text):
            return name, pattern.sub("", text)
    if depth > 1 and "完成" in text and _INVESTMENT.search(text):
        return "done", _INVESTMENT.sub("", text, count=1).replace("完成", "", 1)
    return "", ""


def _period(text: str) -> tuple[str, str]:
    """month, year, total, `until` a day, none, or a mixture of them that nobody can tell; and the rest of the text."""
    for name, pattern in (("year", _RANGE), ("until", _UNTIL), ("month", _MONTH), ("year", _YEAR)):
        if pattern.search(text):
            rest = pattern.sub("", text)
            more = bool(_TOTAL.search(rest))
            other = _MONTH.search(rest) if name == "year" else _RANGE.search(rest) or _YEAR.search(rest)
            rest = _TOTAL.sub("", rest)
            if name == "until":
                return ("year" if other else "total" if more else ""), _RANGE.sub("", _YEAR.sub("", rest))
            if other:
                return "month" if name == "year" else "?", _MONTH.sub("", _YEAR.sub("", rest))
            return ("?" if name == "month" and more else name), rest
    return ("total" if _TOTAL.search(text) else ""), _TOTAL.sub("", text)


def _side(text: str) -> tuple[str, str]:
    for name, pattern in _SIDES:
        if pattern.search(text):
            return name, pattern.sub("", text)
    return "", text


def _funds_key(period: str, side: str) -> str:
    if period == "?":
        return NO_FIELD
    if side:
        return f"funds_in_place_{period or 'year'}_{side}_cny"
    if period:
        return f"funds_in_place_{period}_cny"
    return "ambiguous:funds_in_place_month_cny|funds_in_place_year_cny|funds_in_place_total_cny"


def _done_key(period: str, side: str) -> str:
    if period == "?":
        return NO_FIELD
    return f"investment_done_{period or 'total'}_{side}_cny" if side else f"investment_done_{period or 'total'}_cny"
