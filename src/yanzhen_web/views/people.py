"""Signing in and out, one's password, the language."""

from __future__ import annotations

from http import HTTPStatus

from django.conf import settings
from django.contrib.auth import views as django_views
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse_lazy
from django.views.i18n import set_language as django_set_language

from yanzhen_web.access import access

_FORM = ("GET", "POST")
_sign_in = django_views.LoginView.as_view(template_name="account/sign_in.html", redirect_authenticated_user=True)
_password = django_views.PasswordChangeView.as_view(
    template_name="account/password_change.html", success_url=reverse_lazy("home")
)


@access("public", methods=_FORM)
def sign_in(request: HttpRequest) -> HttpResponse:
    """The form, and what it does; who signs in finds the site in the language of last time."""
    answer = _sign_in(request)
    if answer.status_code == HTTPStatus.FOUND and request.user.is_authenticated and request.user.language:
        _keep_language(answer, request.user.language)
    return answer


def _keep_language(answer: HttpResponse, language: str) -> None:
    answer.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite=settings.LANGUAGE_COOKIE_SAMESITE,
    )


@access("public", methods=("POST",))
def sign_out(request: HttpRequest) -> HttpResponse:
    """Ends the session."""
    return django_views.LogoutView.as_view()(request)


@access("signed_in", methods=_FORM)
def password_change(request: HttpRequest) -> HttpResponse:
    """A new password."""
    return _password(request)


@access("public", methods=("POST",))
def set_language(request: HttpRequest) -> HttpResponse:
    """Switch to the language posted, keep it with the person, and go back."""
    answer = django_set_language(request)
    wanted = request.POST.get("language", "")
    if request.user.is_authenticated and isinstance(answer, HttpResponseRedirect) and wanted in ("zh-hans", "en"):
        request.user.language = wanted
        request.user.save(update_fields=["language"])
    return answer
