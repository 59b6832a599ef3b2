"""What one sender's headers mean, as people said: each correction is a lesson, kept as plain JSON.

A lesson wins over the table of headers and everything else; a header that is nearly like one counts as the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import Any

import orjson

from yanzhen.collect.collected import ReadColumn
from yanzhen.collect.headings import folded_header, heading
from yanzhen.collect.understanding.features import timeless
from yanzhen.errors import UnreadableInput, WrongUsage
from yanzhen.fields import fields_of
from yanzhen.records import KINDS

MOST_LESSONS = 2000
_LONGEST_HEADER, _DEEPEST, _LONGEST_TITLE = 200, 6, 200
_LARGEST_FILE = 4 << 20
_VERSION = 1
_NOT_READ = frozenset(("money_range", "list"))
"""Types of fields that no column has: they come of cells of other fields."""
_COUNTED = re.compile(r"[\d〇零一二三四五六七八九十]+|年|月|日|季度|[第期次批]")


@dataclass(frozen=True, slots=True)
class Lesson:
    """What a header of one sender means.

    Attributes:
        kind: of the records in whose tables it stands.
        header: its levels, the outermost first, as they stood.
        key: of the field; None where it is no field, and its cells stay with the record's `extra`.
        title: of the sheets in which this holds, years and months aside; empty for all.

    Raises:
        WrongUsage: an unknown kind or key, or a header that is too long to be one.
    """

    kind: str
    header: tuple[str, ...]
    key: str | None
    title: str = ""

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise WrongUsage(f"不认识的类别 {self.kind!r}", f"unknown kind {self.kind!r}; use one of {' '.join(KINDS)}")
        known = fields_of(self.kind).get(self.key or "")
        if self.key is not None and (known is None or known.type in _NOT_READ):
            near = " ".join(get_close_matches(self.key, fields_of(self.kind), 3, 0.3)) or "null"
            raise WrongUsage(
                f"{self.kind} 没有可以由一列读出的字段 {self.key!r}，是不是 {near}？",
                f"{self.kind} has no field {self.key!r} that a column can be read as; did you mean {near}?",
            )
        levels = self.header
        if not 0 < len(levels) <= _DEEPEST or not all(0 < len(level.strip()) <= _LONGEST_HEADER for level in levels):
            raise WrongUsage(
                f"表头要有 1 到 {_DEEPEST} 级，每级 1 到 {_LONGEST_HEADER} 个字",
                f"a header has 1 to {_DEEPEST} levels of 1 to {_LONGEST_HEADER} characters",
            )
        if len(self.title) > _LONGEST_TITLE:
            raise WrongUsage(f"表名不超过 {_LONGEST_TITLE} 个字", f"a title has at most {_LONGEST_TITLE} characters")

    @property
    def place(self) -> tuple[str, str, str]:
        """What a lesson is about; of two lessons about the same the later holds."""
        return self.kind, folded_path(self.header), _mark_of(self.title)

    @property
    def unit(self) -> str:
        """The unit that the header names, folded; empty if none."""
        return unit_of(self.header)

    def as_json(self) -> dict[str, Any]:
        """As the file has it."""
        told: dict[str, Any] = {"kind": self.kind, "header": list(self.header), "key": self.key}
        return {**told, "title": self.title} if self.title else told


@dataclass(frozen=True)
class Lexicon:
    """The lessons of one sender, in the order in which they were given."""

    lessons: tuple[Lesson, ...] = field(default=())

    def __post_init__(self) -> None:
        if len(self.lessons) > MOST_LESSONS:
            raise WrongUsage(
                f"一家的表头对照最多 {MOST_LESSONS} 条，请先删去不用的",
                f"one sender's headers have at most {MOST_LESSONS} lessons; forget some that are not needed",
            )

    @cached_property
    def _by_place(self) -> dict[tuple[str, str], list[Lesson]]:
        found: dict[tuple[str, str], list[Lesson]] = {}
        for lesson in self.lessons:
            kind, path, _ = lesson.place
            found.setdefault((kind, path), []).append(lesson)
        return found

    def lesson_for(self, kind: str, header: tuple[str, ...], title: str = "") -> Lesson | None:
        """The lesson about a header, the one for the sheet's title before the one for all."""
        lessons = self._by_place.get((kind, folded_path(header)), ())
        mark = _mark_of(title)
        titled = (lesson for lesson in reversed(lessons) if lesson.title and _mark_of(lesson.title) in mark)
        return next(titled, None) or next((lesson for lesson in reversed(lessons) if not lesson.title), None)

    def of_kind(self, kind: str) -> list[Lesson]:
        """The lessons about one kind of record that hold in every sheet."""
        return [lesson for lesson in self.lessons if lesson.kind == kind and not lesson.title]

    def as_json(self) -> dict[str, Any]:
        """The file's content; `lexicon_of` is its inverse."""
        return {"version": _VERSION, "lessons": [lesson.as_json() for lesson in self.lessons]}


NOTHING_KNOWN = Lexicon()
"""Of a sender who has corrected nothing yet."""


def teachable(kind: str) -> list[str]:
    """Keys of the fields that a column may be said to mean."""
    return [key for key, known in fields_of(kind).items() if known.type not in _NOT_READ]


def learn(lexicon: Lexicon, column: ReadColumn, key: str | None, *, title: str = "") -> Lexicon:
    """The lexicon with one more lesson: what a column that was read means; None for no field.

    Args:
        title: of the sheet, where the header means this in such sheets only.

    Raises:
        WrongUsage: the kind has no such field, or there are too many lessons.
    """
    return merge(lexicon, Lexicon((Lesson(column.kind, path_of(column), key, title),)))


def merge(older: Lexicon, newer: Lexicon) -> Lexicon:
    """Both lexicons in one; where they differ, the newer is right.

    Raises:
        WrongUsage: too many lessons together.
    """
    kept: dict[tuple[str, str, str], Lesson] = {}
    for lesson in (*older.lessons, *newer.lessons):
        kept.pop(lesson.place, None)
        kept[lesson.place] = lesson
    return Lexicon(tuple(kept.values()))


def forget(lexicon: Lexicon, column: ReadColumn, *, title: str = "") -> Lexicon:
    """The lexicon without what was learned of a column's header; as it is where nothing was."""
    place = (column.kind, folded_path(path_of(column)), _mark_of(title))
    return Lexicon(tuple(lesson for lesson in lexicon.lessons if lesson.place != place))


def explain(lexicon: Lexicon, column: ReadColumn, *, title: str = "") -> Lesson | None:
    """The lesson that decides what a column's header means; None where none does."""
    return lexicon.lesson_for(column.kind, path_of(column), title)


def lexicon_of(told: Any) -> Lexicon:
    """The lexicon that `Lexicon.as_json` told.

    Raises:
        WrongUsage: it is none, or names a kind or key that is not known.
    """
    lessons = told.get("lessons") if isinstance(told, Mapping) and told.get("version") == _VERSION else None
    if not isinstance(lessons, list) or len(lessons) > MOST_LESSONS:
        raise WrongUsage(
            f'表头对照应为 {{"version": {_VERSION}, "lessons": […]}}，最多 {MOST_LESSONS} 条，见 docs/zh/books.md',
            f'it should be {{"version": {_VERSION}, "lessons": […]}}, at most {MOST_LESSONS}; see docs/en/books.md',
        )
    return merge(Lexicon(), Lexicon(tuple(_lessons(lessons))))


def _lessons(told: Iterable[Any]) -> Iterable[Lesson]:
    for number, one in enumerate(told, 1):
        header, key = (one.get("header"), one.get("key")) if isinstance(one, Mapping) else (None, None)
        texts = isinstance(header, list) and all(isinstance(level, str) for level in header)
        if not texts or not isinstance(key, str | None) or not isinstance(one.get("title", ""), str):
            raise WrongUsage(
                f"第 {number} 条对照不全：要有 kind、header（各级表头的列表）和 key（不是字段的写 null）",
                f"lesson {number} lacks something: it has kind, header (a list of levels) and key (null for no field)",
            )
        assert isinstance(header, list)
        yield Lesson(str(one.get("kind", "")), tuple(header), key, one.get("title", ""))


def read_lexicon(path: str | Path) -> Lexicon:
    """The lexicon in a file.

    Raises:
        UnreadableInput: there is no such file, or it holds no lexicon; the sentence says what is wrong.
    """
    path = Path(path)
    try:
        if path.stat().st_size > _LARGEST_FILE:
            raise UnreadableInput(f"{path}：文件过大，不像表头对照", f"{path}: too large to tell what headers mean")
        return lexicon_of(orjson.loads(path.read_bytes()))
    except OSError as error:
        raise UnreadableInput(f"{path}：读不了这个文件", f"{path}: can't be read ({error.strerror})") from error
    except orjson.JSONDecodeError as error:
        raise UnreadableInput(f"{path}：不是 JSON（{error}）", f"{path}: is no JSON ({error})") from error
    except WrongUsage as error:
        raise UnreadableInput(f"{path}：{error.said.zh}", f"{path}: {error.said.en}") from error


def write_lexicon(lexicon: Lexicon, path: str | Path) -> None:
    """Write a lexicon as people can read it; the same lexicon gives the same bytes."""
    Path(path).write_bytes(orjson.dumps(lexicon.as_json(), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))


def path_of(column: ReadColumn) -> tuple[str, ...]:
    """The levels of a column's header."""
    return tuple(column.header.split(" > "))


def folded_path(header: Iterable[str]) -> str:
    """A header of any levels as it is compared: units, blanks and which year aside."""
    return " > ".join(timeless(heading(level).text) for part in header for level in part.split(" > "))


def unit_of(header: Iterable[str]) -> str:
    """The unit that the innermost level with one names, folded; empty if none does."""
    return next((unit for level in reversed(tuple(header)) if (unit := heading(level).unit)), "")


def _mark_of(title: str) -> str:
    """A title as it is compared: years, months and numbers aside."""
    return _COUNTED.sub("", folded_header(title))
