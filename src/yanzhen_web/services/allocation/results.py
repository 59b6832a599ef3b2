"""The pages of a study. Numbers are kept, names are read anew by whoever looks: what they may not see is left out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from yanzhen.errors import YanzhenError
from yanzhen.language import current, say
from yanzhen.place.allocation.wordings import resource_name
from yanzhen.recordfiles import workbook_bytes
from yanzhen_web.models import AllocationRun, AllocationStudy, Record, User
from yanzhen_web.scopes import Actor
from yanzhen_web.services.allocation.proposals import lines_of_run
from yanzhen_web.services.allocation.scenarios import RESOURCES, Scenario
from yanzhen_web.services.history.readings import note_read
from yanzhen_web.services.records.listing import record_url
from yanzhen_web.services.records.reading import name_of, visible_records

SHOWN = ("name", "region", "park")
BUILT = 12
"""So many capacities are drawn; all are in the workbook."""


@dataclass(frozen=True)
class Names:
    """What the reader calls the records of a study; those that they do not see are not there."""

    known: Mapping[str, Record]

    @classmethod
    def of(cls, actor: Actor, study: AllocationStudy) -> Names:
        """All in one query."""
        rows = visible_records(actor).filter(public_id__in=[*study.projects, *study.places])
        return cls({record.public_id: record for record in rows.defer("search_text", "open_search_text", "extra")})

    def link(self, public_id: str) -> dict[str, str]:
        """Name and address."""
        record = self.known[public_id]
        return {"name": name_of(record), "href": record_url(record)}

    def rows(self, rows: Iterable[Mapping[str, Any]], *keys: str) -> list[Mapping[str, Any]]:
        """Those of the rows of which the reader sees every record."""
        return [row for row in rows if all(row[key] in self.known for key in keys)]

    def told(self, sentence: str) -> str:
        """A sentence with names for public ids."""
        for public_id, record in self.known.items():
            if public_id in sentence:
                sentence = sentence.replace(public_id, name_of(record))
        return sentence

    def note(self, deed: str) -> None:
        """What was read stands in the history."""
        note_read(list(self.known.values()), deed, SHOWN)


def study_page(actor: Actor, user: User, study: AllocationStudy) -> dict[str, Any]:
    """The scenarios of a study side by side, and the form for one more."""
    names = Names.of(actor, study)
    names.note("allocation.read")
    runs = AllocationRun.objects.visible_to(actor).filter(study=study).select_related("job")
    return {
        "study": study,
        "columns": [_column(run, user, names) for run in runs],
        "working": any(run.job is not None and run.job.state in ("waiting", "running") for run in runs),
        "places": [{"id": each, **names.link(each)} for each in study.places if each in names.known],
        "projects": len([each for each in study.projects if each in names.known]),
        "resources": [{"key": key, "name": str(name), "unit": unit} for key, (name, unit) in RESOURCES.items()],
    }


def _column(run: AllocationRun, user: User, names: Names) -> dict[str, Any]:
    job = run.job
    return {
        "run": run,
        "asks": settings_told(Scenario.of(run.settings), names),
        "result": run.result,
        "gap_percent": run.result["gap"] * 100 if run.result else None,
        "job": job,
        "under_way": job is not None and job.state in ("waiting", "running"),
        "may_cancel": job is not None and job.requester_id == user.pk,
    }


def settings_told(scenario: Scenario, names: Names) -> str:
    """What a scenario asks for, in words."""
    told = []
    if scenario.keys_first:
        told.append(say("重点项目优先", "key projects first"))
    if scenario.at_least:
        told.append(say(f"每处至少 {scenario.at_least} 个", f"at least {scenario.at_least} in each place"))
    if scenario.most is not None:
        told.append(say(f"每处最多 {scenario.most} 个", f"at most {scenario.most} in each place"))
    if scenario.least_value:
        least = f"{scenario.least_value:,.10g}"
        told.append(say(f"每处价值至少 {least} 亿元", f"worth at least {least} (100 m CNY) in each place"))
    if scenario.partner_bonus:
        bonus, far = f"{scenario.partner_bonus:,.10g}", f"{scenario.partner_km:,.10g}"
        if scenario.partner_km:
            told.append(
                say(f"同链相距 {far} 公里内加 {bonus} 亿元", f"{bonus} (100 m CNY) for partners within {far} km")
            )
        else:
            told.append(say(f"同链同处加 {bonus} 亿元", f"{bonus} (100 m CNY) for partners in one place"))
    if scenario.extra and scenario.extra_place in names.known:
        name, unit = RESOURCES[scenario.extra_resource]
        place, amount = names.link(scenario.extra_place)["name"], f"{scenario.extra:,.10g}"
        told.append(say(f"{place}多 {amount} {unit}{name.zh}", f"{place}: {name.en} plus {amount} {unit}"))
    return say("；", "; ").join(told) or say("照现有容量", "capacities as they are")


def run_page(actor: Actor, run: AllocationRun) -> dict[str, Any]:
    """What came of one scenario."""
    names = Names.of(actor, run.study)
    names.note("allocation.read")
    context = {"run": run, "study": run.study, "asks": settings_told(Scenario.of(run.settings), names)}
    if run.result is None:
        return context | {"job": run.job}
    return context | {"result": run.result, "gap_percent": run.result["gap"] * 100} | _parts(actor, run, names)


def _parts(actor: Actor, run: AllocationRun, names: Names) -> dict[str, Any]:
    result = run.result
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in names.rows(result["assignments"], "project", "place"):
        groups.setdefault(row["place"], []).append({**row, **names.link(row["project"])})
    prices = names.rows(result["prices"], "place")
    return {
        "by_place": [
            {**names.link(row["place"]), **row, "uses": _uses(row), "rows": groups.get(row["place"], [])}
            for row in names.rows(result["places"], "place")
        ],
        "unplaced": [
            {**names.link(row["project"]), "why": names.told(row[current()])}
            for row in names.rows(result["unplaced"], "project")
        ],
        "prices": [
            {**names.link(row["place"]), "text": price_told(names.link(row["place"])["name"], row)} for row in prices
        ],
        "build_next": _bars(names.rows(result["build_next"], "place"), names),
        "unmet": [
            {
                **names.link(row["place"]),
                "asked": f"{row['asked']:g}",
                "reached": f"{row['reached']:g}",
                "proven": row["proven"],
                "of_value": row.get("of_value", False),
            }
            for row in names.rows(result["unmet"], "place")
        ],
        "proposals": lines_of_run(actor, run),
    }


def _uses(row: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Of each limited capacity what is used."""
    return [
        {"name": str(name), "unit": unit, "used": row[f"{key}_used"], "room": row[key]}
        for key, (name, unit) in RESOURCES.items()
        if row.get(key) is not None
    ]


def price_told(place: str, row: Mapping[str, Any]) -> str:
    """One more 亩 of land in a place is worth so much."""
    name, worth = resource_name(row["resource"]), row["worth"]
    unit = RESOURCES[row["resource"]][1] if row["resource"] in RESOURCES else ""
    amount = f"{worth:,.2f} 亿元" if worth >= 0.1 else f"{worth * 10_000:,.1f} 万元"
    english = f"{worth * 100:,.4g} million CNY"
    if not unit:
        return say(f"{place}多接一个项目，值 {amount}", f"one more project in {place} is worth {english}")
    return say(
        f"{place}的{name.zh}多 1 {unit}，约值 {amount}",
        f"1 {unit} more of {name.en} in {place} is worth about {english}",
    )


def _bars(rows: list[Mapping[str, Any]], names: Names) -> list[dict[str, Any]]:
    top = max((row["tenth"] for row in rows), default=0.0)
    return [
        {
            **names.link(row["place"]),
            "resource": str(resource_name(row["resource"])),
            "worth": row["tenth"],
            "share": round(100 * row["tenth"] / top) if top else 0,
        }
        for row in rows[:BUILT]
        if row["tenth"] > 0
    ]


def run_workbook(actor: Actor, run: AllocationRun) -> bytes:
    """The tables of a scenario as a workbook.

    Raises:
        YanzhenError: it is not worked out yet.
    """
    if run.result is None:
        raise YanzhenError("还没有算好，请稍后再导出", "it is not worked out yet; export it later")
    names = Names.of(actor, run.study)
    names.note("export")
    parts = _parts(actor, run, names)
    sheets = {
        say("按园区", "By place"): _sheet(
            {
                say("园区", "Park"): place["name"],
                say("项目", "Project"): row["name"],
                say("投资额（亿元）", "Investment (100 m CNY)"): row["amount"],
                say("适配", "Fit"): row["fit"],
                say("价值", "Value"): row["value"],
            }
            for place in parts["by_place"]
            for row in place["rows"]
        ),
        say("没排下", "Unplaced"): _sheet(
            {say("项目", "Project"): row["name"], say("原因", "Why"): row["why"]} for row in parts["unplaced"]
        ),
        say("多一点值多少", "Shadow prices"): _sheet(
            {say("园区", "Park"): row["name"], say("说明", "In words"): row["text"]} for row in parts["prices"]
        ),
        say("流转建议", "Transfers"): _sheet(
            {
                say("项目", "Project"): row["project"]["name"],
                say("报送单位", "Its office"): row["owner"],
                say("建议园区", "Proposed park"): row["place"]["name"],
                say("原因", "Why"): row["why"],
                say("处理", "Decision"): row["state_label"],
                say("报送单位意见", "Its office's answer"): row["answer_label"],
            }
            for row in parts["proposals"]
        ),
    }
    return workbook_bytes(sheets)


def _sheet(rows: Iterable[dict[str, Any]]) -> tuple[list[str], list[dict[str, Any]]]:
    listed = list(rows)
    return list(listed[0]) if listed else [say("没有", "None")], listed
