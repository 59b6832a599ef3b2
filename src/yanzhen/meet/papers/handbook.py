"""会务手册: programme, halls, who is who, vehicles, rooms, notes; each chapter a sheet with its own page numbers."""

from __future__ import annotations

from collections.abc import Callable

from yanzhen.language import Language, Said
from yanzhen.meet.papers.approval import Doubt, doubts_of
from yanzhen.meet.papers.logistics import guest_services, vehicle_lists
from yanzhen.meet.papers.paper import Block, Column, Grid, Heading, Paper, Sheet, Text
from yanzhen.meet.papers.programme import Guest, Programme, Session
from yanzhen.meet.papers.wordings import KINDS, OPEN, ROLES, day_told, telling, time_told

Say = Callable[[Said], str]
_Chapter = tuple[int, str, Said, tuple[Block, ...], tuple[Doubt, ...]]


def handbook(programme: Programme, language: Language = "zh") -> Paper:
    """The handbook in a language; chapters with nothing to tell are left out, but keep their numbers."""
    say = telling(language)
    everyone = programme.guests
    chapters: list[tuple[str, Said, tuple[Block, ...], tuple[Doubt, ...]]] = [
        ("programme", Said("日程", "Programme"), _sessions(programme, language), _called(programme)),
        ("halls", Said("会场", "Halls"), _halls(programme, say), ()),
        ("guests", Said("参会人员", "Who is who"), _guests(programme, language),
         tuple(doubt for guest in everyone for doubt in guest.doubts)),
        ("transport", Said("乘车", "Transport"), vehicle_lists(programme, language),
         tuple(doubt for guest in everyone if guest.vehicle for doubt in _name_doubts(guest))),
        ("rooms", Said("住宿与联络", "Rooms and liaison"), guest_services(programme, language),
         tuple(doubt for guest in everyone for doubt in _name_doubts(guest))),
        ("notes", Said("注意事项", "Notes"),
         tuple(Text(f"{n}. {say(note)}") for n, note in enumerate(programme.notes, 1)), ()),
    ]  # fmt: skip
    there = [(number, *chapter) for number, chapter in enumerate(chapters, 1) if chapter[2]]
    front = Sheet("front", say(Said("封面与目录", "Cover and contents")), _front(programme, language, there))
    sheets = [
        Sheet(key, say(title), (Heading(_numbered(number, say(title), language)), *blocks), doubts, number)
        for number, key, title, blocks, doubts in there
    ]
    return Paper(
        "handbook", "", language, Said("会务手册", "Handbook"), "portrait", (front, *sheets), programme.day
    )  # fmt: skip


_CHINESE = "零一二三四五六七八九十"


def _numbered(number: int, title: str, language: Language) -> str:
    return f"{number}. {title}" if language == "en" else f"{_CHINESE[number]}、{title}"


def _front(programme: Programme, language: Language, there: list[_Chapter]) -> tuple[Block, ...]:
    say = telling(language)
    facts = [day_told(programme.day, language), say(programme.place), say(programme.organiser)]
    return (
        Text(say(programme.title), "cover"),
        Text(say(Said("会 务 手 册", "Handbook")), "centre"),
        *(Text(fact, "centre") for fact in facts if fact),
        Heading(say(Said("目录", "Contents"))),
        *(Text(_numbered(number, say(title), language)) for number, _, title, _, _ in there),
    )


def _sessions(programme: Programme, language: Language) -> tuple[Block, ...]:
    say = telling(language)
    blocks: list[Block] = []
    for session in sorted(programme.sessions, key=lambda each: (each.day, each.starts)):
        hall = programme.hall(session.hall)
        comma = "，" if language == "zh" else ", "
        when = f"{day_told(session.day, language)} {time_told(session)}"
        blocks += [Heading(say(session.title), 2), Text(f"{when}{comma}{say(hall.name)}")]
        if session.host:
            host = introduced(programme.guest(session.host), language)
            blocks.append(Text(say(Said(f"主持：{host}", f"Host: {host}"))))
        if session.agenda:
            blocks.append(_agenda(programme, session, language))
        if say(session.note):
            blocks.append(Text(say(session.note), "note"))
    return tuple(blocks)


def _agenda(programme: Programme, session: Session, language: Language) -> Grid:
    say = telling(language)
    columns = (
        Column(say(Said("时间", "Time")), 14, "center"),
        Column(say(Said("环节", "Item")), 16, "center"),
        Column(say(Said("内容", "What")), 36),
        Column(say(Said("发言人", "Who")), 34),
    )
    rows = tuple(
        (
            time_told(item) or say(OPEN),
            say(KINDS[item.kind]),
            say(item.title),
            ("；" if language == "zh" else "; ").join(
                introduced(programme.guest(key), language) for key in item.speakers
            ),
        )
        for item in session.agenda
    )
    return Grid(columns, rows)


def _halls(programme: Programme, say: Say) -> tuple[Block, ...]:
    if not programme.halls:
        return ()
    columns = (
        Column(say(Said("会场", "Hall")), 30),
        Column(say(Said("位置", "Where")), 46),
        Column(say(Said("座位", "Chairs")), 12, "center"),
        Column(say(Said("场次", "Sessions")), 12, "center"),
    )
    rows = tuple(
        (
            say(hall.name),
            say(hall.where),
            str(sum(hall.rows)) if hall.rows else "—",
            str(sum(session.hall == hall.key for session in programme.sessions)),
        )
        for hall in programme.halls
    )
    return (Grid(columns, rows),)


def _guests(programme: Programme, language: Language) -> tuple[Block, ...]:
    say = telling(language)
    columns = (
        Column(say(Said("姓名", "Name")), 24),
        Column(say(Said("单位", "Organisation")), 44),
        Column(say(Said("职务", "Title")), 32),
    )
    blocks: list[Block] = []
    for role, label in ROLES.items():
        rows = tuple(
            (guest.name.told(language), guest.organisation.told(language), guest.title.told(language))
            for guest in programme.guests
            if guest.role == role
        )
        if rows:
            blocks += [Heading(say(label), 2), Grid(columns, rows)]
    return tuple(blocks)


def introduced(guest: Guest, language: Language) -> str:
    """A guest as a programme names one: organisation, title and name, in English the other way round."""
    parts = [guest.organisation.told(language), guest.title.told(language), guest.name.told(language)]
    if language == "en":
        return ", ".join(part for part in reversed(parts) if part)
    return " ".join(part for part in ("".join(parts[:2]), parts[2]) if part)


def _name_doubts(guest: Guest) -> tuple[Doubt, ...]:
    return doubts_of(guest.name.told("zh"), guest.texts[:1])


def _called(programme: Programme) -> tuple[Doubt, ...]:
    keys = [
        key
        for session in programme.sessions
        for key in (session.host, *(speaker for item in session.agenda for speaker in item.speakers))
        if key
    ]
    return tuple(doubt for key in dict.fromkeys(keys) for doubt in programme.guest(key).doubts)
