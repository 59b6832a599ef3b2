"""How fast the matcher answers, beside its peers on the same words in the same run.

    python benchmarks/match.py [--size event|small|mid|big] [--queries N] [--top 20] [--threads 1] [--peers NAME,...]

Prints one JSON line a measurement: measure, size, engine, cpu_ms_per_query or cpu_s, wall_s, rss_mb, exact.

    text        from raw texts to an index, cutting included      (peers: jieba, on a sample, times the rest)
    cut         what of that is the cutting of words by the kernel; the rest is the making of the index
    index       from words that are cut and counted               (peers: from words that are cut and numbered)
    search      all demands as one batch; for our kernel with the postings and bytes that it touches, and how much of
                the machine's bandwidth (one thread reading an array larger than its caches) that is
    one         p50 of single demands, unfiltered, by industry and region, by region and amount
    change      one document added, one removed, and the first search after
    file        saved, opened, bytes on disk

`exact` says whether the answers to a sample of demands are those of a product of full matrices, sorted; for peers,
whose scores are floating-point numbers, whether their best scores are the best within 0.01 %. A peer that is not
installed is passed over with a line to standard error. CPU time is that of the whole process.
Corpora come from `bench/corpus.py` of the measuring data beside the checkout.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib.util
import json
import resource
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import scipy.sparse

from yanzhen.match import TextIndex, bm25
from yanzhen.match.backends import best_installed
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
    line = {"measure": measure, "size": size, "engine": engine, "wall_s": round(wall, 4), "rss_mb": memory(), **more}
    print(json.dumps(line), flush=True)
    if measure == "search":
        SEARCHES[engine] = line["cpu_ms_per_query"]


def memory() -> int:
    """The most that this process has held, in MB."""
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


SEARCHES: dict[str, float] = {}
"""Engine -> CPU milliseconds a query, of this run."""


def record(path: Path, size: str) -> None:
    """Add what this run found to the table that `tools/speed_chart.py` draws."""
    day = datetime.now(UTC).date().isoformat()
    ours = {engine.removeprefix("yanzhen-"): ms for engine, ms in SEARCHES.items() if engine.startswith("yanzhen-")}
    with path.open("a", encoding="utf-8") as table:
        for backend, ms in ours.items():
            for peer, peer_ms in SEARCHES.items():
                if not peer.startswith("yanzhen-"):
                    table.write(f"{day}\t{backend}\t{size}\t{ms}\t{peer}\t{peer_ms}\n")


class BruteForce:
    """All scores of a sample of queries as a product of full matrices."""

    def __init__(self, documents: list[list[str]], queries: list[list[str]]) -> None:
        self._numbers = numbers = dict[str, int]()
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
        self.real = scipy.sparse.csr_array((real, counts.indices, counts.indptr), counts.shape)

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

    def asked(self, queries: list[list[str]]) -> Any:
        """(queries, words) how often each word stands in each query."""
        table = _counts(queries, self._numbers, learn=False).astype(np.float64)
        return scipy.sparse.csr_array((table.data, table.indices, table.indptr), (len(queries), self.real.shape[1]))

    def agrees_nearly(self, scores: Any) -> bool:
        """Whether floating-point scores are the best ones."""
        totals = -np.sort(-(self._queries @ self.real.T).toarray(), axis=1)[:, : scores.shape[1]]
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


def measure_text_and_index(size: str, backend: str, data: dict[str, Any], args: argparse.Namespace) -> TextIndex:
    texts, ids = data["d_text"].tolist(), np.arange(len(data["d_text"]))
    attributes = {name: data[f"d_{name}"] for name in ("industry", "region", "amount")}
    engine = f"yanzhen-{backend}"

    def from_texts() -> TextIndex:
        index = TextIndex.build(ids, texts, attributes, backend=backend)
        index.search(index.prepare(["热"]), top=1)  # laid out with the first question
        return index

    index, wall, cpu = timed(from_texts)
    told("text", size, engine, wall, cpu_s=round(cpu, 3), exact=None)
    queries = data["q_text"].tolist()
    _, wall, cpu = timed(lambda: index.search(index.prepare(queries), top=args.top))
    told("text-to-top", size, engine, wall, cpu_s=round(cpu, 3), exact=None)
    return index


def measure_cutting(size: str, data: dict[str, Any]) -> None:
    """What of `text` is the cutting of words: they are cut, looked up and not found."""
    empty = TextIndex.build([], [], backend="native")
    _, wall, cpu = timed(lambda: empty.prepare(data["d_text"].tolist()))
    told("cut", size, "yanzhen-native", wall, cpu_s=round(cpu, 3), exact=None)


def measure_index(size: str, backend: str, counted: list[Any], data: dict[str, Any]) -> None:
    def from_words() -> None:
        index = TextIndex.build_bags(np.arange(len(counted)), counted, backend=backend)
        index.search(index.prepare(["热"]), top=1)

    _, wall, cpu = timed(from_words)
    told("index", size, f"yanzhen-{backend}", wall, cpu_s=round(cpu, 3), exact=None)


def measure_search(
    size: str, backend: str, index: TextIndex, data: dict[str, Any], args: argparse.Namespace
) -> Callable[[BruteForce], None]:
    """Search; what comes back tells of it, once there is something to hold the answers against."""
    batch = index.prepare(data["q_text"].tolist())
    (ids, scores), wall, cpu = timed(lambda: index.search(batch, top=args.top, threads=args.threads))
    peak = memory()
    more: dict[str, Any] = {}
    touched = index.touched(batch)
    if touched is not None:
        postings, octets = touched
        rate, limit = octets / cpu / 1e9, bandwidth()
        more = {
            "postings_per_query": round(postings / len(batch)),
            "bytes_per_query": round(octets / len(batch)),
            "gb_per_s": round(rate, 2),
            "machine_gb_per_s": round(limit, 2),
            "of_limit": round(rate / limit, 2),
        }
    more = {"cpu_ms_per_query": round(cpu / len(batch) * 1e3, 4), "rss_mb": peak, **more}
    return lambda brute: told("search", size, f"yanzhen-{backend}", wall, exact=brute.agrees(ids, scores), **more)


def bandwidth() -> float:
    """Bytes a second that one thread reads from memory, in thousands of millions; the best of five."""
    field = np.ones(1 << 26)
    return max(field.nbytes / timed(field.sum)[1] for _ in range(5)) / 1e9


def measure_one(size: str, backend: str, index: TextIndex, data: dict[str, Any], top: int) -> None:
    sample = range(min(200, len(data["q_text"])))
    batches = [index.prepare([data["q_text"][i]]) for i in sample]

    def own(i: int) -> dict[str, Any]:
        return {"industry": int(data["q_industry"][i]), "region": int(data["q_region"][i])}

    def near(i: int) -> dict[str, Any]:
        amount = float(data["q_amount"][i])
        return {"region": int(data["q_region"][i]), "amount": (amount / 2, amount * 2)}

    for name, where_of in (("one", lambda i: None), ("one-filtered", own), ("one-filtered-loosely", near)):
        asked = [(batches[i], where_of(i)) for i in sample]
        times = np.array([timed(lambda ask=ask: index.search(ask[0], top=top, where=ask[1]))[1:] for ask in asked])
        cpu, p50 = times[:, 1].mean() * 1e3, np.median(times[:, 0]) * 1e3
        told(
            name, size, f"yanzhen-{backend}", times[:, 0].sum(),
            cpu_ms_per_query=round(cpu, 4), p50_ms=round(p50, 4), exact=None,
        )  # fmt: skip


def measure_changes(size: str, backend: str, index: TextIndex, data: dict[str, Any]) -> None:
    batch, free = index.prepare([data["q_text"][0]]), int(index.ids[-1]) + 1
    attributes = {name: data[f"d_{name}"][:1] for name in ("industry", "region", "amount")}

    def change(work: Callable[[], None]) -> None:
        work()
        index.search(batch)

    adding = [
        timed(lambda i=i: change(lambda: index.add([free + i], [data["d_text"][i]], attributes)))[1] for i in range(20)
    ]
    leaving = [timed(lambda i=i: change(lambda: index.remove([free + i])))[1] for i in range(20)]
    for name, walls in (("add-one", adding), ("remove-one", leaving)):
        told(name, size, f"yanzhen-{backend}", sum(walls), p50_ms=round(float(np.median(walls)) * 1e3, 3), exact=None)


def measure_file(size: str, backend: str, index: TextIndex) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "index"
        _, wall, cpu = timed(lambda: index.save(path))
        told(
            "save",
            size,
            f"yanzhen-{backend}",
            wall,
            cpu_s=round(cpu, 3),
            mb=round(path.stat().st_size / 1e6),
            exact=None,
        )
        _, wall, cpu = timed(lambda: TextIndex.open(path))
        told("open", size, f"yanzhen-{backend}", wall, cpu_s=round(cpu, 3), exact=None)


# --- peers -----------------------------------------------------------------------------------------------------------


class Words:
    """Both sides cut and numbered, as the peers take them."""

    def __init__(self, documents: list[list[str]], queries: list[list[str]]) -> None:
        self.documents, self.queries = documents, queries
        self.numbers = {word: place for place, word in enumerate(sorted({w for words in documents for w in words}))}


def measure_bm25s(size: str, words: Words, brute: BruteForce, top: int, backend: str) -> None:
    import bm25s

    engine, numbers = f"bm25s-{backend}", words.numbers
    peer = bm25s.BM25(method="lucene", k1=K1, b=B, backend=backend)
    numbered = [[numbers[w] for w in each] for each in words.documents]
    _, wall, cpu = timed(lambda: peer.index(bm25s.tokenization.Tokenized(numbered, numbers), show_progress=False))
    told("index", size, engine, wall, cpu_s=round(cpu, 3), exact=None)
    known = [[w for w in each if w in numbers] for each in words.queries]
    peer.retrieve(known[:1], k=top, show_progress=False)  # numba compiles with the first question
    (_, scores), wall, cpu = timed(lambda: peer.retrieve(known, k=top, show_progress=False))
    exact = brute.agrees_nearly(scores)
    told("search", size, engine, wall, cpu_ms_per_query=round(cpu / len(known) * 1e3, 4), exact=exact)
    walls = [timed(lambda q=q: peer.retrieve([q], k=top, show_progress=False))[1] for q in known[:200]]
    told("one", size, engine, sum(walls), p50_ms=round(float(np.median(walls)) * 1e3, 4), exact=exact)


def measure_tantivy(size: str, words: Words, brute: BruteForce, top: int) -> None:
    import tantivy

    fields = tantivy.SchemaBuilder()
    fields.add_integer_field("id", stored=True, indexed=True)
    fields.add_text_field("words", tokenizer_name="whitespace", index_option="freq")
    index = tantivy.Index(fields.build())

    def fill() -> None:
        writer = index.writer(heap_size=1 << 30, num_threads=1)
        for number, each in enumerate(words.documents):
            writer.add_document(tantivy.Document(id=number, words=" ".join(each)))
        writer.commit()
        writer.wait_merging_threads()

    _, wall, cpu = timed(fill)
    told("index", size, "tantivy", wall, cpu_s=round(cpu, 3), exact=None)
    index.reload()
    searcher, schema, term = index.searcher(), index.schema, tantivy.Query.term_query
    asked = words.queries[: max(SAMPLE, min(len(words.queries), 2000))]

    def ask(each: list[str]) -> list[float]:
        clauses = [(tantivy.Occur.Should, term(schema, "words", word, "freq")) for word in each]
        return [score for score, _ in searcher.search(tantivy.Query.boolean_query(clauses), top, count=False).hits]

    found, wall, cpu = timed(lambda: [ask(each) for each in asked])
    scores = np.array([each + [0.0] * (top - len(each)) for each in found])
    exact = brute.agrees_nearly(scores[:SAMPLE])
    told("search", size, "tantivy", wall, cpu_ms_per_query=round(cpu / len(asked) * 1e3, 4), exact=exact)
    walls = [timed(lambda q=q: ask(q))[1] for q in asked[:200]]
    told("one", size, "tantivy", sum(walls), p50_ms=round(float(np.median(walls)) * 1e3, 4), exact=exact)


def measure_sparse_dot_topn(size: str, words: Words, brute: BruteForce, top: int) -> None:
    import sparse_dot_topn

    asked = scipy.sparse.csr_matrix(brute.asked(words.queries[:2000]))
    table, wall, cpu = timed(lambda: scipy.sparse.csr_matrix(brute.real.T.tocsr()))
    told("index", size, "sparse_dot_topn", wall, cpu_s=round(cpu, 3), exact=None, note="transposing only")
    found, wall, cpu = timed(lambda: sparse_dot_topn.sp_matmul_topn(asked, table, top_n=top, sort=True, n_threads=1))
    rows = [-np.sort(-found.data[found.indptr[i] : found.indptr[i + 1]]) for i in range(min(SAMPLE, asked.shape[0]))]
    scores = np.array([np.pad(row, (0, top - len(row))) for row in rows])
    exact = brute.agrees_nearly(scores)
    told("search", size, "sparse_dot_topn", wall, cpu_ms_per_query=round(cpu / asked.shape[0] * 1e3, 4), exact=exact)


def measure_scipy(size: str, words: Words, brute: BruteForce, top: int) -> None:
    asked = brute.asked(words.queries[:500])
    table = brute.real.T.tocsr()

    def ask() -> Any:
        scores = np.empty((asked.shape[0], top))
        for start in range(0, asked.shape[0], 50):
            totals = (asked[start : start + 50] @ table).toarray()
            scores[start : start + 50] = -np.sort(np.partition(-totals, top, axis=1)[:, :top], axis=1) * 1.0
        return -np.sort(-scores, axis=1)

    scores, wall, cpu = timed(ask)
    exact = brute.agrees_nearly(scores[:SAMPLE])
    told("search", size, "scikit-learn", wall, cpu_ms_per_query=round(cpu / asked.shape[0] * 1e3, 4), exact=exact,
         note="the sparse product that its vectorisers end in")  # fmt: skip


def measure_sqlite(size: str, words: Words, brute: BruteForce, top: int) -> None:
    base = sqlite3.connect(":memory:")
    base.execute("create virtual table texts using fts5(words, tokenize = 'unicode61', detail = none)")
    rows = ((number, " ".join(each)) for number, each in enumerate(words.documents))
    _, wall, cpu = timed(lambda: base.executemany("insert into texts(rowid, words) values (?, ?)", rows))
    told("index", size, "sqlite-fts5", wall, cpu_s=round(cpu, 3), exact=None)
    asked = words.queries[:20]
    wanted = ["(" + " OR ".join('"' + word.replace('"', "") + '"' for word in each) + ")" for each in asked]
    ask = "select rowid from texts where texts match ? order by rank limit ?"
    _, wall, cpu = timed(lambda: [base.execute(ask, (each, top)).fetchall() for each in wanted])
    told("search", size, "sqlite-fts5", wall, cpu_ms_per_query=round(cpu / len(asked) * 1e3, 4), exact=None)


def measure_jieba(size: str, data: dict[str, Any]) -> None:
    import logging

    import jieba

    jieba.setLogLevel(logging.ERROR)
    jieba.initialize()
    texts = data["d_text"].tolist()
    sample = texts[:5000]
    _, wall, cpu = timed(lambda: [list(jieba.cut_for_search(text)) for text in sample])
    times = (len(texts) + len(data["q_text"])) / len(sample)
    told(
        "text",
        size,
        "jieba",
        wall,
        cpu_s=round(cpu * times, 1),
        exact=None,
        note=f"{len(sample)} texts times {times:g}",
    )


PEERS: dict[str, Callable[..., None]] = {
    "bm25s-numba": lambda *given: measure_bm25s(*given, backend="numba"),
    "tantivy": measure_tantivy,
    "sparse_dot_topn": measure_sparse_dot_topn,
    "scikit-learn": measure_scipy,
    "bm25s-numpy": lambda *given: measure_bm25s(*given, backend="numpy"),
    "sqlite-fts5": measure_sqlite,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", choices=("event", "small", "mid", "big"), default="event")
    parser.add_argument("--queries", type=int, default=0, help="only the first N demands")
    parser.add_argument("--top", type=int, default=20)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--backends", default="", help="which of ours; by default the fastest, and up to small all")
    parser.add_argument("--peers", default=",".join([*list(PEERS)[:4], "jieba"]), help="names, or none")
    parser.add_argument("--record", type=Path, help="a table that gets a row a peer: what both needed in this run")
    args = parser.parse_args()
    data = corpus_of(args.size)
    if args.queries:
        data = {name: values[: args.queries] if name.startswith("q_") else values for name, values in data.items()}
    default = {best_installed(), "reference"} if args.size in ("event", "small") else {best_installed()}
    backends = args.backends.split(",") if args.backends else sorted(default)
    # Ours first, before the peers' tables crowd the memory: what is read then lies in small pages, and is reported.
    indexes = {backend: measure_text_and_index(args.size, backend, data, args) for backend in backends}
    if "native" in indexes:
        measure_cutting(args.size, data)
    searches = []
    for backend, index in indexes.items():
        searches.append(measure_search(args.size, backend, index, data, args))
        measure_one(args.size, backend, index, data, args.top)
        measure_file(args.size, backend, index)
    words = Words(*([cut(text) for text in data[part].tolist()] for part in ("d_text", "q_text")))
    brute = BruteForce(words.documents, words.queries)
    for tell in searches:
        tell(brute)
    for backend, index in indexes.items():
        measure_changes(args.size, backend, index, data)
        measure_index(args.size, backend, [Counter(each) for each in words.documents], data)
    del indexes, index
    for name in filter(None, args.peers.split(",")):
        try:
            if name == "jieba":
                measure_jieba(args.size, data)
            elif name != "none":
                PEERS[name](args.size, words, brute, args.top)
        except ImportError as error:
            print(f"{name}: {error}", file=sys.stderr)
    if args.record:
        record(args.record, args.size)


if __name__ == "__main__":
    main()
