"""An index of texts that answers: which documents suit these texts best, exactly."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import index
from pathlib import Path
from typing import Any, SupportsIndex

import numpy as np
from numpy.typing import ArrayLike, NDArray

from yanzhen.errors import UnreadableInput, WrongUsage
from yanzhen.match.backends import Collection, Queries, backend_of, collection_of, collection_of_parts
from yanzhen.match.documents import Attributes, Ints, unequal, whole_attributes, whole_ids
from yanzhen.match.filters import Where, compile_filter
from yanzhen.match.indexfile import read_parts, write_parts
from yanzhen.match.words import Bag, Worded

FORM = 2
"""Version of the saved form."""
WORTHS_KEPT = 4096


@dataclass(slots=True, eq=False)
class Batch:
    """Queries cut once; their words are looked up again only after the index has changed."""

    worded: Worded
    queries: Queries
    generation: int

    def __len__(self) -> int:
        return len(self.worded)

    @property
    def bags(self) -> Sequence[Bag]:
        """How often each word of each query counts."""
        return self.worded.bags


class TextIndex:
    """Documents by their words, scored by BM25 in whole thousandths (`yanzhen.match.bm25`).

    Every answer is exact, equal scores are ordered by id, and all backends give the same. After `add` or `remove` the
    scores are those of an index built anew from what it now holds.
    """

    def __init__(self, collection: Collection, backend: str) -> None:
        self._collection = collection
        self._backend = backend
        self._generation = 0
        self._worths: dict[int, dict[str, int]] = {}

    @classmethod
    def build(
        cls, ids: ArrayLike, texts: Iterable[str], attributes: Attributes | None = None, backend: str | None = None
    ) -> TextIndex:
        """An index of `texts`.

        Args:
            ids: (documents,) integers from 0 up, in any order, none twice.
            texts: as many texts; an empty one is never found.
            attributes: name -> (documents,) numbers to filter by, integers below 2^53.
            backend: `reference`, `native` or `spark`; None takes the fastest that is installed. Where `native` is
                not, the reference serves and a `SlowerBackend` warning says so once.

        Raises:
            WrongUsage: ids repeat, lengths differ, attributes are no numbers, or no such backend.
            MissingPiece: the backend is not installed.
        """
        return cls._of(ids, _worded(texts), attributes, backend)

    @classmethod
    def build_bags(
        cls, ids: ArrayLike, bags: Iterable[Bag], attributes: Attributes | None = None, backend: str | None = None
    ) -> TextIndex:
        """As `build`, from words that are counted already."""
        return cls._of(ids, Worded(counted=list(bags)), attributes, backend)

    @classmethod
    def _of(cls, ids: ArrayLike, worded: Worded, attributes: Attributes | None, backend: str | None) -> TextIndex:
        serving = backend_of(backend)
        return cls(collection_of(serving, *_checked(ids, worded, attributes)), serving)

    def __len__(self) -> int:
        return len(self._collection)

    @property
    def backend(self) -> str:
        """Who does the sums."""
        return self._backend

    @property
    def ids(self) -> Ints:
        """(documents,) ascending."""
        return self._collection.ids

    @property
    def attributes(self) -> dict[str, NDArray[Any]]:
        """name -> (documents,), in the order of `ids`."""
        return self._collection.attributes

    def prepare(self, texts: Iterable[str]) -> Batch:
        """Cut the queries once, for as many searches as wanted."""
        return self._prepared(_worded(texts))

    def prepare_bags(self, bags: Iterable[Bag]) -> Batch:
        """As `prepare`, from words that are counted already."""
        return self._prepared(Worded(counted=list(bags)))

    def _prepared(self, worded: Worded) -> Batch:
        return Batch(worded, self._collection.look_up(worded), self._generation)

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
            batch.queries, batch.generation = self._collection.look_up(batch.worded), self._generation
        where_compiled = compile_filter(where, self._collection.attributes, len(batch))
        return self._collection.search(batch.queries, where_compiled, top, threads)

    def touched(self, batch: Batch) -> tuple[int, int] | None:
        """Postings and bytes that a search with this batch reads, where the backend can tell: for measurements."""
        return self._collection.touched(batch.queries)

    def shared_words(self, batch: Batch, query: int, document_id: int) -> list[tuple[str, int]]:
        """The words that a query and a document share, each with its part of the score, in no certain order.

        The parts add up to the score.

        Raises:
            WrongUsage: no document has this id.
        """
        worth, known = self._worth(document_id), batch.bags[query]
        return [(word, known[word] * worth[word]) for word in known.keys() & worth.keys()]

    def _worth(self, document_id: int) -> dict[str, int]:
        """Word -> its weight in one document; the last few thousand are kept."""
        worth = self._worths.get(document_id)
        if worth is None:
            try:
                worth = self._collection.worths(int(document_id))
            except KeyError:
                raise WrongUsage(f"索引里没有编号 {document_id}", f"the index has no document {document_id}") from None
            if len(self._worths) == WORTHS_KEPT:
                self._worths.clear()
            self._worths[document_id] = worth
        return worth

    def add(self, ids: ArrayLike, texts: Iterable[str], attributes: Attributes | None = None) -> None:
        """Take in further documents, with the same attributes as those that are there.

        Raises:
            WrongUsage: an id is there already, or lengths or attributes differ; then nothing has changed.
        """
        keys, worded, given = _checked(ids, _worded(texts), attributes)
        if not len(keys):
            return
        if given.keys() != self.attributes.keys():
            wanted = ", ".join(self.attributes) or "—"
            raise WrongUsage(f"新增文本要带同样的属性：{wanted}", f"added texts need the same attributes: {wanted}")
        self._collection.add(keys, worded, given)
        self._forget()

    def remove(self, ids: ArrayLike) -> None:
        """Forget documents.

        Raises:
            WrongUsage: an id is not there; then nothing has changed.
        """
        leaving = np.unique(whole_ids([int(ids)] if isinstance(ids, int | np.integer) else ids))
        held = self.ids
        # Sought one by one in what is sorted already: sets of NumPy would go through all ids that are held.
        places = np.searchsorted(held, leaving)
        for document_id, place in zip(leaving.tolist(), places.tolist(), strict=True):
            if place == len(held) or held[place] != document_id:
                raise WrongUsage(f"索引里没有编号 {document_id}", f"the index has no document {document_id}")
        self._collection.remove(leaving)
        self._forget()

    def _forget(self) -> None:
        self._generation += 1
        self._worths = {}

    def save(self, path: str | Path) -> None:
        """Write everything to one file, which is replaced only when it is whole.

        Any backend opens it; what the native one has laid out is mapped into memory instead of being made again.
        """
        from yanzhen.recordfiles import replacing

        told = {"form": np.array([FORM]), "backend": np.frombuffer(self._backend.encode(), np.uint8)}
        parts = told | self._collection.parts()
        with replacing(Path(path)) as stream:
            write_parts(stream, parts)

    @classmethod
    def open(cls, path: str | Path, backend: str | None = None) -> TextIndex:
        """An index from its file, on the backend that it was built with unless another is named.

        Raises:
            UnreadableInput: no such file, or not an index.
            MissingPiece: the backend is not installed.
        """
        try:
            parts = read_parts(Path(path))
            if parts["form"].tolist() != [FORM]:
                raise ValueError(f"form {parts['form']}")
            serving = backend_of(backend or parts["backend"].tobytes().decode())
            collection = collection_of_parts(serving, parts)
        except (OSError, ValueError, KeyError, TypeError, AttributeError, OverflowError, MemoryError) as error:
            raise UnreadableInput(
                f"{path}：不是索引文件，请重新建立并保存（{error}）",
                f"{path}: not an index file; build and save it again ({error})",
            ) from error
        return cls(collection, serving)


def _worded(texts: Iterable[str]) -> Worded:
    if isinstance(texts, str):
        raise WrongUsage("应给出文本的列表，而不是一个文本", "give a list of texts, not one text")
    listed = list(texts)
    for place, text in enumerate(listed):
        if not isinstance(text, str):
            raise WrongUsage(
                f"第 {place + 1} 个文本不是文字，而是 {text!r}；没有内容请给空文字",
                f"text {place + 1} is no text but {text!r}; give an empty one where there is none",
            )
    return Worded(listed)


def _checked(
    ids: ArrayLike, worded: Worded, attributes: Attributes | None
) -> tuple[Ints, Worded, dict[str, NDArray[Any]]]:
    keys = whole_ids(ids)
    if len(worded) != len(keys):
        raise unequal("texts", len(worded), len(keys))
    return keys, worded, whole_attributes(attributes, len(keys))


def _at_least_one(name: str, value: SupportsIndex) -> int:
    try:
        number = index(value)
    except TypeError:
        number = 0
    if number < 1:
        raise WrongUsage(f"{name} 应是不小于 1 的整数", f"{name} must be a whole number, at least 1")
    return number
