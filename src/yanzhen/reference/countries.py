"""Countries and territories of ISO 3166 as they are written in Chinese and English, and well-known cities abroad."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from yanzhen.reference.typed import typed_rows, words


class Country(NamedTuple):
    """A country or territory other than China; `code` is the ISO 3166-1 alpha-2 code."""

    code: str
    name_zh: str
    name_en: str


@cache
def countries() -> dict[str, Country]:
    """alpha-2 code → country, in the order of the codes."""
    return {code: Country(code, zh, en) for code, zh, en, _ in typed_rows("countries")}


@cache
def _by_name() -> dict[str, str]:
    table: dict[str, str] = {}
    for code, zh, en, aliases in typed_rows("countries"):
        for name in (zh, en, code, *words(aliases)):
            table[_plain(name)] = code
    return table


def _plain(name: str) -> str:
    """Names as they are compared: a two-letter code only in capitals, other Latin words in any case, no blanks."""
    joined = "".join(name.split()).replace("（", "(").replace("）", ")").replace(".", "")
    return joined if len(joined) < 4 else joined.lower()


@cache
def _longest() -> int:
    return max(map(len, _by_name()))


def find_country(text: str) -> tuple[str, str] | None:
    """The country that a text names, alone or at its front, and what follows (美国加州 → US, 加州); None if none."""
    plain = _plain(text)
    table = _by_name()
    if code := table.get(plain):
        return code, ""
    for end in range(min(len(plain), _longest()), 1, -1):
        front = plain[:end]
        if not front.isascii() and (code := table.get(front)):
            return code, plain[end:]
    return None


def is_country_name(text: str) -> bool:
    """Whether the whole text is the name of a country or of a well-known place abroad."""
    return _plain(text) in _by_name()
