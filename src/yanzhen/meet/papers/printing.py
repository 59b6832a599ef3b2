"""A paper as PDF, set by typst: refused while a name is not approved, unless a proof is asked for."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from yanzhen.errors import MissingPiece, UnreadableInput
from yanzhen.meet.papers.approval import NotApproved
from yanzhen.meet.papers.paper import Badge, Block, Paper, block_data
from yanzhen.meet.papers.wordings import PROOF, telling
from yanzhen.typesetting.coverage import unprintable
from yanzhen.typesetting.fonts import choose_fonts, find_fonts
from yanzhen.typesetting.plaintext import printable

if TYPE_CHECKING:
    from typst import Fonts

_LONG_RUN = re.compile(r"[^\s\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]{21,}")
_PIECE = 14
_SHOWN = 8


def paper_pdf(
    paper: Paper, *, proof: bool = False, font_folders: Sequence[Path] = (), system_fonts: bool = True
) -> bytes:
    """The bytes of a paper as PDF; the same paper and fonts give the same bytes.

    Args:
        proof: print what is not approved too, with 校样 / PROOF on every page.

    Raises:
        NotApproved: a name or title on it is not approved, and no proof was asked for.
        UnreadableInput: there is nothing to print.
        MissingPiece: there is no Chinese font, or none with a glyph for some letter (a proof prints a box).
    """
    refuse_to_print(paper, proof=proof)
    found = find_fonts(font_folders, system=system_fonts)
    fonts = choose_fonts(found.families())
    if not proof:
        _refuse_boxes(paper, found, (fonts.hei, fonts.body))
    import typst

    document = {
        "language": paper.language,
        "title": printable(telling(paper.language)(paper.title)),
        "form": paper.form,
        "proof": PROOF if proof else "",
        "fonts": asdict(fonts),
        "sheets": [
            {
                "label": _soft(printable(sheet.label)),
                "number": sheet.number,
                "version": sheet.digest[:_SHOWN],
                "blocks": [_block(block) for block in sheet.blocks],
            }
            for sheet in paper.sheets
        ],
    }
    return typst.compile(
        files("yanzhen.meet.papers").joinpath("papers.typ").read_bytes(),
        format="pdf",
        font_paths=found,
        sys_inputs={"document": orjson.dumps(document).decode()},
        timestamp=moment_of(paper),
    )


def refuse_to_print(paper: Paper, *, proof: bool) -> None:
    """Raise where a paper must not be printed: nothing is on it, or what is on it is not approved."""
    if not paper.sheets:
        raise UnreadableInput(f"{paper.title.zh}：没有可印的内容", f"{paper.title.en}: there is nothing to print")
    if paper.doubts and not proof:
        raise NotApproved(paper.title, paper.doubts)


def _refuse_boxes(paper: Paper, found: Fonts, first: Sequence[str]) -> None:
    """Raise of letters that would be printed as empty boxes, with the sheets that they stand on."""
    texts = {sheet.label: " ".join(_strings([block_data(block) for block in sheet.blocks])) for sheet in paper.sheets}
    lacking = unprintable(texts.values(), found, first)
    if lacking:
        signs = " ".join(f"{letter} (U+{ord(letter):04X})" for letter in lacking[:_SHOWN])
        where = [printable(label) for label, text in texts.items() if any(letter in text for letter in lacking)]
        raise MissingPiece(
            f"没有字体能印 {signs}，会印成方框；在：{'、'.join(where[:_SHOWN])}。请换一种写法，或安装有这些字的字体",
            f"no font can print {signs}, empty boxes would stand there; on: {', '.join(where[:_SHOWN])}. Write it "
            "another way, or install a font that has them",
        )


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _strings(inner)


def moment_of(paper: Paper) -> datetime:
    """The day that is written into the file."""
    try:
        return datetime.fromisoformat(paper.day).replace(tzinfo=UTC)
    except ValueError as error:
        day = printable(paper.day)
        raise UnreadableInput(f"日期“{day}”应写成 2025-03-29", f"the day “{day}” should be like 2025-03-29") from error


def qr_svg(code: str) -> str:
    """A QR code (level M, quiet zone of 4) as SVG; empty for no code."""
    if not code:
        return ""
    import segno

    drawn = io.BytesIO()
    segno.make(code, error="m", micro=False).save(drawn, kind="svg", scale=4, border=4, light="#fff", dark="#000")
    return drawn.getvalue().decode()


def _block(block: Block) -> dict[str, Any]:
    data: dict[str, Any] = _softened(block_data(block))
    if isinstance(block, Badge):
        data["code"] = printable(block.code)
        data["qr"] = qr_svg(data["code"])
    return data


def _softened(value: Any) -> Any:
    if isinstance(value, str):
        return _soft(value)
    if isinstance(value, dict):
        return {key: _softened(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_softened(inner) for inner in value]
    return value


def _soft(text: str) -> str:
    """A text in which a word that is too long for any line may break: it wraps, and never runs over the edge."""
    return _LONG_RUN.sub(
        lambda run: "\u200b".join(run[0][at : at + _PIECE] for at in range(0, len(run[0]), _PIECE)), text
    )
