"""Catalogues as data: which industries are wanted where, which are being moved out, which are not taken any more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from yanzhen.language import Said
from yanzhen.reference.regions import is_known, is_within

Stance = Literal["wanted", "limited", "banned"]

STANCES: dict[Stance, tuple[str, ...]] = {
    "banned": (
        "不再承接",
        "不承接",
        "禁止",
        "禁入",
        "不予准入",
        "淘汰",
        "负面清单",
        "eliminated",
        "prohibited",
        "banned",
    ),
    "limited": ("逐步调整退出", "引导逐步调整退出", "调整退出", "退出", "限制", "restricted", "phase"),
    "wanted": ("优先承接", "引导优先承接", "优先", "鼓励", "encouraged", "preferred", "wanted"),
}
"""What a list may be called: any of these in its name, looked for in this order."""
LISTS: dict[str, Said] = {
    "encouraged": Said("鼓励类", "encouraged"),
    "restricted": Said("限制类", "restricted"),
    "eliminated": Said("淘汰类", "eliminated"),
    "优先承接": Said("优先承接", "优先承接 (wanted)"),
    "逐步调整退出": Said("逐步调整退出", "逐步调整退出 (to be moved out)"),
    "不再承接": Said("不再承接", "不再承接 (not taken any more)"),
}
"""Names of lists in both languages; any other stays as it stands."""


def name_of(listed: str) -> Said:
    """A list's name in both languages."""
    return LISTS.get(listed.strip().lower(), Said(listed.strip(), listed.strip()))


def stance_of(text: str) -> Stance | None:
    """The stance that a list's name takes; None where it takes none."""
    low = text.lower()
    return next((stance for stance, names in STANCES.items() if any(name in low for name in names)), None)


_NOWHERE = Said("", "")


@dataclass(frozen=True, slots=True)
class Item:
    """One row of a catalogue.

    Attributes:
        text: what it names, as it stands.
        listed: the name of its list (优先承接; 限制类 for `restricted`).
        region: the code of the region for which it holds; empty for the whole country.
        codes: of GB/T 4754, without the section's letter.
        own: of the park's own list, not of a catalogue.
        foreign: it holds for foreign capital only.
        source: file, row, document and date.
    """

    text: str
    stance: Stance
    listed: Said
    region: str = ""
    codes: tuple[str, ...] = ()
    foreign: bool = False
    own: bool = False
    source: Said = _NOWHERE

    def holds_in(self, region: str) -> bool:
        """Whether it holds in a region: all of what it names takes in."""
        return not self.region or (is_known(region) and is_within(region, self.region))


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The items of one file.

    Attributes:
        name: of the file.
    """

    name: str
    items: tuple[Item, ...]

    @property
    def regional(self) -> bool:
        """Whether it says anything of single regions."""
        return any(item.region for item in self.items)
