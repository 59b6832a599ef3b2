"""Records and result tables in files: the format follows the suffix, and nothing is ever half-written."""

from __future__ import annotations

import io
import os
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import orjson

from yanzhen.errors import UnreadableInput, WrongUsage
from yanzhen.records import Record, free_key, give_keys

SUFFIXES = (".json", ".csv", ".tsv", ".parquet", ".xlsx")
Row = Mapping[str, Any]

_ID_COLUMNS = ("id", "key", "demand_id", "achievement_id", "paper_id", "code", "编号", "需求编号", "成果编号")
_NAME_COLUMNS = ("name", "title", "名称", "需求名称", "成果名称", "项目名称")
_CONTENT_COLUMNS = ("content", "text", "abstract", "简介", "内容")


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """Write a file beside `path` and put it in its place when the block ends well; else `path` stays as it was."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    draft = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        draft.chmod(0o666 & ~_umask())
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def suffix_of(out: str) -> str:
    """The format asked for by a file's name; `-` is JSON.

    Raises:
        WrongUsage: a suffix that can't be written.
    """
    suffix = ".json" if out == "-" else Path(out).suffix.lower()
    if suffix not in SUFFIXES:
        known = " ".join(SUFFIXES)
        raise WrongUsage(f"{out}：不会写这种格式，请用 {known}", f"{out}: unknown format; use one of {known}")
    return suffix


def write_json(document: object, out: str) -> None:
    """Write a document as indented JSON; `-` is standard output."""
    data = orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE | orjson.OPT_NON_STR_KEYS)
    _put(data, out)


def _put(data: bytes, out: str) -> None:
    if out == "-":
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return
    with replacing(Path(out)) as stream:
        stream.write(data)


def write_rows(rows: Iterable[Row], out: str, *, columns: Sequence[str] | None = None, marked: bool = True) -> None:
    """Write flat rows in the format of the suffix.

    Args:
        rows: one mapping a row; lists and dicts inside become JSON text outside of JSON.
        out: a path, or `-` for JSON on standard output.
        columns: their order; by default the order in which keys first appear.
        marked: whether text begins with the byte order mark, by which Excel and WPS know UTF-8.

    Raises:
        WrongUsage: a suffix that can't be written.
    """
    listed = list(rows)
    suffix = suffix_of(out)
    names = list(columns) if columns is not None else _names_of(listed)
    if suffix == ".json":
        write_json(listed, out)
        return
    writers: dict[str, Callable[[list[Row], list[str]], bytes]] = {
        ".csv": lambda r, n: _as_text(r, n, ",", marked),
        ".tsv": lambda r, n: _as_text(r, n, "\t", marked),
        ".parquet": _as_parquet,
        ".xlsx": lambda r, n: workbook_bytes({"records": (n, r)}),
    }
    _put(writers[suffix](listed, names), out)


def _names_of(rows: Iterable[Row]) -> list[str]:
    names: dict[str, None] = {}
    for row in rows:
        names.update(dict.fromkeys(row))
    return list(names)


def plain(value: Any) -> Any:
    """A value as one cell holds it: containers as JSON text."""
    if isinstance(value, list | tuple | dict):
        return orjson.dumps(value).decode()
    return value


HOSTILE_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
"""Also as full-width signs: spreadsheets of East Asia read them as the narrow ones."""


def inert(value: Any) -> Any:
    """Text that a spreadsheet would run as a formula gets an apostrophe in front (CSV has no types)."""
    if isinstance(value, str) and value.startswith(HOSTILE_STARTS):
        return "'" + value
    return value


def _as_text(rows: list[Row], names: list[str], delimiter: str, marked: bool) -> bytes:
    import csv

    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow([inert(name) for name in names])
    writer.writerows([inert(plain(row.get(name))) for name in names] for row in rows)
    return buffer.getvalue().encode("utf-8-sig" if marked else "utf-8")


def _as_parquet(rows: list[Row], names: list[str]) -> bytes:
    import polars

    columns = {name: [plain(row.get(name)) for row in rows] for name in names}
    frame = polars.DataFrame([polars.Series(name, _one_type(values), strict=False) for name, values in columns.items()])
    buffer = io.BytesIO()
    frame.write_parquet(buffer)
    return buffer.getvalue()


def _one_type(values: list[Any]) -> list[Any]:
    kinds = {type(v) for v in values if v is not None}
    if len(kinds) <= 1 or kinds == {int, float}:
        return values
    return [None if v is None else str(v) for v in values]


def workbook_bytes(sheets: Mapping[str, tuple[Sequence[str], Iterable[Row]]]) -> bytes:
    """A workbook with a sheet an entry: name -> (columns, rows). Every text is typed as text, never as a formula."""
    import xlsxwriter

    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {**BOOK_OPTIONS, "in_memory": True})
    book.set_properties(BOOK_PROPERTIES)
    bold = book.add_format({"bold": True, "bg_color": "#EEF1F5", "border": 1, "text_wrap": True, "valign": "vcenter"})
    for title, (names, rows) in sheets.items():
        sheet = book.add_worksheet(title[:31])
        sheet.freeze_panes(1, 0)
        for column, name in enumerate(names):
            sheet.write_string(0, column, name, bold)
            sheet.set_column(column, column, max(10, min(40, 2 * len(name) + 4)))
        for number, row in enumerate(rows, start=1):
            for column, name in enumerate(names):
                _write_cell(sheet, number, column, plain(row.get(name)))
    book.close()
    return buffer.getvalue()


def _fixed_date() -> Any:
    import datetime

    return datetime.datetime(2025, 1, 1, tzinfo=datetime.UTC).replace(tzinfo=None)


BOOK_OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
"""Every text stays a text."""
BOOK_PROPERTIES = {"created": _fixed_date()}
"""A fixed date keeps the same input giving the same bytes."""
_EXACT_IN_A_CELL = 2**53
_LONGEST_TEXT = 32_767


def cell_text(text: str) -> str:
    """Text as a cell can hold it: no longer than Excel allows, and without halves of letters."""
    return text.encode("utf-8", "replace").decode()[:_LONGEST_TEXT]


def _write_cell(sheet: Any, row: int, column: int, value: Any) -> None:
    if value is None or value == "":
        return
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, int | float) and abs(value) < _EXACT_IN_A_CELL:
        sheet.write_number(row, column, value)
    else:
        sheet.write_string(row, column, cell_text(str(value)))


def read_rows(path: Path) -> list[dict[str, Any]]:
    """The rows of a table file, or of the `records` of a collected JSON.

    Raises:
        UnreadableInput: no such file, not a table, or a format that is not known.
    """
    if not path.is_file():
        raise UnreadableInput(f"{path}：没有这个文件", f"{path}: no such file")
    readers: dict[str, Callable[[Path], list[dict[str, Any]]]] = {
        ".json": _from_json,
        ".csv": lambda p: _from_text(p, ","),
        ".tsv": lambda p: _from_text(p, "\t"),
        ".parquet": _from_parquet,
        ".xlsx": _from_xlsx,
    }
    reader = readers.get(path.suffix.lower())
    if reader is None:
        known = " ".join(SUFFIXES)
        raise UnreadableInput(f"{path}：不认识这种格式，请用 {known}", f"{path}: unknown format; use one of {known}")
    try:
        return reader(path)
    except UnreadableInput:
        raise
    except Exception as error:
        raise UnreadableInput(
            f"{path}：读不出表格，请用 Excel 或 WPS 另存后再试（{error}）",
            f"{path}: not readable as a table; save it again from Excel or WPS ({error})",
        ) from error


def _from_json(path: Path) -> list[dict[str, Any]]:
    document = orjson.loads(path.read_bytes())
    rows = document.get("records") if isinstance(document, dict) else document
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise UnreadableInput(
            f"{path}：应是记录的列表，或带 records 的对象",
            f"{path}: expected a list of records, or an object with `records`",
        )
    return rows


def _from_text(path: Path, delimiter: str) -> list[dict[str, Any]]:
    import csv

    limit = csv.field_size_limit(1 << 24)  # of the whole process, so it is given back
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            # Quotation marks in tab-separated text are just text.
            table = csv.reader(
                stream, delimiter=delimiter, quoting=csv.QUOTE_NONE if delimiter == "\t" else csv.QUOTE_MINIMAL
            )
            names = next(table, [])
            rows = (dict(zip(names, row, strict=False)) for row in table)
            return [{k: v for k, v in row.items() if k and v} for row in rows]
    finally:
        csv.field_size_limit(limit)


def _from_parquet(path: Path) -> list[dict[str, Any]]:
    import polars

    return polars.read_parquet(path).to_dicts()


def _from_xlsx(path: Path) -> list[dict[str, Any]]:
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_path(str(path))
    found: list[dict[str, Any]] = []
    for title in book.sheet_names:
        rows = iter(book.get_sheet_by_name(title).to_python())
        names = [str(name).strip() for name in next(rows, [])]
        found.extend({n: v for n, v in zip(names, row, strict=False) if n and v != ""} for row in rows)
    return found


_CONTAINER_STARTS = ("[", "{")


def _opened(value: Any) -> Any:
    """The inverse of `plain`."""
    if isinstance(value, str) and value.startswith(_CONTAINER_STARTS):
        try:
            return orjson.loads(value)
        except orjson.JSONDecodeError:
            return value
    return value


def read_records(path: Path, kind: str = "") -> list[Record]:
    """Records of a table file, each with a key: its own id where the file gives one, else its content key.

    Besides the form that `collect` writes, a plain table with `id`, `title` or `name`, and `text` will do.

    Args:
        kind: what the rows are, where the file does not say.

    Raises:
        UnreadableInput: the file can't be read, or no row of it has a name or text.
    """
    records = [_as_record(row, kind) for row in read_rows(path)]
    named = [record for record in records if record.name]
    if records and not named:
        raise UnreadableInput(
            f"{path}：没有名称列，请加一列 name（或 title、名称）",
            f"{path}: no column of names; add one called `name` (or `title`)",
        )
    given = [record.key for record in named]
    if all(given) and len(set(given)) == len(given):
        return named
    return give_keys(named)


def stream_records(path: Path, kind: str = "") -> Iterator[Record]:
    """The same records one by one, so that a file of a million need not stand in memory as a whole (JSON and xlsx do).

    Keys are given as the records come; where a file gives no ids, or one twice, they may differ from `read_records`.

    Raises:
        UnreadableInput: as `read_records`, when the first record is asked for or, if no row has a name, at the end.
    """
    taken: set[str] = set()
    times: dict[str, int] = {}
    rows = named = 0
    for row in _streamed(path):
        record = _as_record(row, kind)
        rows += 1
        if not record.name:
            continue
        named += 1
        if not record.key or record.key in taken:
            record.key = free_key(record, taken, times)
        taken.add(record.key)
        yield record
    if rows and not named:
        raise UnreadableInput(
            f"{path}：没有名称列，请加一列 name（或 title、名称）",
            f"{path}: no column of names; add one called `name` (or `title`)",
        )


def _streamed(path: Path) -> Iterator[Row]:
    if path.suffix.lower() != ".parquet" or not path.is_file():
        yield from read_rows(path)
        return
    import polars

    try:
        frame = polars.read_parquet(path)
    except Exception as error:
        raise UnreadableInput(
            f"{path}：读不出表格，请重新导出后再试（{error}）",
            f"{path}: not readable as a table; export it again ({error})",
        ) from error
    for part in frame.iter_slices(10_000):
        yield from part.iter_rows(named=True)


_OPENINGS = ((b"PAR1", ".parquet"), (b"PK", ".xlsx"), (b"[", ".json"), (b"{", ".json"))


def suffix_of_content(data: bytes) -> str:
    """The format of a file that came without a name, by how it begins; text with a tab in its first line is TSV."""
    start = data.removeprefix(b"\xef\xbb\xbf").lstrip()
    for opening, suffix in _OPENINGS:
        if start.startswith(opening):
            return suffix
    return ".tsv" if b"\t" in start.split(b"\n", 1)[0] else ".csv"


def read_id_pairs(path: Path) -> list[tuple[str, str]]:
    """Pairs of ids: the columns `id_a` and `id_b`, whatever stands beside them.

    Raises:
        UnreadableInput: the file can't be read, or a row lacks one of the two.
    """
    pairs = []
    for number, row in enumerate(read_rows(path), start=1):
        one, other = (_id_text(row.get(name)) for name in ("id_a", "id_b"))
        if not one or not other:
            raise UnreadableInput(
                f"{path}：第 {number} 条缺少 id_a 或 id_b；每行写两个编号，列名为 id_a、id_b",
                f"{path}: row {number} lacks id_a or id_b; write two ids a row, in columns id_a and id_b",
            )
        pairs.append((one, other))
    return pairs


def _id_text(value: Any) -> str:
    """An id as text; a spreadsheet makes a number of one that has only digits."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value).strip()


def _as_record(row: Row, kind: str) -> Record:
    values = {k: _opened(v) for k, v in row.items() if v is not None and v != ""}
    content = _first(values, _CONTENT_COLUMNS)
    name = _first(values, _NAME_COLUMNS) or (content or "")[:40]
    identity = _first(values, _ID_COLUMNS)
    # A table of somebody's own may have columns of these names that mean something else.
    extra = values.get("extra", {})
    values |= {"row": _row_number(values.get("row")), "extra": extra if isinstance(extra, dict) else {"extra": extra}}
    record = Record.from_row({**values, "kind": values.get("kind") or kind, "name": name, "id": identity or ""})
    if content and "content" not in record.fields:
        record.fields["content"] = content
    return record


def _row_number(value: Any) -> int:
    """A row's number, which a spreadsheet may have made a decimal of; 0 for what is none."""
    try:
        number = float(value or 0)
    except (TypeError, ValueError):
        return 0
    return int(number) if number.is_integer() and 0 <= number < 2**53 else 0


def _first(values: Row, names: Iterable[str]) -> str | None:
    return next((str(values[name]) for name in names if values.get(name) not in (None, "")), None)
