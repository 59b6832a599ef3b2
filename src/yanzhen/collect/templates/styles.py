"""Looks of a template as formats of the workbook that is written."""

from __future__ import annotations

from typing import Any

from yanzhen.collect.templates.shapes import BORDERS, Look


class Styles:
    """The formats of a book: each look is made once."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[tuple[Look, str], Any] = {}

    def of(self, look: Look, number_format: str = "") -> Any:
        """xlsxwriter's format of a look."""
        mark = (look, number_format)
        if mark not in self._made:
            self._made[mark] = self._book.add_format(_properties(look, number_format))
        return self._made[mark]


def _properties(look: Look, number_format: str) -> dict[str, Any]:
    aligns = {"center": "vcenter", "top": "top", "bottom": "bottom"}
    horizontal = {"centerContinuous": "center_across"}.get(look.align, look.align)
    left, right, top, bottom = (BORDERS.index(style) for style in look.border)
    told: dict[str, Any] = {
        "font_name": look.font,
        "font_size": look.size,
        "bold": look.bold,
        "italic": look.italic,
        "underline": int(look.underline),
        "valign": aligns.get(look.valign, "bottom"),
        "text_wrap": look.wrap,
        "shrink": look.shrink and not look.wrap,
        "left": left,
        "right": right,
        "top": top,
        "bottom": bottom,
    }
    if horizontal:
        told["align"] = horizontal
    if look.color:
        told["font_color"] = look.color
    if look.fill:
        told["bg_color"] = look.fill
    if number_format:
        told["num_format"] = number_format
    return told
