"""Public identifiers: random, so that they tell neither order nor number."""

import secrets

from django.db import models


def new_public_id() -> str:
    """16 URL-safe characters, 96 random bits; never begins with `-`, so that it is fine on a command line."""
    while (made := secrets.token_urlsafe(12)).startswith("-"):
        continue
    return made


class PublicId(models.CharField):
    """The identifier that pages and files show instead of the internal key."""

    def __init__(self, **options: object) -> None:
        super().__init__(**{"max_length": 22, "unique": True, "editable": False, "default": new_public_id} | options)
