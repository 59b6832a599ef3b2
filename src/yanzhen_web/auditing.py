"""`yanzhen audit`: is this installation's history what was written; the head of its chain, to keep elsewhere."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from yanzhen.errors import WrongUsage

Progress = Callable[[float, str], None]


@contextmanager
def _site() -> Iterator[None]:
    """The installation of YANZHEN_HOME and YANZHEN_DATABASE_URL, brought up for the length of the block.

    Raises:
        WrongUsage: its database does not answer, or has no history yet.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yanzhen_web.settings.production")
    import django

    django.setup()
    from django.db import DatabaseError, connection

    try:
        if "yanzhen_web_seal" not in connection.introspection.table_names():
            raise WrongUsage(
                "这个数据库里还没有留痕；请检查 YANZHEN_HOME 或 YANZHEN_DATABASE_URL，或先执行一次 yanzhen serve",
                "this database has no history; check YANZHEN_HOME or YANZHEN_DATABASE_URL, or run yanzhen serve once",
            )
        yield
    except DatabaseError as error:
        reason = str(error).partition("\n")[0]
        raise WrongUsage(
            f"数据库不能用（{reason}），请检查 YANZHEN_DATABASE_URL 和数据库是否启动",
            f"the database can't be used ({reason}); check YANZHEN_DATABASE_URL and that its server runs",
        ) from error
    finally:
        connection.close()


def verify(head: Path | None, progress: Progress) -> tuple[bool, str, list[str]]:
    """Whether the history is what was written, a sentence about it, and a line for each thing that is not.

    Args:
        head: file of a head that was kept elsewhere.
    """
    with _site():
        from yanzhen_web.services.history.sealing import Head
        from yanzhen_web.services.history.verifying import verify as verify_history

        kept = Head.read(head.read_bytes()) if head else None
        verdict = verify_history(kept, progress)
        return verdict.fine, str(verdict), [str(finding) for finding in verdict.findings]


def head_line() -> bytes:
    """The head of the chain as a line of JSON, after everything was sealed."""
    with _site():
        from yanzhen_web.services.history.sealing import current_head

        return current_head().line()
