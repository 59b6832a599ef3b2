"""Who is at work, and from where, for as long as a request, a job or a command lasts: what the history writes down."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from yanzhen_web.scopes import Actor


@dataclass(frozen=True)
class Circumstances:
    """Who acts, through which door (`page`, `api`, `job`, `command`, `link`), from which network address.

    Pages and the API set them in `middleware.Acting`, jobs in their worker. Whoever knows better in between (the API
    which key, a link that it is one) works `under(replace(now(), actor=…, door=…))`.
    """

    actor: Actor = field(default_factory=Actor)
    door: str = "command"
    address: str = ""


_NOW: ContextVar[Circumstances | None] = ContextVar("circumstances", default=None)


def now() -> Circumstances:
    """The circumstances in force."""
    return _NOW.get() or Circumstances()


@contextmanager
def under(circumstances: Circumstances) -> Iterator[None]:
    """Work under these circumstances."""
    token = _NOW.set(circumstances)
    try:
        yield
    finally:
        _NOW.reset(token)
