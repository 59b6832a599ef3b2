"""The dense side, with a tiny model of static embeddings that is made here."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from match.learning.conftest import TOPICS, world
from yanzhen.errors import MissingPiece, UnreadableInput, WrongUsage
from yanzhen.match.learning.decisions import Demand, Pair
from yanzhen.match.learning.embedding import open_embedding
from yanzhen.match.learning.model import Model
from yanzhen.match.learning.training import learn

tokenizers = pytest.importorskip("tokenizers")
safetensors = pytest.importorskip("safetensors.numpy")


def make_folder(folder: Path, seed: int = 1) -> Path:
    """Characters as tokens; those of one topic's words lie close to each other."""
    rng = np.random.default_rng(seed)
    vocabulary, rows = {"[UNK]": 0}, [np.zeros(8)]
    for words in TOPICS.values():
        centre = rng.normal(size=8)
        for character in sorted({character for word in words for character in word}):
            if character not in vocabulary:
                vocabulary[character] = len(rows)
                rows.append(centre + 0.1 * rng.normal(size=8))
    tokenizer = tokenizers.Tokenizer(tokenizers.models.WordLevel(vocabulary, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = tokenizers.pre_tokenizers.Split("", "isolated")
    folder.mkdir()
    tokenizer.save(str(folder / "tokenizer.json"))
    safetensors.save_file({"embedding.weight": np.array(rows, np.float32)}, folder / "model.safetensors")
    modules = [{"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.StaticEmbedding"}]
    (folder / "modules.json").write_text(json.dumps(modules), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return make_folder(tmp_path_factory.mktemp("embedding") / "tiny")


def test_texts_of_one_topic_are_nearer_than_others(folder):
    battery, also, farm = open_embedding(folder).vectors(["锂电池", "电解液", "智能灌溉"])
    assert battery @ also > battery @ farm
    assert np.linalg.norm(battery) == pytest.approx(1, abs=1e-5)


def test_empty_and_unknown_texts_have_vectors_too(folder):
    told = open_embedding(folder).vectors(["", "☃", "锂" * 100_000])
    assert np.isfinite(told).all()
    assert not told[0].any()
    assert open_embedding(folder).vectors([]).shape[0] == 0


def test_likeness_of_meaning_is_learned_and_the_model_wants_its_folder_back(folder, tmp_path):
    pytest.importorskip("lightgbm")
    demands, judged = world(28, 20)
    embedding = open_embedding(folder)
    model = learn(demands, judged, embedding=embedding)
    again = Model.from_bytes(model.as_bytes())
    pair = Pair("new", "a", "电解液 极片")
    new = Demand("new", "锂电池", "")
    assert again.beside(embedding).scores([new], [pair]) == model.scores([new], [pair])
    for wrong in (None, open_embedding(make_folder(tmp_path / "other", seed=2))):
        with pytest.raises(WrongUsage, match="--embed"):
            again.beside(wrong)
    with pytest.raises(WrongUsage, match="--embed"):
        again.scores([new], [pair])


def test_model_learned_from_words_refuses_a_folder(folder, learned):
    with pytest.raises(WrongUsage, match="--embed"):
        learned[0].beside(open_embedding(folder))


@pytest.mark.parametrize("content", [None, "", "{}", "[]", "[1]"])
def test_folder_of_something_else_is_refused(tmp_path, content):
    if content is not None:
        (tmp_path / "modules.json").write_text(content, encoding="utf-8")
    with pytest.raises(UnreadableInput, match=r"modules\.json"):
        open_embedding(tmp_path)


def test_damaged_folder_is_refused(tmp_path):
    whole = make_folder(tmp_path / "tiny")
    (whole / "model.safetensors").write_bytes(b"\x00" * 40)
    with pytest.raises(UnreadableInput, match="tiny"):
        open_embedding(whole)


def test_other_folders_name_what_is_missing(tmp_path):
    try:
        import sentence_transformers  # noqa: F401
    except ImportError:
        modules = [{"path": "", "type": "sentence_transformers.models.Transformer"}]
        (tmp_path / "modules.json").write_text(json.dumps(modules), encoding="utf-8")
        with pytest.raises(MissingPiece, match="sentence-transformers"):
            open_embedding(tmp_path)
