"""Beside the jobs: takes what waits in the spool into the history, and asks for a seal once a minute.

A thread of its own, so that a long job holds up neither.
"""

from __future__ import annotations

import logging
import threading
import time

from django.db import DatabaseError, close_old_connections, connection

from yanzhen_web.jobs.queue import enqueue
from yanzhen_web.services.history import noting as history
from yanzhen_web.services.history import sealing

_log = logging.getLogger("yanzhen_web.jobs")
PAUSE = 1.0
SEAL_EVERY = 60.0


class Scribe:
    """What is done about once a second."""

    def __init__(self) -> None:
        self.asked = 0.0

    def round(self) -> int:
        """Take in what waits, ask for a seal where it is time; how many entries came in."""
        taken = history.take_in()
        if time.monotonic() - self.asked > SEAL_EVERY or not self.asked:
            self.asked = time.monotonic()
            ask_for_seal()
        return taken


def ask_for_seal() -> None:
    """Have everything sealed, by one job at a time on the whole cluster, if there is anything."""
    if sealing.unsealed():
        enqueue("seal", None, once="seal")


def start(stop: threading.Event) -> threading.Thread:
    """Go on until told to stop."""
    thread = threading.Thread(target=_run, args=(stop,), name="scribe", daemon=True)
    thread.start()
    return thread


def _run(stop: threading.Event) -> None:
    scribe = Scribe()
    while not stop.wait(PAUSE):
        close_old_connections()
        try:
            scribe.round()
        except DatabaseError:
            _log.warning("the history waits: the database is busy", exc_info=True)
        except OSError:
            _log.exception("the spool can't be read; trying again")
        except Exception:  # a thread that ends would leave the history unsealed, and nobody would see it
            _log.exception("the history waits")
    connection.close()
