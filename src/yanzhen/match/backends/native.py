"""The kernel in Rust (`kernel/`, the module yanzhen_kernel) keeps everything; changes cost what they change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib.metadata import version
from itertools import chain, pairwise
from typing import Any, TypeAlias

import numpy as np
import yanzhen_kernel
from numpy.typing import NDArray

from yanzhen.match.backends import Among, Ints, Queries
from yanzhen.match.documents import Documents, refuse_repeats
from yanzhen.match.filters import Between, Filter
from yanzhen.match.spelling import single_spellings
from yanzhen.match.words import STOP_WORDS, Worded, cut

_LAYOUT = "layout:"
_Numbered: TypeAlias = tuple[Ints, NDArray[np.int32], NDArray[np.int32]]


class NativeCollection:
    """Documents that the kernel keeps; here are only their ids and attributes."""

    def __init__(self, attributes: Mapping[str, NDArray[Any]]) -> None:
        self._index = yanzhen_kernel.Index()
        self._vocabulary = _empty_vocabulary()
        self._ids = np.empty(0, np.int64)
        self._attributes = {name: values[:0] for name, values in attributes.items()}
        self._words: list[str] = []

    @classmethod
    def of(cls, ids: Ints, worded: Worded, attributes: Mapping[str, NDArray[Any]]) -> NativeCollection:
        made = cls(attributes)
        made.add(ids, worded, attributes)
        return made

    def __len__(self) -> int:
        return len(self._ids)

    @property
    def ids(self) -> Ints:
        return self._ids

    @property
    def attributes(self) -> dict[str, NDArray[Any]]:
        return self._attributes

    def look_up(self, worded: Worded) -> Queries:
        return Queries(*self._numbered(worded, learn=False))

    def _numbered(self, worded: Worded, *, learn: bool) -> _Numbered:
        if worded.texts is not None:
            cut_here: _Numbered = self._vocabulary.of_texts(worded.texts, learn, cut)
            return cut_here
        bags = [bag if isinstance(bag, dict) else dict(bag) for bag in worded.each_bag()]
        counted: _Numbered = self._vocabulary.of_bags(bags, learn)
        return counted

    def search(self, queries: Queries, where: Filter, top: int, threads: int) -> tuple[Ints, Ints]:
        return _searched(self._index, self._attributes, queries, where, top, threads)

    def worths(self, document_id: int) -> dict[str, int]:
        if len(self._words) < len(self._vocabulary):
            text, ends = self._vocabulary.listed()
            self._words = [text[start:end].decode() for start, end in pairwise(chain([0], ends))]
        return {self._words[number]: worth for number, worth in self._index.worths(document_id)}

    def touched(self, queries: Queries) -> tuple[int, int]:
        touched: tuple[int, int] = self._index.touched(queries.words)
        return touched

    def add(self, ids: Ints, worded: Worded, attributes: Mapping[str, NDArray[Any]]) -> None:
        order = np.argsort(ids, kind="stable")
        later = ids[order]
        refuse_repeats(later)
        places = np.searchsorted(self._ids, later)
        there = places[places < len(self._ids)]
        refuse_repeats(np.repeat(later[: len(there)][self._ids[there] == later[: len(there)]], 2))
        entries = self._numbered(worded, learn=True)
        values = [np.ascontiguousarray(attributes[name], np.float64) for name in self._attributes]
        self._index.add(ids, *entries, values, len(self._vocabulary))
        self._ids = np.insert(self._ids, places, later)
        self._attributes = {
            name: _inserted(held, places, attributes[name][order]) for name, held in self._attributes.items()
        }

    def remove(self, ids: Ints) -> None:
        self._index.remove(ids)
        places = np.searchsorted(self._ids, ids)
        self._ids = np.delete(self._ids, places)
        self._attributes = {name: np.delete(values, places) for name, values in self._attributes.items()}

    def parts(self) -> dict[str, NDArray[Any]]:
        held = self._index.parts()
        text, ends = self._vocabulary.listed()
        ids = held.pop("ids", np.empty(0, np.int64))
        order = np.searchsorted(self._ids, ids)
        general = {
            "vocabulary": np.frombuffer(text, np.uint8),
            "vocabulary_ends": ends,
            "ids": ids,
            "starts": held.pop("starts", np.zeros(1, np.int64)),
            "words": held.pop("words", np.empty(0, np.uint32)),
            "counts": held.pop("counts", np.empty(0, np.uint8)),
        }
        typed = {f"attribute:{name}": values[order] for name, values in self._attributes.items()}
        layout = {_LAYOUT + name: part for name, part in held.items()}
        return general | typed | layout

    @classmethod
    def of_parts(cls, parts: Mapping[str, NDArray[Any]]) -> NativeCollection:
        typed = {
            name.removeprefix("attribute:"): values for name, values in parts.items() if name.startswith("attribute:")
        }
        order = np.argsort(parts["ids"], kind="stable")
        made = cls({})
        made._vocabulary.learn(parts["vocabulary"].tobytes().decode(), parts["vocabulary_ends"].tolist())
        made._ids = parts["ids"][order]
        made._attributes = {name: values[order] for name, values in typed.items()}
        if any(len(values) != len(order) for values in typed.values()):
            raise ValueError("its parts do not fit together")
        values = [np.ascontiguousarray(values, np.float64) for values in typed.values()]
        layout = {name.removeprefix(_LAYOUT): part for name, part in parts.items() if name.startswith(_LAYOUT)}
        if layout or not len(order):
            shared = {name: parts[name] for name in ("ids", "starts", "words", "counts")} if len(order) else {}
            columns = {f"attribute:{number}": column for number, column in enumerate(values)}
            empty = {"df": np.zeros(len(made._vocabulary), np.uint32)}
            made._index = yanzhen_kernel.Index.of_parts(empty | layout | shared | columns, len(values))
        else:
            words, counts = parts["words"].astype(np.int32), parts["counts"].astype(np.int32)
            ids, starts = np.asarray(parts["ids"]), np.asarray(parts["starts"])
            made._index.add(ids, starts, words, counts, values, len(made._vocabulary))
        return made


class NativeEngine:
    """Some of many documents; a position is a document's place here."""

    def __init__(self, documents: Documents, lengths: Ints, statistics: Among) -> None:
        self._attributes = list(documents.attributes)
        self._index = yanzhen_kernel.Index()
        values = [np.ascontiguousarray(column, np.float64) for column in documents.attributes.values()]
        positions = np.arange(len(documents), dtype=np.int64)
        vocabulary = len(statistics.idf)
        starts, words, counts = map(np.ascontiguousarray, (documents.starts, documents.words, documents.counts))
        self._index.add(positions, starts, words, counts, values, vocabulary, np.ascontiguousarray(lengths, np.int64))
        self._index.stand_among(
            np.ascontiguousarray(statistics.frequencies, np.int64), statistics.documents, statistics.length
        )

    def search(self, queries: Queries, keep: Filter, top: int, threads: int) -> tuple[Ints, Ints]:
        return _searched(self._index, self._attributes, queries, keep, top, threads)


def engine_among(documents: Documents, lengths: Ints, statistics: Among) -> NativeEngine:
    """As `backends.engine_among`."""
    return NativeEngine(documents, lengths, statistics)


def _searched(
    index: Any, attributes: Iterable[str], queries: Queries, where: Filter, top: int, threads: int
) -> tuple[Ints, Ints]:
    places = {name: place for place, name in enumerate(attributes)}
    clauses = [
        (places[clause.name], clause.low, clause.high)
        if isinstance(clause, Between)
        else (places[clause.name], clause.values, None)
        for clause in where.clauses
    ]
    asked = map(np.ascontiguousarray, (queries.starts, queries.words, queries.counts))
    answers: tuple[Ints, Ints] = index.search(*asked, clauses, top, threads)
    return answers


def _inserted(held: NDArray[Any], places: Ints, values: NDArray[Any]) -> NDArray[Any]:
    # Values of another type may need a wider one, as joining the two would give.
    return np.insert(held.astype(np.result_type(held, values), copy=False), places, values)


def _empty_vocabulary() -> Any:
    if version("rjieba") == yanzhen_kernel.CUTS_AS_RJIEBA:
        spelt, telling = single_spellings()
    else:
        # Another release may cut otherwise: then every text goes the slower way, which is the reference's.
        spelt, telling = {}, ""
    return yanzhen_kernel.Vocabulary(spelt, telling, sorted(STOP_WORDS))


COLLECTION = NativeCollection
