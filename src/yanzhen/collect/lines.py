"""Lines around a table: titles, unit lines, who reports and until when, notes, totals and section headings."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from yanzhen.collect.values.dates import latest, read_date
from yanzhen.collect.values.units import is_unit, money_unit


@lru_cache(maxsize=4096)
def folded_line(text: str) -> str:
    """A line as it is compared: NFKC, without blanks."""
    return "".join(unicodedata.normalize("NFKC", text).split())


_TOTAL = re.compile(
    r"^(?:[一二三四五六七八九十]+、)?.{0,10}?(?:小计|合计|总计|共计|累计|总合计|总和)(?:[(（:：\d共].{0,16})?$"
    r"|^(?:本页|本表|以上|全[省市县区州]|总体|共)(?:小?合?计|总数?|情况)?[:：]?(?:\d+[个项家条].{0,12})?$"
    r"|^汇总(?:数)?$"
)
_GROUP_COUNT = re.compile(r"^[^(]{2,10}[(（]\d+[个项家条][)）]$")
_NOTE = re.compile(
    r"^(?:备?注|说明|填表说明|填报说明|附注|注释|注意|备注|※|\*+|附|附件|数据来源|来源|资料来源|统计口径|口径|截至|截止|以上|本表|填表要求|提示|温馨提示)(?:\d+|[一二三四五六七八九十])?[:：、.,]"
    r"|^(?:填表人|填报人|制表人?|审核人?|复核人?|审批人?|负责人|单位负责人|分管领导|主要领导|经办人|联系人|联系电话|电话|填表日期|填报日期|填报时间|填报单位|报送单位|报送时间|制表时间|签字|签名|盖章|单位盖章|单位公章|单位(?=[(（][盖公签])|统计负责人|核准人?|日期)"
    r"(?:[(（][^()（）]{0,8}[)）])?(?:[:：_]|$)"
    r"|^[(（](?:单位)?(?:盖章|公章|签字)[)）]|^(?:截至|截止)\d{4}年|^第\d+页(?:,?[/、]?共\d+页)?$|^共\d+页|^\S{2,14}(?:局|厅|办|办公室|委员会|委|中心|政府)(?:监?制|编制|编印|印制|宣)$"
    r"|^以上(?:数据|项目|信息)|^本表(?:数据|一式|由|统计)"
)
_INSTRUCTION = re.compile(
    r"填写|请填|填数字|必填|选填|格式[:为]|^如[:,]|例如|^例[:]|全称$|一致$|下拉|保留.{0,4}小数|不超过\d+字|\d+字以内|精确到|据实|阿拉伯数字"
)
_NOTE_ABOVE = re.compile(r"^(?:备?注|说明|填表说明|填报说明|填表要求|注意|提示)\d*[:：]")
_NUMBERED_NOTE = re.compile(r"^(?:\d{1,2}[.、)]|[(（]?\d{1,2}[)）]|[①②③④⑤⑥⑦⑧⑨⑩1-9])(?!\d)")
_SECTION = re.compile(
    r"^(?:[一二三四五六七八九十]{1,3}[、.,]|[(（][一二三四五六七八九十]{1,3}[)）]|第[一二三四五六七八九十]{1,3}[类部批章、])"
)
_EXAMPLE = frozenset(("示例", "例", "样例", "填写示例", "填报示例", "范例", "例如", "示范", "填写样例", "示例行"))

_REPORTERS = (
    "填报单位",
    "报送单位",
    "上报单位",
    "填报部门",
    "报送部门",
    "填表单位",
    "编制单位",
    "单位名称",
    "上报地区",
    "填报地区",
    "报送地区",
)
_REPORTED = (
    "填报日期",
    "填报时间",
    "报送日期",
    "报送时间",
    "上报时间",
    "上报日期",
    "填表日期",
    "填表时间",
    "制表日期",
    "制表时间",
    "日期",
    "时间",
)
_AS_OF = (
    "截至",
    "截止",
    "截止时间",
    "截至时间",
    "截止日期",
    "截至日期",
    "数据截止",
    "数据截至",
    "数据截止时间",
    "数据截至时间",
    "统计截止",
    "统计时间",
    "数据时间",
)
_PEOPLE = ("填报人", "填表人", "制表人", "审核人", "负责人", "联系人", "联系电话", "审核", "制表")
_LABEL = "|".join(
    sorted(
        {
            *_REPORTERS,
            *_REPORTED,
            *_AS_OF,
            *_PEOPLE,
            "单位",
            "金额单位",
            "货币单位",
            "计量单位",
            "盖章",
            "公章",
            "签字",
            "电话",
            "备注",
            "注",
        },
        key=len,
        reverse=True,
    )
)
_FACT = re.compile(
    rf"(?P<label>{_LABEL})(?:[(（][^()（）]{{0,8}}[)）])?[:：](?P<value>.*?)(?=(?:{_LABEL})(?:[(（][^()（）]{{0,8}}[)）])?[:：]|$)"
)
_UNIT = re.compile(
    r"(?<![报送表制属责])(?:金额|货币|计量|投资额?|资金|价格)?单位(?:[(（]金额[)）])?(?::|为|均为)(?P<unit>[^:,;。)）]+)"
    r"|(?:投资额?|资金|金额)均?以(?P<unit2>[百千]?[万亿](?:美元|欧元|元))(?:为单位|计)"
)
_ATTACHMENT = re.compile(r"^附[件表]?[\d一二三四五六七八九十-]*(?:[:：]|\s+|$)")
_BARE_UNIT = re.compile(r"^[(（【\[]?(?P<unit>[^()（）【】\[\]]{1,8})[)）】\]]?$")
_IN_TITLE = re.compile(r"[(（](?:单位:)?(?P<unit>[十百千万亿]*(?:元|美元|欧元|港元|日元))[)）]")
_UNTIL = re.compile(
    r"截[至止](?:到|时间为?|日期为?)?:?(?P<date>(?:\d{4}年?)?[\d.年月日号/\-〇零一二三四五六七八九十]+(?:底|末)?)"
)
_TITLE_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?=年|[-./至到~—]\d|\d{2}(?!\d)|$)")
_TITLE_DATE = re.compile(r"(?:19|20)\d{2}年\d{1,2}月(?:\d{1,2}日)?")


LINES_ABOVE = 6
"""Lines of a document's text that head the table below them; those further up are of something else."""


def is_total(text: str) -> bool:
    """Whether a cell labels a row of totals: 合计, 小计（5个）, 长沙市小计, 总 计."""
    line = folded_line(text)
    return len(line) <= 30 and bool(_TOTAL.match(line))


def counts_group(text: str) -> bool:
    """Whether a cell names a group and counts it: 长沙市（12个）."""
    return bool(_GROUP_COUNT.match(folded_line(text)))


def is_note(text: str) -> bool:
    """Whether a line is a note, a signature line or a source."""
    return bool(_NOTE.match(folded_line(text)))


def is_note_above(text: str) -> bool:
    """Whether a line above a table is a note: there 填报单位 and 附件 head the table."""
    return bool(_NOTE_ABOVE.match(folded_line(text)))


def continues_note(text: str) -> bool:
    """Whether a line is a numbered point, as notes go on."""
    return bool(_NUMBERED_NOTE.match(folded_line(text)))


def instructs(text: str) -> bool:
    """Whether a cell says how to fill in its column: 填写全称, 格式：2025-01-01."""
    return bool(_INSTRUCTION.search(folded_line(text)))


def labels_next_cell(text: str) -> bool:
    """Whether a cell is a note's label whose value stands in the next cell: 填表人：."""
    line = folded_line(text)
    return line.endswith(":") and len(line) <= 12 and is_note(text)


def is_section(text: str) -> bool:
    """Whether a line heads a section: 一、省外转移项目."""
    return bool(_SECTION.match(folded_line(text)))


def is_example(text: str) -> bool:
    """Whether a cell marks a template's example row."""
    return folded_line(text).strip("()（）:：") in _EXAMPLE


def states_fact(text: str) -> bool:
    """Whether a line tells something about the sheet (填报单位：…, 单位：万元), so that it is no header."""
    line = folded_line(text)
    return bool(re.search(r"[:：].", line) and _FACT.search(line)) or bool(_UNIT.search(line)) or is_bare_unit(text)


def _titled(line: str) -> bool:
    """A title that names its unit as well: 项目汇总表（单位：万元）."""
    return bool(re.match(r".{4,}(?:表|台账|清单|名单|一览|汇总|目录)[(（]", line))


def is_bare_unit(text: str) -> bool:
    """Whether a cell is a unit by itself: （万元）."""
    found = _BARE_UNIT.match(folded_line(text))
    return bool(found and is_unit(found["unit"]))


@dataclass(slots=True)
class SheetFacts:
    """What the lines around the tables say.

    Attributes:
        title: the first line that is nothing else; 附件1 is none.
        heading: the lines above the table that is being read, without unit and reporter.
        sheet: the name of the sheet.
        unit: of money, as written (万元).
        foreign_unit: of foreign money, where the line names it beside the first: 单位：万元、万美元.
        as_of: until when the figures hold, ISO; from 截至…, else the day of reporting.
        year: of the sheet, for dates without one.
    """

    title: str = ""
    heading: str = ""
    sheet: str = ""
    unit: str = ""
    foreign_unit: str = ""
    reported_by: str = ""
    reported_on: str = ""
    as_of: str = ""
    _until: bool = False

    def read(self, text: str, *, above: bool) -> None:
        """Take in a line; a title only from above a table."""
        line = folded_line(text)
        self._read_unit(line, above=above)
        self._read_until(line)
        self._read_labelled(line)
        line = _ATTACHMENT.sub("", line)
        if above and line and not is_note(line) and (not states_fact(line) or _titled(line)):
            self.heading = f"{self.heading} {line}".strip()
            if not self.title:
                self.title = _ATTACHMENT.sub("", " ".join(text.split())).strip()
                self._read_title(line)

    def _read_unit(self, line: str, *, above: bool) -> None:
        """The unit line nearest above a table counts; one below it only where there is none above."""
        if self.unit and not above:
            return
        found = [*_UNIT.finditer(line), *(_IN_TITLE.finditer(line) if above else ())]
        words = [word for match in found for word in match.groups() if word]
        if not found and above and is_bare_unit(line):
            words = [line.strip("()（）[]【】")]
        units = [(w, unit) for word in words for w in re.split(r"[、,/;和及]", word) if (unit := money_unit(w))]
        if units:
            self.unit = units[0][0]
            self.foreign_unit = next((w for w, unit in units if unit.currency != "CNY"), "")

    def _read_until(self, line: str) -> None:
        found = _UNTIL.search(line)
        if found:
            iso = read_date(found["date"], int(self.year) if self.year else None).iso
            if iso:
                self.as_of, self._until = iso, True

    def _read_labelled(self, line: str) -> None:
        for match in _FACT.finditer(line):
            label, value = match["label"], match["value"].strip(" ,;。")
            if not value:
                continue
            if label.endswith(_REPORTERS) and not self.reported_by:
                self.reported_by = re.sub(r"[(（](?:盖?公?章|签章)[)）]$", "", value)
            elif label in _REPORTED and not self.reported_on:
                self.reported_on = read_date(value, int(self.year) if self.year else None).iso
                if self.reported_on and not self._until:
                    self.as_of = self.as_of or self.reported_on
            elif label.endswith(_AS_OF) and not self._until:
                iso = read_date(value).iso
                self.as_of, self._until = (iso, True) if iso else (self.as_of, self._until)

    def _read_title(self, line: str) -> None:
        found = _TITLE_DATE.search(line)
        if found and not self.as_of and re.search(r"调度|月报|进展|进度|台账|统计", line):
            self.as_of = read_date(found[0]).iso

    @property
    def year(self) -> int | None:
        """From the as-of date, else the title, else the name of the sheet, where they name one year only."""
        if self.as_of:
            return int(self.as_of[:4])
        for text in (self.title, self.sheet):
            years = set(_TITLE_YEAR.findall(folded_line(text)))
            if years:
                return int(years.pop()) if len(years) == 1 else None
        return None

    def after(self, iso: str) -> bool:
        """Whether a date lies wholly after the as-of date."""
        from yanzhen.collect.values.dates import earliest

        return bool(self.as_of) and earliest(iso) > latest(self.as_of)

    def as_row(self, sheet: str) -> dict[str, Any]:
        """As the collected JSON has it; only what is known."""
        row: dict[str, Any] = {"sheet": sheet}
        for name in ("title", "unit", "reported_by", "reported_on", "as_of"):
            if value := getattr(self, name):
                row[name] = value
        return row
