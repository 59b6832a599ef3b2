"""Numbers as people write them: `35,000`, `1亿2千万`, `贰亿`, `一点二亿`, `十二`, `３．５`."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

_DIGITS = {
    **{c: i for i, c in enumerate("零一二三四五六七八九")},
    **{c: i for i, c in enumerate("〇壹贰叁肆伍陆柒捌玖")},
    "两": 2,
    "貳": 2,
    "參": 3,
    "叄": 3,
    "陸": 6,
}
_SMALL = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_TENS = {"廿": 20, "卅": 30}
_GREAT = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}

_NUMBER_WORDS = "零〇一二两三四五六七八九壹贰貳叁參叄肆伍陆陸柒捌玖十拾百佰千仟廿卅点半万萬亿億"
RUN = rf"(?:(?![一二三四五六七八九十\d]期)(?:\d+(?:,\d+)*(?:\.\d+)?|[{_NUMBER_WORDS}]))+"
"""A regular expression for what `read_numeral` may read; great units included, the 二 of 二期 not."""

_PIECE = re.compile(r"\d[\d,]*(?:\.\d+)?|.")
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,4}(?:,\d{4})+(?:\.\d+)?|\d+(?:\.\d+)?")


def folded(text: str) -> str:
    """Text as values are read: NFKC, lower case, no blanks."""
    return "".join(unicodedata.normalize("NFKC", text).split()).lower()


def read_numeral(run: str) -> Decimal | None:
    """The number that a run of digits and number words says, great units included; None if it says none.

    `二〇二五` is read digit by digit, `一亿半` as 1.5亿.
    """
    pieces = _PIECE.findall(run)
    if not pieces or pieces == ["点"] or (all(p in "点半" for p in pieces[1:]) and pieces[0] in "点"):
        return None
    if "点" in pieces:
        pieces = _with_point(pieces)
    return _added_up(pieces)


def _with_point(pieces: list[str]) -> list[str]:
    """`一 点 二 亿` as `1.2 亿`."""
    at = pieces.index("点")
    end = at + 1
    while end < len(pieces) and pieces[end] in _DIGITS:
        end += 1
    whole = _added_up(pieces[:at])
    if whole is None or end == at + 1:
        return ["?"]
    decimals = "".join(str(_DIGITS[p]) for p in pieces[at + 1 : end])
    return [f"{whole}.{decimals}", *pieces[end:]]


def _added_up(pieces: list[str]) -> Decimal | None:
    total = section = Decimal(0)
    current: Decimal | None = None
    last, great = Decimal(1), Decimal(0)
    said = False  # whether a number stands after the last great unit
    for piece in pieces:
        if piece in _GREAT:
            last = Decimal(_GREAT[piece])
            if not said and great:
                # 1.2万亿: a great unit right after another multiplies what stands before.
                total *= last
            elif great and last >= great:
                return None
            else:
                total += (section + (current or 0) if said else Decimal(1)) * last
            great, said = last, False
            section, current = Decimal(0), None
            continue
        said = True
        if piece[0].isdigit() and piece[0].isascii():
            if current is not None or not _GROUPED.fullmatch(piece):
                return None
            current = Decimal(piece.replace(",", ""))
        elif piece in _DIGITS:
            current = Decimal(_DIGITS[piece]) if current is None else current * 10 + _DIGITS[piece]
        elif piece in _TENS:
            section += _TENS[piece]
        elif piece in _SMALL:
            last = Decimal(_SMALL[piece])
            section += (Decimal(1) if current is None else current) * last
            current = None
        elif piece == "半":
            section, current = _and_a_half(section, current, total, last)
        else:
            return None
    return total + section + (current or 0)


def _and_a_half(
    section: Decimal, current: Decimal | None, total: Decimal, last: Decimal
) -> tuple[Decimal, Decimal | None]:
    """`一亿半` is half of the last unit more, `半` alone is 0.5."""
    if total or section:
        return section + last / 2, current
    return section, Decimal("0.5") if current is None else current + Decimal("0.5")


def great_unit(run: str) -> Decimal:
    """The unit in which a run ends: 5000万 → 10000, 3千万 → 10000000, 12 → 1."""
    factor = Decimal(1)
    for letter in reversed(run):
        unit = _GREAT.get(letter) or _SMALL.get(letter)
        if unit is None:
            break
        factor *= unit
    return factor
