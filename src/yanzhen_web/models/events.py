"""Events and their sessions; a record takes part in many of them and is still one record."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from yanzhen_web.models.identifiers import PublicId
from yanzhen_web.models.people import Organisation
from yanzhen_web.models.publication import Publication
from yanzhen_web.scopes import Guarded, sees_event, sees_session


class Event(models.Model):
    """A matchmaking event. `figures_released_at`: from then on its totals are for everybody."""

    public_id = PublicId()
    name = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField()
    place = models.CharField(max_length=200, blank=True)
    place_en = models.CharField(max_length=200, blank=True)
    region = models.CharField(max_length=6, blank=True)
    owner_org = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="events")
    publication = models.CharField(max_length=8, choices=Publication.choices, default=Publication.INTERNAL)
    figures_released_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = Guarded(sees_event)

    class Meta:
        ordering: ClassVar = ["-starts_on", "-pk"]

    def __str__(self) -> str:
        return self.name


class Session(models.Model):
    """A part of the programme: the opening (1), a session of an industry chain (4), of a city or county (N)."""

    class Kind(models.TextChoices):
        OPENING = "opening", "开幕式"
        INDUSTRY = "industry", "产业链专场"
        LOCAL = "local", "市县专场"

    public_id = PublicId()
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="sessions")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    name = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True)
    held_on = models.DateField(null=True, blank=True)
    venue = models.CharField(max_length=200, blank=True)
    region = models.CharField(max_length=6, blank=True)
    chain = models.CharField(max_length=60, blank=True)
    mode = models.CharField(max_length=30, blank=True)
    record = models.ForeignKey("Record", on_delete=models.SET_NULL, null=True, blank=True, related_name="sessions")
    order = models.PositiveIntegerField(default=0)

    objects = Guarded(sees_session)

    class Meta:
        ordering: ClassVar = ["order", "pk"]

    def __str__(self) -> str:
        return self.name
