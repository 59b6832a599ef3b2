"""The matrix of the API: every operation × every key × every method × things that exist; not one canary too many."""

from __future__ import annotations

import pytest

from .callers import with_keys
from .matrix import try_all
from .town import Town
from .walking import ways

pytestmark = pytest.mark.django_db


def test_operations_open_to_whom_they_should_and_give_nothing_away(town: Town) -> None:
    findings = try_all(town, [way for way in ways() if way.is_api], with_keys(town))
    assert not findings.told(), findings.told()
    assert findings.opened > 1000
    assert findings.hidden > 1000
    assert len(findings.read) > 5000, "what may be read is there to be read"
