"""Who comes to an event: guests, the sessions they come to, who looks after them, and that they were there."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from yanzhen_web.models.events import Event, Session
from yanzhen_web.models.identifiers import PublicId
from yanzhen_web.models.people import Organisation
from yanzhen_web.scopes import Guarded
from yanzhen_web.scopes.meeting import sees_check_in, sees_guest, sees_part, sees_place


class Liaison(models.Model):
    """Who looks after guests: one a guest."""

    public_id = PublicId()
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="liaisons")
    name = models.CharField(max_length=100)
    phone = models.CharField(max_length=40, blank=True)

    objects = Guarded(sees_part)

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return self.name


class Vehicle(models.Model):
    """A vehicle: its plate or number, seats, driver, when it leaves and where it goes."""

    public_id = PublicId()
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="vehicles")
    label = models.CharField(max_length=60)
    seats = models.PositiveSmallIntegerField()
    driver = models.CharField(max_length=100, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    leaves = models.CharField(max_length=60, blank=True)
    route = models.CharField(max_length=200, blank=True)

    objects = Guarded(sees_part)

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return self.label


class Room(models.Model):
    """A room in a hotel."""

    public_id = PublicId()
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="rooms")
    hotel = models.CharField(max_length=100)
    number = models.CharField(max_length=20)

    objects = Guarded(sees_part)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["event", "hotel", "number"], name="room_once")]

    def __str__(self) -> str:
        return f"{self.hotel} {self.number}"


class Guest(models.Model):
    """Somebody who comes to an event.

    Attributes:
        owner_org: who sent the guest, or registered them.
        organisation: what stands on the badge.
        approvals: name, title, organisation -> {"by", "on", "zh", "en"}: the wording that was approved.
        code: short, typed at a desk; unique in the event, without letters that are mistaken for others.
        edition: raised to end every code and link that was given out for this guest.
        interpreter: the language for which the guest needs one.
    """

    class Role(models.TextChoices):
        VIP = "vip", "贵宾"
        SPEAKER = "speaker", "发言嘉宾"
        DELEGATE = "delegate", "参会代表"
        PRESS = "press", "媒体"
        STAFF = "staff", "工作人员"

    class State(models.TextChoices):
        INVITED = "invited", "已邀请"
        ASKING = "asking", "待确认"
        COMING = "coming", "参会"
        WAITING = "waiting", "候补"
        DECLINED = "declined", "不参会"
        CANCELLED = "cancelled", "已取消"

    public_id = PublicId()
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="guests")
    owner_org = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=100)
    name_en = models.CharField(max_length=100, blank=True)
    title = models.CharField(max_length=200, blank=True)
    title_en = models.CharField(max_length=200, blank=True)
    organisation = models.CharField(max_length=200, blank=True)
    organisation_en = models.CharField(max_length=200, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.DELEGATE)
    state = models.CharField(max_length=10, choices=State.choices, default=State.COMING)
    profile = models.TextField(max_length=2000, blank=True)
    interpreter = models.CharField(max_length=40, blank=True)
    approvals = models.JSONField(default=dict)
    code = models.CharField(max_length=10)
    edition = models.PositiveSmallIntegerField(default=1)
    record = models.ForeignKey("Record", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    liaison = models.ForeignKey(Liaison, on_delete=models.SET_NULL, null=True, blank=True, related_name="guests")
    vehicle = models.ForeignKey(Vehicle, on_delete=models.SET_NULL, null=True, blank=True, related_name="guests")
    room = models.ForeignKey(Room, on_delete=models.SET_NULL, null=True, blank=True, related_name="guests")
    note = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    objects = Guarded(sees_guest)

    class Meta:
        ordering: ClassVar = ["pk"]
        indexes: ClassVar = [models.Index(fields=["event", "state"], name="guest_event_state")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["event", "code"], name="guest_code_once"),
            models.CheckConstraint(condition=~Q(name=""), name="guest_named"),
        ]

    def __str__(self) -> str:
        return self.name


class SessionGuest(models.Model):
    """That a guest comes to a session, waits for a place there, or was asked to come.

    Attributes:
        asked_at: places go to those who wait in the order of asking.
    """

    class State(models.TextChoices):
        INVITED = "invited", "已邀请"
        COMING = "coming", "参加"
        WAITING = "waiting", "候补"
        DECLINED = "declined", "不参加"

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="places")
    guest = models.ForeignKey(Guest, on_delete=models.CASCADE, related_name="places")
    state = models.CharField(max_length=10, choices=State.choices, default=State.COMING)
    asked_at = models.DateTimeField()

    objects = Guarded(sees_place)

    class Meta:
        ordering: ClassVar = ["asked_at", "pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["session", "guest"], name="session_guest_once")]
        indexes: ClassVar = [models.Index(fields=["session", "state", "asked_at"], name="session_guest_waiting")]

    def __str__(self) -> str:
        return f"{self.guest_id} {self.state}"


class CheckInDesk(models.Model):
    """A device at a door that checks guests in, without an account, until a moment.

    Attributes:
        session: None for every session of the event.
        edition: raised to shut the link that was given out.
    """

    public_id = PublicId()
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="desks")
    session = models.ForeignKey(Session, on_delete=models.CASCADE, null=True, blank=True, related_name="desks")
    name = models.CharField(max_length=100)
    edition = models.PositiveSmallIntegerField(default=1)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = Guarded(sees_part)

    class Meta:
        ordering: ClassVar = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.name


class CheckIn(models.Model):
    """That a guest was admitted to a session: once, however often the code is shown.

    Attributes:
        way: hall code, short code typed, camera, link followed on line, or the organiser's hand.
        mark: what the device called this check-in: sent again it is the same one.
        at: by the device's clock, which stood still while the server was away; received_at by ours.
    """

    class Way(models.TextChoices):
        HALL = "hall", "扫会场码"
        TYPED = "typed", "输短码"
        CAMERA = "camera", "扫胸卡"
        ONLINE = "online", "线上加入"
        HAND = "hand", "人工登记"

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="check_ins")
    guest = models.ForeignKey(Guest, on_delete=models.CASCADE, related_name="check_ins")
    way = models.CharField(max_length=8, choices=Way.choices)
    desk = models.ForeignKey(CheckInDesk, on_delete=models.SET_NULL, null=True, blank=True, related_name="check_ins")
    mark = models.CharField(max_length=40, unique=True)
    at = models.DateTimeField()
    received_at = models.DateTimeField()

    objects = Guarded(sees_check_in)

    class Meta:
        ordering: ClassVar = ["at", "pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["session", "guest"], name="check_in_once")]

    def __str__(self) -> str:
        return f"{self.guest_id} {self.at}"
