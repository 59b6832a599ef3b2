"""An index of texts that answers: which documents suit these texts best, exactly."""

from __future__ import annotations

import zlib
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import index
from pathlib import Path
from typing import Any, SupportsIndex
from zipfile import BadZipFile

import numpy as np
from numpy.typing import ArrayLike, NDArray

from yanzhen.errors import UnreadableInput, WrongUsage
from yanzhen.language import say
from yanzhen.match.backends import Engine, Queries, engine_of
from yanzhen.match.documents import Attributes, Documents, Ints, documents_of, numbered, refuse_repeats, whole_ids
from yanzhen.match.filters import Where, compile_filter
from yanzhen.match.words import Bag, bag_of

FORM = 1
"""Version of the saved form."""
WORTHS_KEPT = 4096
_NOT_AN_INDEX = (
    OSError, ValueError, KeyError, EOFError, AttributeError, TypeError, IndexError, MemoryError,
    BadZipFile, NotImplementedError, RuntimeError, SyntaxError, zlib.error,
)  # fmt: skip
"""What reading a file that is none, or a broken one, ends in."""


@dataclass(slots=True, eq=False)
class Batch:
    """Queries cut once; their words are looked up again only after the index has changed."""

    bags: list[Bag]
    queries: Queries
    generation: int

    def __len__(self) -> int:
        return len(self.bags)


class TextIndex:
    """Documents by their words, scored by BM25 in whole thousandths (`yanzhen.match.bm25`).

    Every answer is exact, equal scores are ordered by id, and all backends give the same. After `add` or `remove` the
    scores are those of an index built anew from what it now holds.
    """

    def __init__(self, documents: Documents, numbers: dict[str, int], backend: str) -> None:
        self._documents = documents
        self._numbers = numbers
        self._backend = backend
        self._engine_type = engine_of(backend)
        self._generation = 0
        self._engine: Engine | None = None
        self._weights: NDArray[np.int32] | None = None
        self._worths: dict[int, dict[int, int]] = {}
        self._last_asked: tuple[Batch, int, dict[int, tuple[str, int]]] | None = None

    @classmethod
    def build(
        cls, ids: ArrayLike, texts: Iterable[str], attributes: Attributes | None = None, backend: str = "reference"
    ) -> TextIndex:
        """An index of `texts`.

        Args:
            ids: (documents,) integers from 0 up, in any order, none twice.
            texts: as many texts; an empty one is never found.
            attributes: name -> (documents,) numbers to filter by.
            backend: `reference`, `native` or `spark`.

        Raises:
            WrongUsage: ids repeat, lengths differ, attributes are no numbers, or no such backend.
            MissingPiece: the backend is not installed.
        """
        return cls.build_bags(ids, _bags(texts), attributes, backend)

    @classmethod
    def build_bags(
        cls, ids: ArrayLike, bags: Iterable[Bag], attributes: Attributes | None = None, backend: str = "reference"
    ) -> TextIndex:
        """As `build`, from words that are counted already."""
        numbers: dict[str, int] = {}
        return cls(documents_of(ids, bags, attributes, numbers), numbers, backend)

    def __len__(self) -> int:
        return len(self._documents)

    @property
    def ids(self) -> Ints:
        """(documents,) ascending."""
        return self._documents.ids

    @property
    def attributes(self) -> dict[str, NDArray[Any]]:
        """name -> (documents,), in the order of `ids`."""
        return self._documents.attributes

    def prepare(self, texts: Iterable[str]) -> Batch:
        """Cut the queries once, for as many searches as wanted."""
        return self.prepare_bags(_bags(texts))

    def prepare_bags(self, bags: Iterable[Bag]) -> Batch:
        """As `prepare`, from words that are counted already."""
        listed = list(bags)
        return Batch(listed, self._looked_up(listed), self._generation)

    def _looked_up(self, bags: Sequence[Bag]) -> Queries:
        return Queries(*numbered(bags, self._numbers, learn=False))

    def search(self, batch: Batch, top: int = 20, where: Where | None = None, threads: int = 1) -> tuple[Ints, Ints]:
        """The `top` documents for each query, best first, equal scores by id.

        Only documents that share a word with the query are answers; each shared word counts at least 1.

        Args:
            batch: from `prepare` of this index.
            where: a filter on attributes (`yanzhen.match.filters`).
            threads: how many to use at most; the answer is the same.

        Returns:
            ids and scores, both int64 of shape (queries, top), -1 where there are fewer answers.

        Raises:
            WrongUsage: `top` or `threads` below 1, or a filter that does not fit.
        """
        if not isinstance(batch, Batch):
            raise WrongUsage("请先用 prepare(文本列表) 准备查询", "prepare the queries first, with prepare(texts)")
        top, threads = _at_least_one("top", top), _at_least_one("threads", threads)
        if batch.generation != self._generation:
            batch.queries, batch.generation = self._looked_up(batch.bags), self._generation
        keep = compile_filter(where, self._documents.attributes, len(batch))
        positions, scores = self._ready().search(batch.queries, keep, top, threads)
        ids = np.full_like(positions, -1)
        ids[positions >= 0] = self._documents.ids[positions[positions >= 0]]
        return ids, scores

    def _ready(self) -> Engine:
        if self._engine is None:
            self._weights = self._documents.weights(len(self._numbers))
            self._engine = self._engine_type(self._documents.postings(len(self._numbers), self._weights))
        return self._engine

    def shared_words(self, batch: Batch, query: int, document_id: int) -> list[tuple[str, int]]:
        """The words that a query and a document share, each with its part of the score, in no certain order.

        The parts add up to the score.

        Raises:
            WrongUsage: no document has this id.
        """
        self._ready()
        position = bisect_left(self._documents.ids, document_id)
        if position == len(self) or self._documents.ids[position] != document_id:
            raise WrongUsage(f"索引里没有编号 {document_id}", f"the index has no document {document_id}")
        worth, known = self._worth(position), self._known(batch, query)
        return [(known[number][0], known[number][1] * worth[number]) for number in known.keys() & worth.keys()]

    def _known(self, batch: Batch, query: int) -> dict[int, tuple[str, int]]:
        """Number -> word and count, for the words of a query that the index knows; it is often asked again."""
        if self._last_asked is None or self._last_asked[:2] != (batch, query):
            numbers = self._numbers
            known = {numbers[word]: (word, count) for word, count in batch.bags[query].items() if word in numbers}
            self._last_asked = (batch, query, known)
        return self._last_asked[2]

    def _worth(self, position: int) -> dict[int, int]:
        """Number of a word -> its weight in one document; the last few thousand are kept."""
        worth = self._worths.get(position)
        if worth is None:
            assert self._weights is not None
            span = slice(*self._documents.starts[position : position + 2].tolist())
            worth = dict(zip(self._documents.words[span].tolist(), self._weights[span].tolist(), strict=True))
            if len(self._worths) == WORTHS_KEPT:
                self._worths.clear()
            self._worths[position] = worth
        return worth

    def add(self, ids: ArrayLike, texts: Iterable[str], attributes: Attributes | None = None) -> None:
        """Take in further documents, with the same attributes as those that are there.

        Raises:
            WrongUsage: an id is there already, or lengths or attributes differ; then nothing has changed.
        """
        numbers = dict(self._numbers)
        fresh = documents_of(ids, _bags(texts), attributes, numbers)
        if not len(fresh):
            return
        if fresh.attributes.keys() != self._documents.attributes.keys():
            wanted = ", ".join(self._documents.attributes) or "—"
            raise WrongUsage(f"新增文本要带同样的属性：{wanted}", f"added texts need the same attributes: {wanted}")
        joined = self._documents.joined(fresh)
        refuse_repeats(joined.ids)
        self._numbers = numbers
        self._replace(joined)

    def remove(self, ids: ArrayLike) -> None:
        """Forget documents.

        Raises:
            WrongUsage: an id is not there; then nothing has changed.
        """
        leaving = np.unique(whole_ids([int(ids)] if isinstance(ids, int | np.integer) else ids))
        missing = np.setdiff1d(leaving, self._documents.ids)
        if len(missing):
            raise WrongUsage(f"索引里没有编号 {missing[0]}", f"the index has no document {missing[0]}")
        self._replace(self._documents.take(np.flatnonzero(~np.isin(self._documents.ids, leaving))))

    def _replace(self, documents: Documents) -> None:
        self._documents = documents
        self._generation += 1
        self._engine = None
        self._weights = None
        self._worths = {}
        self._last_asked = None

    def save(self, path: str | Path) -> None:
        """Write everything but the backend's own state to one file, which is replaced only when it is whole."""
        from yanzhen.recordfiles import replacing

        held = self._documents
        arrays = {f"attribute:{name}": values for name, values in held.attributes.items()}
        vocabulary = np.frombuffer("\n".join(self._numbers).encode(), np.uint8)
        with replacing(Path(path)) as stream:
            np.savez(
                stream,
                form=np.array(FORM),
                backend=np.array(self._backend),
                vocabulary=vocabulary,
                ids=held.ids,
                starts=held.starts,
                words=held.words,
                counts=held.counts,
                **arrays,  # type: ignore[arg-type]
            )

    @classmethod
    def open(cls, path: str | Path, backend: str | None = None) -> TextIndex:
        """An index from its file, on the backend that it was built with unless another is named.

        Raises:
            UnreadableInput: no such file, or not an index.
            MissingPiece: the backend is not installed.
        """
        try:
            with Path(path).open("rb") as stream, np.load(stream, allow_pickle=False) as saved:
                arrays = {name: saved[name] for name in saved.files}
            if int(arrays["form"]) != FORM:
                raise ValueError(f"form {arrays['form']}")
            listed = arrays["vocabulary"].tobytes().decode()
            numbers = {word: number for number, word in enumerate(listed.split("\n"))} if listed else {}
            attributes = {
                name.removeprefix("attribute:"): values
                for name, values in arrays.items()
                if name.startswith("attribute:")
            }
            documents = Documents(arrays["ids"], arrays["starts"], arrays["words"], arrays["counts"], attributes)
            built_with = str(arrays["backend"])
            if not documents.is_sound(len(numbers)):
                raise ValueError(say("各部分对不上", "its parts do not fit together"))
        except _NOT_AN_INDEX as error:
            raise UnreadableInput(
                f"{path}：不是索引文件，请重新建立并保存（{error}）",
                f"{path}: not an index file; build and save it again ({error})",
            ) from error
        return cls(documents, numbers, backend or built_with)


def _bags(texts: Iterable[str]) -> Iterator[Bag]:
    if isinstance(texts, str):
        raise WrongUsage("应给出文本的列表，而不是一个文本", "give a list of texts, not one text")
    for place, text in enumerate(texts):
        if not isinstance(text, str):
            raise WrongUsage(
                f"第 {place + 1} 个文本不是文字，而是 {text!r}；没有内容请给空文字",
                f"text {place + 1} is no text but {text!r}; give an empty one where there is none",
            )
        yield bag_of(text)


def _at_least_one(name: str, value: SupportsIndex) -> int:
    try:
        number = index(value)
    except TypeError:
        number = 0
    if number < 1:
        raise WrongUsage(f"{name} 应是不小于 1 的整数", f"{name} must be a whole number, at least 1")
    return number
