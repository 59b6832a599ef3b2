"""Events and their sessions; a record takes part in many of them and is still one record."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from yanzhen.language import Said
from yanzhen_web.models.identifiers import PublicId
from yanzhen_web.models.people import Organisation
from yanzhen_web.models.publication import Publication
from yanzhen_web.scopes import Guarded, sees_agenda, sees_event, sees_session


class Event(models.Model):
    """A matchmaking event.

    Attributes:
        figures_released_at: from then on its totals are for everybody.
        conflicts: kind of conflict -> block, warn or allow; what is not named is handled as the engine says.
        walking_minutes: between two halls.
        registration_ends_at: until when people register; None while nothing is said.
    """

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
    conflicts = models.JSONField(default=dict)
    walking_minutes = models.PositiveSmallIntegerField(default=0)
    registration_ends_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = Guarded(sees_event)

    class Meta:
        ordering: ClassVar = ["-starts_on", "-pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def said(self) -> Said:
        """Its name in both languages."""
        return _said(self.name, self.name_en)

    @property
    def said_place(self) -> Said:
        """Where it is, in both languages."""
        return _said(self.place, self.place_en)


class Hall(models.Model):
    """A hall of an event.

    Attributes:
        rows, rostrum: chairs of each row, the front one first.
        tables: for meetings; 0 for none. `capacity`: people; None for no limit.
    """

    public_id = PublicId()
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="halls")
    name = models.CharField(max_length=100)
    name_en = models.CharField(max_length=100, blank=True)
    where = models.CharField(max_length=200, blank=True)
    where_en = models.CharField(max_length=200, blank=True)
    capacity = models.PositiveIntegerField(null=True, blank=True)
    tables = models.PositiveIntegerField(default=0)
    rows = models.JSONField(default=list)
    rostrum = models.JSONField(default=list)
    order = models.PositiveIntegerField(default=0)

    objects = Guarded(sees_session)

    class Meta:
        ordering: ClassVar = ["order", "pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["event", "name"], name="hall_name_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def said(self) -> Said:
        """Its name in both languages."""
        return _said(self.name, self.name_en)

    @property
    def said_where(self) -> Said:
        """Where it is, in both languages."""
        return _said(self.where, self.where_en)


class Session(models.Model):
    """A part of the programme: the opening (1), a session of an industry chain (4), of a city or county (N).

    Attributes:
        parent: the session that it is a part of.
        owner_org: the office that holds it; None for that of the event.
        starts, ends: local times on `held_on`.
        organisers: who holds it, in words.
        link: where to join on line.
        admits: whether everybody who is registered for the event may come, whoever asks, or who is invited.
        capacity: None for that of its hall.
        host, rostrum: public ids of guests, in the order of protocol.
    """

    class Kind(models.TextChoices):
        OPENING = "opening", "开幕式"
        INDUSTRY = "industry", "产业链专场"
        LOCAL = "local", "市县专场"

    class Admits(models.TextChoices):
        ALL = "all", "全体参会者"
        ASKING = "asking", "报名参加"
        INVITED = "invited", "仅限受邀"

    public_id = PublicId()
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="sessions")
    parent = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="parts")
    owner_org = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    name = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True)
    held_on = models.DateField(null=True, blank=True)
    starts = models.TimeField(null=True, blank=True)
    ends = models.TimeField(null=True, blank=True)
    hall = models.ForeignKey(Hall, on_delete=models.SET_NULL, null=True, blank=True, related_name="sessions")
    venue = models.CharField(max_length=200, blank=True)
    region = models.CharField(max_length=6, blank=True)
    chain = models.CharField(max_length=60, blank=True)
    mode = models.CharField(max_length=30, blank=True)
    organisers = models.CharField(max_length=500, blank=True)
    link = models.URLField(max_length=500, blank=True)
    note = models.CharField(max_length=1000, blank=True)
    admits = models.CharField(max_length=8, choices=Admits.choices, default=Admits.ALL)
    capacity = models.PositiveIntegerField(null=True, blank=True)
    host = models.CharField(max_length=22, blank=True)
    rostrum = models.JSONField(default=list)
    record = models.ForeignKey("Record", on_delete=models.SET_NULL, null=True, blank=True, related_name="sessions")
    order = models.PositiveIntegerField(default=0)

    objects = Guarded(sees_session)

    class Meta:
        ordering: ClassVar = ["order", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(starts=None) | Q(ends=None) | Q(ends__gt=models.F("starts")), name="session_ends_later"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def said(self) -> Said:
        """Its name in both languages."""
        return _said(self.name, self.name_en)


class AgendaItem(models.Model):
    """A point of a session's agenda; `speakers` are public ids of guests."""

    class Kind(models.TextChoices):
        OPENING = "opening", "开场"
        SPEECH = "speech", "致辞"
        PRESENTATION = "presentation", "推介"
        SIGNING = "signing", "签约"
        ROUNDTABLE = "roundtable", "圆桌"
        AWARD = "award", "授牌"
        BREAK = "break", "茶歇"
        CLOSING = "closing", "结束"
        OTHER = "other", "其他"

    public_id = PublicId()
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="agenda")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    title = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200, blank=True)
    starts = models.TimeField(null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    speakers = models.JSONField(default=list)
    note = models.CharField(max_length=500, blank=True)
    order = models.PositiveIntegerField(default=0)

    objects = Guarded(sees_agenda)

    class Meta:
        ordering: ClassVar = ["order", "pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def said(self) -> Said:
        """Its title in both languages."""
        return _said(self.title, self.title_en)


def _said(zh: str, en: str) -> Said:
    return Said(zh, en or zh)
