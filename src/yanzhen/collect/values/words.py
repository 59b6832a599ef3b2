"""The field's fixed words: stages, yes and no, maturity, and what an office writes for nothing."""

from __future__ import annotations

import re
from functools import lru_cache

from yanzhen.collect.values.numerals import folded

EMPTY = frozenset(
    [
        "/",
        "\\",
        "—",
        "——",
        "-",
        "--",
        "---",
        "...",
        "......",
        "―",
        "–",
        "／",
        "＼",
        "－",
        "无",
        "暂无",
        "待定",
        "未定",
        "待议",
        "待补充",
        "待补",
        "待填",
        "待报",
        "待核",
        "待确定",
        "待确认",
        "空",
        "n/a",
        "na",
        "nil",
        "null",
        "none",
        "#",
        "*",
        "暂缺",
        "缺",
        "不详",
        "未知",
        "未填",
        "未填写",
        "无此项",
        "不涉及",
        "tbd",
        "tba",
        "/",
        "...",
        "…",
        "……",
        "、",
        "。",
        ".",
        "_",
        "（无）",
        "(无)",
        "【无】",
        "无。",
        "没有",
        "×××",
        "xxx",
        "？",
        "?",
    ]
)
"""Folded texts that stand for an empty cell where a value is meant."""

DITTO = frozenset(
    ("同上", "〃", "同前", "″", '"', "”", "“", "''", "″″", "同上。", "(同上)", "（同上）", "同 上", "ditto")
)
"""Texts that repeat the cell above."""

_STAGES: tuple[tuple[str, str], ...] = (
    # The first pattern that is found decides: what ended or stands still, then from the last stage back to the first.
    ("ended", r"终止|已?解约|取消|流产|放弃|退出|撤销|落选|清退|不再推进|已结束|失败"),
    ("paused", r"暂缓|暂停|停工|停建|缓建|停滞|搁置|中止|停产"),
    ("full_production", r"达产|满产|达效"),
    (
        "producing",
        r"(?<!未)(?<!待)(?<!拟)(?<!计划)(?:已?(?:建成)?投产|试生产|试产|试运行|投入生产|投用|投入使用|运营|生产中|竣工投产|在产)",
    ),
    (
        "started",
        r"(?<!未)(?<!待)(?<!拟)(?<!计划)(?<!准备)(?<!即将)(?:已?开工|在建|动工|已?开建|建设中|施工|主体|封顶|装修|设备安装|安装调试|建设期|竣工|建成|完工)",
    ),
    (
        "approval",
        r"报批|审批|待开工|未开工|拟开工|筹建|前期|手续|报建|备案|环评|拿地|供地|摘牌|挂牌|开工准备|准备开工|立项|落地|注册|计划开工|即将开工",
    ),
    (
        "signed",
        r"(?<!未)(?<!待)(?<!拟)(?<!预)(?<!计划)(?<!即将)(?:已?正式签约|已?签约|已?签订|已?签署|已签|签约|合同项目|履约|框架协议)",
    ),
    (
        "negotiating",
        r"在谈|洽谈|谈判|磋商|拟签约?|待签约?|未签约|预签约?|计划签约|即将签约|商谈|跟进|跟踪|推进中|对接中|意向",
    ),
    ("contact", r"接洽|接触|对接|考察|初谈|首谈|联系|拜访"),
    ("lead", r"线索|信息|储备|谋划|策划"),
)
_STAGE_PATTERNS = tuple((stage, re.compile(pattern)) for stage, pattern in _STAGES)
_LONGEST_STAGE = 10
_CODES = frozenset(stage for stage, _ in _STAGES)


@lru_cache(maxsize=8192)
def read_stage(text: str) -> str | None:
    """The stage that a short text names, such as 在谈, 已签约, 试生产; None for a sentence or unknown words."""
    word = folded(text)
    if word in _CODES:
        return word
    bare = re.sub(r"[(（【\[].*?[)）】\]]|[,，。;；:：、.\s]|项目|阶段|状态|^[一二三四五六七八九\d]+[、.]", "", word)
    if not bare or len(bare) > _LONGEST_STAGE:
        return None
    return next((stage for stage, pattern in _STAGE_PATTERNS if pattern.search(bare)), None)


_YES = frozenset(
    [
        "是",
        "√",
        "✓",
        "✔",
        "☑",
        "■",
        "有",
        "y",
        "yes",
        "true",
        "t",
        "1",
        "对",
        "已",
        "需要",
        "需",
        "同意",
        "可以",
        "可",
        "支持",
        "愿意",
        "已认定",
        "已完成",
        "●",
        "v",
        "完成",
        "达成",
        "已达成",
        "部属",
    ]
)
_NO = frozenset(
    [
        "否",
        "×",
        "✗",
        "✘",
        "☐",
        "□",
        "无",
        "n",
        "no",
        "false",
        "f",
        "0",
        "不",
        "没有",
        "未",
        "不需要",
        "不需",
        "不同意",
        "不可以",
        "不可",
        "不支持",
        "不愿意",
        "未认定",
        "未完成",
        "x",
        "非",
        "不是",
        "暂无",
        "无需",
        "未达成",
        "省属",
        "市属",
    ]
)


@lru_cache(maxsize=8192)
def read_bool(text: str) -> bool | None:
    """是, √, 有 … and 否, ×, 无 …; None for anything else."""
    word = folded(text).rstrip("。.")
    if word in _YES:
        return True
    if word in _NO:
        return False
    if re.match(r"[是有已](?![否无])", word) and len(word) <= 8:
        return True
    if re.match(r"[否不未无]", word) and len(word) <= 8:
        return False
    return None


_TRL = re.compile(
    r"(?:trl|技术(?:就绪度|成熟度)(?:等级)?|tr)[-:：]?(?:level)?([1-9])(?!\d)级?|^第?([1-9])级?$|^第?([一二三四五六七八九])级$"
)


_LEVELS = re.compile(r"[1-9]级?[-~—–至到/、](?:trl)?[1-9]")
"""Several levels are no level: TRL4-5."""


@lru_cache(maxsize=8192)
def read_maturity(text: str) -> str:
    """`trl6` where the text says a level, else its words as they stand."""
    found = _TRL.search(folded(text))
    if not found or _LEVELS.search(folded(text)):
        return text.strip()
    digit = found[1] or found[2] or str("一二三四五六七八九".index(found[3]) + 1)
    return f"trl{digit}"
