"""`TextIndex` against the slow oracle: ties, empty texts, filters, changes, files."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest
from hypothesis import strategies as st

from match import oracle
from match.conftest import on_every_backend
from yanzhen.errors import UnreadableInput, WrongUsage
from yanzhen.match import TextIndex
from yanzhen.match.indexfile import read_parts, write_parts
from yanzhen.match.words import bag_of

WORDS = ["阀块", "毛刺", "检测", "涂层", "防雾", "烧结"]
bags = st.dictionaries(st.sampled_from(WORDS), st.integers(1, 4), max_size=4)
# Few words and few lengths, so that equal scores are common.
corpora = st.lists(bags, max_size=14)
identities = st.lists(st.integers(0, 10_000), min_size=14, max_size=14, unique=True)


def as_lists(answer: tuple[np.ndarray, np.ndarray]) -> tuple[list[list[int]], list[list[int]]]:
    ids, scores = answer
    assert ids.dtype == scores.dtype == np.int64
    return ids.tolist(), scores.tolist()


@on_every_backend(150, corpora, identities, st.lists(bags, max_size=5), st.integers(1, 20), st.integers(1, 3))
def test_search_gives_what_the_oracle_gives(name, documents, ids, queries, top, threads):
    ids = ids[: len(documents)]
    index = TextIndex.build_bags(ids, documents, backend=name)
    answer = index.search(index.prepare_bags(queries), top=top, threads=threads)
    assert as_lists(answer) == oracle.search(ids, documents, queries, top)


@on_every_backend(
    150,
    corpora.filter(len),
    identities,
    st.lists(bags, min_size=1, max_size=4),
    st.lists(st.integers(0, 3), min_size=14, max_size=14),
    st.lists(st.floats(0, 9) | st.just(float("nan")), min_size=14, max_size=14),
    st.data(),
)
def test_search_with_filters_gives_what_the_oracle_gives(name, documents, ids, queries, industry, amount, data):
    size, ids = len(documents), ids[: len(documents)]
    industry, amount = industry[:size], amount[:size]
    attributes = {"industry": np.array(industry, np.int16), "amount": np.array(amount)}
    index = TextIndex.build_bags(ids, documents, attributes, backend=name)
    per_query = st.lists(st.integers(0, 3), min_size=len(queries), max_size=len(queries))
    own = data.draw(per_query)
    pairs = data.draw(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=len(own), max_size=len(own)))
    low, high = data.draw(st.floats(0, 9)), data.draw(st.none() | st.floats(0, 9))
    lows = data.draw(st.lists(st.floats(0, 9), min_size=len(own), max_size=len(own)))
    where, keep = data.draw(
        st.sampled_from(
            [
                ({"industry": 2}, lambda q, d: industry[d] == 2),
                ({"industry": [1, 3]}, lambda q, d: industry[d] in (1, 3)),
                ({"industry": set()}, lambda q, d: False),
                ({"industry": np.array(own)}, lambda q, d: industry[d] == own[q]),
                ({"industry": np.array(pairs)}, lambda q, d: industry[d] in pairs[q]),
                ({"amount": (low, high)}, lambda q, d: low <= amount[d] <= (np.inf if high is None else high)),
                ({"amount": (np.array(lows), None)}, lambda q, d: amount[d] >= lows[q]),
                (
                    {"industry": [0, 1], "amount": (None, 5.0)},
                    lambda q, d: industry[d] in (0, 1) and amount[d] <= 5.0,
                ),
            ]
        )
    )
    answer = index.search(index.prepare_bags(queries), top=5, where=where)
    assert as_lists(answer) == oracle.search(ids, documents, queries, 5, keep)


@on_every_backend(60, corpora, corpora, identities, identities, st.lists(bags, max_size=3), st.data())
def test_index_after_add_and_remove_answers_like_one_built_anew(name, first, second, ids, more, queries, data):
    ids = ids[: len(first)]
    later = [identity for identity in more if identity not in ids][: len(second)]
    second = second[: len(later)]
    texts = [" ".join(w for w, c in bag.items() for _ in range(c)) for bag in first + second]
    index = TextIndex.build(ids, texts[: len(first)], {"a": np.arange(len(first))}, backend=name)
    batch = index.prepare([" ".join(query) for query in queries])
    index.add(later, texts[len(first) :], {"a": np.arange(len(second))})
    everyone = list(zip(ids + later, texts, strict=True))
    leaving = set(data.draw(st.lists(st.sampled_from(ids + later), unique=True)) if everyone else [])
    index.remove(sorted(leaving))
    staying = [(identity, text) for identity, text in everyone if identity not in leaving]
    anew = TextIndex.build([i for i, _ in staying], [t for _, t in staying], backend=name)
    expected = anew.search(anew.prepare([" ".join(query) for query in queries]), top=6)
    assert as_lists(index.search(batch, top=6)) == as_lists(expected)
    assert as_lists(index.search(index.prepare([" ".join(q) for q in queries]), top=6)) == as_lists(expected)


def test_search_on_texts_cuts_both_sides_alike(backend):
    texts = ["液压阀块深孔毛刺检测", "内窥镜防雾涂层", "陶瓷基板烧结翘曲", ""]
    index = TextIndex.build([30, 10, 20, 5], texts, backend=backend)
    ids, scores = index.search(index.prepare(["阀块毛刺", "陶瓷的翘曲", "", "的"]), top=3)
    assert ids.tolist() == [[30, -1, -1], [20, -1, -1], [-1] * 3, [-1] * 3]
    assert (scores[:2, 0] > 0).all()
    assert (scores[2:] == -1).all()


def test_search_with_equal_texts_orders_by_id_whatever_the_order_of_building(backend):
    index = TextIndex.build([7, 3, 9, 1], ["防雾涂层"] * 4, backend=backend)
    assert index.search(index.prepare(["涂层"]), top=3)[0].tolist() == [[1, 3, 7]]


def test_search_with_every_document_tied_takes_the_lowest_ids(backend):
    index = TextIndex.build(np.arange(5000)[::-1], ["防雾涂层"] * 5000, backend=backend)
    assert index.search(index.prepare(["涂层"]), top=20)[0].tolist() == [list(range(20))]


def test_shared_words_add_up_to_the_score(backend):
    index = TextIndex.build([4, 8], ["激光熔覆裂纹率在线检测", "激光清洗"], backend=backend)
    batch = index.prepare(["盾构主轴承激光熔覆层裂纹检测，检测"])
    ids, scores = index.search(batch, top=2)
    for identity, score in zip(ids[0].tolist(), scores[0].tolist(), strict=True):
        parts = index.shared_words(batch, 0, identity)
        assert sum(weight for _, weight in parts) == score
        assert {word for word, _ in parts} <= set(bag_of("盾构主轴承激光熔覆层裂纹检测"))
    with pytest.raises(WrongUsage, match="5"):
        index.shared_words(batch, 0, 5)


def test_saved_index_answers_the_same(tmp_path: Path, backend):
    texts = ["激光熔覆裂纹", "激光清洗", "防雾涂层 TRL6"]
    attributes = {"industry": np.array([1, 2, 2], np.int16), "amount": np.array([0.5, np.nan, 3.0])}
    index = TextIndex.build([5, 2, 9], texts, attributes, backend=backend)
    path = tmp_path / "成果.index"
    index.save(path)
    opened = TextIndex.open(path)
    assert opened.ids.tolist() == [2, 5, 9]
    assert opened.attributes["industry"].dtype == np.int16
    where = {"industry": 2, "amount": (1, None)}
    questions = ["激光涂层", "trl6", "裂纹"]
    assert as_lists(opened.search(opened.prepare(questions), where=where)) == as_lists(
        index.search(index.prepare(questions), where=where)
    )
    opened.add([3], ["激光裂纹"], {"industry": [1], "amount": [1.0]})
    assert opened.search(opened.prepare(["裂纹"]), top=3)[0].tolist() == [[3, 5, -1]]


def test_empty_index_can_be_saved_opened_and_filled(tmp_path: Path, backend):
    index = TextIndex.build([], [], backend=backend)
    assert index.search(index.prepare(["涂层"]), top=2)[0].tolist() == [[-1, -1]]
    index.save(tmp_path / "none")
    opened = TextIndex.open(tmp_path / "none")
    opened.add([1], ["涂层"])
    assert opened.search(opened.prepare(["涂层"]), top=2)[0].tolist() == [[1, -1]]
    opened.remove([1])
    assert len(opened) == 0


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04broken", b"plain text"])
def test_open_of_what_is_no_index_is_refused(tmp_path: Path, content: bytes):
    path = tmp_path / "broken"
    path.write_bytes(content)
    with pytest.raises(UnreadableInput, match="broken"):
        TextIndex.open(path)


def test_open_of_a_file_cut_or_changed_anywhere_is_refused_or_whole(tmp_path: Path):
    path = tmp_path / "index"
    index = TextIndex.build([1, 2], ["防雾涂层", "激光熔覆"], {"a": [1, 2]})
    index.save(path)
    whole, chance = path.read_bytes(), random.Random(1)
    for number in range(300):
        content = bytearray(whole)
        if number % 2:
            del content[chance.randrange(len(whole)) :]
        else:
            content[chance.randrange(len(whole))] ^= chance.randrange(1, 256)
        path.write_bytes(bytes(content))
        try:
            opened = TextIndex.open(path)
        except UnreadableInput:
            continue
        assert opened.ids.tolist() == [1, 2]
        assert opened.search(opened.prepare(["防雾涂层"]), top=1)[0].tolist() == [[1]]


@pytest.mark.parametrize(
    "changed",
    [
        {"ids": np.array([2, 2])},
        {"ids": np.array([1.5, 2.5])},
        {"ids": np.array([-1, 2])},
        {"words": np.array([0, 9], np.uint32)},
        {"words": np.array([0, 2**32 - 1], np.uint32)},
        {"starts": np.array([0, 5, 2])},
        {"counts": np.array([1, 0], np.uint8)},
        {"attribute:a": np.array([1])},
        {"vocabulary_ends": np.array([2])},
    ],
)
def test_open_of_parts_that_do_not_fit_is_refused(tmp_path: Path, changed: dict[str, np.ndarray]):
    path = tmp_path / "index"
    TextIndex.build([1, 2], ["防雾", "激光"], {"a": [1, 2]}, backend="reference").save(path)
    parts = read_parts(path) | changed
    path = tmp_path / "changed.index"
    with path.open("wb") as stream:
        write_parts(stream, parts)
    with pytest.raises(UnreadableInput, match="index"):
        TextIndex.open(path)


def test_save_that_breaks_off_leaves_the_old_file(tmp_path: Path, monkeypatch):
    path = tmp_path / "index"
    TextIndex.build([1], ["防雾涂层"]).save(path)
    before = path.read_bytes()

    def break_off(stream, parts):
        stream.write(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("yanzhen.match.index.write_parts", break_off)
    with pytest.raises(OSError, match="space"):
        TextIndex.build([2], ["激光"]).save(path)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_open_of_a_missing_file_or_another_array_file_is_refused(tmp_path: Path):
    with pytest.raises(UnreadableInput):
        TextIndex.open(tmp_path / "missing")
    np.savez(tmp_path / "other.npz", ids=np.arange(3))
    np.save(tmp_path / "single.npy", np.arange(3))
    for name in ("other.npz", "single.npy"):
        with pytest.raises(UnreadableInput):
            TextIndex.open(tmp_path / name)


def test_build_refuses_repeated_ids_unequal_lengths_and_what_is_no_number():
    with pytest.raises(WrongUsage, match="7"):
        TextIndex.build([7, 2, 7], ["a1", "b1", "c1"])
    with pytest.raises(WrongUsage):
        TextIndex.build([1, 2], ["a1"])
    with pytest.raises(WrongUsage):
        TextIndex.build([1.5], ["a1"])
    with pytest.raises(WrongUsage):
        TextIndex.build([-1], ["a1"])
    with pytest.raises(WrongUsage, match="industry"):
        TextIndex.build([1], ["a1"], {"industry": ["a"]})
    with pytest.raises(WrongUsage, match="industry"):
        TextIndex.build([1], ["a1"], {"industry": [1, 2]})


@pytest.mark.parametrize(
    "ids",
    [["a", "b"], ["甲", "乙"], [1, "b"], [2**63, 1], [2**70, 1], [True, False], [[1], [2, 3]], [None, 1], [[1, 2]]],
)
def test_ids_that_are_no_whole_numbers_are_refused(ids):
    with pytest.raises(WrongUsage, match="编号"):
        TextIndex.build(ids, ["甲", "乙"])
    with pytest.raises(WrongUsage, match="编号"):
        TextIndex.build([1, 2], ["甲", "乙"]).remove(ids)


@pytest.mark.parametrize("texts", ["防雾", [None, "防雾"], [1.5, "防雾"], [b"x", "防雾"]])
def test_texts_that_are_no_texts_are_refused(texts):
    with pytest.raises(WrongUsage, match="文本"):
        TextIndex.build([1, 2], texts)
    with pytest.raises(WrongUsage, match="文本"):
        TextIndex.build([1, 2], ["甲", "乙"]).prepare(texts)


@pytest.mark.parametrize("values", [[1, None], ["x", "y"], [[1], [2, 3]], [object(), 1]])
def test_attributes_that_are_no_numbers_are_refused(values):
    with pytest.raises(WrongUsage, match="industry"):
        TextIndex.build([1, 2], ["甲", "乙"], {"industry": values})


def test_half_characters_and_control_characters_are_kept_apart_from_words(tmp_path: Path, backend):
    texts = ["热处理\ud800工艺", "防雾\x00涂层\x1f\x85激光\u2028"]
    index = TextIndex.build([1, 2], texts, backend=backend)
    index.save(tmp_path / "index")
    opened = TextIndex.open(tmp_path / "index")
    for each in (index, opened):
        found = each.search(each.prepare(["\udfff热处理", "涂层 激光"]), top=1)[0]
        assert found.tolist() == [[1], [2]]


def test_refused_change_changes_nothing(backend):
    index = TextIndex.build([1, 2], ["防雾涂层", "激光"], {"a": [1, 2]}, backend=backend)
    with pytest.raises(WrongUsage, match="2"):
        index.add([3, 2], ["新词甲", "新词乙"], {"a": [3, 4]})
    with pytest.raises(WrongUsage, match="a"):
        index.add([3], ["新词丙"])
    with pytest.raises(WrongUsage, match="9"):
        index.remove([1, 9])
    assert index.ids.tolist() == [1, 2]
    assert index.search(index.prepare(["涂层 新词甲 新词丙"]), top=2)[0].tolist() == [[1, -1]]


def test_search_refuses_values_that_make_no_sense():
    index = TextIndex.build([1], ["涂层"])
    batch = index.prepare(["涂层"])
    with pytest.raises(WrongUsage):
        index.search(batch, top=0)
    with pytest.raises(WrongUsage):
        index.search(batch, threads=0)
    for senseless in (2.5, "5", None):
        with pytest.raises(WrongUsage, match="top"):
            index.search(batch, top=senseless)
    with pytest.raises(WrongUsage, match="prepare"):
        index.search(["涂层"])


def test_weights_do_not_depend_on_the_block_they_are_worked_out_in(monkeypatch, backend):
    texts = ["激光熔覆裂纹率在线检测", "激光清洗 激光", "防雾涂层激光"] * 5
    whole = TextIndex.build(range(15), texts, backend=backend)
    expected = as_lists(whole.search(whole.prepare(["激光裂纹涂层"])))
    monkeypatch.setattr("yanzhen.match.documents._BLOCK", 4)
    blocked = TextIndex.build(range(15), texts, backend=backend)
    assert as_lists(blocked.search(blocked.prepare(["激光裂纹涂层"]))) == expected


@pytest.mark.parametrize(("name", "value"), [("_MANY", 1), ("_AT_ONCE", 3)])
def test_totals_do_not_depend_on_how_they_are_added_up(monkeypatch, name, value):
    chance = random.Random(4)
    bags = [{word: chance.randint(1, 4) for word in chance.sample(WORDS, 3)} for _ in range(60)]
    index = TextIndex.build_bags(range(60), bags, backend="reference")
    batch = index.prepare_bags(bags[:20])
    expected = as_lists(index.search(batch, top=30))
    monkeypatch.setattr(f"yanzhen.match.backends.reference.{name}", value)
    assert as_lists(index.search(batch, top=30)) == expected
