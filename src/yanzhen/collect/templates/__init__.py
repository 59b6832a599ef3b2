"""Templates: the layout of an office's own workbook, learned once, and filled again with anybody's rows.

`learn_template` makes a `Template` of a workbook or of a sheet; `fill_template` writes records in that layout.
"""

from __future__ import annotations

from pathlib import Path

from yanzhen.collect.templates.blanks import Period
from yanzhen.collect.templates.filling import fill_template, left_out
from yanzhen.collect.templates.learning import learn_sheet
from yanzhen.collect.templates.shapes import Column, SheetTemplate, Template
from yanzhen.collect.workbooks import Limits, Sheet
from yanzhen.errors import RefusedBook

__all__ = ["Column", "Period", "SheetTemplate", "Template", "fill_template", "learn_template", "left_out"]


def learn_template(source: str | Path | Sheet, *, kind: str | None = None, limits: Limits | None = None) -> Template:
    """The layout of a workbook that an office gives: an empty form, or last month's ledger.

    A file is read in a process of its own, like every book. The names and numbers of people in signature lines, the
    rows themselves and all formulas are left behind.

    Args:
        source: a workbook (looks are learned from .xlsx only), or a sheet that is open already.
        kind: of its records; None to read it from each table.

    Raises:
        RefusedBook: unsafe, damaged, or no workbook.
        UnreadableInput: there is no such file, or no table in it has a header that can be made out.
    """
    if isinstance(source, Sheet):
        return learn_sheet(source, kind)
    from yanzhen.collect.sandbox import run_apart

    path = Path(source)
    for message in run_apart("template", path, {"kind": kind}, limits or Limits()):
        if "template" in message:
            return Template.from_json(message["template"])
    raise RefusedBook(f"{path.name}：没有学到模板", f"{path.name}: no template was learned from it")
