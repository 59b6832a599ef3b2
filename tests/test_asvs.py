"""The table of security requirements is whole, and the tests that it names exist."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ROWS = [line.split("\t") for line in (ROOT / "docs" / "asvs.tsv").read_text(encoding="utf-8").splitlines()]
HEADER, ROWS = ROWS[0], ROWS[1:]

PER_CHAPTER = {
    1: 27, 2: 11, 3: 19, 4: 10, 5: 9, 6: 35, 7: 18, 8: 7, 9: 7, 10: 29, 11: 14, 12: 9, 13: 13, 14: 9, 15: 13,
    16: 16, 17: 7,
}  # fmt: skip
"""How many requirements of levels 1 and 2 each chapter of ASVS 5.0.0 has."""


def test_every_requirement_of_levels_1_and_2_is_there_once() -> None:
    ids = [row[0] for row in ROWS]
    assert len(set(ids)) == len(ids)
    assert Counter(row[1] for row in ROWS) == {"1": 70, "2": 183}
    assert Counter(int(id_.partition(".")[0]) for id_ in ids) == PER_CHAPTER
    assert ids == sorted(ids, key=lambda id_: [int(part) for part in id_.split(".")])


def test_every_row_says_how_in_both_languages() -> None:
    for row in ROWS:
        told = dict(zip(HEADER, row, strict=True))
        assert told["verdict"] in ("met", "partly", "operator", "na"), row
        assert all(told[key] for key in ("what_zh", "what_en", "how_zh", "how_en")), row


@pytest.mark.parametrize("test", sorted({test for row in ROWS for test in row[7].split()}))
def test_named_test_exists(test: str) -> None:
    path, _, name = test.partition("::")
    assert (ROOT / path).exists(), test
    if name:
        assert re.search(rf"^(async )?def {name}\(", (ROOT / path).read_text(encoding="utf-8"), re.M), test


def test_what_is_met_names_a_test_or_a_document() -> None:
    """A requirement of documents or of design may stand without a test; every other one names what shows it."""
    told = [dict(zip(HEADER, row, strict=True)) for row in ROWS]
    bare = {row["id"] for row in told if row["verdict"] in ("met", "partly") and not row["tests"]}
    assert bare == {"6.4.2", "11.1.2", "11.2.1", "13.1.1", "15.1.1"}


def test_pages_are_current() -> None:
    done = subprocess.run([sys.executable, ROOT / "tools" / "asvs_pages.py", "--check"], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
