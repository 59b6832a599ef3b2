"""What every page knows: who looks at it, and which doors are open to them."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from yanzhen_web.scopes import Actor


def site(request: HttpRequest) -> dict[str, Any]:
    """`actor`, and `may`: route name -> whether the actor may use it (`{% if may.inbox %}`)."""
    actor: Actor = getattr(request, "actor", None) or Actor()
    return {"actor": actor, "may": SimpleLazyObject(lambda: _doors(actor))}


def _doors(actor: Actor) -> dict[str, bool]:
    from yanzhen_web.urls import named_rules

    return {name: rule.admits(actor) for name, rule in named_rules().items()}
