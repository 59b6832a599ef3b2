"""Who asks for a door that is not theirs gets what anybody gets for a missing page, and it is written down."""

from __future__ import annotations

from yanzhen_web.models import AuditEntry
from yanzhen_web.services.history import noting as history
from yanzhen_web.services.people import logins

from .worlds import WHY, World


def _refused() -> list[tuple[str, str]]:
    history.take_in()
    rows = AuditEntry.objects.unscoped(why=WHY).filter(action="route.refused").order_by("pk")
    return [(str(row.person), row.detail["route"]) for row in rows]


def test_refused_page_is_written_down(world: World) -> None:
    client = world.client("enterprise")
    refused, missing = client.get("/bulletin/"), client.get("/no-such-page/")
    assert refused.status_code == missing.status_code == 404
    assert _refused() == [("enterprise", "bulletin")]


def test_refused_operation_is_written_down(world: World) -> None:
    _, secret = logins.issue_token(world.users["auditor"], "test")
    answer = world.client("nobody").get("/api/v1/records/project", headers={"Authorization": f"Bearer {secret}"})
    assert answer.status_code == 404
    assert _refused() == [("auditor", "api_records_list")]


def test_page_of_ones_own_and_a_visitor_are_not(world: World) -> None:
    world.client("organiser").get("/bulletin/")
    world.client("nobody").get("/bulletin/")
    assert _refused() == []
