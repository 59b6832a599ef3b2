"""准入评审: what an office asks of projects, the cases, what departments said, the meetings, and what was decided."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from yanzhen_web.models.identifiers import PublicId
from yanzhen_web.models.people import Organisation
from yanzhen_web.models.records import Record
from yanzhen_web.scopes import Guarded
from yanzhen_web.scopes.admission import (
    sees_admission_book,
    sees_admission_meeting,
    sees_case,
    sees_case_condition,
    sees_opinion,
)

_DEPARTMENTS = [
    ("filing", "备案"),
    ("land", "自然资源"),
    ("environment", "生态环境"),
    ("safety", "应急管理"),
    ("tax", "税务"),
    ("energy", "能源"),
]
_LEVELS = [("park", "园区"), ("county", "县级"), ("city", "市级"), ("province", "省级")]


class AdmissionBook(models.Model):
    """What one office asks of projects, and who says and decides what.

    Attributes:
        thresholds: rows as `yanzhen.place.admission.files.threshold_of` reads them.
        deciders: rows as `decider_of` reads them.
        departments: department -> public id of the organisation that is asked.
    """

    public_id = PublicId()
    owner_org = models.OneToOneField(Organisation, on_delete=models.PROTECT, related_name="admission_book")
    thresholds = models.JSONField(default=list)
    deciders = models.JSONField(default=list)
    departments = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(auto_now=True)

    objects = Guarded(sees_admission_book)

    def __str__(self) -> str:
        return f"{self.owner_org}"


class AdmissionMeeting(models.Model):
    """A meeting at which cases are judged, in the order of their agenda."""

    public_id = PublicId()
    owner_org = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="admission_meetings")
    title = models.CharField(max_length=200)
    held_on = models.DateField()
    place = models.CharField(max_length=200, blank=True)
    attendees = models.TextField(blank=True, max_length=4000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = Guarded(sees_admission_meeting)

    class Meta:
        ordering: ClassVar = ["-held_on", "-pk"]
        constraints: ClassVar = [models.CheckConstraint(condition=~Q(title=""), name="admission_meeting_titled")]

    def __str__(self) -> str:
        return self.title


class AdmissionCase(models.Model):
    """One application.

    Attributes:
        applicant: the organisation whose record it is.
        checks: how the project stood to the thresholds: [{"measure", "state", "zh", "en", "source"}].
        level: of the office that enters the decision, at least.
        problem: why the table of deciders names nobody: {"zh", "en"}; empty where it does.
        reason: of the decision, or of taking the application back, in people's words.
    """

    class State(models.TextChoices):
        OPEN = "open", "评审中"
        PASSED = "passed", "通过"
        CONDITIONAL = "conditional", "有条件通过"
        DEFERRED = "deferred", "缓议"
        REFUSED = "refused", "否决"
        WITHDRAWN = "withdrawn", "已撤回"

    public_id = PublicId()
    owner_org = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="admission_cases")
    applicant = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=500)
    note = models.TextField(blank=True, max_length=4000)
    checks = models.JSONField(default=list)
    checked_at = models.DateTimeField()
    body = models.CharField(max_length=200, blank=True)
    level = models.CharField(max_length=10, choices=_LEVELS, default="park")
    problem = models.JSONField(default=dict)
    meeting = models.ForeignKey(AdmissionMeeting, on_delete=models.PROTECT, null=True, blank=True, related_name="cases")
    number = models.PositiveIntegerField(default=0)  # on the agenda
    state = models.CharField(max_length=12, choices=State.choices, default=State.OPEN)
    reason = models.TextField(blank=True, max_length=4000)
    decided_on = models.DateField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    opened_at = models.DateTimeField()

    objects = Guarded(sees_case)

    class Meta:
        ordering: ClassVar = ["-opened_at", "-pk"]
        indexes: ClassVar = [models.Index(fields=["owner_org", "state"], name="admission_case_state")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["owner_org", "record"],
                condition=Q(state__in=["open", "deferred"]),
                name="admission_case_once",
            )
        ]

    def __str__(self) -> str:
        return self.name


class AdmissionOpinion(models.Model):
    """What one department says of one case, and until when it should.

    Attributes:
        lifted_at: the department took back that it opposes, for `lifted_reason`.
    """

    class Verdict(models.TextChoices):
        AGREE = "agree", "同意"
        CONDITIONS = "conditions", "有条件同意"
        OPPOSE = "oppose", "不同意"

    public_id = PublicId()
    case = models.ForeignKey(AdmissionCase, on_delete=models.CASCADE, related_name="opinions")
    department = models.CharField(max_length=12, choices=_DEPARTMENTS)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    verdict = models.CharField(max_length=10, choices=Verdict.choices, blank=True)
    text = models.TextField(blank=True, max_length=4000)
    given_at = models.DateTimeField(null=True, blank=True)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_reason = models.TextField(blank=True, max_length=4000)

    objects = Guarded(sees_opinion)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "department"], name="admission_opinion_once")]

    def __str__(self) -> str:
        return f"{self.department} {self.verdict}"


class AdmissionCondition(models.Model):
    """One condition on which a case passed: what, by whom, until when; and that it is met, with what shows it.

    Attributes:
        organisation: who has to meet it, where `who` names one of those concerned with the case.
        met_on: the day on which it was met; None while it is not.
    """

    case = models.ForeignKey(AdmissionCase, on_delete=models.CASCADE, related_name="conditions")
    number = models.PositiveIntegerField()
    text = models.CharField(max_length=1000)
    who = models.CharField(max_length=200)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    due_on = models.DateField()
    met_on = models.DateField(null=True, blank=True)
    evidence = models.TextField(blank=True, max_length=4000)
    met_at = models.DateTimeField(null=True, blank=True)
    met_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = Guarded(sees_case_condition)

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "number"], name="admission_condition_once")]

    def __str__(self) -> str:
        return self.text[:60]
