"""Pairs that the matcher proposes."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from yanzhen_web.models.records import Record
from yanzhen_web.scopes import Guarded, sees_match


class Match(models.Model):
    """An achievement for a demand, with integer score and reasons whose weights add up to it."""

    demand = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="offers")
    achievement = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="suits")
    rank = models.PositiveIntegerField()
    score = models.BigIntegerField()
    reasons = models.JSONField(default=list)
    facts = models.JSONField(default=list)
    job = models.ForeignKey("Job", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    computed_at = models.DateTimeField()

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
