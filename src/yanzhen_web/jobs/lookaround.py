"""After a book was taken in: its records are laid beside those that may be the same thing, behind the page."""

from __future__ import annotations

from yanzhen_web.jobs.queue import enqueue


def look_around(upload_id: str) -> None:
    """Ask for it, on nobody's behalf: what is found is seen by those only who see both records."""
    enqueue("find_likenesses", None, once=upload_id, upload=upload_id)
