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
_USE_IS_NOTED_EVERY = timedelta(minutes=1)


def new_password(length: int = 16) -> str:
    """A random password of letters that are not mistaken for each other."""
    return "".join(secrets.choice(_LETTERS) for _ in range(length))


def new_username(name: str) -> str:
    """A login name that nobody has: the name in pinyin and four digits or more. Nobody chooses one, so that nobody
    learns by trying which are taken.
    """
    stem = _pinyin(name) or "user"
    for digits in (4, 4, 4, 5, 6, 8, 10):
        made = f"{stem}{secrets.randbelow(9 * 10 ** (digits - 1)) + 10 ** (digits - 1)}"
        if not User.objects.filter(username=made).exists():
            return made
    return f"{stem}{secrets.token_hex(12)}"


def _pinyin(name: str) -> str:
    """The letters of a name, 20 at most."""
    from pypinyin import lazy_pinyin

    letters = "".join(lazy_pinyin(name)).lower()
    return "".join(c for c in letters if c.isascii() and c.isalpha())[:20]


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
    """The key of this secret; None for one that is unknown, ended, or of somebody who has no desk now."""
    rows = Token.objects.unscoped(why=_WHY).select_related("user")
    found = rows.filter(digest=digest_of(secret), revoked_at=None, expires_at__gt=timezone.now()).first()
    return found if found is not None and found.user.may_act and Membership.current_of(found.user).exists() else None


def note_use(token: Token) -> None:
    """When the key was last used, to the minute: its owner sees which keys nobody needs any more."""
    now = timezone.now()
    if token.used_at is None or token.used_at < now - _USE_IS_NOTED_EVERY:
        Token.objects.unscoped(why=_WHY).filter(pk=token.pk).update(used_at=now)
