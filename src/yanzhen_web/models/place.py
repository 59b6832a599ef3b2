"""What is known of places beyond their records, what is asked of them, and who compares them for what.

A place is a record of kind `park`. Its values are dated, have a source, and run out; what a value replaced stays.
"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from yanzhen_web.models.identifiers import PublicId
from yanzhen_web.models.people import Organisation
from yanzhen_web.models.records import Record
from yanzhen_web.scopes import Guarded, sees_comparison, sees_place_question, sees_place_value


class PlaceValue(models.Model):
    """What a place is by one criterion, from a day until another.

    Attributes:
        criterion: a key of the engine's library (`yanzhen.place.library`).
        value: in the criterion's unit; with `low` and `high` where the place tells a range.
        as_of: the day that it is of; None where a table does not say.
        evidence: a document or an address where it can be looked up.
        owner_org: who entered it; None where it was loaded from a table.
        replaced_at: when another value took its place, or it was taken back; None while it counts.
    """

    public_id = PublicId()
    place = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="place_values")
    criterion = models.CharField(max_length=60)
    value = models.FloatField()
    low = models.FloatField(null=True, blank=True)
    high = models.FloatField(null=True, blank=True)
    as_of = models.DateField(null=True)
    valid_until = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=200)
    evidence = models.CharField(max_length=500, blank=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    owner_org = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="place_values")
    entered_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True, blank=True)

    objects = Guarded(sees_place_value)

    class Meta:
        ordering: ClassVar = ["criterion", "-entered_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["place", "criterion"], condition=Q(replaced_at=None), name="place_value_counts_once"
            ),
            models.CheckConstraint(
                condition=Q(low=None) | Q(high=None) | Q(low__lte=models.F("high")), name="place_value_in_order"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["replaced_at"], name="place_value_replaced")]

    def __str__(self) -> str:
        return f"{self.place_id} {self.criterion}={self.value}"


class PlaceQuestion(models.Model):
    """A value that somebody asks a place for, by a day.

    The place reads which value and by when. Who asked it reads only where they chose to be named; for which project is
    nobody's to read, and stands nowhere here.

    Attributes:
        owner_org: who asks.
        named: whether the place may read who asks.
        answer: the value that was entered for it.
    """

    class State(models.TextChoices):
        OPEN = "open", "待答"
        ANSWERED = "answered", "已答"
        WITHDRAWN = "withdrawn", "已撤回"

    public_id = PublicId()
    place = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="place_questions")
    criterion = models.CharField(max_length=60)
    due = models.DateField()
    owner_org = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="place_questions")
    named = models.BooleanField(default=False)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    answer = models.ForeignKey(PlaceValue, on_delete=models.PROTECT, null=True, blank=True, related_name="answers")
    settled_at = models.DateTimeField(null=True, blank=True)

    objects = Guarded(sees_place_question)

    class Meta:
        ordering: ClassVar = ["due", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["place", "criterion", "owner_org"], condition=Q(state="open"), name="place_asked_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place_id} {self.criterion} {self.state}"


class Comparison(models.Model):
    """One organisation's comparison of places for one project: its own secret.

    Attributes:
        project: a record that the organisation reads; None where it described the project in words of its own.
        description: {key of a project's field: value}, in place of a record or beside it.
        places: public ids of the places that are compared; empty for all that the reader sees.
        weighing: how weights are found: in words, by sliders, by pairs, by entropy.
        weights: {criterion: word or number}; those of words and sliders.
        pairs: {"criterion|criterion": how many times as important the first is}.
        method: of the engine, `topsis`, `sum` or `promethee`.
        shortlist: public ids of up to six places that are looked at side by side.
    """

    class Weighing(models.TextChoices):
        WORDS = "words", "用词"
        SLIDERS = "sliders", "用滑块"
        PAIRS = "pairs", "两两比较"
        ENTROPY = "entropy", "熵权"

    public_id = PublicId()
    owner_org = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="comparisons")
    title = models.CharField(max_length=100)
    project = models.ForeignKey(Record, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    description = models.JSONField(default=dict)
    places = models.JSONField(default=list)
    weighing = models.CharField(max_length=10, choices=Weighing.choices, default=Weighing.WORDS)
    weights = models.JSONField(default=dict)
    pairs = models.JSONField(default=dict)
    method = models.CharField(max_length=12, default="topsis")
    shortlist = models.JSONField(default=list)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    objects = Guarded(sees_comparison)

    class Meta:
        ordering: ClassVar = ["-updated_at", "-pk"]

    def __str__(self) -> str:
        return self.title
