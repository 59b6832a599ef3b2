"""An item of a catalogue, taken apart: what it names, on which conditions, and with which exceptions.

`电镀（配套中心除外）` names 电镀 and excepts 配套中心; `5 万吨/年及以下的再生铅项目` names 再生铅 below a scale. What
can't be taken apart for certain counts as a condition: it makes a ban doubtful, never wider.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

import rjieba

_GENERIC_WORDS = """
项目 生产线 生产 装置 制造 加工 工艺 工序 工段 设备 装备 产业 行业 企业 产品 系列 技术 工程 建设
基地 开发 应用 研发 系统 材料 新 型 类 等 业 的 和 及 与 或 用 其 各种 普通 新型 一般 其他
相关 各类 专用 通用 机械 机 器 线 件 厂 园 服务 综合 利用 高 低 大 小 中 主要 年产 规模 生产装置
生产工艺 落后 采用 使用 进行 以及 配套 含 有
"""
GENERIC = frozenset(_GENERIC_WORDS.split())
"""Words that say nothing of what is made: sharing one of them is no likeness."""
TAILS = (
    "生产线",
    "生产装置",
    "生产工艺",
    "生产企业",
    "生产",
    "制造业",
    "制造",
    "加工业",
    "加工",
    "工艺及设备",
    "工艺及装备",
    "工艺与设备",
    "工艺",
    "工序",
    "工段",
    "装置",
    "项目",
    "工程",
    "产业",
    "行业",
    "企业",
    "产品",
    "系列",
    "业",
    "类",
    "等",
)
_HEADS = re.compile(
    r"^(?:\d+[.、)]|[(（]\d+[)）]|严禁|禁止|限制|不得|不再|引入|引进|承接|准入|新建|改建|扩建|新增|发展|建设|单纯|采用|使用|以及|及|和|与|的|等)+"
)
_EXCEPTED = (
    re.compile(r"[(（〔\[]([^()（）〔〕\[\]]*?)(?:等)?(?:除外|以外|不在此限)[^()（）〔〕\[\]]*[)）〕\]]"),
    re.compile(r"[(（]不(?:包括|含)([^()（）]*)[)）]"),
    re.compile(r"除了?([^，,。；;()（）]+?)(?:以外|之外|外)的?"),
    re.compile(r"[，,]\s*(?:但)?([^，,。；;()（）]+?)除外"),
    re.compile(r"[，,]?\s*不包括([^，,。；;()（）]+)"),
)
_BRACKETS = re.compile(r"[(（〔\[][^()（）〔〕\[\]]*[)）〕\]]")
_HARMLESS_NOTE = re.compile(r"[(（〔\[](?:\d{4}\s*年.*?|[A-Za-z0-9\-,，、\s]+|又称.*|简称.*|俗称.*)[)）〕\]]")
_SCALE = re.compile(
    r"(?:≤|<|＜|小于|低于|不足|≥|>|大于|高于|不高于|超过)?\s*\d[\d.,]*\s*[^\d、，,；;。的]{0,14}?(?:\(?不?含\)?)?(?:及)?(?:以[下上内]|的?规模)的?"
    r"|(?:≤|<|＜|≥|>|小于|低于|大于|超过)\s*\d[\d.,]*[^\d、，,；;。]{0,10}"
)
_CONDITION = re.compile(
    r"未|不符合|不满足|不能|达不到|没有|无法|非|超过|自愿|擅自|区域|范围|保护区|布局|备案|高耗|高污染|重污染|配套"
)
_SEPARATORS = re.compile(r"[、，,；;。：:\n\r|]+")
_CLAUSES = re.compile(r"[;；。\n\r]+")
_AND = re.compile(r"(?<=..)(?:以及|和|及|与|或者|或)(?=..)")


@dataclass(frozen=True, slots=True)
class Phrase:
    """One thing that an item names.

    Attributes:
        text: as it stands, without brackets.
        core: what is named, without scale, verbs and words such as 项目.
        words: those of the core that tell something, in order.
        conditional: it holds only on a condition (a scale, an equipment, an area) that a project's words don't settle.
    """

    text: str
    core: str
    words: tuple[str, ...]
    conditional: bool

    @property
    def alone(self) -> bool:
        """Whether it ends in a word such as 项目, so that what it says is all that it names."""
        return self.text != self.core


@dataclass(frozen=True, slots=True)
class Parsed:
    """An item taken apart."""

    phrases: tuple[Phrase, ...]
    exceptions: tuple[str, ...]


def plain(text: str) -> str:
    """Text as it is compared: NFKC, lower case, without blanks."""
    return "".join(unicodedata.normalize("NFKC", text).lower().split())


@lru_cache(maxsize=65536)
def cut(text: str) -> tuple[str, ...]:
    """The words of a text, in order."""
    return tuple(rjieba.cut(text))


@lru_cache(maxsize=16384)
def parse_item(text: str) -> Parsed:
    """The phrases and exceptions of an item."""
    rest, exceptions = _without_exceptions(plain(text))
    conditional = bool(_SCALE.search(rest)) or any(
        not _HARMLESS_NOTE.fullmatch(note) for note in _BRACKETS.findall(rest)
    )
    rest = _SCALE.sub("", _BRACKETS.sub("", rest))
    found = [phrase for clause in _CLAUSES.split(rest) for phrase in _phrases(clause, conditional)]
    return Parsed(tuple(dict.fromkeys(p for p in found if p.words)), tuple(dict.fromkeys(exceptions)))


def _phrases(clause: str, conditional: bool) -> list[Phrase]:
    """Of one clause; a condition on one phrase may hold for those that follow (`超标准的内墙、玩具、汽车涂料`)."""
    found: list[Phrase] = []
    for piece in _SEPARATORS.split(clause):
        here = [_phrase(part, conditional) for part in _parts(piece)]
        conditional = conditional or any(phrase.conditional for phrase in here)
        found += here
    return found


def _without_exceptions(text: str) -> tuple[str, list[str]]:
    found: list[str] = []
    for pattern in _EXCEPTED:
        found += [
            core for match in pattern.finditer(text) for core in map(core_of, _SEPARATORS.split(match[1])) if core
        ]
        text = pattern.sub("", text)
    return text, found


def _parts(piece: str) -> list[str]:
    """`胶合板和细木工板` names two things; each also within the whole, so that a name with 和 in it is still found."""
    halves = _AND.split(piece)
    return [piece] if len(halves) == 1 else [*halves, piece]


def _phrase(text: str, conditional: bool) -> Phrase:
    before, _, after = text.rpartition("的")
    conditional = conditional or bool(before) or bool(_CONDITION.search(text))
    core = core_of(after or text)
    return Phrase(text, core, tuple(word for word in cut(core) if tells(word)), conditional)


def core_of(text: str) -> str:
    """What a phrase names: without leading verbs and trailing 项目, 生产线 and the like."""
    core = _HEADS.sub("", text)
    while tail := next((t for t in TAILS if core.endswith(t) and len(core) - len(t) >= 2), None):
        core = core[: -len(tail)]
    return core


def tells(word: str) -> bool:
    """Whether a word says something of what is made."""
    return word not in GENERIC and any(letter.isalpha() for letter in word)
