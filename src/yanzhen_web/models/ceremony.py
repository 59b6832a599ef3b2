"""The signing ceremony and the papers of an event: what was applied for, what was cut, what was printed."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from yanzhen_web.models.events import Event, Session
from yanzhen_web.models.identifiers import PublicId
from yanzhen_web.models.people import Organisation
from yanzhen_web.scopes import Guarded
from yanzhen_web.scopes.meeting import sees_part, sees_signing


class StageSigning(models.Model):
    """A signing that an office applied for, and whether it is on stage, signed elsewhere, or cut.

    Attributes:
        owner_org: the county or park that applied.
        parties: [{"zh", "en", "approval": {"by", "on", "zh", "en"}}], party A first.
        approval: of the name of the project.
        stage: how far it is: intention, framework agreement, contract.
        document: what the organiser has seen of it; earlier: an earlier signing of the project.
        signers: public ids of guests, in the order of the parties.
        called_at: when it was called to the stage on the day.
    """

    class Outcome(models.TextChoices):
        APPLIED = "applied", "已申报"
        STAGE = "stage", "上台签约"
        ELSEWHERE = "elsewhere", "场外签约"
        CUT = "cut", "不列入"

    public_id = PublicId()
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="signings")
    session = models.ForeignKey(Session, on_delete=models.SET_NULL, null=True, blank=True, related_name="signings")
    owner_org = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    record = models.ForeignKey("Record", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    project = models.CharField(max_length=300)
    project_en = models.CharField(max_length=300, blank=True)
    approval = models.JSONField(default=dict)
    parties = models.JSONField(default=list)
    stage = models.CharField(max_length=60, blank=True)
    document = models.CharField(max_length=200, blank=True)
    earlier = models.CharField(max_length=300, blank=True)
    amount_cny = models.BigIntegerField(null=True, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.APPLIED)
    reason = models.CharField(max_length=500, blank=True)
    batch = models.PositiveSmallIntegerField(default=1)
    order = models.PositiveSmallIntegerField(default=0)
    signers = models.JSONField(default=list)
    remark = models.CharField(max_length=500, blank=True)
    called_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = Guarded(sees_signing)

    class Meta:
        ordering: ClassVar = ["batch", "order", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["event", "record"], condition=Q(record__isnull=False), name="stage_signing_once"
            ),
            models.CheckConstraint(condition=~Q(project=""), name="stage_signing_named"),
        ]

    def __str__(self) -> str:
        return self.project


class PrintedPaper(models.Model):
    """What was printed of a paper: the manifest by which a late change reprints only what it changed."""

    public_id = PublicId()
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="papers")
    paper = models.CharField(max_length=40)
    scope = models.CharField(max_length=40, blank=True)
    language = models.CharField(max_length=5)
    manifest = models.JSONField()
    sheets = models.PositiveIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    objects = Guarded(sees_part)

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.paper} {self.at}"
