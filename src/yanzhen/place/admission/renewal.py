"""腾笼换鸟: plots and empty workshops that could take a project, with what is missing in words; nothing is decided."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from yanzhen.language import Said
from yanzhen.place.admission.measures import shown, unit_said
from yanzhen.place.admission.thresholds import MEETS, SHORT, STATES, UNKNOWN
from yanzhen.place.tables import number_of
from yanzhen.records import Record

LAND, WORKSHOP, FIRM = "land", "workshop", "firm"
KINDS = {
    LAND: Said("可供工业用地", "Industrial land on offer"),
    WORKSHOP: Said("空置厂房", "Empty workshop"),
    FIRM: Said("低效用地", "Underused plot"),
}
LOW_GRADES = ("D", "C")
_CHEMICAL = re.compile("化工|化学原料|石化|农药|煤化")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Vacancy:
    """Something that could be used anew.

    Attributes:
        land_mu, floor_m2, height_m, power_kva, chemical: None where it is unknown.
        grade: of the firm that stands on it.
        source: whose record tells it.
    """

    kind: str
    name: str
    park: str
    source: str
    land_mu: float | None = None
    floor_m2: float | None = None
    height_m: float | None = None
    power_kva: float | None = None
    chemical: bool | None = None
    grade: str = ""


@dataclass(frozen=True, slots=True)
class Need:
    """One thing that a project needs of a place, and how a vacancy stands to it."""

    what: str
    state: str
    text: Said


@dataclass(frozen=True, slots=True)
class Fit:
    """A vacancy as seen from a project."""

    vacancy: Vacancy
    needs: tuple[Need, ...]

    def count(self, state: str) -> int:
        """How many needs stand so."""
        return sum(need.state == state for need in self.needs)

    @property
    def state(self) -> str:
        """SHORT if it lacks anything, UNKNOWN if something must be asked, else MEETS."""
        return next((state for state in (SHORT, UNKNOWN) if self.count(state)), MEETS)


def first_number(text: object) -> float | None:
    """The first number of a cell such as `层高 8.1 米` or `剩余 2×10000 kVA`; None where there is none."""
    told = number_of(text)
    if told is not None:
        return told
    found = _NUMBER.search(str(text or "").replace(",", ""))
    return float(found[0]) if found else None


def vacancies_of(parks: Iterable[Record], graded: Iterable[tuple[Record, str]] = ()) -> list[Vacancy]:
    """What stands empty in parks, and what firms hold that are graded C or D or tell of empty workshops.

    Args:
        graded: firms with their grades; power and chemical status are those of their park.
    """
    listed = list(parks)
    found = [vacancy for park in listed for vacancy in _of_park(park)]
    by_name = {park.name: park for park in listed}
    for firm, grade in graded:
        found += _of_firm(firm, grade, by_name.get(str(firm.get("park") or "")))
    return found


def _chemical(park: Record | None) -> bool | None:
    value = park.get("chemical_park") if park else None
    return value if isinstance(value, bool) else None


def _of_park(park: Record) -> list[Vacancy]:
    power, source = first_number(park.get("power_spare_kva")), f"{park.name} {park.get('as_of') or ''}".strip()
    found = []
    land, floor = number_of(park.get("land_available_mu")), number_of(park.get("factory_vacant_m2"))
    if land and land > 0:
        name = f"{park.name}"
        found.append(Vacancy(LAND, name, park.name, source, land_mu=land, power_kva=power, chemical=_chemical(park)))
    if floor and floor > 0:
        found.append(
            Vacancy(
                WORKSHOP,
                park.name,
                park.name,
                source,
                floor_m2=floor,
                height_m=first_number(park.get("factory_spec")),
                power_kva=power,
                chemical=_chemical(park),
            )
        )
    return found


def _of_firm(firm: Record, grade: str, park: Record | None) -> list[Vacancy]:
    where = park.name if park else str(firm.get("park") or "")
    power, chemical = first_number(park.get("power_spare_kva")) if park else None, _chemical(park)
    land, floor = number_of(firm.get("land_mu")), number_of(firm.get("vacant_m2"))
    found = []
    if floor and floor > 0:
        height = number_of(firm.get("vacant_height_m"))
        found.append(Vacancy(WORKSHOP, firm.name, where, firm.name, None, floor, height, power, chemical, grade))
    if grade in LOW_GRADES and land and land > 0:
        found.append(Vacancy(FIRM, firm.name, where, firm.name, land, None, None, power, chemical, grade))
    return found


def fits(project: Record, vacancies: Sequence[Vacancy]) -> list[Fit]:
    """All vacancies for a project: those that lack nothing first, then those with the fewest lacks and open questions,
    worse grades of firms first, the closest area first, by name.
    """
    return sorted((Fit(v, tuple(_needs(project, v))) for v in vacancies), key=lambda fit: _order(project, fit))


def _order(project: Record, fit: Fit) -> tuple[int, int, int, float, str]:
    vacancy = fit.vacancy
    grade = LOW_GRADES.index(vacancy.grade) if vacancy.grade in LOW_GRADES else len(LOW_GRADES)
    wanted, has = _area(project, vacancy)
    spare = abs(has - wanted) if wanted is not None and has is not None else math.inf
    return fit.count(SHORT), fit.count(UNKNOWN), grade, spare, f"{vacancy.park}\x1f{vacancy.name}\x1f{vacancy.kind}"


def _area(project: Record, vacancy: Vacancy) -> tuple[float | None, float | None]:
    if vacancy.kind == WORKSHOP:
        return number_of(project.get("building_m2")), vacancy.floor_m2
    return number_of(project.get("land_mu")), vacancy.land_mu


def _needs(project: Record, vacancy: Vacancy) -> Iterable[Need]:
    wanted, has = _area(project, vacancy)
    if vacancy.kind == WORKSHOP:
        yield _at_least("area", Said("厂房面积", "Floor area"), "㎡", wanted, has)
        height = number_of(project.get("height_needed_m"))
        if height is not None:
            yield _at_least("height", Said("层高", "Height"), "米", height, vacancy.height_m)
    else:
        yield _at_least("area", Said("用地", "Land"), "亩", wanted, has)
    power = first_number(project.get("power_kva"))
    if power is not None:
        yield _at_least("power", Said("供电容量", "Power"), "kVA", power, vacancy.power_kva)
    if _CHEMICAL.search(f"{project.get('industry') or ''}{project.get('chain') or ''}"):
        yield _chemical_need(vacancy)


def _chemical_need(vacancy: Vacancy) -> Need:
    if vacancy.chemical is None:
        text = Said("化工项目：请园区报是否为认定的化工园区", "chemical project: ask whether the park is recognised")
        return Need("chemical", UNKNOWN, text)
    if vacancy.chemical:
        return Need("chemical", MEETS, Said("是认定的化工园区", "a recognised chemical park"))
    return Need(
        "chemical", SHORT, Said("化工项目，不是认定的化工园区", "chemical project, no recognised chemical park")
    )


def _at_least(what: str, label: Said, unit: str, wanted: float | None, has: float | None) -> Need:
    zh, en = unit, unit_said(unit).en
    if wanted is None:
        text = Said(f"请项目方报所需{label.zh}（{zh}）", f"Ask the project: {label.en.lower()} ({en})")
        return Need(what, UNKNOWN, text)
    asked = shown(wanted)
    if has is None:
        text = Said(
            f"要{label.zh} {asked} {zh}，请对方报有多少", f"{label.en} {asked} {en} needed: ask how much there is"
        )
        return Need(what, UNKNOWN, text)
    told, gap = shown(has), shown(wanted - has)
    if has >= wanted:
        text = Said(f"{label.zh} {told} {zh}，够（要 {asked}）", f"{label.en} {told} {en}, {asked} needed")
        return Need(what, MEETS, text)
    return Need(
        what, SHORT, Said(f"{label.zh} {told} {zh}，差 {gap} {zh}", f"{label.en} {told} {en}, short by {gap} {en}")
    )


__all__ = ["KINDS", "STATES", "Fit", "Need", "Vacancy", "first_number", "fits", "vacancies_of"]
