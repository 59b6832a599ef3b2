"""How well headers are understood that nobody has told of: right, asked about, or wrong without a doubt shown."""

import random
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from yanzhen.collect.headers import HeaderReader, reader, table
from yanzhen.collect.headings import heading
from yanzhen.collect.understanding.features import timeless
from yanzhen.collect.understanding.meaning import AMBIGUOUS, Meaning, keys_in

LISTED = Path(__file__).resolve().parents[3] / "shared" / "words" / "headers.tsv"
FRESH = Path(__file__).with_name("fresh_headers.tsv")
"""Headers of the same fields as other offices word them, noted down before the model was made. `seen` were looked at
while it was made, `kept` were not; `-` is no field."""
NO_FIELD = "-"

Told = tuple[str, str, str]
"""(kind, key, header)."""


def listed() -> list[Told]:
    """The headers of the field beside the checkout; none where it stands alone."""
    lines = LISTED.read_text(encoding="utf-8").splitlines()[1:] if LISTED.is_file() else []
    return [(kind, key, header) for kind, key, header in (line.split("\t") for line in lines)]


def fresh(part: str) -> list[Told]:
    """The fresh headers of one part."""
    lines = (line.split("\t") for line in FRESH.read_text(encoding="utf-8").splitlines()[1:])
    return [(kind, key, header) for of, kind, key, header in lines if of == part]


def verdict(key: str, meaning: Meaning) -> str:
    """`right`, `right, asked`, `asked`, `null` or `wrong`.

    An ambiguous header is right where its meanings are left to the sheet; no field is right where none is taken, and
    asking about it is `asked`.
    """
    asks = bool(meaning.choices or meaning.doubts)
    if key == NO_FIELD:
        return "wrong" if meaning.key and not asks else "asked" if asks else "right"
    if key.startswith(AMBIGUOUS):
        own = meaning.choices or ((meaning.key, *meaning.doubts) if meaning.doubts else ())
        if set(own) & set(keys_in(key)):
            return "right"
    elif meaning.key == key:
        return "right, asked" if asks else "right"
    return "asked" if asks else "null" if meaning.key is None else "wrong"


def shares(verdicts: Iterable[str]) -> dict[str, float]:
    """Verdict -> its share."""
    counts = Counter(verdicts)
    return {name: count / counts.total() for name, count in counts.items()}


def judged_fresh(part: str) -> Iterator[tuple[str, Told]]:
    """Verdicts on the fresh headers of one part, by all that is known."""
    for kind, key, header in fresh(part):
        yield verdict(key, reader(kind).understand(_path(header))), (kind, key, header)


def folds(told: list[Told], count: int, way: str, seed: int = 0) -> Iterator[list[Told]]:
    """The headers in so many parts.

    Args:
        way: `keys` spreads the headers of each key evenly over the parts; `phrases` keeps together all headers of any
            kind that are worded alike.
    """
    shuffled = list(told)
    random.Random(seed).shuffle(shuffled)
    if way == "keys":
        shuffled.sort(key=lambda each: each[:2])
        parts = [shuffled[number::count] for number in range(count)]
    else:
        phrases = list(dict.fromkeys(worded(header) for _, _, header in shuffled))
        numbers = {phrase: at % count for at, phrase in enumerate(phrases)}
        parts = [[each for each in shuffled if numbers[worded(each[2])] == number] for number in range(count)]
    return iter(parts)


def judged_unseen(unseen: list[Told]) -> Iterator[tuple[str, Told]]:
    """Verdicts on headers of the field by readers from whose table these, and all worded like them, are taken out."""
    phrases = {worded(header) for _, _, header in unseen}
    for kind in sorted({kind for kind, _, _ in unseen}):
        known = [(key, header) for key, header in table()[kind] if not _tells(header, phrases)]
        understanding = HeaderReader(kind, known)
        for of, key, header in unseen:
            if of == kind:
                yield verdict(key, understanding.understand(_path(header))), (of, key, header)


def worded(header: str) -> str:
    """A header's words: unit, blanks, brackets' kind and which year aside."""
    return " > ".join(timeless(heading(level).text) for level in header.split(" > "))


def _tells(header: str, phrases: set[str]) -> bool:
    return worded(header) in phrases or any(worded(level) in phrases for level in header.split(" > "))


def _path(header: str) -> tuple[str, ...]:
    return tuple(header.split(" > "))
