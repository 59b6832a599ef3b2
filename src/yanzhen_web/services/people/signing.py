"""What others decide about somebody's way in: ending sessions, a link for a new password, a lost second factor."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from yanzhen.errors import YanzhenError
from yanzhen_web.models import Token, User
from yanzhen_web.services.history.noting import note_deed

_WHY = "whoever manages a person ends that person's keys"


class TakenAlready(YanzhenError):
    """A government account that somebody else uses."""


@transaction.atomic
def end_sessions(user: User, *, keys: bool = True) -> None:
    """End all sessions of a person at once, and by default the keys of their programs.

    The stamp ends them: the next request of any of them is one of nobody, is told so, and takes the session's row away.
    """
    restamp(user)
    if keys:
        Token.objects.unscoped(why=_WHY).filter(user=user, revoked_at=None).update(revoked_at=timezone.now())
    note_deed("session.end_all", user, keys=keys)


def restamp(user: User) -> None:
    """From now on no session that was begun before counts."""
    user.session_stamp = secrets.token_urlsafe(12)
    user.save(update_fields=["session_stamp"])


def reset_link(user: User) -> str:
    """The path of a link by which a person sets a new password: for some hours, and once.

    Give it to that person only: by the desk, in a chat. Whoever manages the person asks for it.
    """
    note_deed("password.link", user)
    return path_of_reset(user)


def path_of_reset(user: User) -> str:
    """The path alone, for a mail that the person asked for."""
    fresh = User.objects.get(pk=user.pk)  # the link stands on the last sign-in, which may be a moment ago
    return reverse("password_reset", args=[user.public_id, default_token_generator.make_token(fresh)])


@transaction.atomic
def drop_factors(user: User) -> None:
    """For somebody who has lost the phone and the recovery codes: sign in with the password alone, then set up anew.

    Whoever manages the person makes sure first that it is that person who asks.
    """
    from allauth.mfa.models import Authenticator

    Authenticator.objects.filter(user=user).delete()
    note_deed("factor.drop", user)
    end_sessions(user, keys=False)


@transaction.atomic
def connect_government(user: User, subject: str) -> None:
    """An administrator tells whose account at the government sign-on this is, by its subject.

    Raises:
        TakenAlready: it is somebody else's, or no sign-on is set up.
    """
    from allauth.socialaccount.models import SocialAccount

    if not settings.GOVERNMENT:
        raise TakenAlready("没有设置统一身份认证", "no government sign-on is set up")
    account, made = SocialAccount.objects.get_or_create(
        provider=settings.GOVERNMENT["provider_id"], uid=subject, defaults={"user": user}
    )
    if account.user_id != user.pk:
        raise TakenAlready("这个统一身份认证账号已连接到另一个人", "this account is connected to somebody else")
    if made:
        note_deed("government.connect", user)
