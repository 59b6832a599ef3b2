"""The match tests run on every backend that is installed; a new one is added here."""

import pytest

BACKENDS = ["reference"]


@pytest.fixture(params=BACKENDS)
def backend(request: pytest.FixtureRequest) -> str:
    return str(request.param)
