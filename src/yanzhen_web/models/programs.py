"""What programs leave behind: answers to keep for a repeated request, and calls that wait to be made."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from yanzhen_web.models.identifiers import PublicId
from yanzhen_web.scopes import Guarded, sees_own, sees_webhook


class IdempotencyKey(models.Model):
    """The answer to a request that said how to tell its repetition; kept for a day."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=100)
    request = models.CharField(max_length=64)  # hash of method, address and body
    status = models.PositiveSmallIntegerField(null=True)  # none yet: the first is still at work
    answer = models.BinaryField(default=b"")
    headers = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = Guarded(sees_own)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "key"], name="idempotency_once")]

    def __str__(self) -> str:
        return self.key


class Webhook(models.Model):
    """An address that is called when something happens that its owner may see."""

    public_id = PublicId()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="webhooks")
    token = models.ForeignKey("Token", on_delete=models.SET_NULL, null=True, related_name="+")
    url = models.CharField(max_length=500)
    secret = models.CharField(max_length=64)
    events = models.JSONField(default=list)
    active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = Guarded(sees_webhook)

    class Meta:
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return self.public_id


class Delivery(models.Model):
    """One call of a webhook that waits, was made, or was given up: the outbox."""

    class State(models.TextChoices):
        WAITING = "waiting", "待发送"
        DONE = "done", "已送达"
        GIVEN_UP = "given_up", "已放弃"

    public_id = PublicId()
    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="deliveries")
    event = models.CharField(max_length=40)
    payload = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    status = models.PositiveSmallIntegerField(null=True)
    error = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = Guarded(lambda actor, prefix="": sees_webhook(actor, f"{prefix}webhook__"))

    class Meta:
        ordering: ClassVar = ["-pk"]
        indexes: ClassVar = [models.Index(fields=["next_at"], name="delivery_waiting", condition=Q(state="waiting"))]

    def __str__(self) -> str:
        return f"{self.event} {self.state}"
