"""The language that people are spoken to in: Chinese first, English second.

A sentence is written in both languages where it is used, so that a reader of the code sees what the user sees:

    say("第 3 行没有项目名称", "row 3 has no project name")
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Literal, NamedTuple

Language = Literal["zh", "en"]


def language_of(locale: str | None) -> Language:
    """Which of the two languages a locale such as `en_GB.UTF-8` asks for; Chinese in doubt (`C` says nothing)."""
    return "en" if (locale or "").lower().startswith("en") else "zh"


def _from_environment() -> Language:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if os.environ.get(name):
            return language_of(os.environ[name])
    return "zh"


_current: ContextVar[Language] = ContextVar("language")


def current() -> Language:
    """The language in force here: the one set by `speaking`, else the environment's."""
    return _current.get(None) or _from_environment()


@contextmanager
def speaking(language: Language) -> Iterator[None]:
    """Speak `language` inside the block."""
    token = _current.set(language)
    try:
        yield
    finally:
        _current.reset(token)


class Said(NamedTuple):
    """One sentence in both languages; `str()` gives the one in force."""

    zh: str
    en: str

    def __str__(self) -> str:
        return self.en if current() == "en" else self.zh


def say(zh: str, en: str) -> str:
    """The sentence in the language in force."""
    return str(Said(zh, en))
