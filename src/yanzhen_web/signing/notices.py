"""What of signing in is written into the history; and what a person is told of by mail, where there is mail."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from allauth.socialaccount.signals import social_account_added, social_account_removed
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest

from yanzhen_web.jobs.queue import enqueue
from yanzhen_web.models import User
from yanzhen_web.services.history.noting import note_deed, note_reading
from yanzhen_web.services.people.signing import restamp
from yanzhen_web.signing.required import HAS_FACTOR
from yanzhen_web.signing.sessions import begin

_WAYS = {"password": "password", "mfa": "factor", "socialaccount": "government"}


@receiver(user_logged_in)
def _signed_in(sender: Any, request: Any, user: User, **_: Any) -> None:
    if request is None:
        return
    begin(request)
    records = get_authentication_records(request, user)
    ways = [record.get("type") or _WAYS.get(record["method"], "other") for record in records]
    note_deed("sign_in", user, by=user, ways=ways or ["other"])


@receiver(user_login_failed)
def _refused(sender: Any, credentials: dict[str, Any], request: Any = None, **_: Any) -> None:
    """What was typed stands nowhere: it may be a password in the wrong box."""
    name = credentials.get("username") or ""
    user = User.objects.filter(username=name).first() if name and "\x00" not in name else None
    locked = bool(getattr(request, "axes_locked_out", False))
    note_reading("sign_in.refused", user, why="locked" if locked else "wrong")


@receiver(user_logged_out)
def _signed_out(sender: Any, user: Any, request: Any = None, **_: Any) -> None:
    if user is not None and user.pk:
        note_deed("sign_out", user, by=user)


@receiver([authenticator_added, authenticator_removed, authenticator_reset])
def _factor_changed(sender: Any, request: HttpRequest, user: User, authenticator: Any, **options: Any) -> None:
    deed = {authenticator_added: "factor.add", authenticator_removed: "factor.remove"}
    note_deed(deed.get(options["signal"], "factor.renew"), user, type=authenticator.type)
    request.session.pop(HAS_FACTOR, None)
    _end_others(request, user, "factor")


@receiver([social_account_added, social_account_removed])
def _government_changed(sender: Any, request: HttpRequest, **options: Any) -> None:
    added = options["signal"] is social_account_added
    note_deed("government.connect" if added else "government.disconnect", request.user)
    _end_others(request, request.user, "government")


def password_changed(request: HttpRequest, user: User) -> None:
    """A person has changed the own password."""
    if user.password_given:
        user.password_given = False
        user.save(update_fields=["password_given"])
    note_deed("password.change", user)
    _end_others(request, user, "password")


def _end_others(request: HttpRequest, user: Any, what: str) -> None:
    """All sessions of the person end but this one."""
    restamp(user)
    update_session_auth_hash(request, user)
    UserSession.objects.create_from_request(request)
    if settings.MAIL_CONFIGURED and user.email:
        enqueue("mail_change", None, user=user.pk, what=what)
