"""What a header means to a sender who has corrected some: the lessons first, then everybody's reading."""

from __future__ import annotations

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

_SAME = 0.55
"""Likeness from which a header of the same notions counts as the one in the lesson."""
_LIKE = 0.7
"""Likeness from which another is asked about."""


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
        if not _suits(lesson, own.unit) or turns_in(text) != turns_in(other):
            continue
        if likeness >= _SAME and concepts_in(text) == concepts_in(other):
            return Meaning(lesson.key, (), own.unit, round(min(likeness + 0.2, 0.99), 2), "as told", other)
        if likeness >= _LIKE and own.how not in ("worded", "periods", "levels"):
            doubts = tuple(key for key in (own.key, *own.doubts) if key and key != lesson.key)
            if lesson.key and doubts:
                return Meaning(lesson.key, (), own.unit, round(likeness, 2), "as told", other, doubts[:3])
    return None


def _suits(lesson: Lesson, unit: str) -> bool:
    field = fields_of(lesson.kind).get(lesson.key or "")
    return field is None or suits_unit(field.type, field.unit, unit)


def _joined(path: Iterable[str]) -> str:
    return "".join(heading(level).text for level in path)
