"""All projects planned together: a study, its scenarios, and what they propose to the offices that keep the leads.

A study assigns nothing. A proposal is taken up by a person who plans, and answered by the office that keeps the lead.
"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from yanzhen_web.models.identifiers import PublicId
from yanzhen_web.models.jobs import Job
from yanzhen_web.models.people import Organisation
from yanzhen_web.models.records import Record
from yanzhen_web.scopes import Guarded, sees_proposal, sees_run, sees_study


class AllocationStudy(models.Model):
    """Which projects are planned into which places.

    Attributes:
        projects, places: public ids, in the order in which they were chosen.
    """

    public_id = PublicId()
    owner_org = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="allocation_studies")
    title = models.CharField(max_length=100)
    projects = models.JSONField(default=list)
    places = models.JSONField(default=list)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()

    objects = Guarded(sees_study)

    class Meta:
        ordering: ClassVar = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.title


class AllocationRun(models.Model):
    """One scenario of a study, and what came of it.

    Attributes:
        settings: of `services.allocation.scenarios.Scenario`.
        result: by public ids, so that names are read by whoever looks, when they look; None until it is worked out.
    """

    public_id = PublicId()
    study = models.ForeignKey(AllocationStudy, on_delete=models.CASCADE, related_name="runs")
    name = models.CharField(max_length=60)
    settings = models.JSONField(default=dict)
    job = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    result = models.JSONField(null=True, blank=True)
    created_at = models.DateTimeField()
    computed_at = models.DateTimeField(null=True, blank=True)

    objects = Guarded(sees_run)

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return self.name


class TransferProposal(models.Model):
    """流转建议: a lead whose own office has no room for it, and a place that has.

    Attributes:
        state: what the planners think of it; only what they took up is read by others.
        answer: what the office that keeps the lead says to it.
        reason: why its own office can't take it, in both languages.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", "建议"
        ADOPTED = "adopted", "采纳"
        DECLINED = "declined", "不采纳"

    class Answer(models.TextChoices):
        OPEN = "open", "待答复"
        AGREED = "agreed", "同意"
        REFUSED = "refused", "不同意"

    public_id = PublicId()
    run = models.ForeignKey(AllocationRun, on_delete=models.CASCADE, related_name="proposals")
    project = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="+")
    place = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="+")
    reason = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=10, choices=Answer.choices, default=Answer.OPEN)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = Guarded(sees_proposal)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["run", "project"], name="transfer_proposed_once"),
        ]

    def __str__(self) -> str:
        return f"{self.project_id} → {self.place_id} {self.state}"
