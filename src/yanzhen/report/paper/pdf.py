"""A report as PDF, set by typst: all text arrives as data and is set as text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

import orjson

from yanzhen.report.paper.parts import Grid, Heading, Paper, Part, Picture
from yanzhen.typesetting.fonts import choose_fonts, find_fonts
from yanzhen.typesetting.plaintext import printable


def paper_pdf(paper: Paper, *, font_folders: Sequence[Path] = (), system_fonts: bool = True) -> bytes:
    """The bytes of the report as PDF; the same report and fonts give the same bytes.

    Raises:
        MissingPiece: there is no Chinese font.
    """
    found = find_fonts(font_folders, system=system_fonts)
    fonts = choose_fonts(found.families())
    import typst

    document = {
        "language": paper.language,
        "title": printable(paper.title),
        "subtitle": printable(paper.subtitle),
        "footer": printable(paper.footer),
        "facts": [[printable(cell) for cell in fact] for fact in paper.facts],
        "fonts": asdict(fonts),
        "parts": [_part(part, fonts.hei) for part in paper.parts],
    }
    return typst.compile(
        files("yanzhen.report.paper").joinpath("paper.typ").read_bytes(),
        format="pdf",
        font_paths=found,
        sys_inputs={"document": orjson.dumps(document).decode()},
        timestamp=datetime.fromisoformat(paper.day).replace(tzinfo=UTC),
    )


def _part(part: Part, font: str) -> dict[str, Any]:
    if isinstance(part, Heading):
        return {"kind": "heading", "level": part.level, "text": printable(part.text)}
    if isinstance(part, Grid):
        return {
            "kind": "grid",
            "caption": printable(part.caption),
            "columns": [asdict(column) | {"header": printable(column.header)} for column in part.columns],
            "rows": [[printable(cell) for cell in row] for row in part.rows],
        }
    if isinstance(part, Picture):
        return {
            "kind": "picture", "caption": printable(part.caption), "told": printable(part.told),
            "width": part.width_mm, "svg": part.draw(font),
        }  # fmt: skip
    return {"kind": part.kind, "text": printable(part.text)}


_PICTURE = b"""#set page(width: auto, height: auto, margin: 0pt)
#image(bytes(sys.inputs.svg), format: "svg", width: int(sys.inputs.width) * 1mm)
"""
PIXELS_AN_INCH = 220


def picture_png(picture: Picture, *, font_folders: Sequence[Path] = (), system_fonts: bool = True) -> bytes:
    """A picture as PNG, for what can't draw.

    Raises:
        MissingPiece: there is no Chinese font.
    """
    found = find_fonts(font_folders, system=system_fonts)
    import typst

    inputs = {"svg": picture.draw(choose_fonts(found.families()).hei), "width": str(picture.width_mm)}
    return typst.compile(_PICTURE, format="png", ppi=PIXELS_AN_INCH, font_paths=found, sys_inputs=inputs)
