"""One spelling for characters that mean the same: Unicode's NFKC, fast for Chinese text."""

from __future__ import annotations

import unicodedata
from functools import cache

_WIDE = "，；：（）！？％～＋＝"
_PAIRS = [(wide, unicodedata.normalize("NFKC", wide)) for wide in _WIDE]


def spelt_alike(text: str) -> str:
    """The NFKC form of a text.

    Wide punctuation stands in every Chinese text and nothing else does that NFKC changes; without it the text passes
    the quick check of `unicodedata.normalize`, a third of the time altogether. NFKC does not mind whether a character
    was replaced by its compatibility form before, so that the answer is the same.
    """
    if text.isascii():
        return text
    text = _without_halves(text)
    for wide, narrow in _PAIRS:
        text = text.replace(wide, narrow)
    return unicodedata.normalize("NFKC", text)


def _without_halves(text: str) -> str:
    """The text, where half a surrogate pair (from a cell cut in the middle) stands as U+FFFD; nothing can write it."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


@cache
def single_spellings() -> tuple[dict[str, str], str]:
    """How single characters are spelt in lower case, and which of what they become are letters or digits.

    Only characters that neither change with their neighbours nor change them: a text of these alone is spelt by
    spelling its characters. The rest of Unicode is left out, as are characters that newer versions added.
    """
    alike = map(chr, (*range(0x80), *range(0x4E00, 0x9FA6)))
    spelt = {character: character.lower() for character in alike}
    for start, end in _SINGLES:
        for character in map(chr, range(start, end)):
            spelling = unicodedata.normalize("NFKC", character)
            if all(_stands_alone(each) for each in (character, *spelling)):
                spelt[character] = spelling.lower()
    return spelt, "".join(sorted({each for spelling in spelt.values() for each in spelling if each.isalnum()}))


_SINGLES = ((0x80, 0x180), (0x391, 0x3CA), (0x2000, 0x2600), (0x3000, 0x3030), (0xFF01, 0xFF5F), (0xFFE0, 0xFFE7))


def _stands_alone(character: str) -> bool:
    # Sigma is the one letter whose small form depends on what follows.
    return (
        unicodedata.category(character)[0] not in "MC"
        and character not in "Σσςİ"
        and bool(character.strip() or character == "\u3000" or character == " ")
    )
