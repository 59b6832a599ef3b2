"""Whoever runs the site loads tables of cities and zones, so that a comparison works at once."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from yanzhen.errors import YanzhenError
from yanzhen_web.models import Organisation
from yanzhen_web.services.place.loading import load_places


class Command(BaseCommand):
    """`manage.py load_places ORGANISATION [--places FILE …] [--data FILE …]`."""

    help = "Load values of places from tables; with --places, their rows become records of the organisation."

    def add_arguments(self, parser: CommandParser) -> None:
        """Whose records new places are, and which files."""
        parser.add_argument("organisation", help="name of the organisation that keeps new places")
        parser.add_argument("--places", nargs="*", default=[], type=Path, help="files or folders whose rows are places")
        parser.add_argument("--data", nargs="*", default=[], type=Path, help="files or folders that tell values")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load.

        Raises:
            CommandError: no or several organisations have the name, no file is given, or one can't be read.
        """
        named = Organisation.objects.unscoped(why="whoever runs the site names one").filter(
            name=options["organisation"]
        )
        if named.count() != 1:
            raise CommandError(f"单位“{options['organisation']}”应恰有一个 / there must be exactly one of this name")
        if not (options["places"] or options["data"]):
            raise CommandError("请给 --places 或 --data / give --places or --data")
        try:
            done = load_places(named.get(), options["places"], options["data"])
        except YanzhenError as error:
            raise CommandError(str(error)) from error
        for said in done.refused:
            self.stderr.write(str(said))
        told = f"{done.values} 个值，{done.places} 处，新建 {done.founded} 处"
        self.stdout.write(f"{told} / {done.values} values of {done.places} places, {done.founded} of them new")
