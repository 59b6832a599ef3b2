"""The books are messy, the same for the same seed, and hold something to send back."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from yanzhen.errors import WrongUsage
from yanzhen.scenario import write_scenario

from .gathering import Gathered


def digests(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


def test_some_twenty_books_of_three_kinds(folder: Path) -> None:
    suffixes = Counter(path.suffix for path in folder.iterdir() if path.name != "cited.csv")
    assert 20 <= suffixes.total() <= 28
    assert set(suffixes) == {".xlsx", ".ods", ".csv"}


def test_csv_is_not_utf8(folder: Path) -> None:
    data = (folder / "06_邵阳市_项目表.csv").read_bytes()
    with pytest.raises(UnicodeDecodeError):
        data.decode("utf-8")
    assert "邵阳市产业转移意向项目表" in data.decode("gb18030")


@pytest.mark.parametrize("hash_seed", ["1", "77"])
def test_same_seed_same_bytes_in_another_process(folder: Path, tmp_path: Path, hash_seed: str) -> None:
    code = "import sys, pathlib, yanzhen.scenario as s; s.write_scenario('hunan2025', pathlib.Path(sys.argv[1]))"
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed, "TZ": "America/New_York"}
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=True, env=environment, timeout=60)
    assert digests(tmp_path) == digests(folder)


def test_another_seed_gives_other_books(folder: Path, tmp_path: Path) -> None:
    started = time.monotonic()
    seen: list[tuple[int, int]] = []
    paths = write_scenario("hunan2025", tmp_path, seed=7, progress=lambda done, whole: seen.append((done, whole)))
    assert time.monotonic() - started < 10
    assert seen[-1] == (len(paths), len(paths))
    ours, theirs = digests(tmp_path), digests(folder)
    assert ours.keys() == theirs.keys()
    assert [name for name in ours if ours[name] == theirs[name]] in (["16_省级_历年重点项目台账.xlsx", "cited.csv"],)


def test_unknown_scenario_names_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(WrongUsage, match="hunan2025"):
        write_scenario("hunan1999", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_issues_are_of_many_kinds(gathered: Gathered) -> None:
    codes = Counter(code for _, code in gathered.issues)
    assert set(codes) >= {
        "credit_code_invalid",
        "date_unreadable",
        "date_ambiguous",
        "date_order",
        "region_ambiguous",
        "region_unknown",
        "cell_error",
        "amount_negative",
        "name_missing",
    }
    assert codes.total() < 80


def test_hidden_leads_and_sums_are_skipped(gathered: Gathered) -> None:
    reasons = Counter(reason for _, reason in gathered.skipped)
    assert min(reasons[reason] for reason in ("hidden", "subtotal", "title", "note", "header")) >= 2
    assert not any("旧线索" in record.name for record in gathered.records)


def test_parks_firms_and_policies_are_many(gathered: Gathered) -> None:
    kinds = Counter(record.kind for record in gathered.records)
    assert 40 <= kinds["park"] <= 60
    assert (kinds["enterprise"], kinds["policy"]) == (300, 30)
    assert kinds["university"] >= 7
