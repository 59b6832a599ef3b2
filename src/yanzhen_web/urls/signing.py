"""Signing in and out, passwords, sessions, second factors. Of allauth's routes only those that are wanted."""

from __future__ import annotations

from typing import Any

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.urls import URLPattern, path

import yanzhen_web.signing.handles  # noqa: F401 -- the piece of an address that stands for a passkey
from yanzhen_web.access import access
from yanzhen_web.views import signing

_FORM = ("GET", "POST")


def door(route: str, view: Any, name: str, *who: str, methods: tuple[str, ...] = _FORM) -> URLPattern:
    """One of allauth's views at a path of ours, behind our rule, under the name by which allauth looks for it."""
    return path(route, access(*who, methods=methods)(view), name=name)


urlpatterns = [
    door("sign-in/", account.login, "sign_in", "public"),
    door("sign-in/", account.login, "account_login", "public"),
    door("sign-in/code/", mfa.authenticate, "mfa_authenticate", "public"),
    door("sign-in/passkey/", webauthn.login_webauthn, "mfa_login_webauthn", "public"),
    path("sign-in/government/", signing.government_sign_in, name="government_sign_in"),
    path("sign-in/government/back/", signing.government_callback, name="government_callback"),
    path("sign-out/", signing.sign_out, name="sign_out"),
    path("password/", signing.password_change, name="password_change"),
    path("password/forgotten/", signing.password_forgotten, name="password_forgotten"),
    path("password/new/<uidb64>/<token>/", signing.password_reset, name="password_reset"),
    path("account/security/", signing.security, name="mfa_index"),
    path("account/sessions/", signing.session_list, name="usersessions_list"),
    path("account/government/disconnect/", signing.government_disconnect, name="government_disconnect"),
    door("account/confirm/", account.reauthenticate, "account_reauthenticate", "signed_in"),
    door("account/confirm/code/", mfa.reauthenticate, "mfa_reauthenticate", "signed_in"),
    door("account/confirm/passkey/", webauthn.reauthenticate_webauthn, "mfa_reauthenticate_webauthn", "signed_in"),
    door("account/codes/set-up/", totp.activate_totp, "mfa_activate_totp", "signed_in"),
    door("account/codes/remove/", totp.deactivate_totp, "mfa_deactivate_totp", "signed_in"),
    door("account/recovery/", codes.view_recovery_codes, "mfa_view_recovery_codes", "signed_in", methods=("GET",)),
    door("account/recovery/new/", codes.generate_recovery_codes, "mfa_generate_recovery_codes", "signed_in"),
    door("account/passkeys/", webauthn.list_webauthn, "mfa_list_webauthn", "signed_in", methods=("GET",)),
    door("account/passkeys/add/", webauthn.add_webauthn, "mfa_add_webauthn", "signed_in"),
    door("account/passkeys/<passkey:pk>/rename/", webauthn.edit_webauthn, "mfa_edit_webauthn", "signed_in"),
    door("account/passkeys/<passkey:pk>/remove/", webauthn.remove_webauthn, "mfa_remove_webauthn", "signed_in"),
]
