"""Makes the calls that wait in the outbox, beside the jobs: a slow receiver holds up neither these nor the others."""

from __future__ import annotations

import logging
import threading
import time
from collections import Counter
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait

from django.db import DatabaseError, close_old_connections, connection

from yanzhen_web.services.programs import deliveries, idempotency
from yanzhen_web.services.programs.calling import Outcome, post

_log = logging.getLogger("yanzhen_web.jobs")
AT_ONCE = 8
OF_ONE_PERSON = 2
PAUSE = 1.0
TIDY_EVERY = 3600.0


class Courier:
    """Calls under way. The database is used by the thread that calls `round`; the others only talk to the network."""

    def __init__(self) -> None:
        self.pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="courier")
        self.under_way: dict[Future[Outcome], deliveries.Delivery] = {}
        self.tidied = 0.0

    def round(self, seconds: float = PAUSE) -> bool:
        """Spread what happened, start what is due, write down what came back; whether there was anything to do.

        Args:
            seconds: how long to wait for a call that is under way.
        """
        spread = deliveries.spread()
        started = self._start()
        done = wait(self.under_way, seconds, FIRST_COMPLETED).done if self.under_way else set()
        for future in done:
            deliveries.settle(self.under_way.pop(future), future.result())
        return bool(spread or started or done)

    def _start(self) -> int:
        started = 0
        while len(self.under_way) < AT_ONCE:
            persons = Counter(delivery.webhook.user_id for delivery in self.under_way.values())
            busy = [delivery.webhook_id for delivery in self.under_way.values()]
            delivery = deliveries.claim(busy, [p for p, calls in persons.items() if calls >= OF_ONE_PERSON])
            if delivery is None:
                break
            started += 1
            if call := deliveries.prepare(delivery):
                self.under_way[self.pool.submit(post, call.url, call.body, call.headers)] = delivery
        return started

    def tidy(self) -> None:
        """Once in a while: what has been kept long enough goes."""
        if time.monotonic() - self.tidied > TIDY_EVERY:
            deliveries.forget_old()
            idempotency.forget_old()
            self.tidied = time.monotonic()

    def work_off(self) -> None:
        """All that is due now, for tests and commands."""
        while self.round(seconds=30) or self.under_way:
            continue

    def close(self) -> None:
        """Wait for no call; what is under way is made again when its lease has run out."""
        self.pool.shutdown(wait=False, cancel_futures=True)


def start(stopping: threading.Event) -> threading.Thread:
    """A courier in a thread of its own until `stopping`."""
    thread = threading.Thread(target=_run, args=(stopping,), name="courier", daemon=True)
    thread.start()
    return thread


def _run(stopping: threading.Event) -> None:
    courier = Courier()
    try:
        while not stopping.is_set():
            close_old_connections()
            if not _one_round(courier):
                stopping.wait(PAUSE)
    finally:
        courier.close()
        connection.close()


def _one_round(courier: Courier) -> bool:
    try:
        courier.tidy()
        return courier.round()
    except DatabaseError:
        _log.warning("the courier waits for the database", exc_info=True)
    except Exception:
        _log.exception("the courier stumbled and goes on")
    return False
