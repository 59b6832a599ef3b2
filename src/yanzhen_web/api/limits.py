"""How often a key may ask: each operation costs as many tokens as it declares; reading costs one."""

from __future__ import annotations

from django.http import HttpRequest

from yanzhen_web.api.problems import Problem
from yanzhen_web.services.programs import limits


def count(request: HttpRequest, cost: int) -> None:
    """Take what an operation costs from the bucket of the request's key; `limiting` tells the answer what is left.

    Raises:
        Problem: 429, with the seconds to wait.
    """
    standing = limits.take(limits.KEY, str(request.token.pk), cost)  # type: ignore[attr-defined]
    if standing is None:
        return
    request.rate = standing  # type: ignore[attr-defined]
    if not standing.allowed:
        raise Problem("too_many", headers=standing.headers())
