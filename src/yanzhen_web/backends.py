"""Who may sign in, and stay signed in."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import ModelBackend


class People(ModelBackend):
    """People by name and password; the sessions of one who is suspended end at once."""

    def user_can_authenticate(self, user: Any) -> bool:
        return bool(user.may_act)
