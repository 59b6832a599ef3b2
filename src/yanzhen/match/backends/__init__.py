"""Who does the sums: one backend a module, all with the same answers.

A backend keeps a collection (`COLLECTION`), or is an engine over fixed postings (`ENGINE`) that `rebuilt` keeps one
for. Only `backends/X.py` imports X.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from yanzhen.errors import MissingPiece, WrongUsage
from yanzhen.language import Said
from yanzhen.match.filters import Filter
from yanzhen.match.words import Worded

if TYPE_CHECKING:
    from yanzhen.match.documents import Documents

Ints = NDArray[np.int64]

BACKENDS = ("reference", "native", "spark")
_NEEDS = {"native": ("yanzhen_kernel",)}
"""What a backend imports that not every installation has."""
SLOWER = Said(
    "未安装快速内核，改用参考实现：结果完全相同，数据多时明显慢。装上 Rust 后执行 make build 即可",
    "the fast kernel is not installed, so the reference serves: the same answers, much slower where there is much "
    "data. Install Rust and run make build to have it",
)


class SlowerBackend(UserWarning):
    """The reference serves where the native backend was asked for."""


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


class Among(Protocol):
    """What one document's weights depend on in all the others."""

    @property
    def documents(self) -> int: ...
    @property
    def length(self) -> int: ...
    @property
    def frequencies(self) -> Ints: ...
    @property
    def idf(self) -> Ints: ...


EngineType: TypeAlias = Callable[[Postings], Engine]


class Collection(Protocol):
    """Documents, and whoever answers over them."""

    def __len__(self) -> int: ...

    @property
    def ids(self) -> Ints:
        """(documents,) ascending."""
        ...

    @property
    def attributes(self) -> dict[str, NDArray[Any]]:
        """name -> (documents,), in the order of `ids`."""
        ...

    def look_up(self, worded: Worded) -> Queries:
        """The words of queries by their numbers here; unknown ones are left out."""
        ...

    def search(self, queries: Queries, where: Filter, top: int, threads: int) -> tuple[Ints, Ints]:
        """As `Engine.search`, with ids in place of positions; equal scores are ordered by id."""
        ...

    def worths(self, document_id: int) -> dict[str, int]:
        """Each word of a document with its weight; `KeyError` where there is no such document."""
        ...

    def touched(self, queries: Queries) -> tuple[int, int] | None:
        """Postings and bytes that these queries make it read; None where it does not count them."""
        ...

    def add(self, ids: Ints, worded: Worded, attributes: Mapping[str, NDArray[Any]]) -> None:
        """Take in further documents; `WrongUsage`, and no change, where an id is there already."""
        ...

    def remove(self, ids: Ints) -> None:
        """Forget documents, all of which are there."""
        ...

    def parts(self) -> dict[str, NDArray[Any]]:
        """Everything, as one-dimensional arrays by name."""
        ...


def is_installed(name: str) -> bool:
    """Whether this installation has a backend."""
    return find_spec(f"{__name__}.{name}") is not None and all(map(find_spec, _NEEDS.get(name, ())))


def best_installed() -> str:
    """The fastest backend of this installation that works on one machine."""
    return "native" if is_installed("native") else "reference"


def backend_of(name: str | None) -> str:
    """The backend that serves where `name` is asked for; None asks for the fastest.

    Where the native one is not installed the reference serves, with one `SlowerBackend` warning a process.

    Raises:
        WrongUsage: no backend has this name.
        MissingPiece: the backend is not part of this installation.
    """
    if name is None:
        return best_installed()
    if name not in BACKENDS:
        known = ", ".join(BACKENDS)
        raise WrongUsage(f"没有名为 {name} 的后端，可选：{known}", f"no backend is called {name}; there are: {known}")
    if is_installed(name):
        return name
    if name == "native":
        warn_of_slowness()
        return "reference"
    raise MissingPiece(
        f"本安装不含 {name} 后端：请改用 --backend reference（结果完全相同，只是慢些），或安装带有它的版本",
        f"this installation lacks the {name} backend: use --backend reference (same answers, slower), "
        "or install a version that has it",
    )


_said: list[bool] = []


def warn_of_slowness() -> None:
    """Say once that the reference is slower."""
    if not _said:
        _said.append(True)
        warnings.warn(str(SLOWER), SlowerBackend, stacklevel=4)


def collection_of(backend: str, ids: Ints, worded: Worded, attributes: Mapping[str, NDArray[Any]]) -> Collection:
    """A collection of these documents on an installed backend."""
    module = import_module(f"{__name__}.{backend}")
    if hasattr(module, "COLLECTION"):
        made: Collection = module.COLLECTION.of(ids, worded, attributes)
        return made
    from yanzhen.match.backends.rebuilt import Rebuilt

    return Rebuilt.of(module.ENGINE, ids, worded, attributes)


def collection_of_parts(backend: str, parts: Mapping[str, NDArray[Any]]) -> Collection:
    """A collection from what another of any backend gave as its parts."""
    module = import_module(f"{__name__}.{backend}")
    if hasattr(module, "COLLECTION"):
        made: Collection = module.COLLECTION.of_parts(parts)
        return made
    from yanzhen.match.backends.rebuilt import Rebuilt

    return Rebuilt.of_parts(module.ENGINE, parts)


def engine_among(documents: Documents, lengths: Ints, statistics: Among) -> Engine:
    """The fastest engine of this machine for some of many documents; each machine that work is handed to has its own.

    Args:
        documents: those that are here, in the order of their ids.
        lengths: (documents,) the words of each, those without a number included.
        statistics: of all documents.
    """
    if is_installed("native"):
        engine: Engine = import_module(f"{__name__}.native").engine_among(documents, lengths, statistics)
        return engine
    weights = documents.weights_among(statistics.idf, lengths, statistics.length, statistics.documents)
    made: Engine = import_module(f"{__name__}.reference").ENGINE(documents.postings(len(statistics.idf), weights))
    return made
