"""征集: messy workbooks in, clean records out; every refused cell is named.

`collect_book` reads one workbook or Word document, `collect_pasted` a text; `Collected` holds what came out;
`read_value` reads one typed-in cell again by the same rules.
"""

from yanzhen.collect.collected import Collected, ReadColumn, Skipped
from yanzhen.collect.issues import FIXES, Issue
from yanzhen.collect.lexicon import Lexicon, read_lexicon
from yanzhen.collect.pasting import collect_pasted
from yanzhen.collect.reading import collect_book, collect_sheets, stream_book
from yanzhen.collect.retyping import read_value
from yanzhen.collect.workbooks import Limits

__all__ = [
    "FIXES",
    "Collected",
    "Issue",
    "Lexicon",
    "Limits",
    "ReadColumn",
    "Skipped",
    "collect_book",
    "collect_pasted",
    "collect_sheets",
    "read_lexicon",
    "read_value",
    "stream_book",
]
