"""How fast the matcher answers, beside bm25s on the same words in the same run.

    python benchmarks/match.py [--size event|small|mid|big] [--queries N] [--top 20] [--threads 1] [--peers/--no-peers]

Prints one JSON line a measurement: measure, size, engine, cpu_ms_per_query, wall_s, rss_mb, exact. `exact` says
whether the answers to a sample of queries are those of a product of full matrices, sorted; for bm25s, whose scores
are floating-point numbers, whether its best scores are the best within 0.01 %. Our time to build includes the cutting
of words, theirs does not.
Corpora come from `bench/corpus.py` of the measuring data beside the checkout.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib.util
import json
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import scipy.sparse

from yanzhen.match import TextIndex, bm25
from yanzhen.match.words import cut

SHARED = Path(__file__).resolve().parents[2] / "shared"
SAMPLE = 50
K1, B = 1.2, 0.75


def corpus_of(size: str) -> dict[str, Any]:
    source = SHARED / "bench" / "corpus.py"
    if not source.is_file():
        sys.exit("the measuring data are not beside the checkout: nothing to measure with")
    spec = importlib.util.spec_from_file_location("corpus", source)
    assert spec and spec.loader
    corpus = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(corpus)
    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(sys.stderr):
        path = Path(folder) / "corpus.npz"
        corpus.main(size, path)
        with np.load(path, allow_pickle=True) as arrays:
            return {name: arrays[name] for name in arrays.files}


def timed(work: Callable[[], Any]) -> tuple[Any, float, float]:
    wall, cpu = time.perf_counter(), time.process_time()
    answer = work()
    return answer, time.perf_counter() - wall, time.process_time() - cpu


def told(measure: str, size: str, engine: str, wall: float, **more: Any) -> None:
    rss = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    line = {"measure": measure, "size": size, "engine": engine, **more, "wall_s": round(wall, 4), "rss_mb": round(rss)}
    print(json.dumps(line), flush=True)


class BruteForce:
    """All scores of a sample of queries as a product of full matrices."""

    def __init__(self, documents: list[list[str]], queries: list[list[str]]) -> None:
        numbers: dict[str, int] = {}
        counts = _counts(documents, numbers, learn=True)
        self._queries = _counts(queries[:SAMPLE], numbers, learn=False)
        lengths = np.asarray(counts.sum(axis=1)).ravel().astype(np.int64)
        df = np.diff(counts.tocsc().indptr)
        spread = np.repeat(lengths, np.diff(counts.indptr))
        share = bm25.saturation(counts.data.astype(np.int64), spread, int(lengths.sum()), len(documents))
        whole = bm25.weights(bm25.rarity(df, len(documents))[counts.indices], share)
        self._whole = scipy.sparse.csr_array((whole, counts.indices, counts.indptr), counts.shape)
        idf = np.log(1 + (len(documents) - df + 0.5) / (df + 0.5))
        real = idf[counts.indices] * counts.data / (counts.data + K1 * (1 - B + B * spread / lengths.mean()))
        self._real = scipy.sparse.csr_array((real, counts.indices, counts.indptr), counts.shape)

    def agrees(self, ids: Any, scores: Any) -> bool:
        """Whether ids and whole scores are exactly the best, ties by id."""
        totals = (self._queries @ self._whole.T).toarray()
        for row, (found, points) in enumerate(zip(ids, scores, strict=False)):
            if row == len(totals):
                break
            order = np.argsort(-totals[row], kind="stable")[: len(found)]
            best = np.where(totals[row][order] > 0, order, -1)
            if not (np.array_equal(best, found) and np.array_equal(points[best >= 0], totals[row][order][best >= 0])):
                return False
        return True

    def agrees_nearly(self, scores: Any) -> bool:
        """Whether floating-point scores are the best ones."""
        totals = -np.sort(-(self._queries @ self._real.T).toarray(), axis=1)[:, : scores.shape[1]]
        return bool(np.allclose(totals, scores[: len(totals)], rtol=1e-4, atol=1e-4))


def _counts(texts: list[list[str]], numbers: dict[str, int], *, learn: bool) -> Any:
    starts, columns = [0], []
    for words in texts:
        columns += [numbers.setdefault(w, len(numbers)) for w in words if learn or w in numbers]
        starts.append(len(columns))
    table = scipy.sparse.csr_array(
        (np.ones(len(columns), np.int64), np.array(columns, np.int32), np.array(starts)), (len(texts), len(numbers))
    )
    table.sum_duplicates()
    return table


def measure_ours(size: str, backend: str, data: dict[str, Any], brute: BruteForce, args: argparse.Namespace) -> None:
    index, wall, cpu = timed(
        lambda: TextIndex.build(np.arange(len(data["d_text"])), data["d_text"].tolist(), backend=backend)
    )
    told("build", size, f"yanzhen-{backend}", wall, cpu_s=round(cpu, 3), exact=None)
    batch = index.prepare(data["q_text"].tolist())
    index.search(index.prepare(["热"]))  # the postings are laid out with the first question
    (ids, scores), wall, cpu = timed(lambda: index.search(batch, top=args.top, threads=args.threads))
    exact = brute.agrees(ids, scores)
    told("search", size, f"yanzhen-{backend}", wall, cpu_ms_per_query=round(cpu / len(batch) * 1e3, 4), exact=exact)


def measure_bm25s(
    size: str, backend: str, documents: list[list[str]], queries: list[list[str]], brute: BruteForce, top: int
) -> None:
    import bm25s

    numbers = {word: place for place, word in enumerate(sorted({w for words in documents for w in words}))}
    peer = bm25s.BM25(method="lucene", k1=K1, b=B, backend=backend)
    _, wall, cpu = timed(
        lambda: peer.index(
            bm25s.tokenization.Tokenized([[numbers[w] for w in words] for words in documents], numbers),
            show_progress=False,
        )
    )
    told("build", size, f"bm25s-{backend}", wall, cpu_s=round(cpu, 3), exact=None)
    known = [[w for w in words if w in numbers] for words in queries]
    peer.retrieve(known[:1], k=top, show_progress=False)  # numba compiles with the first question
    (_, scores), wall, cpu = timed(lambda: peer.retrieve(known, k=top, show_progress=False))
    exact = brute.agrees_nearly(scores)
    told("search", size, f"bm25s-{backend}", wall, cpu_ms_per_query=round(cpu / len(queries) * 1e3, 4), exact=exact)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", choices=("event", "small", "mid", "big"), default="event")
    parser.add_argument("--queries", type=int, default=0, help="only the first N demands")
    parser.add_argument("--top", type=int, default=20)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--peers", action=argparse.BooleanOptionalAction, default=True)
    args = parser.parse_args()
    data = corpus_of(args.size)
    if args.queries:
        data = {name: values[: args.queries] if name.startswith("q_") else values for name, values in data.items()}
    documents, queries = ([cut(text) for text in data[part].tolist()] for part in ("d_text", "q_text"))
    brute = BruteForce(documents, queries)
    measure_ours(args.size, "reference", data, brute, args)
    if args.peers:
        for backend in ("numpy", "numba"):
            measure_bm25s(args.size, backend, documents, queries, brute, args.top)


if __name__ == "__main__":
    main()
