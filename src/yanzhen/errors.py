"""What can go wrong, told to people: every message names the place and the fix, in both languages."""

from __future__ import annotations

from yanzhen.language import Said


class YanzhenError(Exception):
    """Base of every error that a user can mend. `str()` speaks the language in force.

    Args:
        zh: the sentence in Chinese, naming the place and what to do.
        en: the same in English.
    """

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(zh, en)
        self.said = Said(zh, en)

    def __str__(self) -> str:
        return str(self.said)


class UnreadableInput(YanzhenError):
    """A file that can't be read as what it should be; nothing has been written."""


class RefusedBook(UnreadableInput):
    """A workbook that is not read because it is unsafe or not a workbook at all."""


class StateSecret(RefusedBook):
    """What was handed in bears a mark of state secrecy: nothing of it may be kept, shown or written to a log."""


class WrongUsage(YanzhenError):
    """A command or function called with values that make no sense together."""


class MissingPiece(YanzhenError):
    """Something that the installation lacks (a font, an optional package); the message says how to get it."""
