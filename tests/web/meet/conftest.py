"""The site's test world, with an event that a city holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.test import Client

from yanzhen_web.models import Event

from ..worlds import WHY, World, make_world  # noqa: TID252 -- the one door to the site's test world

DAY = date(2031, 3, 29)


@dataclass
class Held:
    """An event, and who comes to its pages."""

    world: World
    event: Event

    def client(self, who: str) -> Client:
        """Somebody at a page, signed in."""
        client = Client()
        client.force_login(self.world.users[who])
        return client


@pytest.fixture
def world(db: Any) -> World:
    """Province, cities, counties, firms, a person for each role."""
    return make_world()


@pytest.fixture
def held(world: World) -> Held:
    """The city's event, open to everybody."""
    event = Event.objects.unscoped(why=WHY).create(
        name="示例城市对接会", name_en="Sample city event", starts_on=DAY, ends_on=DAY,
        owner_org=world.organisations["changsha"], publication="open",
    )  # fmt: skip
    return Held(world, event)
