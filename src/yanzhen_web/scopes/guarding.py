"""Managers of guarded models: a query without a scope raises.

Pages and the API ask `Model.objects.visible_to(actor)`; the recording writer, jobs and whatever keeps the machine
running ask `Model.objects.unscoped(why="…")`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.db import models
from django.db.models import Q

from yanzhen_web.scopes.actors import Actor


class Unscoped(RuntimeError):
    """A guarded model was asked without saying who asks."""


Rule = Callable[..., Q]
M = TypeVar("M", bound=models.Model)


class Guarded(models.Manager[M]):
    """A manager that answers nobody who does not say on whose behalf."""

    def __init__(self, rule: Rule | None = None) -> None:
        super().__init__()
        self.rule = rule  # None in the managers of reverse relations, which refuse to answer

    def _rows(self) -> models.QuerySet[M]:
        if self.rule is None:
            raise Unscoped(f"{self.model.__name__}: ask {self.model.__name__}.objects and filter by the relation")
        return super().get_queryset()

    def get_queryset(self) -> models.QuerySet[M]:
        raise Unscoped(
            f"{self.model.__name__}: ask through visible_to(actor), or unscoped(why=…) in writers and system jobs"
        )

    def visible_to(self, actor: Actor) -> models.QuerySet[M]:
        """What the actor may see."""
        rows = self._rows()
        return rows.filter(self.rule(actor)) if self.rule else rows.none()

    def unscoped(self, *, why: str) -> models.QuerySet[M]:
        """Everything, for a reason that stands beside the call."""
        if not why.strip():
            raise Unscoped("say why")
        return self._rows()
