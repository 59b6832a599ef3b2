"""Signing in: what of django-allauth and django-axes is used, and how strictly.

Kept apart from `base`, which takes all of it over.
"""

from __future__ import annotations

import hashlib
import os
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from yanzhen.errors import WrongUsage

SIGNING_APPS = [
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "axes",
]
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "yanzhen_web.backends.People"]
LOGIN_URL = "sign_in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "home"
# A link by which a new password is set: made by an office or sent by mail, good for a working day.
PASSWORD_RESET_TIMEOUT = 8 * 3600

# --- sessions --------------------------------------------------------------------------------------------------------

SESSION_COOKIE_AGE = 12 * 3600
SESSION_IDLE_SECONDS = 2 * 3600

# --- who, and by which name ------------------------------------------------------------------------------------------

ACCOUNT_ADAPTER = "yanzhen_web.signing.accounts.Accounts"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]  # nobody signs up; allauth wants to know all the same
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_FORMS = {
    "login": "yanzhen_web.signing.forms.SignIn",
    "reauthenticate": "yanzhen_web.signing.forms.Confirm",
}
ACCOUNT_SESSION_REMEMBER = True  # no box to tick: idle and absolute time-outs hold for everybody
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
ACCOUNT_RATE_LIMITS = {
    # A whole office comes from one address at nine in the morning.
    "login": "120/m/ip",
    # Looser than the lock-out (axes), which stands before it and says until when.
    "login_failed": "60/m/ip,30/5m/key",
    "reauthenticate": "10/m/user",
    "reset_password": "20/m/ip",
    "change_password": "5/m/user",
}

# --- second factors --------------------------------------------------------------------------------------------------

MFA_ADAPTER = "yanzhen_web.signing.factors.Factors"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1  # a clock may be half a minute off; a code is taken once all the same
MFA_ALLOW_UNVERIFIED_EMAIL = True  # e-mail plays no part in signing in here
MFA_RATE_LIMITS = {"webauthn_login": "60/m/ip"}
MFA_FORMS = {
    "authenticate": "yanzhen_web.signing.forms.Code",
    "reauthenticate": "yanzhen_web.signing.forms.ConfirmByCode",
    "activate_totp": "yanzhen_web.signing.forms.ActivateCode",
    "add_webauthn": "yanzhen_web.signing.forms.AddPasskey",
    "edit_webauthn": "yanzhen_web.signing.forms.RenamePasskey",
    "authenticate_webauthn": "yanzhen_web.signing.forms.Passkey",
    "reauthenticate_webauthn": "yanzhen_web.signing.forms.ConfirmByPasskey",
    "login_webauthn": "yanzhen_web.signing.forms.PasskeyAlone",
}

# --- lock-out --------------------------------------------------------------------------------------------------------

AXES_HANDLER = "yanzhen_web.signing.lockout.LockOut"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"], "username"]
AXES_FAILURE_LIMIT = 5
LOCKOUT_LIMIT_BY_NAME = 20  # from anywhere: so high that nobody is easily locked out by a stranger
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True  # the history tells of sign-ins
AXES_VERBOSE = False
AXES_ENABLE_ADMIN = False
AXES_LOCKOUT_CALLABLE = "yanzhen_web.signing.lockout.locked_page"
AXES_CLIENT_IP_CALLABLE = "yanzhen_web.signing.addresses.address_of"
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "password", "code", "credential", "csrfmiddlewaretoken"]

# --- a government sign-on --------------------------------------------------------------------------------------------

SOCIALACCOUNT_ADAPTER = "yanzhen_web.signing.government.Government"
SOCIALACCOUNT_AUTO_SIGNUP = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_EMAIL_VERIFICATION = "none"
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_REAUTHENTICATION_REQUIRED = True  # another way in is not added at a desk that was left open
SOCIALACCOUNT_REQUESTS_TIMEOUT = 10


def government(environment: dict[str, str]) -> dict[str, Any] | None:
    """The application at the sign-on server that the environment names; None where it names none.

    Its id holds a hash of the issuer: connections made with one server never count for another.

    Raises:
        WrongUsage: a part is missing, or the server is not reached over TLS.
    """
    issuer = environment.get("YANZHEN_OIDC_ISSUER", "").rstrip("/")
    client = environment.get("YANZHEN_OIDC_CLIENT_ID", "")
    secret = environment.get("YANZHEN_OIDC_SECRET", "")
    if not (issuer or client or secret):
        return None
    if not (issuer and client and secret):
        raise WrongUsage(
            "统一身份认证要同时设置 YANZHEN_OIDC_ISSUER、YANZHEN_OIDC_CLIENT_ID、YANZHEN_OIDC_SECRET",
            "a government sign-on wants YANZHEN_OIDC_ISSUER, YANZHEN_OIDC_CLIENT_ID and YANZHEN_OIDC_SECRET together",
        )
    parts = urlsplit(issuer)
    if parts.scheme != "https" and parts.hostname not in ("localhost", "127.0.0.1", "::1"):
        raise WrongUsage("YANZHEN_OIDC_ISSUER 要以 https:// 开头", "YANZHEN_OIDC_ISSUER has to begin with https://")
    return {
        "provider_id": f"government-{hashlib.sha256(issuer.encode()).hexdigest()[:12]}",
        "name": environment.get("YANZHEN_OIDC_NAME", ""),
        "client_id": client,
        "secret": secret,
        "settings": {"server_url": issuer, "oauth_pkce_enabled": True, "scope": ["openid"], "fetch_userinfo": False},
    }


GOVERNMENT = government(dict(os.environ))
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "provider_class": "yanzhen_web.signing.government.GovernmentProvider",
        "APPS": [GOVERNMENT] if GOVERNMENT else [],
    }
}


def roles_with_second_factor(told: str | None, *, over_tls: bool) -> frozenset[str]:
    """Roles that have to set a second factor up; by default the platform's people and auditors of a site over TLS.

    Raises:
        WrongUsage: an unknown role.
    """
    from yanzhen_web.scopes.actors import AUDITOR, PLATFORM, ROLES

    if told is None:
        return frozenset({PLATFORM, AUDITOR}) if over_tls else frozenset()
    wanted = {word.strip() for word in told.split(",")} - {"", "none"}
    if wanted == {"all"}:
        return frozenset(ROLES)
    if wanted - set(ROLES):
        raise WrongUsage(
            f"YANZHEN_REQUIRE_SECOND_FACTOR 里没有这种角色：{'、'.join(sorted(wanted - set(ROLES)))}",
            f"YANZHEN_REQUIRE_SECOND_FACTOR names unknown roles: {', '.join(sorted(wanted - set(ROLES)))}",
        )
    return frozenset(wanted)
