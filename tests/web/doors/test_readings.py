"""Nothing confidential is shown that the history does not tell of: every route, everything behind it."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import Any

import pytest

from yanzhen_web.services.history import spooling

from .callers import Caller, at_pages, with_keys
from .expectations import DOORS
from .matrix import address_of, ask, fits
from .scanning import marks_in
from .town import Town
from .walking import Way, ways

pytestmark = pytest.mark.django_db
READING = [way for way in ways() if way.method in ("", "GET") and DOORS[way.name].takes("GET")]
WHOLE = {"export", "upload.read", "upload.original", "upload.corrections", "report.ledger", "report.form"}
"""Deeds that tell of a whole book or table by its kind and a hash, not row by row."""
TELLING = {
    "record_list", "record_detail", "record_edit", "record_withdraw", "record_export", "match_list", "figure_rows",
    "api:records_list", "api:records_read", "api:versions_read", "api:exports_read", "api:matches_list",
    "api:figures_rows",
}  # fmt: skip
"""Doors that show a city's office what is confidential: if they did not, nothing would be tried here."""


@pytest.fixture(scope="module")
def confidential(town: Town) -> dict[str, set[str]]:
    """Marks of what is not open, and of whose they are."""
    found: dict[str, set[str]] = defaultdict(set)
    for record, paper in town.records:
        if paper.level != "open" and not paper.withdrawn:
            told = json.dumps([record.name, record.fields, record.extra], ensure_ascii=False)
            for mark in marks_in(told):
                found[mark].add(record.public_id)
    assert len(found) > 500
    return found


@pytest.fixture(scope="module")
def readers(town: Town) -> dict[bool, Caller]:
    """A city's office at the pages, and its program."""
    everybody = {caller.name: caller for caller in (*at_pages(town), *with_keys(town))}
    return {True: everybody["key of city_office"], False: everybody["city_office"]}


@pytest.fixture(scope="module")
def shown() -> dict[str, int]:
    """How many confidential records each route showed."""
    return {}


def _noted() -> tuple[set[str], set[str]]:
    """The records that waiting readings name, and the deeds that they are."""
    records: set[str] = set()
    deeds: set[str] = set()
    for path in spooling.folder().iterdir():
        for line in map(json.loads, path.read_bytes().splitlines()):
            deeds.add(line["action"])
            records |= {line["subject_id"], *line["detail"].get("records", [])}
    return records, deeds


@pytest.mark.parametrize("way", READING, ids=lambda way: f"{way.name} {way.route}")
def test_whoever_is_shown_what_is_confidential_is_written_down(
    town: Town, confidential: dict[str, set[str]], readers: dict[bool, Caller], shown: dict[str, int], way: Way
) -> None:
    door, caller = DOORS[way.name], readers[way.is_api]
    shown[str(way)] = 0
    things: list[Any] = [thing for thing in town.things[door.of] if thing.chief] if door.of else [None]
    for thing in things:
        if not fits(way, door, thing):
            continue
        spooling.empty()
        answer = ask(town, way, door, "GET", caller, thing, address_of(way, door, thing))
        told = [confidential[mark] for mark in marks_in(answer.said) if mark in confidential]
        shown[str(way)] += len(told)
        records, deeds = _noted()
        missing = [owners for owners in told if not owners & records]
        assert not missing or deeds & WHOLE, (
            f"{thing.label if thing else ''}: {missing[:3]}, noted: {deeds or 'nothing'}"
        )


def test_so_much_was_shown(shown: dict[str, int]) -> None:
    if len(shown) < len(READING):
        pytest.skip("counts what the tests before it were shown")
    assert {way.name for way in READING if shown[str(way)]} >= TELLING
