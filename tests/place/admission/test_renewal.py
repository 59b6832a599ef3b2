"""腾笼换鸟: what could take a project, in which order, and what is missing."""

from __future__ import annotations

from yanzhen.place.admission.renewal import FIRM, LAND, WORKSHOP, fits, vacancies_of
from yanzhen.place.admission.thresholds import MEETS, SHORT, UNKNOWN
from yanzhen.records import Record

PARK = Record(
    "park",
    "示例园区",
    {"land_available_mu": 30, "factory_vacant_m2": 8000, "factory_spec": "层高 8.1 米", "power_spare_kva": "2,000 kVA",
     "chemical_park": False},
)  # fmt: skip


def _firm(name: str, **fields: object) -> Record:
    return Record("enterprise", name, {"park": "示例园区"} | fields)


def test_parks_and_low_grades_give_vacancies() -> None:
    graded = [
        (_firm("甲（示例）", land_mu=40), "D"),
        (_firm("乙（示例）", land_mu=40), "B"),
        (_firm("丙（示例）", vacant_m2=5000), "A"),
    ]
    found = [(v.kind, v.name) for v in vacancies_of([PARK], graded)]
    assert found == [(LAND, "示例园区"), (WORKSHOP, "示例园区"), (FIRM, "甲（示例）"), (WORKSHOP, "丙（示例）")]


def test_what_fits_comes_first_and_what_is_missing_is_said() -> None:
    project = Record("project", "示例项目", {"land_mu": 35, "building_m2": 6000, "height_needed_m": 9,
                                         "power_kva": "1500"})  # fmt: skip
    found = fits(project, vacancies_of([PARK], [(_firm("甲（示例）", land_mu=40), "D")]))
    assert [(f.vacancy.kind, f.state) for f in found] == [(FIRM, MEETS), (LAND, SHORT), (WORKSHOP, SHORT)]
    assert "差 5 亩" in found[1].needs[0].text.zh
    assert [n.text.zh for n in found[2].needs if n.state == SHORT] == ["层高 8.1 米，差 0.9 米"]


def test_a_chemical_project_needs_a_chemical_park_and_the_unknown_is_asked() -> None:
    project = Record("project", "示例项目", {"land_mu": 10, "industry": "精细化工"})
    (land, workshop) = fits(project, vacancies_of([PARK]))
    assert {n.what for n in land.needs if n.state == SHORT} == {"chemical"}
    assert workshop.count(UNKNOWN) == 1
