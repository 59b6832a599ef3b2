"""Before what opens further doors, a person says again who it is, unless that was just now."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.internal.flows.reauthentication import is_reauthentication_required
from allauth.core.exceptions import ReauthenticationRequired
from django.http import HttpRequest, HttpResponse

View = Callable[..., HttpResponse]


def confirmed(view: View) -> View:
    """Posting to this view asks for a recent confirmation; looking at it does not."""

    @wraps(view)
    def asking(request: HttpRequest, *args: Any, **values: Any) -> HttpResponse:
        if request.method == "POST" and is_reauthentication_required(request, app="allauth.mfa"):
            raise ReauthenticationRequired
        return view(request, *args, **values)

    return asking
