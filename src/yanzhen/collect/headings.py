"""The text of a column's header taken apart: its words, its unit, its years and months, and whether it is a plan."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from yanzhen.collect.values.units import is_unit

_DECORATION = re.compile(r"[\s\"'“”‘’`*※★☆▲#_《》<>＊\u200b\ufeff]+")
_OPEN, _SHUT = str.maketrans("[{【〔「〖", "(((((("), str.maketrans("]}】〕」〗", "))))))")
_NUMBERED = re.compile(r"^(?:[一二三四五六七八九十]+、|\(?\d{1,2}\)?[.、)](?!\d))")
_BRACKET = re.compile(r"\(([^()]*)\)")
_UNIT_WORD = re.compile(r"^(?:金额|货币|计量|计价)?单位[:：]?(?:为)?|^按|^以|计$")
_TRAILING = re.compile(
    r"(?<=..)[/,:\-—、]?((?:人民币)?(?:百|千|十)?[万亿](?:元|美元|欧元|港元|日元)(?:/亩)?|美元|万㎡|万m2|m2|㎡|亩|公顷|平方公里|万平方米|平方米|kva|%)$"
)
_RANGE = re.compile(r"(?:(?:19|20)\d{2}年)?\d{1,2}月?[-~至到—–―]+\d{1,2}月(?:份|底|末)?(?:累计)?")
_UNTIL = re.compile(
    r"截[至止](?:到)?(?:(?:19|20)?\d{2}年)?(?:\d{1,2}月)?(?:\d{1,2}日)?(?:底|末)?(?:目前|当前|上月末?|月底|现在)?"
)
_MONTH = re.compile(r"(?:(?:19|20)\d{2}年)?\d{1,2}月(?:份|当月)?")
_YEAR = re.compile(r"(?:19|20)\d{2}年?(?:度)?|[xX×]{2,4}年(?:度)?|\d{2}年(?:度)?")
_PLANNED = re.compile(r"拟|预计|计划|预期|预定|目标")
_ACTUAL = re.compile(r"实际|已")
_LATIN_TAIL = re.compile(r"(?<=[\u4e00-\u9fff)])[a-z][a-z .,/&'()-]*$")
_AFFIXES = (
    re.compile(r"^(?:其中[:：,]?|其中)"),
    re.compile(r"^(?:本|该|此|拟|所)(?=项目|企业|单位)"),
    re.compile(r"(?:情况|说明|信息|等|\(?必填\)?|\(?选填\)?)$"),
    re.compile(r"^项目(?=.{2,})"),
    re.compile(r"^(?:预计|计划|拟|预期)"),
)


@lru_cache(maxsize=65536)
def folded_header(text: str) -> str:
    """A header as it is compared: NFKC, lower case, without blanks, quotes and numbering; brackets all alike."""
    line = _DECORATION.sub("", unicodedata.normalize("NFKC", text).lower())
    line = line.translate(_OPEN).translate(_SHUT).replace("（", "(").replace("）", ")").rstrip(":：")
    return _NUMBERED.sub("", line)


@dataclass(frozen=True, slots=True)
class Heading:
    """One level of a header.

    Attributes:
        text: folded, without its unit.
        unit: the unit that it names, folded; empty if none.
        planned, actual: it says 拟, 预计, 计划; it says 实际, 已.
    """

    text: str
    unit: str
    planned: bool
    actual: bool

    def forms(self) -> tuple[str, ...]:
        """Spellings to look up, the most exact first: without remarks in brackets, with years as 本年, without 其中."""
        return _forms(self.text)


@lru_cache(maxsize=4096)
def _forms(text: str) -> tuple[str, ...]:
    bare = _BRACKET.sub("", text).strip(":：,-") or text
    found = (
        form
        for start in dict.fromkeys((text, bare, _LATIN_TAIL.sub("", bare)))
        for timed in _time_forms(start)
        for form in _shorn(timed)
        if form
    )
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=65536)
def heading(text: str) -> Heading:
    """The heading that a header cell is."""
    line, unit = _without_unit(folded_header(text))
    return Heading(line, unit, bool(_PLANNED.search(line)), bool(_ACTUAL.search(line)))


def _without_unit(line: str) -> tuple[str, str]:
    for match in _BRACKET.finditer(line):
        for piece in re.split(r"[,，、;]", match[1]):
            word = _UNIT_WORD.sub("", piece)
            if word and is_unit(word):
                return line[: match.start()] + line[match.end() :], word
    found = _TRAILING.search(line)
    if found:
        return line[: found.start()].rstrip("/,:-"), found[1]
    return line, ""


def _time_forms(text: str) -> Iterator[str]:
    yield text
    if _RANGE.search(text):
        yield _RANGE.sub("本年累计", text)
        yield _RANGE.sub("本年", text)
        yield _RANGE.sub("", text)
        return
    if _UNTIL.search(text):
        yield _UNTIL.sub("", text)
        yield _UNTIL.sub("累计", text)
    elif _MONTH.search(text):
        yield _MONTH.sub("本月", text)
        yield _MONTH.sub("", text)
    elif _YEAR.search(text):
        yield _YEAR.sub("本年", text)
        yield _YEAR.sub("年度", text)
        yield _YEAR.sub("", text)


def _shorn(text: str) -> Iterator[str]:
    """The text, and the text without each and without all of its dispensable affixes."""
    yield text
    whole = text
    for affix in _AFFIXES:
        shorn = affix.sub("", text)
        whole = affix.sub("", whole)
        if len(shorn) >= 2:
            yield shorn
    if len(whole) >= 2:
        yield whole
