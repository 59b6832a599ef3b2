"""A late change reprints what it changed, and nothing else."""

from dataclasses import replace

import orjson
import pytest

from meet.papers.reading import codes, page_texts
from meet.papers.samples import few, guest, programme, word
from yanzhen.errors import UnreadableInput, WrongUsage
from yanzhen.meet.papers import (
    Programme,
    badges,
    changed_sheets,
    changes_since,
    handbook,
    manifest_of,
    paper_pdf,
    read_manifest,
    reprint,
    seat_plan,
    table_cards,
)


def changed(event: Programme, number: int, **changes: object) -> Programme:
    people = [guest(number, **changes) if each.key == f"G{number:02}" else each for each in event.guests]
    return replace(event, guests=tuple(people))


def test_one_changed_title_reprints_one_badge() -> None:
    event = programme()
    before = read_manifest(manifest_of(badges(event)).to_json())
    now = badges(changed(event, 4, title=word("新职务", "New title")))
    assert [sheet.key for sheet in changed_sheets(before, now)] == ["badge:G04"]
    again = reprint(before, now)
    assert again is not None
    assert again.sheets is not None
    pdf = paper_pdf(again.sheets)
    assert codes(pdf) == [["https://event.example/b/0004"]]
    assert "新职务" in page_texts(pdf)[0]
    cover = page_texts(paper_pdf(again.cover))[0]
    assert "替换1张、新增0张、撤下0张" in cover
    assert before.sheets["badge:G04"].digest[:8] in cover
    assert again.sheets.sheets[0].digest[:8] in cover


def test_title_that_a_card_does_not_print_leaves_it_alone() -> None:
    event = programme()
    before = manifest_of(table_cards(event))
    assert reprint(before, table_cards(changed(event, 4, title=word("新职务")))) is None


def test_new_and_gone_guests_are_added_and_withdrawn() -> None:
    event = programme()
    before = manifest_of(badges(event, guests=[each.key for each in event.guests[:17]]))
    now = badges(event, guests=[each.key for each in event.guests[1:]])
    assert [(change.key, change.kind) for change in changes_since(before, now)] == [
        ("badge:G17", "add"),
        ("badge:G00", "withdraw"),
    ]
    gone = reprint(before, badges(event, guests=[each.key for each in event.guests[1:17]]))
    assert gone is not None
    assert gone.sheets is None


def test_order_of_guests_is_no_change() -> None:
    event = programme()
    before = manifest_of(badges(event))
    assert reprint(before, badges(replace(event, guests=event.guests[::-1]))) is None


def test_handbook_reprints_a_chapter_with_its_own_numbers() -> None:
    event = programme()
    before = manifest_of(handbook(event))
    again = reprint(before, handbook(replace(event, notes=event.notes[:1])))
    assert again is not None
    assert again.sheets is not None
    assert [sheet.key for sheet in again.sheets.sheets] == ["notes"]
    assert "—6-1—" in page_texts(paper_pdf(again.sheets))[0]


def test_two_who_change_seats_change_plan_and_list() -> None:
    event = programme()
    opening = event.sessions[0]
    turned = replace(opening, rostrum=(opening.rostrum[1], opening.rostrum[0], *opening.rostrum[2:]))
    now = seat_plan(replace(event, sessions=(turned, *event.sessions[1:])), "OPEN")
    assert {sheet.key for sheet in changed_sheets(manifest_of(seat_plan(event, "OPEN")), now)} == {
        "plan:OPEN",
        "seats:OPEN",
    }


def test_other_papers_manifest_is_refused() -> None:
    event = programme(few(3))
    with pytest.raises(WrongUsage):
        reprint(manifest_of(badges(event)), table_cards(event))
    with pytest.raises(WrongUsage):
        reprint(manifest_of(badges(event, "en")), badges(event, "zh"))


@pytest.mark.parametrize(
    "data", [b"", b"[]", b"{}", b'{"format":"other"}', b'{"format":"yanzhen-paper-1","sheets":{"a":1}}', b"\xff"]
)
def test_what_is_no_manifest_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableInput):
        read_manifest(data)


def test_manifest_is_json_of_the_same_bytes() -> None:
    data = manifest_of(badges(programme(few(3)))).to_json()
    assert data == manifest_of(badges(programme(few(3)))).to_json()
    assert set(orjson.loads(data)["sheets"]) == {"badge:G00", "badge:G01", "badge:G02"}
