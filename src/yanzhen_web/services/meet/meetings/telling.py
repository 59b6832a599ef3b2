"""What guests have to hear at once: it stands on their own page until they have seen it."""

from __future__ import annotations

from django.utils import timezone

from yanzhen.language import Said
from yanzhen_web.models import Guest, Meeting, Notice


def tell(guest: Guest, kind: str, said: Said, meeting: Meeting | None = None) -> Notice:
    """Tell a guest."""
    notices = Notice.objects.unscoped(why="whoever changes a timetable tells those whom it moves")
    return notices.create(
        guest=guest, kind=kind, meeting=meeting, text={"zh": said.zh, "en": said.en}, at=timezone.now()
    )
