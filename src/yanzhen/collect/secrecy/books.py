"""Looking through a whole book for marks of secrecy before any of it is kept: cells, names, and what is no cell."""

from __future__ import annotations

from pathlib import Path

from yanzhen.collect.cellreading import shown
from yanzhen.collect.layout import letter_of
from yanzhen.collect.secrecy.marks import answers_yes, asks, bears_mark, folded_mark, name_bears_mark, refused
from yanzhen.collect.secrecy.outside import outlying_texts
from yanzhen.collect.workbooks import Book, Limits, Sheet, open_book
from yanzhen.errors import StateSecret

_TITLE_ROWS = 8
_LONGEST_TITLE = 60


def check_book(path: str | Path, limits: Limits | None = None, *, name: str | None = None) -> None:
    """Refuse a book that bears a mark of state secrecy anywhere, hidden sheets and document properties included.

    It reads in the process that calls it: what strangers send goes through `collect.sandbox.check_safely`.

    Args:
        name: what the office calls the file, where our copy has another name.

    Raises:
        StateSecret: with the place.
        UnreadableInput: it can't be read at all.
    """
    path = Path(path)
    called = path.name if name is None else name
    if name_bears_mark(called):
        raise refused("文件名", "The file's name")
    look_through(path, open_book(path, limits), called, limits)


def look_through(path: Path, book: Book, called: str, limits: Limits | None = None) -> None:
    """As `check_book`, of a book that has just been opened; its sheets are left unread for the caller.

    Raises:
        StateSecret: with the place.
    """
    if not book.suspicious:
        return
    for number, sheet in enumerate(open_book(path, limits).sheets, start=1):
        _check_sheet(sheet, number, called)
    for where, text in outlying_texts(path, book.form):
        if any(bears_mark(line) for line in (text, *text.split("\n"))) or (
            where.zh == "标题" and name_bears_mark(text)
        ):
            raise _in_book(called, where.zh, where.en)


def _check_sheet(sheet: Sheet, number: int, called: str) -> None:
    if name_bears_mark(sheet.name):
        raise _in_book(called, f"第 {number} 张工作表的名称", f"the name of sheet {number}")
    asking: set[int] = set()
    for line, row in enumerate(sheet.rows):
        texts = [(place, shown(value)) for place, value in enumerate(row) if value != ""]
        place = _marked(texts, asking, head=line < _TITLE_ROWS)
        if place is not None:
            raise _in_book(called, *_cell_of(sheet, number, line, place))
    for line_above in sheet.above:
        if bears_mark(line_above.text):
            raise _in_book(called, f"第 {line_above.number} 段文字", f"paragraph {line_above.number}")


def _marked(texts: list[tuple[int, str]], asking: set[int], *, head: bool) -> int | None:
    """The place of the first cell of a row that bears a mark; `asking` are the columns whose header asks for one."""
    question = ""
    for place, text in texts:
        if "密" in text or "密" in folded_mark(text):
            if bears_mark(text) or (head and len(texts) == 1 and len(text) <= _LONGEST_TITLE and name_bears_mark(text)):
                return place
            if asks(text):
                asking.add(place)
                question = text
                continue
        if question and answers_yes(question, text):
            return place
        if place in asking and answers_yes("是否涉密", text):
            return place
        question = ""
    if len(texts) > 1 and all(len(text.strip()) == 1 for _, text in texts) and bears_mark("".join(t for _, t in texts)):
        return texts[0][0]
    return None


def _cell_of(sheet: Sheet, number: int, line: int, place: int) -> tuple[str, str]:
    row, column = sheet.first_row + line, letter_of(sheet.first_column + place)
    named = f"“{sheet.name}”" if "密" not in sheet.name else f"（第 {number} 张）"
    english = f"'{sheet.name}'" if "密" not in sheet.name else str(number)
    return f"工作表{named}第 {row} 行 {column} 列", f"sheet {english}, row {row}, column {column}"


def _in_book(called: str, zh: str, en: str) -> StateSecret:
    return refused(f"{called}：{zh}", f"{called}: {en}")
