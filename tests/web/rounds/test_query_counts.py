"""Pages and lists of rounds take as many queries for three rows as for one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from yanzhen_web.models import Report, ReportRow, Round
from yanzhen_web.scopes import GRANTS
from yanzhen_web.services.people.logins import issue_token
from yanzhen_web.services.rounds import asking, deciding

from ..worlds import World  # noqa: TID252 -- the one door to the site's test world
from .rounds import WHY, Desk, report_of, row

At = Callable[[str], Desk]
Count = Callable[[Callable[[], Any]], int]
pytestmark = pytest.mark.django_db
CITIES, CLERKS = ("changsha", "zhuzhou", "ningxiang"), ("city_office", "other_city", "county_office")


def _rows(number: int, amount: int) -> list[tuple[Any, ...]]:
    return [row(f"示例{n}", amount + n) for n in range(number)]


@pytest.fixture
def hold(world: World, desk: At) -> Callable[[int], Report]:
    """So many rounds, the last of them among so many offices, each of which sends so many rows; all of the rows of
    the first round have changed by then, so many are missing, and so many are asked about.
    """
    province = desk("organiser")

    def holding(number: int) -> Report:
        first = province.opens(*CITIES[:number], cut_off=timezone.now() - timedelta(days=1))
        desk("city_office").sends(report_of(first, world, "changsha"), [*_rows(number, 500), *_gone(number)])
        found = first
        for count in range(number):
            previous = first if count + 1 == number else None
            found = province.opens(*CITIES[:number], title=f"月报{count}", previous=previous)
        report = report_of(found, world, "changsha")
        for name, who in zip(CITIES[:number], CLERKS, strict=False):
            desk(who).sends(report_of(found, world, name), _rows(number, 300))
        report.refresh_from_db()
        for sent in ReportRow.objects.unscoped(why=WHY).filter(version=report.current):
            deciding.ask_about(report, province.user, sent.key, "为何减少？")
        _pass_on(world, desk, report)
        return report

    return holding


def _gone(number: int) -> list[tuple[Any, ...]]:
    return [row(f"示例撤走{n}") for n in range(number)]


def _pass_on(world: World, desk: At, report: Report) -> Round:
    city = desk("city_office")
    given = asking.Asking("县区先报", timezone.now(), city.ids("ningxiang"))
    return asking.pass_on(city.actor, city.user, report, given)


PAGES: dict[str, Callable[[Report], str]] = {
    "list": lambda report: reverse("round_list"),
    "board": lambda report: reverse("round_board", args=[report.round.public_id]),
    "report": lambda report: reverse("report_detail", args=[report.public_id]),
    "rows": lambda report: reverse("report_rows", args=[report.public_id, 1]),
    "changes": lambda report: reverse("report_changes", args=[report.public_id, 1]),
}
PATHS: dict[str, Callable[[Report], str]] = {
    "rounds": lambda report: "/rounds",
    "reports": lambda report: "/reports",
    "reports of a round": lambda report: f"/rounds/{report.round.public_id}/reports",
    "versions": lambda report: f"/reports/{report.public_id}/versions",
    "rows": lambda report: f"/reports/{report.public_id}/versions/1/rows",
    "changes": lambda report: f"/reports/{report.public_id}/versions/1/changes",
    "questions": lambda report: f"/reports/{report.public_id}/questions",
}


def _ask(world: World, who: str, report: Report, count_queries: Count) -> dict[str, int]:
    client, program = world.client(who), Client()
    _, secret = issue_token(world.users[who], f"{who} {report.pk}", GRANTS)
    program.defaults["HTTP_AUTHORIZATION"] = f"Bearer {secret}"
    client.get(reverse("round_list"))
    program.get("/api/v1/me")  # the key's first use is noted
    counts = {}
    for name, address in PAGES.items():
        counts[name] = count_queries(lambda address=address: _found(client, address(report)))
    for name, path in PATHS.items():
        counts[f"api {name}"] = count_queries(lambda path=path: _found(program, f"/api/v1{path(report)}"))
    return counts


def _found(client: Client, address: str) -> None:
    assert client.get(address).status_code == 200, address


@pytest.mark.parametrize("who", ["organiser", "city_office"])
def test_lists_take_no_more_queries_for_three_rows_than_for_one(
    world: World, hold: Callable[[int], Report], count_queries: Count, who: str
) -> None:
    few = _ask(world, who, hold(1), count_queries)
    report = hold(3)
    assert report.current is not None
    changes = report.current.changes.model.objects.unscoped(why=WHY).filter(version=report.current)
    assert changes.filter(state="changed").count() == changes.filter(state="missing").count() == 3
    assert _ask(world, who, report, count_queries) == few
    assert max(few.values()) < 30
