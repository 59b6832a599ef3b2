"""Which kinds of job there are, and what does each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from yanzhen_web.jobs.queue import beat
from yanzhen_web.models import Job
from yanzhen_web.scopes import Actor

Report = Callable[[int, str], None]
"""Called with per cent and a sentence; raises where the work should stop."""


@dataclass(frozen=True)
class Order:
    """A job as the work sees it: its row, in whose scope it is done, and where to tell how far it is."""

    job: Job
    actor: Actor
    report: Report


Work = Callable[[Order], str]
"""Does the job and says in a sentence what came of it."""


def order_of(job: Job) -> Order:
    """The order that a job's row stands for."""
    return Order(job, Actor.of(job.requester), lambda percent, message: beat(job, percent, message))


def _read_upload(order: Order) -> str:
    from yanzhen_web.services.collect.collecting import read_upload

    return read_upload(order.job.arguments["upload"], order.report)


def broken_off(job: Job) -> None:
    """Put in order what a job leaves behind that failed or was cancelled."""
    from yanzhen_web.models import Upload
    from yanzhen_web.services.collect.inboxes import settle

    if job.kind == "read_upload":
        rows = Upload.objects.unscoped(why="the upload of a job that broke off")
        for upload in rows.filter(public_id=job.arguments.get("upload", "")):
            settle(upload)


def _accept_upload(order: Order) -> str:
    from yanzhen_web.services.collect.collecting import accept_behind

    done = accept_behind(order.actor, order.job.arguments["upload"], order.job.requester, order.report)
    _look_around(order)
    return done


def _look_around(order: Order) -> None:
    """The rows are there; what else may be the same thing is the end of the same job."""
    from yanzhen_web.services.likenesses.seeking import find_around_behind

    find_around_behind(order.job.arguments["upload"], order.report)


def _send_report(order: Order) -> str:
    from yanzhen_web.services.rounds.sending import send_behind

    asked, by = order.job.arguments, order.job.requester
    done = send_behind(order.actor, by, asked["report"], asked["upload"], asked.get("note", ""), order.report)
    _look_around(order)
    return done


def _run_matches(order: Order) -> str:
    from yanzhen_web.services.matching import run_matches

    return run_matches(order.actor, order.job, order.report)


def _learn_matches(order: Order) -> str:
    from yanzhen_web.services.decisions.learning import learn_matches

    return learn_matches(order.actor, order.job, order.report)


def _run_allocation(order: Order) -> str:
    from yanzhen_web.services.allocation.working import run_behind

    return run_behind(order.actor, order.job.arguments["run"], order.report)


def _make_timetable(order: Order) -> str:
    from yanzhen_web.services.meet.meetings.making import make_behind

    return make_behind(order.actor, order.job.arguments["plan"], order.report)


def _find_likenesses(order: Order) -> str:
    from yanzhen_web.services.likenesses import seeking

    book = order.job.arguments.get("upload")
    return seeking.find_around_behind(book, order.report) if book else seeking.find_behind(order.actor, order.report)


def _mail_reset(order: Order) -> str:
    from yanzhen_web.services.people.mailing import send_reset

    send_reset(order.job.arguments.get("login", ""), order.job.arguments.get("root", ""))
    Job.objects.unscoped(why="what was typed is not kept").filter(pk=order.job.pk).update(arguments={})
    return ""


def _mail_change(order: Order) -> str:
    from yanzhen_web.services.people.mailing import send_change

    send_change(order.job.arguments["user"], order.job.arguments["what"])
    return ""


def _sweep(order: Order) -> str:
    from yanzhen_web.services.people.retention import sweep_behind

    return sweep_behind(order.report)


def _seal(order: Order) -> str:
    from yanzhen_web.services.history.sealing import seal_behind

    return seal_behind()


def _verify_history(order: Order) -> str:
    from yanzhen_web.services.history.verifying import verify_behind

    return verify_behind(order.report)


WORKS: dict[str, Work] = {
    "read_upload": _read_upload,
    "accept_upload": _accept_upload,
    "send_report": _send_report,
    "run_matches": _run_matches,
    "learn_matches": _learn_matches,
    "run_allocation": _run_allocation,
    "make_timetable": _make_timetable,
    "find_likenesses": _find_likenesses,
    "seal": _seal,
    "verify_history": _verify_history,
    "mail_reset": _mail_reset,
    "mail_change": _mail_change,
    "sweep": _sweep,
}
