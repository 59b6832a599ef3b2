"""What the headers of one sender mean: taught at a book with one click, kept, shown, changed, forgotten."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.db import transaction

from yanzhen.errors import WrongUsage
from yanzhen.fields import KIND_LABELS, fields_of
from yanzhen_web.models import Lexicon, Organisation, Upload
from yanzhen_web.scopes import Actor
from yanzhen_web.services.history.noting import note_deed
from yanzhen_web.services.people.refusals import Refusal

if TYPE_CHECKING:
    from yanzhen.collect.collected import ReadColumn
    from yanzhen.collect.lexicon import Lesson
    from yanzhen.collect.lexicon import Lexicon as Known

_WHY = "headers of a sender for whom the actor may send"


def known_of(owner: int) -> Known:
    """What is known of a sender's headers; nothing where nothing was taught."""
    row = Lexicon.objects.unscoped(why=_WHY).filter(owner_org=owner).first()
    return _known(row.body if row else {})


def _known(body: dict[str, Any]) -> Known:
    """The lessons that still hold: a field that is no more must not stop a sender's books."""
    from yanzhen.collect.lexicon import Lexicon as Known
    from yanzhen.collect.lexicon import lexicon_of

    lessons: list[Lesson] = []
    for told in body.get("lessons", []):
        with suppress(WrongUsage):
            lessons += lexicon_of({**body, "lessons": [told]}).lessons
    return Known(tuple(lessons))


def field_choices(kind: str) -> list[tuple[str, str]]:
    """What a column may be read as: (key, label), and nothing at all."""
    from yanzhen.collect.lexicon import teachable

    return [(key, str(fields_of(kind)[key].label)) for key in teachable(kind)]


@transaction.atomic
def teach(upload: Upload, number: int, key: str) -> None:
    """Remember what a column of a book means, for all books of its sender, and read this one anew.

    Args:
        number: of the column among the upload's.
        key: of the field; empty for none.

    Raises:
        Refusal: the book is taken in already, or is being read; there is no such column or field.
    """
    from yanzhen.collect.lexicon import learn

    upload = Upload.objects.unscoped(why=_WHY).select_for_update(of=("self",)).get(pk=upload.pk)
    column = column_of(upload, number)
    if upload.state != Upload.State.READY:
        raise Refusal(
            "这本表已经入库、撤回或正在读取，不能再改读法；要改以后的表，请到“学到的表头”",
            "this book was taken in or undone, or is being read: its reading stays; for later books, change the list "
            "of headers that were learned",
        )
    row = _locked(upload.owner_org_id)
    try:
        known = learn(_known(row.body), column, key or None)
    except WrongUsage as error:
        raise Refusal(error.said.zh, error.said.en) from error
    _keep(row, known)
    note_deed("lexicon.learn", upload, kind=column.kind, key=key)
    upload.state = Upload.State.WAITING
    upload.save(update_fields=["state"])


def column_of(upload: Upload, number: int) -> ReadColumn:
    """A column of a book as it was read.

    Raises:
        Refusal: there is none of that number.
    """
    from yanzhen.collect.collected import ReadColumn

    if number >= len(upload.columns):
        raise Refusal("没有这一列，请刷新页面", "there is no such column; load the page anew")
    told = upload.columns[number]
    return ReadColumn(told["sheet"], told["column"], told["header"], told["key"], told["kind"])


def _locked(owner: int) -> Lexicon:
    rows = Lexicon.objects.unscoped(why=_WHY)
    rows.get_or_create(owner_org_id=owner, defaults={"version": 0})
    found: Lexicon = rows.select_for_update(of=("self",)).select_related("owner_org").get(owner_org=owner)
    return found


def _keep(row: Lexicon, known: Known) -> None:
    row.body, row.version = known.as_json(), row.version + 1
    row.save(update_fields=["body", "version", "updated_at"])


# --- the list of what was learned ------------------------------------------------------------------------------------


def found(actor: Actor, organisation: str) -> Lexicon:
    """What was learned of a sender, if the actor may know.

    Raises:
        Lexicon.DoesNotExist: there is nothing, or it is not the actor's to know: the two are not told apart.
    """
    rows = Lexicon.objects.visible_to(actor).select_related("owner_org")
    row: Lexicon = rows.get(owner_org__public_id=organisation)
    return row


def lexicon_page(row: Lexicon) -> dict[str, Any]:
    """Each lesson, with what else it could say."""
    lessons = [_entry(number, lesson) for number, lesson in enumerate(_known(row.body).lessons)]
    return {"lexicon": row, "sender": row.owner_org, "lessons": lessons}


def _entry(number: int, lesson: Lesson) -> dict[str, Any]:
    return {
        "number": number,
        "kind_label": str(KIND_LABELS[lesson.kind]),
        "header": " › ".join(lesson.header),
        "key": lesson.key or "",
        "title": lesson.title,
        "choices": field_choices(lesson.kind),
    }


@transaction.atomic
def change(row: Lexicon, number: int, key: str | None, *, seen: int) -> None:
    """Say anew what a header means, or forget it.

    Args:
        number: of the lesson in the list.
        key: of the field, empty for none; None to forget the lesson.
        seen: the version of the list upon which the change was made.

    Raises:
        Refusal: the list has changed since, or there is no such lesson or field.
    """
    from yanzhen.collect.lexicon import Lexicon as Known

    row = _locked(row.owner_org_id)
    lessons = list(_known(row.body).lessons)
    if row.version != seen or number >= len(lessons):
        raise Refusal(
            "对照刚刚被改过，请看过新的内容再改", "the list has changed meanwhile; read it again, then change it"
        )
    lesson = lessons[number]
    try:
        lessons[number : number + 1] = [] if key is None else [replace(lesson, key=key or None)]
    except WrongUsage as error:
        raise Refusal(error.said.zh, error.said.en) from error
    _keep(row, Known(tuple(lessons)))
    note_deed("lexicon.forget" if key is None else "lexicon.change", row.owner_org, kind=lesson.kind, key=key or "")


def has_lexicon(owner: Organisation) -> bool:
    """Whether anything was taught of a sender."""
    return Lexicon.objects.unscoped(why=_WHY).filter(owner_org=owner).exists()
