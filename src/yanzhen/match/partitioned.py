"""The matcher in pieces: functions from record batches to record batches, for documents that no one machine holds.

Each function takes an iterator of batches of one partition and yields batches; it knows neither Spark nor what else
hands them out. In their order:

    vocabulary      (id, text) of needs            -> the words that somebody asks for
    count           (id, text)                     -> words by number, how often each, and the length
    tally, summed   counted offers                 -> documents, their words together, documents a word
    answer          counted offers, for some needs -> the best offers for each need, of this partition
    best            what the partitions found      -> the best of all, ranked

Only words that a need asks for are counted one by one; the others make up the lengths. Weights come from the figures
of all documents (`Statistics`), whose logarithms are taken once, where the work is planned. So every score is the sum
of the same whole numbers as in a `TextIndex`, and neither the partitions nor their order can change an answer.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from yanzhen.match import bm25
from yanzhen.match.backends import Postings, Queries, engine_among
from yanzhen.match.backends.reference import ReferenceEngine
from yanzhen.match.documents import Documents, numbered
from yanzhen.match.filters import Between, Clause, Filter, OneOf, Where, compile_filter
from yanzhen.match.grids import ENTRIES_AT_ONCE
from yanzhen.match.words import Bag, bag_of, cut

Ints = NDArray[np.int64]
Batches: TypeAlias = Iterator[Any]
"""Record batches of pyarrow, which has no types of its own."""

WORDS = pa.schema([("word", pa.string())])
COUNTED = pa.schema(
    [
        ("id", pa.int64()),
        ("length", pa.int64()),
        ("words", pa.list_(pa.int32())),
        ("counts", pa.list_(pa.int32())),
    ]
)
TALLIED = pa.schema([("word", pa.int32()), ("documents", pa.int64())])
FOUND = pa.schema([("need", pa.int64()), ("offer", pa.int64()), ("score", pa.int64())])
RANKED = pa.schema([("need", pa.int64()), ("rank", pa.int32()), ("offer", pa.int64()), ("score", pa.int64())])
PARTS = pa.schema(
    [
        ("first", pa.int64()),
        ("size", pa.int64()),
        ("starts", pa.binary()),
        ("documents", pa.binary()),
        ("weights", pa.binary()),
    ]
)

ALL_DOCUMENTS, ALL_WORDS = -1, -2
"""In a tally, the numbers that stand for no word but for the totals."""
_ROWS_AT_ONCE = 1 << 16
_GATHERED, _GATHERED_AT_MOST = 1 << 20, 1 << 23
"""Rows that are gathered before the best are taken of them: 24 bytes each."""


# --- words -----------------------------------------------------------------------------------------------------------


def vocabulary(batches: Batches) -> Batches:
    """The words of a partition of (id, text), each once."""
    seen: set[str] = set()
    for batch in batches:
        for text in batch.column("text").to_pylist():
            seen.update(cut(text))
    yield pa.RecordBatch.from_arrays([pa.array(sorted(seen), pa.string())], schema=WORDS)


def count(batches: Batches, numbers: dict[str, int], kept: Sequence[str] = ()) -> Batches:
    """(id, text, attributes) -> `COUNTED` and the attributes.

    Args:
        numbers: word -> number; other words only make up the length.
        kept: names of the attributes.
    """
    for batch in batches:
        lengths = array("q")

        def measured(texts: Iterable[str], lengths: array[int] = lengths) -> Iterator[Bag]:
            for text in texts:
                bag = bag_of(text)
                lengths.append(bag.total())
                yield bag

        starts, words, counts = numbered(measured(batch.column("text").to_pylist()), numbers, learn=False)
        columns = {
            "id": batch.column("id").cast(pa.int64()),
            "length": pa.array(lengths, pa.int64()),
            "words": pa.ListArray.from_arrays(starts.astype(np.int32), words),
            "counts": pa.ListArray.from_arrays(starts.astype(np.int32), counts),
        }
        yield pa.RecordBatch.from_pydict(columns | {name: batch.column(name) for name in kept})


# --- figures of all documents ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False)
class Statistics:
    """What one document's weights depend on in all the others.

    Attributes:
        documents: how many there are.
        length: their words together.
        frequencies: (vocabulary,) in how many documents each word stands.
        idf: (vocabulary,) `bm25.rarity` of it.
    """

    documents: int
    length: int
    frequencies: Ints
    idf: Ints

    @classmethod
    def read(cls, tallied: Batches, vocabulary: int) -> Statistics:
        """From `TALLIED` rows, several a word or one."""
        documents = length = 0
        frequencies = np.zeros(vocabulary, np.int64)
        for batch in tallied:
            words, amounts = _columns(batch, "word", "documents")
            documents += int(amounts[words == ALL_DOCUMENTS].sum())
            length += int(amounts[words == ALL_WORDS].sum())
            np.add.at(frequencies, words[words >= 0], amounts[words >= 0])
        return cls(documents, length, frequencies, bm25.rarity(frequencies, documents))


def tally(batches: Batches, vocabulary: int) -> Batches:
    """`COUNTED` -> `TALLIED`: in how many documents of the partition each word stands, and the totals."""
    frequencies, documents, length = np.zeros(vocabulary, np.int64), 0, 0
    for batch in batches:
        documents += batch.num_rows
        length += pc.sum(batch.column("length")).as_py() or 0
        frequencies += np.bincount(_flat(batch.column("words")), minlength=vocabulary)
    words = np.flatnonzero(frequencies)
    yield _batch(
        TALLIED,
        np.concatenate(([ALL_DOCUMENTS, ALL_WORDS], words)).astype(np.int32),
        np.concatenate(([documents, length], frequencies[words])),
    )


def summed(batches: Batches) -> Batches:
    """`TALLIED` -> the same with one row a word."""
    held = np.empty(0, np.int32), np.empty(0, np.int64)
    for gathered in _gather(batches):
        parts = [_columns(batch, "word", "documents") for batch in gathered]
        words, places = np.unique(np.concatenate([held[0], *(part[0] for part in parts)]), return_inverse=True)
        amounts = np.zeros(len(words), np.int64)
        np.add.at(amounts, places.reshape(-1), np.concatenate([held[1], *(part[1] for part in parts)]))
        held = words, amounts
    yield from _sliced(TALLIED, *held)


# --- answers ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False)
class Needs:
    """Needs that are asked together.

    Attributes:
        ids: (needs,).
        queries: their words.
        columns: name -> (needs,) what a filter compares the offers with.
    """

    ids: Ints
    queries: Queries
    columns: dict[str, NDArray[Any]]

    def __len__(self) -> int:
        return len(self.ids)

    @classmethod
    def read(cls, counted: Batches, columns: Iterable[str] = ()) -> Needs:
        """From `COUNTED` rows and the columns."""
        batches = list(counted)
        names = list(columns)
        schema = batches[0].schema if batches else pa.schema([*COUNTED, *((name, pa.float64()) for name in names)])
        table = pa.Table.from_batches(batches, schema)
        return cls(
            _values(table, "id"),
            Queries(_starts(table), _flat(table.column("words")), _flat(table.column("counts"))),
            {name: _values(table, name) for name in names},
        )

    def meant(self, where: Where | None) -> dict[str, Any]:
        """A filter in which a text stands for the needs' column of that name, as `compile_filter` wants it."""

        def own(value: Any) -> Any:
            return self.columns[value] if isinstance(value, str) else value

        return {
            name: tuple(map(own, condition)) if isinstance(condition, tuple) else own(condition)
            for name, condition in (where or {}).items()
        }


def columns_named(where: Where | None) -> list[str]:
    """The needs' columns that a filter names."""
    conditions = (where or {}).values()
    ends = (end for each in conditions for end in (each if isinstance(each, tuple) else (each,)))
    return sorted({end for end in ends if isinstance(end, str)})


def answer(
    batches: Batches,
    needs: Needs,
    statistics: Statistics,
    top: int,
    where: Where | None = None,
    vast: int = ENTRIES_AT_ONCE,
) -> Batches:
    """`COUNTED` offers with attributes -> `FOUND`: the `top` of this partition for each need.

    Args:
        where: a filter on attributes (`yanzhen.match.filters`), the same for all needs or naming their columns.
        vast: entries indexed at a time.
    """
    conditions = needs.meant(where)
    ids, scores = _nobody(len(needs), top)
    for documents, lengths in _stretches(batches, list(conditions), vast):
        engine = engine_among(documents, lengths, statistics)
        keep = compile_filter(conditions, documents.attributes, len(needs))
        positions, here = engine.search(needs.queries, keep, top, 1)
        found = np.where(positions >= 0, documents.ids[positions], -1)
        ids, scores = _better((ids, scores), (found, here), top)
    yield from _pairs(needs.ids, ids, scores)


def best(batches: Batches, top: int) -> Batches:
    """`FOUND`, all that was found for some needs, in any order -> `RANKED`, ordered by need and rank."""
    held = np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0, np.int32)
    for gathered in _gather(batches):
        parts = [_columns(batch, "need", "offer", "score") for batch in gathered]
        needs, offers, scores = (np.concatenate([held[i], *(part[i] for part in parts)]) for i in range(3))
        held = _ranked(needs, offers, scores, top)
    needs, offers, scores, ranks = held
    yield from _sliced(RANKED, needs, ranks, offers, scores)


def _ranked(needs: Ints, offers: Ints, scores: Ints, top: int) -> tuple[Ints, Ints, Ints, NDArray[np.int32]]:
    order = np.lexsort((offers, -scores, needs))
    needs, offers, scores = needs[order], offers[order], scores[order]
    opens = np.flatnonzero(np.concatenate(([True], needs[1:] != needs[:-1]))[: len(needs)])
    ranks = np.arange(len(needs)) - np.repeat(opens, np.diff(np.append(opens, len(needs))))
    kept = ranks < top
    return needs[kept], offers[kept], scores[kept], (ranks[kept] + 1).astype(np.int32)


def _better(some: tuple[Ints, Ints], others: tuple[Ints, Ints], top: int) -> tuple[Ints, Ints]:
    """The best `top` of two answers, row by row; -1 stands for none and comes last."""
    ids, scores = (np.concatenate(pair, axis=1) for pair in zip(some, others, strict=True))
    order = np.lexsort((ids, -scores), axis=1)[:, :top]
    return np.take_along_axis(ids, order, 1), np.take_along_axis(scores, order, 1)


def _nobody(needs: int, top: int) -> tuple[Ints, Ints]:
    return np.full((needs, top), -1, np.int64), np.full((needs, top), -1, np.int64)


def _pairs(needs: Ints, ids: Ints, scores: Ints) -> Batches:
    there = scores > 0
    yield from _sliced(FOUND, np.repeat(needs, there.sum(axis=1)), ids[there], scores[there])


# --- answers from an index that is there already ---------------------------------------------------------------------


def parts_of(postings: Postings, parts: int) -> Any:
    """An index in `parts` stretches of documents: a table of `PARTS`, a row each."""
    cuts = np.linspace(0, postings.size, parts + 1).astype(np.int64).tolist()
    rows = []
    for first, end in pairwise(cuts):
        here = (postings.documents >= first) & (postings.documents < end)
        starts = np.concatenate(([0], np.cumsum(here, dtype=np.int64)))[postings.starts]
        documents = (postings.documents[here] - first).astype(np.int32)
        blobs = [values.tobytes() for values in (starts, documents, postings.weights[here])]
        # A batch a row: one array of bytes may not hold more than 2 GB.
        values = [pa.array([value], kind.type) for value, kind in zip((first, end - first, *blobs), PARTS, strict=True)]
        rows.append(pa.RecordBatch.from_arrays(values, schema=PARTS))
    return pa.Table.from_batches(rows, PARTS)


def answer_parts(batches: Batches, queries: Queries, keep: Filter, top: int) -> Batches:
    """`PARTS` with the span of queries that each shall answer (`begin`, `end`) -> `FOUND`.

    A need is a query's number, an offer a document's position.

    Args:
        keep: the filter of all queries over all documents.
    """
    for batch in batches:
        for row in batch.to_pylist():
            postings = Postings(
                np.frombuffer(row["starts"], np.int64),
                np.frombuffer(row["documents"], np.int32),
                np.frombuffer(row["weights"], np.int32),
                row["size"],
            )
            span = slice(row["begin"], row["end"])
            here = filter_of(keep, slice(row["first"], row["first"] + row["size"]), span)
            positions, scores = ReferenceEngine(postings).search(queries_of(queries, span), here, top, 1)
            yield from _pairs(np.arange(span.start, span.stop), positions + row["first"], scores)


def filter_of(keep: Filter, documents: slice, queries: slice) -> Filter:
    """The same filter over a stretch of the documents and of the queries."""

    def rows(values: NDArray[Any]) -> NDArray[Any]:
        return values if len(values) == 1 else values[queries]

    def part(clause: Clause) -> Clause:
        attribute = clause.attribute[documents]
        if isinstance(clause, OneOf):
            return replace(clause, attribute=attribute, values=rows(clause.values))
        return Between(clause.name, attribute, rows(clause.low), rows(clause.high))

    return Filter([part(clause) for clause in keep.clauses])


def queries_of(queries: Queries, span: slice) -> Queries:
    """Some of the queries."""
    starts = queries.starts[span.start : span.stop + 1]
    entries = slice(starts[0], starts[-1])
    return Queries(starts - starts[0], queries.words[entries], queries.counts[entries])


# --- batches and arrays ----------------------------------------------------------------------------------------------


def _stretches(batches: Batches, names: Sequence[str], vast: int) -> Iterator[tuple[Documents, Ints]]:
    """Documents in the order of their ids, as many as are indexed at a time, with their lengths."""
    gathered: list[Any] = []
    entries = 0
    for batch in batches:
        gathered.append(batch)
        entries += pc.sum(pc.list_value_length(batch.column("words"))).as_py() or 0
        if entries >= vast:
            yield _documents(gathered, names)
            gathered, entries = [], 0
    if sum(batch.num_rows for batch in gathered):
        yield _documents(gathered, names)


def _documents(batches: list[Any], names: Sequence[str]) -> tuple[Documents, Ints]:
    table = pa.Table.from_batches(batches)
    attributes = {name: _values(table, name) for name in names}
    words, counts = (_flat(table.column(name)) for name in ("words", "counts"))
    loose = Documents(_values(table, "id"), _starts(table), words, counts, attributes)
    # A position stands for an id when scores are equal, so positions follow the ids here too.
    order = np.argsort(loose.ids, kind="stable")
    return loose.take(order), _values(table, "length")[order]


def _gather(batches: Batches) -> Iterator[list[Any]]:
    """Batches in heaps, each twice as big as the last, so that going through what is held each time stays cheap."""
    heap: list[Any] = []
    rows, enough = 0, _GATHERED
    for batch in batches:
        heap.append(batch)
        rows += batch.num_rows
        if rows >= enough:
            yield heap
            heap, rows, enough = [], 0, min(2 * enough, _GATHERED_AT_MOST)
    if heap:
        yield heap


def _batch(schema: Any, *columns: NDArray[Any]) -> Any:
    arrays = [pa.array(values, field.type) for values, field in zip(columns, schema, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def _sliced(schema: Any, *columns: NDArray[Any]) -> Batches:
    for start in range(0, len(columns[0]), _ROWS_AT_ONCE):
        yield _batch(schema, *(values[start : start + _ROWS_AT_ONCE] for values in columns))


def _columns(batch: Any, *names: str) -> tuple[NDArray[Any], ...]:
    return tuple(_values(batch, name) for name in names)


def _values(table: Any, name: str) -> NDArray[Any]:
    """A column of numbers; one with gaps becomes floating-point numbers with NaN."""
    column = table.column(name)
    if pa.types.is_boolean(column.type):
        column = column.cast(pa.int8())
    return np.asarray(column.to_numpy(zero_copy_only=False) if isinstance(column, pa.Array) else column.to_numpy())


def _flat(lists: Any) -> NDArray[np.int32]:
    values = pc.list_flatten(lists)
    return np.asarray(values.to_numpy(zero_copy_only=False) if isinstance(values, pa.Array) else values.to_numpy())


def _starts(table: Any) -> Ints:
    sizes = pc.list_value_length(table.column("words")).to_numpy()
    return np.concatenate(([0], np.cumsum(sizes, dtype=np.int64)))
