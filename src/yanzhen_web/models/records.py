"""The record, and what hangs on it: amounts, dates, versions, the events that it takes part in.

Rows here are written by `services.records.recording` only, which keeps all of them in step.
"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

from yanzhen.records import KINDS, STAGES
from yanzhen_web.models.events import Event, Session
from yanzhen_web.models.identifiers import PublicId
from yanzhen_web.models.people import Organisation
from yanzhen_web.models.publication import Publication
from yanzhen_web.models.recorded import Recorded, RecordedModel
from yanzhen_web.scopes import sees_history, sees_record, sees_through_record

region_code = RegexValidator(r"^\d{6}$")


class Record(RecordedModel):
    """One project, park, enterprise, demand … of whatever kind the field registry knows.

    `fields` holds the registry's keys; the typed columns repeat those that lists filter, sort and scope by.
    """

    public_id = PublicId()
    kind = models.CharField(max_length=20, choices=[(kind, kind) for kind in KINDS])
    engine_key = models.CharField(max_length=80)
    name = models.CharField(max_length=500)
    owner_org = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="records")
    region = models.CharField(max_length=6, blank=True, validators=[region_code])
    publication = models.CharField(max_length=8, choices=Publication.choices, default=Publication.INTERNAL)
    publication_reason = models.CharField(max_length=200, blank=True)
    publication_until = models.DateField(null=True, blank=True)
    released_at = models.DateTimeField(null=True, blank=True)  # from then on name and amounts are for everybody

    stage = models.CharField(max_length=20, blank=True, choices=[(stage, stage) for stage in STAGES])
    industry = models.CharField(max_length=100, blank=True)
    chain = models.CharField(max_length=60, blank=True)
    origin = models.CharField(max_length=6, blank=True)
    origin_scope = models.CharField(max_length=8, blank=True)
    party = models.CharField(max_length=300, blank=True)
    park = models.CharField(max_length=200, blank=True)
    amount_cny = models.BigIntegerField(null=True, blank=True)  # the amount that lists sort by

    # What those outside read of it, worked out when written, so that no search, order or count gives away more.
    masked = models.BooleanField(default=False)
    open_name = models.CharField(max_length=500, blank=True)
    open_party = models.CharField(max_length=300, blank=True)
    open_amount_cny = models.BigIntegerField(null=True, blank=True)
    twin_key = models.CharField(max_length=64, blank=True)  # the same in another organisation's telling of it

    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    upload = models.ForeignKey("Upload", on_delete=models.PROTECT, null=True, blank=True, related_name="records")
    sheet = models.CharField(max_length=100, blank=True)
    row = models.PositiveIntegerField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    # Long columns come last: a database reads over them to get at what stands behind.
    fields = models.JSONField(default=dict)
    extra = models.JSONField(default=dict)
    facts = models.JSONField(default=dict)  # of yanzhen.report.facts, worked out when written
    search_text = models.TextField(blank=True)
    open_search_text = models.TextField(blank=True)  # only where it differs from the other, and is read by anybody

    objects = Recorded(sees_record)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["kind", "withdrawn_at", "owner_org"], name="record_kind_owner"),
            models.Index(fields=["kind", "withdrawn_at", "publication"], name="record_kind_publication"),
            models.Index(fields=["kind", "region"], name="record_kind_region"),
            models.Index(fields=["kind", "stage"], name="record_kind_stage"),
            models.Index(fields=["kind", "chain"], name="record_kind_chain"),
            models.Index(fields=["kind", "industry"], name="record_kind_industry"),
            models.Index(fields=["kind", "origin"], name="record_kind_origin"),
            models.Index(fields=["kind", "amount_cny"], name="record_kind_amount"),
            models.Index(fields=["kind", "updated_at"], name="record_kind_updated"),
            models.Index(fields=["owner_org", "engine_key"], name="record_owner_key"),
            models.Index(fields=["kind", "engine_key"], name="record_kind_key"),
            models.Index(fields=["twin_key"], name="record_twins"),
            # All that the counts of a list's filters read, so that they need not walk over the wide rows.
            models.Index(
                fields=[
                    "kind",
                    "withdrawn_at",
                    "owner_org",
                    "publication",
                    "region",
                    "stage",
                    "chain",
                    "origin_scope",
                    "origin",
                    "industry",
                ],
                name="record_counted",
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="record_kind_known"),
            models.CheckConstraint(condition=Q(publication__in=Publication.values), name="record_publication_known"),
            models.CheckConstraint(condition=~Q(name=""), name="record_named"),
        ]

    def __str__(self) -> str:
        return self.name


class Amount(RecordedModel):
    """One amount of a record, in whole CNY; a range has low and high, foreign money stays foreign.

    Totals add `cny` of one `key`; rows without it (ranges, foreign money) are listed apart.
    """

    class Type(models.TextChoices):
        INTENDED = "intended", "意向投资额"
        SIGNED = "signed", "签约金额"
        IN_PLACE = "in_place", "到位资金"
        DONE = "done", "完成投资"
        FIXED_ASSETS = "fixed_assets", "固定资产投资"
        TOTAL = "total", "总投资"
        OTHER = "other", "其他"

    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="amounts")
    type = models.CharField(max_length=12, choices=Type.choices)
    key = models.CharField(max_length=60)
    cny = models.BigIntegerField(null=True)
    low = models.BigIntegerField(null=True)
    high = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3, default="CNY")
    foreign_amount = models.DecimalField(max_digits=20, decimal_places=2, null=True)
    as_of = models.DateField(null=True)
    source = models.CharField(max_length=200, blank=True)

    objects = Recorded(sees_through_record)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["key", "cny"], name="amount_key_cny")]
        constraints: ClassVar = [models.UniqueConstraint(fields=["record", "key"], name="amount_once")]

    def __str__(self) -> str:
        return f"{self.key}={self.cny}"


class BusinessDate(RecordedModel):
    """A local date of the business, as precisely as it was told."""

    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="dates")
    key = models.CharField(max_length=60)
    earliest = models.DateField()
    latest = models.DateField()
    precision = models.CharField(max_length=8)

    objects = Recorded(sees_through_record)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["key", "earliest"], name="date_key_earliest")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["record", "key"], name="date_once"),
            models.CheckConstraint(condition=Q(earliest__lte=models.F("latest")), name="date_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.key}={self.earliest}..{self.latest}"


class RecordVersion(RecordedModel):
    """What a record was after each change: who, when, from which book; never edited.

    `changes` is {key: [old, new]}; `snapshot` all that is needed to bring the version back.
    """

    class Action(models.TextChoices):
        CREATE = "create", "新增"
        UPDATE = "update", "更新"
        WITHDRAW = "withdraw", "撤回"
        RESTORE = "restore", "恢复"
        CLASSIFY = "classify", "定级"
        RELEASE = "release", "发布"
        ERASE = "erase", "抹去个人信息"
        MERGE = "merge", "合并"
        UNMERGE = "unmerge", "撤销合并"

    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    engine_key = models.CharField(max_length=80, db_index=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    upload = models.ForeignKey("Upload", on_delete=models.PROTECT, null=True, related_name="versions")
    on_behalf_of = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")  # 代录
    action = models.CharField(max_length=10, choices=Action.choices)
    changes = models.JSONField(default=dict)
    snapshot = models.JSONField(default=dict)
    source = models.ForeignKey("AuditEntry", on_delete=models.PROTECT, null=True, related_name="+")  # from where
    digest = models.CharField(max_length=64)
    seal = models.ForeignKey("Seal", on_delete=models.PROTECT, null=True, related_name="+")

    objects = Recorded(sees_history)

    class Meta:
        ordering: ClassVar = ["-number"]
        indexes: ClassVar = [
            models.Index(fields=["at"], name="version_at"),
            models.Index(fields=["id"], name="version_unsealed", condition=Q(seal=None)),
        ]
        constraints: ClassVar = [models.UniqueConstraint(fields=["record", "number"], name="version_once")]

    def __str__(self) -> str:
        return f"{self.record_id} v{self.number}"


class Participation(RecordedModel):
    """A record at an event, in one of its sessions or in none."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="participations")
    session = models.ForeignKey(Session, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="participations")

    objects = Recorded(sees_through_record)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["event", "session", "record"], name="participation_once"),
            models.UniqueConstraint(
                fields=["event", "record"], condition=Q(session=None), name="participation_once_without_session"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.record_id}@{self.event_id}"
