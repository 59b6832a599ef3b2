"""A demand's figures held against an achievement's: met, not met, or unknown.

A figure of a demand is a requirement where the text bounds it (`≥95%`, `不超过10分钟`, `降至1.5以下`); what describes
the present (`现返工率18%`), the firm or the money on offer is none. It is compared with the one figure of the
achievement that speaks of the same quantity in the same kind of unit. Where none does, or several disagree, the
answer is unknown: nothing is guessed from the unit alone.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Literal, NamedTuple

import rjieba

from yanzhen.language import Said
from yanzhen.match.figures import Bound, Figure, figures_in, figures_of, legible
from yanzhen.match.units import Dimension

Verdict = Literal["met", "not met", "unknown"]

VERDICTS: dict[Verdict, Said] = {
    "met": Said("达到", "met"),
    "not met": Said("未达到", "not met"),
    "unknown": Said("未知", "unknown"),
}


class Fact(NamedTuple):
    """One figure of a demand and what an achievement says about it.

    Attributes:
        requirement: as the demand puts it.
        claim: as the achievement puts it; empty where it says nothing that compares.
    """

    requirement: str
    claim: str
    verdict: Verdict

    @property
    def said(self) -> Said:
        """The fact as one sentence."""
        return _said(self)


@lru_cache(1 << 12)
def _said(fact: Fact) -> Said:
    verdict = VERDICTS[fact.verdict]
    if not fact.claim:
        return Said(
            f"指标“{fact.requirement}”：{verdict.zh}，成果未提供可比数据",
            f"figure “{fact.requirement}”: {verdict.en}, the achievement gives none to compare",
        )
    return Said(
        f"指标“{fact.requirement}”：{verdict.zh}，成果为“{fact.claim}”",
        f"figure “{fact.requirement}”: {verdict.en}, the achievement has “{fact.claim}”",
    )


@dataclass(frozen=True, slots=True)
class Interval:
    """What a figure allows; None is an open end to infinity."""

    low: Fraction | None
    high: Fraction | None
    low_open: bool = False
    high_open: bool = False

    def within(self, other: Interval) -> bool:
        """Whether all of this lies in the other."""
        return _not_below(self, other) and _not_above(self, other)

    def apart_from(self, other: Interval) -> bool:
        """Whether the two share no value."""
        return _ends_before(self, other) or _ends_before(other, self)


def _not_below(inner: Interval, outer: Interval) -> bool:
    if outer.low is None:
        return True
    if inner.low is None:
        return False
    return inner.low > outer.low or (inner.low == outer.low and (inner.low_open or not outer.low_open))


def _not_above(inner: Interval, outer: Interval) -> bool:
    if outer.high is None:
        return True
    if inner.high is None:
        return False
    return inner.high < outer.high or (inner.high == outer.high and (inner.high_open or not outer.high_open))


def _ends_before(first: Interval, second: Interval) -> bool:
    if first.high is None or second.low is None:
        return False
    return first.high < second.low or (first.high == second.low and (first.high_open or second.low_open))


# The firm and its money, not the technology.
_BUSINESS = re.compile(
    "预算|经费|榜额|意向价|许可费|报价|拟投入|年产|产能|产量|产值|员工|人员|销售|收入|利润|投资额|总投资|投资强度|注册|厂房|占地|市场|资金|专利|"
    "订单|采购|营收|税收|需求量|年需求|成立|用户|客户|补助|奖励|工期|期限|时限|周期为|行业|全国|公司|企业|国内|专家|论文|学历|"
    "诊断|报告|交付|停线|停产|主管|部门|样件$|样品$|检测报告|付款|质保|保修"
)
_PRESENT = re.compile(
    "现有|目前|当前|现阶段|已有|现在|以往|此前|原有|仅为|不足|近年|现(?!场)|高达|约占|"
    "只有|仅有|只能|一直|徘徊|居高不下|经常|时常|往往|存在|由于|因为|导致|传统|长期(?=[高低处在])|我国|其中"
)
_MONEY_ON_OFFER = re.compile("预算|经费|投入|榜额|资金|投资(?!回收)|报价|意向价|许可费|诊断费|费用由|奖")
_LOWER_IS_BETTER = re.compile(
    "误差|偏差|误报|漏报|漏检|误检|缺陷|故障|不良|废品|返工|裂纹|损耗|能耗|电耗|水耗|噪声|噪音|成本|泄漏|残留|变形|翘曲|粗糙度|延迟|"
    "耗时|节拍|时间|排放|含水|杂质|孔隙|失效|磨损|衰减|波动"
)

_FINER_IS_BETTER = re.compile(f"{_LOWER_IS_BETTER.pattern}|精度|分辨率|分辨力|真空度|均匀性|不确定度|公差|灵敏度")
_IS_BAD = re.compile(
    "(?:误差|偏差|误报率?|漏报率?|漏检率?|误检率?|误判率|缺陷率|故障率|不良率|次品率|废品率|报废率|返工率|返修率|破损率|失效率|裂纹率|泄漏率?|"
    "损耗率?|变形量?|翘曲|磨损量?|振动|停机|停机时间|能耗)$"
)
_IS_GOOD = re.compile("(?:良率|合格率|良品率|成品率|优良率|准确率|检出率|识别率|利用率|效率|寿命)$")
"""Names of quantities by their last word: 缺陷率 is bad, 缺陷检出率 is good."""
_COVERED = re.compile("范围|量程|^(?:工作|适用|使用|环境|测量)")
"""Quantities whose range has to be covered, not kept to: 工作温度 -40~85 ℃."""
_FORMER = re.compile("[由从]$|^(?:原|传统|以往|此前|改造前|国外|进口|同类)")


def requirements_in(texts: Iterable[str]) -> list[Figure]:
    """The figures of a demand that an achievement can meet or miss, in order, none twice."""
    found: list[Figure] = []
    for text in texts:
        for figure in figures_in(text):
            if _requires(figure):
                # `翘曲大于0.4%，目标翘曲≤0.15%`: the first told the trouble, the second the aim.
                found = [earlier for earlier in found if not _contradicts(figure, earlier)]
                found.append(figure)
    return _told_once(found)


def claims_in(texts: Iterable[str], dimensions: Collection[Dimension] | None = None) -> list[Figure]:
    """The figures of an achievement that name their quantity, in order, none twice.

    Args:
        dimensions: of the figures that will be asked for; all where not given.
    """
    return claims_of(map(legible, texts), dimensions)


def claims_of(texts: Iterable[str], dimensions: Collection[Dimension] | None = None) -> list[Figure]:
    """As `claims_in`, of texts that are `legible` already."""
    return _told_once(figure for text in texts for figure in figures_of(text, dimensions) if _claims(figure))


def _claims(figure: Figure) -> bool:
    # `良率由87%提升至96%`: the first is what was.
    return bool(figure.quantity) and not _FORMER.search(figure.lead)


def _told_once(figures: Iterable[Figure]) -> list[Figure]:
    seen: dict[tuple[object, ...], Figure] = {}
    for one in figures:
        # Comparing the parts of a fraction costs a tenth of hashing it.
        ends = (one.low.numerator, one.low.denominator, one.high.numerator, one.high.denominator)
        seen.setdefault((one.quantity, one.bound, ends, one.dimension, one.change), one)
    return list(seen.values())


def _requires(figure: Figure) -> bool:
    if not figure.quantity or not (figure.bound or figure.change or _is_to_be_covered(figure)):
        return False
    told = figure.quantity + figure.lead
    if (
        _tells_a_trouble(figure)
        or figure.lead.endswith(("由", "从"))
        or _PRESENT.search(told)
        or _BUSINESS.search(figure.quantity)
    ):
        return False
    return not (_has(figure, "元") and _MONEY_ON_OFFER.search(told))


def _tells_a_trouble(figure: Figure) -> bool:
    """Whether the bound points the wrong way: nobody asks for a 漏检率 above 5 %."""
    if figure.change or figure.low != figure.high:
        return False
    if _IS_BAD.search(figure.quantity):
        return figure.bound == ">" or figure.text.endswith(("以上", "之上"))
    return bool(_IS_GOOD.search(figure.quantity)) and (figure.bound == "<" or figure.text.endswith(("以下", "之下")))


def _is_to_be_covered(figure: Figure) -> bool:
    return figure.low != figure.high and not figure.bound and bool(_COVERED.search(figure.quantity))


def _has(figure: Figure, base: str) -> bool:
    return any(name == base for name, _ in figure.dimension)


def _contradicts(figure: Figure, earlier: Figure) -> bool:
    return (
        comparable(figure, earlier)
        and same_quantity(figure.quantity, earlier.quantity)
        and required(figure).apart_from(required(earlier))
    )


def comparable(one: Figure, other: Figure) -> bool:
    """Whether two figures are of the same kind: unit, and a value or a change of the same direction."""
    return one.dimension == other.dimension and one.change == other.change


def required(figure: Figure) -> Interval:
    """What a demand's figure allows."""
    bound = _directed(figure)
    if bound == "±":
        return Interval(-abs(figure.high), abs(figure.high))
    if figure.low != figure.high and bound not in ("<", ">"):
        return Interval(figure.low, figure.high)
    if bound in ("<", "<=", "down to"):
        return Interval(None, figure.high, high_open=bound == "<")
    return Interval(figure.low, None, low_open=bound == ">")


def _directed(figure: Figure) -> Bound:
    """The bound of a demand, where 达到 and 优于 mean less if less of the quantity is better."""
    if figure.bound == "up to" and _LOWER_IS_BETTER.search(figure.quantity):
        return "<="
    if figure.bound == "better":
        return "<=" if _FINER_IS_BETTER.search(figure.quantity) else ">="
    return figure.bound


def claimed(figure: Figure) -> Interval:
    """What an achievement's figure says of itself; `约` is read as within a tenth."""
    bound = _directed(figure) if figure.bound == "better" else figure.bound
    if bound in ("<", "<="):
        return Interval(None, figure.high, high_open=bound == "<")
    if bound in (">", ">="):
        return Interval(figure.low, None, low_open=bound == ">")
    if bound == "±":
        return Interval(-abs(figure.high), abs(figure.high))
    if not figure.approximate:
        return Interval(figure.low, figure.high)
    return Interval(figure.low - abs(figure.low) / 10, figure.high + abs(figure.high) / 10)


def judge(requirement: Figure, claim: Figure) -> Verdict:
    """One figure against one other of the same quantity.

    A bound that the achievement gives in the demand's own direction (`≤3%` for `≤2%`) is its guarantee: it has to be
    as tight. One in the other direction tells only when it lies outside.
    """
    wanted, told = required(requirement), claimed(claim)
    if _is_to_be_covered(requirement):
        if told.low == told.high and not told.apart_from(wanted):
            return "unknown"
        return "met" if wanted.within(told) else "not met"
    if told.within(wanted):
        return "met"
    if told.apart_from(wanted) or _same_direction(wanted, told):
        return "not met"
    # A plain value in a `±` demand was within or apart; two ranges that overlap leave it open.
    if claim.bound == "±" and requirement.bound in ("±", "<", "<=", "down to"):
        return "met" if _magnitude(claim) <= _magnitude(requirement) else "not met"
    return "unknown"


def _magnitude(figure: Figure) -> Fraction:
    return max(abs(figure.low), abs(figure.high))


def _same_direction(wanted: Interval, told: Interval) -> bool:
    return (wanted.low is None) != (wanted.high is None) and (
        (wanted.low is None and told.low is None) or (wanted.high is None and told.high is None)
    )


_GENERAL_WORDS = """
率 强度 误差 成本 时间 温度 效率 寿命 精度 浓度 厚度 速度 含量 比例 功率 压力 硬度 密度 长度
宽度 高度 直径 孔径 重量 质量 体积 面积 偏差 容量 电压 电流 频率 能耗 损耗 湿度 流量 距离 范围
次数 数量 周期 噪声 噪音 尺寸 粒径 粒度 模量 系数 变化 变化率 幅度 水平 准确率 合格率 价格 费用
总量 单价 深度 尺度 速率 转速 载荷 电阻 阻值 得分 评分
"""
_GENERIC = frozenset(_GENERAL_WORDS.split())
_NEGATING = re.compile("[不非未无免误漏失反]$")
_LIMITING = re.compile("^(?:最高|最低|最大|最小|平均|峰值|瞬时|额定)")


@lru_cache(1 << 16)
def same_quantity(one: str, other: str) -> bool:
    """Whether two names mean the same quantity, as far as the names say.

    The shorter one is the longer one's end (裂纹率, 微裂纹率), its ends with something in between left out
    (吨成本, 吨处理成本), or its beginning before a general word (屈服, 屈服强度). A general word alone (误差, 强度)
    is not enough here: see `compare`.
    """
    short, long = sorted((_plain(one), _plain(other)), key=len)
    if short == long:
        return True
    if len(short) < 2 or short in _GENERIC:
        return False
    if long.endswith(short):
        return not _NEGATING.search(long[: -len(short)])
    if long.startswith(short):
        return long[len(short) :] in _GENERIC
    return len(short) > 2 and short[0] == long[0] and short[-2:] == long[-2:] and _in_order(short, long)


@lru_cache(1 << 16)
def _plain(quantity: str) -> str:
    return "".join(quantity.lower().split())


def _in_order(short: str, long: str) -> bool:
    rest = iter(long)
    return all(character in rest for character in short)


def may_speak_of(quantity: str, text: str) -> bool:
    """Whether a text can name the quantity at all, in any way that `decide` accepts: its head or its end is there.

    Args:
        text: `legible`, lower case, without blanks.
    """
    plain = _plain(quantity)
    return len(plain) < 2 or plain[:2] in text or plain[-2:] in text


def _general_for(one: str, other: str) -> bool:
    """Whether one name is just the general word that the other ends with, as 误差 is for 定位误差."""
    short, long = sorted((_plain(one), _plain(other)), key=len)
    if short not in _GENERIC or not long.endswith(short) or short == long:
        return False
    # 效率 stands in 失效率 by its characters only.
    return rjieba.cut(long)[-1] == short and not _NEGATING.search(long[: -len(short)]) and not _LIMITING.match(long)


def decide(requirement: Figure, claims: Sequence[Figure]) -> tuple[Verdict, list[Figure]]:
    """The verdict on one requirement, and the claims that it rests on or that leave it open."""
    return decide_among(requirement, [claim for claim in claims if comparable(requirement, claim)])


def decide_among(requirement: Figure, of_kind: Sequence[Figure]) -> tuple[Verdict, list[Figure]]:
    """As `decide`, from all the claims that are comparable."""
    if not of_kind:
        return "unknown", []
    named = [claim for claim in of_kind if same_quantity(requirement.quantity, claim.quantity)]
    if len(named) > 1:
        wanted = _plain(requirement.quantity)
        named = [claim for claim in named if _plain(claim.quantity) == wanted] or named
    if not named and len(of_kind) == 1 and _general_for(requirement.quantity, of_kind[0].quantity):
        named = list(of_kind)
    if not named:
        return "unknown", []
    verdicts = {judge(requirement, claim) for claim in named}
    return (verdicts.pop(), named[:1]) if len(verdicts) == 1 else ("unknown", named)


def compare(requirement: Figure, claims: Sequence[Figure]) -> Fact:
    """One requirement against all that an achievement says, as it is told to people."""
    return told(requirement, *decide(requirement, claims))


def told(requirement: Figure, verdict: Verdict, named: Sequence[Figure]) -> Fact:
    """A decision as a fact."""
    return Fact(_shown(requirement), "；".join(_shown(claim) for claim in named), verdict)


def _shown(figure: Figure) -> str:
    return figure.text if figure.quantity in figure.text else f"{figure.quantity}{figure.text}"
