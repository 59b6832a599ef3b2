"""The kernel against the reference where its own ways of working could show: blocks, widths, drift, threads, files."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
import unicodedata
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from match.conftest import BACKENDS
from yanzhen.match import TextIndex
from yanzhen.match.spelling import single_spellings
from yanzhen.match.words import bag_of

pytestmark = pytest.mark.skipif("native" not in BACKENDS, reason="the kernel is not built")

BLOCK = 8192


def made_bags(chance: random.Random, size: int, vocabulary: int = 400, most: int = 12) -> list[dict[str, int]]:
    """Bags whose words are as unequal as those of texts: some in most documents, many in one or two."""
    words = [f"w{n}" for n in range(vocabulary)]
    shares = [1 / (n + 1) ** 0.8 for n in range(vocabulary)]
    bags = []
    for _ in range(size):
        drawn = chance.choices(words, shares, k=chance.randint(0, most))
        bags.append(dict(Counter(drawn)))
    return bags


def both(ids, bags, attributes=None) -> tuple[TextIndex, TextIndex]:
    return tuple(TextIndex.build_bags(ids, bags, attributes, backend=name) for name in ("native", "reference"))


def assert_same(native: TextIndex, reference: TextIndex, queries, **how) -> None:
    found, expected = (index.search(index.prepare_bags(queries), **how) for index in (native, reference))
    np.testing.assert_array_equal(found[0], expected[0])
    np.testing.assert_array_equal(found[1], expected[1])


@pytest.mark.parametrize("size", [1, 63, 64, 65, BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK + 77])
def test_answers_are_the_references_whatever_the_number_of_blocks(size):
    chance = random.Random(size)
    bags = made_bags(chance, size)
    ids = np.array(chance.sample(range(10 * size + 10), size))
    attributes = {
        "industry": np.array(chance.choices(range(20), k=size), np.int16),
        "amount": np.array([chance.choice((chance.random(), float("nan"))) for _ in range(size)], np.float32),
    }
    native, reference = both(ids, bags, attributes)
    queries = made_bags(chance, 30, most=40)
    own = np.array(chance.choices(range(20), k=len(queries)))
    for top in (1, 20, 300):
        assert_same(native, reference, queries, top=top)
    assert_same(native, reference, queries, top=20, threads=3)
    assert_same(native, reference, queries, top=5, where={"industry": own})
    assert_same(native, reference, queries, top=5, where={"industry": [3, 7], "amount": (0.2, None)})
    assert_same(native, reference, queries, top=5, where={"amount": (0.9, 0.1)})
    assert_same(native, reference, queries, top=5, where={"industry": [float("inf")]})


_WITH_VECTORS = """
import random, sys
sys.path.insert(0, sys.argv[1])
import numpy as np
from match.test_kernel import assert_same, both, made_bags
chance = random.Random(5)
bags = made_bags(chance, 20_000, most=30)
region = np.array(chance.choices(range(30), [1 / (n + 1) for n in range(30)], k=len(bags)))
native, reference = both(range(len(bags)), bags, {"region": region})
queries = made_bags(chance, 40, most=60) + [{word: count for word in ("w0", "w3", "w70")} for count in (2, 5, 90_000)]
for where in (None, {"region": [3, 4]}):
    assert_same(native, reference, queries, top=20, where=where)
"""


@pytest.mark.parametrize("vectors", ["plain", "avx2", "all"])
def test_answers_are_the_references_on_processors_with_narrower_vectors(vectors):
    command = [sys.executable, "-c", _WITH_VECTORS, str(Path(__file__).parents[1])]
    subprocess.run(command, check=True, timeout=120, env={**os.environ, "YANZHEN_VECTORS": vectors})


def test_every_document_alike_is_ordered_by_id_across_blocks():
    size = 2 * BLOCK + 5
    ids = np.array(random.Random(1).sample(range(size), size))
    native, reference = both(ids, [{"a": 1}] * size, {"side": ids % 3})
    assert_same(native, reference, [{"a": 2}], top=50)
    assert native.search(native.prepare_bags([{"a": 1}]), top=4, where={"side": 1})[0].tolist() == [[1, 4, 7, 10]]


@pytest.mark.parametrize("count", [2, 300, 70_000, 2**31 - 1])
def test_words_that_count_often_outgrow_no_total(count):
    chance = random.Random(count)
    bags = made_bags(chance, 500, vocabulary=30)
    native, reference = both(range(500), bags)
    queries = [{word: chance.choice((1, count)) for word in bag} for bag in made_bags(chance, 20, vocabulary=30)]
    assert_same(native, reference, queries, top=20)


@pytest.mark.parametrize("count", [255, 256, 70_000, 2**24])
def test_documents_with_counts_of_any_size(count):
    bags = [{"a": count, "b": 1}, {"a": 1}, {"b": count}, {"c": 1, "a": 2}]
    native, reference = both(range(4), bags)
    assert_same(native, reference, [{"a": 1, "b": 1}, {"b": 3}, {"c": 1}], top=4)


steps = st.lists(
    st.one_of(
        st.tuples(st.just("add"), st.integers(1, 40)),
        st.tuples(st.just("remove"), st.integers(1, 30)),
        st.tuples(st.just("search"), st.integers(1, 30)),
    ),
    max_size=12,
)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 3000), steps, st.integers(0, 2**32))
def test_answers_after_any_changes_are_those_of_an_index_built_anew(size, steps, seed):
    chance = random.Random(seed)
    held = dict(enumerate(made_bags(chance, size, vocabulary=60)))
    native = TextIndex.build_bags(list(held), list(held.values()), {"a": np.arange(size) % 5}, backend="native")
    free = size
    queries = made_bags(chance, 6, vocabulary=60)
    for what, number in [*steps, ("search", 20)]:
        if what == "add":
            later = dict(zip(range(free, free + number), made_bags(chance, number, vocabulary=70), strict=True))
            native._collection.add(
                np.array(list(later)), _counted(list(later.values())), {"a": np.array(list(later)) % 5}
            )
            native._forget()
            held |= later
            free += number
        elif what == "remove":
            leaving = chance.sample(sorted(held), min(number, len(held)))
            native.remove(leaving)
            for identity in leaving:
                del held[identity]
        else:
            bags = list(held.values())
            anew = TextIndex.build_bags(list(held), bags, {"a": np.array(list(held), int) % 5}, backend="reference")
            assert native.ids.tolist() == sorted(held)
            assert_same(native, anew, queries, top=number)
            assert_same(native, anew, queries, top=3, where={"a": [1, 4]})


def _counted(bags):
    from yanzhen.match.words import Worded

    return Worded(counted=bags)


def test_changes_to_many_blocks_keep_answers_exact_while_bounds_are_old():
    chance = random.Random(5)
    bags = made_bags(chance, 3 * BLOCK)
    native = TextIndex.build_bags(range(len(bags)), bags, backend="native")
    native.search(native.prepare_bags([{"w1": 1}]))
    # Long documents without the common words: every average and rarity moves, the old blocks stay as they are.
    later = [{f"w{chance.randint(100, 399)}": 9 for _ in range(20)} for _ in range(400)]
    native._collection.add(np.arange(len(bags), len(bags) + 400), _counted(later), {})
    native._forget()
    leaving = chance.sample(range(len(bags)), 300)
    native.remove(leaving)
    gone = set(leaving)
    staying = [(i, bag) for i, bag in enumerate([*bags, *later]) if i not in gone]
    anew = TextIndex.build_bags([i for i, _ in staying], [bag for _, bag in staying], backend="reference")
    assert_same(native, anew, made_bags(chance, 60, most=40), top=20)


_FAST, _TELLING = single_spellings()
characters = st.one_of(
    st.sampled_from(sorted(_FAST)), st.characters(codec="utf-8"), st.sampled_from("\ud800ΣσİßﬁÅ①㎡℃　Ａ½e\u0301가😀𠀀")
)


@settings(max_examples=400, deadline=None)
@given(st.lists(st.text(characters, max_size=30), max_size=5))
def test_kernel_cuts_and_counts_as_the_reference_does(texts):
    index = TextIndex.build(range(len(texts)), texts, backend="native")
    for identity, text in enumerate(texts):
        assert index._collection.worths(identity).keys() == bag_of(text).keys()
    reference = TextIndex.build(range(len(texts)), texts, backend="reference")
    for each in (index, reference):
        each.batch = each.prepare(texts)
    np.testing.assert_array_equal(index.search(index.batch, top=5), reference.search(reference.batch, top=5))


def test_words_with_halves_of_characters_are_told_apart_from_their_twins():
    words = ["\ud800", "\\ud800", "\0\ud800", "\0\\ud800", "\0\\\\ud800", "\0", "", "\udc00\ud800"]
    bags = [{one: 1, other: 2} for one in words for other in words if one != other]
    native, reference = both(range(len(bags)), bags)
    assert_same(native, reference, [{word: 1} for word in words] + bags, top=len(bags))


def test_words_of_any_length_are_told_apart():
    lengths = (*range(1, 40), 200, 5000)
    words = [letter * length + end for letter in "ab" for length in lengths for end in ("", "c", "d")]
    words += [f"{number}号" for number in range(3000)]
    texts = [f"{word}，{words[place - 7]}" for place, word in enumerate(words)]
    native, reference = (TextIndex.build(range(len(texts)), texts, backend=name) for name in ("native", "reference"))
    found, expected = (index.search(index.prepare(words), top=5) for index in (native, reference))
    np.testing.assert_array_equal(found[0], expected[0])
    np.testing.assert_array_equal(found[1], expected[1])
    unknown = native.prepare(["a" * 41, "a" * 16 + "x", "e" * 17])
    assert (native.search(unknown, top=1)[0] == -1).all()


def test_single_spellings_hold_inside_any_text():
    listed = sorted(_FAST)
    assert len(listed) > 21_000
    for before, after in zip(listed, random.Random(3).sample(listed, len(listed)), strict=True):
        text = before + after
        assert _FAST[before] + _FAST[after] == unicodedata.normalize("NFKC", text).lower()


def test_another_release_of_the_cutter_sends_every_text_the_slower_way(monkeypatch):
    monkeypatch.setattr("yanzhen.match.backends.native.version", lambda name: "9")
    index = TextIndex.build([1], ["激光熔覆裂纹"], backend="native")
    assert index._collection.worths(1).keys() == bag_of("激光熔覆裂纹").keys()


def test_saved_layout_is_mapped_and_may_change_afterwards(tmp_path: Path):
    chance = random.Random(8)
    bags = made_bags(chance, BLOCK + 900)
    attributes = {"industry": np.array(chance.choices(range(9), k=len(bags)), np.int8)}
    native, reference = both(range(len(bags)), bags, attributes)
    native.remove([3, 4, 5000])
    reference.remove([3, 4, 5000])
    native.save(tmp_path / "index")
    reference.save(tmp_path / "plain")
    queries = made_bags(chance, 20)
    for path, backend in (("index", None), ("index", "reference"), ("plain", "native")):
        opened = TextIndex.open(tmp_path / path, backend)
        assert opened.attributes["industry"].dtype == np.int8
        assert_same(opened, reference, queries, top=20, where={"industry": (2, 5)})
    opened = TextIndex.open(tmp_path / "index")
    (tmp_path / "index").unlink()
    for index in (opened, reference):
        index.add([3, 99_999], ["w1 w2", "w3"], {"industry": [3, 4]})
        index.remove([17])
    assert_same(opened, reference, queries, top=20)


def test_killed_while_saving_leaves_an_index_that_opens(tmp_path: Path):
    path = tmp_path / "index"
    TextIndex.build_bags([0], [{"a": 1}], backend="native").save(path)
    code = (
        "import sys; from yanzhen.match import TextIndex\n"
        "big = TextIndex.build_bags(range(20000), [{'a': 1, str(n): 2} for n in range(20000)], backend='native')\n"
        "print('ready', flush=True)\n"
        f"while True: big.save({str(path)!r})"
    )
    chance = random.Random(2)
    for _ in range(4):
        process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE)
        assert process.stdout and process.stdout.readline() == b"ready\n"
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(chance.uniform(0.0, 0.2))
        process.kill()
        process.wait()
        process.stdout.close()
        opened = TextIndex.open(path)
        assert len(opened) in (1, 20_000)
        assert opened.search(opened.prepare_bags([{"a": 1}]), top=1)[0].tolist() == [[0]]


def test_search_from_several_threads_at_once_is_the_same():
    from concurrent.futures import ThreadPoolExecutor

    chance = random.Random(4)
    native, reference = both(range(3000), made_bags(chance, 3000))
    queries = made_bags(chance, 40)
    expected = reference.search(reference.prepare_bags(queries))
    batch = native.prepare_bags(queries)
    with ThreadPoolExecutor(4) as pool:
        for found in pool.map(lambda _: native.search(batch), range(12)):
            np.testing.assert_array_equal(found, expected)


_LONG_SEARCH = """
import random, sys
sys.path.insert(0, sys.argv[1])
from dataclasses import replace
import numpy as np
from match.test_kernel import made_bags
from yanzhen.match import TextIndex
from yanzhen.match.backends import Queries
chance = random.Random(3)
index = TextIndex.build_bags(range(20_000), made_bags(chance, 20_000, most=30), backend="native")
batch = index.prepare_bags(made_bags(chance, 500, most=80))
asked, times = batch.queries, 1_000
starts = np.concatenate([[0], np.cumsum(np.tile(np.diff(asked.starts), times))])
many = Queries(starts, np.tile(asked.words, times), np.tile(asked.counts, times))
print("searching", flush=True)
index.search(replace(batch, queries=many), top=20, threads=int(sys.argv[2]))
print("searched", flush=True)
"""


@pytest.mark.parametrize("threads", [1, 2])
def test_interrupt_ends_a_long_search_at_once(threads):
    command = [sys.executable, "-c", _LONG_SEARCH, str(Path(__file__).parents[1]), str(threads)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as child:
        assert child.stdout.readline() == "searching\n"
        time.sleep(1)
        child.send_signal(signal.SIGINT)
        told, error = child.communicate(timeout=30)
    assert "searched" not in told
    assert error.strip().endswith("KeyboardInterrupt")
