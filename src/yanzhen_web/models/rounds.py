"""Collection rounds (报送任务): who asks whom for what until when, and what each office has sent in.

A report is what one office owes to one round; each sending of it is a version that is never changed. What a version
holds are rows of its own, copies of what was sent: records go on living, what was sent stays.
"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from yanzhen.records import KINDS
from yanzhen_web.models.collect import Upload
from yanzhen_web.models.identifiers import PublicId
from yanzhen_web.models.people import Organisation
from yanzhen_web.models.records import Record
from yanzhen_web.scopes import Guarded
from yanzhen_web.scopes.rounds import (
    sees_lexicon,
    sees_report,
    sees_report_rows,
    sees_round,
    sees_template,
    sees_version,
    sees_version_rows,
)

_KIND_CHOICES = [(kind, kind) for kind in KINDS]


class Template(models.Model):
    """A table as an office wants it: columns, their order, title, lines, layout; learned from a workbook of its own.

    `body` is the engine's `collect.templates.Template` as JSON.
    """

    public_id = PublicId()
    owner_org = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="templates")
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=_KIND_CHOICES)
    body = models.JSONField(default=dict)
    file_name = models.CharField(max_length=255, blank=True)
    version = models.PositiveIntegerField(default=1)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = Guarded(sees_template)

    class Meta:
        ordering: ClassVar = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class Lexicon(models.Model):
    """What the headers of one sender mean, as people corrected them once; `body` is the engine's lexicon as JSON."""

    owner_org = models.OneToOneField(Organisation, on_delete=models.PROTECT, related_name="lexicon")
    body = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(auto_now=True)

    objects = Guarded(sees_lexicon)

    def __str__(self) -> str:
        return f"{self.owner_org}"


class Round(models.Model):
    """One collection round: what is asked, of whom (its reports), until when.

    Attributes:
        within: the round of the level above which this one gathers for (县 → 市 → 省).
        previous: the round of the period before, against which rows are compared.
        kinds: of the records that are asked for.
        period: what it is about, as offices write it: 2025-10, 2025年1—10月.
    """

    public_id = PublicId()
    owner_org = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="rounds")
    within = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="parts")
    previous = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    template = models.ForeignKey(Template, on_delete=models.PROTECT, null=True, blank=True, related_name="rounds")
    title = models.CharField(max_length=200)
    period = models.CharField(max_length=40, blank=True)
    kinds = models.JSONField(default=list)
    ask = models.TextField(blank=True, max_length=4000)
    cut_off = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = Guarded(sees_round)

    class Meta:
        ordering: ClassVar = ["-cut_off", "-pk"]
        indexes: ClassVar = [models.Index(fields=["owner_org", "-cut_off"], name="round_owner_cut_off")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(title=""), name="round_titled"),
            models.CheckConstraint(condition=Q(within=None) | ~Q(within=F("id")), name="round_not_within_itself"),
        ]

    def __str__(self) -> str:
        return self.title


class Report(models.Model):
    """What one office owes to one round, and how far that is.

    Attributes:
        current: the version that counts.
        reasons: why it was sent back, in the receiver's words.
    """

    class State(models.TextChoices):
        NOT_SENT = "not_sent", "未报"
        SENT = "sent", "已报"
        SENT_BACK = "sent_back", "已退回"
        ACCEPTED = "accepted", "已接收"
        LOCKED = "locked", "已锁定"

    public_id = PublicId()
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="reports")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="reports")
    state = models.CharField(max_length=10, choices=State.choices, default=State.NOT_SENT)
    current = models.ForeignKey("ReportVersion", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reasons = models.TextField(blank=True, max_length=4000)
    sent_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    locked_at = models.DateTimeField(null=True, blank=True)

    objects = Guarded(sees_report)

    class Meta:
        ordering: ClassVar = ["organisation__path"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["round", "organisation"], name="report_once")]
        indexes: ClassVar = [models.Index(fields=["organisation", "state"], name="report_owed")]

    def __str__(self) -> str:
        return f"{self.round_id} {self.organisation_id} {self.state}"


class ReportVersion(models.Model):
    """One sending of a report. Its rows, its digest and its number never change.

    Attributes:
        digest: SHA-256 over the rows, in order; two versions of one digest hold the same.
        totals: {key of a money field: whole CNY}.
        compared: how its rows differ from those of the last round: counts by state and mark, totals before and after.
        findings: what was noticed beside the rows: [{"code", "message_zh", "message_en", …}].
        upload: the book that it came in; None where it was typed, forwarded, or came by a signed file.
    """

    public_id = PublicId()
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    count = models.PositiveIntegerField(default=0)
    totals = models.JSONField(default=dict)
    compared = models.JSONField(default=dict)
    findings = models.JSONField(default=list)
    upload = models.ForeignKey(Upload, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    note = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    on_behalf_of = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")  # 代录
    sent_at = models.DateTimeField()

    objects = Guarded(sees_version)

    class Meta:
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["report", "number"], name="report_version_once")]

    def __str__(self) -> str:
        return f"{self.report_id} v{self.number}"


class ReportRow(models.Model):
    """One row as it was sent.

    Attributes:
        key: by which the row is known from version to version and from round to round.
        source: the organisation that told it first, where an office forwards what those below it sent.
    """

    version = models.ForeignKey(ReportVersion, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()
    key = models.CharField(max_length=80)
    record = models.ForeignKey(Record, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    source = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=20, choices=_KIND_CHOICES)
    name = models.CharField(max_length=500)
    fields = models.JSONField(default=dict)
    extra = models.JSONField(default=dict)

    objects = Guarded(sees_version_rows)

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["version", "number"], name="report_row_once")]
        indexes: ClassVar = [models.Index(fields=["version", "key"], name="report_row_key")]

    def __str__(self) -> str:
        return self.name


class RowChange(models.Model):
    """How one row of a version differs from the last round; what the receiver reads.

    Attributes:
        state: new, changed, missing.
        cells: [[key, old, new, mark], …] with the marks of `yanzhen.collect.comparing`.
        marks: the marks of all cells, each between commas: `,shrank,moved_later,`.
    """

    class State(models.TextChoices):
        NEW = "new", "新增"
        CHANGED = "changed", "变化"
        MISSING = "missing", "缺少"

    version = models.ForeignKey(ReportVersion, on_delete=models.CASCADE, related_name="changes")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=8, choices=State.choices)
    key = models.CharField(max_length=80)
    kind = models.CharField(max_length=20, choices=_KIND_CHOICES)
    name = models.CharField(max_length=500)
    party = models.CharField(max_length=300, blank=True)
    cells = models.JSONField(default=list)
    marks = models.CharField(max_length=300, blank=True)

    objects = Guarded(sees_version_rows)

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["version", "number"], name="row_change_once")]
        indexes: ClassVar = [models.Index(fields=["version", "state", "number"], name="row_change_state")]

    def __str__(self) -> str:
        return f"{self.state} {self.name}"


class RowQuestion(models.Model):
    """A question to the sender about one row: it was there last time and is missing now, or the receiver asks.

    It is never a deletion: the record stays as it is until somebody answers.
    """

    class Reason(models.TextChoices):
        MISSING = "missing", "上期有、本期没有"
        ASKED = "asked", "接收单位提问"

    public_id = PublicId()
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="questions")
    reason = models.CharField(max_length=8, choices=Reason.choices)
    key = models.CharField(max_length=80)
    name = models.CharField(max_length=500)
    text = models.TextField(max_length=1000)
    text_en = models.TextField(blank=True, max_length=1000)  # of what the system asks; people write what they write
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    answer = models.TextField(blank=True, max_length=1000)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)  # the row came back, or the receiver is content

    objects = Guarded(sees_report_rows)

    class Meta:
        ordering: ClassVar = ["settled_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["report", "key", "reason"], condition=Q(settled_at=None), name="question_once"
            )
        ]

    def __str__(self) -> str:
        return self.text[:60]


class Approval(models.Model):
    """One step of approval of one version: 填报人 → 科室负责人 → 分管领导 → 盖章.

    Attributes:
        signer: who signed, as the paper says it, where that is not the person who enters it.
    """

    class Step(models.TextChoices):
        FILLER = "filler", "填报人"
        SECTION = "section", "科室负责人"
        LEADER = "leader", "分管领导"
        STAMP = "stamp", "盖章"

    public_id = PublicId()
    version = models.ForeignKey(ReportVersion, on_delete=models.PROTECT, related_name="approvals")
    step = models.CharField(max_length=8, choices=Step.choices)
    signer = models.CharField(max_length=100, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    objects = Guarded(lambda actor, prefix="": sees_version(actor, f"{prefix}version__"))

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["version", "step"], name="approval_once")]

    def __str__(self) -> str:
        return f"{self.version_id} {self.step}"


class StampScan(models.Model):
    """The scan of a stamped page, and what its QR code says; only one of the very version counts as its stamp.

    Attributes:
        read: what the code says: {"round", "report", "version", "digest"}; empty where none was found.
    """

    class Outcome(models.TextChoices):
        TIED = "tied", "与本版一致"
        OTHER_VERSION = "other_version", "是另一版的盖章页"
        OTHER_REPORT = "other_report", "是另一份报表的盖章页"
        UNREADABLE = "unreadable", "没有读到二维码"

    public_id = PublicId()
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="scans")
    version = models.ForeignKey(ReportVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="scans")
    file_name = models.CharField(max_length=255)
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    outcome = models.CharField(max_length=14, choices=Outcome.choices)
    read = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    objects = Guarded(sees_report_rows)

    class Meta:
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return f"{self.file_name} {self.outcome}"
