"""Every name of every city and county, as people write it, against a plain oracle that shares no code with the tables."""

from __future__ import annotations

from pathlib import Path

import pytest
from .oracle import Oracle, read_units

from yanzhen.reference.places import resolve


@pytest.fixture(scope="module")
def oracle(shared: Path) -> Oracle:
    return Oracle(read_units(shared / "data" / "reference"))


@pytest.mark.shared
def test_names_of_all_units_resolve_rightly_or_are_reported(oracle: Oracle) -> None:
    """≥ 99.5 % right or rightly ambiguous; none wrong without a report."""
    wrong, unreported, needless = [], [], []
    for text in oracle.meant:
        found, truth = resolve(text), oracle.truth(text)
        if found.outcome == "resolved" and found.code != truth:
            wrong.append((text, found.code, truth))
        elif found.outcome not in ("resolved", "ambiguous"):
            unreported.append((text, found.outcome, truth))
        elif found.outcome == "ambiguous" and truth is not None:
            needless.append((text, found.candidates, truth))
    total = len(oracle.meant)
    assert not wrong, f"{len(wrong)} of {total} wrong: {wrong[:40]}"
    assert len(unreported) <= 0.005 * total, f"{len(unreported)} of {total} not understood: {unreported[:40]}"
    assert len(needless) <= 0.005 * total, f"{len(needless)} of {total} needlessly ambiguous: {needless[:40]}"
