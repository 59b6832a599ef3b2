"""What a column's header means: the table of headers first, then rules of wording, then the model that learned both.

What the model is not sure of is asked; what it hardly knows is no guess at all. See `understanding`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from importlib.resources import files

from yanzhen.collect.headings import Heading, heading
from yanzhen.collect.periods import MIDDLE, NO_FIELD, funds_key
from yanzhen.collect.understanding.advising import Advisor
from yanzhen.collect.understanding.meaning import AMBIGUOUS, Found, Meaning, keys_in
from yanzhen.collect.understanding.suiting import suits_unit
from yanzhen.collect.wordings import listed_key, worded_key
from yanzhen.fields import fields_of

_PLANNED_TWIN = {"started_on": "start_planned_on", "producing_on": "produce_planned_on"}
GENERIC = frozenset(
    [
        "时间",
        "日期",
        "名称",
        "金额",
        "小计",
        "合计",
        "总计",
        "计划",
        "实际",
        "本月",
        "累计",
        "本年",
        "当年",
        "年度",
        "省外",
        "省内",
        "境外",
        "电话",
        "姓名",
        "单位",
        "联系电话",
        "手机",
        "地址",
        "其中",
        "比例",
        "数量",
        "额度",
        "内容",
        "情况",
        "面积",
        "所在地",
        "所在地区",
        "地区",
        "性质",
        "类型",
        "类别",
        "领域",
        "省",
        "市",
        "县",
        "县区",
        "市州",
        "县市区",
        "区县",
        "省份",
        "城市",
        "园区",
        "代码",
        "编号",
        "级别",
        "状态",
        "方式",
        "备注",
        "结果",
        "结论",
        "意见",
        "职务",
        "人数",
        "投资",
        "总额",
        "规模",
    ]
)
"""Words that a second level uses and that mean little without the level above."""

_SUBJECTS = {
    "project": "(?:本|该)?项目",
    "demand": "(?:技术|企业)?需求|榜单|项目",
    "achievement": "(?:科技|技术|科研)?成果|项目",
    "park": "园区|开发区",
    "enterprise": "企业|公司|单位",
    "policy": "政策|文件",
    "problem": "问题|诉求",
    "tech_contract": "(?:技术)?合同",
    "cluster": "(?:产业)?集群",
}
_PROSPECTIVE = frozenset(
    ("start_planned_on", "produce_planned_on", "full_production_on", "deadline", "valid_until", "due_on")
)
"""Dates that may lie ahead; any other date of which a header says 预计 is another thing than the field."""

_PERIOD_ONLY = re.compile(
    r"(?:(?:19|20)\d{2}年?(?:度)?)?(?:\d{1,2}月?[-~至到—–―]+)?(?:\d{1,2}月(?:份|底|末)?)?|本[年月]|当[年月]|上[年月]|去年|年度"
)
_REPEATS_TYPE = {
    "name": re.compile(r"(?:单位|企业|公司|部门)?(?:名称|全称)|单位|部门"),
    "date": re.compile(r"时间|日期|年月|具体时间"),
    "money": re.compile(r"金额|总额|额度|额|数额|金额合计"),
    "region": re.compile(r"地区|名称|所在地|省市|省|市|县|省份|城市|市州|县市区|区县|县区"),
    "contact": re.compile(r"姓名|名称|电话|手机|手机号|联系电话|职务"),
}
"""Last levels that say no more than of what type the field is that the level above names."""
_NEUTRAL_GROUP = re.compile(
    r"(?:项目|投资|招商|招商引资|签约|意向|合同|协议|引资|建设)?(?:基本|主要|总体)?(?:项目|投资|情况|信息|概况|规模|内容|资金|总额)?"
)
"""Groups of columns under which a bare 金额 still means the project's investment."""
_NEUTRAL = ("investment_cny", "funds_in_place_total_cny", "started_on", "producing_on", "chain", "stage")


class HeaderReader:
    """Understands the headers of one kind of record.

    Args:
        entries: (key, header) pairs; `ambiguous:a|b` as a key lists the keys between which the sheet must decide.
    """

    def __init__(self, kind: str, entries: Iterable[tuple[str, str]]) -> None:
        self.kind = kind
        listed = tuple(entries)
        self.advisor = Advisor(kind, listed)
        self._subject = re.compile(rf"^(?:{_SUBJECTS.get(kind, '项目')})(?=.{{2,}})")
        self._types = {key: field.type for key, field in fields_of(kind).items()}
        self._units = {key: field.unit for key, field in fields_of(kind).items()}
        self._funded = "funds_in_place_total_cny" in self._types
        self._known: dict[str, tuple[str, Heading]] = {}
        for key, header in listed:
            head = heading(_leaf_joined(header))
            self._known.setdefault(head.text, (key, head))

    def known(self, text: str) -> bool:
        """Whether a cell's text is a header that the table lists, unit and remarks aside."""
        return self._exact(heading(text)) is not None

    def spellings(self) -> Iterable[str]:
        """The headers that the table lists, folded and without units."""
        return self._known

    def lists(self, text: str) -> bool:
        """Whether the table lists the text as it stands (only unit, blanks and brackets aside)."""
        return heading(text).text in self._known

    def knows(self, path: tuple[str, ...]) -> bool:
        """Whether the table alone, without likeness, tells what a header of one or more levels means."""
        levels = _telling_levels(path)
        return bool(levels) and self._by_table(levels) is not None

    @lru_cache(maxsize=8192)  # noqa: B019 - readers live as long as the program
    def leaning(self, path: tuple[str, ...]) -> float:
        """From 0 to 1, how sure it is that a header is one of this kind's fields, by the model where need be."""
        levels = _telling_levels(path)
        if not levels or self._by_table(levels) is not None:
            return float(bool(levels))
        leaf = levels[-1]
        return 0.0 if len(leaf.text) < 2 or leaf.text in GENERIC else self.advisor.leaning(leaf.text, leaf.unit)

    def understand(self, path: tuple[str, ...]) -> Meaning:
        """What a header of one or more levels means (the outermost first)."""
        return self._understood(tuple(part for part in path if part.strip()))

    @lru_cache(maxsize=8192)  # noqa: B019 - readers live as long as the program
    def _understood(self, path: tuple[str, ...]) -> Meaning:
        if not path:
            return Meaning()
        levels = _telling_levels(path)
        unit = next((level.unit for part in reversed(path) if (level := heading(part)).unit), "")
        found = self._by_table(levels) or self._by_model(levels, unit)
        if found is None:
            return Meaning(unit=unit)
        if found.key == NO_FIELD:
            return Meaning(None, (), unit, found.certainty, found.how, found.near, found.doubts)
        return self._decided(found, levels, unit)

    def _by_table(self, levels: list[Heading]) -> Found | None:
        """The whole path, then the last level by itself unless it says little, then pairs of levels, then the rest."""
        if self._funded and (key := funds_key([level.text for level in levels])) is not None:
            return Found(key, 1.0, "periods")
        leaf = levels[-1]
        if len(levels) == 1:
            listed = listed_key(self.kind, leaf.text) if leaf.text not in self._known else None
            if listed:
                return Found(listed, 1.0, "worded")
            return self._listed(leaf, 1.0) or self._worded(leaf.text, leaf.unit)
        whole = self._known.get(_SEPARATOR.join(level.text for level in levels))
        if whole:
            return Found(whole[0], 1.0, "listed")
        return self._by_levels(levels[:-1], leaf)

    def _by_levels(self, uppers: list[Heading], leaf: Heading) -> Found | None:
        bare = next(iter(leaf.forms()), leaf.text)
        for upper in reversed(uppers):
            if (entry := self._known.get(upper.text + leaf.text)) and self._fits(entry[0], leaf.unit):
                return Found(entry[0], 1.0, "levels", upper.text + leaf.text)
        says_much = not any(form in GENERIC for form in leaf.forms())
        if says_much and (found := self._listed(leaf, 1.0)):
            return found._replace(key=NO_FIELD) if self._of_another(found.key, uppers) else found
        if _PERIOD_ONLY.fullmatch(leaf.text) and any(self._exact(upper) for upper in uppers):
            return Found(NO_FIELD, 1.0, "periods")
        for upper in reversed(uppers):
            if key := self._named_by(upper, leaf):
                return Found(key, 0.95, "levels", upper.text)
            for joined in (upper.text + bare, bare + upper.text, *_joined_forms(upper, leaf)):
                if key := self._exact(heading(joined)):
                    return Found(key, 0.95, "levels", joined)
        if found := self._listed(leaf, 0.9):
            return found._replace(key=NO_FIELD) if self._of_another(found.key, uppers) else found
        texts = (uppers[-1].text + leaf.text, *([leaf.text] if says_much else []))
        worded = next((found for text in texts if (found := self._worded(text, leaf.unit))), None)
        return worded._replace(key=NO_FIELD) if worded and self._of_another(worded.key, uppers) else worded

    def _worded(self, text: str, unit: str) -> Found | None:
        """The key of a header by the words that it is composed of."""
        key = worded_key(self.kind, text)
        return Found(key, 0.9, "worded") if key and self._fits(key, unit) else None

    def _named_by(self, upper: Heading, leaf: Heading) -> str | None:
        """The upper level's key where the last level only repeats what type it is of: 责任单位 > 名称."""
        key = self._exact(upper)
        return key if key and (words := _REPEATS_TYPE.get(self._type(key))) and words.fullmatch(leaf.text) else None

    def _of_another(self, key: str, uppers: list[Heading]) -> bool:
        """Whether the level above says that a field is of another thing: 责任单位 > 联系人, 税收 > 金额."""
        type_ = self._type(key)
        over = [(upper.text, self._exact(upper) or "") for upper in uppers]
        if type_ in ("contact", "name"):
            return any(k.startswith("office_") and k != key for _, k in over)
        if key.startswith(AMBIGUOUS) and type_ == "money":
            return any(not _NEUTRAL_GROUP.fullmatch(text) and self._type(k or "note") != "money" for text, k in over)
        if key.startswith("funds_in_place"):
            return any(k and self._type(k) == "money" and "funds_in_place" not in k for _, k in over)
        return False

    def _listed(self, head: Heading, sure: float) -> Found | None:
        key = self._exact(head)
        return Found(key, sure, "listed") if key else None

    def _exact(self, head: Heading) -> str | None:
        """The table's key, also of a header that says first whose field it is: 园区主导产业 in a table of parks."""
        for form in head.forms():
            for spelling in (form, self._subject.sub("", form)):
                entry = self._known.get(spelling)
                if entry and self._fits(entry[0], head.unit):
                    return entry[0]
        return None

    def _by_model(self, levels: list[Heading], unit: str) -> Found | None:
        """The model's answer for the last level under the one above it, or by itself, whichever is the surer."""
        leaf = levels[-1].text
        texts = [leaf] if len(levels) == 1 else [levels[-2].text + leaf, leaf]
        asked = (text for text in texts if len(text) >= 2 and text not in GENERIC)
        answers = [found for text in asked if (found := self.advisor.answer(text, unit))]
        return max(answers, key=lambda found: found.certainty, default=None)

    def _type(self, key: str) -> str:
        return self._types.get(keys_in(key)[0], "text")

    def _lies_behind(self, key: str) -> bool:
        """Whether a field is the date of something that has happened."""
        return self._type(key) == "date" and key not in _PROSPECTIVE

    def _listed_as_plan(self, leaf: Heading) -> bool:
        return leaf.planned and leaf.text in self._known

    def _fits(self, key: str, unit: str) -> bool:
        return suits_unit(self._type(key), self._units.get(key, ""), unit)

    def _decided(self, found: Found, levels: list[Heading], unit: str) -> Meaning:
        planned = any(level.planned for level in levels)
        actual = any(level.actual for level in levels)
        key = found.key
        choices: tuple[str, ...] = ()
        if key.startswith(AMBIGUOUS):
            choices = _neutral_first(keys_in(key))
            key = choices[0]
            if key in _PLANNED_TWIN and (planned or actual):
                key, choices = (_PLANNED_TWIN[key] if planned else key), ()
        elif planned and not actual and key in _PLANNED_TWIN:
            key = _PLANNED_TWIN[key]
        elif planned and not actual and self._lies_behind(key) and not self._listed_as_plan(levels[-1]):
            return Meaning(None, (), unit, found.certainty, "plan", key)
        doubts = tuple(doubt for doubt in found.doubts if doubt != key and doubt not in choices)
        return Meaning(key, choices, unit, found.certainty, found.how, found.near, doubts)


_SEPARATOR = "\uf8ff"


def _telling_levels(path: tuple[str, ...]) -> list[Heading]:
    """The levels of a header without those that say nothing by themselves (其中, 合计), if any are left then."""
    levels = [heading(part) for part in path if part.strip()]
    telling = [level for level in levels if not MIDDLE.match(level.text.strip(":,"))]
    return telling or levels


def _leaf_joined(header: str) -> str:
    """A header of several levels, written `a > b`, as one text with units and remarks dropped at each level."""
    if " > " not in header:
        return header
    return _SEPARATOR.join(heading(part).text for part in header.split(" > "))


def _joined_forms(upper: Heading, leaf: Heading) -> list[str]:
    return [u + b for u in list(upper.forms())[:4] for b in list(leaf.forms())[:4]]


def _neutral_first(choices: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted(choices, key=lambda key: (key not in _NEUTRAL, choices.index(key))))


@cache
def table() -> dict[str, tuple[tuple[str, str], ...]]:
    """kind -> (key, header) pairs of `headers.tsv`, then the registry's own labels."""
    listed: dict[str, list[tuple[str, str]]] = {}
    text = files("yanzhen.collect").joinpath("headers.tsv").read_text(encoding="utf-8")
    for line in text.splitlines()[1:]:
        kind, key, headers = line.split("\t")
        listed.setdefault(kind, []).extend((key, header) for header in headers.split("；"))
    for kind, entries in listed.items():
        entries.extend(("seq", header) for header in ("序号", "顺序号", "No.", "排序"))
        labels = ((key, field.label.zh) for key, field in fields_of(kind).items() if field.type != "money_range")
        entries.extend(labels)
    return {kind: tuple(entries) for kind, entries in listed.items()}


@cache
def listed_headers() -> frozenset[str]:
    """Every header of the table as it stands there: a quick test, without folding."""
    return frozenset(header for entries in table().values() for _, header in entries)


@cache
def reader(kind: str) -> HeaderReader:
    """The reader of a kind's headers."""
    return HeaderReader(kind, table().get(kind, ()))


def known_to_any(text: str) -> bool:
    """Whether a cell's text is a header that the table of any kind lists.

    Nearly all cells of a book are asked and nearly none is one, so that what all the tables list is looked up first.
    """
    listed, subject = _all_spellings(), _any_subject()
    forms = heading(text).forms()
    if not any(form in listed or subject.match(form) for form in forms):
        return False
    return any(reader(kind).known(text) for kind in table())


@cache
def _all_spellings() -> frozenset[str]:
    return frozenset(spelling for kind in table() for spelling in reader(kind).spellings())


@cache
def _any_subject() -> re.Pattern[str]:
    return re.compile("|".join(sorted(set(_SUBJECTS.values()) | {"项目"})))
