"""Webhooks: an address is called when something happens that its owner may see. Calls name rows, never what is in them.

What a key may set up it may set up for its own person only; another person's webhooks do not exist.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Status
from pydantic import Field, StrictBool, StringConstraints

from yanzhen.errors import WrongUsage
from yanzhen.language import Said
from yanzhen_web.access import SIGNED_IN
from yanzhen_web.api import paging
from yanzhen_web.api.preconditions import changed, expected_version, tag_of
from yanzhen_web.api.problems import Fault, Problem, invalid
from yanzhen_web.api.records import ETAG, IF_MATCH
from yanzhen_web.api.rooms import Asked, Room
from yanzhen_web.api.schemas import Given, Page, PublicId, Short, Told, both, present
from yanzhen_web.models import Delivery, Webhook
from yanzhen_web.services.programs import happenings, webhooks
from yanzhen_web.services.programs.addresses import LONGEST, RefusedAddress

room = Room(
    "webhooks",
    Said("回调", "Webhooks"),
    Said(
        "有事发生时呼叫您的地址，只说是哪一条，内容由您的程序用密钥来读。要带 write 权限的密钥。",
        "Your address is called when something happens. A call names what it is about; your program reads it with its "
        "key. The key needs the grant write.",
    ),
)

LOCATION = {"Location": Said("在哪里读它", "Where it is read")}
_EVERYBODY = {"who": (SIGNED_IN,)}
_KEPT_BY_WRITERS = _EVERYBODY | {"grants": ("write",)}
Event = Literal[
    "record.created", "record.updated", "record.released", "record.withdrawn",
    "import.ready", "import.refused", "import.accepted", "import.undone", "job.finished", "match.computed",
    "match.decided", "webhook.test",
]  # fmt: skip
Url = Annotated[
    str,
    StringConstraints(max_length=LONGEST, min_length=8, pattern=r"^https?://[!-~]+$"),
    Field(
        description=both(
            "https 地址；内网网段由管理员列出", "An https address; an administrator lists networks of an intranet"
        ),
        examples=["https://hooks.example.com/yanzhen"],
    ),
]
Events = Annotated[
    list[Event],
    Field(min_length=1, max_length=12, description=both("要听的事", "What to hear of"), examples=[["record.updated"]]),
]  # fmt: skip


class WebhookEventTold(Told):
    """Something that a webhook may be told of."""

    name: Event = Field(examples=["record.updated"])
    description: str = Field(examples=["记录有改动、改了密级或恢复了"])


class WebhookEventsTold(Told):
    """The closed list."""

    items: list[WebhookEventTold]


class WebhookGiven(Given):
    """A webhook to set up."""

    url: Url
    events: Events
    name: Short = Field("", examples=["示例系统"])


class WebhookChanged(Given):
    """What to change; the rest stays. Whatever is changed, the webhook goes over to the key that changes it."""

    url: Url | None = None
    events: Events | None = None
    name: Short | None = Field(None, examples=["示例系统"])
    active: StrictBool | None = Field(None, examples=[True])


class WebhookTold(Told):
    """A webhook."""

    id: PublicId
    version: int = Field(ge=1, examples=[1])
    url: Url
    events: list[Event]
    name: str | None = Field(None, examples=["示例系统"])
    active: bool = Field(examples=[True])
    in_force: bool = Field(
        examples=[True],
        description=both(
            "现在会不会呼叫：已启用，且它的密钥有效", "Whether it is called now: it is active, and its key is in force"
        ),
    )
    stopped: Literal["owner", "gone", "backlog"] | None = Field(
        None,
        examples=["gone"],
        description=both(
            "为何停用：本人、对方答 410、积压太多", "Why not active: its owner, the receiver's 410, too many waiting"
        ),
    )
    key: PublicId | None = Field(None, description=both("以哪个密钥的权限", "Within which key's grants"))
    created_at: datetime = Field(examples=["2025-03-29T01:00:00Z"])


class WebhookMade(WebhookTold):
    """A webhook with its secret, which is shown this once."""

    secret: str = Field(examples=["yzwh_0pPzS9c1yS7mS2J1lQxk5o1cZl3y9hF0bB2t1nE4w6A"])


class DeliveryTold(Told):
    """A call that waits, was made, or was given up."""

    id: PublicId
    event: Event
    items: int = Field(ge=0, examples=[1], description=both("涉及几条", "How many rows it is about"))
    state: Literal["waiting", "done", "given_up"] = Field(examples=["done"])
    attempts: int = Field(ge=0, examples=[1])
    status: int | None = Field(
        None, examples=[200], description=both("对方最近一次的状态码", "What the receiver answered last")
    )
    error: str | None = Field(
        None,
        examples=["timeout"],
        description=both("最近一次没送到的原因", "Why the last attempt failed"),
    )
    next_at: datetime | None = Field(
        None, examples=["2025-03-29T01:01:00Z"], description=both("下次何时再试", "The next attempt")
    )
    at: datetime = Field(examples=["2025-03-29T01:00:00Z"], description=both("事情发生的时刻", "When it happened"))
    finished_at: datetime | None = Field(None, examples=["2025-03-29T01:00:02Z"])


def _mine(request: Asked) -> QuerySet[Webhook]:
    return Webhook.objects.visible_to(request.actor).select_related("user", "token")


def _one(request: Asked, public_id: str) -> Webhook:
    return get_object_or_404(_mine(request), public_id=public_id)


def _told(webhook: Webhook) -> dict[str, Any]:
    token = webhook.token
    return present(
        {
            "id": webhook.public_id,
            "version": webhook.version,
            "url": webhook.url,
            "events": webhook.events,
            "name": webhook.name,
            "active": webhook.active,
            "in_force": webhook.active and webhooks.owner_of(webhook) is not None,
            "stopped": webhook.stopped,
            "key": token.public_id if token else None,
            "created_at": webhook.created_at,
        }
    )


def _delivery(delivery: Delivery) -> dict[str, Any]:
    waiting = delivery.state == Delivery.State.WAITING
    return present(
        {
            "id": delivery.public_id,
            "event": delivery.event,
            "items": len(delivery.items),
            "state": delivery.state,
            "attempts": delivery.attempts,
            "status": delivery.status,
            "error": delivery.error,
            "next_at": delivery.next_at if waiting else None,
            "at": delivery.at,
            "finished_at": delivery.finished_at,
        }
    )


def _refused(error: RefusedAddress) -> Problem:
    return invalid(Fault("#/url", str(error), code="refused_address"))


@room.get(
    "/webhook-events",
    said=Said("可以听的事", "What webhooks are told of"),
    answers={200: WebhookEventsTold},
    **_EVERYBODY,
)
def webhook_events_list(request: Asked) -> dict[str, Any]:
    """封闭的清单。"""
    return {"items": [{"name": name, "description": str(said)} for name, said in happenings.EVENTS.items()]}


@room.get("/webhooks", said=Said("自己的回调", "One's own webhooks"), answers={200: Page[WebhookTold]}, **_EVERYBODY)
def webhooks_list(request: Asked, limit: paging.Limit = 50, cursor: paging.Cursor = "") -> dict[str, Any]:
    """最新的在前。"""
    return paging.page(_mine(request), paging.Order("created_at", descending=True), limit, cursor, _told)


@room.post(
    "/webhooks",
    said=Said("设一个回调", "Set up a webhook"),
    answers={201: WebhookMade},
    answer_headers=LOCATION | ETAG,
    refuses=("conflict",),
    cost=5,
    **_KEPT_BY_WRITERS,
)
def webhooks_create(request: Asked, response: HttpResponse, given: WebhookGiven) -> Any:
    """答复里的 secret 只显示这一次。地址解析到内网或本机的会被拒绝。"""
    try:
        made = webhooks.add_webhook(request.user, request.token, given.url, given.events, given.name)
    except RefusedAddress as error:
        raise _refused(error) from error
    except WrongUsage as error:
        raise Problem("conflict", error.said) from error
    response["Location"], response["ETag"] = f"/api/v1/webhooks/{made.public_id}", tag_of(made.version)
    return Status(201, _told(made) | {"secret": webhooks.secret_of(made)})


@room.get(
    "/webhooks/{pid:public_id}",
    said=Said("一个回调", "A webhook"),
    answers={200: WebhookTold},
    answer_headers=ETAG,
    **_EVERYBODY,
)
def webhooks_read(request: Asked, response: HttpResponse, public_id: PublicId) -> dict[str, Any]:
    webhook = _one(request, public_id)
    response["ETag"] = tag_of(webhook.version)
    return _told(webhook)


@room.patch(
    "/webhooks/{pid:public_id}",
    said=Said("改一个回调", "Change a webhook"),
    answers={200: WebhookTold},
    answer_headers=ETAG,
    request_headers=IF_MATCH,
    cost=5,
    **_KEPT_BY_WRITERS,
)
def webhooks_update(
    request: Asked, response: HttpResponse, public_id: PublicId, given: WebhookChanged
) -> dict[str, Any]:
    """改过之后，这个回调归改它的密钥所有：密钥快到期时，用新密钥改一次就行。"""
    _one(request, public_id)
    version, changes = expected_version(request), given.model_dump(exclude_unset=True, exclude_none=True)
    try:
        webhook = webhooks.change_webhook(public_id, request.token, version, **changes)
    except webhooks.Conflict as error:
        raise changed(error.version) from error
    except RefusedAddress as error:
        raise _refused(error) from error
    response["ETag"] = tag_of(webhook.version)
    return _told(webhook)


@room.delete(
    "/webhooks/{pid:public_id}", said=Said("删一个回调", "Delete a webhook"), answers={204: None}, **_KEPT_BY_WRITERS
)
def webhooks_delete(request: Asked, public_id: PublicId) -> Any:
    """连同它的呼叫记录。"""
    webhooks.remove_webhook(_one(request, public_id))
    return Status(204, None)


@room.post(
    "/webhooks/{pid:public_id}/secret",
    said=Said("换签名密钥", "A new secret"),
    answers={200: WebhookMade},
    **_KEPT_BY_WRITERS,
)
def webhooks_secret(request: Asked, public_id: PublicId) -> dict[str, Any]:
    """新的只显示这一次。旧的一天内仍同时签名，以便更换。"""
    webhook = webhooks.rotate_secret(public_id, request.token)
    return _told(webhook) | {"secret": webhooks.secret_of(webhook)}


@room.post(
    "/webhooks/{pid:public_id}/test",
    said=Said("试呼叫", "A call to try it out"),
    answers={202: DeliveryTold},
    answer_headers=LOCATION,
    cost=5,
    **_KEPT_BY_WRITERS,
)
def webhooks_test(request: Asked, response: HttpResponse, public_id: PublicId) -> Any:
    """在后台呼叫；结果见答复的 Location。"""
    webhook = _one(request, public_id)
    return Status(202, _under_way(response, webhook, webhooks.try_out(webhook)))


@room.get(
    "/webhooks/{pid:public_id}/deliveries",
    said=Said("呼叫记录", "Its calls"),
    answers={200: Page[DeliveryTold]},
    **_EVERYBODY,
)
def deliveries_list(
    request: Asked, public_id: PublicId, limit: paging.Limit = 50, cursor: paging.Cursor = ""
) -> dict[str, Any]:
    """最新的在前；结束后留一个月。"""
    webhook = _one(request, public_id)
    rows = Delivery.objects.visible_to(request.actor).filter(webhook=webhook)
    return paging.page(rows, paging.Order("created_at", descending=True), limit, cursor, _delivery, [public_id])


def _call(request: Asked, public_id: str, delivery_id: str) -> Delivery:
    rows = Delivery.objects.visible_to(request.actor).filter(webhook=_one(request, public_id))
    return get_object_or_404(rows, public_id=delivery_id)


@room.get(
    "/webhooks/{pid:public_id}/deliveries/{pid:delivery_id}",
    said=Said("一次呼叫", "A call"),
    answers={200: DeliveryTold},
    **_EVERYBODY,
)
def deliveries_read(request: Asked, public_id: PublicId, delivery_id: PublicId) -> dict[str, Any]:
    return _delivery(_call(request, public_id, delivery_id))


@room.post(
    "/webhooks/{pid:public_id}/deliveries/{pid:delivery_id}/redeliver",
    said=Said("再呼叫一次", "Call again"),
    answers={202: DeliveryTold},
    answer_headers=LOCATION,
    cost=5,
    **_KEPT_BY_WRITERS,
)
def deliveries_redeliver(request: Asked, response: HttpResponse, public_id: PublicId, delivery_id: PublicId) -> Any:
    """编号不变；看不到的内容不会再发。"""
    delivery = _call(request, public_id, delivery_id)
    return Status(202, _under_way(response, delivery.webhook, webhooks.send_again(delivery)))


def _under_way(response: HttpResponse, webhook: Webhook, delivery: Delivery) -> dict[str, Any]:
    response["Location"] = f"/api/v1/webhooks/{webhook.public_id}/deliveries/{delivery.public_id}"
    return _delivery(delivery)
