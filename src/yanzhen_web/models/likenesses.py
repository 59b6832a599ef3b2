"""Records that may be one thing told twice, what people decided on them, and what was merged.

Records themselves are changed by the recording writer only (`services.records.merging`); what stands here says why.
"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from yanzhen_web.models.identifiers import PublicId
from yanzhen_web.models.records import Record
from yanzhen_web.scopes import Guarded
from yanzhen_web.scopes.likenesses import sees_likeness, sees_merge


class Likeness(models.Model):
    """Two records that are, or may be, the same thing; a decision stays, whatever becomes of the records.

    Attributes:
        first, second: the one with the lower key comes first.
        score: tenths of a bit, the sum of the evidence.
        evidence: list of {"kind", "zh", "en", "weight"}; quotes no value of the records.
        put_off_at: somebody looked at it and left it for later.
    """

    class Level(models.TextChoices):
        CERTAIN = "certain", "同一件事"
        LIKELY = "likely", "很可能是同一件事"
        ASK = "ask", "说不准"

    class State(models.TextChoices):
        OPEN = "open", "待定"
        SAME = "same", "同一件事，已合并"
        BOTH = "both", "同一件事，各自保留"
        DIFFERENT = "different", "不是一件事"

    public_id = PublicId()
    first = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="+")
    score = models.IntegerField()
    level = models.CharField(max_length=8, choices=Level.choices)
    evidence = models.JSONField(default=list)
    found_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=500, blank=True)
    put_off_at = models.DateTimeField(null=True)

    objects = Guarded(sees_likeness)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["state", "-score"], name="likeness_open")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["first", "second"], name="likeness_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="likeness_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.first_id}~{self.second_id} {self.state}"


class Merge(models.Model):
    """One record merged into another: what was chosen from which, and what undoing needs.

    Attributes:
        choices: field -> "kept" or "merged": from whose telling the value was taken, and whose is taken over when that
            office sends the row again.
        before, after: the versions of the kept record from which and to which the merge led.
        brought: keys of the parts in events that the kept record took over.
    """

    public_id = PublicId()
    likeness = models.ForeignKey(Likeness, on_delete=models.PROTECT, related_name="merges")
    kept = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="+")
    merged = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="+")
    choices = models.JSONField(default=dict)
    before = models.PositiveIntegerField()
    after = models.PositiveIntegerField()
    brought = models.JSONField(default=list)
    reason = models.CharField(max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)

    objects = Guarded(sees_merge)

    class Meta:
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["merged"], condition=Q(undone_at=None), name="merged_once"),
            models.CheckConstraint(condition=~Q(kept=F("merged")), name="merged_into_another"),
        ]

    def __str__(self) -> str:
        return f"{self.merged_id}->{self.kept_id}"
