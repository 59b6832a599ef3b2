"""What the owner of one side is told on its own record's page, and what stands at the address of a merged record."""

from __future__ import annotations

from typing import Any

from yanzhen.fields import KIND_LABELS
from yanzhen.language import say
from yanzhen_web.models import Likeness, Merge, Record
from yanzhen_web.scopes import Actor, knew_record
from yanzhen_web.scopes.likenesses import hears_both_stay, hears_of_claim, owned_merged
from yanzhen_web.services.likenesses.choosing import MERGED
from yanzhen_web.services.records import showing
from yanzhen_web.services.records.reading import seen_by, visible_records
from yanzhen_web.services.records.tellings import root_of

WHY = "whether a record was merged, told to who knew it, or to who reads it from inside"


def told_of(actor: Actor, record: Record) -> dict[str, Any]:
    """What stands above a record: that there is another claim, or what was merged into it; pairs for who sees them.

    Args:
        record: a row of `visible_records`.
    """
    if not record.inside:  # type: ignore[attr-defined]
        return {}
    return {"claim": _claim(actor, record), "pairs": _pairs(actor, record), "merged_from": _merged_from(actor, record)}


def _claim(actor: Actor, record: Record) -> str:
    """That another office has told of it: never by whom, nor what."""
    own, label = Record.objects.visible_to(actor).filter(pk=record.pk), KIND_LABELS[record.kind]
    if own.filter(hears_of_claim(actor)).exists():
        return say(
            f"另有单位也报了此{label.zh}，已提请上级核定。",
            f"Another office has reported this {label.en.lower()} too; the office above is asked to decide.",
        )
    if own.filter(hears_both_stay(actor)).exists():
        return say(
            f"另有单位也报了此{label.zh}，上级已核定：两家各自保留。",
            f"Another office has reported this {label.en.lower()} too; the office above decided that both stay.",
        )
    return ""


def _pairs(actor: Actor, record: Record) -> list[Likeness]:
    rows = Likeness.objects.visible_to(actor).filter(state=Likeness.State.OPEN)
    return [*rows.filter(first=record)[:5], *rows.filter(second=record)[:5]]


def _merged_from(actor: Actor, record: Record) -> list[dict[str, Any]]:
    """When and why another telling was merged into it; whose it was is for those who see that one too."""
    rows = Merge.objects.unscoped(why=WHY).filter(kept=record, undone_at=None)
    seen = set(Merge.objects.visible_to(actor).filter(pk__in=rows).values_list("pk", flat=True))
    return [
        {
            "at": row.at,
            "reason": row.reason,
            "owner": str(row.merged.owner_org) if row.pk in seen else "",
            "name": row.merged.name if row.pk in seen else "",
        }
        for row in rows.select_related("merged__owner_org")
    ]


# --- at the address of a merged record -------------------------------------------------------------------------------


def led_to(actor: Actor, kind: str, public_id: str) -> Record | None:
    """The record in which a merged one stands, for who knew the one and sees the other; else None."""
    rows = Record.objects.unscoped(why=WHY).filter(knew_record(actor), merged_into__isnull=False)
    merged = rows.filter(kind=kind, public_id=public_id).first()
    if merged is None:
        return None
    return visible_records(actor, kind).select_related("owner_org", "upload").filter(pk=root_of(merged).pk).first()


def own_telling(actor: Actor, kind: str, public_id: str) -> dict[str, Any] | None:
    """What the actor's own side told before it was merged into a record that the actor does not see.

    Of that record nothing is shown: which of the own values it took over, when, and why.
    """
    rows = Record.objects.unscoped(why=WHY).filter(owned_merged(actor), kind=kind, public_id=public_id)
    record = seen_by(actor, rows).select_related("owner_org", "upload").first()
    merge = Merge.objects.unscoped(why=WHY).filter(merged=record, undone_at=None).first() if record else None
    if record is None or merge is None:
        return None
    taken = [key for key, whose in merge.choices.items() if whose == MERGED]
    return {
        "record": record,
        "kind_label": str(KIND_LABELS[kind]),
        "at": merge.at,
        "reason": merge.reason,
        "taken": [showing.label(kind, key) for key in taken if key in record.fields or key == "name"],
    }
