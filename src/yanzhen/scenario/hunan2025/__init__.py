"""The demo event `hunan2025`: the published figures of March 2025, everything else plainly invented."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

from yanzhen.recordfiles import replacing
from yanzhen.scenario.files import write_book
from yanzhen.scenario.hunan2025.books import books
from yanzhen.scenario.hunan2025.plan import plan_event
from yanzhen.scenario.hunan2025.programme import CITED, CITED_COLUMNS

CITED_FILE = "cited.csv"


def write(out_dir: Path, seed: int, progress: Callable[[int, int], None] | None = None) -> list[Path]:
    """Write the offices' workbooks and `cited.csv`; their paths, in order."""
    planned = books(plan_event(seed))
    paths = []
    for number, (name, grids) in enumerate(planned.items(), start=1):
        paths.append(write_book(out_dir / name, grids))
        if progress:
            progress(number, len(planned) + 1)
    paths.append(_write_cited(out_dir / CITED_FILE))
    if progress:
        progress(len(paths), len(paths))
    return paths


def _write_cited(path: Path) -> Path:
    buffer = io.StringIO(newline="")
    csv.writer(buffer).writerows([CITED_COLUMNS, *CITED])
    with replacing(path) as stream:
        stream.write(buffer.getvalue().encode("utf-8-sig"))
    return path
