"""The match tests run on every backend that is installed; a new one is added here."""

import pytest

from yanzhen.match.backends import BACKENDS as KNOWN
from yanzhen.match.backends import is_installed

BACKENDS = [name for name in KNOWN if is_installed(name)]


@pytest.fixture(params=BACKENDS)
def backend(request: pytest.FixtureRequest) -> str:
    return str(request.param)
