"""The matrix of the pages: every route × everybody × every method × things that exist, and not one canary too many."""

from __future__ import annotations

import pytest

from .callers import at_pages
from .matrix import try_all
from .town import Town
from .walking import ways

pytestmark = pytest.mark.django_db


def test_pages_open_to_whom_they_should_and_give_nothing_away(town: Town) -> None:
    findings = try_all(town, [way for way in ways() if not way.is_api], at_pages(town))
    assert not findings.told(), findings.told()
    assert findings.opened > 1000
    assert findings.hidden > 1000
    assert len(findings.read) > 5000, "what may be read is there to be read"
