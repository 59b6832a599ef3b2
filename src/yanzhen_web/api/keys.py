"""Bearer keys: the only way into the API. Cookies and sessions mean nothing here."""

from __future__ import annotations

import re

from django.http import HttpRequest

from yanzhen_web.api.problems import unauthenticated
from yanzhen_web.models import Token
from yanzhen_web.services.people import logins

_BEARER = re.compile(r"Bearer +([A-Za-z0-9._~+/-]{1,200}=*) *", re.IGNORECASE)


def key_of(request: HttpRequest) -> Token:
    """The key in force that a request carries.

    Raises:
        Problem: 401, the same for none, unknown, expired, revoked, and of somebody who has left.
    """
    written = _BEARER.fullmatch(request.headers.get("Authorization", ""))
    token = logins.token_of(written[1]) if written else None
    if token is None:
        raise unauthenticated()
    logins.note_use(token)
    return token
