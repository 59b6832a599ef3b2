"""Which reader a file needs: told by its content, because its suffix so often lies."""

from __future__ import annotations

from pathlib import Path

from yanzhen.collect.workbooks.limits import Limits, check_size, refuse
from yanzhen.collect.workbooks.sheets import Book
from yanzhen.errors import UnreadableInput


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
    check_size(path, limits)
    with path.open("rb") as stream:
        head = stream.read(4096)
    if head.startswith(b"PK"):
        from yanzhen.collect.workbooks.xlsx import open_xlsx

        return open_xlsx(path, limits)
    raise refuse(path, "", "不认识这种文件，请在 Excel 或 WPS 中另存为 .xlsx 再报",
                 "an unknown kind of file; save it as .xlsx from Excel or WPS and send that")  # fmt: skip
