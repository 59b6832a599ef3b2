"""The town is built once a module; whatever a test does to it is rolled back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test.utils import override_settings

from .town import Town


@pytest.fixture(scope="module")
def town(django_db_setup: None, django_db_blocker: Any) -> Iterator[Town]:
    """Offices, firms, people and records, every field a canary."""
    with django_db_blocker.unblock(), override_settings(RATE_LIMITS={}), transaction.atomic():
        yield Town()
        transaction.set_rollback(True)
