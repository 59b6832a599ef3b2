"""The demo's cases stand in the states that they are to show, and are loaded once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from yanzhen_web.models import AdmissionCase, Organisation, Participation, Record, User
from yanzhen_web.scopes import Actor
from yanzhen_web.services import scenario
from yanzhen_web.services.admission.demonstration import load_cases
from yanzhen_web.services.admission.pages import list_page
from yanzhen_web.services.admission.yields import plots_page, yields_page
from yanzhen_web.services.place.demonstration import load_demonstration

pytestmark = pytest.mark.django_db
WHY = "a test of the demo"


@pytest.fixture
def organisations(settings: Any, tmp_path: Path) -> dict[str, Organisation]:
    settings.HOME = tmp_path
    found = scenario._organisations()
    scenario._logins(found)
    load_demonstration(found["park"], found["enterprise"])
    load_cases(found, "430182")
    return found


def _actor(role: str) -> Actor:
    return Actor.of(User.objects.get(username=f"demo-{role}"))


def test_one_case_of_each_kind_is_shown(organisations: dict[str, Organisation]) -> None:
    lines = list_page(_actor("county_office"), "1")["cases"]
    told = {line["case"].name: (line["case"].state, line["late"]) for line in lines}
    assert told == {
        "示例电池壳体项目": ("open", False),
        "示例铝合金压铸项目": ("open", True),
        "示例电子化学品项目": ("open", False),
        "示例液压件扩建项目": ("conditional", False),
        "示例废旧金属回收项目": ("refused", False),
    }


def test_the_department_of_the_demo_has_something_to_answer(organisations: dict[str, Organisation]) -> None:
    waiting = list_page(_actor("service"), "1")["waiting"]
    assert [line["case"].name for line in waiting] == ["示例电池壳体项目"]


def test_checks_show_what_is_met_missed_and_unknown(organisations: dict[str, Organisation]) -> None:
    rows = AdmissionCase.objects.unscoped(why=WHY)
    states = {case.name: {check["measure"]: check["state"] for check in case.checks} for case in rows}
    assert set(states["示例电池壳体项目"].values()) == {"meets"}
    assert states["示例铝合金压铸项目"]["energy_per_output"] == "unknown"
    assert states["示例废旧金属回收项目"]["investment_per_mu"] == "short"


def test_firms_are_graded_and_one_is_asked(organisations: dict[str, Organisation]) -> None:
    park = Record.objects.unscoped(why=WHY).get(kind="park", owner_org=organisations["park"])
    page = yields_page(_actor("park"), park.public_id)
    grades = {row["record"].name: row["grade"] for row in page["firms"]}
    assert grades["示例精密传动有限公司"] == "A" and grades["示例包装材料有限公司"] == ""
    assert grades["示例木业有限公司"] in ("C", "D")
    project = Record.objects.unscoped(why=WHY).get(name="示例电池壳体项目")
    assert plots_page(_actor("county_office"), project.public_id)["count"] >= 2


def test_it_is_loaded_once_and_at_no_event(organisations: dict[str, Organisation]) -> None:
    before = Record.objects.unscoped(why=WHY).count()
    load_cases(organisations, "430182")
    assert Record.objects.unscoped(why=WHY).count() == before
    assert AdmissionCase.objects.unscoped(why=WHY).count() == 5
    shown = Record.objects.unscoped(why=WHY).filter(name__startswith="示例")
    assert not Participation.objects.unscoped(why=WHY).filter(record__in=shown).exists()


@pytest.mark.parametrize("role", ["county_office", "park", "enterprise", "service"])
def test_everybody_opens_what_the_list_names(organisations: dict[str, Organisation], role: str) -> None:
    client = Client()
    client.force_login(User.objects.get(username=f"demo-{role}"))
    for line in list_page(_actor(role), "1")["cases"]:
        assert client.get(reverse("admission_case", args=[line["case"].public_id])).status_code == 200
