"""The site's test world, with a round's people."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ..worlds import World, make_world  # noqa: TID252 -- the one door to the site's test world
from .rounds import Desk


@pytest.fixture
def world(db: Any, settings: Any, tmp_path: Path) -> World:
    """Province, cities, counties, firms, a person for each role."""
    settings.UPLOADS = tmp_path / "uploads"
    return make_world()


@pytest.fixture
def desk(world: World) -> Callable[[str], Desk]:
    """Somebody of the world at work."""
    return lambda who: Desk(world, who)
