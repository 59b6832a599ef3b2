"""Templates and filled ledgers as files: what `yanzhen template` does."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from pathlib import Path

import orjson

from yanzhen.collect.templates import Template, fill_template, learn_template, left_out
from yanzhen.collect.templates.shapes import Grouping
from yanzhen.errors import UnreadableInput, WrongUsage
from yanzhen.fields import KIND_LABELS
from yanzhen.language import say
from yanzhen.recordfiles import read_records, replacing, write_json
from yanzhen.records import KINDS, Record

_LARGEST = 64 << 20


def learn_file(book: Path, out: str, *, kind: str | None = None) -> list[str]:
    """Learn the template of a book and write it as JSON.

    Returns:
        A sentence for each column that nobody understood or that the office should be asked about.

    Raises:
        UnreadableInput: see `learn_template`.
    """
    template = learn_template(book, kind=kind)
    write_json(template.as_json(), out)
    return [
        str(column.question)
        if column.question
        else say(
            f"{layout.name.text}：“{column.header}”没有读懂，按原表头收其他列；可在模板里把它的 key 改成字段名",
            f"{layout.name.text}: “{column.header}” is not understood and takes the records' extra column of that "
            "header; give its field as `key` in the template",
        )
        for layout in template.sheets
        for column in layout.doubts
    ]


def read_template(path: Path) -> Template:
    """A template's file.

    Raises:
        UnreadableInput: there is no such file, or it holds no template.
    """
    if not path.is_file():
        raise UnreadableInput(f"{path}：没有这个文件", f"{path}: no such file")
    if path.stat().st_size > _LARGEST:
        raise UnreadableInput(f"{path}：太大，不是模板", f"{path}: too large for a template")
    try:
        document = orjson.loads(path.read_bytes())
    except orjson.JSONDecodeError as error:
        raise UnreadableInput(
            f"{path}：不是模板，请用 yanzhen template learn 生成",
            f"{path}: no template; make one with `yanzhen template learn`",
        ) from error
    return Template.from_json(document)


def fill_file(
    template: Path,
    records: Path,
    out: str,
    *,
    period: str | None = None,
    office: str = "",
    as_of: str = "",
    order: str = "",
    grouping: Grouping | None = None,
    totals: bool | None = None,
    ids: bool = False,
) -> list[str]:
    """Fill a template with the records of a file.

    Args:
        order: names or codes of regions, apart by blanks or commas.
        out: an .xlsx, or `-` for standard output.

    Returns:
        A sentence for each kind of record that the template has no sheet for.

    Raises:
        UnreadableInput, WrongUsage: a file, period or region that can't be read; nothing is written.
    """
    if out != "-" and Path(out).suffix.lower() != ".xlsx":
        raise WrongUsage(f"{out}：台账写成 .xlsx", f"{out}: a ledger is written as .xlsx")
    layout = read_template(template)
    rows = _records_of(records, layout)
    data = fill_template(
        layout,
        rows,
        period=period,
        office=office,
        as_of=as_of,
        order=codes_of(order),
        grouping=grouping,
        totals=totals,
        ids=ids,
    )
    _put(data, out)
    return [
        say(
            f"{count} 条{KIND_LABELS[kind].zh if kind in KIND_LABELS else kind}没有写入：模板里没有它们的表",
            f"{count} records of kind {kind} were left out: the template has no sheet for them",
        )
        for told, count in left_out(layout, rows).items()
        if told.startswith("kind:") and (kind := told.removeprefix("kind:")) is not None
    ]


def _records_of(path: Path, layout: Template) -> list[Record]:
    """The records of a file; a plain table that names no kind holds what the template is for."""
    told = [record for record in read_records(path) if record.kind in KINDS]
    # What `collect` writes as .xlsx has sheets beside the records: their rows say no kind.
    return told or read_records(path, layout.sheets[0].kind)


def _put(data: bytes, out: str) -> None:
    if out == "-":
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return
    with replacing(Path(out)) as stream:
        stream.write(data)


def codes_of(text: str) -> Sequence[str]:
    """The codes of regions named in a text: 长沙市、株洲市, or 430100 430200.

    Raises:
        WrongUsage: a name that is no region, or may be several.
    """
    from yanzhen.reference.places import resolve

    codes = []
    for name in re.split(r"[\s,，、;；]+", text.strip()):
        if name:
            code = resolve(name).code
            if code is None:
                raise WrongUsage(
                    f"不知道“{name}”是哪个地区，请写全称或六位代码",
                    f"which region is “{name}”? Write its full name or code",
                )
            codes.append(code)
    return codes
