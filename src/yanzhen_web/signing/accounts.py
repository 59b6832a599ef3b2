"""People sign in by name; nobody signs up here: offices invite. What happened is said in the field's words."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.account.internal.stagekit import clear_login
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from yanzhen_web.signing.addresses import address_of
from yanzhen_web.signing.sessions import holds_a_desk

TOLD = {
    "mfa/messages/totp_activated.txt": _("验证器已启用：以后登录要再输一次验证码。"),
    "mfa/messages/totp_deactivated.txt": _("验证器已停用。"),
    "mfa/messages/recovery_codes_generated.txt": _("备用码已生成。请打印或抄下来，放在安全的地方。"),
    "mfa/messages/webauthn_added.txt": _("通行密钥已添加。"),
    "mfa/messages/webauthn_removed.txt": _("通行密钥已删除。"),
    "socialaccount/messages/account_connected.txt": _("已连接统一身份认证账号，以后可以用它登录。"),
    "socialaccount/messages/account_connected_updated.txt": _("已连接统一身份认证账号，以后可以用它登录。"),
    "socialaccount/messages/account_connected_other.txt": _("这个统一身份认证账号已连接到另一个人。"),
    "socialaccount/messages/account_disconnected.txt": _("已断开统一身份认证账号。"),
}
"""allauth's message templates -> what is said; of the others nothing is."""


class Accounts(DefaultAccountAdapter):
    """What of an account is the site's own."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("这个账号已停用，请联系本单位的管理员。"),
        "incorrect_code": _("验证码不对，或者已经用过。"),
        "incorrect_password": _("密码不对。"),
        "invalid_login": _("登录名或密码不对。"),
        "too_many_login_attempts": _("试得太多了，请过几分钟再试。"),
        "username_password_mismatch": _("登录名或密码不对；账号被停用时也会这样。"),
        "rate_limited": _("太快了，请过几分钟再试。"),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up: offices invite their people and their firms."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """By our own rule about proxies."""
        return address_of(request)

    def pre_login(self, request: HttpRequest, user: Any, **about: Any) -> HttpResponse | None:
        """Who proved who they are, but may not act or holds no desk, gets no further."""
        if user.may_act and holds_a_desk(user):
            return None
        clear_login(request)
        messages.error(request, _("这个账号没有在用的岗位，或者已停用。请联系本单位的管理员。"))
        return HttpResponseRedirect(reverse("sign_in"))

    def login(self, request: HttpRequest, user: Any) -> None:
        """Who has just proved who they are is not asked again at once for what matters."""
        super().login(request, user)
        records = request.session.get(AUTHENTICATION_METHODS_SESSION_KEY) or []
        if records:
            records[-1]["reauthenticated"] = True
            request.session[AUTHENTICATION_METHODS_SESSION_KEY] = records

    def post_login(self, request: HttpRequest, user: Any, **about: Any) -> HttpResponse:
        """On to the page that was wanted, in the language of last time."""
        answer = super().post_login(request, user, **about)
        if user.language:
            keep_language(answer, user.language)
        return answer

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """In our words, where there is something to say."""
        text = message or TOLD.get(message_template or "")
        if text:
            messages.add_message(request, level, text)

    def send_notification_mail(self, template_prefix: str, user: Any, context: Any = None, email: Any = None) -> None:
        """The site's own notices tell of it (`signing.notices`)."""

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """With our words for each."""
        words = {
            "account_reauthenticate": _("用密码确认"),
            "mfa_reauthenticate": _("用验证码确认"),
            "mfa_reauthenticate_webauthn": _("用通行密钥确认"),
        }
        at = {reverse(name): word for name, word in words.items()}
        methods = super().get_reauthentication_methods(user)
        return [method | {"description": at.get(method["url"], method["description"])} for method in methods]


def keep_language(answer: HttpResponse, language: str) -> None:
    """The browser comes back in this language."""
    answer.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite=settings.LANGUAGE_COOKIE_SAMESITE,
    )
