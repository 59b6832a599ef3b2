"""What every test may use: where the measuring data lie, if they are there."""

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of measuring data beside the checkout; the test is skipped where there is none."""
    if not SHARED.is_dir():
        pytest.skip("no measuring data beside the checkout")
    return SHARED
