"""State secrets are not taken: what bears their mark is refused before it is kept, and nothing of it stays."""

from __future__ import annotations

from django.db import transaction

from yanzhen.errors import StateSecret
from yanzhen_web.models import DraftRow, Upload
from yanzhen_web.services.collect.inboxes import forget, path_of
from yanzhen_web.services.history.noting import note_deed
from yanzhen_web.services.programs.happenings import note

REFUSED = "upload.secret"
_NAMELESS = "已删除的文件"


def refuse_unseen(upload: Upload, error: StateSecret) -> tuple[str, str]:
    """Remove the bytes of a book that bears a mark at once, and its name, which may tell something of it too.

    The history says that a book was refused, and nothing of what was in it.

    Returns:
        The sentence that says what to do now, in both languages.
    """
    path = path_of(upload)
    own = (path.name, upload.file_name)
    zh, en = (_unnamed(text, own, said) for text, said in zip(error.said, ("文件", "the file"), strict=True))
    if path.parent.exists():
        forget(upload)
    with transaction.atomic():
        DraftRow.objects.unscoped(why="rows of a book of which nothing may be kept").filter(upload=upload).delete()
        upload.file_name, upload.sha256 = f"{_NAMELESS}{path.suffix}", ""
        upload.state, upload.refusal_zh, upload.refusal_en = Upload.State.REFUSED, zh, en
        upload.columns, upload.sheets, upload.issues, upload.skipped = [], [], [], []
        upload.counts = {"secret": True}
        upload.save()
        note_deed(REFUSED, upload)
        note("import.refused", [("import", upload.public_id, 0)])
    return zh, en


def _unnamed(text: str, names: tuple[str, ...], said: str) -> str:
    for name in names:
        text = text.replace(name, said)
    return text
