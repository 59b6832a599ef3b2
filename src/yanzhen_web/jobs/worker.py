"""The process that does jobs, one at a time, until it is told to stop."""

from __future__ import annotations

import logging
import os
import signal
import socket
import threading
import time
import traceback
from collections.abc import Callable

from django.db import OperationalError, close_old_connections, connection
from django.utils import translation

from yanzhen.errors import YanzhenError
from yanzhen.language import language_of, say, speaking
from yanzhen_web.jobs import courier, daily, queue, scribe
from yanzhen_web.jobs.work import WORKS, broken_off, order_of
from yanzhen_web.models import Job
from yanzhen_web.services.history.circumstances import Circumstances, under

_log = logging.getLogger("yanzhen_web.jobs")
PAUSE = 0.5
SWEEP_EVERY = 5.0


def name_of_this() -> str:
    """Host and process: who holds a lease."""
    return f"{socket.gethostname()[:80]}:{os.getpid()}"


def work_off(worker: str = "here") -> int:
    """Do all waiting jobs now; for tests and commands. Returns how many."""
    done = 0
    while (job := queue.take(worker)) is not None:
        perform(job)
        done += 1
    return done


def perform(job: Job) -> None:
    """Do one job that was taken, and close it."""
    language = job.requester.language if job.requester else ""
    alive = _Heart(job)
    try:
        with speaking(language_of(language)), translation.override(language or "zh-hans"), alive:
            order = order_of(job)
            with under(Circumstances(order.actor, "job")):
                queue.beat(job)  # whoever asked may have gone while it waited
                message = WORKS[job.kind](order)
        queue.finish(job, Job.State.DONE, message=message)
    except queue.Cancelled:
        _break_off(job, Job.State.CANCELLED)
    except queue.LostLease:
        _log.warning("job %s: another worker took it over", job.public_id)
    except YanzhenError as error:
        _break_off(job, Job.State.FAILED, message=str(error), error=str(error))
    except Exception:
        _log.exception("job %s (%s) failed", job.public_id, job.kind)
        with speaking(language_of(language)):
            told = say("出了没料到的错，日志里有原因，请告诉管理员", "it failed; the log says why")
        _break_off(job, Job.State.FAILED, message=told, error=traceback.format_exc())


def _break_off(job: Job, state: str, *, message: str = "", error: str = "") -> None:
    if queue.finish(job, state, message=message, error=error):
        broken_off(job)


class _Heart:
    """Keeps the lease alive from a thread of its own while a long step reports nothing."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.stopped = threading.Event()
        self.thread = threading.Thread(target=self._beat, daemon=True)

    def __enter__(self) -> None:
        self.thread.start()

    def __exit__(self, *_: object) -> None:
        self.stopped.set()
        self.thread.join()

    def _beat(self) -> None:
        while not self.stopped.wait(queue.LEASE.total_seconds() / 3):
            try:
                queue.beat(self.job)
            except (queue.Cancelled, queue.LostLease):
                continue  # the work itself learns of it at its next report
            except OperationalError:
                _log.warning("job %s: no sign of life written", self.job.public_id)
        connection.close()


def run_forever(stopping: Callable[[], bool]) -> None:
    """Take and do jobs until `stopping()`; jobs of dead workers are taken up again."""
    worker = name_of_this()
    swept = 0.0
    while not stopping():
        close_old_connections()
        try:
            if time.monotonic() - swept > SWEEP_EVERY:
                queue.sweep()
                daily.ask()
                swept = time.monotonic()
            job = queue.take(worker)
        except OperationalError:
            _log.exception("the database does not answer; trying again")
            time.sleep(2)
            continue
        if job is None:
            time.sleep(PAUSE)
        else:
            perform(job)


def until_signalled() -> None:
    """`run_forever`, a courier and a scribe, until a signal, or until the process that started this one is gone."""
    stop = threading.Event()
    parent = os.getppid()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    courier.start(stop)
    scribe.start(stop)
    run_forever(lambda: stop.is_set() or os.getppid() != parent)
