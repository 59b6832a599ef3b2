"""Studies as the files hold them (`docs/en/place.md` tells of every key)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

from yanzhen.language import current, say, speaking
from yanzhen.place.documents import DIGITS, Row, criterion_rows, place_rows, question_rows
from yanzhen.place.quality import Quality
from yanzhen.place.ruling.asking import DAYS_TO_ANSWER
from yanzhen.place.rulings import GATES
from yanzhen.place.study import Study

SHEETS = ("places", "criteria", "gates", "questions", "quality", "values", "sources")
"""The parts of a study, in the order of a workbook's sheets."""


def studies_document(studies: Sequence[Study]) -> Row:
    """One comparison a project, in the language in force."""
    return {"projects": [study_document(one) for one in studies]}


def study_document(study: Study) -> Row:
    """The whole of one study."""
    comparison = study.comparison
    with speaking(current()):
        return {
            "project": {"id": study.project.key, "name": study.project.name},
            "as_of": study.today.isoformat(),
            "weights_sampled": comparison.asked.weightings if comparison else 0,
            "seed": comparison.asked.seed if comparison else None,
            "method": comparison.asked.method if comparison else None,
            "places": list(_place_rows(study)),
            "criteria": list(_criterion_rows(study)),
            "gates": list(_gate_rows(study)),
            "questions": list(_question_rows(study)),
            "quality": list(_quality_rows(study)),
            "values": list(_value_rows(study)),
            "sources": list(_source_rows(study)),
        }


def sheets_of(document: Row) -> dict[str, list[Row]]:
    """Sheet -> rows of all projects, each with its project in front."""
    return {
        sheet: [{"project": one["project"]["name"], **row} for one in document["projects"] for row in one[sheet]]
        for sheet in SHEETS
    }


def _place_rows(study: Study) -> Iterator[Row]:
    """Those that are ranked by rank, then those that a gate rules out, with its reasons."""
    number = {name: at for at, name in enumerate(study.names)}
    if study.comparison is not None:
        for row in place_rows(study.comparison):
            yield _identified(study, number[row["place"]]) | row
    for at, place in enumerate(study.places):
        if failing := study.ruled_out.get(place.key):
            yield _identified(study, at) | {
                "place": study.names[at],
                "score": None,
                "rank": None,
                "acceptability": [],
                "gates_failed": [str(GATES[ruling.gate]) for ruling in failing],
                "unknown": [],
                "reasons": [],
                "summary": say("；", "; ").join(str(ruling.why) for ruling in failing),
            }


def _identified(study: Study, at: int) -> Row:
    place = study.places[at]
    return {"id": place.key, "region": place.get("region")}


def _criterion_rows(study: Study) -> Iterator[Row]:
    rows = criterion_rows(study.comparison) if study.comparison else ()
    for row, criterion in zip(rows, study.criteria, strict=False):
        yield {
            "key": criterion.key,
            "group": criterion.group,
            **row,
            "unit": str(criterion.unit),
            "definition": str(criterion.definition),
            "source": str(criterion.source),
        }


def _gate_rows(study: Study) -> Iterator[Row]:
    names = {place.key: name for place, name in zip(study.places, study.names, strict=True)}
    for ruling in study.rulings:
        yield {
            "place": names[ruling.place],
            "id": ruling.place,
            "gate": str(GATES.get(ruling.gate, ruling.gate)),
            "verdict": ruling.verdict,
            "why": str(ruling.why),
            "source": str(ruling.source),
        }


def _question_rows(study: Study) -> Iterator[Row]:
    """What to ask and by when: gates first, then what moves most ranks."""
    by = (study.today + timedelta(days=DAYS_TO_ANSWER)).isoformat()
    names = {place.key: name for place, name in zip(study.places, study.names, strict=True)}
    out = study.ruled_out
    for ruling in study.rulings:
        if ruling.question is not None and ruling.place not in out:
            yield {
                "place": names[ruling.place],
                "criterion": str(GATES.get(ruling.gate, ruling.gate)),
                "gate": True,
                "rank_if_best": None,
                "rank_if_worst": None,
                "text": str(ruling.question),
                "by": by,
            }
    for row in question_rows(study.comparison) if study.comparison else ():
        yield {**row, "by": by}


def _quality_rows(study: Study) -> Iterator[Row]:
    for name, quality in zip(study.names, study.quality, strict=True):
        yield {"place": name, "id": quality.place, **quality_row(quality)}


def quality_row(quality: Quality) -> Row:
    """The data quality of a place: shares of weight, the oldest date, sources."""
    return {
        "known": round(quality.known, DIGITS),
        "fresh": round(quality.fresh, DIGITS),
        "old": round(quality.old, DIGITS),
        "expired": round(quality.expired, DIGITS),
        "oldest": quality.oldest.isoformat() if quality.oldest else None,
        "sources": list(quality.sources),
    }


def _value_rows(study: Study) -> Iterator[Row]:
    """Every value that counts, with the range in which it may lie by now."""
    for place, name in zip(study.places, study.names, strict=True):
        for criterion in study.criteria:
            one = study.chosen.get((place.key, criterion.key))
            if one is None:
                continue
            told = one.observation
            yield {
                "place": name,
                "criterion": str(criterion.name),
                "value": _digits(told.value),
                "unit": str(criterion.unit),
                "lowest": _digits(one.low),
                "highest": _digits(one.high),
                "as_of": told.as_of.isoformat() if told.as_of else None,
                "valid_until": told.valid_until.isoformat() if told.valid_until else None,
                "age": one.age,
                "source": told.source,
                "evidence": told.evidence,
            }


def _digits(value: float) -> float:
    return float(f"{value:.{DIGITS}g}")


_ROW = re.compile(r" (?:第 \d+ [行条]|(?:row|record) \d+)$")


def _source_rows(study: Study) -> Iterator[Row]:
    """Source -> how many values it gives, of which days. Rows of one file count as one source."""
    found: dict[str, list[Any]] = {}
    for one in study.chosen.values():
        name = _ROW.sub("", one.observation.source)
        found.setdefault(name, []).append(one.observation.as_of)
    for ruling in study.rulings:
        if ruling.verdict != "unknown":
            found.setdefault(str(ruling.source), [])
    for name, listed in sorted(found.items()):
        days = sorted(day.isoformat() for day in listed if day is not None)
        yield {
            "source": name,
            "values": len(listed),
            "oldest": days[0] if days else None,
            "newest": days[-1] if days else None,
        }
