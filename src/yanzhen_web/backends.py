"""Who may sign in, and stay signed in."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import ModelBackend


class People(ModelBackend):
    """People by name and password; the sessions of one who is suspended end at once.

    Stands behind the lock-out (axes), which refuses before a password is even looked at. For a name that nobody has,
    the hasher runs all the same, so that the time of an answer tells nothing.
    """

    def user_can_authenticate(self, user: Any) -> bool:
        return bool(user.may_act)
