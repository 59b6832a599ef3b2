"""Which installed fonts set a bulletin: the ones that the standard names where they are, else the nearest."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from yanzhen.errors import MissingPiece

if TYPE_CHECKING:
    from typst import Fonts

_SONG = (
    "SimSun",
    "NSimSun",
    "STSong",
    "Songti SC",
    "FandolSong",
    "Source Han Serif SC",
    "Noto Serif CJK SC",
    "Noto Serif SC",
)
_HEI = (
    "SimHei",
    "STHeiti",
    "Heiti SC",
    "FandolHei",
    "Source Han Sans SC",
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "WenQuanYi Zen Hei",
    "WenQuanYi Micro Hei",
    "Droid Sans Fallback",
)
_FANGSONG = (
    "FangSong_GB2312",
    "FangSong",
    "FZFangSong-Z02S",
    "FZFangSong-Z02",
    "STFangsong",
    "FandolFang R",
    "FandolFang",
)
_KAI = ("KaiTi_GB2312", "KaiTi", "FZKai-Z03S", "FZKai-Z03", "STKaiti", "Kaiti SC", "FandolKai", "AR PL UKai CN")
_TITLE = ("FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05")
_ALL = (*_SONG, *_HEI)


@dataclass(frozen=True, slots=True)
class FontChoice:
    """A family for each part of the layout; `bold_title` where no 小标宋 is there and 宋体 stands in."""

    title: str
    body: str
    song: str
    hei: str
    kai: str
    bold_title: bool


def choose_fonts(families: Collection[str]) -> FontChoice:
    """The best of the families that are there.

    Raises:
        MissingPiece: not one Chinese family among them; a PDF would print blanks.
    """
    song = _first(families, _ALL)
    if song is None:
        raise MissingPiece(
            "没有可用的中文字体，不能生成 PDF；请安装，如 sudo apt-get install fonts-noto-cjk，"
            "或把字体文件放进 ~/.fonts 后再试",
            "no Chinese font found, so no PDF can be made; install one (sudo apt-get install fonts-noto-cjk) "
            "or put font files into ~/.fonts and try again",
        )
    title = _first(families, _TITLE)
    return FontChoice(
        title=title or song,
        body=_first(families, _FANGSONG) or song,
        song=song,
        hei=_first(families, _HEI) or song,
        kai=_first(families, _KAI) or song,
        bold_title=title is None,
    )


def _first(families: Collection[str], wanted: Iterable[str]) -> str | None:
    known = {family.casefold(): family for family in families}
    return next((known[name.casefold()] for name in wanted if name.casefold() in known), None)


def find_fonts(folders: Iterable[Path] = (), *, system: bool = True) -> Fonts:
    """The fonts in folders and, if asked, those of the system."""
    import typst

    return typst.Fonts(
        include_system_fonts=system, include_embedded_fonts=False, font_paths=[str(folder) for folder in folders]
    )
