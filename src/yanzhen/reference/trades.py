"""Words by which the field calls whole trades (化工, 印染), with the codes of GB/T 4754-2017 that they take in."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from yanzhen.reference.industries import UnknownIndustry, find_by_name, section_of
from yanzhen.reference.typed import typed_rows, words


@cache
def _trades() -> dict[str, tuple[str, ...]]:
    return {word: words(codes) for word, codes in typed_rows("trades")}


def trade_codes(text: str) -> tuple[str, ...]:
    """The codes that a trade's name takes in, as prefixes (印染 → 1713, 1723 …); none where it names no trade.

    The name has to be the whole text: 印染助剂 is another trade. An official name of the classification serves too.
    """
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    for name in (plain, plain.removesuffix("业"), plain.removesuffix("行业"), plain.removesuffix("产业")):
        if name in _trades():
            return _trades()[name]
    if bare := _BARE_CODE.fullmatch(plain.upper()):
        return (bare[2],) if _is_in_section(bare[2], bare[1]) else ()
    found = find_by_name(_LEADING_CODE.sub("", plain))
    return (found.code,) if found and len(found.code) > 1 else ()


_BARE_CODE = re.compile(r"([A-T])(\d{2})")
"""`C26` alone is a code if 26 lies in section C; `C620` is a lathe, 30万吨 an amount."""
_LEADING_CODE = re.compile(r"^[A-T]?\d{2,4}[.、:-]?(?=[^\d\W]{2})")


def _is_in_section(code: str, section: str) -> bool:
    try:
        return section_of(code) == section
    except UnknownIndustry:
        return False
