"""Text that somebody pasted: a table from WPS, Excel, a page or a chat, or lines of `标签：值` of a message."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Literal

from yanzhen.collect.collected import Collected
from yanzhen.collect.forms.labels import inline_pairs, is_label
from yanzhen.collect.forms.spoken import NUMBERED
from yanzhen.collect.lexicon import NOTHING_KNOWN, Lexicon
from yanzhen.collect.reading import collect_sheets, collect_spoken
from yanzhen.collect.secrecy.marks import check_text
from yanzhen.collect.workbooks import Limits, Rows, Sheet
from yanzhen.collect.workbooks.limits import refuse
from yanzhen.collect.workbooks.markup import page_of

Form = Literal["html", "markdown", "tabs", "spoken", "aligned", "commas", "lines"]

BOOK = "粘贴的文字"
"""What pasted text is called where a book's name stands."""
SHEET = "粘贴"

MOST = 2_000_000
"""Letters of a pasted text; what is longer comes as a file."""

_CLIPBOARD = re.compile(r"^\s*Version:\d+\.\d+\s+StartHTML:", re.IGNORECASE)
_TABLE = re.compile(r"<(?:table|tr|td)[\s>]", re.IGNORECASE)
_PASTED = frozenset(("markdown", "tabs", "spoken", "aligned"))
"""Layouts that no file has; commas and pages are files as well, and are read as such."""
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f]")
_RULE = re.compile(r"^\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*$")
_GAP = re.compile(r"[ \u3000\xa0]{2,}")
_SPEAKER = re.compile(
    r"^[^\s：:]{1,20}[ \u3000]+(?:\d{4}[-/年.]\d{1,2}[-/月.]\d{1,2}日?[ \u3000]+)?\d{1,2}:\d{2}(?::\d{2})?$"
)
"""A line by which a chat says who spoke, and when."""


def collect_pasted(
    text: str, kind: str | None = None, *, home: str | None = None, known: Lexicon = NOTHING_KNOWN
) -> Collected:
    """What is understood of pasted text; rows are its lines, columns its cells from the left.

    It reads in the process that calls it; for what strangers paste see `sandbox.collect_pasted_safely`.

    Args:
        kind: of the records; None to read it from the text.
        home: code of the region that the text is of, where it does not say.
        known: what the sender's headers mean.

    Raises:
        StateSecret: it bears a mark of state secrecy; the text is not repeated.
        RefusedBook: longer than `MOST` letters, or empty.
        WrongUsage: an unknown kind.
    """
    check_length(text)
    check_text(text, place_zh="粘贴的文字", place_en="The pasted text")
    form = form_of(text)
    if form == "spoken":
        lines = [line.strip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
        rows = [["" if _SPEAKER.match(line) else line] for line in lines]
        return collect_spoken(Sheet(SHEET, Rows.of([list(row) for row in rows])), book=BOOK, kind=kind, home=home)
    sheet = _SHEETS[form](text)
    for row in sheet.rows:
        check_text("\t".join(str(value) for value in row), place_zh="粘贴的表格", place_en="The pasted table")
    return collect_sheets([sheet], book=BOOK, kind=kind, home=home, known=known)


def check_length(text: str) -> None:
    """Refuse what is no text to read.

    Raises:
        RefusedBook: longer than `MOST` letters, or empty.
    """
    if len(text) > MOST:
        raise refuse(
            Path(BOOK), "", "文字过长，请存为 .xlsx 文件再报", "too long; save it as an .xlsx file and send that"
        )
    if not text.strip():
        raise refuse(
            Path(BOOK), "", "没有文字，请先复制表格再粘贴", "there is no text; copy the table first, then paste it"
        )


def pasted_text(data: bytes) -> str | None:
    """The text of bytes that somebody piped in, if it is laid out as what is pasted; None for any file."""
    if len(data) > 4 * MOST or (b"\x00" in data[:200] and not data.startswith((b"\xff\xfe", b"\xfe\xff"))):
        return None
    encodings = ("utf-16",) if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        readable = 0 < len(text) <= MOST and not _CONTROLS.search(text)
        laid_out = readable and text.strip() and (form_of(text) in _PASTED or bool(_CLIPBOARD.match(text)))
        return text if laid_out else None
    return None


def form_of(text: str) -> Form:
    """How a pasted text is laid out: told by what most of its lines have in common."""
    if _CLIPBOARD.match(text) or (_TABLE.search(text) and text.lstrip().startswith("<")):
        return "html"
    lines = [line for line in text.splitlines() if line.strip()]
    if any(_RULE.match(line) and "|" in line for line in lines) or _mostly(lines, lambda line: line.count("|") >= 2):
        return "markdown"
    if sum("\t" in line.strip("\n\r") for line in lines) >= max(1, 0.3 * len(lines)) and not _is_spoken(lines):
        return "tabs"
    if _is_spoken(lines):
        return "spoken"
    if len(lines) >= 2 and _mostly(lines, lambda line: bool(_GAP.search(line.strip()))):
        return "aligned"
    if len(lines) >= 2 and _mostly(lines, lambda line: bool(re.search(r"[,，]", line))) and _header_of_commas(lines):
        return "commas"
    return "lines"


def _mostly(lines: list[str], has: Callable[[str], bool]) -> bool:
    return bool(lines) and sum(map(has, lines)) >= max(2, 0.6 * len(lines))


def _is_spoken(lines: list[str]) -> bool:
    """Whether the text is lines of labels and values: two known labels at least, a third of the lines labelled."""
    labelled = [
        [inline for inline in inline_pairs(NUMBERED.sub("", line)) if is_label(inline.label) and inline.value]
        for line in lines
    ]
    found = sum(map(bool, labelled))
    return len({i.label for line in labelled for i in line}) >= 2 and found >= max(1, len(lines) / 3)


def _header_of_commas(lines: list[str]) -> bool:
    return any(sum(is_label(cell.strip()) for cell in re.split(r"[,，]", line)) >= 2 for line in lines[:5])


# --- tables ----------------------------------------------------------------------------------------------------------


def _of_html(text: str) -> Sheet:
    return page_of(text, SHEET, Limits())


def _of_markdown(text: str) -> Sheet:
    rows = []
    for line in _lines(text):
        if _RULE.match(line):
            # The rule under the header is a blank row: all lines keep their numbers.
            rows.append([""])
            continue
        bare = line.strip()
        cells = re.split(r"(?<!\\)\|", bare.removeprefix("|").removesuffix("|")) if "|" in bare else [bare]
        rows.append([re.sub(r"<br\s*/?>", "\n", cell.replace("\\|", "|")).strip(" *\t") for cell in cells])
    return _sheet(rows)


def _of_tabs(text: str) -> Sheet:
    return _sheet(_parsed(text, "\t"))


def _of_commas(text: str) -> Sheet:
    return _sheet(_parsed(text.replace("，", ",") if text.count("，") > text.count(",") else text, ","))


def _parsed(text: str, delimiter: str) -> list[list[str]]:
    """Rows of delimited text; a cell of several lines stands in quotation marks, as the clipboard has it."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    quoting: Literal[0, 3] = csv.QUOTE_MINIMAL if plain.count('"') % 2 == 0 else csv.QUOTE_NONE
    try:
        return [
            [cell.strip() for cell in row]
            for row in csv.reader(io.StringIO(plain), delimiter=delimiter, quoting=quoting)
        ]
    except csv.Error:
        return [[cell.strip() for cell in line.split(delimiter)] for line in plain.split("\n")]


def _of_aligned(text: str) -> Sheet:
    """Columns told by the places where they begin: the line with most cells that are labels says which there are."""
    lines = _lines(text)
    pieces = [_pieces(line) for line in lines]
    header = max(pieces, key=lambda row: (sum(is_label(cell) for _, cell in row), len(row)))
    starts = [place for place, _ in header]
    rows = []
    for row in pieces:
        if len(row) in (len(starts), 1):
            rows.append([cell for _, cell in row])
            continue
        cells = [""] * len(starts)
        for place, cell in row:
            nearest = min(range(len(starts)), key=lambda n: abs(starts[n] - place))
            cells[nearest] = f"{cells[nearest]} {cell}".strip()
        rows.append(cells)
    return _sheet(rows)


def _pieces(line: str) -> list[tuple[int, str]]:
    """(place, text) of the pieces of a line between gaps of two blanks or more; a wide letter takes two places."""
    found: list[tuple[int, str]] = []
    place = 0
    for part in re.split(r"([ \u3000\xa0\t]{2,})", line.rstrip()):
        if part.strip():
            found.append((place, part.strip()))
        place += sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in part)
    return found


def _of_lines(text: str) -> Sheet:
    return _sheet([[line.strip()] for line in _lines(text)])


def _lines(text: str) -> list[str]:
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _sheet(rows: list[list[str]]) -> Sheet:
    width = max((len(row) for row in rows), default=1) or 1
    return Sheet(SHEET, Rows.of([[*row, *[""] * (width - len(row))] for row in rows]))


_SHEETS: dict[str, Callable[[str], Sheet]] = {
    "html": _of_html,
    "markdown": _of_markdown,
    "tabs": _of_tabs,
    "aligned": _of_aligned,
    "commas": _of_commas,
    "lines": _of_lines,
}
