"""Who does the sums: one engine a module, all with the same answers.

An engine gets postings with whole-number weights and answers batches of queries. Only `backends/X.py` imports X.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Protocol, cast

import numpy as np
from numpy.typing import NDArray

from yanzhen.errors import MissingPiece, WrongUsage
from yanzhen.match.filters import Filter

Ints = NDArray[np.int64]

BACKENDS = ("reference", "native", "spark")


@dataclass(frozen=True, slots=True)
class Postings:
    """Word by word, the documents that have it.

    Attributes:
        starts: (words + 1,) where the postings of each word begin.
        documents: (postings,) int32 positions of documents, ascending within a word, each once.
        weights: (postings,) int32, at least 1.
        size: number of documents.
    """

    starts: Ints
    documents: NDArray[np.int32]
    weights: NDArray[np.int32]
    size: int


@dataclass(frozen=True, slots=True)
class Queries:
    """A batch: the words of query i are `words[starts[i]:starts[i + 1]]`, each once, with how often it counts."""

    starts: Ints
    words: NDArray[np.int32]
    counts: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.starts) - 1


class Engine(Protocol):
    """Answers batches over fixed postings."""

    def __init__(self, postings: Postings) -> None: ...

    def search(self, queries: Queries, keep: Filter, top: int, threads: int) -> tuple[Ints, Ints]:
        """The `top` documents of highest score for each query, exactly.

        The score of a document is the sum, over the query's words, of count times weight. Only documents that share
        a word and that `keep` lets through are answers. Equal scores are ordered by position.

        Returns:
            positions and scores, both (queries, top), -1 where there are fewer answers.
        """
        ...


def engine_of(name: str) -> type[Engine]:
    """The engine of a backend.

    Raises:
        WrongUsage: no backend has this name.
        MissingPiece: the backend is not part of this installation.
    """
    if name not in BACKENDS:
        known = ", ".join(BACKENDS)
        raise WrongUsage(f"没有名为 {name} 的后端，可选：{known}", f"no backend is called {name}; there are: {known}")
    if find_spec(f"{__name__}.{name}") is None:
        raise MissingPiece(
            f"本安装不含 {name} 后端：请改用 --backend reference（结果完全相同，只是慢些），或安装带有它的版本",
            f"this installation lacks the {name} backend: use --backend reference (same answers, slower), "
            "or install a version that has it",
        )
    return cast(type[Engine], import_module(f"{__name__}.{name}").ENGINE)


@cache
def best_engine() -> type[Engine]:
    """The fastest engine that this machine has, for work that is handed out to machines: each uses its own."""
    try:
        return engine_of("native")
    except MissingPiece:
        return engine_of("reference")
