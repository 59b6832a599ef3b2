"""What programs leave behind: answers to keep for a repeated request, and calls that wait to be made."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from yanzhen_web.models.identifiers import PublicId
from yanzhen_web.scopes import Guarded, sees_own, sees_webhook


class IdempotencyKey(models.Model):
    """The answer to a request that said how to tell its repetition; kept for a day, readable with its key only."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=100)
    request = models.CharField(max_length=64)  # hash of method, address, body, and of who asked
    status = models.PositiveSmallIntegerField(null=True)  # none yet: the first is still at work
    answer = models.BinaryField(default=b"")  # headers and body, encrypted
    created_at = models.DateTimeField()

    objects = Guarded(sees_own)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["created_at"], name="idempotency_age")]
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "key"], name="idempotency_once")]

    def __str__(self) -> str:
        return self.key


class Webhook(models.Model):
    """An address that is called when something happens that its owner may see.

    Its secret is worked out of `seed` and the site's own key, so that a copy of the database signs nothing.
    """

    class Stopped(models.TextChoices):
        OWNER = "owner", "本人停用"
        GONE = "gone", "对方不再接收"
        BACKLOG = "backlog", "积压太多"

    public_id = PublicId()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="webhooks")
    token = models.ForeignKey("Token", on_delete=models.SET_NULL, null=True, related_name="+")
    name = models.CharField(max_length=100, blank=True)
    url = models.CharField(max_length=500)
    seed = models.CharField(max_length=64)
    earlier_seed = models.CharField(max_length=64, blank=True)  # signs too, for a day after the secret was changed
    rotated_at = models.DateTimeField(null=True, blank=True)
    events = models.JSONField(default=list)
    active = models.BooleanField(default=True)
    stopped = models.CharField(max_length=10, blank=True, choices=Stopped.choices)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = Guarded(sees_webhook)

    class Meta:
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return self.public_id


class Happening(models.Model):
    """Something that webhooks may tell of, written with the change itself; gone once it is spread to deliveries.

    `items` lists [kind, public id, version] of up to a few hundred rows.
    """

    event = models.CharField(max_length=40)
    items = models.JSONField(default=list)
    at = models.DateTimeField()

    objects = Guarded(lambda actor, prefix="": Q(pk__in=[]))

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"{self.event} ({len(self.items)})"


class Delivery(models.Model):
    """One call of a webhook that waits, was made, or was given up: the outbox."""

    class State(models.TextChoices):
        WAITING = "waiting", "待发送"
        DONE = "done", "已送达"
        GIVEN_UP = "given_up", "已放弃"

    public_id = PublicId()
    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="deliveries")
    event = models.CharField(max_length=40)
    items = models.JSONField(default=list)
    at = models.DateTimeField()  # when it happened
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    status = models.PositiveSmallIntegerField(null=True)
    error = models.CharField(max_length=20, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = Guarded(lambda actor, prefix="": sees_webhook(actor, f"{prefix}webhook__"))

    class Meta:
        ordering: ClassVar = ["-pk"]
        indexes: ClassVar = [
            models.Index(fields=["next_at"], name="delivery_waiting", condition=Q(state="waiting")),
            models.Index(fields=["finished_at"], name="delivery_finished"),
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.state}"
