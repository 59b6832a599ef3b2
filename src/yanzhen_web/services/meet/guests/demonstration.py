"""Guests of the demo event: plainly made-up people of the demo's organisations."""

from __future__ import annotations

from django.db import transaction

from yanzhen_web.models import Event, Guest, Organisation, Session
from yanzhen_web.services.meet.guests.registering import register

_WHY = "the guests of the demo event"
_SENT = (("province", 6), ("430100", 8), ("430182", 8), ("park", 4), ("enterprise", 10), ("university", 8))
"""Who sends how many."""
_TITLES = ("主任", "处长", "经理", "总工程师", "教授", "项目负责人")


@transaction.atomic
def load_guests(event: Event, organisations: dict[str, Organisation]) -> None:
    """Register them once: a few are only invited, one session takes fewer than ask for it."""
    if Guest.objects.unscoped(why=_WHY).filter(event=event).exists():
        return
    sessions = list(Session.objects.unscoped(why=_WHY).filter(event=event, kind=Session.Kind.INDUSTRY)[:2])
    for session, most in zip(sessions, (None, 12), strict=False):
        session.admits, session.capacity = Session.Admits.ASKING, most
        session.save(update_fields=["admits", "capacity"])
    senders = [organisations[sender] for sender, count in _SENT for _ in range(count)]
    for number, sender in enumerate(senders):
        _register(event, sender, number, sessions)


def _register(event: Event, sender: Organisation, number: int, sessions: list[Session]) -> None:
    given = {
        "name": f"示例代表{number + 1:02}",
        "name_en": f"Sample Delegate {number + 1}",
        "organisation": sender.name,
        "title": _TITLES[number % len(_TITLES)],
        "role": _role(sender, number),
    }
    wanted = sessions if number % 2 == 0 else sessions[:1]
    register(event, sender, given, wanted, state=Guest.State.INVITED if number % 7 == 5 else Guest.State.COMING)


def _role(sender: Organisation, number: int) -> str:
    if sender.kind != Organisation.Kind.PROVINCE:
        return Guest.Role.DELEGATE
    return (Guest.Role.VIP, Guest.Role.SPEAKER, Guest.Role.STAFF)[number % 3]
