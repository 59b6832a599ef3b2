"""Who tries too often waits: by name and address, and by name alone from anywhere with a higher limit.

A name that nobody has is locked like any other, so that the lock tells nothing.
"""

from __future__ import annotations

from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from axes.handlers.database import AxesDatabaseHandler
from axes.handlers.proxy import AxesProxyHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth.signals import user_login_failed
from django.db.models import Max, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

NOBODY = ""
"""The name under which failures of passkeys count that say themselves whose they are: by address only."""


class LockOut(AxesDatabaseHandler):
    """Two limits in one count: failures by name alone weigh as much less as their limit is higher."""

    def get_failures(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> int:
        """How often it went wrong, as measured against AXES_FAILURE_LIMIT."""
        pair, anywhere = (
            rows.aggregate(sum=Sum("failures_since_start"))["sum"] or 0
            for rows in self.get_user_attempts(request, credentials)
        )
        if not (credentials or {}).get("username"):
            return int(pair)
        return max(pair, anywhere * settings.AXES_FAILURE_LIMIT // settings.LOCKOUT_LIMIT_BY_NAME)

    def reset_user_attempts(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> int:
        """Signing in clears one's own failures from this address; a stranger's tries from elsewhere stay counted."""
        rows = AccessAttempt.objects.filter(
            username=(credentials or {}).get("username"),
            ip_address=request.axes_ip_address,  # type: ignore[attr-defined]
        )
        return int(rows.delete()[0])


def refuse_if_locked(request: HttpRequest, username: str) -> None:
    """Stop before a code or a passkey is even looked at.

    Raises:
        ImmediateHttpResponse: with the page that says until when.
    """
    credentials = {"username": username}
    if not AxesProxyHandler.is_allowed(request, credentials):
        raise ImmediateHttpResponse(locked_page(request, None, credentials))


def count_failure(request: HttpRequest, username: str) -> None:
    """A code or a passkey was wrong: counts like a wrong password."""
    user_login_failed.send(sender=__name__, credentials={"username": username}, request=request)


def locked_page(
    request: HttpRequest, _answer: HttpResponse | None = None, credentials: dict[str, Any] | None = None
) -> HttpResponse:
    """Says when to try again, and whom to ask."""
    rows = AccessAttempt.objects.filter(username=(credentials or {}).get("username"))
    last = rows.aggregate(last=Max("attempt_time"))["last"] or timezone.now()
    until = last + settings.AXES_COOLOFF_TIME
    wait = max(1, int((until - timezone.now()).total_seconds()))
    context = {"until": until, "minutes": -(-wait // 60)}
    answer = render(request, "account/locked.html", context, status=429)
    answer["Retry-After"] = str(wait)
    return answer
