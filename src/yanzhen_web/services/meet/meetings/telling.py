"""What guests have to hear at once: it stands on their own page until they have seen it."""

from __future__ import annotations

from collections.abc import Callable

from django.utils import timezone

from yanzhen.language import Said
from yanzhen_web.models import Guest, Meeting, MeetingPlan, MeetingRequest, Notice


def tell(guest: Guest, kind: str, said: Said, meeting: Meeting | None = None) -> Notice:
    """Tell a guest."""
    notices = Notice.objects.unscoped(why="whoever changes a timetable tells those whom it moves")
    return notices.create(
        guest=guest, kind=kind, meeting=meeting, text={"zh": said.zh, "en": said.en}, at=timezone.now()
    )


def tell_both(
    plan: MeetingPlan, request: MeetingRequest, kind: str, text: Callable[[str], Said], meeting: Meeting | None = None
) -> None:
    """Tell both sides of a request, once people know the timetable; `text`: what to say, of whoever they meet."""
    if plan.published_at is None:
        return
    sides = request.asker.guest, request.asked.guest
    for guest, other in (sides, sides[::-1]):
        tell(guest, kind, text(other.name), meeting)


def cancelled(name: str) -> Said:
    """That a meeting does not take place."""
    return Said(f"与{name}的会谈取消了", f"Your meeting with {name} is cancelled")
