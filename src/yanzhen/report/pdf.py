"""The bulletin on paper as a PDF, set by typst in the same layout as the Word file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

import orjson

from yanzhen.recordfiles import replacing
from yanzhen.report.bulletin import Bulletin, Paragraph, Table
from yanzhen.typesetting.fonts import choose_fonts, find_fonts
from yanzhen.typesetting.plaintext import without_controls


def write_bulletin_pdf(
    bulletin: Bulletin, path: Path, *, font_folders: Sequence[Path] = (), system_fonts: bool = True
) -> None:
    """Write a bulletin as .pdf; the same bulletin and fonts give the same bytes.

    Args:
        font_folders: where fonts lie beside those of the system.
        system_fonts: whether to look at the system's fonts at all.

    Raises:
        MissingPiece: there is no Chinese font; nothing is written.
    """
    data = pdf_bytes(bulletin, font_folders=font_folders, system_fonts=system_fonts)
    with replacing(path) as stream:
        stream.write(data)


def pdf_bytes(bulletin: Bulletin, *, font_folders: Sequence[Path] = (), system_fonts: bool = True) -> bytes:
    """The bytes of `write_bulletin_pdf`."""
    found = find_fonts(font_folders, system=system_fonts)
    fonts = choose_fonts(found.families())
    import typst

    document = {
        "language": bulletin.language,
        "title": bulletin.title,
        "fonts": asdict(fonts),
        "blocks": [_block(*each) for each in zip(bulletin.blocks, bulletin.kept(), strict=True)],
    }
    return typst.compile(
        files("yanzhen.report").joinpath("bulletin.typ").read_bytes(),
        format="pdf",
        font_paths=found,
        sys_inputs={"document": orjson.dumps(document).decode()},
        timestamp=_moment(bulletin.as_of),
    )


def _moment(as_of: str) -> datetime:
    """The date of the bulletin stands in the file, not the hour of its making."""
    return datetime.fromisoformat(as_of if len(as_of) == len("2025-03-29") else "2025-01-01").replace(tzinfo=UTC)


def _block(block: Paragraph | Table, kept: bool) -> dict[str, Any]:
    if isinstance(block, Paragraph):
        return {"style": block.style, "text": without_controls(block.text), "kept": kept}
    return {
        "style": "table",
        "caption": without_controls(block.caption.text),
        "short": block.short,
        "annex": block.annex,
        "columns": [asdict(column) for column in block.columns],
        "rows": [[without_controls(run.text) for run in row] for row in block.rows],
    }
