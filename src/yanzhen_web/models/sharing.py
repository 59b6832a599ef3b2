"""Links that were shared: one page, one purpose, until a day."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from yanzhen_web.models.events import Event
from yanzhen_web.models.identifiers import PublicId
from yanzhen_web.models.people import Organisation
from yanzhen_web.models.records import Record
from yanzhen_web.scopes import Guarded, sees_link


class ShareLink(models.Model):
    """A link that shows one page to whoever has it; only the hash of its secret is kept."""

    class Purpose(models.TextChoices):
        RECORD = "record", "一条记录"
        BULLETIN = "bulletin", "一期通报"

    public_id = PublicId()
    digest = models.CharField(max_length=64, unique=True)
    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    record = models.ForeignKey(Record, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    event = models.ForeignKey(Event, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    note = models.CharField(max_length=200, blank=True)
    owner_org = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = Guarded(sees_link)

    class Meta:
        ordering: ClassVar = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.note or self.purpose
