"""Fewer rounds of the garbage collector while a long book is read.

Reading makes millions of rows and records, none of which refer to themselves in a circle. By default the collector
walks through those that are kept again and again, which costs a fifth of the time of reading.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

_SELDOM = (200_000, 20, 100)
_lock = Lock()
_inside = 0
_usual = gc.get_threshold()


@contextmanager
def collecting_seldom() -> Iterator[None]:
    """Run the collector seldom inside the block; the last block to end, in any thread, restores what was set."""
    global _inside, _usual
    with _lock:
        if _inside == 0:
            _usual = gc.get_threshold()
            gc.set_threshold(*_SELDOM)
        _inside += 1
    try:
        yield
    finally:
        with _lock:
            _inside -= 1
            if _inside == 0:
                gc.set_threshold(*_usual)
