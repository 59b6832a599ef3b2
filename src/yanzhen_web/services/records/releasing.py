"""How far a record goes by default, and where its own row says so."""

from __future__ import annotations

from typing import Any

from yanzhen_web.models import Publication

_OPEN_KINDS = frozenset(
    {"achievement", "demand", "park", "policy", "cluster", "chain", "session", "university", "office", "intermediary"}
)
_YES = ("是", "可公开", "同意", "公开", "可以", "yes")
_NO = ("否", "不", "暂不", "no")
_SECRET = ("商业秘密", "保密", "秘密")


def is_released(kind: str, fields: dict[str, Any]) -> bool:
    """Whether a row says itself that it may be published; then it is named from the start."""
    return str(fields.get("publication", "")).strip().lower().startswith(_YES)


def publication_of(kind: str, fields: dict[str, Any]) -> str:
    """What a row says of its publication; else open for what is made to be known (a demand under a code), internal
    for everything else.
    """
    stated = str(fields.get("publication", "")).strip().lower()
    if any(word in stated for word in _SECRET):
        return Publication.SECRET
    if stated.startswith(_NO):
        return Publication.INTERNAL
    if stated.startswith(_YES):
        return Publication.OPEN
    # What was signed on a stage is known; its amounts and contacts stay with those who read internal fields.
    known = kind in _OPEN_KINDS or (kind in ("project", "agreement") and fields.get("signed_event"))
    return Publication.OPEN if known else Publication.INTERNAL
