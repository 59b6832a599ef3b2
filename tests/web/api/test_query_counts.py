"""Lists take as many queries for three rows as for one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from yanzhen_web.jobs.worker import work_off
from yanzhen_web.models import Match
from yanzhen_web.services.matching import run_matches

from .programs import WHY, World, program_of, told

PATHS = (
    "/records/project", "/search?q=示例", "/matches", "/matches/decisions", "/twins", "/links", "/people",
    "/organisations", "/invitations", "/jobs", "/figures/demands/rows", "/events", "/me/keys", "/owners",
)  # fmt: skip


def more(world: World, number: int) -> None:
    """One more of everything."""
    world.write("changsha", told("project", f"示例{number}", target="430100", investor="示例公司"))
    world.write("zhuzhou", told("project", f"示例{number}", target="430200", investor="示例公司"))
    (demand,) = world.write("changsha", told("demand", f"示例石墨膜{number}", "open", content="石墨导热膜的制备"))
    world.write("university", told("achievement", f"石墨膜技术{number}", "open", content="石墨导热膜的制备"))
    program = program_of(world, "organiser")
    program("POST", f"/records/demand/{demand.public_id}/links", {})
    program("POST", f"/organisations/{world.organisations['changsha'].public_id}/invitations", {"role": "leader"})
    program("POST", "/matches/run")
    work_off()
    run_matches(world.actor("organiser"), None, lambda percent, message: None)
    for match in Match.objects.unscoped(why=WHY).select_related("demand", "achievement"):
        pair = f"{match.demand.public_id}/{match.achievement.public_id}"
        program("POST", f"/matches/{pair}/decision", {"verdict": "accepted"})


@pytest.fixture
def counts(world: World, count_queries: Callable[[Callable[[], Any]], int]) -> Callable[[], dict[str, int]]:
    """How many queries each list takes now."""

    def count() -> dict[str, int]:
        program = program_of(world, "organiser")
        program.get("/me")  # the key's first use is noted
        return {path: count_queries(lambda path=path: program.get(path)) for path in PATHS}

    return count


def test_lists_take_no_more_queries_for_more_rows(world: World, counts: Callable[[], dict[str, int]]) -> None:
    more(world, 1)
    few = counts()
    more(world, 2)
    more(world, 3)
    assert counts() == few
    # The report behind a figure is worked out once for each change of the records.
    assert max(times for path, times in few.items() if "figures" not in path) < 10
