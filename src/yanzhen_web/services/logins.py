"""Logins for people and keys for programs."""

from __future__ import annotations

import hashlib
import secrets

from django.utils import timezone

from yanzhen_web.models import Membership, Organisation, Token, User

_LETTERS = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"


def new_password(length: int = 16) -> str:
    """A random password of letters that are not mistaken for each other."""
    return "".join(secrets.choice(_LETTERS) for _ in range(length))


def give_login(username: str, name: str, organisation: Organisation, role: str) -> tuple[User, str]:
    """A person with one role and a new random password, which is returned and kept nowhere."""
    user, _ = User.objects.get_or_create(username=username, defaults={"name": name})
    password = new_password()
    user.set_password(password)
    user.save()
    Membership.objects.get_or_create(user=user, organisation=organisation, role=role)
    return user, password


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def issue_token(user: User, name: str) -> str:
    """A new key for programs; an older one of that name ends."""
    user.tokens.filter(name=name, revoked_at=None).update(revoked_at=timezone.now())
    token = secrets.token_urlsafe(32)
    Token.objects.create(user=user, name=name, digest=_digest(token))
    return token


def user_of(token: str) -> User | None:
    """Whose key this is; None for one that is unknown, ended, or of somebody who has left."""
    found = Token.objects.select_related("user").filter(digest=_digest(token), revoked_at=None).first()
    if found is None or not found.user.may_act:
        return None
    return None if found.expires_at and found.expires_at <= timezone.now() else found.user
