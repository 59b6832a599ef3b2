"""胸卡 and 桌签: badges, eight a page with cut marks, and folded table cards, two a page."""

from __future__ import annotations

from collections.abc import Sequence

from yanzhen.errors import UnreadableInput
from yanzhen.language import Language, Said
from yanzhen.meet.papers.approval import Wording, doubts_of
from yanzhen.meet.papers.paper import Badge, Paper, Sheet, TableCard
from yanzhen.meet.papers.programme import Guest, Programme
from yanzhen.meet.papers.wordings import ROLES, telling
from yanzhen.typesetting.plaintext import printable

LONGEST = 120
"""Letters that a card takes of one text: so many fit at the smallest size, and none are ever cut off."""
LONGEST_CODE = 300
"""Letters of a QR that is still read at 22 mm."""


def badges(programme: Programme, language: Language = "zh", guests: Sequence[str] | None = None) -> Paper:
    """A badge for each guest, or for those of the keys given; a guest is known by `badge:KEY`.

    Raises:
        UnreadableInput: a text is too long for a card; each is named.
    """
    chosen = _chosen(programme, guests)
    refuse_long(chosen)
    sheets = tuple(
        Sheet(f"badge:{guest.key}", _label(guest, language), (_badge(programme, guest, language),), guest.doubts)
        for guest in chosen
    )
    return Paper("badges", "", language, Said("胸卡", "Badges"), "badges", sheets, programme.day)


def table_cards(programme: Programme, language: Language = "zh", guests: Sequence[str] | None = None) -> Paper:
    """桌签: a folded card for each guest, two a page, or for those of the keys given; known by `card:KEY`.

    Raises:
        UnreadableInput: a text is too long for a card; each is named.
    """
    chosen = _chosen(programme, guests)
    refuse_long(chosen)
    sheets = []
    for guest in chosen:
        first, second = both(guest.name, language)
        doubts = doubts_of(guest.name.told("zh"), (guest.texts[0], guest.texts[2]))
        card = TableCard(first, second, guest.organisation.told(language))
        sheets.append(Sheet(f"card:{guest.key}", _label(guest, language), (card,), doubts))
    return Paper("table-cards", "", language, Said("桌签", "Table cards"), "cards", tuple(sheets), programme.day)


def _chosen(programme: Programme, guests: Sequence[str] | None) -> tuple[Guest, ...]:
    if guests is None:
        return programme.guests
    there = {guest.key for guest in programme.guests}
    for key in guests:
        if key not in there:
            raise UnreadableInput(f"没有嘉宾 {printable(key)}", f"no guest {printable(key)}")
    return tuple(programme.guest(key) for key in guests)


def _badge(programme: Programme, guest: Guest, language: Language) -> Badge:
    other: Language = "zh" if language == "en" else "en"
    name, title, organisation = (both(text, language) for text in (guest.name, guest.title, guest.organisation))
    role = ROLES[guest.role]
    return Badge(
        telling(language)(programme.title), *name, *title, *organisation, guest.role,
        f"{telling(language)(role)} {telling(other)(role)}", printable(guest.code),
    )  # fmt: skip


def both(text: Wording, language: Language) -> tuple[str, str]:
    """A text in the language and, where it is there too, in the other."""
    first, second = text.told(language), text.told("zh" if language == "en" else "en")
    return first, "" if second == first else second


def _label(guest: Guest, language: Language) -> str:
    return " · ".join(part for part in (guest.name.told(language), guest.organisation.told(language)) if part)


def refuse_long(guests: Sequence[Guest]) -> None:
    """Raise of texts that no card takes, rather than cut them."""
    faults = [
        Said(
            f"{guest.key} 的{part.zh}有 {len(text)} 字，最多 {LONGEST} 字，请写简称",
            f"the {part.en} of {guest.key} has {len(text)} letters, at most {LONGEST} fit; write it shorter",
        )
        for guest in guests
        for part, wording in guest.texts
        for text in (printable(wording.zh), printable(wording.en))
        if len(text) > LONGEST
    ]
    faults += [
        Said(
            f"{guest.key} 的二维码内容有 {len(guest.code.encode())} 字节，最多 {LONGEST_CODE}，请用短链接",
            f"the code of {guest.key} has {len(guest.code.encode())} bytes, at most {LONGEST_CODE}; use a short link",
        )
        for guest in guests
        if len(guest.code.encode()) > LONGEST_CODE
    ]
    if faults:
        raise UnreadableInput("；".join(fault.zh for fault in faults), "; ".join(fault.en for fault in faults))
