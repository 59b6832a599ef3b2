"""The dense side: a sentence-transformers folder on this machine, whose vectors tell likeness beside the words.

Nothing is ever downloaded, and no code of a folder is run. A folder of static embeddings (one vector a token) is read
with NumPy, `tokenizers` and `safetensors`; any other needs `sentence-transformers` and its torch.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from yanzhen.errors import MissingPiece, UnreadableInput
from yanzhen.match.learning.vectors import Floats

_STATIC = "StaticEmbedding"
_READ = 512
"""Characters of a text that are embedded: these models look at no more."""
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Embedding:
    """An opened folder.

    Attributes:
        digest: of its files; a model remembers with which one it was learned.
    """

    digest: str
    _encode: Callable[[list[str]], Any]

    def vectors(self, texts: Sequence[str]) -> Floats:
        """(texts, width) vectors of length 1; zeros for an empty text."""
        told = np.asarray(self._encode([text[:_READ] for text in texts]), np.float32)
        if len(texts) == 0:
            return np.zeros((0, 1), np.float32)
        lengths = np.linalg.norm(told, axis=1, keepdims=True)
        return np.asarray(np.where(lengths > 0, told / np.maximum(lengths, 1e-12), 0), np.float32)


def open_embedding(folder: Path) -> Embedding:
    """A sentence-transformers folder.

    Raises:
        UnreadableInput: no such folder, or none of sentence-transformers.
        MissingPiece: what is needed to read it is not installed.
    """
    modules = _modules(folder)
    static = modules and str(modules[0].get("type", "")).rsplit(".", 1)[-1] == _STATIC
    encode = _static(folder / str(modules[0].get("path", ""))) if static else _any(folder)
    return Embedding(_digest(folder), encode)


def _modules(folder: Path) -> list[dict[str, Any]]:
    try:
        modules = json.loads((folder / "modules.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        modules = None
    if not isinstance(modules, list) or not all(isinstance(module, dict) for module in modules) or not modules:
        raise UnreadableInput(
            f"{folder}：不是 sentence-transformers 的模型文件夹（里面应有 modules.json）",
            f"{folder}: no sentence-transformers folder (it should hold modules.json)",
        )
    return modules


def _static(folder: Path) -> Callable[[list[str]], Floats]:
    try:
        from safetensors.numpy import load_file
        from tokenizers import Tokenizer
    except ImportError as error:
        raise _missing("tokenizers safetensors") from error
    try:
        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        tensors = load_file(folder / "model.safetensors")
        weights = np.asarray(tensors.get("embedding.weight", tensors.get("embeddings")), np.float32)
        if weights.ndim != 2 or len(weights) < tokenizer.get_vocab_size():
            raise ValueError(f"embedding.weight {weights.shape}")
    except Exception as error:  # both libraries raise bare exceptions
        raise _unreadable(folder, error) from error
    tokenizer.no_padding()
    tokenizer.no_truncation()

    def encode(texts: list[str]) -> Floats:
        told = np.zeros((len(texts), weights.shape[1]), np.float32)
        for row, tokens in enumerate(tokenizer.encode_batch(texts, add_special_tokens=False)):
            if tokens.ids:
                told[row] = weights[tokens.ids].mean(axis=0)
        return told

    return encode


def _any(folder: Path) -> Callable[[list[str]], Any]:
    try:
        from sentence_transformers import SentenceTransformer
    except ImportError as error:
        raise _missing("sentence-transformers") from error
    try:
        opened = SentenceTransformer(str(folder), device="cpu", local_files_only=True, trust_remote_code=False)
    except Exception as error:  # torch, transformers and safetensors each have their own
        raise _unreadable(folder, error) from error
    return lambda texts: opened.encode(texts, convert_to_numpy=True, show_progress_bar=False)


def _missing(packages: str) -> MissingPiece:
    return MissingPiece(
        f"读这个文件夹还缺 {packages}：请执行 pip install 'yanzhen[embed]' {packages}",
        f"this folder needs {packages}: run pip install 'yanzhen[embed]' {packages}",
    )


def _unreadable(folder: Path, error: Exception) -> UnreadableInput:
    return UnreadableInput(
        f"{folder}：模型文件夹读不了，请换一个完整的（{error}）", f"{folder}: not readable, give a whole one ({error})"
    )


def _digest(folder: Path) -> str:
    """One hash over all files, their names included."""
    told = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        told.update(path.relative_to(folder).as_posix().encode() + b"\0")
        with path.open("rb") as stream:
            while chunk := stream.read(_CHUNK):
                told.update(chunk)
    return told.hexdigest()
