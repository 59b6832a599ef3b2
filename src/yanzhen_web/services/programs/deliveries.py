"""The outbox on its way: happenings spread to those who may know of them, calls made, repeated, and given up.

At least once, in no promised order, with an id by which the receiver knows a repetition. What a webhook may tell is
asked anew at each attempt. A claim is a lease: who dies in a call leaves it to be made again.
"""

from __future__ import annotations

import random
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import orjson
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from yanzhen import __version__
from yanzhen_web.models import Delivery, Happening, Webhook
from yanzhen_web.services.programs import happenings
from yanzhen_web.services.programs.calling import Outcome
from yanzhen_web.services.programs.webhooks import owner_of, signature

ATTEMPTS = 10
FIRST, LONGEST = timedelta(minutes=1), timedelta(hours=12)
LEASE = timedelta(seconds=60)
KEPT = timedelta(days=30)
BACKLOG = 10_000
"""Calls that may wait for one webhook; one that lets more pile up is stopped."""
_WHY = "the courier serves everybody, each within what their owner may see"


def _deliveries() -> QuerySet[Delivery]:
    return Delivery.objects.unscoped(why=_WHY)


def pause_after(attempts: int, chance: float) -> timedelta:
    """How long to wait after so many failed attempts: three times as long each time, give or take a fifth.

    Args:
        chance: from 0 to 1.
    """
    wait = min(FIRST * 3 ** min(attempts - 1, 12), LONGEST)
    return wait * (0.8 + 0.4 * chance)


# --- from what happened to whom it is told ---------------------------------------------------------------------------


def spread(most: int = 20) -> int:
    """Make deliveries of what happened for those who listen and may know of it; how many happenings were spread."""
    waiting = list(Happening.objects.unscoped(why=_WHY).order_by("pk")[:most])
    if not waiting:
        return 0
    active = Webhook.objects.unscoped(why=_WHY).filter(active=True).select_related("user", "token")
    listeners = [(webhook, actor) for webhook in active if (actor := owner_of(webhook))]
    for one in waiting:
        told = [
            (webhook, items)
            for webhook, actor in listeners
            if one.event in webhook.events
            and webhook.created_at <= one.at
            and (items := happenings.visible_items(actor, one.event, one.items))
        ]
        _hand_over(one, told)
    _stop_the_choked({webhook.pk for webhook, _ in listeners})
    return len(waiting)


@transaction.atomic
def _hand_over(one: Happening, told: list[tuple[Webhook, list[Any]]]) -> None:
    taken, _ = Happening.objects.unscoped(why=_WHY).filter(pk=one.pk).delete()
    if taken:  # else another worker has spread it
        now = timezone.now()
        rows = (Delivery(webhook=w, event=one.event, items=items, at=one.at, next_at=now) for w, items in told)
        _deliveries().bulk_create(rows)


def _stop_the_choked(webhooks: Collection[int]) -> None:
    for pk in webhooks:
        waiting = _deliveries().filter(webhook_id=pk, state=Delivery.State.WAITING)
        if waiting.order_by().values("pk")[BACKLOG : BACKLOG + 1].exists():
            _stop(pk, Webhook.Stopped.BACKLOG)


def _stop(webhook: int, why: str) -> None:
    Webhook.objects.unscoped(why=_WHY).filter(pk=webhook, active=True).update(active=False, stopped=why)


# --- one call --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Call:
    """A call that is ready to be made."""

    delivery: Delivery
    url: str
    body: bytes
    headers: dict[str, str]


@transaction.atomic
def claim(busy_webhooks: Collection[int] = (), busy_users: Collection[int] = ()) -> Delivery | None:
    """The delivery that has been due longest, leased to the caller; None where there is none.

    Args:
        busy_webhooks, busy_users: those whose turn it is not, because calls for them are under way.
    """
    rows = _deliveries().filter(state=Delivery.State.WAITING, next_at__lte=timezone.now())
    rows = rows.exclude(webhook_id__in=busy_webhooks).exclude(webhook__user_id__in=busy_users).order_by("next_at", "pk")
    rows = rows.select_related("webhook")
    if connection.features.has_select_for_update_skip_locked:
        rows = rows.select_for_update(skip_locked=True, of=("self",))
    delivery = rows.first()
    if delivery is None:
        return None
    delivery.attempts += 1
    delivery.next_at = timezone.now() + LEASE
    delivery.save(update_fields=["attempts", "next_at"])
    return delivery


def prepare(delivery: Delivery) -> Call | None:
    """The call as it is now; None where it is given up, because its owner may not know of it any more."""
    rows = Webhook.objects.unscoped(why=_WHY).select_related("user", "token")
    webhook = rows.filter(pk=delivery.webhook_id).first()
    actor = owner_of(webhook) if webhook and (webhook.active or delivery.event == happenings.TEST) else None
    if webhook is None or actor is None:
        return _give_up(delivery, "stopped")
    items = happenings.visible_items(actor, delivery.event, delivery.items)
    if not items and delivery.event != happenings.TEST:
        return _give_up(delivery, "nothing_to_tell")
    now = timezone.now()
    body = orjson.dumps(_payload(delivery, webhook, items))
    headers = {
        "Content-Type": "application/json",
        "User-Agent": f"Yanzhen/{__version__}",
        "Yanzhen-Event": delivery.event,
        "Yanzhen-Delivery": delivery.public_id,
        "Yanzhen-Signature": signature(webhook, body, int(now.timestamp())),
    }
    return Call(delivery, webhook.url, body, headers)


def _payload(delivery: Delivery, webhook: Webhook, items: list[Any]) -> dict[str, Any]:
    return {
        "id": delivery.public_id,
        "webhook": webhook.public_id,
        "event": delivery.event,
        "at": delivery.at.isoformat(),
        "items": [_told(*item) for item in items],
    }


def _told(kind: str, public_id: str, version: int) -> dict[str, Any]:
    known = {"version": version} if version else {}
    return {"kind": kind, "id": public_id, **known, "url": url_of(kind, public_id)}


def url_of(kind: str, public_id: str) -> str:
    """Where a program reads what is told of."""
    room = {"import": "imports", "job": "jobs", "decision": "matches/decisions"}.get(kind, f"records/{kind}")
    return f"/api/v1/{room}/{public_id}"


# --- what came of it -------------------------------------------------------------------------------------------------


def settle(delivery: Delivery, outcome: Outcome) -> None:
    """Write down what came of an attempt: delivered, to be tried again, or given up."""
    values: dict[str, Any] = {"status": outcome.status, "error": outcome.error}
    if outcome.done:
        values |= {"state": Delivery.State.DONE, "finished_at": timezone.now(), "error": ""}
    elif outcome.status == 410 or delivery.attempts >= ATTEMPTS:
        values |= {"state": Delivery.State.GIVEN_UP, "finished_at": timezone.now()}
    else:
        wait = pause_after(delivery.attempts, random.random())  # noqa: S311 -- spreads load, guards nothing
        values["next_at"] = timezone.now() + wait
    _mine(delivery).update(**values)
    if outcome.status == 410:
        _stop(delivery.webhook_id, Webhook.Stopped.GONE)


def _give_up(delivery: Delivery, why: str) -> None:
    _mine(delivery).update(state=Delivery.State.GIVEN_UP, error=why, finished_at=timezone.now())


def _mine(delivery: Delivery) -> QuerySet[Delivery]:
    """The row as it was claimed: a later claim, or one asked for anew, is another's."""
    return _deliveries().filter(pk=delivery.pk, state=Delivery.State.WAITING, attempts=delivery.attempts)


def forget_old() -> int:
    """Finished deliveries are kept for a month."""
    gone, _ = _deliveries().filter(finished_at__lt=timezone.now() - KEPT).delete()
    return gone
