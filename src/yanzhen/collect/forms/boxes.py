"""Boxes to tick: what was chosen among □是 ☑否, in any of the signs that offices use."""

from __future__ import annotations

import re
from functools import lru_cache

_EMPTY = "□☐▢◻⬜○◯〇❑❒"
_TICKED = "☑☒■√✓✔✅●◉▣⊠"
_ANY = _EMPTY + _TICKED
_BOX = re.compile(r"[\[(（【][ \u3000]*([√✓✔]?)[ \u3000]*[\])）】]")
_OPTION = re.compile(rf"([{_ANY}])[ \u3000]*")
_EDGES = " \u3000\t\r\n、,，;；/／|"
_LEAD = re.compile(r"^[^：:\n]{1,20}[：:]\s*")
_BRACKETED = re.compile(r"[\[(（【][ \u3000]*[√✓✔][ \u3000]*[\])）】]")
_TICK_FIRST = re.compile(r"\s*[○◯●◉■√✓✔]\s*[^\s\d○◯●◉■√✓✔]")
_PAIRED = re.compile(rf"[{_EMPTY}][ \u3000]*[√✓✔]")
"""An empty box with a tick typed behind it."""


@lru_cache(maxsize=4096)
def chosen(text: str) -> str | None:
    """The options ticked, joined by 、; the text itself where it has no boxes; None where no box is ticked.

    The box stands before its option (□是 ☑否), or behind it (是□ 否☑) where the text begins with an option.
    """
    if not has_boxes(text):
        return text
    line = _PAIRED.sub("☑", _BOX.sub(_as_box, text))
    lead = _LEAD.match(line)
    if lead and not any(sign in _ANY for sign in lead.group()):
        line = line[lead.end() :]
    pieces = _OPTION.split(line)
    # ["before", box, text, box, text …]; texts go with the box before them, or with the one behind.
    boxes, texts = pieces[1::2], pieces[2::2]
    if pieces[0].strip(_EDGES) and not texts[-1].strip(_EDGES):
        texts = [pieces[0], *texts[:-1]]
    ticked = [_option(t) for box, t in zip(boxes, texts, strict=True) if box in _TICKED and t.strip(_EDGES)]
    return "、".join(ticked) or None


def _option(text: str) -> str:
    """An option without what stands far from it: others that have no box."""
    return re.split(r"[ \u3000\t]{2,}|\n", text.strip(_EDGES))[0].strip(_EDGES)


def _as_box(found: re.Match[str]) -> str:
    return "☑" if found[1] else "□"


def has_boxes(text: str) -> bool:
    """Whether a text offers boxes to tick: one that is empty, or a tick before an option or in brackets."""
    if any(sign in text for sign in "□☐▢◻⬜❑❒☑☒▣⊠✅"):
        return True
    if _BRACKETED.search(text):
        return True
    # ○ and √ alone also say yes or nothing; only before words are they boxes.
    return bool(_TICK_FIRST.match(text))
