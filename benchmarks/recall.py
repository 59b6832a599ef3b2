"""How often a paper's title finds its own abstract, beside bm25s on the same words in the same run.

    python benchmarks/recall.py

Prints one JSON line an engine and depth: measure (recall@1, recall@10), size, engine, recall, wall_s, rss_mb, exact.
The 1,000 papers lie in the measuring data beside the checkout.
"""

from __future__ import annotations

import csv
import json
import resource
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

from yanzhen.match import TextIndex
from yanzhen.match.words import cut

PAPERS = Path(__file__).resolve().parents[2] / "shared" / "data" / "technology" / "papers.tsv"


def ours(titles: list[str], abstracts: list[str]) -> Any:
    index = TextIndex.build(np.arange(len(abstracts)), abstracts)
    return index.search(index.prepare(titles), top=10)[0]


def bm25s(titles: list[str], abstracts: list[str]) -> Any:
    import bm25s

    documents, queries = ([cut(text) for text in texts] for texts in (abstracts, titles))
    numbers = {word: place for place, word in enumerate(sorted({w for words in documents for w in words}))}
    peer = bm25s.BM25(method="lucene", k1=1.2, b=0.75, backend="numpy")
    peer.index(
        bm25s.tokenization.Tokenized([[numbers[w] for w in words] for words in documents], numbers),
        show_progress=False,
    )
    known = [[word for word in words if word in numbers] for words in queries]
    return peer.retrieve(known, k=10, show_progress=False)[0]


def main() -> None:
    if not PAPERS.is_file():
        sys.exit("the measuring data are not beside the checkout: nothing to measure with")
    with PAPERS.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))
    titles, abstracts = ([row[part] for row in rows] for part in ("title", "abstract"))
    own = np.arange(len(rows))[:, None]
    for engine, search in (("yanzhen-reference", ours), ("bm25s-numpy", bm25s)):
        start = time.perf_counter()
        found = search(titles, abstracts) == own
        wall = time.perf_counter() - start
        for depth in (1, 10):
            line = {
                "measure": f"recall@{depth}",
                "size": len(rows),
                "engine": engine,
                "recall": round(float(found[:, :depth].any(axis=1).mean()), 4),
                "wall_s": round(wall, 3),
                "rss_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
                "exact": None,
            }
            print(json.dumps(line), flush=True)


if __name__ == "__main__":
    main()
