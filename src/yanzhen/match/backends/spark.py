"""The engine that hands the work out by Spark, and matching of data frames that no one machine holds.

What is computed is in `partitioned`, how it is shared out is decided in `grids`; here both are put on Spark. `ENGINE`
answers for a `TextIndex` that lives on this machine; `match_frames` matches frames of (id, text) that may be of any
size. Both give the answers of every other backend, bit for bit.

A session that is active is used as it is; else a modest one is started on this machine, which talks to itself alone
(127.0.0.1). `spark.yanzhen.grid` (`8x1`, `8x4`) fixes the blocks by hand.
"""

from __future__ import annotations

import atexit
import logging
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial, reduce
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from yanzhen.errors import MissingPiece, WrongUsage
from yanzhen.language import Said
from yanzhen.match.backends import Ints, Postings, Queries
from yanzhen.match.filters import Filter, Where, compile_filter
from yanzhen.match.grids import Choice, Plan, Sizes, Workers, choose, grid_asked

try:
    import pyarrow as pa
    from py4j.protocol import Py4JError
    from pyspark import SparkConf, SparkContext, StorageLevel
    from pyspark.errors import PySparkRuntimeError
    from pyspark.java_gateway import launch_gateway
    from pyspark.sql import DataFrame, SparkSession
    from pyspark.sql import functions as F  # noqa: N812 - as everybody writes it
    from pyspark.sql.pandas.types import from_arrow_schema
    from pyspark.sql.types import (
        BooleanType,
        ByteType,
        DoubleType,
        FloatType,
        IntegerType,
        LongType,
        ShortType,
        StringType,
    )

    from yanzhen.match import partitioned
    from yanzhen.match.partitioned import Batches, Needs, Statistics
except ImportError as error:
    raise MissingPiece(
        f"本安装不含 spark 后端（缺 {error.name}）：请执行 pip install 'yanzhen[spark]'，"
        "或改用 --backend reference（结果完全相同）",
        f"this installation lacks the spark backend ({error.name} is missing): run pip install 'yanzhen[spark]', "
        "or use --backend reference (same answers)",
    ) from error

JAVA = 17
"""The oldest that Spark 4 runs on."""
TRIES = 4
"""Times that a task is tried before the work is given up."""
GRID = "spark.yanzhen.grid"
_LOOK_EVERY = 0.1
_SLICES = 2
"""Blocks of an index for each worker, so that one that is late costs half as much."""


# --- the session -----------------------------------------------------------------------------------------------------


def session() -> SparkSession:
    """The session to work in: the active one, the one that `spark-submit` prepared, or one of our own.

    Raises:
        MissingPiece: there is no Java to start one with.
    """
    active = SparkSession.getActiveSession()
    if active is not None:
        return active
    if "PYSPARK_GATEWAY_PORT" in os.environ:
        return SparkSession.builder.getOrCreate()
    return _started()


def _started() -> SparkSession:
    _need_java()
    folder = Path(tempfile.mkdtemp(prefix="yanzhen-spark-"))
    # Functions for the end run last come, first served: Java lets go of the folder before it is removed.
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    conf = SparkConf().setAll(list(_settings(folder).items()))
    log = folder / "java.log"
    with _uninterrupted(), log.open("wb") as stream, _on_loopback():
        try:
            gateway = launch_gateway(conf, {"stdout": stream, "stderr": stream})
        except (PySparkRuntimeError, OSError) as error:
            said = log.read_text(errors="replace").strip().splitlines()
            raise _no_java(said[-1] if said else str(error)) from error
        atexit.register(_leave, gateway)
    logging.getLogger().addFilter(_tells_something)
    logging.getLogger("py4j").setLevel(logging.CRITICAL)
    with _own_signals():
        context = SparkContext(conf=conf, gateway=gateway)
    context.setLogLevel("OFF")
    return SparkSession(context)


def _need_java() -> None:
    """Spark itself would say it in twenty lines.

    Raises:
        MissingPiece: no Java, or one that is too old.
    """
    home = os.environ.get("JAVA_HOME")
    java = shutil.which(str(Path(home) / "bin" / "java") if home else "java")
    if java is None:
        raise _no_java(f"JAVA_HOME={home}" if home else "java: not found")
    done = subprocess.run([java, "-version"], capture_output=True, text=True, check=False)  # noqa: S603 - found above
    version = re.search(r'version "(\d+)', done.stderr)
    if version is None or int(version[1]) < JAVA:
        raise _no_java((done.stderr.strip().splitlines() or [java])[0])


def _tells_something(record: logging.LogRecord) -> bool:
    """Whoever is interrupted says so himself; the connection to Java would add a traceback."""
    return not str(record.msg).endswith("while sending command.")


def _leave(gateway: Any) -> None:
    """End what was started; Spark by itself leaves its process to find out."""
    with suppress(Py4JError, OSError):
        if (running := SparkSession.getActiveSession()) is not None:
            running.stop()
    gateway.shutdown()
    process: subprocess.Popen[bytes] | None = getattr(gateway, "proc", None)
    if process is not None:
        if process.stdin:
            process.stdin.close()
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _settings(folder: Path) -> dict[str, str]:
    return {
        "spark.master": f"local[{os.cpu_count() or 1},{TRIES}]",
        "spark.app.name": "yanzhen",
        "spark.ui.enabled": "false",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.memory": f"{_memory() // 4 >> 20}m",
        "spark.driver.maxResultSize": "0",
        "spark.local.dir": str(folder),
        "spark.sql.warehouse.dir": str(folder / "warehouse"),
        "spark.sql.artifact.isolation.enabled": "false",
        "spark.sql.adaptive.enabled": "false",  # blocks are counted here; nobody shall merge them
        "spark.sql.shuffle.partitions": str(_SLICES * (os.cpu_count() or 1)),
        "spark.sql.execution.arrow.pyspark.enabled": "true",
        "spark.pyspark.python": sys.executable,
        # The workers shall find the same modules, wherever this process found them.
        "spark.executorEnv.PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
    }


def _memory() -> int:
    """Bytes of this machine, taken to be between 4 and 32 GB."""
    try:
        here = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (ValueError, OSError, AttributeError):
        here = 4 << 30
    return min(max(here, 4 << 30), 32 << 30)


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Ctrl-C waits for the end of the block: a Java that nobody holds yet would stay for ever."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    interrupted: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, frame: interrupted.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if interrupted:
        raise KeyboardInterrupt


@contextmanager
def _own_signals() -> Iterator[None]:
    """A context puts its own handler in the place of ours, for good."""
    before = signal.getsignal(signal.SIGINT)
    yield
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, before)


@contextmanager
def _interruptible() -> Iterator[None]:
    """Ctrl-C, however often, cancels the jobs and is told of once they have stopped.

    PySpark's own handler raises wherever the program happens to be: in a callback of the garbage collector, or while
    the first interruption is on its way out, that prints a traceback and is lost.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    interrupted, over = threading.Event(), threading.Event()
    before = signal.signal(signal.SIGINT, lambda number, frame: interrupted.set())
    canceller = threading.Thread(target=_cancel_when, args=(interrupted, over), daemon=True)
    canceller.start()
    try:
        yield
    except Exception as error:
        if not interrupted.is_set() and "SPARK_JOB_CANCELLED" not in str(error):
            raise
        interrupted.set()
    finally:
        over.set()
        canceller.join()
        signal.signal(signal.SIGINT, before)
    if interrupted.is_set():
        if callable(before):
            before(signal.SIGINT, None)  # whoever keeps count of interruptions hears of this one
        raise KeyboardInterrupt


def _cancel_when(interrupted: threading.Event, over: threading.Event) -> None:
    """Cancels the jobs that run, and those that begin later on, until all is over."""
    while not over.wait(_LOOK_EVERY):
        context = SparkContext._active_spark_context
        if interrupted.is_set() and context is not None:
            with suppress(Py4JError, OSError):
                context.cancelAllJobs()


@contextmanager
def _on_loopback() -> Iterator[None]:
    """What the new process is told: it need not find out what this machine is called."""
    before = os.environ.get("SPARK_LOCAL_IP")
    os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
    try:
        yield
    finally:
        if before is None:
            del os.environ["SPARK_LOCAL_IP"]
        else:
            os.environ["SPARK_LOCAL_IP"] = before


def _no_java(why: str) -> MissingPiece:
    return MissingPiece(
        f"spark 后端要 Java {JAVA} 或更新，现在起不来（{why}）：请安装 openjdk-{JAVA}-jre-headless，或设好 JAVA_HOME",
        f"the spark backend needs Java {JAVA} or newer, which does not start ({why}): "
        f"install openjdk-{JAVA}-jre-headless, or set JAVA_HOME",
    )


def _workers(spark: SparkSession) -> Workers:
    count = int(spark.sparkContext.defaultParallelism)
    local = str(spark.sparkContext.master).startswith("local")
    if local:
        return Workers(count, _memory() // 2 // count)
    conf = spark.sparkContext.getConf()
    given = conf.get("spark.executor.pyspark.memory", "")
    memory = _python_memory(given or "", int(conf.get("spark.executor.cores", "1") or 1))
    return Workers(count, memory) if memory else Workers(count)


def _python_memory(given: str, cores: int) -> int | None:
    """Bytes for each task of an executor by its setting (whole MiB, or with a unit); None where it says nothing."""
    read = re.fullmatch(r"(\d+)([kmgt]?)b?", given.strip().lower())
    return int(read[1]) * _UNITS[read[2]] // cores if read else None


_UNITS = {"": 1 << 20, "k": 1 << 10, "m": 1 << 20, "g": 1 << 30, "t": 1 << 40}


def _planned(spark: SparkSession, sizes: Sizes, partitions: int) -> Choice:
    asked = grid_asked(str(spark.conf.get(GRID, "")))
    return Choice(asked, None) if asked else choose(sizes, _workers(spark), partitions)


# --- for a TextIndex -------------------------------------------------------------------------------------------------


class SparkEngine:
    """Postings of this machine, searched in stretches of documents, of queries, or of both."""

    def __init__(self, postings: Postings) -> None:
        self._postings = postings
        self._parts: dict[tuple[str, int], DataFrame] = {}

    def search(self, queries: Queries, keep: Filter, top: int, threads: int) -> tuple[Ints, Ints]:
        """As the Protocol says; how many work at a time is the session's affair, not that of `threads`."""
        positions = np.full((len(queries), top), -1, np.int64)
        scores = np.full((len(queries), top), -1, np.int64)
        if len(queries.words) and len(self._postings.documents):
            spark = session()
            plan = self._plan(spark, queries, top)
            with _interruptible():
                batches = self._found(spark, plan, queries, keep, top)
            for found in partitioned.best(iter(batches), top):
                need, rank, offer, score = (found.column(name).to_numpy() for name in partitioned.RANKED.names)
                positions[need, rank - 1] = offer
                scores[need, rank - 1] = score
        return positions, scores

    def _plan(self, spark: SparkSession, queries: Queries, top: int) -> Plan:
        postings = self._postings
        touched = int(np.diff(postings.starts)[queries.words].sum())
        sizes = Sizes(len(queries), postings.size, len(queries.words), len(postings.documents), touched, top)
        blocks = _SLICES * int(spark.sparkContext.defaultParallelism)
        return _planned(spark, sizes, blocks).plan

    def _found(self, spark: SparkSession, plan: Plan, queries: Queries, keep: Filter, top: int) -> list[Any]:
        shared = spark.sparkContext.broadcast((queries, keep))
        cuts = np.linspace(0, len(queries), plan.need_blocks + 1).astype(int).tolist()
        spans = [F.struct(F.lit(begin).alias("begin"), F.lit(end).alias("end")) for begin, end in pairwise(cuts)]
        parts = self._in(spark, plan.offer_blocks)
        cells = parts.withColumn("span", F.explode(F.array(*spans))).select(*partitioned.PARTS.names, "span.*")
        if plan.need_blocks > 1:
            cells = cells.repartition(plan.cells)
        try:
            answered = cells.mapInArrow(partial(_answer_parts, shared=shared, top=top), _schema(partitioned.FOUND))
            return list(answered.toArrow().to_batches())
        finally:
            shared.destroy()

    def _in(self, spark: SparkSession, blocks: int) -> DataFrame:
        """The index in so many stretches; laid out once as long as the session lives."""
        application = str(spark.sparkContext.applicationId)
        if (application, blocks) not in self._parts:
            self._parts = {(application, blocks): spark.createDataFrame(partitioned.parts_of(self._postings, blocks))}
        return self._parts[application, blocks]


def _answer_parts(batches: Batches, shared: Any, top: int) -> Batches:
    queries, keep = shared.value
    return partitioned.answer_parts(batches, queries, keep, top)


ENGINE = SparkEngine


# --- for frames of any size ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Matching:
    """What was found; `with` lets go of what was kept for it.

    Attributes:
        frame: (need, rank, offer, score), worked out when it is read.
        choice: how it is shared out, and what that was weighed against.
        sizes: what was counted for that.
    """

    frame: DataFrame
    choice: Choice
    sizes: Sizes
    kept: list[Any]

    def __enter__(self) -> Matching:
        return self

    def __exit__(self, *exc: object) -> None:
        for each in self.kept:
            # Where the session has ended there is nothing left to let go of.
            with suppress(Py4JError, OSError):
                each.unpersist()


@_interruptible()
def match_frames(needs: DataFrame, offers: DataFrame, top: int = 20, where: Where | None = None) -> Matching:
    """The `top` offers for each need, as a `TextIndex` of all offers would answer.

    Only the words that needs ask for pass through this process; offers and needs stay where they are.

    Args:
        needs: `id`, `text`, and whatever columns `where` names.
        offers: `id`, `text`, and the attributes of `where`.
        where: a filter (`yanzhen.match.filters`); instead of an array with a row a query, the name of a column of the
            needs: `{"industry": "industry", "amount": (None, "budget")}`.

    Raises:
        WrongUsage: columns are missing or of another type, ids repeat or are negative, texts are missing, `top` below
            1, a filter that does not fit, or nothing fits into the executors' memory.
    """
    if top < 1:
        raise WrongUsage("top 至少为 1", "top must be at least 1")
    named = partitioned.columns_named(where)
    asked = _with_types(needs, named, NEEDS)
    offered = _with_types(offers, list(where or {}), OFFERS)
    _try_filter(where, named)
    _refuse_unsound([(asked, NEEDS), (offered, OFFERS)])
    spark = needs.sparkSession
    listed = asked.select("text").mapInArrow(partitioned.vocabulary, _schema(partitioned.WORDS)).distinct()
    # In the order of the words, so that the same frames give the same numbers whatever comes in first.
    words = sorted(listed.toArrow().column("word").to_pylist())
    shared = spark.sparkContext.broadcast({word: number for number, word in enumerate(words)})
    asked, offered = _counted(asked, named, shared), _counted(offered, list(where or {}), shared)
    need_figures, offer_figures = _statistics(asked, len(words)), _statistics(offered, len(words))
    sizes = Sizes(
        need_figures.documents,
        offer_figures.documents,
        int(need_figures.frequencies.sum()),
        int(offer_figures.frequencies.sum()),
        int((need_figures.frequencies.astype(object) * offer_figures.frequencies).sum()),
        top,
    )
    choice = _planned(spark, sizes, max(1, offered.rdd.getNumPartitions()))
    work = _Work(offer_figures, top, where, named)
    found = (
        _broadcast(work, asked, offered, choice.plan)
        if choice.plan.broadcast
        else _blocked(work, asked, offered, choice.plan)
    )
    ranked = found.repartition("need").mapInArrow(partial(partitioned.best, top=top), _schema(partitioned.RANKED))
    return Matching(ranked, choice, sizes, [asked, offered, shared])


@dataclass(frozen=True, slots=True)
class _Work:
    """What every cell is told."""

    statistics: Statistics
    top: int
    where: Where | None
    named: list[str]

    def done(self, offers: Batches, needs: Needs) -> Batches:
        return partitioned.answer(offers, needs, self.statistics, self.top, self.where)


def _counted(frame: DataFrame, kept: list[str], shared: Any) -> DataFrame:
    """Words by number; cut once and kept, in memory or on disk."""
    attributes = [field for field in frame.schema.fields if field.name in kept]
    schema = _schema(partitioned.COUNTED)
    for field in attributes:
        schema = schema.add(field)
    counted = frame.mapInArrow(partial(_count, shared=shared, kept=[field.name for field in attributes]), schema)
    return counted.persist(StorageLevel.MEMORY_AND_DISK)


def _count(batches: Batches, shared: Any, kept: list[str]) -> Batches:
    return partitioned.count(batches, shared.value, kept)


def _statistics(counted: DataFrame, vocabulary: int) -> Statistics:
    schema = _schema(partitioned.TALLIED)
    tallied = counted.mapInArrow(partial(partitioned.tally, vocabulary=vocabulary), schema)
    summed = tallied.repartition("word").mapInArrow(partitioned.summed, schema)
    return Statistics.read(iter(summed.toArrow().to_batches()), vocabulary)


def _broadcast(work: _Work, needs: DataFrame, offers: DataFrame, plan: Plan) -> DataFrame:
    asked = Needs.read(iter(needs.toArrow().to_batches()), work.named)
    shared = offers.sparkSession.sparkContext.broadcast((work, asked))
    if plan.offer_blocks < offers.rdd.getNumPartitions():
        offers = offers.coalesce(plan.offer_blocks)
    elif plan.offer_blocks > offers.rdd.getNumPartitions():
        offers = offers.repartition(plan.offer_blocks)
    return offers.mapInArrow(partial(_answer_all, shared=shared), _schema(partitioned.FOUND))


def _answer_all(offers: Batches, shared: Any) -> Batches:
    work, needs = shared.value
    yield from work.done(offers, needs)


def _blocked(work: _Work, needs: DataFrame, offers: DataFrame, plan: Plan) -> DataFrame:
    shared = offers.sparkSession.sparkContext.broadcast(work)
    grouped = [
        _in_cells(frame, own, theirs, blocks).groupBy("offer_block", "need_block")
        for frame, own, theirs, blocks in (
            (offers, "offer_block", "need_block", (plan.offer_blocks, plan.need_blocks)),
            (needs, "need_block", "offer_block", (plan.need_blocks, plan.offer_blocks)),
        )
    ]

    def answered(offers: Any, needs: Any) -> Any:
        return _answer_cell(offers, needs, shared.value)

    return grouped[0].cogroup(grouped[1]).applyInArrow(answered, _schema(partitioned.FOUND))


def _in_cells(frame: DataFrame, own: str, theirs: str, blocks: tuple[int, int]) -> DataFrame:
    """Each row in its block, once for every block of the other side."""
    return frame.withColumn(own, F.pmod(F.xxhash64("id"), F.lit(blocks[0])).cast("int")).withColumn(
        theirs, F.explode(F.sequence(F.lit(0), F.lit(blocks[1] - 1)))
    )


def _answer_cell(offers: Any, needs: Any, work: _Work) -> Any:
    if not (offers.num_rows and needs.num_rows):
        return partitioned.FOUND.empty_table()
    asked = Needs.read(iter(needs.to_batches()), work.named)
    return pa.Table.from_batches(work.done(iter(offers.to_batches()), asked), partitioned.FOUND)


def _with_types(frame: DataFrame, columns: list[str], side: Said) -> DataFrame:
    """What is needed of the frame, if its columns are of the right types."""
    types = {field.name: field.dataType for field in frame.schema.fields}
    for name, kinds in [("id", _WHOLE), ("text", (StringType,)), *((name, _NUMBERS) for name in columns)]:
        if not isinstance(types.get(name), kinds):
            given = types[name].simpleString() if name in types else "—"
            raise WrongUsage(
                f"{side.zh}：{name} 列应是{_KINDS[kinds].zh}，现在是 {given}",
                f"{side.en}: the column {name} must be {_KINDS[kinds].en}, it is {given}",
            )
    return frame.select(F.col("id").cast("long").alias("id"), "text", *sorted(set(columns)))


def _refuse_unsound(frames: list[tuple[DataFrame, Said]]) -> None:
    """Look at ids and texts of both sides, in one job."""
    figures = [
        frame.agg(
            F.lit(place).alias("side"),
            F.count("*").alias("rows"),
            F.count("text").alias("texts"),
            F.countDistinct("id").alias("ids"),
            F.min("id").alias("least"),
        )
        for place, (frame, _) in enumerate(frames)
    ]
    for row in reduce(DataFrame.unionAll, figures).collect():
        side = frames[row["side"]][1]
        if row["ids"] < row["rows"]:
            raise WrongUsage(f"{side.zh}：编号有重复或空缺", f"{side.en}: ids repeat or are missing")
        if row["rows"] and row["least"] < 0:
            raise WrongUsage(f"{side.zh}：编号不能为负数", f"{side.en}: ids must not be negative")
        if row["texts"] < row["rows"]:
            raise WrongUsage(
                f"{side.zh}：有的行没有 text；没有内容请给空文字",
                f"{side.en}: some rows have no text; give an empty one where there is none",
            )


def _try_filter(where: Where | None, named: list[str]) -> None:
    """A filter that does not fit is refused here, not in the middle of the work."""
    nobody = Needs(np.empty(0, np.int64), Queries(np.zeros(1, np.int64), *[np.empty(0, np.int32)] * 2), {})
    nobody.columns.update({name: np.empty(0) for name in named})
    compile_filter(nobody.meant(where), {name: np.empty(0) for name in where or {}}, 0)


def _schema(schema: Any) -> Any:
    return from_arrow_schema(schema)


NEEDS, OFFERS = Said("需求", "needs"), Said("成果", "offers")
_WHOLE = (LongType, IntegerType, ShortType, ByteType)
_NUMBERS = (*_WHOLE, DoubleType, FloatType, BooleanType)
_KINDS = {
    _WHOLE: Said("整数", "whole numbers"),
    (StringType,): Said("文字", "text"),
    _NUMBERS: Said("数值", "numbers"),
}
