"""What was found of one place at one gate: it passes, it fails, or one does not know and asks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from yanzhen.language import Said

Verdict = Literal["passes", "fails", "unknown"]


@dataclass(frozen=True, slots=True)
class Ruling:
    """What a gate says of a place.

    Attributes:
        gate: one of `GATES`.
        place: the key of the place's record.
        why: the finding as one sentence.
        source: which file and row, which article, or whose entry and of when.
        question: what to ask, as a sentence that can be sent; None where nothing is to be asked.
        plus: it speaks for the place (优先承接, 鼓励类).
    """

    gate: str
    place: str
    verdict: Verdict
    why: Said
    source: Said
    question: Said | None = None
    plus: bool = False


GATES: dict[str, Said] = {
    "transfer_catalogue": Said("产业转移目录", "transfer catalogue"),
    "national_catalogue": Said("产业结构调整指导目录", "national catalogue of industries"),
    "negative_list": Said("园区禁入清单", "the park's own list of what is not admitted"),
    "plan_eia": Said("规划环评", "planning EIA"),
    "chemical_park": Said("化工园区", "chemical-park status"),
    "land": Said("用地", "land"),
    "power": Said("供电", "power"),
    "water": Said("供水", "water"),
    "sewage": Said("污水处理", "sewage"),
    "energy": Said("能耗指标", "energy quota"),
    "environment": Said("环境容量", "environmental capacity"),
    "distance": Said("距离", "distance"),
    "limit": Said("企业的要求", "the firm's own limits"),
}
"""The gates, in the order in which they are told."""


def ruled_out(rulings: list[Ruling]) -> dict[str, list[Ruling]]:
    """The places that fail a gate, by their keys, with the rulings that say so."""
    found: dict[str, list[Ruling]] = {}
    for ruling in rulings:
        if ruling.verdict == "fails":
            found.setdefault(ruling.place, []).append(ruling)
    return found
