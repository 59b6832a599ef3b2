"""Pairs that the matcher proposes, what people decide on them, and what is learned from that.

Each run of the matcher writes its pairs anew; a decision is on two records, and stays whatever a run does.
"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from yanzhen_web.models.identifiers import PublicId
from yanzhen_web.models.people import Organisation
from yanzhen_web.models.records import Record
from yanzhen_web.scopes import Guarded, sees_decision, sees_match, sees_model


class Match(models.Model):
    """An achievement for a demand, with integer score and reasons whose weights add up to it.

    Attributes:
        learned_from, learned_at: how many decisions the score was learned from, and when; None where words alone tell.
    """

    demand = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="offers")
    achievement = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="suits")
    rank = models.PositiveIntegerField()
    score = models.BigIntegerField()
    reasons = models.JSONField(default=list)
    facts = models.JSONField(default=list)
    job = models.ForeignKey("Job", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    computed_at = models.DateTimeField()
    learned_from = models.PositiveIntegerField(null=True)
    learned_at = models.DateTimeField(null=True)

    objects = Guarded(sees_match)

    class Meta:
        ordering: ClassVar = ["demand_id", "rank"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["demand", "achievement"], name="match_once")]
        indexes: ClassVar = [
            models.Index(fields=["demand", "rank"], name="match_demand_rank"),
            models.Index(fields=["achievement", "-score"], name="match_achievement_score"),
        ]

    def __str__(self) -> str:
        return f"{self.demand_id}–{self.achievement_id} #{self.rank}"


class MatchDecision(models.Model):
    """What one office or firm thinks of a pair: its last word, whoever of its people said it.

    One that was taken back stays as a row that says nothing, so that whoever was told of it is told of that too.

    Attributes:
        owner_org: in whose name it was decided.
        reason: in words; empty where none was given.
    """

    class Verdict(models.TextChoices):
        ACCEPTED = "accepted", "合适"
        REFUSED = "refused", "不合适"
        TAKEN_BACK = "taken_back", "已撤回"

    public_id = PublicId()
    demand = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="+")
    achievement = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="+")
    owner_org = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="match_decisions")
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    reason = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField()

    objects = Guarded(sees_decision)

    class Meta:
        ordering: ClassVar = ["-decided_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["demand", "achievement", "owner_org"], name="match_decided_once"),
        ]

    def __str__(self) -> str:
        return f"{self.demand_id}–{self.achievement_id} {self.verdict}"


class MatchModel(models.Model):
    """What an office learned from the decisions that it sees: the engine's model as its file, packed.

    It holds the texts of all of these, so it never leaves: the matcher reads it, and nobody else.

    Attributes:
        decisions, accepted: how many pairs it was learned from, and how many of these were accepted.
    """

    public_id = PublicId()
    owner_org = models.OneToOneField(Organisation, on_delete=models.PROTECT, related_name="match_model")
    body = models.BinaryField()
    decisions = models.PositiveIntegerField()
    accepted = models.PositiveIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    learned_at = models.DateTimeField()

    objects = Guarded(sees_model)

    def __str__(self) -> str:
        return f"{self.owner_org} {self.decisions}"
