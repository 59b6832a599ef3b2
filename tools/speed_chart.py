"""Draws docs/speed.svg from docs/speed.tsv: how many times faster than each peer the matcher was, run by run.

    python tools/speed_chart.py             after `benchmarks/match.py --size mid --record docs/speed.tsv`

One question, one chart: the ratio of the peers' CPU time a query to ours, on a scale of powers of two, with the line of
equal speed marked. Peers and we were measured in the same run, so that the machine of the day falls out.
"""

from __future__ import annotations

import csv
import math
from html import escape
from pathlib import Path

DOCS = Path(__file__).resolve().parents[1] / "docs"
WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 760, 380, 64, 168, 44, 48
TOLD = "同类用时 ÷ 雁阵用时（CPU，2 万 × 50 万，前 20） / peers’ CPU time ÷ ours (20k × 500k, top 20)"
INKS = {"bm25s-numba": "#1d4ed8", "tantivy": "#b45309", "sparse_dot_topn": "#047857", "scikit-learn": "#7c3aed"}


def runs_of(path: Path) -> tuple[list[str], dict[str, list[float | None]]]:
    """The runs in order, and for each peer its ratio in each of them."""
    with path.open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream, delimiter="\t"))
    runs = list(dict.fromkeys(f"{row['date']} {row['backend']}" for row in rows))
    ratios: dict[str, list[float | None]] = {peer: [None] * len(runs) for peer in INKS}
    for row in rows:
        if row["peer"] in ratios:
            place = runs.index(f"{row['date']} {row['backend']}")
            ratios[row["peer"]][place] = float(row["peer_ms"]) / float(row["ours_ms"])
    return runs, ratios


def chart(runs: list[str], ratios: dict[str, list[float | None]]) -> str:
    """The picture as SVG."""
    known = [ratio for line in ratios.values() for ratio in line if ratio]
    low = math.floor(math.log2(min(1, *known)))
    high = math.ceil(math.log2(max(2, *known)))

    def across(place: int) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * (place / (len(runs) - 1) if len(runs) > 1 else 0.5)

    def up(ratio: float) -> float:
        return TOP + (HEIGHT - TOP - BOTTOM) * (high - math.log2(ratio)) / (high - low)

    view = f'viewBox="0 0 {WIDTH} {HEIGHT}"'
    drawn = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {view} font-family="sans-serif" font-size="12">',
        "<title>比同类快多少倍 / times faster than each peer</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
        f'<text x="{LEFT}" y="22" font-size="14" fill="#111827">{TOLD}</text>',
    ]
    for power in range(low, high + 1):
        ratio, height = 2.0**power, up(2.0**power)
        ink, width = ("#6b7280", 1.5) if power == 0 else ("#e5e7eb", 1)
        drawn.append(f'<path d="M{LEFT} {height:.1f}H{WIDTH - RIGHT}" stroke="{ink}" stroke-width="{width}"/>')
        drawn.append(f'<text x="{LEFT - 8}" y="{height + 4:.1f}" text-anchor="end" fill="#6b7280">{ratio:g}×</text>')
    for place, run in enumerate(runs):
        under = f'x="{across(place):.1f}" y="{HEIGHT - BOTTOM + 22}" text-anchor="middle" fill="#374151"'
        drawn.append(f"<text {under}>{escape(run)}</text>")
    labels: list[float] = []
    for peer, line in sorted(ratios.items(), key=lambda pair: -(pair[1][-1] or 0)):
        points = [(across(place), up(ratio)) for place, ratio in enumerate(line) if ratio]
        if not points:
            continue
        path = "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
        drawn.append(f'<path d="M{path}" fill="none" stroke="{INKS[peer]}" stroke-width="2"/>')
        drawn += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{INKS[peer]}"/>' for x, y in points]
        # Labels keep a line's distance from each other.
        height = max(points[-1][1], labels[-1] + 16 if labels else 0)
        labels.append(height)
        last = next(ratio for ratio in reversed(line) if ratio)
        drawn.append(
            f'<text x="{points[-1][0] + 10:.1f}" y="{height + 4:.1f}" fill="{INKS[peer]}">{peer} {last:.3g}×</text>'
        )
    return "\n".join([*drawn, "</svg>", ""])


if __name__ == "__main__":
    (DOCS / "speed.svg").write_text(chart(*runs_of(DOCS / "speed.tsv")), encoding="utf-8")
