"""The site's test world, with an office that judges projects."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ..worlds import World, make_world  # noqa: TID252 -- the one door to the site's test world
from .office import Office, open_office


@pytest.fixture
def world(db: Any, settings: Any, tmp_path: Path) -> World:
    """Province, cities, counties, firms, a person for each role."""
    settings.UPLOADS = tmp_path / "uploads"
    return make_world()


@pytest.fixture
def office(world: World) -> Office:
    """A county office with its book, a firm's project and departments."""
    return open_office(world)
