"""Jobs: taken once, cancelled, failed, and finished by another worker when the first is killed in the middle."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, connections
from django.utils import timezone

from yanzhen.errors import WrongUsage
from yanzhen_web.jobs import queue, work
from yanzhen_web.jobs.worker import work_off
from yanzhen_web.models import Job, Membership, User

from .worlds import WHY, World


@pytest.fixture
def kinds(monkeypatch: pytest.MonkeyPatch) -> dict[str, Callable[[work.Order], str]]:
    """The kinds of job; a test adds its own."""
    listed = dict(work.WORKS)
    monkeypatch.setattr("yanzhen_web.jobs.worker.WORKS", listed)
    return listed


def _jobs() -> Any:
    return Job.objects.unscoped(why=WHY)


def test_job_is_done_with_progress_and_message(db: None, kinds: Any) -> None:
    def halve(order: work.Order) -> str:
        order.report(50, "一半")
        assert _jobs().get().progress == 50
        return f"完成 {order.job.arguments['what']}"

    kinds["halve"] = halve
    queue.enqueue("halve", None, what="甲")
    assert work_off() == 1
    job = _jobs().get()
    assert (job.state, job.progress, job.message, job.attempts) == ("done", 100, "完成 甲", 1)
    assert job.lease_until is None
    assert job.finished_at is not None


def test_same_work_is_queued_once_until_it_is_done(db: None, kinds: Any) -> None:
    kinds["note"] = lambda order: "ok"
    first = queue.enqueue("note", None, once="a")
    assert queue.enqueue("note", None, once="a").pk == first.pk
    assert queue.enqueue("note", None, once="b").pk != first.pk
    assert queue.enqueue("note", None).pk != queue.enqueue("note", None).pk
    work_off()
    assert queue.enqueue("note", None, once="a").pk != first.pk


def test_failing_job_keeps_its_error_to_itself(db: None, kinds: Any) -> None:
    def refuse(order: work.Order) -> str:
        raise WrongUsage("请先选单位", "choose an organisation first")

    def break_down(order: work.Order) -> str:
        raise RuntimeError("secret detail")

    kinds |= {"refuse": refuse, "break": break_down}
    refused, broken = queue.enqueue("refuse", None), queue.enqueue("break", None)
    work_off()
    refused.refresh_from_db()
    broken.refresh_from_db()
    assert (refused.state, refused.message) == ("failed", "请先选单位")
    assert broken.state == "failed"
    assert "日志" in broken.message
    assert "secret detail" not in broken.message
    assert "secret detail" in broken.error


def test_job_speaks_the_language_of_its_requester(world: World, kinds: Any) -> None:
    from yanzhen.language import say

    kinds["speak"] = lambda order: say("好", "fine")
    for who, language in (("organiser", "zh-hans"), ("park", "en"), ("leader", "")):
        User.objects.filter(pk=world.users[who].pk).update(language=language)
        queue.enqueue("speak", world.users[who])
    work_off()
    assert list(_jobs().order_by("pk").values_list("message", flat=True)) == ["好", "fine", "好"]


def test_cancelled_before_it_is_taken_is_never_done(db: None, kinds: Any) -> None:
    kinds["note"] = lambda order: "done"
    job = queue.enqueue("note", None)
    queue.cancel(job)
    assert work_off() == 0
    assert _jobs().get().state == "cancelled"


def test_cancelled_in_the_middle_stops_at_the_next_report(db: None, kinds: Any) -> None:
    seen = []

    def long(order: work.Order) -> str:
        for step in range(5):
            order.report(step * 20, "")
            seen.append(step)
            if step == 1:
                queue.cancel(order.job)
        return "never"

    kinds["long"] = long
    queue.enqueue("long", None)
    work_off()
    assert seen == [0, 1]
    assert _jobs().get().state == "cancelled"


def test_lease_that_ran_out_is_swept_and_the_late_worker_changes_nothing(db: None) -> None:
    queue.enqueue("note", None)
    first = queue.take("first")
    assert first is not None
    assert queue.sweep() == 0
    _jobs().update(lease_until=timezone.now() - timedelta(seconds=1))
    assert queue.sweep() == 1
    second = queue.take("second")
    assert second is not None
    assert second.pk == first.pk
    with pytest.raises(queue.LostLease):
        queue.beat(first, 50)
    assert queue.finish(first, Job.State.DONE) is False
    assert _jobs().get().state == "running"
    assert queue.finish(second, Job.State.DONE) is True


def test_job_that_kills_its_workers_is_given_up(db: None) -> None:
    queue.enqueue("note", None)
    for attempt in range(queue.MOST_ATTEMPTS):
        assert queue.take(f"worker {attempt}") is not None
        _jobs().update(lease_until=timezone.now() - timedelta(seconds=1))
        queue.sweep()
    assert _jobs().get().state == "failed"
    assert queue.take("another") is None


@pytest.mark.django_db(transaction=True)
def test_workers_at_once_take_each_job_once() -> None:
    for _ in range(12):
        queue.enqueue("note", None)
    taken: list[int] = []
    lock = threading.Lock()

    def work_through() -> None:
        try:
            while (job := queue.take(threading.current_thread().name)) is not None:
                with lock:
                    taken.append(job.pk)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work_through) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == sorted(_jobs().values_list("pk", flat=True))
    assert len(taken) == len(set(taken)) == 12


# --- a worker that is really killed ----------------------------------------------------------------------------------

_WORKER = """
import time
import django
django.setup()
from datetime import timedelta
from yanzhen_web.jobs import queue, work, worker
queue.LEASE = timedelta(seconds=2)
worker.SWEEP_EVERY = 0.2

def slow(order):
    for step in range(order.job.arguments["steps"]):
        order.report(step, f"step {step} attempt {order.job.attempts}")
        time.sleep(0.05)
    return f"done in attempt {order.job.attempts}"

worker.WORKS["slow"] = slow
worker.until_signalled()
"""


def _database_url() -> str:
    known = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{known['NAME']}"
    return f"postgresql://{known['USER']}:{known['PASSWORD']}@{known['HOST']}:{known['PORT']}/{known['NAME']}"


@pytest.fixture
def start_worker() -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    """Starts worker processes on the test's database; ends them with the test."""
    started: list[subprocess.Popen[bytes]] = []
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "yanzhen_web.settings.production",
        "YANZHEN_DATABASE_URL": _database_url(),
        "YANZHEN_HOME": str(settings.HOME),
    }

    def start() -> subprocess.Popen[bytes]:
        process = subprocess.Popen([sys.executable, "-c", textwrap.dedent(_WORKER)], env=environment)
        started.append(process)
        return process

    yield start
    for process in started:
        if process.poll() is None:
            process.kill()
        process.wait()


def _until(true: Callable[[], bool], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


@pytest.mark.django_db(transaction=True)
def test_job_of_a_killed_worker_is_finished_by_another(start_worker: Callable[[], subprocess.Popen[bytes]]) -> None:
    job = queue.enqueue("slow", None, steps=40)
    first = start_worker()
    _until(lambda: _jobs().get(pk=job.pk).progress >= 5)
    first.send_signal(signal.SIGKILL)
    first.wait()
    assert _jobs().get(pk=job.pk).state == "running"
    start_worker()
    _until(lambda: _jobs().get(pk=job.pk).state == "done")
    job.refresh_from_db()
    assert (job.attempts, job.message, job.progress) == (2, "done in attempt 2", 100)


@pytest.mark.django_db(transaction=True)
def test_worker_stops_when_told(start_worker: Callable[[], subprocess.Popen[bytes]]) -> None:
    job = queue.enqueue("slow", None, steps=3)
    process = start_worker()
    _until(lambda: _jobs().get(pk=job.pk).state == "done")
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=10) == 0


@pytest.mark.parametrize("how", ["person", "organisation", "desk"])
def test_job_of_somebody_who_has_gone_stops_at_its_next_report(world: World, kinds: Any, how: str) -> None:
    user, done = world.users["park"], []

    def leave() -> None:
        if how == "person":
            User.objects.filter(pk=user.pk).update(suspended_at=timezone.now())
        elif how == "organisation":
            place = world.organisations["park"]
            place.suspended_at = timezone.now()
            place.save()
        else:
            Membership.objects.unscoped(why=WHY).filter(user=user).update(ends_at=timezone.now())

    def long_work(order: work.Order) -> str:
        order.report(10, "…")
        leave()
        order.report(20, "…")
        done.append("went on")
        return "done"

    kinds["long"] = long_work
    jobs = [queue.enqueue("long", user), queue.enqueue("long", user)]
    work_off()
    for job in jobs:
        job.refresh_from_db()
    assert [job.state for job in jobs] == ["cancelled", "cancelled"]
    assert [job.progress for job in jobs] == [20, 0], "the second must not even begin"
    assert done == []
