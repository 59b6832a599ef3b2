"""Every route says who may use it; hidden and missing look the same."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import URLPattern, reverse

from yanzhen_web.access import Rule, access
from yanzhen_web.jobs.queue import enqueue
from yanzhen_web.models import DraftRow
from yanzhen_web.scopes import ROLES
from yanzhen_web.urls import all_patterns

from .test_collecting import send
from .worlds import WHY, World, content_of, told


def test_every_route_declares_who_may_use_it() -> None:
    patterns = list(all_patterns())
    assert len(patterns) > 25
    undeclared = [str(p.pattern) for p in patterns if not isinstance(getattr(p.callback, "access", None), Rule)]
    assert undeclared == []


def test_access_unknown_role_is_refused() -> None:
    with pytest.raises(ValueError, match="wizard"):
        access("wizard")


PUBLIC = {"home", "chart_chains", "chart_origins", "healthz", "sign_in", "sign_out", "set_language"}


def _address(pattern: URLPattern) -> str:
    known = {"public_id": "A" * 16, "row_id": "B" * 16, "kind": "project", "figure_id": "projects_collected"}
    wanted = {key: known[key] for key in pattern.pattern.converters}
    if "record" in str(pattern.name) and "records/" in str(pattern.pattern):
        wanted["kind"] = "policy"
    return reverse(pattern.name, kwargs=wanted | pattern.default_args)


@pytest.mark.parametrize("method", ["get", "post"])
def test_anonymous_reaches_public_routes_only(world: World, method: str) -> None:
    client = Client()
    for pattern in all_patterns():
        address = _address(pattern)
        answer = getattr(client, method)(address)
        if method.upper() not in pattern.callback.access.methods:
            assert answer.status_code == 405, address
        elif pattern.name not in PUBLIC:
            assert answer.status_code == 302, address
            assert answer["Location"].startswith(reverse("sign_in")), address


EVERYBODY = set(ROLES)
SENDERS = EVERYBODY - {"platform_admin", "leader", "auditor"}
READERS = {"platform_admin", "organiser", "city_office", "county_office", "park", "service", "leader"}
ABOVE = {"organiser", "city_office"}
"""Who is at the city office, from which the book comes, or above it."""
EXPECTED = dict.fromkeys(PUBLIC, EVERYBODY) | {
    "password_change": EVERYBODY,
    "inbox": SENDERS,
    "upload_detail": ABOVE,
    "upload_progress": ABOVE,
    "draft_edit": ABOVE,
    "upload_accept": ABOVE,
    "upload_undo": ABOVE,
    "upload_corrections": ABOVE,
    "upload_original": ABOVE,
    "record_list": EVERYBODY,
    "record_export": EVERYBODY - {"auditor"},
    "record_detail": EVERYBODY,
    "match_list": EVERYBODY,
    "match_run": {"platform_admin", "organiser", "city_office", "county_office"},
    "match_sheet": EVERYBODY,
    "bulletin": READERS,
    "bulletin_docx": READERS,
    "bulletin_pdf": READERS,
    "figure_rows": EVERYBODY,
    "jobs": EVERYBODY,
    "job_cancel": {"city_office"},
}
"""Route -> roles for which it answers, on objects that exist: an open demand, a book and a job of the city office."""


def test_every_route_has_an_expectation() -> None:
    assert {str(pattern.name) for pattern in all_patterns()} == set(EXPECTED)


@pytest.fixture
def places(world: World) -> dict[str, str]:
    """The pieces of addresses of objects that exist."""
    upload = send(world)
    (demand,) = world.write("changsha", told("demand", "石墨膜需求", "open", region="430100"))
    row = DraftRow.objects.unscoped(why=WHY).filter(upload=upload)[0]
    job = enqueue("run_matches", world.users["city_office"])
    own = {"upload": upload.public_id, "draft": upload.public_id, "job": job.public_id}
    return own | {"row_id": row.public_id, "kind": "demand", "figure_id": "projects_collected", "": demand.public_id}


def _existing(pattern: URLPattern, places: dict[str, str]) -> str:
    known = {"public_id": places.get(str(pattern.name).partition("_")[0], places[""]), **places}
    wanted = {key: known[key] for key in pattern.pattern.converters}
    if str(pattern.pattern).startswith("records/"):
        wanted["kind"] = "policy"
    return reverse(pattern.name, kwargs=wanted | pattern.default_args)


@pytest.mark.parametrize("role", ROLES)
def test_each_role_reaches_its_pages(world: World, places: dict[str, str], role: str) -> None:
    for pattern in all_patterns():
        if str(pattern.pattern).startswith("records/") and pattern.name == "record_detail":
            continue  # the same view and rule as /demands/<id>/
        client, method = world.client(role), pattern.callback.access.methods[0].lower()
        answer = getattr(client, method)(_existing(pattern, places))
        if answer.streaming:
            content_of(answer)
        reached = answer.status_code in (200, 302)
        assert reached is (role in EXPECTED[pattern.name]), (role, pattern.name, answer.status_code)
        assert reached or answer.status_code == 404, (role, pattern.name)


def test_hidden_record_answers_like_a_missing_one(world: World) -> None:
    (hidden,) = world.write("zhuzhou", told("project", "株洲内部项目", target="430200", investor="某公司"))
    client = world.client("county_office")
    real = client.get(reverse("record_detail", kwargs={"kind": "project", "public_id": hidden.public_id}))
    missing = client.get(reverse("record_detail", kwargs={"kind": "project", "public_id": "Z" * 16}))
    assert real.status_code == missing.status_code == 404
    assert real.content.replace(hidden.public_id.encode(), b"Z" * 16) == missing.content
    assert {k: v for k, v in real.items() if k != "Content-Length"} == {
        k: v for k, v in missing.items() if k != "Content-Length"
    }


def test_record_under_another_kind_is_missing(world: World) -> None:
    (record,) = world.write("changsha", told("project", "项目甲", "open", target="430100"))
    client = world.client("organiser")
    assert (
        client.get(reverse("record_detail", kwargs={"kind": "project", "public_id": record.public_id})).status_code
        == 200
    )
    assert (
        client.get(reverse("record_detail", kwargs={"kind": "demand", "public_id": record.public_id})).status_code
        == 404
    )
