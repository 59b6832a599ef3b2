"""座次图: the rostrum and the hall of a session, everybody in the order of protocol."""

from __future__ import annotations

from yanzhen.language import Language, Said
from yanzhen.meet.papers.approval import Doubt, doubts_of
from yanzhen.meet.papers.paper import Chair, Column, Form, Grid, Paper, SeatMap, Sheet, Text
from yanzhen.meet.papers.programme import Guest, Programme
from yanzhen.meet.papers.seating import DOMESTIC, Row, SeatRule, rostrum_chairs, seat_rows
from yanzhen.meet.papers.wordings import telling

_WIDE = 18
"""Chairs in a row from which a plan needs A3."""


def seat_plan(programme: Programme, session_key: str, language: Language = "zh", rule: SeatRule = DOMESTIC) -> Paper:
    """The plan of a session, and the list of who sits where, each a sheet of its own.

    Raises:
        UnreadableInput: no such session, or too few chairs.
    """
    say = telling(language)
    session = programme.session(session_key)
    hall = programme.hall(session.hall)
    rostrum = seat_rows(session.rostrum, rostrum_chairs(len(session.rostrum), hall.rostrum), rule, facing_down=True)
    rows = seat_rows(session.audience, hall.rows, rule, facing_down=False)
    title = Said(f"{session.title.zh}座次图", f"{session.title.en or session.title.zh}: seating plan")
    plan = SeatMap(
        say(Said("主 席 台", "ROSTRUM")),
        tuple(_chairs(programme, row, language, numbered=False) for row in rostrum),
        tuple((str(n), _chairs(programme, row, language, numbered=True)) for n, row in enumerate(rows, 1)),
    )
    where = say(Said(f"{hall.name.zh} {hall.where.zh}", f"{hall.name.en or hall.name.zh} {hall.where.en}"))
    plan_sheet = Sheet(
        f"plan:{session.key}", say(title), (Text(say(title), "title"), Text(where, "centre"), plan),
        _doubts(programme, (*session.rostrum, *session.audience), named_only=True),
    )  # fmt: skip
    listed = Said(f"{title.zh}：名单", f"{title.en}, by name")
    list_sheet = Sheet(
        f"seats:{session.key}", say(listed), (Text(say(listed), "title"), _list(programme, rostrum, rows, language)),
        _doubts(programme, (*session.rostrum, *session.audience), named_only=False),
    )  # fmt: skip
    form: Form = "a3" if max((len(row.chairs) for row in (*rostrum, *rows)), default=0) > _WIDE else "landscape"
    return Paper("seat-plan", session.key, language, title, form, (plan_sheet, list_sheet), programme.day)


def _chairs(programme: Programme, row: Row, language: Language, *, numbered: bool) -> tuple[Chair, ...]:
    return tuple(
        Chair(str(n) if numbered else "", programme.guest(key).name.told(language) if key else "")
        for n, key in enumerate(row.chairs, 1)
    )


def _list(programme: Programme, rostrum: tuple[Row, ...], rows: tuple[Row, ...], language: Language) -> Grid:
    say = telling(language)
    places: list[tuple[str, Guest]] = []
    for number, row in enumerate(rostrum, 1):
        for chair, key in enumerate(row.chairs, 1):
            if key:
                row_told = Said(f"第{number}排", f" row {number}") if len(rostrum) > 1 else Said("", "")
                seat = Said(f"主席台{row_told.zh} 左起{chair}", f"rostrum{row_told.en}, {chair} from left")
                places.append((say(seat), programme.guest(key)))
    for number, row in enumerate(rows, 1):
        for chair, key in enumerate(row.chairs, 1):
            if key:
                places.append(
                    (say(Said(f"{number} 排 {chair} 座", f"row {number}, seat {chair}")), programme.guest(key))
                )
    columns = (
        Column(say(Said("座位", "Seat")), 22),
        Column(say(Said("姓名", "Name")), 22),
        Column(say(Said("单位", "Organisation")), 34),
        Column(say(Said("职务", "Title")), 22),
    )
    rows_told = tuple(
        (seat, guest.name.told(language), guest.organisation.told(language), guest.title.told(language))
        for seat, guest in places
    )
    return Grid(columns, rows_told)


def _doubts(programme: Programme, keys: tuple[str, ...], *, named_only: bool) -> tuple[Doubt, ...]:
    return tuple(
        doubt
        for key in dict.fromkeys(keys)
        for guest in (programme.guest(key),)
        for doubt in doubts_of(guest.name.told("zh"), guest.texts[:1] if named_only else guest.texts)
    )
