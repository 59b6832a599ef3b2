"""Finding records by words: cut text and pinyin initials in one column, the same on both databases."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django.db.models import Q

from yanzhen.fields import fields_of
from yanzhen_web.scopes import Actor, sees_all_inside, sees_inside
from yanzhen_web.scopes.particulars import MASKED_KINDS

_MOST_WORDS = 8
_MOST_TEXT = 4000


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).lower()


def words_of(text: str) -> list[str]:
    """Words of a text, folded, without punctuation, in order."""
    import rjieba

    return [w for w in rjieba.cut_for_search(_folded(text)) if any(c.isalnum() for c in w)]


def initials(text: str) -> str:
    """Pinyin initials of a name, word by word, so that 长沙 is cs and 增长 is zz: 光启技术 -> gqjs."""
    return "".join(_word_initials(word) for word in _cut(text))


def _cut(text: str) -> list[str]:
    import rjieba

    words: list[str] = rjieba.cut(_folded(text))
    return words


@lru_cache(maxsize=50_000)
def _word_initials(word: str) -> str:
    from pypinyin import Style, lazy_pinyin

    letters = lazy_pinyin(word, style=Style.FIRST_LETTER, errors=lambda rest: [c for c in rest if c.isalnum()])
    return "".join(letters)


def search_text(kind: str, name: str, fields: dict[str, Any]) -> str:
    """The words under which a record is found: its name, its party, and its open texts; nothing internal."""
    # In the registry's order: PostgreSQL keeps none for the keys of `fields`.
    searched = (key for key, field in fields_of(kind).items() if _is_searched(field.type, field.level))
    texts = [str(fields[key]) for key in searched if key in fields]
    parties = [str(fields[k]) for k in ("investor", "organisation", "firm") if k in fields]
    cut = dict.fromkeys(words_of(" ".join([name, *texts])[:_MOST_TEXT]))
    # The name stands whole too: people type pieces of it that no dictionary has.
    whole = [_folded("".join(text.split())) for text in (name, *parties)]
    return " ".join([*whole, *(initials(text) for text in (name, *parties)), *cut])


def _is_searched(type_: str, level: str) -> bool:
    return level == "open" and type_ in ("name", "text", "code", "credit_code", "project_code")


def matching(query: str, actor: Actor, kind: str | None = None) -> Q:
    """Records in which every word of the query stands, as the actor reads them: no hidden name is found by trying.

    Args:
        kind: of all the rows, where it is known; kinds that hide nothing need no second look.
    """
    words = list(_query_words(query))
    found = _all_in("search_text", words)
    if not words or sees_all_inside(actor) or (kind is not None and kind not in MASKED_KINDS):
        return found
    # What stands in the open text stands in the other too (`columns`), so that few rows are looked at twice.
    return found & (Q(masked=False) | sees_inside(actor) | _all_in("open_search_text", words))


def _all_in(column: str, words: Iterable[str]) -> Q:
    rule = Q()
    for word in words:
        rule &= Q(**{f"{column}__contains": word})
    return rule


def _query_words(query: str) -> Iterable[str]:
    pieces = _folded(query[:200]).split()
    return [w for piece in pieces for w in _pieces(piece)][:_MOST_WORDS]


def _pieces(piece: str) -> list[str]:
    """A short piece is looked for as it stands; a long one by its words."""
    return [piece] if len(piece) <= 4 or piece.isascii() else (words_of(piece) or [piece])
