"""Whether a project is what an item names: it is, it may be, or it is not; and by which words or codes one can tell.

It is, where the project's code lies within the item's, or the item's name stands, whole, where the project says what it
makes. It may be, where the name is only mentioned (`含电镀工序`), stands before another noun (`水泥包装袋`), holds on a
condition, or matches in its telling words only. What the project denies (`不含电镀`) or makes equipment for
(`造纸机械`) it is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from yanzhen.language import Said
from yanzhen.place.ruling.phrases import TAILS, Phrase, parse_item, tells
from yanzhen.place.ruling.subjects import FIELD_NAMES, Span, Subject
from yanzhen.reference.trades import trade_codes

Degree = Literal["is", "may be", "is not"]
_ORDER: dict[Degree, int] = {"is not": 0, "may be": 1, "is": 2}

_DENIED_BEFORE = re.compile(
    r"(?:不含|不包括|不涉及|不涉|不设|不建|不生产|不从事|不使用|没有|杜绝|无|非|替代|取代|代替)[^，,。；;]{0,6}$"
)
_DENIED_AFTER = re.compile(r"^[^，,。；;]{0,4}(?:外协|外包|外购|委外|除外)")
_SERVES = re.compile(
    r"^(?:行业|企业|厂|生产线|生产|工艺|工序|废水|废气|废渣|污泥)?(?:用|专用|的)?"
    r"(?:\w{0,2}(?:设备|装备|机械|机组|机床|仪器|仪表|模具|刀具|软件|助剂|添加剂|检测|监测|治理|环保|回收|再生|罐车|罐|袋))"
)
_TAILS = "|".join(sorted(TAILS, key=len, reverse=True))
_ENDS = re.compile(rf"^(?:{_TAILS})*(?:$|[^\w]|及|和|与|或)")
_SERVED_AFTER = re.compile(
    r"(?:行业|领域)(?=\w)|用(?!品)|设备|装备|机械|助剂|添加剂|配套|服务|检测|治理|处理|回收|环保"
)
"""Somewhere later in an enumeration: `造纸、印染行业污水处理设备` makes neither paper nor cloth."""
_SERVED_BEFORE = re.compile(r"(?:用于|面向|服务|供应|供给|适用|针对|配套|以|为)[^，,。；;]{0,10}$")
_ATTRIBUTE = re.compile(rf"^(?:{_TAILS})*(?:的|用|专用)\w")
_CLAUSE = re.compile(r"[^，,。；;]*")
_MAKES = re.compile(r"(?:生产|年产|制造|建设|新建|从事|主营)[\d\w.,]{0,8}$")
_POLLUTING = re.compile(r"^(?:两高|高耗能|高能耗|高污染|高排放|重污染|高耗水)$")
_HEAVY = ("22", "25", "26", "30", "31", "32", "44")
"""The divisions that the field calls 两高, and paper (环环评〔2021〕45号)."""
ENOUGH = 0.5
"""The share of an item's telling letters that have to stand in one field for it to be worth a question."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """How a project stands to an item.

    Attributes:
        why: which words or codes tell, for people.
        weight: of several, the heavier is told first.
        doubt: what keeps `may be` from being `is`; None for the others.
    """

    degree: Degree
    why: Said
    weight: int = 0
    doubt: Said | None = None


NONE = Likeness("is not", Said("没有对得上的", "nothing of it matches"))


def likeness(subject: Subject, item: str, codes: tuple[str, ...] = ()) -> Likeness:
    """How a project stands to an item.

    Args:
        codes: of the classification, where the catalogue gives any; they decide before the words.
    """
    parsed = parse_item(item)
    found = _strongest(_by_code(subject, codes, None)) if codes else NONE
    for phrase in parsed.phrases:
        found = _strongest([found, *_by_phrase(subject, phrase)])
    return found if found.degree == "is not" else _excepted(subject, found, parsed.exceptions)


def _strongest(found: Iterable[Likeness]) -> Likeness:
    return max(found, key=lambda one: (_ORDER[one.degree], one.weight, one.why), default=NONE)


def _by_phrase(subject: Subject, phrase: Phrase) -> Iterator[Likeness]:
    for one in (*_by_code(subject, trade_codes(phrase.core), phrase), *_by_words(subject, phrase)):
        if one.degree == "is" and phrase.conditional:
            yield Likeness(
                "may be",
                one.why,
                one.weight,
                Said(f"条件（“{phrase.text}”）说不准", f"on a condition: “{phrase.text}”"),
            )
        else:
            yield one
    if phrase.alone and _POLLUTING.match(phrase.core) and any(code.startswith(_HEAVY) for code in subject.codes):
        yield Likeness("may be", Said(f"行业代码 {subject.codes[0]}", f"industry code {subject.codes[0]}"), 1, _LOOSE)


_LOOSE = Said("说法太宽", "it says too little")


def _by_code(subject: Subject, codes: tuple[str, ...], phrase: Phrase | None) -> Iterator[Likeness]:
    named = f"“{phrase.core}”" if phrase else ""
    for code in codes:
        for own in subject.codes:
            why = Said(f"行业代码 {own} 对{named}{code}", f"industry code {own}, {named}{code}")
            if own.startswith(code):
                yield Likeness("is", why, 100 + len(code))
            elif code.startswith(own):
                yield Likeness(
                    "may be", why, len(own), Said(f"代码 {own} 比 {code} 宽", f"the code {own} is wider than {code}")
                )


def _by_words(subject: Subject, phrase: Phrase) -> Iterator[Likeness]:
    for span in subject.spans:
        found = [_at(span, phrase, at) for at in _places_of(phrase.core, span)]
        if found:
            yield from found
        elif (shared := _shared(phrase, span)) is not None:
            yield shared


def _places_of(core: str, span: Span) -> Iterator[int]:
    """Where a name begins in a text; in the midst of another word (有机硅 in 无机硅…) it does not."""
    at = span.text.find(core)
    while at >= 0:
        if at in span.starts or not core[0].isalnum():
            yield at
        at = span.text.find(core, at + 1)


def _at(span: Span, phrase: Phrase, at: int) -> Likeness:
    before, after = span.text[:at], span.text[at + len(phrase.core) :]
    field = FIELD_NAMES[span.field]
    why = Said(f"{field.zh}写有“{phrase.core}”", f"“{phrase.core}” stands in the {field.en}")
    weight = 10 + len(phrase.core)
    if _DENIED_BEFORE.search(before) or _DENIED_AFTER.match(after):
        return Likeness("is not", Said(f"{why.zh}，但说明没有", f"{why.en}, but is denied"), weight)
    if _SERVES.match(after):
        return Likeness("is not", Said(f"{why.zh}，但做的是为它服务的东西", f"{why.en}, but as a purpose"), weight)
    if _ATTRIBUTE.match(after) or not _ENDS.match(after):
        return Likeness(
            "may be", why, weight, Said(f"“{phrase.core}”后面还有别的词", f"“{phrase.core}” goes on with another word")
        )
    if len(phrase.core) < 2:
        return Likeness("may be", why, weight, Said("只有一个字", "a single letter"))
    clause = _CLAUSE.match(after)
    if _SERVED_BEFORE.search(before) or (clause and _SERVED_AFTER.search(clause[0])):
        return Likeness(
            "may be", why, weight, Said(f"“{phrase.core}”可能只是用途", f"“{phrase.core}” may only be what it serves")
        )
    if span.of_trade or _MAKES.search(before):
        return Likeness("is", why, weight)
    return Likeness("may be", why, weight, Said(f"只在{field.zh}里提到", f"only mentioned in the {field.en}"))


def _shared(phrase: Phrase, span: Span) -> Likeness | None:
    """Telling words of the item in one field: its last one, and at least half of all its letters."""
    shared = [word for word in phrase.words if word in span.words]
    letters = sum(map(len, phrase.words))
    if not shared or phrase.words[-1] not in shared or sum(map(len, shared)) < ENOUGH * letters:
        return None
    if all(_beside_the_point(span, word) for word in shared) or _of_another_kind(phrase, span):
        return None
    field, told = FIELD_NAMES[span.field], "、".join(shared)
    return Likeness(
        "may be",
        Said(f"{field.zh}写有“{told}”", f"“{told}” stands in the {field.en}"),
        len(told),
        Said(f"只对上“{phrase.core}”的一部分", f"only a part of “{phrase.core}” matches"),
    )


def _beside_the_point(span: Span, word: str) -> bool:
    return all(
        bool(
            _SERVES.match(span.text[at + len(word) :])
            or _DENIED_BEFORE.search(span.text[:at])
            or _DENIED_AFTER.match(span.text[at + len(word) :])
        )
        for at in _places_of(word, span)
    )


def _of_another_kind(phrase: Phrase, span: Span) -> bool:
    """Whether the item's last word always follows a word of its own here: 锂离子电池 is no 汞电池."""
    return all(_led_by_another(phrase, span, at) for at in _places_of(phrase.words[-1], span))


def _led_by_another(phrase: Phrase, span: Span, at: int) -> bool:
    start = max((begin for begin in span.starts if begin < at), default=at)
    before = span.text[start:at]
    return bool(before) and tells(before) and before not in phrase.words


def _excepted(subject: Subject, found: Likeness, exceptions: tuple[str, ...]) -> Likeness:
    """An exception that the project's own words name lets it pass; one that they don't leaves a ban in doubt."""
    if not exceptions:
        return found
    for exception in exceptions:
        if any(_names(span, exception) for span in subject.spans):
            return Likeness(
                "is not",
                Said(f"{found.why.zh}，但属于除外的“{exception}”", f"{found.why.en}, but excepted: “{exception}”"),
                50,
            )
    told = "、".join(exceptions)
    doubt = Said(f"“{told}”除外，是否属于除外说不准", f"“{told}” is excepted, and it may be that")
    return Likeness("may be", found.why, found.weight, doubt)


def _names(span: Span, exception: str) -> bool:
    return any(not _DENIED_BEFORE.search(span.text[:at]) for at in _places_of(exception, span))
