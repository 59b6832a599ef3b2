"""An administrator tells whose account at the government sign-on this is."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from yanzhen.errors import YanzhenError
from yanzhen_web.models import User
from yanzhen_web.services.people.signing import connect_government


class Command(BaseCommand):
    """`manage.py connect_government NAME SUBJECT`."""

    help = "Connect a person with an account at the government sign-on, by its subject (sub)."

    def add_arguments(self, parser: CommandParser) -> None:
        """Who, and which account."""
        parser.add_argument("username")
        parser.add_argument("subject")

    def handle(self, *args: Any, **options: Any) -> None:
        """Connect.

        Raises:
            CommandError: nobody has this name, or the account is somebody else's.
        """
        user = User.objects.filter(username=options["username"]).first()
        if user is None:
            raise CommandError(f"没有登录名 {options['username']} / no such user name")
        try:
            connect_government(user, options["subject"])
        except YanzhenError as error:
            raise CommandError(str(error)) from error
