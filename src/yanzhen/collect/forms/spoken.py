"""Forms written as lines of text, `标签：值`: in a Word document outside of its tables, or in a message of a chat."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from yanzhen.collect.forms.labels import inline_pairs, is_label, is_signature_line, states_of_all
from yanzhen.collect.forms.pairing import Lines, Pair, is_note_line, settled
from yanzhen.collect.lines import is_note, states_fact
from yanzhen.collect.workbooks import Line

NUMBERED = re.compile(
    r"^\s*(?:\d{1,3}[、.．)）]|[(（]\d{1,3}[)）]|[一二三四五六七八九十]{1,3}[、.．]|第[一二三四五六七八九十\d]{1,3}[个项条][、:：.]?|[①-⑳])\s*"
)


def spoken_pairs(lines: Iterable[Line], sheet: str = "") -> tuple[list[Pair], Lines]:
    """The pairs of lines of text, in their order; a line without a label goes on with the value above it.

    Args:
        sheet: that the pairs name as their own; empty for that of the form.

    A blank line ends a part of the text.
    """
    pairs: list[Pair] = []
    rest = Lines()
    part = 0
    for line in lines:
        if not line.text.strip():
            part += 1
            continue
        text = NUMBERED.sub("", line.text) if _labelled(NUMBERED.sub("", line.text)) else line.text
        if _stands_apart(text):
            rest.notes.append((line.number, line.text))
        elif _labelled(text) and all(states_of_all(inline.label) for inline in inline_pairs(text)):
            rest.titles.append((line.number, line.text))
        elif _labelled(text):
            for inline in inline_pairs(text):
                if not states_of_all(inline.label):
                    pairs.append(_pair(inline.label, inline.value, line, sheet, part))
        elif pairs and _goes_on(pairs[-1], line):
            last = pairs[-1]
            pairs[-1] = replace(last, value=f"{last.value}\n{line.text}" if last.value else line.text)
        elif pairs:
            rest.notes.append((line.number, line.text))
        else:
            rest.titles.append((line.number, line.text))
    return [replace(pair, value=settled(pair.value)) for pair in pairs], rest


def _pair(label: str, value: str, line: Line, sheet: str, part: int) -> Pair:
    return Pair(label, "", value, line.number, 1, line.number, 1, sheet, part)


def _labelled(text: str) -> bool:
    found = inline_pairs(text)
    return bool(found) and (any(is_label(inline.label) for inline in found) or len(found[0].label) <= 12)


def _stands_apart(text: str) -> bool:
    return is_signature_line(text) or is_note_line(text) or (is_note(text) and not _labelled(text))


def _goes_on(last: Pair, line: Line) -> bool:
    """Whether a line belongs to the value above: directly below it, and no fact of the whole."""
    follows = line.number == last.row + 1 + str(last.value).count("\n")
    return follows and not states_fact(line.text)
