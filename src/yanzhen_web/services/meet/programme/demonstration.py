"""Halls, times and agendas for the sessions of the demo event; what no published fact says is plainly made up."""

from __future__ import annotations

from datetime import time

from django.db import transaction

from yanzhen_web.models import AgendaItem, Event, Hall, Session

_WHY = "the programme of the demo event"
_HALLS = (
    # name, in English, where, in English, people, tables
    ("主会场（示例）", "Main hall (sample)", "会展中心一层", "Convention Centre, ground floor", 600, 0),
    ("洽谈厅（示例）", "Meeting hall (sample)", "会展中心二层东侧", "Convention Centre, second floor, east", 300, 24),
    ("一号厅（示例）", "Hall 1 (sample)", "会展中心二层西侧", "Convention Centre, second floor, west", 200, 8),
    ("二号厅（示例）", "Hall 2 (sample)", "会展中心三层", "Convention Centre, third floor", 160, 8),
)
_AGENDA = {
    "opening": (
        ("opening", "开场", "Opening", 5),
        ("speech", "致辞", "Speech", 10),
        ("presentation", "产业推介", "Presentation", 20),
        ("signing", "集中签约", "Signing ceremony", 20),
    ),
    "industry": (
        ("speech", "致辞", "Speech", 10),
        ("presentation", "需求与成果发布", "Demands and achievements", 30),
        ("roundtable", "圆桌对话", "Roundtable", 40),
    ),
    "local": (
        ("presentation", "城市推介", "Presentation of the place", 15),
        ("roundtable", "项目对接", "Projects meet places", 45),
    ),
}
_BEGINS = {"opening": (9, 0, 90), "industry": (14, 0, 90), "local": (16, 0, 60)}


@transaction.atomic
def load_programme(event: Event) -> None:
    """Give the event halls, and its sessions hours and agendas, once."""
    halls, sessions = Hall.objects.unscoped(why=_WHY), Session.objects.unscoped(why=_WHY)
    if halls.filter(event=event).exists():
        return
    made = [
        halls.create(event=event, name=name, name_en=name_en, where=where, where_en=where_en, capacity=people,
                     tables=tables, order=order)
        for order, (name, name_en, where, where_en, people, tables) in enumerate(_HALLS)
    ]  # fmt: skip
    taken: dict[int, dict[tuple[object, int], bool]] = {hall.pk: {} for hall in made}
    for session in sessions.filter(event=event, held_on__isnull=False).order_by("order", "pk"):
        _place(session, made, taken)


def _place(session: Session, halls: list[Hall], taken: dict[int, dict[tuple[object, int], bool]]) -> None:
    """The first hall that is free at the hour of such sessions, or at a later one of the same day."""
    hour, minute, length = _BEGINS[session.kind]
    rooms = halls[:1] if session.kind == Session.Kind.OPENING else halls[2:]
    for begins in range(hour, 20, 2):
        for hall in rooms:
            if (session.held_on, begins) not in taken[hall.pk]:
                taken[hall.pk][session.held_on, begins] = True
                _settle(session, hall, time(begins, minute), length)
                return


def _settle(session: Session, hall: Hall, starts: time, length: int) -> None:
    begins = starts.hour * 60 + starts.minute
    session.hall, session.starts = hall, starts
    session.ends = time(*divmod(begins + length, 60))
    session.save(update_fields=["hall", "starts", "ends"])
    for order, (kind, title, title_en, minutes) in enumerate(_AGENDA[session.kind]):
        AgendaItem.objects.unscoped(why=_WHY).create(
            session=session, kind=kind, title=title, title_en=title_en, minutes=minutes, order=order,
            starts=time(*divmod(begins, 60)),
        )  # fmt: skip
        begins += minutes
