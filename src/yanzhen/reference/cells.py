"""A cell of a workbook made ready for reading as a place: its characters, its parts, what it says beside the place."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

NOTHING = frozenset(
    [
        "",
        "/",
        "\\",
        "-",
        "--",
        "—",
        "——",
        "无",
        "待定",
        "暂无",
        "未定",
        "暂未定",
        "不详",
        "空",
        "none",
        "no",
        "n/a",
        "na",
        "null",
        "nil",
        ".",
    ]
)
"""What people write where there is no place to write (compared in lower case)."""

FIRM = re.compile(
    r"(?:公司|集团|工厂|[^工]厂|大学|学院|研究院|研究所|设计院|医院|银行|合作社|事务所|商行|经营部|门市部|协会|商会|学校)(?:\(.*\))?$"
)
"""Names of firms and institutions: they contain places and are none."""

_QUOTES = str.maketrans("", "", "\"'“”‘’「」『』《》〈〉[]【】{}*★☆:：。；!？?")
_NUMBER = re.compile(r"^\(?\d{1,3}(?:[.、)]|\)、)\s*(?=[^\d\s.])")
_BRACKETS = re.compile(r"\(([^()]*)\)")
_LIST = re.compile(r"[、;；&+]")
_STEPS = re.compile(r"[/\\|·・•‧.．,，—–―_>→~～\-\n\r]+|->")
_LEADING = re.compile(
    r"^(?:中华人民共和国|中国大陆|中国|大陆|国内|省内|省外|外省|本省|市内|市外|境内|来自|位于|位於|地点|原|拟|暂定|国家级|省级|市级)(?=.{2})"
)
_TRAILING = re.compile(
    r"(?<=..)(?:市辖区|市本级|本级|市直|省直|全市|全省|全境|全域|境内|辖区|各县市区|各市县区|各区县|各县区|市区|城区|省内|市内|地区|地方|一带|周边|附近|总部|市\(州\))$"
)
_PLACEHOLDER = re.compile(
    r"(?<=..)(?:省直辖县级行政区划|自治区直辖县级行政区划|省直辖行政单位|省直辖县级|省直管县?|市辖区|直辖县)(?=..)"
)
_AND_MORE = re.compile(r"(?<=..)等(?:地|地区|省|市|省市|省份|城市|多地)?$")
_AND = re.compile(r"(?<=..)(?:以及|或者|和|与|及|或|至|到|转|、)(?=..)")
_SCOPE = frozenset(
    [
        "总部",
        "注册地",
        "省内",
        "省外",
        "境外",
        "境内",
        "外省",
        "市内",
        "市外",
        "暂定",
        "拟",
        "母公司",
        "原址",
        "生产基地",
        "分公司",
    ]
)


class Cell(NamedTuple):
    """A cell in parts.

    Attributes:
        text: everything, NFKC, trimmed.
        outside: the text without what stands in brackets.
        inside: what stands in brackets, without remarks such as 总部.
        more: it ends with 等地, so that there are places which it does not name.
    """

    text: str
    outside: str
    inside: tuple[str, ...]
    more: bool


def read_cell(text: str) -> Cell:
    """The cell in parts, in half-width characters, without quotation marks."""
    plain = _NUMBER.sub("", unicodedata.normalize("NFKC", text).translate(_QUOTES).strip())
    inside = tuple(part for part in (p.strip() for p in _BRACKETS.findall(plain)) if part and part not in _SCOPE)
    outside = _BRACKETS.sub("", plain).strip()
    if not outside and inside:
        outside, inside = inside[0], inside[1:]
    more = _AND_MORE.search(outside)
    return Cell(plain, outside[: more.start()] if more else outside, inside, more is not None)


def is_nothing(text: str) -> bool:
    """Whether the text says that there is nothing to say."""
    return text.strip().lower() in NOTHING


def listed(text: str) -> list[str]:
    """The parts of an enumeration (深圳、东莞); one part where it is none."""
    return [part for part in (p.strip() for p in _LIST.split(text)) if part]


def joined_by_and(text: str) -> list[list[str]]:
    """Every way to take the text as `A和B` (和 may belong to a name, as in 呼和浩特)."""
    return [[text[: m.start()], text[m.end() :]] for m in _AND.finditer(text)]


def steps(text: str) -> list[str]:
    """The parts between dashes, dots, slashes and commas (湖南·长沙)."""
    return [part for part in (p.strip() for p in _STEPS.split(text)) if part]


def without_blanks(text: str) -> str:
    """The text with every blank taken out."""
    return "".join(text.split())


def without_fillers(text: str) -> str:
    """The text without words that name no place: 中国湖南 → 湖南, 长沙市本级 → 长沙市 → 长沙 is left to the reader."""
    text = _PLACEHOLDER.sub("", text)
    while lead := _LEADING.match(text):
        text = text[lead.end() :]
    while tail := _TRAILING.search(text):
        text = text[: tail.start()]
    return text
