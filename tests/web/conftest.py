"""What the site's tests share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache

from yanzhen_web.services.history import spooling
from yanzhen_web.services.report import reporting

from .guards import emptied_unguarded
from .worlds import World, make_world


@pytest.fixture(autouse=True)
def _no_report_of_another_test() -> None:
    # Rolled-back databases count their keys anew, so that an old report would look like the new one.
    reporting._report.cache_clear()


@pytest.fixture(autouse=True, scope="session")
def _databases_can_be_emptied() -> Iterator[None]:
    with emptied_unguarded():
        yield


@pytest.fixture(autouse=True)
def _no_readings_of_another_test() -> Iterator[None]:
    spooling.empty()
    yield
    spooling.empty()


@pytest.fixture(autouse=True)
def _no_count_of_another_test(request: pytest.FixtureRequest) -> None:
    """Limits and used-up codes are counted in the cache."""
    in_process = settings.CACHES["default"]["BACKEND"].endswith("LocMemCache")
    if not in_process and "db" in request.fixturenames:
        request.getfixturevalue("db")  # the cache is a table there, and this comes before the test's own fixtures
    if in_process or "db" in request.fixturenames:
        cache.clear()


@pytest.fixture
def world(db: None) -> World:
    """The organisations, a person for each role, and an event whose figures are released."""
    return make_world()


@pytest.fixture
def count_queries() -> Callable[[Callable[[], Any]], int]:
    """How many queries a call takes."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def count(call: Callable[[], Any]) -> int:
        with CaptureQueriesContext(connection) as captured:
            call()
        return len(captured)

    return count
