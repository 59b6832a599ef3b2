"""What every page knows: who looks at it, and which doors are open to them."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext

from yanzhen_web.scopes import Actor


def site(request: HttpRequest) -> dict[str, Any]:
    """`actor`; `may`: route name -> whether the actor may use it (`{% if may.inbox %}`); the government sign-on's name,
    where there is one.
    """
    actor: Actor = getattr(request, "actor", None) or Actor()
    return {"actor": actor, "may": SimpleLazyObject(lambda: _doors(actor)), "government_name": _government()}


def _government() -> str:
    return (settings.GOVERNMENT["name"] or gettext("统一身份认证")) if settings.GOVERNMENT else ""


def _doors(actor: Actor) -> dict[str, bool]:
    from yanzhen_web.urls import named_rules

    return {name: rule.admits(actor) for name, rule in named_rules().items()}
