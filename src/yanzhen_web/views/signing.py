"""Signing in and out, one's password, sessions, second factors, the government sign-on."""

from __future__ import annotations

from typing import Any

from allauth.core import ratelimit
from allauth.mfa.base.views import IndexView
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import views as django_views
from django.contrib.auth.tokens import default_token_generator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils.translation import gettext as _

from yanzhen_web.access import access
from yanzhen_web.jobs.queue import enqueue
from yanzhen_web.models import User
from yanzhen_web.services.history.noting import note_deed
from yanzhen_web.services.people import signing as service
from yanzhen_web.signing import government, notices
from yanzhen_web.signing.handles import name_of_session
from yanzhen_web.signing.lockout import count_failure, refuse_if_locked
from yanzhen_web.signing.required import wants_factor

_FORM = ("GET", "POST")
_LONGEST_LOGIN = 254


@access("public", methods=("POST",))
def sign_out(request: HttpRequest) -> HttpResponse:
    """Ends the session; a shared desk keeps nothing of it."""
    UserSession.objects.filter(session_key=request.session.session_key or "").delete()
    answer = django_views.LogoutView.as_view()(request)
    answer["Clear-Site-Data"] = '"cookies", "storage"'
    return answer


# --- passwords -------------------------------------------------------------------------------------------------------


class _Chosen:
    """One sentence says what a password has to be, in place of one for each rule."""

    def get_form(self, form_class: Any = None) -> Any:
        form = super().get_form(form_class)  # type: ignore[misc]
        first, again = form.fields["new_password1"], form.fields["new_password2"]
        first.help_text, again.help_text = _("至少 10 个字符，不要用姓名、单位名或常见词。"), ""
        again.label = _("再输一次新密码")
        return form


class _Change(_Chosen, django_views.PasswordChangeView):
    template_name = "account/password_change.html"
    success_url = reverse_lazy("mfa_index")

    def form_invalid(self, form: Any) -> HttpResponse:
        if "old_password" in form.errors:
            count_failure(self.request, self.request.user.get_username())
        return super().form_invalid(form)

    def form_valid(self, form: Any) -> HttpResponse:
        answer = super().form_valid(form)
        notices.password_changed(self.request, form.user)
        messages.success(self.request, _("密码已修改，其他地方的登录已退出。"))
        return answer


class _Reset(_Chosen, django_views.PasswordResetConfirmView):
    template_name = "account/password_reset.html"
    success_url = reverse_lazy("sign_in")
    token_generator = default_token_generator

    def get_user(self, uidb64: str) -> Any:
        """Whose link it is: by the public id, for the key behind it would tell how many people there are."""
        return User.objects.filter(public_id=uidb64.replace("\x00", "")).first()

    def form_valid(self, form: Any) -> HttpResponse:
        form.user.password_given = False
        answer = super().form_valid(form)
        service.end_sessions(form.user)
        note_deed("password.reset", form.user, by=form.user)
        messages.success(self.request, _("新密码已设好，请登录。"))
        return answer


@access("signed_in", methods=_FORM)
def password_change(request: HttpRequest) -> HttpResponse:
    """A new password; everywhere else the person is signed out."""
    limited = None
    if request.method == "POST":
        refuse_if_locked(request, request.user.get_username())
        limited = ratelimit.consume_or_429(request, action="change_password")
    return limited or _Change.as_view()(request)


@access("public", methods=_FORM)
def password_forgotten(request: HttpRequest) -> HttpResponse:
    """Asks for a mail where there is mail; else says whom to ask. The answer is the same for every name."""
    if request.method == "POST" and settings.MAIL_CONFIGURED:
        login = request.POST.get("login", "").strip()[:_LONGEST_LOGIN].replace("\x00", "")
        limited = ratelimit.consume_or_429(request, action="reset_password", key=login.lower())
        if limited:
            return limited
        enqueue("mail_reset", None, login=login, root=request.build_absolute_uri("/"))
        return render(request, "account/password_forgotten.html", {"sent": True})
    return render(request, "account/password_forgotten.html", {"mail": settings.MAIL_CONFIGURED})


@access("public", methods=_FORM)
def password_reset(request: HttpRequest, uidb64: str, token: str) -> HttpResponse:
    """A new password by a link that an office made or a mail brought."""
    return _Reset.as_view()(request, uidb64=uidb64, token=token)


# --- one's own way in ------------------------------------------------------------------------------------------------


class _Security(IndexView):
    template_name = "account/security.html"

    def get_context_data(self, **given: Any) -> dict[str, Any]:
        user = self.request.user
        more = {
            "sessions": UserSession.objects.purge_and_list(user),
            "required": wants_factor(self.request),
            "government": government.connection_of(user),
        }
        return super().get_context_data(**given) | more


security = access("signed_in")(_Security.as_view())


@access("signed_in", methods=_FORM)
def session_list(request: HttpRequest) -> HttpResponse:
    """Where the person is signed in; one of these is ended, or all others."""
    mine = UserSession.objects.filter(user=request.user)
    if request.method == "POST":
        here = request.session.session_key
        wanted = mine.exclude(session_key=here)
        chosen = request.POST.get("session", "")
        ended = [session.end() for session in wanted if chosen in ("", name_of_session(session))]
        note_deed("session.end_others", request.user, count=len(ended))
        messages.success(request, _("已退出所选的登录。"))
        return redirect("usersessions_list")
    sessions = sorted(UserSession.objects.purge_and_list(request.user), key=lambda row: row.created_at, reverse=True)
    listed = [(name_of_session(session), session) for session in sessions]
    return render(request, "account/sessions.html", {"sessions": listed})


# --- the government sign-on ------------------------------------------------------------------------------------------


@access("public", methods=("POST",))
def government_sign_in(request: HttpRequest) -> HttpResponse:
    """Off to the sign-on server: to sign in, or to connect the account there with the person here."""
    return government.begin(request)


@access("public")
def government_callback(request: HttpRequest) -> HttpResponse:
    """Back from the sign-on server."""
    return government.come_back(request)


@access("signed_in", methods=("POST",))
def government_disconnect(request: HttpRequest) -> HttpResponse:
    """The account at the sign-on server opens nothing here any more.

    Raises:
        Http404: none is connected.
    """
    account = government.connection_of(request.user)
    if account is None:
        raise Http404
    government.disconnect(request, account)
    return HttpResponseRedirect(reverse_lazy("mfa_index"))
