"""选址 from records: projects and places in files, what rules places out, and a comparison a project."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from yanzhen.errors import UnreadableInput
from yanzhen.language import Said, say
from yanzhen.recordfiles import read_records, replacing, suffix_of, workbook_bytes, write_json, write_rows
from yanzhen.workflow import amount_in, read_catalogues, rule_places, write_report

if TYPE_CHECKING:
    from yanzhen.match import Match
    from yanzhen.place.comparison import Asked, Comparison
    from yanzhen.place.computing import Near
    from yanzhen.place.sources.loaded import Loaded
    from yanzhen.place.study import Study
    from yanzhen.records import Record

Progress = Callable[[float, str], None]


@dataclass(frozen=True)
class Sources:
    """The files of studies.

    Attributes:
        places: files or folders of places; data: of tables that only tell values of them.
        catalogues: of industries, which rule places out or speak for them.
        weights: how much criteria count, and what is asked of them; None for the same for every group.
        within: limits of distance, as `PLACE=KM`.
    """

    projects: Path
    places: Sequence[Path]
    data: Sequence[Path] = ()
    catalogues: Sequence[Path] = ()
    weights: Path | None = None
    within: Sequence[str] = field(default_factory=tuple)


def study_files(
    sources: Sources, *, asked: Asked, near: Near, today: date, progress: Progress = lambda share, text: None
) -> tuple[list[Study], list[Said], list[Said]]:
    """Compare the places of some files for each project of another.

    Returns:
        a study a project, a sentence for each row or cell that could not be used, and what else should be known.

    Raises:
        UnreadableInput: a file that can't be read or recognised.
        WrongUsage: weights or limits that make no sense, or nothing that could be compared is known.
    """
    from yanzhen.place.computing import computed
    from yanzhen.place.ruling.distances import within_of
    from yanzhen.place.ruling.limits import limit_rulings
    from yanzhen.place.sources.gathering import gather
    from yanzhen.place.study import study
    from yanzhen.place.weight_files import read_wanted

    progress(0.0, say("读入", "reading"))
    projects = read_records(sources.projects, "project")
    if not projects:
        raise UnreadableInput(
            f"{sources.projects}：里面没有项目，请至少写一行", f"{sources.projects}: holds no project; write a row"
        )
    wanted = read_wanted(sources.weights) if sources.weights else None
    weights, own = (wanted.weights, wanted.limits) if wanted else (None, ())
    limits = [within_of(text) for text in sources.within]
    loaded = gather(sources.places, sources.data, amount_in)
    catalogues, refused = read_catalogues(sources.catalogues)
    places = loaded.places()
    told = list(loaded.observations(places))
    found = []
    for number, project in enumerate(projects):
        observations = [*told, *computed(project, places, loaded, near, today)]
        rulings = rule_places(project, places, catalogues, today=today, within=limits)
        found.append(
            study(
                project, places, observations, weights, today=today, asked=asked,
                rulings=[*rulings, *limit_rulings(own, places, observations, today)],
                progress=_part(progress, number, len(projects)),
            )
        )  # fmt: skip
    return (
        found,
        [*loaded.refused, *refused],
        [*_unused(loaded.unused), *_passed_over(loaded.passed_over), *_left_out(found, weights)],
    )


def _part(progress: Progress, done: int, of: int) -> Callable[[float], None]:
    """The progress of one project of several."""
    return lambda share: progress((done + share) / of, say("各种权重下排名", "ranking"))


def _unused(names: Sequence[str]) -> list[Said]:
    if not names:
        return []
    zh, en = "、".join(names), ", ".join(names)
    return [Said(f"没有用上（认不出）：{zh}", f"not recognised, not used: {en}")]


def _passed_over(rows: Sequence[Said]) -> list[Said]:
    """Rows of tables of cities that are none (the country as a whole, Hong Kong)."""
    if not rows:
        return []
    zh, en = "、".join(row.zh for row in rows[:5]), ", ".join(row.en for row in rows[:5])
    return [Said(f"{len(rows)} 行不是市，略过：{zh}", f"{len(rows)} rows are no cities and were passed over: {en}")]


def _left_out(studies: Sequence[Study], weights: Mapping[str, float] | None) -> list[Said]:
    """Criteria that somebody gave a weight, and of which no place has a value."""
    if weights is None or not studies[0].left_out:
        return []
    names = [criterion.name for criterion in studies[0].left_out]
    zh, en = "、".join(name.zh for name in names), ", ".join(name.en for name in names)
    return [
        Said(f"没有一处有值，没有参加排名：{zh}", f"no place has a value, so that they rank nothing: {en}"),
    ]


def told(study: Study) -> Said:
    """One line a project: who is first, and how many places a gate rules out."""
    out, of = len(study.ruled_out), len(study.places)
    if study.comparison is None:
        return Said(
            f"{study.project.name}：{of} 处都没有过门槛", f"{study.project.name}: none of {of} places passes the gates"
        )
    line = study.comparison.told()
    zh, en = (f"；门槛排除 {out} 处", f"; gates rule out {out}") if out else ("", "")
    return Said(f"{study.project.name}：{line.zh}{zh}", f"{study.project.name}: {line.en}{en}")


def write_studies(studies: Sequence[Study], out: str) -> None:
    """Write studies: all in JSON, in sheets of a workbook; the places alone in one table."""
    from yanzhen.place.study_documents import sheets_of, studies_document

    document = studies_document(studies)
    suffix = suffix_of(out)
    if suffix == ".json":
        write_json(document, out)
        return
    sheets = sheets_of(document)
    if suffix == ".xlsx":
        data = workbook_bytes({name: (_columns(rows), rows) for name, rows in sheets.items()})
        with replacing(Path(out)) as stream:
            stream.write(data)
    else:
        write_rows(sheets["places"], out)


def write_study_reports(studies: Sequence[Study], out: str) -> list[Path]:
    """Write a report for the firm of each study: `report.docx`, or `report-1.docx`, `report-2.docx` … of several.

    Raises:
        WrongUsage: neither .docx nor .pdf.
        MissingPiece: there is no Chinese font to set it with.
    """
    from yanzhen.dossier.studies import case_of_study

    path, several = Path(out), len(studies) > 1
    paths = [path.with_stem(f"{path.stem}-{number}") if several else path for number in range(1, len(studies) + 1)]
    for study, one in zip(studies, paths, strict=True):
        write_report(case_of_study(study), str(one))
    return paths


def write_table_report(found: Comparison, out: str, today: date, file: str) -> None:
    """Write a report of a comparison of two tables, of which the values' is called `file`.

    Raises:
        WrongUsage: neither .docx nor .pdf.
        MissingPiece: there is no Chinese font to set it with.
    """
    from yanzhen.dossier.tables import case_of_tables

    write_report(case_of_tables(found, today, file=file), out)


RUN_WEIGHTINGS, RUN_PLACES = 10_000, 5
"""For hundreds of projects at once: how many weightings are drawn, and how many places are listed for each."""


def places_of_projects(
    records: Sequence[Record], matches: Sequence[Match], on: date | None, progress: Progress
) -> dict[str, bytes]:
    """`places.xlsx`: the first places for each project among the parks of the same records, what gates rule out, and
    what to ask. Where no park tells a value that could be compared, its sheets have headings only."""
    from yanzhen.place.comparison import Asked
    from yanzhen.place.computing import Near, computed
    from yanzhen.place.study import study
    from yanzhen.place.study_documents import study_document

    today = on or datetime.now(ZoneInfo("Asia/Shanghai")).date()
    projects = [record for record in records if record.kind == "project"]
    loaded = _parks_of(records)
    places = loaded.places()
    told = list(loaded.observations(places))
    found = []
    for number, project in enumerate(projects if told else ()):
        progress(number / len(projects), say("选址", "placing"))
        observations = [*told, *computed(project, places, loaded, Near(), today)]
        rulings = rule_places(project, places, today=today)
        asked = Asked(weightings=RUN_WEIGHTINGS, ranks=RUN_PLACES)
        found.append(study(project, places, observations, None, today=today, asked=asked, rulings=rulings))
    documents = [study_document(one) for one in found]
    sheets = {
        "places": [_first_places(one, row) for one in documents for row in one["places"] if _is_among_first(row)],
        "ruled_out": [_of(one) | row for one in documents for row in one["gates"] if row["verdict"] == "fails"],
        # The same is asked of a park for many projects, and once is enough.
        "questions": list({row["text"]: row for one in documents for row in one["questions"]}.values()),
    }
    return {"places.xlsx": workbook_bytes({name: (_columns(rows) or ["id"], rows) for name, rows in sheets.items()})}


def _of(study: Mapping[str, Any]) -> dict[str, Any]:
    return {"project_id": study["project"]["id"], "project": study["project"]["name"]}


def _is_among_first(row: Mapping[str, Any]) -> bool:
    return row["rank"] is not None and bool(row["rank"] <= RUN_PLACES)


def _first_places(study: Mapping[str, Any], row: Mapping[str, Any]) -> dict[str, Any]:
    """A place as people read it: how often it is first over all weightings, and why."""
    return _of(study) | {
        "rank": row["rank"],
        "place_id": row["id"],
        "place": row["place"],
        "region": row["region"],
        "score": row["score"],
        "first": row["acceptability"][0],
        "rank_range": row["rank_range"],
        "summary": row["summary"],
        "why": "；".join(str(reason["text"]) for reason in row["reasons"]),
    }


def _parks_of(records: Sequence[Record]) -> Loaded:
    from yanzhen.place.sources.entries import read_entries
    from yanzhen.place.sources.loaded import Loaded

    loaded = Loaded()
    for park in (record for record in records if record.kind == "park"):
        source = park.source
        row = Said(f"{source.sheet} 第 {source.row} 行", f"{source.sheet} row {source.row}")
        read_entries(Path(source.book), [(row, park.as_row())], loaded, amount_in, as_places=True)
    return loaded


def _columns(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    return list(dict.fromkeys(name for row in rows for name in row))
