"""`worker`: do the jobs that pages have asked for."""

from typing import Any

from django.core.management.base import BaseCommand

from yanzhen_web.jobs.worker import until_signalled


class Command(BaseCommand):
    """One process, one job at a time; start several for more."""

    help = "Do the jobs that pages have asked for, until stopped."

    def handle(self, *args: Any, **options: Any) -> None:
        until_signalled()
