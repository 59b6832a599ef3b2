"""The scenario, planned, written and collected once for all tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from yanzhen.scenario import write_scenario
from yanzhen.scenario.hunan2025.plan import Event, plan_event

from .gathering import Gathered, gather

SEED = 2025


@pytest.fixture(scope="session")
def event() -> Event:
    return plan_event(SEED)


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("hunan2025")
    write_scenario("hunan2025", out, seed=SEED)
    return out


@pytest.fixture(scope="session")
def gathered(folder: Path) -> Gathered:
    return gather(folder)
