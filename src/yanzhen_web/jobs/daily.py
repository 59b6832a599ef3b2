"""What is done once a day, without anybody asking."""

from __future__ import annotations

from django.utils import timezone

from yanzhen_web.jobs.queue import enqueue
from yanzhen_web.models import Job

KINDS = ("sweep",)
_WHY = "whether today's work has been asked for"


def ask() -> None:
    """Put in what today has not seen yet; several workers ask for one day once."""
    today = timezone.localdate().isoformat()
    for kind in KINDS:
        if not Job.objects.unscoped(why=_WHY).filter(kind=kind, idempotency_key=today).exists():
            enqueue(kind, None, once=today)
