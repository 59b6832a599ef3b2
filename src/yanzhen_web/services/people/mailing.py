"""Mail about signing in, where there is mail: a link for a new password, and word of what was changed."""

from __future__ import annotations

from urllib.parse import urljoin

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import Q

from yanzhen.language import Said, language_of, say, speaking
from yanzhen_web.models import Membership, User
from yanzhen_web.scopes import API_CLIENT
from yanzhen_web.services.history.noting import note_deed
from yanzhen_web.services.people.signing import path_of_reset

_CHANGED = {
    "password": Said("密码", "your password"),
    "factor": Said("二次验证", "your second factor"),
    "government": Said("统一身份认证账号的连接", "the connection with a government sign-on"),
}


def send_reset(login: str, root: str) -> None:
    """Mail a link for a new password to whoever signs in by this name or address, if they may and left an address.

    Args:
        login: what was typed: a login name or an address.
        root: the address of the site's front page.
    """
    if not (settings.MAIL_CONFIGURED and login):
        return
    known = User.objects.filter(Q(username=login) | Q(email__iexact=login)).exclude(email="")
    for user in known:
        if user.may_act and Membership.current_of(user).exclude(role=API_CLIENT).exists():
            _send_reset(user, root)


def _send_reset(user: User, root: str) -> None:
    link = urljoin(root, path_of_reset(user))
    with speaking(language_of(user.language)):
        text = say(
            f"有人为登录名 {user.username} 要求设置新密码。是您本人的话，请在 8 小时内打开：\n\n{link}\n\n"
            "不是您本人的话，不用理会，密码不会变。",
            f"Somebody asked for a new password for {user.username}. If it was you, open this within 8 hours:\n\n"
            f"{link}\n\nIf it was not you, do nothing: your password stays.",
        )
        _send(say("设置雁阵新密码", "A new password for Yanzhen"), text, user)
    note_deed("password.mail", user)


def send_change(user: int, what: str) -> None:
    """Tell a person that something about signing in was changed: if it was not them, they know early.

    Args:
        user: the person's key.
        what: `password`, `factor` or `government`.
    """
    person = User.objects.filter(pk=user).exclude(email="").first()
    if person is None or not settings.MAIL_CONFIGURED:
        return
    with speaking(language_of(person.language)):
        changed = str(_CHANGED.get(what, what))
        text = say(
            f"登录名 {person.username} 的{changed}刚刚有变动，其他地方的登录已退出。\n"
            "不是您本人的话，请马上联系本单位的管理员。",
            f"For {person.username}, {changed} was just changed; you were signed out everywhere else.\n"
            "If it was not you, tell your office's administrator at once.",
        )
        _send(say("雁阵登录方式有变动", "A change to how you sign in to Yanzhen"), text, person)


def _send(subject: str, text: str, user: User) -> None:
    EmailMessage(subject, text, to=[user.email]).send()
