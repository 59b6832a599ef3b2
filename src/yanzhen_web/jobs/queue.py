"""Jobs as rows: put one in, take one, show a sign of life, finish; a dead worker's lease runs out and the job is free.

Every change by a worker names the attempt that it belongs to, so that a worker which comes back after its lease ran
out can change nothing.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from yanzhen.language import language_of, say, speaking
from yanzhen_web.models import Job, Membership, User
from yanzhen_web.scopes.rows import is_current
from yanzhen_web.services.programs import happenings

LEASE = timedelta(seconds=30)
MOST_ATTEMPTS = 3
_WHY = "the job queue serves everybody"
_RUNNING, _WAITING = Job.State.RUNNING, Job.State.WAITING


class Cancelled(Exception):
    """The requester does not want the result any more."""


class LostLease(Exception):
    """Somebody else has taken the job over."""


def _jobs() -> QuerySet[Job]:
    return Job.objects.unscoped(why=_WHY)


def enqueue(kind: str, requester: User | None, *, once: str = "", **arguments: Any) -> Job:
    """Put a job in; the one that is there already where `once` names the same piece of work."""
    try:
        with transaction.atomic():
            return _jobs().create(kind=kind, arguments=arguments, requester=requester, idempotency_key=once)
    except IntegrityError:
        same = _jobs().filter(kind=kind, idempotency_key=once, state__in=(_WAITING, _RUNNING)).first()
        if same is None:  # finished between the two statements
            return enqueue(kind, requester, once=once, **arguments)
        return same


@transaction.atomic
def take(worker: str) -> Job | None:
    """The oldest waiting job, now this worker's; None where there is none."""
    rows = _jobs().filter(state=_WAITING).order_by("pk")
    if connection.features.has_select_for_update_skip_locked:
        rows = rows.select_for_update(skip_locked=True, of=("self",))
    job = rows.first()
    if job is None:
        return None
    job.state, job.worker, job.heartbeat = _RUNNING, worker, timezone.now()
    job.lease_until = job.heartbeat + LEASE
    job.attempts += 1
    job.save(update_fields=["state", "worker", "heartbeat", "lease_until", "attempts"])
    return job


def _mine(job: Job) -> QuerySet[Job]:
    return _jobs().filter(pk=job.pk, state=_RUNNING, worker=job.worker, attempts=job.attempts)


def beat(job: Job, progress: int | None = None, message: str | None = None) -> None:
    """A sign of life, with how far the work is.

    Raises:
        LostLease: another worker has the job now.
        Cancelled: the requester has asked to stop, or may not act any more.
    """
    now = timezone.now()
    values: dict[str, Any] = {"heartbeat": now, "lease_until": now + LEASE}
    if progress is not None:
        values["progress"] = max(0, min(100, progress))
    if message is not None:
        values["message"] = message[:300]
    if not _mine(job).update(**values):
        raise LostLease
    if _jobs().filter(Q(cancel_requested=True) | _without_requester(), pk=job.pk).exists():
        raise Cancelled


def _without_requester() -> Q:
    """Jobs whose requester has been suspended or holds no desk any more: nobody is left to want the result."""
    desks = Membership.objects.unscoped(why=_WHY).filter(is_current(), user=OuterRef("requester"))
    gone = Q(requester__is_active=False) | Q(requester__suspended_at__isnull=False) | ~Exists(desks)
    return Q(requester__isnull=False) & gone


def finish(job: Job, state: str, *, message: str = "", error: str = "") -> bool:
    """Close a job; False where it is not this worker's any more."""
    values: dict[str, Any] = {"state": state, "finished_at": timezone.now(), "lease_until": None, "error": error}
    if state == Job.State.DONE:
        values["progress"] = 100
    if message:
        values["message"] = message[:300]
    with transaction.atomic():
        mine = bool(_mine(job).update(**values))
        if mine:
            _tell(job)
    return mine


def _tell(job: Job) -> None:
    happenings.note("job.finished", [("job", job.public_id, 0)])


def sweep() -> int:
    """Free the jobs whose worker has shown no sign of life; those that killed several workers have failed."""
    late = _jobs().filter(Q(lease_until__lt=timezone.now()) | Q(lease_until=None), state=_RUNNING)
    worn = [_give_up(job) for job in late.filter(attempts__gte=MOST_ATTEMPTS).select_related("requester")]
    freed = late.filter(attempts__lt=MOST_ATTEMPTS).update(state=_WAITING, lease_until=None, worker="")
    return sum(worn) + freed


def _give_up(job: Job) -> bool:
    with speaking(language_of(job.requester.language if job.requester else "")):
        told = say(f"试了 {MOST_ATTEMPTS} 次都中断了", f"it broke off {MOST_ATTEMPTS} times")
    return finish(job, Job.State.FAILED, message=told)


def cancel(job: Job) -> None:
    """Ask for a stop: at once where nobody works on it, else at the worker's next sign of life."""
    with transaction.atomic():
        stopped = _jobs().filter(pk=job.pk, state=_WAITING)
        done = stopped.update(state=Job.State.CANCELLED, finished_at=timezone.now(), cancel_requested=True)
        if done:
            _tell(job)
    if not done:
        _jobs().filter(pk=job.pk, state=_RUNNING).update(cancel_requested=True)
