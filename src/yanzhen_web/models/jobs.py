"""Work that goes on behind a page, as rows: a worker that dies leaves a lease that runs out."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from yanzhen.language import Said
from yanzhen_web.models.identifiers import PublicId
from yanzhen_web.scopes import Guarded, sees_job

_LABELS = {
    "read_upload": Said("读取工作簿", "Read a workbook"),
    "accept_upload": Said("入库", "Take rows in"),
    "send_report": Said("报送", "Send a report"),
    "run_matches": Said("匹配需求和成果", "Match demands and achievements"),
    "learn_matches": Said("从判断学习匹配", "Learn from decisions on matches"),
    "make_timetable": Said("排会谈时间表", "Make a timetable of meetings"),
    "run_allocation": Said("统筹测算", "Plan all projects together"),
    "find_likenesses": Said("查找重复报送", "Look for what was told twice"),
    "seal": Said("封存留痕", "Seal the history"),
    "verify_history": Said("核验留痕", "Verify the history"),
    "sweep": Said("清理过了期限的数据", "Remove what was kept long enough"),
    "mail_reset": Said("发送设置密码的邮件", "Mail a link for a new password"),
    "mail_change": Said("发送登录方式变动的邮件", "Mail word of a change to signing in"),
}


class Job(models.Model):
    """One piece of work, asked for by somebody, done in that person's scope."""

    class State(models.TextChoices):
        WAITING = "waiting", "等待"
        RUNNING = "running", "进行中"
        DONE = "done", "完成"
        FAILED = "failed", "失败"
        CANCELLED = "cancelled", "已取消"

    public_id = PublicId()
    kind = models.CharField(max_length=40)
    arguments = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    progress = models.PositiveSmallIntegerField(default=0)
    message = models.CharField(max_length=300, blank=True)
    error = models.TextField(blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    worker = models.CharField(max_length=100, blank=True)
    heartbeat = models.DateTimeField(null=True, blank=True)
    cancel_requested = models.BooleanField(default=False)
    requester = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="jobs")
    idempotency_key = models.CharField(max_length=100, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = Guarded(sees_job)

    class Meta:
        ordering: ClassVar = ["-pk"]
        indexes: ClassVar = [
            models.Index(fields=["id"], name="job_waiting", condition=Q(state="waiting")),
            models.Index(fields=["lease_until"], name="job_leases", condition=Q(state="running")),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind", "idempotency_key"],
                condition=~Q(idempotency_key="") & Q(state__in=["waiting", "running"]),
                name="job_once_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"

    @property
    def label(self) -> str:
        """What the job does, for its requester."""
        return str(_LABELS.get(self.kind, self.kind))
