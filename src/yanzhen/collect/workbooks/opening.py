"""Which reader a file needs: told by its content, because its suffix so often lies."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

from yanzhen.collect.workbooks.delimited import open_delimited
from yanzhen.collect.workbooks.limits import Limits, check_size, damaged
from yanzhen.collect.workbooks.markup import is_page, open_page
from yanzhen.collect.workbooks.sheets import Book
from yanzhen.collect.workbooks.strangers import refuse_by_content, refuse_by_name, refuse_ofd, refuse_slides
from yanzhen.errors import UnreadableInput

_HEAD = 8192
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def open_book(path: str | Path, limits: Limits | None = None) -> Book:
    """Open a workbook of any form that is known; its sheets are read one by one.

    It reads in the process that calls it: what strangers send goes through `collect.sandbox`.

    Raises:
        UnreadableInput: there is no such file.
        RefusedBook: unsafe, damaged, with a password, or not a workbook; the message names the part and the fix.
    """
    path = Path(path)
    limits = limits or Limits()
    if not path.is_file():
        raise UnreadableInput(f"{path}：没有这个文件", f"{path}: no such file")
    refuse_by_name(path.name)
    check_size(path, limits)
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
    return _reader_of(path, head)(path, limits)


_Reader = Callable[[Path, Limits], Book]


def _reader_of(path: Path, head: bytes) -> _Reader:
    if head.startswith(b"PK"):
        return _zip_reader(path)
    if head.startswith(_OLE):
        from yanzhen.collect.workbooks.xls import open_xls

        return open_xls
    refuse_by_content(path, head)
    if is_page(head):
        return open_page
    if _is_excel_xml(head):
        from yanzhen.collect.workbooks.excelxml import open_excel_xml

        return open_excel_xml
    return open_delimited


def _is_excel_xml(head: bytes) -> bool:
    return b"urn:schemas-microsoft-com:office:spreadsheet" in head and b"<" in head[:16]


def _zip_reader(path: Path) -> _Reader:
    from yanzhen.collect.workbooks.docx import open_docx
    from yanzhen.collect.workbooks.ods import open_ods
    from yanzhen.collect.workbooks.xlsx import open_xlsx

    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist()[:1000])
    except (zipfile.BadZipFile, ValueError, OverflowError, NotImplementedError, OSError) as error:
        raise damaged(path) from error
    if "OFD.xml" in names:
        raise refuse_ofd(path)
    if "ppt/presentation.xml" in names:
        raise refuse_slides(path)
    if any(name.lower() == "word/document.xml" for name in names):
        return open_docx
    return open_ods if "content.xml" in names else open_xlsx
