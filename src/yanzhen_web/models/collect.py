"""Books that came in, and the rows understood from them until somebody accepts them."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from yanzhen_web.models.events import Event
from yanzhen_web.models.identifiers import PublicId
from yanzhen_web.models.people import Organisation
from yanzhen_web.scopes import Guarded, sees_draft, sees_upload


class Upload(models.Model):
    """One workbook from one organisation."""

    class State(models.TextChoices):
        WAITING = "waiting", "等待读取"
        READING = "reading", "正在读取"
        READY = "ready", "待确认"
        ACCEPTED = "accepted", "已接收"
        REFUSED = "refused", "已拒收"
        FAILED = "failed", "读取失败"
        UNDONE = "undone", "已撤回"

    public_id = PublicId()
    owner_org = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="uploads")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="uploads")
    event = models.ForeignKey(Event, on_delete=models.SET_NULL, null=True, blank=True, related_name="uploads")
    report = models.ForeignKey("Report", on_delete=models.SET_NULL, null=True, blank=True, related_name="uploads")
    file_name = models.CharField(max_length=255)
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64, db_index=True)
    kind = models.CharField(max_length=20, blank=True)
    include_hidden = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    refusal_zh = models.TextField(blank=True)
    refusal_en = models.TextField(blank=True)
    counts = models.JSONField(default=dict)
    columns = models.JSONField(default=list)
    sheets = models.JSONField(default=list)
    issues = models.JSONField(default=list)
    skipped = models.JSONField(default=list)
    created_at = models.DateTimeField(auto_now_add=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    objects = Guarded(sees_upload)

    class Meta:
        ordering: ClassVar = ["-created_at", "-pk"]
        indexes: ClassVar = [models.Index(fields=["owner_org", "-created_at"], name="upload_owner_created")]

    def __str__(self) -> str:
        return self.file_name


class DraftRow(models.Model):
    """One row as it was understood; people correct it before it becomes a record."""

    class State(models.TextChoices):
        CLEAN = "clean", "无误"
        ISSUES = "issues", "有问题"
        FIXED = "fixed", "已更正"
        LEFT_OUT = "left_out", "不收"
        ACCEPTED = "accepted", "已入库"

    public_id = PublicId()
    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()
    sheet = models.CharField(max_length=100)
    row = models.PositiveIntegerField()
    kind = models.CharField(max_length=20)
    name = models.CharField(max_length=500, blank=True)
    engine_key = models.CharField(max_length=80)  # of the content as it now stands
    collected_key = models.CharField(max_length=80, db_index=True)  # of the content as it came
    returned_id = models.CharField(max_length=80, blank=True)
    fields = models.JSONField(default=dict)
    extra = models.JSONField(default=dict)
    cells = models.JSONField(default=dict)
    issues = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=State.choices, default=State.CLEAN)
    record = models.ForeignKey("Record", on_delete=models.SET_NULL, null=True, blank=True, related_name="drafts")

    objects = Guarded(sees_draft)

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["upload", "number"], name="draft_once")]
        indexes: ClassVar = [
            models.Index(fields=["upload", "number"], name="draft_issues", condition=Q(state="issues")),
        ]

    def __str__(self) -> str:
        return f"{self.sheet}:{self.row} {self.name}"
