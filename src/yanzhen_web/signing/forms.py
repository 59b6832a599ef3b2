"""The forms of signing in, in the field's words. What is wrong counts towards the lock-out, whatever it was."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import LoginForm, ReauthenticateForm
from allauth.core import context
from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as mfa
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.contrib.auth.forms import UsernameField
from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

from yanzhen_web.signing.handles import with_key
from yanzhen_web.signing.lockout import NOBODY, count_failure, refuse_if_locked

_LONGEST = 1024
_GOOD_FOR = 120
"""Seconds for which a used code is remembered: longer than it would be taken."""


def _password() -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": "current-password"})
    return forms.CharField(label=_("密码"), strip=False, max_length=_LONGEST, widget=widget)


def _code() -> forms.CharField:
    marks = {"autocomplete": "one-time-code", "inputmode": "text", "autocapitalize": "none", "spellcheck": "false"}
    return forms.CharField(label=_("验证码"), max_length=40, widget=forms.TextInput(attrs=marks | {"autofocus": True}))


class SignIn(LoginForm):
    """Name and password."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        marks = {"autofocus": True, "autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        name = UsernameField(label=_("登录名"), max_length=150, widget=forms.TextInput(attrs=marks))
        self.fields = {"username": name, "password": _password()}

    def clean(self) -> Any:
        """allauth calls the name `login`."""
        self.cleaned_data["login"] = self.cleaned_data.get("username", "")
        return super().clean()


class Confirm(ReauthenticateForm):
    """One's own password again, before something that matters."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["password"] = _password()

    def clean_password(self) -> str:
        refuse_if_locked(context.request, self.user.username)
        return str(super().clean_password())


# --- codes -----------------------------------------------------------------------------------------------------------


def used_before(user: Any, code: str) -> bool:
    """Whether this code was taken already; notes that it is now."""
    return not cache.add(f"yanzhen.code:{user.pk}:{normalize_user_code(code)}", 1, _GOOD_FOR)


class _Coded:
    user: Any

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["code"] = _code()  # type: ignore[attr-defined]

    def clean_code(self) -> str:
        refuse_if_locked(context.request, self.user.username)
        try:
            code = str(super().clean_code())  # type: ignore[misc]
            if self.authenticator.type == Authenticator.Type.TOTP and used_before(self.user, code):  # type: ignore[attr-defined]
                raise get_adapter().validation_error("incorrect_code")
        except forms.ValidationError:
            count_failure(context.request, self.user.username)
            raise
        return code


class Code(_Coded, mfa.AuthenticateForm):
    """The second step of signing in."""


class ConfirmByCode(_Coded, mfa.ReauthenticateForm):
    """A code again, before something that matters."""


class ActivateCode(ActivateTOTPForm):
    """Shows that the app was set up."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["code"] = _code()
        self.fields["code"].widget.attrs["inputmode"] = "numeric"

    def clean_code(self) -> str:
        code = str(super().clean_code())
        used_before(self.user, code)
        return code


# --- passkeys --------------------------------------------------------------------------------------------------------


_MADE_UP = (AttributeError, KeyError, TypeError, ValueError)
"""What the library of passkeys raises where an answer is no answer."""


class _Watched:
    user: Any

    def clean_credential(self) -> Authenticator:
        name = self.user.username if self.user is not None else NOBODY
        refuse_if_locked(context.request, name)
        try:
            return super().clean_credential()  # type: ignore[misc, no-any-return]
        except (forms.ValidationError, *_MADE_UP) as error:
            count_failure(context.request, name)
            raise get_adapter().validation_error("incorrect_code") from error


class Passkey(_Watched, webauthn.AuthenticateWebAuthnForm):
    """A passkey as the second step."""


class _ByHandle(webauthn.LoginWebAuthnForm):
    def clean_credential(self) -> Authenticator:
        self.cleaned_data["credential"] = with_key(self.cleaned_data["credential"])
        return super().clean_credential()


class PasskeyAlone(_Watched, _ByHandle):
    """A passkey instead of name and password."""


class ConfirmByPasskey(_Watched, webauthn.ReauthenticateWebAuthnForm):
    """A passkey again, before something that matters."""


def _name() -> forms.CharField:
    return forms.CharField(label=_("名称"), max_length=60, required=False, help_text=_("例如：办公室电脑、我的手机"))


class AddPasskey(webauthn.AddWebAuthnForm):
    """A new passkey; always one that signs in alone, with the device's own PIN or fingerprint."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["name"] = _name()
        self.fields.pop("passwordless", None)

    def clean(self) -> Any:
        """Without the device's check of who holds it, it would be one factor only."""
        try:
            cleaned = super().clean() | {"passwordless": True}
            verified = "credential" not in cleaned or _verified(cleaned["credential"])
        except _MADE_UP as error:
            raise get_adapter().validation_error("incorrect_code") from error
        if not verified:
            raise get_adapter().validation_error("incorrect_code")
        return cleaned


def _verified(credential: dict[str, Any]) -> bool:
    from allauth.mfa.webauthn.internal.auth import parse_registration_response

    return bool(parse_registration_response(credential).response.attestation_object.auth_data.is_user_verified())


class RenamePasskey(webauthn.EditWebAuthnForm):
    """A passkey's name."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["name"] = _name()
        self.fields["name"].required = True
