"""Roles that have to have a second factor are led to set one up before anything else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from yanzhen_web.signing.factors import STRONG

HAS_FACTOR = "second_factor"
_ON_THE_WAY = frozenset({
    "mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "mfa_view_recovery_codes", "mfa_generate_recovery_codes",
    "account_reauthenticate", "mfa_reauthenticate", "mfa_reauthenticate_webauthn",
    "password_change", "sign_out", "set_language", "healthz",
})  # fmt: skip


def wants_factor(request: Any) -> bool:
    """Whether this person has to set a second factor up first."""
    if not settings.SECOND_FACTOR_ROLES or not request.user.is_authenticated:
        return False
    if request.session.get(HAS_FACTOR) or not request.actor.has(settings.SECOND_FACTOR_ROLES):
        return False
    if is_mfa_enabled(request.user, STRONG):
        request.session[HAS_FACTOR] = True
        return False
    return True


class SecondFactor:
    """Leads to the page on which it is set up."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: Any) -> HttpResponse | None:
        """Once the route is known."""
        if request.path.startswith("/api/") or request.resolver_match.url_name in _ON_THE_WAY:
            return None
        return redirect("mfa_index") if wants_factor(request) else None
