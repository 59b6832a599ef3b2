"""What a firm's or a project's name is known by: its stem, without region, legal form and trade, and what lies between.

深圳市光澜科技股份有限公司 is known by that whole name, by 深圳市光澜科技, by 光澜科技 and by 光澜.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from itertools import chain

from yanzhen.reference import industries
from yanzhen.reference.spellings import openings

SHORTEST = 2
"""Characters; a single one stands in every other text."""
_LONGEST_BRAND, _SHORTEST_IN_LETTERS = 4, 5
_LONGEST_WORD, _JUST_A_PLACE = 12, 3
_SHORTEST_OF_PROJECTS = 4
"""A project's name is mostly made of what it builds; fewer characters of it name nothing."""

_FORMS = (
    "股份有限公司", "有限责任公司", "集团有限公司", "有限公司", "总公司", "分公司", "子公司", "公司", "集团", "控股",
    "股份", "总厂", "工厂", "厂", "合作社", "研究院", "研究所", "研究中心", "事务所", "企业", "有限合伙", "合伙企业",
    "companylimited", "coltd", "ltd", "limited", "incorporated", "inc", "corporation", "corp", "company", "group",
    "holdings", "holding", "gmbh", "llc", "plc",
)  # fmt: skip
_TRADES = (
    "科技", "技术", "高新技术", "新材料", "材料", "电子", "电子科技", "电气", "电器", "电力", "电机", "电池", "电缆",
    "光电", "光学", "光伏", "机械", "机电", "机器人", "重工", "装备", "设备", "制造", "智造", "实业", "工业", "产业",
    "工程", "建设", "建材", "建筑", "生物", "生物技术", "医药", "制药", "药业", "医疗", "器械", "医疗器械", "健康",
    "能源", "新能源", "环保", "环境", "信息", "信息技术", "智能", "智能装备", "智能科技", "软件", "网络", "数据",
    "数字", "通信", "通讯", "半导体", "微电子", "集成电路", "芯片", "传感", "传感器", "仪器", "仪表", "自动化",
    "精密", "航空", "航天", "航空航天", "宇航", "汽车", "汽车零部件", "零部件", "动力", "船舶", "轨道交通", "交通",
    "化工", "化学", "石化", "塑料", "塑胶", "橡胶", "纺织", "服饰", "服装", "鞋业", "家居", "家具", "陶瓷", "玻璃",
    "金属", "合金", "钢铁", "铝业", "铜业", "锂业", "矿业", "稀土", "冶金", "食品", "乳业", "酒业", "饮料", "农业",
    "农牧", "牧业", "种业", "造纸", "纸业", "包装", "印刷", "照明", "显示", "显示技术", "物流", "贸易", "商贸",
    "进出口", "投资", "资本", "发展", "开发", "运营", "管理", "服务", "咨询", "文化", "传媒", "国际", "环球", "中国",
    "technology", "technologies", "tech", "electronics", "materials", "international", "industries", "china",
)  # fmt: skip
_WORKS = (
    "项目", "生产线", "生产基地", "产业基地", "研发基地", "制造基地", "基地", "产业园", "工业园", "科技园",
    "智造园", "园区", "园", "总部", "区域总部", "研发中心", "研发", "生产", "制造", "建设", "新建", "扩建", "改建",
    "改扩建", "技改", "一期", "二期", "三期", "工程", "落户", "投资", "合作", "产业化", "产业", "示范",
)  # fmt: skip
_COMMON = (
    "创新", "未来", "先进", "先锋", "智慧", "绿色", "国家", "高新", "科创", "高端", "现代", "新型", "新", "大", "高",
    "产品", "平台", "系统", "市场", "中心", "全球", "世界", "中华", "华东", "华南", "华中", "华北", "经济",
    "开发区", "新区", "示范区", "有限", "某", "某企业", "某项目", "年产", "万件", "万台", "万吨", "亿元", "万元",
    "器件", "显示器件", "组件", "部件", "配件", "模组", "面板", "应用", "科学", "空间", "高性能", "特种", "精细",
    "联合", "第一",
)  # fmt: skip

_IN_BRACKETS = re.compile(r"[(（\[【〔].*?[)）\]】〕]")
_NO_LETTERS = re.compile(r"[\W_]+")
_SEVERAL = re.compile(r"[、,，;；/|\n]+")


def folded(text: str) -> str:
    """Letters and digits only, one form for full and half width, capitals and small letters."""
    return _NO_LETTERS.sub("", unicodedata.normalize("NFKC", text).casefold())


@lru_cache(maxsize=20_000)
def firm_spellings(name: str) -> tuple[str, ...]:
    """What gives a firm away, folded, the longest first; a cell may name several firms."""
    found: set[str] = set()
    for piece in {name, *_SEVERAL.split(name)}:
        found.update(s for whole in _wholes(piece) for s in (whole, *_stems(whole, (*_FORMS, *_TRADES))))
    return _telling(found - {""}, whole={folded(name)})


def _in_letters(brand: str) -> str:
    """A brand as it is written in letters: 光启 -> guangqi."""
    from pypinyin import lazy_pinyin

    letters = "".join(lazy_pinyin(brand))
    return letters if len(letters) >= _SHORTEST_IN_LETTERS and letters.isascii() else ""


@lru_cache(maxsize=20_000)
def project_spellings(name: str, products: str = "") -> tuple[str, ...]:
    """What gives a project away by its own name, folded, the longest first; what it makes does not.

    Args:
        products: texts in which the project says openly what it makes.
    """
    makes = folded(products)
    found = {s for whole in _wholes(name) for s in _stems(whole, _WORKS)}
    long = {s for s in found if len(s) >= _SHORTEST_OF_PROJECTS and s not in makes}
    return _telling({folded(name), *long}, whole={folded(name)})


def _wholes(name: str) -> set[str]:
    """The name as it stands, and without what stands in brackets."""
    return {folded(name), folded(_IN_BRACKETS.sub("", name))}


def _stems(whole: str, endings: tuple[str, ...]) -> set[str]:
    """The name with regions cut off its front, endings off its end, and all that follows the first common word."""
    fronts = {whole, *(whole[sum(len(token.text) for token in way) :] for way in openings(whole))}
    fronts |= {front.removeprefix("中国") for front in fronts}
    return {stem for front in fronts for stem in (_before_trade(front), *_cut(front, endings))}


def _before_trade(text: str) -> str:
    """What stands before the first word of a trade: 惠科金扬新型显示器件 -> 惠科金扬."""
    words = _vocabulary()
    for start in range(SHORTEST, len(text) - 1):
        if any(text[start : start + n] in words for n in range(2, 7)):
            return text[:start]
    return text


def _cut(text: str, endings: tuple[str, ...]) -> set[str]:
    """The text, and what remains of it after each way to take endings off."""
    found, waiting = {text}, [text]
    while waiting:
        rest = waiting.pop()
        for ending in endings:
            shorter = rest.removesuffix(ending)
            if shorter != rest and len(shorter) >= SHORTEST and shorter not in found:
                found.add(shorter)
                waiting.append(shorter)
    return found


def _telling(spellings: set[str], whole: set[str]) -> tuple[str, ...]:
    kept = {s for s in spellings if len(s) >= SHORTEST and not s.isdigit() and not is_generic(s)}
    kept |= {_in_letters(s) for s in kept if len(s) <= _LONGEST_BRAND} - {""}
    # The whole name counts even where it is made of common words only (先进材料有限公司).
    kept |= {s for s in whole if len(s) >= SHORTEST}
    return tuple(sorted(kept, key=lambda s: (-len(s), s)))


@lru_cache(maxsize=50_000)
def is_generic(text: str) -> bool:
    """Whether a folded text is made of words of trades and legal forms only, or of places only: it names nobody.

    A place with a trade may (东方电气); a place with no more than a letter does not (湖南新).
    """
    if len(text) <= _JUST_A_PLACE and _made_of(text, lambda t, start: chain(_words_at(t, start), _places_at(t, start))):
        return True
    return _made_of(text, _words_at) or _made_of(text, _places_at)


def _made_of(text: str, pieces_at: Callable[[str, int], Iterator[int]]) -> bool:
    reached = {0}
    for start in range(len(text)):
        if start in reached:
            reached.update(pieces_at(text, start))
    return len(text) in reached


def _words_at(text: str, start: int) -> Iterator[int]:
    words = _vocabulary()
    return (end for end in range(start + 1, min(len(text), start + _LONGEST_WORD) + 1) if text[start:end] in words)


def _places_at(text: str, start: int) -> Iterator[int]:
    return (start + len(way[0].text) for way in openings(text[start:]) if len(way) == 1)


@cache
def _vocabulary() -> frozenset[str]:
    chains = (*industries.event_chains(), *chain.from_iterable(industries.hunan_4x4().values()))
    words = {folded(word) for known in chains for word in (known.name, *known.words)}
    return frozenset({*words, *_FORMS, *_TRADES, *_WORKS, *_COMMON})
