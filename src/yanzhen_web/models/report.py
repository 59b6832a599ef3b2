"""Figures that another office published: cited with source and date, never rebuilt from rows."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from yanzhen_web.models.events import Event
from yanzhen_web.scopes import Guarded, sees_session


class CitedFigure(models.Model):
    """One cited figure of an event's report."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="cited_figures")
    key = models.CharField(max_length=80)
    name_zh = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)
    value = models.DecimalField(max_digits=24, decimal_places=6)
    value_cny = models.BigIntegerField(null=True)
    approximate = models.BooleanField(default=False)
    unit = models.CharField(max_length=20, blank=True)
    as_of = models.CharField(max_length=21)
    definition_zh = models.TextField(blank=True)
    definition_en = models.TextField(blank=True)
    source_zh = models.CharField(max_length=300)
    source_en = models.CharField(max_length=300)
    order = models.PositiveIntegerField(default=0)

    objects = Guarded(sees_session)

    class Meta:
        ordering: ClassVar = ["order", "pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["event", "key"], name="cited_once")]

    def __str__(self) -> str:
        return f"{self.key}={self.value}"
