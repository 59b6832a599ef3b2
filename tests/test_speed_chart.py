"""The chart of speeds in the manual shows what the table says."""

import importlib.util
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def chart_module():
    spec = importlib.util.spec_from_file_location("speed_chart", ROOT / "tools" / "speed_chart.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_chart_is_drawn_from_the_table():
    module = chart_module()
    drawn = module.chart(*module.runs_of(ROOT / "docs" / "speed.tsv"))
    assert (ROOT / "docs" / "speed.svg").read_text(encoding="utf-8") == drawn


def test_chart_shows_each_peer_by_its_ratio(tmp_path):
    table = tmp_path / "speed.tsv"
    table.write_text(
        "date\tbackend\tsize\tours_ms\tpeer\tpeer_ms\n"
        "2026-01-01\treference\tmid\t20\tbm25s-numba\t2\n"
        "2026-02-01\tnative\tmid\t0.5\tbm25s-numba\t2\n"
        "2026-02-01\tnative\tmid\t0.5\ttantivy\t8\n",
        encoding="utf-8",
    )
    module = chart_module()
    runs, ratios = module.runs_of(table)
    assert runs == ["2026-01-01 reference", "2026-02-01 native"]
    assert ratios["bm25s-numba"] == [0.1, 4.0]
    assert ratios["tantivy"] == [None, 16.0]
    drawn = module.chart(runs, ratios)
    assert "bm25s-numba 4×" in drawn
    assert "tantivy 16×" in drawn
