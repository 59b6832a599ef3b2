"""How the cost of matching by Spark grows with the documents, and what a national run would need.

    python benchmarks/spark.py [--documents 50000,100000,200000,500000,1000000] [--needs 1000] [--top 20]

Needs lie against prefixes of one corpus of documents (`bench/corpus.py` of the measuring data beside the
checkout). Prints a JSON line for each measurement: `prepare` is reading, cutting, counting and the figures of all
documents; `answer` is the search and the taking of the best; `check`, at the end, says whether a sample of its answers
is that of the `reference` backend on a whole index. CPU and memory are those of all processes together: this one, the
Java of Spark, the workers. Then the fitted costs, and the estimate for 1,000,000 needs x 50,000,000 offers.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from scipy.optimize import nnls

from match import corpus_of
from yanzhen.match import TextIndex
from yanzhen.match.backends import best_installed
from yanzhen.match.backends.spark import GRID, Matching, match_frames, session
from yanzhen.match.grids import MEASURED, Rates, Sizes, Workers, choose
from yanzhen.match.words import bag_of

SAMPLE = 50
FILES = 8
NATIONAL = 1_000_000, 50_000_000
TICK = os.sysconf("SC_CLK_TCK")


class Processes:
    """CPU and memory of this process and all that it started."""

    def __init__(self) -> None:
        self.peak = 0
        self._ended = threading.Event()
        threading.Thread(target=self._watch, daemon=True).start()

    def _watch(self) -> None:
        while not self._ended.wait(0.5):
            self.peak = max(self.peak, sum(memory for _, memory in self._all()))

    def _all(self) -> list[tuple[float, int]]:
        rows: dict[int, tuple[int, float, int]] = {}
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                fields = (folder / "stat").read_text().rpartition(")")[2].split()
            except OSError:  # it has ended
                continue
            rows[int(folder.name)] = int(fields[1]), sum(map(int, fields[11:15])) / TICK, int(fields[21])
        family = {os.getpid()}
        while more := {pid for pid, row in rows.items() if row[0] in family and pid not in family}:
            family |= more
        page = os.sysconf("SC_PAGE_SIZE")
        return [(rows[pid][1], rows[pid][2] * page) for pid in family if pid in rows]

    def cpu(self) -> float:
        return sum(seconds for seconds, _ in self._all())

    def timed(self, work: Callable[[], Any]) -> tuple[Any, dict[str, float]]:
        self.peak = 0
        wall, cpu = time.perf_counter(), self.cpu()
        done = work()
        self.peak = max(self.peak, sum(memory for _, memory in self._all()))
        took = {"cpu_s": round(self.cpu() - cpu, 2), "wall_s": round(time.perf_counter() - wall, 2)}
        return done, took | {"rss_mb": self.peak >> 20}


class Truth:
    """What the reference says of the first needs, on whole indexes of the first documents."""

    def __init__(self, texts: list[str], needs: list[str], top: int) -> None:
        self._texts, self._needs, self._top = texts, needs[:SAMPLE], top
        self._waiting: list[tuple[str, int, int, Any]] = []

    def keep(self, size: str, needs: int, documents: int, found: Any) -> None:
        """The answers to the sample, to be checked when everything is measured."""
        self._waiting.append((size, needs, documents, found.filter(pc.less(found.column("need"), SAMPLE))))

    def check(self) -> None:
        bags = [bag_of(text) for text in self._texts]
        for documents in sorted({documents for _, _, documents, _ in self._waiting}):
            index = TextIndex.build_bags(np.arange(documents), bags[:documents], backend="reference")
            for size, needs, of, found in self._waiting:
                if of == documents:
                    told("check", size, exact=self.agrees(index, needs, found))

    def agrees(self, index: TextIndex, needs: int, found: Any) -> bool:
        ids, scores = index.search(index.prepare(self._needs[:needs]), top=self._top)
        ours = np.full_like(ids, -1), np.full_like(scores, -1)
        need, rank = found.column("need").to_numpy(), found.column("rank").to_numpy() - 1
        for there, name in zip(ours, ("offer", "score"), strict=True):
            there[need, rank] = found.column(name).to_numpy()
        return bool((ours[0] == ids).all() and (ours[1] == scores).all())


def told(measure: str, size: str, **more: Any) -> None:
    print(json.dumps({"measure": measure, "size": size, "engine": f"spark-{best_installed()}", **more}), flush=True)


def written(texts: list[str], folder: Path) -> str:
    """The texts in files of Parquet, as a store would give them."""
    folder.mkdir()
    for number, part in enumerate(np.array_split(np.arange(len(texts)), FILES)):
        table = pa.table({"id": part, "text": [texts[place] for place in part.tolist()]})
        pq.write_table(table, folder / f"{number}.parquet")
    return str(folder)


def measure(
    processes: Processes, truth: Truth, files: tuple[str, str], documents: int, needs: int, grid: str, top: int
) -> tuple[Sizes, int, int, float, float]:
    spark = session()
    spark.conf.set(GRID, grid)
    asked = spark.read.parquet(files[0]).filter(f"id < {needs}")
    offered = spark.read.parquet(files[1]).filter(f"id < {documents}").repartition(FILES)
    size = f"{needs}x{documents}"
    matching: Matching
    matching, prepared = processes.timed(lambda: match_frames(asked, offered, top))
    told("prepare", size, **prepared, exact=None)
    with matching:
        found, answered = processes.timed(matching.frame.toArrow)
    plan = matching.choice.plan
    truth.keep(size, needs, documents, found)
    grid = f"{plan.offer_blocks}x{plan.need_blocks}"
    told("answer", size, grid=grid, postings=matching.sizes.postings, **answered, exact=None)
    return matching.sizes, plan.offer_blocks, plan.need_blocks, prepared["cpu_s"], answered["cpu_s"]


def fitted(runs: list[tuple[Sizes, int, int, float, float]]) -> Rates:
    """Costs that are nowhere negative and fit the measurements best, each weighed by its own size."""
    prepared = np.array([run[3] for run in runs])
    texts = np.array([[1.0, run[0].needs + run[0].offers] for run in runs])
    (_, cut), _ = nnls(texts / prepared[:, None], np.ones(len(runs)))
    answered = np.array([run[4] for run in runs])
    work = np.array(
        [
            [1.0, each.offer_entries * need_blocks, each.postings, each.needs * each.stretches(offer_blocks)]
            for each, offer_blocks, need_blocks, *_ in runs
        ],
        np.float64,
    )
    scale = work.max(axis=0)
    parts, _ = nnls(work / scale / answered[:, None], np.ones(len(runs)))
    start, indexed, touched, asked = (parts / scale).tolist()
    expected = work @ (parts / scale)
    error = float(np.abs(expected / answered - 1).max())
    rates = replace(MEASURED, cut=float(cut), indexed=indexed, touched=touched, asked=asked)
    told("fit", "all", start_s=round(start, 2), **{k: float(f"{v:.3g}") for k, v in asdict(rates).items()})
    told("fit_error", "all", worst=round(error, 3))
    return rates


def national(runs: list[tuple[Sizes, int, int, float, float]], rates: Rates, top: int) -> None:
    """The plan for the whole country by the fitted costs: words and meetings a pair as in the largest run."""
    seen = max((run[0] for run in runs), key=lambda sizes: sizes.offers * sizes.needs)
    needs, offers = NATIONAL
    sizes = Sizes(
        needs,
        offers,
        round(seen.need_entries / seen.needs * needs),
        round(seen.offer_entries / seen.offers * offers),
        round(seen.postings / seen.needs / seen.offers * needs * offers),
        top,
    )
    cutting = (needs + offers) * rates.cut
    for count, memory in ((2, 8), (64, 4), (256, 4), (1024, 4)):
        plan = choose(sizes, Workers(count, memory << 30), partitions=1024, rates=rates).plan
        hours = {name: round(seconds / 3600, 3) for name, seconds in plan.terms.items()}
        told(
            "national",
            f"{needs}x{offers}",
            workers=count,
            grid=f"{plan.offer_blocks}x{plan.need_blocks}",
            broadcast=plan.broadcast,
            hours=round((plan.seconds + cutting / count) / 3600, 2),
            cutting=round(cutting / count / 3600, 3),
            **hours,
            task_mb=plan.memory >> 20,
            offers_gb=round(sizes.offer_bytes / 1e9),
            postings=sizes.postings,
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", default="20000,50000", help="how many, up to a million")
    parser.add_argument("--needs", type=int, default=1000)
    parser.add_argument("--top", type=int, default=20)
    parser.add_argument("--varied", type=int, default=50_000, help="documents for other grids and numbers of needs")
    args = parser.parse_args()
    sizes = [int(size) for size in args.documents.split(",")]
    corpus = corpus_of("small" if max(sizes) <= 50_000 else "mid" if max(sizes) <= 500_000 else "big")
    needs, texts = corpus["q_text"][: 4 * args.needs].tolist(), corpus["d_text"][: max(sizes)].tolist()
    del corpus
    truth, processes, runs = Truth(texts, needs, args.top), Processes(), []
    with tempfile.TemporaryDirectory() as folder:
        files = written(needs, Path(folder) / "needs"), written(texts, Path(folder) / "offers")
        measure(processes, truth, files, 1000, 10, "2x1", args.top)  # starts Java and the workers
        varied = min(args.varied, max(sizes))
        others = [(varied, 4 * args.needs, "8x1"), (varied, args.needs // 4, "8x1"), (varied, args.needs, "4x4")]
        small = [(size, args.needs, "8x1") for size in sizes if size <= varied]
        large = [(size, args.needs, "8x1") for size in sizes if size > varied]
        for documents, count, grid in [*small, *others, *large]:
            runs.append(measure(processes, truth, files, documents, count, grid, args.top))
        session().stop()
    national(runs, fitted(runs), args.top)
    truth.check()


if __name__ == "__main__":
    main()
