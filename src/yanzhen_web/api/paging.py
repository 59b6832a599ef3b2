"""Cursors: a page begins after the last row of the one before, whatever is added or taken away meanwhile.

A cursor holds the value by which the list is ordered and the public id of that row, signed together with what was
asked for; it tells no sequence number, and is of no use for another list.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Annotated, Any

from django.core import signing
from django.db.models import F, Q, QuerySet
from pydantic import Field, StringConstraints

from yanzhen.language import say
from yanzhen_web.api.problems import Fault, invalid
from yanzhen_web.api.schemas import both

Limit = Annotated[
    int, Field(ge=1, le=200, description=both("一页几项，最多 200", "Items on a page, at most 200"), examples=[50])
]
Cursor = Annotated[
    str,
    StringConstraints(max_length=2000, pattern=r"^[A-Za-z0-9:_-]*$"),
    Field(
        description=both("上一页的 next；第一页不写", "`next` of the page before; none for the first"), examples=[""]
    ),
]
_SALT = "yanzhen_web.api.paging"


@dataclass(frozen=True)
class Order:
    """By which column; the tie (unique, and telling nothing) decides between equal ones. No value comes last."""

    column: str = "public_id"
    descending: bool = False
    tie: str = "public_id"

    def over(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """The rows in this order."""
        term = F(self.column).desc(nulls_last=True) if self.descending else F(self.column).asc(nulls_last=True)
        return rows.order_by(term, self.tie)

    def after(self, value: Any, tie: Any) -> Q:
        """The rows that come after this one."""
        beyond_tie = {f"{self.tie}__gt": tie}
        if value is None:
            return Q(**{f"{self.column}__isnull": True}, **beyond_tie)
        beyond = Q(**{f"{self.column}__{'lt' if self.descending else 'gt'}": value})
        same = Q(**{self.column: value}, **beyond_tie)
        return beyond | same | Q(**{f"{self.column}__isnull": True})


def page(
    rows: QuerySet[Any], order: Order, limit: int, cursor: str, tell: Callable[[Any], Any], asked: Iterable[Any] = ()
) -> dict[str, Any]:
    """A page of rows, each told, with the cursor of the next.

    Args:
        asked: what else the list was asked for (filters, words): a cursor of another list is refused.

    Raises:
        Problem: 422 for a cursor that is none, or of another list.
    """
    mark = repr((rows.model.__name__, order, tuple(asked)))
    if cursor:
        rows = rows.filter(order.after(*_read(cursor, mark)))
    found = list(order.over(rows)[: limit + 1])
    told: dict[str, Any] = {"items": [tell(row) for row in found[:limit]]}
    if len(found) > limit:
        last = found[limit - 1]
        told["next"] = _write(getattr(last, order.column), getattr(last, order.tie), mark)
    return told


def page_of(
    rows_after: Callable[[str], Iterable[Any]],
    limit: int,
    cursor: str,
    tell: Callable[[Any], Any],
    asked: Iterable[Any],
) -> dict[str, Any]:
    """A page of rows that no query alone gives: `rows_after(public_id)` gives them in the order of their public ids.

    Raises:
        Problem: 422 for a cursor that is none, or of another list.
    """
    mark = repr(("public_id", tuple(asked)))
    after = _read(cursor, mark)[1] if cursor else ""
    found = list(islice(rows_after(after), limit + 1))
    told: dict[str, Any] = {"items": [tell(row) for row in found[:limit]]}
    if len(found) > limit:
        told["next"] = _write(None, found[limit - 1].public_id, mark)
    return told


def _write(value: Any, tie: Any, mark: str) -> str:
    kept = value.isoformat() if isinstance(value, date | datetime) else value
    return signing.dumps([kept, tie], salt=_SALT + mark, compress=False)


def _read(cursor: str, mark: str) -> tuple[Any, Any]:
    try:
        value, tie = signing.loads(cursor, salt=_SALT + mark)
    except (signing.BadSignature, ValueError) as error:
        advice = say("请用上一页的 next，条件不变。", "Send `next` of the page before, with the same filters.")
        raise invalid(Fault("query:cursor", advice, code="cursor")) from error
    return value, tie
