"""Every route says who may use it; hidden and missing look the same."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import URLPattern, reverse

from yanzhen_web.access import Rule, access
from yanzhen_web.scopes import ROLES
from yanzhen_web.urls import all_patterns

from .worlds import World, told


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


EXPECTED = {
    "inbox": {"organiser", "city_office", "county_office", "park", "enterprise", "university", "service"},
    "bulletin": {"platform_admin", "organiser", "city_office", "county_office", "park", "service", "leader"},
    "record_export": set(ROLES) - {"auditor"},
    "record_list": set(ROLES),
    "match_list": set(ROLES),
    "jobs": set(ROLES),
}


@pytest.mark.parametrize("role", ROLES)
def test_each_role_reaches_its_pages(world: World, role: str) -> None:
    client = world.client(role)
    for name, admitted in EXPECTED.items():
        values = {"kind": "project"} if name.startswith("record") else {}
        if name == "record_export":
            values["form"] = "csv"
        answer = client.get(reverse(name, kwargs=values))
        assert answer.status_code == (200 if role in admitted else 404), (role, name)


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
