"""Who is not there when, as somebody types it: `P7`, `P7@5`, `P7@5-9`, `P7@5-`."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from yanzhen.errors import WrongUsage
from yanzhen.meet import fields
from yanzhen.meet.event import Event

_SLOTS = re.compile(r"(\d{1,9})(?:(-)(\d{1,9})?)?")


def absences_of(event: Event, told: Sequence[str]) -> NDArray[np.bool_]:
    """Who is away when: bool (participants, slots).

    Raises:
        WrongUsage: nobody of that id, or slots that the event has not.
    """
    away = np.zeros((len(event.participants), event.slots), dtype=bool)
    numbers = {person.id: number for number, person in enumerate(event.participants)}
    for text in told:
        name, at, slots = text.rpartition("@")
        if not at or text in numbers:  # an id may hold an @ itself
            name, slots = text, ""
        if name not in numbers:
            raise _nobody(name, list(numbers))
        first, last = _span(text, slots, event.slots) if at and name != text else (1, event.slots)
        away[numbers[name], first - 1 : last] = True
    return away


def _nobody(name: str, known: Sequence[str]) -> WrongUsage:
    near = difflib.get_close_matches(name, known, 1, 0.6)
    zh, en = (f"，是不是 {fields.short(near[0])}？", f"; did you mean {fields.short(near[0])}?") if near else ("", "")
    return WrongUsage(
        f"--absent：参会者里没有“{fields.short(name)}”，请改正编号{zh}",
        f"--absent: no participant “{fields.short(name)}”; mend the id{en}",
    )


def _span(text: str, slots: str, count: int) -> tuple[int, int]:
    found = _SLOTS.fullmatch(slots)
    if found is None:
        raise WrongUsage(
            f"--absent {fields.short(text)}：时段看不懂，请写成 P7@5、P7@5-9 或 P7@5-",
            f"--absent {fields.short(text)}: these are no slots; write P7@5, P7@5-9 or P7@5-",
        )
    first = int(found[1])
    last = int(found[3]) if found[3] else count if found[2] else first
    if not 1 <= first <= last <= count:
        raise WrongUsage(
            f"--absent {fields.short(text)}：时段从 1 到 {count}，先写小的，请改正",
            f"--absent {fields.short(text)}: slots go from 1 to {count}, the smaller first",
        )
    return first, last
