"""Who meets whom: a plan with its parties, requests, the meetings that came of them, and what became of these."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from yanzhen_web.models.events import Event, Hall, Session
from yanzhen_web.models.guests import Guest
from yanzhen_web.models.identifiers import PublicId
from yanzhen_web.models.people import Organisation
from yanzhen_web.models.records import Record
from yanzhen_web.scopes import Guarded
from yanzhen_web.scopes.meeting import (
    sees_follow_up,
    sees_mark,
    sees_meeting,
    sees_notice,
    sees_party,
    sees_plan,
    sees_request,
)


class MeetingPlan(models.Model):
    """One block of meetings of an event, and how its timetable is made.

    Attributes:
        starts: local time of the first slot on `held_on`; slots are numbered from 1.
        pauses: slots in which nobody meets (a tea break).
        spare: share of tables kept back. least: meetings that everybody should have, where that is possible at all.
        travel_slots: between halls. online_slots: in which nobody needs a table.
        interpreters: language -> how many of them there are.
        notice_minutes: nobody is moved so near to a meeting.
        link: pattern of an on-line link a slot and table: {slot}, {table}, {meeting} are filled in.
        certificate: {"value", "bound", "gap", "proven_optimal", "breaks", "breaks_bound", "refused"} of the timetable.
        edition: raised with every change of the timetable.
    """

    public_id = PublicId()
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="plans")
    session = models.ForeignKey(Session, on_delete=models.SET_NULL, null=True, blank=True, related_name="plans")
    name = models.CharField(max_length=200)
    held_on = models.DateField()
    starts = models.TimeField()
    slot_minutes = models.PositiveSmallIntegerField(default=20)
    slots = models.PositiveSmallIntegerField(default=12)
    pauses = models.JSONField(default=list)
    spare = models.FloatField(default=0.1)
    least = models.PositiveSmallIntegerField(default=1)
    most = models.PositiveSmallIntegerField(null=True, blank=True)
    travel_slots = models.PositiveSmallIntegerField(default=1)
    online_slots = models.JSONField(default=list)
    interpreters = models.JSONField(default=dict)
    notice_minutes = models.PositiveSmallIntegerField(default=15)
    link = models.CharField(max_length=500, blank=True)
    certificate = models.JSONField(default=dict)
    edition = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    job = models.ForeignKey("Job", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = Guarded(sees_plan)

    class Meta:
        ordering: ClassVar = ["held_on", "starts", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(slots__gt=0) & Q(slot_minutes__gt=0) & Q(spare__gte=0) & Q(spare__lt=1),
                name="meeting_plan_sound",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def time_of(self, slot: int) -> time:
        """When a slot begins, by the clock; slots count from 1."""
        begins = datetime.combine(self.held_on, self.starts) + timedelta(minutes=(slot - 1) * self.slot_minutes)
        return begins.time()


class MeetingParty(models.Model):
    """A guest who meets people in a plan.

    Attributes:
        least, most: meetings; None for those of the plan. unavailable: slots, from 1.
        opted_out_at: the guest wants no meetings any more.
        absent_from: the slot from which on the guest was reported away; None while there.
    """

    public_id = PublicId()
    plan = models.ForeignKey(MeetingPlan, on_delete=models.CASCADE, related_name="parties")
    guest = models.ForeignKey(Guest, on_delete=models.CASCADE, related_name="parties")
    hall = models.ForeignKey(Hall, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    least = models.PositiveSmallIntegerField(null=True, blank=True)
    most = models.PositiveSmallIntegerField(null=True, blank=True)
    unavailable = models.JSONField(default=list)
    opted_out_at = models.DateTimeField(null=True, blank=True)
    absent_from = models.PositiveSmallIntegerField(null=True, blank=True)

    objects = Guarded(sees_party)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["plan", "guest"], name="meeting_party_once")]

    def __str__(self) -> str:
        return f"{self.guest_id}"


class MeetingRequest(models.Model):
    """A meeting that somebody asks for: from whom, with whom, how much it is worth, and where it came from.

    Attributes:
        value: whole; of the plan's own scale. slots: those it may have, from 1; empty for any.
        about: what it is about, in words; reasons: as the matcher gave them.
        why: why it did not make it into the timetable: {"zh", "en"}; empty where it did.
    """

    class Source(models.TextChoices):
        TYPED = "typed", "人工填写"
        IMPORTED = "imported", "导入"
        MATCH = "match", "匹配推荐"
        MUST = "must", "组委会必谈"
        GUEST = "guest", "本人约谈"

    class State(models.TextChoices):
        OPEN = "open", "有效"
        REFUSED = "refused", "对方婉拒"
        TAKEN_BACK = "taken_back", "已撤回"

    public_id = PublicId()
    plan = models.ForeignKey(MeetingPlan, on_delete=models.CASCADE, related_name="requests")
    asker = models.ForeignKey(MeetingParty, on_delete=models.CASCADE, related_name="asks")
    asked = models.ForeignKey(MeetingParty, on_delete=models.CASCADE, related_name="is_asked")
    value = models.PositiveIntegerField(default=100)
    source = models.CharField(max_length=10, choices=Source.choices)
    must = models.BooleanField(default=False)
    slots = models.JSONField(default=list)
    online = models.BooleanField(default=False)
    interpreter = models.CharField(max_length=40, blank=True)
    about = models.CharField(max_length=500, blank=True)
    demand = models.ForeignKey(Record, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    achievement = models.ForeignKey(Record, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    reasons = models.JSONField(default=list)
    why = models.JSONField(default=dict)
    state = models.CharField(max_length=12, choices=State.choices, default=State.OPEN)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = Guarded(sees_request)

    class Meta:
        ordering: ClassVar = ["-must", "-value", "pk"]
        indexes: ClassVar = [models.Index(fields=["plan", "state"], name="meeting_request_state")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "asker", "asked"], name="meeting_request_once"),
            models.CheckConstraint(condition=~Q(asker=models.F("asked")), name="meeting_request_of_two"),
        ]

    def __str__(self) -> str:
        return f"{self.asker_id}–{self.asked_id}"


class Meeting(models.Model):
    """A request that has a slot, a hall and a table.

    Attributes:
        slot: from 1. table: from 1 within its hall; None on line, or where tables are not told apart.
        locked: a new timetable and swaps leave it where it is.
        link: where to join on line.
    """

    class State(models.TextChoices):
        PLANNED = "planned", "待会谈"
        HELD = "held", "已会谈"
        MISSED = "missed", "未会谈"
        CANCELLED = "cancelled", "已取消"

    public_id = PublicId()
    request = models.OneToOneField(MeetingRequest, on_delete=models.CASCADE, related_name="meeting")
    slot = models.PositiveSmallIntegerField()
    hall = models.ForeignKey(Hall, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    table = models.PositiveSmallIntegerField(null=True, blank=True)
    link = models.URLField(max_length=500, blank=True)
    locked = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PLANNED)
    changed_at = models.DateTimeField()

    objects = Guarded(sees_meeting)

    class Meta:
        ordering: ClassVar = ["slot", "hall_id", "table", "pk"]
        indexes: ClassVar = [models.Index(fields=["slot", "hall"], name="meeting_slot_hall")]

    def __str__(self) -> str:
        return f"{self.request_id} @{self.slot}"


class MeetingMark(models.Model):
    """What a guest said of a meeting from their own page.

    Attributes:
        mark: what the device called it: sent again it is the same one.
        at: by the device's clock; received_at by ours.
    """

    class Kind(models.TextChoices):
        LATE = "late", "会晚到"
        NO_SHOW = "no_show", "对方没来"
        JOINED = "joined", "已加入线上会谈"
        HELD = "held", "已经谈过"
        NOTE = "note", "本人笔记"
        RATING = "rating", "评价"
        NEXT = "next", "下一步"

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="marks")
    guest = models.ForeignKey(Guest, on_delete=models.CASCADE, related_name="marks")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    value = models.SmallIntegerField(null=True, blank=True)
    text = models.TextField(max_length=2000, blank=True)
    mark = models.CharField(max_length=40, unique=True)
    at = models.DateTimeField()
    received_at = models.DateTimeField()

    objects = Guarded(sees_mark)

    class Meta:
        ordering: ClassVar = ["at", "pk"]
        indexes: ClassVar = [models.Index(fields=["meeting", "kind"], name="meeting_mark_kind")]

    def __str__(self) -> str:
        return f"{self.kind} {self.meeting_id}"


class Notice(models.Model):
    """Something that a guest has to hear at once: a meeting was moved, added, cancelled; a place became free.

    Attributes:
        text: {"zh", "en"}. seen_at: when their page showed it.
    """

    public_id = PublicId()
    guest = models.ForeignKey(Guest, on_delete=models.CASCADE, related_name="notices")
    meeting = models.ForeignKey(Meeting, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=20)
    text = models.JSONField()
    at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True, blank=True)

    objects = Guarded(sees_notice)

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]
        indexes: ClassVar = [models.Index(fields=["guest", "seen_at"], name="notice_unseen")]

    def __str__(self) -> str:
        return f"{self.kind} {self.guest_id}"


class FollowUp(models.Model):
    """What was agreed to do after a meeting: the next step, who does it, until when; later stages take it up.

    Attributes:
        owner_org: the office or firm that does it. who: the person, in words.
        record: the project or demand that it is about.
    """

    public_id = PublicId()
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="follow_ups")
    meeting = models.ForeignKey(Meeting, on_delete=models.SET_NULL, null=True, blank=True, related_name="follow_ups")
    record = models.ForeignKey(Record, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    owner_org = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    who = models.CharField(max_length=200, blank=True)
    step = models.CharField(max_length=500)
    second_meeting = models.BooleanField(default=False)
    due_on = models.DateField(null=True, blank=True)
    done_on = models.DateField(null=True, blank=True)
    result = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = Guarded(sees_follow_up)

    class Meta:
        ordering: ClassVar = ["due_on", "pk"]
        constraints: ClassVar = [models.CheckConstraint(condition=~Q(step=""), name="follow_up_says_what")]

    def __str__(self) -> str:
        return self.step[:60]
