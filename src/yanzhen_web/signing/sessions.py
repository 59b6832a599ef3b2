"""A session ends at once when its person is suspended or holds no desk any more, when it lies idle, when it is old, and
when it was ended from elsewhere.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from yanzhen_web.models import Membership, User
from yanzhen_web.scopes import API_CLIENT, ROLES, Actor
from yanzhen_web.services.history.noting import note_reading

BEGAN, SEEN = "began", "seen"
_AGAIN = 300
"""Seconds after which it is written down anew that a session is in use."""
_AT_DESKS = frozenset(ROLES) - {API_CLIENT}
_SAID = {
    "ended": _("登录已结束：账号停用，密码或登录方式有变动，或已在别处退出。请重新登录；不行请找本单位的管理员。"),
    "no_desk": _("登录已结束：您现在没有在用的岗位，或者单位已停用。请联系本单位的管理员。"),
    "idle": _("太久没有操作，已自动退出，请重新登录。"),
    "old": _("登录已满 12 小时，请重新登录。"),
}


def holds_a_desk(user: User) -> bool:
    """Whether there is a desk at which this person may sit now; keys for programs sit at none."""
    return bool(Membership.current_of(user).exclude(role=API_CLIENT).exists())


class Present:
    """Looks at every request that comes with a session; asks the database nothing that the page would not ask."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # The API takes keys only: no session counts there.
        if not request.path.startswith("/api/") and SESSION_KEY in request.session:
            whose = request.session[SESSION_KEY]
            why = _why_ended(request)
            if why:
                _end(request, whose, why)
            elif time.time() - request.session.get(SEEN, 0) > _AGAIN:
                request.session[SEEN] = time.time()
        return self.get_response(request)


def _why_ended(request: HttpRequest) -> str:
    if not request.user.is_authenticated:
        return "ended"
    now = time.time()
    began = request.session.setdefault(BEGAN, now)
    if now - began > settings.SESSION_COOKIE_AGE:
        return "old"
    if now - request.session.get(SEEN, began) > settings.SESSION_IDLE_SECONDS:
        return "idle"
    return "" if request.actor.has(_AT_DESKS) else "no_desk"  # type: ignore[attr-defined]


def _end(request: Any, whose: str, why: str) -> None:
    request.session.flush()
    request.user = AnonymousUser()
    request.actor = SimpleLazyObject(Actor)
    note_reading("session.end", User.objects.filter(pk=whose).first(), why=why)
    messages.warning(request, _SAID[why])


def begin(request: HttpRequest) -> None:
    """The clock of a session starts."""
    request.session[BEGAN] = request.session[SEEN] = time.time()
