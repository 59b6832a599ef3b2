"""Which texts label a value: the headers of the table, words that only forms have, and `标签：值` in one cell."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from yanzhen.collect.headers import table
from yanzhen.collect.headings import heading
from yanzhen.collect.lines import folded_line
from yanzhen.collect.values.units import is_unit

LONGEST = 30
"""Letters of a label; what is longer is a value or a note."""

_FORM_WORDS = re.compile(
    r"(?:法定代表人|法人代表|法人|负责人|技术负责人|联系人|联络人|经办人)?(?:及)?(?:姓名|职务|职称|职务/职称|手机|手机号码?|电话|固定电话|办公电话|"
    r"座机|传真|电子邮[箱件]|邮箱|e-?mail|微信号?|qq号?|通[讯信]地址|详细地址|地址|邮编|邮政编码|网址|网站)"
    r"|法定代表人|法人代表|法人|企业简介|单位简介|公司简介|项目简介|备注|其他|其它|主要负责人|性别|学历|年龄|民族"
)
_SIGNED = re.compile(
    r"(?:填[表报]|制表|审核|复核|审批|审签|核准|签发)人?(?:员)?(?:[(（]?签[字名章][)）]?)?|(?:单位|企业|部门|科室)?负责人[(（]?签[字名章][)）]?"
    r"|(?:分管|主要|主管)领导(?:[(（]?签[字名章][)）]?)?|(?:单位|企业|部门|申报单位|推荐单位)?[(（]?(?:盖章|公章|签章|签字|签名)[)）]?"
    r"|(?:填[表报]|报送|上报|制表|申报)(?:日期|时间|单位|部门)(?:[(（](?:盖章|公章|签章)[)）])?|日期|金额单位|单位[(（](?:盖章|公章)[)）]"
)
_UNIT_LABEL = re.compile(r"(?:金额|货币|计量)?单位")
_SIGNATURE_LINE = re.compile(r"填[表报]人|制表人|审核人?|复核人|签字|签名|盖章|公章|填[表报]日期|填[表报]时间|报送时间")
_DECORATION = re.compile(r"^[\s*＊※●◆▲△☆★·]*(?:[(（]?\d{1,2}[)）.、．]\s*)?|[(（](?:必填|选填)[)）]|[\s*＊]+$")
_INLINE = re.compile(
    r"(?:^|(?<=[\s;；,，。、|]))[*＊]?(?P<label>[^\s：:;；,，。|][^：:;；,，。|\n]{0,24}?)[ \u3000]*[：:]"
)
_SUBJECT = re.compile(
    r"^(?:本|该)?(?:项目|技术需求|企业需求|需求|科技成果|成果|园区|企业|公司|单位|政策|问题|诉求|合同|集群)(?=.{2,})"
)
_SENTENCE = re.compile(r"[。；;！？!?]|，.*，")
_FIGURES = re.compile(r"[\d.,，\-/%\s年月日:：]+")


class Inline(NamedTuple):
    """A label and its value in one text."""

    label: str
    value: str


@lru_cache(maxsize=16384)
def bare(text: str) -> str:
    """A label without numbering, asterisks, (必填) and colon."""
    return _DECORATION.sub("", " ".join(text.split())).strip().rstrip(":： ").strip()


@cache
def _listed() -> frozenset[str]:
    """The headers of all kinds, folded: one look tells whether any kind knows a word."""
    return frozenset(
        heading(header).text for entries in table().values() for _, header in entries if " > " not in header
    )


def _is_listed(word: str) -> bool:
    known = _listed()
    return any(form in known or _SUBJECT.sub("", form) in known for form in heading(word).forms())


@lru_cache(maxsize=16384)
def is_label(text: str) -> bool:
    """Whether a cell's text is the label of a value: a header of any kind, or a word of forms."""
    if not text or len(folded_line(text)) > LONGEST or ("\n" in text.strip() and len(text) > LONGEST):
        return False
    word = bare(text)
    if not word or _FIGURES.fullmatch(word):
        return False
    return _is_listed(word) or is_signed(word) or bool(_FORM_WORDS.fullmatch(folded_line(word).lower()))


@lru_cache(maxsize=16384)
def may_be_label(text: str) -> bool:
    """Whether a text has the shape of a label, in a column where others are labels."""
    line = folded_line(text)
    return (
        2 <= len(line) <= LONGEST and not _SENTENCE.search(line) and not _FIGURES.fullmatch(line) and not is_unit(line)
    )


_TITLE = re.compile(r".{2,}(?:表|台账|申请书|计划书|意向书|建议书|登记单|联系单|卡片|情况报告)(?:[(（].{0,20}[)）])?")


def titles_form(text: str) -> bool:
    """Whether a line that stands alone is the title of a form, though it may be like a label: 重点项目情况表."""
    return bool(_TITLE.fullmatch(folded_line(text)))


def is_signed(label: str) -> bool:
    """Whether a label asks who filled in the form, and when: 填表人, 单位负责人（签字）, 填报日期."""
    return bool(_SIGNED.fullmatch(folded_line(label)))


def states_of_all(label: str) -> bool:
    """Whether what a label says holds for the whole form: who reports and when, the unit of its amounts."""
    return is_signed(label) or bool(_UNIT_LABEL.fullmatch(folded_line(label)))


def is_signature_line(text: str) -> bool:
    """Whether a line is the one that is signed: 填表人：… 审核人：… 填表日期：…."""
    return bool(_SIGNATURE_LINE.search(folded_line(text)))


@lru_cache(maxsize=8192)
def inline_pairs(text: str) -> tuple[Inline, ...]:
    """Labels and values within one text: `联系人：示例  电话：0731-0000000`, one or several a line.

    A label that is not known counts only at the start of a line that holds nothing else.
    """
    found: list[Inline] = []
    for line in re.split(r"[\r\n]+", text):
        found.extend(_of_line(line))
    return tuple(found)


def _of_line(line: str) -> list[Inline]:
    marks = [m for m in _INLINE.finditer(line) if _labels(m["label"])]
    first = _INLINE.match(line.strip())
    if not marks and first and may_be_label(bare(first["label"])) and not first["label"].lower().startswith("http"):
        rest = line.strip()[first.end() :].strip()
        return [Inline(bare(first["label"]), rest)]
    if not marks:
        return []
    ends = [m.start() for m in marks[1:]] + [len(line)]
    values = [line[mark.end() : end].strip() for mark, end in zip(marks, ends, strict=True)]
    # What parts two pairs is no part of a value; a comma at the end of the line says that it goes on.
    values = [value.rstrip(" \t\u3000;；,，、|") for value in values[:-1]] + [values[-1].rstrip(" \t\u3000;；|")]
    return [Inline(bare(mark["label"]), value) for mark, value in zip(marks, values, strict=True)]


def _labels(text: str) -> bool:
    return is_label(text) and len(bare(text)) >= 2
