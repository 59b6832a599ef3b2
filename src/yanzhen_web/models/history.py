"""Who did what, when, from where; sealed in batches into a chain of hashes, so that nothing in it can be rewritten.

What names a person stands beside the chain: an entry refers to `PersonRef` and `PersonalValue` rows, whose contents
can be erased; the chain holds only their salted hashes. Rows here are written by `services.history` only
(`noting`, `sealing`, `erasing`); triggers in the database refuse everything else.
"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from yanzhen_web.models.identifiers import PublicId
from yanzhen_web.models.recorded import Recorded, RecordedModel
from yanzhen_web.scopes import sees_entry, sees_nothing


class PersonRef(RecordedModel):
    """A person as the history knows them: a name that can be erased behind a reference and a hash that stay."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    label = models.CharField(max_length=200, blank=True)
    salt = models.CharField(max_length=32, blank=True)
    hash = models.CharField(max_length=64)
    erased_at = models.DateTimeField(null=True, blank=True)

    objects = Recorded(sees_nothing)

    def __str__(self) -> str:
        return self.label or f"#{self.pk}"


class PersonalValue(RecordedModel):
    """One personal value that the history refers to by a salted hash; erasing it leaves the hash where it stands.

    Attributes:
        key: the field of the record, `extra` for its unknown columns, `address` for a network address.
        at: since when it is kept.
    """

    salt = models.CharField(max_length=32, blank=True)
    value = models.JSONField(null=True)
    record = models.ForeignKey("Record", on_delete=models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey(PersonRef, on_delete=models.PROTECT, null=True, related_name="+")
    key = models.CharField(max_length=60)
    at = models.DateTimeField()
    hash = models.CharField(max_length=64)
    erased_at = models.DateTimeField(null=True, blank=True)

    objects = Recorded(sees_nothing)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["key", "at"], name="personal_age", condition=Q(erased_at=None, record=None))
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"


class Seal(RecordedModel):
    """One link of the chain: it covers entries and versions, and holds the hash of the link before it."""

    number = models.PositiveIntegerField(unique=True)
    previous = models.CharField(max_length=64)
    head = models.CharField(max_length=64, unique=True)
    entries = models.PositiveIntegerField()
    versions = models.PositiveIntegerField()
    sealed_at = models.DateTimeField()

    objects = Recorded(sees_nothing)

    class Meta:
        ordering: ClassVar = ["number"]

    def __str__(self) -> str:
        return f"{self.number} {self.head[:12]}"


class AuditEntry(RecordedModel):
    """One deed: who, when, from where, on which version of which row. `detail` holds nothing personal."""

    public_id = PublicId()
    at = models.DateTimeField()
    action = models.CharField(max_length=40)
    person = models.ForeignKey(PersonRef, on_delete=models.PROTECT, null=True, related_name="+")
    path = models.CharField(max_length=400, blank=True)  # of the organisation at whose desk it was done
    role = models.CharField(max_length=20, blank=True)
    door = models.CharField(max_length=20, blank=True)  # page, api, command, job, link
    origin = models.ForeignKey(PersonalValue, on_delete=models.PROTECT, null=True, related_name="+")  # network address
    subject_kind = models.CharField(max_length=30, blank=True)
    subject_id = models.CharField(max_length=64, blank=True)
    subject_version = models.PositiveIntegerField(null=True)
    detail = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)
    seal = models.ForeignKey(Seal, on_delete=models.PROTECT, null=True, related_name="+")

    objects = Recorded(sees_entry)

    class Meta:
        ordering: ClassVar = ["-pk"]
        indexes: ClassVar = [
            models.Index(fields=["at"], name="entry_at"),
            models.Index(fields=["action", "at"], name="entry_action"),
            models.Index(fields=["subject_kind", "subject_id"], name="entry_subject"),
            models.Index(fields=["path"], name="entry_path"),
            models.Index(fields=["id"], name="entry_unsealed", condition=Q(seal=None)),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action}"
