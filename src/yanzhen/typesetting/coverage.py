"""Letters that no font at hand can print: typst sets a box in their place and says nothing."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typst import Fonts

_VARIATION = frozenset(map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))


def unprintable(texts: Iterable[str], fonts: Fonts, first: Iterable[str] = ()) -> tuple[str, ...]:
    """The letters of some texts that none of the fonts has a glyph for, in the order of their numbers.

    Args:
        first: families to look into first; the others are opened only for what these lack.
    """
    wanted = {letter for text in texts for letter in unicodedata.normalize("NFC", text) if _needs_glyph(letter)}
    preferred = {family.casefold() for family in first}
    for font in sorted(fonts.fonts(), key=lambda font: font.family.casefold() not in preferred):
        if not wanted:
            break
        if font.path:
            wanted -= _letters(str(font.path), font.index)
    return tuple(sorted(wanted))


def _needs_glyph(letter: str) -> bool:
    return not letter.isspace() and unicodedata.category(letter) != "Cf" and letter not in _VARIATION


@lru_cache(maxsize=256)
def _letters(path: str, index: int) -> frozenset[str]:
    from fontTools.ttLib import TTFont, TTLibError

    try:
        with TTFont(path, fontNumber=index, lazy=True) as font:
            return frozenset(map(chr, font.getBestCmap() or ()))
    except (TTLibError, OSError):
        return frozenset()
