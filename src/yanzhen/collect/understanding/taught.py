"""What a header means to a sender who has corrected some: the lessons first, then everybody's reading."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from yanzhen.collect.headings import heading
from yanzhen.collect.understanding.concepts import concepts_in
from yanzhen.collect.understanding.meaning import Meaning
from yanzhen.collect.understanding.suiting import suits_unit, turns_in
from yanzhen.fields import fields_of

if TYPE_CHECKING:
    from yanzhen.collect.headers import HeaderReader
    from yanzhen.collect.lexicon import Lesson, Lexicon

_LIKE = 0.55
"""Likeness from which a header is held against a lesson at all."""
_TAIL = re.compile(r"(?<=..)(?:姓名|名称|全称|情况|额|数)$")
"""What a header may end in or not and mean the same."""


def understand(reader: HeaderReader, known: Lexicon, path: tuple[str, ...], title: str) -> Meaning:
    """What a header means, by a sender's lessons first.

    Args:
        reader: of the table's kind.
        title: of the sheet.
    """
    own = reader.understand(path)
    if not known.lessons:
        return own
    lesson = known.lesson_for(reader.kind, path, title)
    if lesson is not None and (lesson.unit == own.unit or _suits(lesson, own.unit)):
        return Meaning(lesson.key, (), own.unit, 1.0, "told")
    if own.how == "listed" and not own.choices:
        return own
    return _as_told(reader, known.of_kind(reader.kind), path, own) or own


def _as_told(reader: HeaderReader, lessons: Iterable[Lesson], path: tuple[str, ...], own: Meaning) -> Meaning | None:
    """The meaning of the lesson that is most like a header, if one is like it at all."""
    text, model = _joined(path), reader.advisor.model
    told = ((lesson, _joined(lesson.header)) for lesson in lessons)
    ranked = sorted(((model.likeness(text, other), other, lesson) for lesson, other in told), key=lambda each: -each[0])
    for likeness, other, lesson in ranked[:5]:
        if likeness < _LIKE or not _suits(lesson, own.unit) or turns_in(text) != turns_in(other):
            continue
        sure = round(likeness, 2)
        if _says_the_same(text, other):
            return Meaning(lesson.key, (), own.unit, sure, "as told", other)
        if lesson.key and own.key is None:
            doubts = tuple(dict.fromkeys((lesson.key, *own.doubts)))
            return Meaning(None, (), own.unit, sure, "as told", other, doubts[:3])
    return None


def _says_the_same(text: str, other: str) -> bool:
    """Whether one header is the other with some words more, none of which makes another thing of it."""
    one, two = _TAIL.sub("", text), _TAIL.sub("", other)
    return (one in two or two in one) and concepts_in(one) == concepts_in(two)


def _suits(lesson: Lesson, unit: str) -> bool:
    field = fields_of(lesson.kind).get(lesson.key or "")
    return field is None or suits_unit(field.type, field.unit, unit)


def _joined(path: Iterable[str]) -> str:
    return "".join(heading(level).text for level in path)
