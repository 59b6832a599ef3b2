"""Rounds that go between installations without a network: whose files are trusted, and which have come and gone."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from yanzhen_web.models.identifiers import PublicId
from yanzhen_web.models.people import Organisation
from yanzhen_web.models.records import Record
from yanzhen_web.models.rounds import Round
from yanzhen_web.scopes import Guarded
from yanzhen_web.scopes.rounds import sees_correspondent


class Correspondent(models.Model):
    """Another installation whose signed files are taken in: known by its public key, trusted by a person.

    Attributes:
        organisation: the office that sits there.
        key: its Ed25519 public key, 64 hexadecimal digits.
    """

    public_id = PublicId()
    owner_org = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="correspondents")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=200)
    key = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    trusted_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = Guarded(sees_correspondent)

    class Meta:
        ordering: ClassVar = ["name", "pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["owner_org", "key"], name="correspondent_once")]

    def __str__(self) -> str:
        return self.name


class Parcel(models.Model):
    """A signed file that went out or came in; one that comes again changes nothing.

    Attributes:
        counts: what it held, and what taking it in did.
    """

    class Way(models.TextChoices):
        OUT = "out", "发出"
        IN = "in", "收到"

    public_id = PublicId()
    owner_org = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="parcels")
    way = models.CharField(max_length=3, choices=Way.choices)
    correspondent = models.ForeignKey(Correspondent, on_delete=models.PROTECT, null=True, related_name="parcels")
    round = models.ForeignKey(Round, on_delete=models.PROTECT, null=True, related_name="parcels")
    file_name = models.CharField(max_length=255)
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    counts = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    objects = Guarded(sees_correspondent)

    class Meta:
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["way", "sha256"], name="parcel_once")]

    def __str__(self) -> str:
        return f"{self.way} {self.file_name}"


class Carried(models.Model):
    """Which of its owner's versions of a record came in last: an older telling in a late file changes nothing.

    Attributes:
        number: the record's version where it is kept, counted there.
    """

    correspondent = models.ForeignKey(Correspondent, on_delete=models.PROTECT, related_name="carried")
    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()

    objects = Guarded(lambda actor, prefix="": sees_correspondent(actor, f"{prefix}correspondent__"))

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["correspondent", "record"], name="carried_once")]

    def __str__(self) -> str:
        return f"{self.record_id} v{self.number}"
