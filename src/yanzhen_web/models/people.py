"""People, organisations in their tree, and the desks that people hold in them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.crypto import salted_hmac

from yanzhen_web.models.identifiers import PublicId
from yanzhen_web.scopes import ROLES, Guarded, sees_invitation, sees_membership, sees_organisation, sees_own
from yanzhen_web.scopes.rows import is_current


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
    credit_code = models.CharField(max_length=18, blank=True, db_index=True)
    suspended_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)  # it, or one above it, is suspended
    created_at = models.DateTimeField(auto_now_add=True)

    objects = Guarded(sees_organisation)

    class Meta:
        ordering: ClassVar = ["path"]

    def __str__(self) -> str:
        return self.name

    def save(self, **options: object) -> None:
        """Keep `path` in step with the parent (an organisation is not moved once it owns records); what is founded
        below a closed organisation is closed.
        """
        self.closed_at = self.suspended_at or (self.parent.closed_at if self.parent else None)
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
    phone = models.CharField(max_length=40, blank=True)
    suspended_at = models.DateTimeField(null=True, blank=True)
    password_given = models.BooleanField(default=False)  # by somebody else: the person has to choose an own one first
    erased_at = models.DateTimeField(null=True, blank=True)  # anonymised at the person's own request
    session_stamp = models.CharField(max_length=24, blank=True, editable=False)  # a new one ends all sessions

    REQUIRED_FIELDS: ClassVar = []

    @property
    def may_act(self) -> bool:
        """Neither gone nor suspended."""
        return self.is_active and self.suspended_at is None

    def get_session_auth_hash(self) -> str:
        """What a session has to know of its person: it ends with the password, and with the stamp."""
        return self._session_hash()

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        """The same under the secret keys of before."""
        for key in settings.SECRET_KEY_FALLBACKS:
            yield self._session_hash(key)

    def _session_hash(self, key: str | None = None) -> str:
        return salted_hmac(
            "yanzhen.session", self.password + self.session_stamp, secret=key, algorithm="sha256"
        ).hexdigest()

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return str(self)


class Membership(models.Model):
    """A desk: a person's role in an organisation. A deputy's (B 岗) ends by itself and says for whom it stands in."""

    public_id = PublicId()
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=20, choices=[(role, role) for role in ROLES])
    since = models.DateTimeField(auto_now_add=True)
    starts_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    in_place_of = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    objects = Guarded(sees_membership)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "organisation", "role"], name="membership_once"),
            models.CheckConstraint(condition=models.Q(role__in=ROLES), name="membership_role_known"),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.organisation} · {self.role}"

    @classmethod
    def current_of(cls, user: User) -> models.QuerySet[Membership]:
        """The desks that a person holds now, in the order in which they came."""
        rows = cls.objects.unscoped(why="the desks of the person who asks").filter(is_current(), user=user)
        return rows.order_by("pk")


class Invitation(models.Model):
    """A link or QR code by which somebody joins an organisation in a role, or founds a firm below an office.

    Only the hash of its secret is kept. `makes` is the kind of organisation that whoever accepts it founds below
    `organisation`; empty where they join `organisation` itself.
    """

    public_id = PublicId()
    digest = models.CharField(max_length=64, unique=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="invitations")
    makes = models.CharField(max_length=16, blank=True, choices=Organisation.Kind.choices)
    role = models.CharField(max_length=20, choices=[(role, role) for role in ROLES])
    note = models.CharField(max_length=200, blank=True)
    email = models.CharField(max_length=254, blank=True)
    uses_left = models.PositiveSmallIntegerField(default=1)
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)  # the last time that somebody accepted it
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = Guarded(sees_invitation)

    class Meta:
        ordering: ClassVar = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.organisation} · {self.role}"


class Token(models.Model):
    """A key with which a program acts as a person: only its hash is kept, so it is shown once.

    `grants` are of `scopes.GRANTS`; `hint` is how the key begins, so that its owner can tell it from others.
    """

    public_id = PublicId()
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=100)
    hint = models.CharField(max_length=12, blank=True)
    digest = models.CharField(max_length=64, unique=True)
    grants = models.JSONField(default=list)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)

    objects = Guarded(sees_own)

    class Meta:
        ordering: ClassVar = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.name


class Consent(models.Model):
    """That a person was told, in which edition of a text, what is kept of them and why, and agreed; or took it back."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=40)
    edition = models.CharField(max_length=20)
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = Guarded(sees_own)

    class Meta:
        ordering: ClassVar = ["-given_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.purpose} {self.edition}"


class DataRequest(models.Model):
    """What a person asks about the data kept of them that somebody else has to carry out."""

    class Kind(models.TextChoices):
        ERASE = "erase", "删除"
        CORRECT = "correct", "更正"

    class State(models.TextChoices):
        OPEN = "open", "待办"
        DONE = "done", "已办"
        REFUSED = "refused", "不予办理"
        TAKEN_BACK = "taken_back", "本人撤回"

    public_id = PublicId()
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="data_requests")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    text = models.CharField(max_length=1000, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    asked_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    answer = models.CharField(max_length=1000, blank=True)

    objects = Guarded(sees_own)

    class Meta:
        ordering: ClassVar = ["-asked_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"
