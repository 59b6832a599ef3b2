"""What each answer of a comparison is called when people read it.

No text quotes a value: contacts and unreleased amounts may be in the records, and the reader of evidence sees both
records anyway, as far as they are shown to him.
"""

from __future__ import annotations

from typing import NamedTuple

from yanzhen.collect.duplicates import marks, parties, quantities, wording
from yanzhen.language import Said


class Evidence(NamedTuple):
    """One thing that speaks for or against two records being one.

    Attributes:
        kind: one of `weighing.KINDS`.
        text: in both languages.
        weight: tenths of a bit; above 0 it speaks for.
    """

    kind: str
    text: Said
    weight: int

    def as_row(self) -> dict[str, str | int]:
        """As it stands in files, in the language in force."""
        return {"kind": self.kind, "text": str(self.text), "weight": self.weight}


TEXTS: dict[str, dict[int, Said]] = {
    "start": {1: Said("起点：随便两条记录很少是同一件事", "to begin with: any two records are seldom the same thing")},
    "own_code": {
        marks.SAME: Said("编号（项目代码、文号等）相同", "the same code of its own (project code, document number …)"),
        marks.MISTYPED: Said("编号只差一两位", "codes that differ in one or two places"),
        marks.OTHER: Said("编号不同", "different codes"),
    },
    "firm_code": {
        marks.SAME: Said("统一社会信用代码相同", "the same credit code"),
        marks.MISTYPED: Said("统一社会信用代码只差一两位", "credit codes that differ in one or two places"),
        marks.OTHER: Said("统一社会信用代码不同", "different credit codes"),
    },
    "party": {
        parties.SAME: Said("单位名称相同（不计地区、括号、公司形式）", "the same party, but for region or form"),
        parties.MISTYPED: Said("单位名称只差一个字", "parties whose names differ in one letter"),
        parties.SHORT: Said("单位名称一个是另一个的简称", "one party's name is short for the other's"),
        parties.BRAND: Said("单位字号相同", "parties of one brand"),
        parties.IN_TITLE: Said("单位字号出现在对方的名称里", "the party's brand stands in the other's title"),
        parties.OTHER: Said("单位名称不同", "different parties"),
    },
    "seat": {marks.ELSEWHERE: Said("单位名称中的地区不同", "the parties' names bear different places")},
    "title": {
        wording.SAME: Said("名称相同", "the same title"),
        wording.ALIKE: Said("名称用词比较", "words of the titles"),
        wording.OTHER: Said("名称没有共同的用词", "titles without a word in common"),
    },
    "phase": {
        marks.SAME_PHASE: Said("期次相同", "the same phase"),
        marks.OTHER_PHASE: Said("期次不同", "different phases"),
        marks.LATER_PHASE: Said("只有一方写明是后续期次", "only one says that it is a later phase"),
        marks.FIRST_PHASE: Said("只有一方写明是一期", "only one says that it is the first phase"),
        marks.OTHER_PART: Said("批次、标段或编号不同", "different lots or numbers"),
        marks.OTHER_YEAR: Said("名称中的年份不同", "different years in the titles"),
    },
    "text": {
        wording.SAME: Said("内容文字相同", "the same text"),
        wording.ALIKE: Said("内容用词比较", "words of the texts"),
        wording.OTHER: Said("内容没有共同的用词", "texts without a word in common"),
    },
    "numbers": {
        wording.SAME: Said("文字里的数字都对得上", "all numbers in the wording agree"),
        wording.ALIKE: Said("文字里的数字部分对得上", "some numbers in the wording agree"),
        wording.OTHER: Said("文字里的数字都对不上", "no number in the wording agrees"),
    },
    "amount": {
        quantities.SAME: Said("金额相同", "the same amount"),
        quantities.OTHER_UNIT: Said("金额差整十倍、万倍，可能是单位填错", "amounts a power of ten apart: a unit?"),
        quantities.NEAR: Said("金额相近", "amounts near each other"),
        quantities.APART: Said("金额有差别", "amounts that differ"),
        quantities.FAR: Said("金额相差很大", "amounts far apart"),
    },
    "figures": {
        quantities.SAME: Said("用地、用工、产值等数字有相同的", "land, jobs, output or other figures agree"),
        quantities.NEAR: Said("用地、用工、产值等数字相近", "land, jobs, output or other figures are near each other"),
        quantities.FAR: Said("用地、用工、产值等数字不同", "land, jobs, output or other figures differ"),
    },
    "dates": {
        quantities.SAME: Said("日期有相同的", "dates agree"),
        quantities.NEAR: Said("日期在同一个月", "dates in the same month"),
        quantities.FAR: Said("日期不同", "dates differ"),
    },
    "place": {
        marks.SAME_PLACE: Said("地区相同", "the same place"),
        marks.WITHIN: Said("一个地区在另一个之内", "one place lies within the other"),
        marks.SAME_CITY: Said("同市不同县", "two counties of one city"),
        marks.SAME_PROVINCE: Said("同省不同市", "two cities of one province"),
        marks.ELSEWHERE: Said("不在同一个省", "different provinces"),
    },
    "park": {
        marks.SAME: Said("园区相同", "the same park"),
        marks.OTHER: Said("园区不同", "different parks"),
    },
    "contact": {
        marks.SAME: Said("联系电话相同", "the same telephone number"),
        marks.OTHER: Said("联系电话不同", "different telephone numbers"),
    },
    "people": {
        marks.SAME: Said("团队有相同的人", "the teams share a person"),
        marks.OTHER: Said("团队没有相同的人", "the teams share nobody"),
    },
    "sisters": {
        1: Said("同一单位常有几件相近的事，扣去这部分", "one party often has several like things: so much is taken off")
    },
}  # fmt: skip
