"""Django's commands for this site: `python manage.py check --deploy`, `migrate`, `worker` …

`yanzhen serve` does what a site needs by itself; this is for whoever runs it otherwise.
"""

import os
import sys


def main() -> None:
    """Run one command, with the settings of an installation that people work with unless told otherwise."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yanzhen_web.settings.production")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
