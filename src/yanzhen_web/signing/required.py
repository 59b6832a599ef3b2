"""What comes before anything else: an own password in place of one that was given, and a second factor for roles that
have to have one.
"""

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
_TO_A_PASSWORD = frozenset({"password_change", "sign_out", "set_language", "healthz"})


def wants_password(request: Any) -> bool:
    """Whether this person still has the password that was given at the first start."""
    return bool(request.user.is_authenticated and request.user.password_given)


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


class FirstThings:
    """Leads to the page on which what is required is done."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: Any) -> HttpResponse | None:
        """Once the route is known."""
        name = request.resolver_match.url_name  # type: ignore[union-attr]
        if request.path.startswith("/api/"):
            return None
        if name not in _TO_A_PASSWORD and wants_password(request):
            return redirect("password_change")
        return redirect("mfa_index") if name not in _ON_THE_WAY and wants_factor(request) else None
