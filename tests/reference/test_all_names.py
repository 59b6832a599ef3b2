"""Every name of every city and county, as people write it, against an oracle that shares no code with the tables."""

from __future__ import annotations

from pathlib import Path

import pytest

from yanzhen.reference.places import resolve
from yanzhen.reference.regions import abolished, all_regions, ancestors, is_within, name_of

from .oracle import Oracle, Unit, plain_stem, read_units


def check(oracle: Oracle, texts: list[str]) -> None:
    """≥ 99.5 % right or rightly ambiguous; none wrong without a report."""
    wrong, unreported, needless = [], [], []
    for text in texts:
        found, truth = resolve(text), oracle.truth(text)
        if found.outcome == "resolved" and found.code != truth:
            wrong.append((text, found.code, truth))
        elif found.outcome not in ("resolved", "ambiguous"):
            unreported.append((text, found.outcome, truth))
        elif found.outcome == "ambiguous" and truth is not None:
            needless.append((text, found.candidates, truth))
    total = len(texts)
    assert total > 1000
    assert not wrong, f"{len(wrong)} of {total} wrong: {wrong[:40]}"
    assert len(unreported) <= 0.005 * total, f"{len(unreported)} of {total} not understood: {unreported[:40]}"
    assert len(needless) <= 0.005 * total, f"{len(needless)} of {total} needlessly ambiguous: {needless[:40]}"


@pytest.mark.shared
def test_names_of_all_units_resolve_rightly_or_are_reported(shared: Path) -> None:
    oracle = Oracle(read_units(shared / "data" / "reference"))
    check(oracle, list(oracle.meant))


def test_names_of_the_built_table_resolve_rightly_or_are_reported() -> None:
    """The same on the table that is built here, one text in eleven."""
    built = [unit for unit in all_regions() if unit.level != "zone"]
    oracle = Oracle([Unit(u.code, u.name_zh, plain_stem(u.name_zh), ancestors(u.code)) for u in built])
    check(oracle, sorted(oracle.meant)[::11])


@pytest.mark.parametrize("with_province", [False, True])
def test_names_of_old_lead_to_their_successors(with_province: bool) -> None:
    """Never to a unit elsewhere, except to one that bears the very name today, and then with a report."""
    wrong = []
    for unit in abolished():
        if unit.level == "province":
            continue
        province = name_of(unit.successors[0][:2] + "0000")
        found = resolve(province + unit.name_zh if with_province else unit.name_zh)
        right = found.code is not None and any(
            is_within(s, found.code) or is_within(found.code, s) for s in unit.successors
        )
        if not (right or (found.outcome == "ambiguous" and set(unit.successors) & set(found.candidates))):
            wrong.append((unit.name_zh, found))
    assert not wrong
