"""People, organisations in their tree, and the desks that people hold in them."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models

from yanzhen_web.models.identifiers import PublicId
from yanzhen_web.scopes import ROLES


class Organisation(models.Model):
    """An office, park, firm, university …; `path` lists the keys from the root down to itself: `/1/4/9/`."""

    class Kind(models.TextChoices):
        PROVINCE = "province", "省级单位"
        CITY = "city", "市级单位"
        COUNTY = "county", "县级单位"
        PARK = "park", "园区"
        ENTERPRISE = "enterprise", "企业"
        UNIVERSITY = "university", "高校"
        SERVICE = "service", "服务部门"
        INTERMEDIARY = "intermediary", "中介机构"
        PLATFORM = "platform", "平台"

    public_id = PublicId()
    kind = models.CharField(max_length=16, choices=Kind.choices)
    name = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    path = models.CharField(max_length=400, db_index=True, blank=True, editable=False)
    region = models.CharField(max_length=6, blank=True, db_index=True)
    credit_code = models.CharField(max_length=18, blank=True)
    suspended_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["path"]

    def __str__(self) -> str:
        return self.name

    def save(self, **options: object) -> None:
        """Keep `path` in step with the parent (an organisation is not moved once it owns records)."""
        super().save(**options)
        path = f"{self.parent.path if self.parent else '/'}{self.pk}/"
        if path != self.path:
            self.path = path
            super().save(update_fields=["path"])


class User(AbstractUser):
    """A person who signs in."""

    first_name = None
    last_name = None
    public_id = PublicId()
    name = models.CharField(max_length=100, blank=True)
    language = models.CharField(max_length=10, blank=True)
    suspended_at = models.DateTimeField(null=True, blank=True)

    REQUIRED_FIELDS: ClassVar = []

    @property
    def may_act(self) -> bool:
        """Neither gone nor suspended."""
        return self.is_active and self.suspended_at is None

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return str(self)


class Membership(models.Model):
    """A person's role in an organisation."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=20, choices=[(role, role) for role in ROLES])
    since = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "organisation", "role"], name="membership_once"),
            models.CheckConstraint(condition=models.Q(role__in=ROLES), name="membership_role_known"),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.organisation} · {self.role}"


class Token(models.Model):
    """A key with which a program acts as a person: only its hash is kept, so it is shown once."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=100)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name
