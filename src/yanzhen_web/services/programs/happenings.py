"""What happens here that programs may want to be told of, and who may be told.

A happening is written in the transaction of the change, one row for up to a few hundred records; it names rows and
says nothing of what is in them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from yanzhen.language import Said
from yanzhen_web.models import Happening, Job, Match, MatchDecision, Record, RecordVersion, Upload, Webhook
from yanzhen_web.scopes import Actor, knew_record

Item = tuple[str, str, int]
"""Kind, public id, version (0 where there are none)."""

MOST = 200
"""Items of one happening, and so of one call."""
TEST = "webhook.test"
EVENTS = {
    "record.created": Said("新增了记录", "Records were created"),
    "record.updated": Said("记录有改动、改了密级或恢复了", "Records were changed, classified anew, or brought back"),
    "record.released": Said("记录已发布：名称和金额公开", "Records were released: names and amounts are for everybody"),
    "record.withdrawn": Said("记录已撤回", "Records were withdrawn"),
    "import.ready": Said("工作簿已读完，等待入库", "A workbook was read and waits to be accepted"),
    "import.refused": Said("工作簿没有收", "A workbook was refused"),
    "import.accepted": Said("工作簿已入库", "A workbook's rows became records"),
    "import.undone": Said("工作簿的入库已撤销", "What a workbook did was taken back"),
    "job.finished": Said(
        "自己的后台任务结束了（成功、失败或取消）", "One's own job has ended: done, failed or cancelled"
    ),
    "match.computed": Said("需求有了新的匹配", "Demands have new matches"),
    "match.decided": Said(
        "本单位或下级对配对有了判断、改了或撤回了",
        "A pair was decided on, decided anew or left open again, by one's own organisation or one below it",
    ),
    TEST: Said("试呼叫，由人要求，其他时候不发", "A call to try it out, made when asked for only"),
}
"""The closed list of events, each with what it tells."""

_OF_ACTION = {
    RecordVersion.Action.CREATE: "record.created",
    RecordVersion.Action.WITHDRAW: "record.withdrawn",
    RecordVersion.Action.RELEASE: "record.released",
}
_WHY = "the outbox of what happened"


def note(event: str, items: Iterable[Item], at: datetime | None = None) -> None:
    """Write down that something happened, in the transaction of the change; nothing where nobody listens."""
    source = iter(items)
    if not _anybody_listens():
        return
    moment = at or timezone.now()
    rows = []
    while part := [list(item) for item in islice(source, MOST)]:
        rows.append(Happening(event=event, items=part, at=moment))
    Happening.objects.unscoped(why=_WHY).bulk_create(rows)


def note_records(steps: Iterable[tuple[str, Record]], at: datetime) -> None:
    """The same for records that the writer has written: what was done to each, and the record."""
    if not _anybody_listens():
        return
    sorted_out: dict[str, list[Item]] = {}
    for action, record in steps:
        event = _OF_ACTION.get(RecordVersion.Action(action), "record.updated")
        sorted_out.setdefault(event, []).append((record.kind, record.public_id, record.version))
    for event, items in sorted_out.items():
        note(event, items, at)


def _anybody_listens() -> bool:
    return Webhook.objects.unscoped(why=_WHY).filter(active=True).exists()


def visible_items(actor: Actor, event: str, items: Sequence[Sequence[object]]) -> list[Sequence[object]]:
    """Those of the items that the actor may know of now."""
    ids = [str(item[1]) for item in items]
    if event == TEST:
        return list(items)
    known = set(_KNOWN[event.partition(".")[0]](actor, event, ids))
    return [item for item in items if item[1] in known]


def _records(actor: Actor, event: str, ids: list[str]) -> QuerySet[Record, str]:
    if event == "record.withdrawn":
        rows = Record.objects.unscoped(why="who saw a record is told that it is gone").filter(knew_record(actor))
    else:
        rows = Record.objects.visible_to(actor)
    return rows.filter(public_id__in=ids).values_list("public_id", flat=True)


def _uploads(actor: Actor, event: str, ids: list[str]) -> QuerySet[Upload, str]:
    return Upload.objects.visible_to(actor).filter(public_id__in=ids).values_list("public_id", flat=True)


def _jobs(actor: Actor, event: str, ids: list[str]) -> QuerySet[Job, str]:
    return Job.objects.visible_to(actor).filter(public_id__in=ids).values_list("public_id", flat=True)


def _matched(actor: Actor, event: str, ids: list[str]) -> QuerySet[Any, str]:
    if event == "match.decided":
        return MatchDecision.objects.visible_to(actor).filter(public_id__in=ids).values_list("public_id", flat=True)
    rows = Match.objects.visible_to(actor).filter(demand__public_id__in=ids)
    return rows.order_by().values_list("demand__public_id", flat=True).distinct()


_KNOWN: dict[str, Callable[[Actor, str, list[str]], Iterable[str]]] = {
    "record": _records,
    "import": _uploads,
    "job": _jobs,
    "match": _matched,
}
