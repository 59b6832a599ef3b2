"""Every backend against the oracle on texts of all kinds: empty, one word, very long, emoji, scripts seldom seen."""

from __future__ import annotations

import random

import numpy as np
from hypothesis import strategies as st

from match import oracle
from match.conftest import on_every_backend
from yanzhen.match import TextIndex
from yanzhen.match.words import bag_of

LONG = 100_000
"""Characters."""
# Chinese, its rare and its radical characters, Tangut, Yi, Tibetan, Mongolian, Uyghur, Cuneiform, Linear B, Adlam,
# Thai, Devanagari, Hangul in pieces, mathematical letters, emoji joined and with skins, flags, keycaps.
PIECES = [
    "激光熔覆", "防雾涂层", "阀块毛刺检测", "的", "𠮷野家", "𪚥𪚥", "⺮⻖", "𗴂𗹭",
    "ꆈꌠꉙ", "བོད་སྐད", "ᠮᠣᠩᠭᠣᠯ", "ئۇيغۇرچە", "𒀀𒀁", "𐀀𐀁", "𞤀𞤣",
    "ภาษาไทย", "हिन्दी", "한국어", "𝔸𝕓𝒄", "😀", "👩🏽‍🔬", "🇨🇳", "1️⃣", "①②", "ﬁﬂ",
    "Å", "ß", "İ", "１２３ＡＢＣ", "\u200b\u200d\ufeff", "\x00\x1f", "TRL6", "≤0.15%", " ", "\n", "，",
]  # fmt: skip
spelt = st.lists(st.sampled_from(PIECES), max_size=6).map("".join)
texts = st.just("") | st.sampled_from(PIECES) | spelt | st.text(max_size=30)


@on_every_backend(
    90,
    st.lists(texts, min_size=1, max_size=12),
    st.lists(texts, max_size=4),
    st.lists(st.integers(0, 2), min_size=12, max_size=12),
    st.none() | st.integers(0, 2),
    st.integers(1, 6),
)
def test_any_texts_are_answered_as_the_oracle_answers(name, documents, queries, industry, wanted, top):
    ids = random.Random(len(documents)).sample(range(10**12), len(documents))
    index = TextIndex.build(ids, documents, {"industry": industry[: len(ids)]}, backend=name)
    where = None if wanted is None else {"industry": wanted}
    found, scores = index.search(index.prepare(queries), top=top, where=where)
    bags, asked = ([bag_of(text) for text in side] for side in (documents, queries))
    keep = lambda query, document: wanted is None or industry[document] == wanted  # noqa: E731
    assert (found.tolist(), scores.tolist()) == oracle.search(ids, bags, asked, top, keep)


def test_texts_of_100000_characters_beside_short_ones(backend):
    chance = random.Random(5)
    varied = "".join(chance.choice(PIECES) for _ in range(LONG))[:LONG]
    unbroken = "激" * LONG
    repeated = ("激光熔覆裂纹" * LONG)[:LONG]
    documents = ["激光", varied, "", unbroken, repeated, "熔覆", "激光熔覆裂纹", "😀"]
    queries = ["激光裂纹", varied, repeated, "激", "😀", ""]
    index = TextIndex.build(range(8), documents, backend=backend)
    found, scores = index.search(index.prepare(queries), top=8)
    bags, asked = ([bag_of(text) for text in side] for side in (documents, queries))
    assert (found.tolist(), scores.tolist()) == oracle.search(range(8), bags, asked, 8)


def test_ties_across_all_blocks_are_ordered_by_id(backend):
    ids = np.random.default_rng(3).permutation(1000)
    index = TextIndex.build(ids, ["防雾涂层", "激光"] * 500, backend=backend)
    found, scores = index.search(index.prepare(["涂层", "激光", "涂层激光"]), top=500)
    for row, start in ((0, 0), (1, 1)):
        assert found[row].tolist() == sorted(ids[start::2].tolist())
        assert len(set(scores[row].tolist())) == 1
    bags = [bag_of("防雾涂层"), bag_of("激光")]
    better = max((0, 1), key=lambda side: oracle.scores(bags * 500, bag_of("涂层激光"))[side])
    assert found[2].tolist() == sorted(ids[better::2].tolist())


def test_a_score_beyond_32_bits_is_whole(backend):
    bag = {"激光": 1 << 20, "熔覆": 1 << 20}
    index = TextIndex.build_bags([1, 2, 3], [bag, {"激光": 1}, {"防雾": 1}], backend=backend)
    asked = [{"激光": (1 << 31) - 1, "熔覆": (1 << 31) - 1}]
    found, scores = index.search(index.prepare_bags(asked), top=3)
    assert (found.tolist(), scores.tolist()) == oracle.search([1, 2, 3], [bag, {"激光": 1}, {"防雾": 1}], asked, 3)
    assert scores[0, 0] > 1 << 32
