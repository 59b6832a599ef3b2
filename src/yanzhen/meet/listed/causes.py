"""Why an event has no timetable where no one meeting or participant is to blame: the condition that is in the way."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from yanzhen.language import Said
from yanzhen.meet.listed.instance import Instance
from yanzhen.meet.listed.search import feasible

SECONDS = 5.0  # for each condition that is tried
TOGETHER = Said(
    "全部会谈无法同时排下：时段、参会者的时间、桌数与先后次序合在一起互相冲突",
    "the meetings can't all take place: slots, participants' times, tables and orders clash taken together",
)


def cause_of(instance: Instance, left: NDArray[np.bool_], seed: int) -> Said:
    """A condition without which there would be a timetable, named; else that they clash taken together."""
    for looser, windows, cause in _lifted(instance, left):
        if feasible(looser, windows, SECONDS, seed):
            return cause
    return TOGETHER


def _lifted(instance: Instance, left: NDArray[np.bool_]) -> list[tuple[Instance, NDArray[np.bool_], Said]]:
    lifted = []
    if instance.spread is not None:
        cause = Said(
            f"任意两个参会者的空档数相差不超过 {instance.spread}（max_break_spread）无法做到；放宽它就能排下",
            f"breaks can't differ by at most {instance.spread} (max_break_spread); with more there is a timetable",
        )
        lifted.append((replace(instance, spread=None), left, cause))
    cause = Said(
        f"每个时段 {instance.tables} 张桌不够；桌子多一些就能排下",
        f"{instance.tables} tables a slot are too few; with more there is a timetable",
    )
    lifted.append((replace(instance, tables=instance.meetings), left, cause))
    if instance.order:
        cause = Said(
            "会谈的先后次序（after）与其余条件冲突；没有它们就能排下",
            "the orders of meetings (`after`) clash with the rest; without them there is a timetable",
        )
        lifted.append((replace(instance, order=()), instance.open, cause))
    return lifted
