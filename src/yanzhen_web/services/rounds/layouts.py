"""表样: the layouts that an office asks and answers in, learned from its own workbooks, corrected column by column."""

from __future__ import annotations

import tempfile
from pathlib import Path, PurePosixPath
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from yanzhen.collect.templates import Template as Layout
from yanzhen.collect.templates import learn_template
from yanzhen.errors import YanzhenError
from yanzhen.fields import KIND_LABELS, fields_of
from yanzhen.records import KINDS
from yanzhen_web.models import Template, User
from yanzhen_web.scopes import Actor
from yanzhen_web.scopes.rounds import keeps_template
from yanzhen_web.services.history.noting import note_deed
from yanzhen_web.services.people.refusals import Refusal
from yanzhen_web.services.records.storing import storable
from yanzhen_web.services.rounds.asking import owner_of_rounds

WHY = "a template that the person keeps"
LONGEST_NAME = 200
SUFFIXES = (".xlsx", ".xlsm", ".xls", ".ods", ".csv")


def layout_of(template: Template) -> Layout:
    """The engine's template behind a row."""
    return Layout.from_json(template.body)


def learn(actor: Actor, by: User, file: UploadedFile, *, name: str = "", kind: str = "") -> Template:
    """A template of the actor's organisation, learned from a workbook: an empty form, or last month's ledger.

    Raises:
        Refusal: no workbook, or none from which a layout can be learned; the sentence names the fix.
    """
    owner = owner_of_rounds(actor)
    if owner is None or not actor.granted("write"):
        raise Refusal("你没有可以存表样的单位，请找管理员", "you keep templates for no office; ask an administrator")
    file_name = storable(PurePosixPath((file.name or "book.xlsx").replace("\\", "/")).name)[-255:]
    called = storable(name).strip() or PurePosixPath(file_name).stem
    if len(called) > LONGEST_NAME:
        raise Refusal("表样名称不超过 200 字", "a template's name has at most 200 letters", field="name")
    if kind and kind not in KINDS:
        raise Refusal("请选表里是什么", "choose what its rows are", field="kind")
    body = _learned(file, file_name, kind)
    with transaction.atomic():
        made = Template.objects.unscoped(why=WHY).create(
            owner_org=owner, name=called, kind=body.sheets[0].kind, body=body.as_json(), file_name=file_name, by=by
        )
        note_deed("template.learn", made)
    return made


def _learned(file: UploadedFile, name: str, kind: str) -> Layout:
    suffix = PurePosixPath(name).suffix.lower()
    if suffix not in SUFFIXES:
        raise Refusal("请上传工作簿，.xlsx 学得最全", "upload a workbook; .xlsx is learned best", field="file")
    if (file.size or 0) > settings.UPLOAD_MAX_BYTES:
        most = settings.UPLOAD_MAX_BYTES >> 20
        raise Refusal(f"文件超过 {most} MB", f"over {most} MB", field="file")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"book{suffix}"
        with path.open("wb") as kept:
            for piece in file.chunks():
                kept.write(piece)
        try:
            return learn_template(path, kind=kind or None)
        except YanzhenError as error:
            zh, en = (text.replace(path.name, name) for text in error.said)
            raise Refusal(zh, en, field="file") from error


def kept(actor: Actor, public_id: str) -> Template:
    """A template that the actor may change.

    Raises:
        Template.DoesNotExist: there is none, or it is not the actor's to change.
    """
    rows = Template.objects.visible_to(actor).filter(keeps_template(actor))
    return rows.select_related("owner_org").get(public_id=public_id)


@transaction.atomic
def set_column(template: Template, sheet: int, column: int, key: str, *, expected_version: int) -> Template:
    """Say what a column means.

    Args:
        key: of the field registry; empty for none: the column takes the rows' own column of that header.

    Raises:
        Refusal: no such column or field; somebody else changed it meanwhile.
    """
    rows = Template.objects.unscoped(why=WHY).select_for_update(of=("self",)).select_related("owner_org")
    template = rows.get(pk=template.pk)
    if template.version != expected_version:
        raise Refusal("表样已被改过，请重新打开再改", "the template has been changed meanwhile; open it again")
    try:
        changed = layout_of(template).with_key(column, key or None, sheet=sheet)
    except YanzhenError as error:
        raise Refusal(*error.said, field="key") from error
    template.body = changed.as_json()
    template.version += 1
    template.save(update_fields=["body", "version", "updated_at"])
    note_deed("template.change", template, version=template.version)
    return template


@transaction.atomic
def retire(template: Template) -> None:
    """It is offered no more; rounds that use it keep it."""
    Template.objects.unscoped(why=WHY).filter(pk=template.pk, retired_at=None).update(retired_at=timezone.now())
    note_deed("template.retire", template)


# --- pages -----------------------------------------------------------------------------------------------------------


def list_page(actor: Actor) -> dict[str, Any]:
    """The templates that the actor's rounds may use."""
    rows = Template.objects.visible_to(actor).filter(retired_at=None).select_related("owner_org").defer("body")
    own = set(rows.filter(keeps_template(actor)).values_list("pk", flat=True))
    return {
        "templates": [
            {"template": row, "owner": str(row.owner_org), "kind": str(KIND_LABELS[row.kind]), "kept": row.pk in own}
            for row in rows
        ],
        "kinds": [(kind, str(label)) for kind, label in KIND_LABELS.items()],
    }


def detail_page(actor: Actor, public_id: str) -> dict[str, Any]:
    """What was learned, column by column, with what is in doubt.

    Raises:
        Template.DoesNotExist: there is none, or it is hidden.
    """
    template = Template.objects.visible_to(actor).select_related("owner_org").get(public_id=public_id)
    may = Template.objects.visible_to(actor).filter(keeps_template(actor), pk=template.pk).exists()
    sheets = [_sheet(number, sheet) for number, sheet in enumerate(layout_of(template).sheets)]
    return {"template": template, "sheets": sheets, "keeps": may and template.retired_at is None}


def _sheet(number: int, sheet: Any) -> dict[str, Any]:
    known = fields_of(sheet.kind)
    options = [(field.key, str(field.label)) for field in known.values() if field.type not in ("money_range", "list")]
    return {
        "number": number,
        "name": sheet.name.text,
        "kind": str(KIND_LABELS[sheet.kind]),
        "lines": [cell.words.text for line in sheet.above for cell in line.cells if cell.words.text.strip()],
        "foot": [cell.words.text for line in sheet.below for cell in line.cells if cell.words.text.strip()],
        "columns": [
            {
                "number": column.number,
                "header": column.header,
                "key": column.key or "",
                "label": str(known[column.key].label) if column.key in known else "",
                "unit": column.unit,
                "role": column.role,
                "question": str(column.question) if column.question else "",
            }
            for column in sheet.columns
        ],
        "options": options,
    }
