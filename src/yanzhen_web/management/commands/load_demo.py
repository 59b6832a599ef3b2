"""`load_demo`: the demo event, its organisations and a login for each role."""

from typing import Any

from django.core.management.base import BaseCommand

from yanzhen_web.services.scenario import load_demo


class Command(BaseCommand):
    """Loading again changes nothing but the passwords' file where it was lost."""

    help = "Load the demo event with its organisations and a login for each role."

    def handle(self, *args: Any, **options: Any) -> None:
        load_demo(lambda share, what: self.stdout.write(f"{share:4.0%} {what}"))
