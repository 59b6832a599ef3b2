"""Logins for people and keys for programs."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils import timezone

from yanzhen_web.models import Membership, Organisation, Token, User
from yanzhen_web.scopes import GRANTS

_LETTERS = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
_WHY = "a login or a key is made, or a key is looked up by its hash"
LIFE_OF_TOKEN = timedelta(days=90)


def new_password(length: int = 16) -> str:
    """A random password of letters that are not mistaken for each other."""
    return "".join(secrets.choice(_LETTERS) for _ in range(length))


def give_login(username: str, name: str, organisation: Organisation, role: str) -> tuple[User, str]:
    """A person with one role and a new random password, which is returned and kept nowhere."""
    user, _ = User.objects.get_or_create(username=username, defaults={"name": name})
    password = new_password()
    user.set_password(password)
    user.save()
    memberships = Membership.objects.unscoped(why=_WHY)
    memberships.get_or_create(user=user, organisation=organisation, role=role)
    return user, password


def new_secret() -> str:
    """What a link or a key is made of: 256 random bits, safe in an address."""
    return secrets.token_urlsafe(32)


def digest_of(secret: str) -> str:
    """What is kept of a secret. It is random and long, so a plain hash can't be tried out."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def issue_token(
    user: User, name: str, grants: Iterable[str] = GRANTS, expires_at: datetime | None = None
) -> tuple[Token, str]:
    """A new key for programs and its secret; an older one of that name ends."""
    tokens = Token.objects.unscoped(why=_WHY)
    tokens.filter(user=user, name=name, revoked_at=None).update(revoked_at=timezone.now())
    secret = new_secret()
    row = tokens.create(
        user=user,
        name=name,
        hint=secret[:6],
        digest=digest_of(secret),
        grants=sorted(set(grants) & set(GRANTS)),
        expires_at=expires_at or timezone.now() + LIFE_OF_TOKEN,
    )
    return row, secret


def token_of(secret: str) -> Token | None:
    """The key of this secret; None for one that is unknown, ended, or of somebody who has left."""
    rows = Token.objects.unscoped(why=_WHY).select_related("user")
    found = rows.filter(digest=digest_of(secret), revoked_at=None, expires_at__gt=timezone.now()).first()
    return found if found is not None and found.user.may_act else None
