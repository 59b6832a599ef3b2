"""Matching by Spark: frames of any size, every shape of grid, workers that die, sessions that cannot be had."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("pyspark")

import pyarrow as pa
from pyspark import cloudpickle

from match.test_partitioned import WORDS, indexed
from yanzhen.errors import WrongUsage
from yanzhen.language import speaking
from yanzhen.match import TextIndex
from yanzhen.match.backends import spark as backend
from yanzhen.match.backends.spark import GRID, match_frames, session

SOURCES = str(Path(__file__).resolve().parents[2] / "src")

# The workers do not know the tests' modules: what is handed to them from here goes as code.
cloudpickle.register_pickle_by_value(sys.modules[__name__])


@pytest.fixture
def spark():
    running = session()
    before = running.conf.get(GRID, "")
    yield running
    running.conf.set(GRID, before)


def made(seed: int, size: int) -> list[str]:
    chance = random.Random(seed)
    return ["".join(chance.choices([*WORDS, "", "激光", "😀"], k=chance.randint(0, 6))) for _ in range(size)]


NEEDS, OFFERS = made(1, 23), made(2, 150)
NEED_IDS, OFFER_IDS = random.Random(3).sample(range(10**9), 23), random.Random(4).sample(range(10**9), 150)
INDUSTRY, OWN = [place % 5 for place in range(150)], [place % 4 for place in range(23)]


def frames(spark, parts: int = 4):
    needs = spark.createDataFrame(pa.table({"id": NEED_IDS, "text": NEEDS, "own": OWN}))
    offers = spark.createDataFrame(pa.table({"id": OFFER_IDS, "text": OFFERS, "industry": INDUSTRY}))
    return needs.repartition(2), offers.repartition(parts)


def found_in(matching) -> list[tuple[int, ...]]:
    return sorted(tuple(row.values()) for row in matching.frame.toArrow().to_pylist())


@pytest.mark.parametrize("grid", ["2x1", "3x2"])
def test_frames_are_matched_like_a_whole_index_in_every_grid(spark, grid):
    spark.conf.set(GRID, grid)
    with match_frames(*frames(spark), 6, {"industry": "own"}) as matching:
        found = found_in(matching)
    attributes, where = {"industry": INDUSTRY}, {"industry": np.array(OWN)}
    assert found == indexed(NEED_IDS, NEEDS, OFFER_IDS, OFFERS, 6, attributes, where)
    plan = matching.choice.plan
    assert (f"{plan.offer_blocks}x{plan.need_blocks}", plan.broadcast) == (grid, grid.endswith("x1"))


def test_frames_are_matched_by_the_plan_that_costs_least(spark):
    spark.conf.set(GRID, "")
    with match_frames(*frames(spark), 6) as matching:
        assert found_in(matching) == indexed(NEED_IDS, NEEDS, OFFER_IDS, OFFERS, 6)
        assert all(frame.storageLevel.useMemory for frame in matching.kept[:2])
    assert not any(frame.storageLevel.useMemory for frame in matching.kept[:2])
    assert matching.choice.other is not None
    assert matching.choice.plan.seconds <= matching.choice.other.seconds
    assert (matching.sizes.needs, matching.sizes.offers) == (23, 150)
    index = TextIndex.build(OFFER_IDS, OFFERS, backend="reference")
    held, words = index._collection._documents, len(index._collection._numbers)
    postings = held.postings(words, held.weights(words))
    queries = index.prepare(NEEDS).queries
    assert matching.sizes.postings == int(np.diff(postings.starts)[queries.words].sum())


@pytest.mark.parametrize("grid", ["2x3", "1x4", "5x1"])
def test_an_index_is_searched_in_every_grid(spark, grid):
    spark.conf.set(GRID, grid)
    attributes = {"industry": np.array(INDUSTRY)}
    ours, truth = (TextIndex.build(OFFER_IDS, OFFERS, attributes, backend=name) for name in ("spark", "reference"))
    where = {"industry": np.array(OWN)}
    found, expected = (each.search(each.prepare(NEEDS), top=9, where=where) for each in (ours, truth))
    assert [part.tolist() for part in found] == [part.tolist() for part in expected]


def dying(work, once: Path):
    """The same work, in which the first worker that has found something dies of it."""

    def tried(*args, **kwargs):
        for batch in work(*args, **kwargs):
            yield batch
            try:
                os.close(os.open(once, os.O_CREAT | os.O_EXCL))
            except FileExistsError:
                continue
            os.kill(os.getpid(), signal.SIGKILL)

    return tried


def test_frames_survive_a_killed_task(spark, monkeypatch, tmp_path):
    once, cut = tmp_path / "killed", tmp_path / "cut"
    monkeypatch.setattr(backend, "_answer_all", dying(backend._answer_all, once))
    monkeypatch.setattr(backend, "_count", dying(backend._count, cut))
    spark.conf.set(GRID, "4x1")
    with match_frames(*frames(spark), 6) as matching:
        assert found_in(matching) == indexed(NEED_IDS, NEEDS, OFFER_IDS, OFFERS, 6)
    assert once.exists()
    assert cut.exists()


def test_blocked_frames_survive_a_killed_task(spark, monkeypatch, tmp_path):
    once, answer = tmp_path / "killed", backend._answer_cell

    def killed_once(*args):
        answered = answer(*args)
        list(dying(lambda: iter([answered] if answered.num_rows else []), once)())
        return answered

    monkeypatch.setattr(backend, "_answer_cell", killed_once)
    spark.conf.set(GRID, "2x2")
    with match_frames(*frames(spark), 6) as matching:
        assert found_in(matching) == indexed(NEED_IDS, NEEDS, OFFER_IDS, OFFERS, 6)
    assert once.exists()


def test_an_index_survives_a_killed_task(spark, monkeypatch, tmp_path):
    once = tmp_path / "killed"
    monkeypatch.setattr(backend, "_answer_parts", dying(backend._answer_parts, once))
    ours, truth = (TextIndex.build(OFFER_IDS, OFFERS, backend=name) for name in ("spark", "reference"))
    found, expected = (each.search(each.prepare(NEEDS), top=9) for each in (ours, truth))
    assert [part.tolist() for part in found] == [part.tolist() for part in expected]
    assert once.exists()


def test_a_task_that_always_dies_ends_the_work(spark, monkeypatch):
    def deadly(batches, **kwargs):
        os.kill(os.getpid(), signal.SIGKILL)
        yield from batches

    monkeypatch.setattr(backend, "_answer_parts", deadly)
    index = TextIndex.build(OFFER_IDS, OFFERS, backend="spark")
    with pytest.raises(Exception, match="exited unexpectedly"):
        index.search(index.prepare(NEEDS))


def table(spark, **columns):
    return spark.createDataFrame(pa.table(columns))


def test_frames_that_do_not_fit_are_refused_before_anything_is_cut(spark):
    good = table(spark, id=[1, 2], text=["涂层", "毛刺"], a=[1.0, None], name=["x", "y"], flag=[True, None])
    for broken, told in (
        (table(spark, id=[1, 1], text=["a", "b"]), "编号有重复"),
        (table(spark, id=[1, None], text=["a", "b"]), "编号有重复或空缺"),
        (table(spark, id=[-1, 1], text=["a", "b"]), "负数"),
        (table(spark, id=[1, 2], text=["a", None]), "没有 text"),
        (table(spark, id=["1", "2"], text=["a", "b"]), "id 列应是整数，现在是 string"),
        (table(spark, id=[1], name=["a"]), "text 列应是文字，现在是 —"),
    ):
        with speaking("zh"), pytest.raises(WrongUsage, match=told):
            match_frames(good, broken)
        with speaking("zh"), pytest.raises(WrongUsage, match=told):
            match_frames(broken, good)
    for where in ({"missing": 1}, {"name": 1}, {"a": "name"}, {"a": "missing"}, {"a": (1, 2, 3)}, {"a": np.array([1])}):
        with pytest.raises(WrongUsage):
            match_frames(good, good, where=where)
    with pytest.raises(WrongUsage, match="top"):
        match_frames(good, good, top=0)


def test_filters_know_gaps_and_truth_values(spark):
    good = table(
        spark,
        id=[1, 2, 3, 4],
        text=["涂层"] * 4,
        a=[1.0, None, 3.0, 2.0],
        flag=[True, True, False, None],
        wanted=[0, 1, 0, 1],
    )
    with match_frames(good, good, where={"a": (None, 9), "flag": "wanted"}) as matching:
        assert [(need, offer) for need, _, offer, _ in found_in(matching)] == [(1, 3), (2, 1), (3, 3), (4, 1)]


def test_no_needs_no_offers_and_no_common_word_give_no_answers(spark):
    nobody = table(spark, id=pa.array([], pa.int64()), text=pa.array([], pa.string()))
    some, others = table(spark, id=[1], text=["涂层"]), table(spark, id=[5], text=["毛刺"])
    for needs, offers, grid in ((nobody, some, "3x1"), (some, nobody, "2x2"), (some, others, "2x1")):
        spark.conf.set(GRID, grid)
        with match_frames(needs, offers) as matching:
            assert found_in(matching) == []


@pytest.mark.parametrize(
    ("given", "expected"), [("4g", 2 << 30), ("2048", 1 << 30), ("512m", 256 << 20), ("1.5g", None), ("", None)]
)
def test_memory_of_a_worker_is_what_executors_give_python(given, expected):
    assert backend._python_memory(given, cores=2) == expected


MATCH = """
import sys
from yanzhen.cli import main
main(["match", "needs.csv", "offers.csv", "--backend", sys.argv[1], "-o", sys.argv[2]])
"""


def run(folder: Path, *arguments: str, start: str = MATCH, **environment: str) -> subprocess.CompletedProcess[str]:
    paths = os.pathsep.join(path for path in [SOURCES, *sys.path] if path)
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", start, *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": paths, "LANG": "en", **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "needs.csv").write_text("名称,内容\n防雾,求防雾涂层\n熔覆,激光熔覆裂纹\n", encoding="utf-8")
    (tmp_path / "offers.csv").write_text("名称,内容\n涂层,内窥镜防雾涂层\n检测,激光熔覆层裂纹检测\n", encoding="utf-8")
    return tmp_path


def test_the_command_gives_the_same_file_and_says_nothing(folder: Path):
    quiet = [run(folder, name, f"{name}.csv") for name in ("reference", "spark")]
    assert [(done.returncode, done.stdout, done.stderr) for done in quiet] == [(0, "", "")] * 2
    assert (folder / "spark.csv").read_bytes() == (folder / "reference.csv").read_bytes()
    assert {path.name for path in folder.iterdir()} == {"needs.csv", "offers.csv", "spark.csv", "reference.csv"}


def test_an_interrupted_command_says_so_in_one_line_and_writes_nothing(folder: Path):
    """Ctrl-C while tasks are at work."""
    code = """
import os, signal
from yanzhen.match.backends import spark
def interrupted(*args, **kwargs):
    os.kill(int(os.environ["INTERRUPTED"]), signal.SIGINT)
    import time
    time.sleep(10)
    yield
def run():
    os.environ["INTERRUPTED"] = str(os.getpid())
    spark._answer_parts = interrupted
"""
    (folder / "interruption.py").write_text(code)
    start = MATCH.replace("import sys", "import sys, interruption\ninterruption.run()")
    paths = os.pathsep.join([str(folder), SOURCES, *(path for path in sys.path if path)])
    done = run(folder, "spark", "out.csv", start=start, PYTHONPATH=paths)
    assert (done.returncode, done.stdout, done.stderr.strip()) == (2, "", "cancelled; nothing was written")
    assert not (folder / "out.csv").exists()


def test_a_command_interrupted_while_java_starts_leaves_no_java(folder: Path):
    code = """
import os, pathlib, signal
from yanzhen.match.backends import spark
launch = spark.launch_gateway
def interrupted(*args):
    os.kill(os.getpid(), signal.SIGINT)
    gateway = launch(*args)
    pathlib.Path("java").write_text(str(gateway.proc.pid))
    return gateway
spark.launch_gateway = interrupted
"""
    (folder / "interruption.py").write_text(code)
    paths = os.pathsep.join([str(folder), SOURCES, *(path for path in sys.path if path)])
    start = MATCH.replace("import sys", "import sys, interruption")
    done = run(folder, "spark", "out.csv", start=start, PYTHONPATH=paths)
    assert (done.returncode, done.stdout, done.stderr.strip()) == (2, "", "cancelled; nothing was written")
    assert not Path("/proc", (folder / "java").read_text()).exists()


def test_without_java_the_command_says_what_to_install(folder: Path):
    done = run(folder, "spark", "out.csv", JAVA_HOME=str(folder / "nowhere"))
    assert done.returncode == 2
    assert "openjdk-17-jre-headless" in done.stderr
    assert done.stderr.count("\n") == 1
    assert not (folder / "out.csv").exists()


def test_without_pyspark_the_command_says_what_to_install(folder: Path):
    (folder / "pyspark").mkdir()
    (folder / "pyspark" / "__init__.py").write_text("raise ModuleNotFoundError(name='pyspark')")
    paths = os.pathsep.join([str(folder), SOURCES, *(path for path in sys.path if path)])
    done = run(folder, "spark", "out.csv", PYTHONPATH=paths)
    assert done.returncode == 2
    assert "pip install 'yanzhen[spark]'" in done.stderr
    assert done.stderr.count("\n") == 1


def test_the_engine_loads_without_spark():
    code = "import yanzhen.match.index, yanzhen.cli, sys; print({'pyspark', 'pyarrow', 'pandas'} & {*sys.modules})"
    paths = os.pathsep.join([SOURCES, *(path for path in sys.path if path)])
    environment = {**os.environ, "PYTHONPATH": paths}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
