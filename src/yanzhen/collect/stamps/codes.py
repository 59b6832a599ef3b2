"""The text of a page's code: short, so that a code of three centimetres survives a stamp and a poor scanner."""

from __future__ import annotations

import re
from dataclasses import dataclass

PREFIX = "YZ1"
SHORTENED = 32
"""Digits of the digest that a code holds: 128 bits, more than anybody finds a second text for."""
_TEXT = re.compile(
    rf"{PREFIX}/(?P<round>[A-Za-z0-9_-]{{12,22}})/(?P<report>[A-Za-z0-9_-]{{12,22}})/(?P<version>[1-9][0-9]{{0,8}})"
    rf"/(?P<digest>[0-9a-f]{{{SHORTENED}}})"
)


@dataclass(frozen=True, slots=True)
class PageCode:
    """What a printed page says of itself.

    Attributes:
        round, report: their public ids.
        version: the number of the version that was printed.
        digest: the first 32 hexadecimal digits of the SHA-256 over its rows.
    """

    round: str
    report: str
    version: int
    digest: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "digest", self.digest[:SHORTENED])
        if _TEXT.fullmatch(self.text()) is None:
            raise ValueError(f"no page code: {self.text()}")

    def text(self) -> str:
        """What stands in the QR code."""
        return f"{PREFIX}/{self.round}/{self.report}/{self.version}/{self.digest}"

    @classmethod
    def of(cls, text: str) -> PageCode | None:
        """The code that a text is; None for any other text."""
        found = _TEXT.fullmatch(text.strip())
        return cls(found["round"], found["report"], int(found["version"]), found["digest"]) if found else None
