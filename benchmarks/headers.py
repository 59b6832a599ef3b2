"""How many headers are understood that nobody has told of: of the field's list, and of other offices.

    python benchmarks/headers.py [--folds 5] [--show wrong] [--fit]

The list beside the checkout (`../shared/words/headers.tsv`) is split, by key and by whole phrase; each part is asked of
readers from whose table these headers, and all worded alike, are taken out, and that learn anew without them. The fresh
headers (`tests/collect/fresh_headers.tsv`) stand in no table: `seen` were looked at while the model was made, `kept`
were not. Right is the right key, or the choice left to the sheet where the header is ambiguous; asked is a question or
nothing taken; wrong is another key without a doubt shown.

`--fit` prints how sure the model may be of a guess instead: the constants of `understanding/doubt.py`.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from tests.collect.headerjudging import Told, folds, judged_fresh, judged_unseen, listed, shares

Judged = Iterator[tuple[str, Told]]


def line(measure: str, size: int, verdicts: Iterable[str], cpu: float) -> str:
    """One measurement; shares in per cent of all headers asked."""
    found = {name: round(100 * share, 1) for name, share in shares(verdicts).items()}
    right = round(found.get("right", 0) + found.get("right, asked", 0), 1)
    told: dict[str, Any] = {"measure": measure, "size": size, "engine": "yanzhen", "right": right}
    told |= {"of them asked about": found.get("right, asked", 0.0), "wrong": found.get("wrong", 0.0)}
    told |= {"asked": found.get("asked", 0.0), "null": found.get("null", 0.0), "cpu_s": round(cpu, 2)}
    told["exact"] = right >= 85 and found.get("wrong", 0) <= 3
    return json.dumps(told, ensure_ascii=False)


def measure(name: str, judged: Judged, show: str | None) -> None:
    """Print a measurement, and the headers of one verdict where they are wanted."""
    began = time.process_time()
    found = list(judged)
    print(line(name, len(found), [verdict for verdict, _ in found], time.process_time() - began))
    for verdict, told in found:
        if verdict == show:
            print("\t".join((verdict, *told)), file=sys.stderr)


def fit() -> None:
    """Logistic regression of "the best guess is right" on score and lead, by Newton's method, over all kinds."""
    import numpy as np

    from yanzhen.collect.headers import table
    from yanzhen.collect.understanding.doubt import MOST_LEAD
    from yanzhen.collect.understanding.kept import examples_of
    from yanzhen.collect.understanding.learning import left_out
    from yanzhen.collect.understanding.model import NO_FIELD

    rows = [
        (guesses[0].key == key, guesses[0].score, min(guesses[0].score - guesses[1].score, MOST_LEAD))
        for entries in table().values()
        for _, key, guesses in left_out(examples_of(entries))
        if guesses[0].key != NO_FIELD
    ]
    right, told = np.array([row[0] for row in rows], float), np.array([(1.0, *row[1:]) for row in rows])
    weights = np.zeros(3)
    for _ in range(30):
        sure = 1 / (1 + np.exp(-told @ weights))
        curve = (told * (sure * (1 - sure))[:, None]).T @ told
        weights += np.linalg.solve(curve, told.T @ (right - sure))
    names = ("bias", "score", "lead")
    print(json.dumps({"measure": "certainty", "size": len(rows), **dict(zip(names, weights.round(2), strict=True))}))


def main() -> None:
    """Print a JSON line a measurement."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--folds", type=int, default=5)
    options.add_argument("--show", help="also name the headers of one verdict, on standard error")
    options.add_argument("--fit", action="store_true")
    given = options.parse_args()
    if given.fit:
        fit()
        return
    for way in ("keys", "phrases") if listed() else ():
        parts = folds(listed(), given.folds, way)
        measure(f"headers, by {way}", (told for part in parts for told in judged_unseen(part)), given.show)
    for part in ("seen", "kept"):
        measure(f"headers of other offices, {part}", judged_fresh(part), given.show)


if __name__ == "__main__":
    main()
