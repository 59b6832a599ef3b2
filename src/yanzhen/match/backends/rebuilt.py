"""A collection for engines over fixed postings: everything is worked out anew after a change."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from yanzhen.match.backends import Engine, EngineType, Ints, Queries
from yanzhen.match.documents import Documents, documents_of, numbered, refuse_repeats
from yanzhen.match.filters import Filter
from yanzhen.match.words import Worded


class Rebuilt:
    """Documents with an engine that is made when it is first asked."""

    def __init__(self, engine_type: EngineType, documents: Documents, numbers: dict[str, int]) -> None:
        self._engine_type = engine_type
        self._numbers = numbers
        self._replace(documents)

    @classmethod
    def of(cls, engine_type: EngineType, ids: Ints, worded: Worded, attributes: Mapping[str, NDArray[Any]]) -> Rebuilt:
        numbers: dict[str, int] = {}
        return cls(engine_type, documents_of(ids, worded.each_bag(), attributes, numbers), numbers)

    def __len__(self) -> int:
        return len(self._documents)

    @property
    def ids(self) -> Ints:
        return self._documents.ids

    @property
    def attributes(self) -> dict[str, NDArray[Any]]:
        return self._documents.attributes

    def look_up(self, worded: Worded) -> Queries:
        return Queries(*numbered(worded.bags, self._numbers, learn=False))

    def search(self, queries: Queries, where: Filter, top: int, threads: int) -> tuple[Ints, Ints]:
        self._get_ready()
        assert self._engine is not None
        positions, scores = self._engine.search(queries, where, top, threads)
        ids = np.full_like(positions, -1)
        ids[positions >= 0] = self._documents.ids[positions[positions >= 0]]
        return ids, scores

    def worths(self, document_id: int) -> dict[str, int]:
        self._get_ready()
        position = bisect_left(self._documents.ids, document_id)
        if position == len(self) or self._documents.ids[position] != document_id:
            raise KeyError(document_id)
        span = slice(*self._documents.starts[position : position + 2].tolist())
        words = map(self._listed.__getitem__, self._documents.words[span].tolist())
        return dict(zip(words, self._weights[span].tolist(), strict=True))

    def touched(self, queries: Queries) -> None:
        return None

    def add(self, ids: Ints, worded: Worded, attributes: Mapping[str, NDArray[Any]]) -> None:
        numbers = dict(self._numbers)
        joined = self._documents.joined(documents_of(ids, worded.each_bag(), attributes, numbers))
        refuse_repeats(joined.ids)
        self._numbers = numbers
        self._replace(joined)

    def remove(self, ids: Ints) -> None:
        self._replace(self._documents.take(np.flatnonzero(~np.isin(self._documents.ids, ids))))

    def _replace(self, documents: Documents) -> None:
        self._documents = documents
        self._engine: Engine | None = None
        self._weights: NDArray[np.int32] = np.empty(0, np.int32)
        self._listed: list[str] = []

    def _get_ready(self) -> None:
        if self._engine is None:
            self._weights = self._documents.weights(len(self._numbers))
            self._listed = list(self._numbers)
            self._engine = self._engine_type(self._documents.postings(len(self._numbers), self._weights))

    def parts(self) -> dict[str, NDArray[Any]]:
        held = self._documents
        arrays = {f"attribute:{name}": values for name, values in held.attributes.items()}
        words = [word.encode() for word in self._numbers]
        return {
            "vocabulary": np.frombuffer(b"".join(words), np.uint8),
            "vocabulary_ends": np.cumsum([len(word) for word in words], dtype=np.int64),
            "ids": held.ids,
            "starts": held.starts,
            "words": held.words.astype(np.uint32),
            "counts": held.counts.astype(np.min_scalar_type(held.counts.max(initial=0))),
            **arrays,
        }

    @classmethod
    def of_parts(cls, engine_type: EngineType, parts: Mapping[str, NDArray[Any]]) -> Rebuilt:
        text, ends = parts["vocabulary"].tobytes(), parts["vocabulary_ends"].tolist()
        words = [text[start:end].decode() for start, end in zip([0, *ends], ends, strict=False)]
        numbers = {word: number for number, word in enumerate(words)}
        attributes = {
            name.removeprefix("attribute:"): np.asarray(values)
            for name, values in parts.items()
            if name.startswith("attribute:")
        }
        order = np.argsort(parts["ids"], kind="stable")
        loose = Documents(
            np.asarray(parts["ids"]),
            np.asarray(parts["starts"]),
            parts["words"].astype(np.int32),
            parts["counts"].astype(np.int32),
            attributes,
        )
        if not loose.is_sound(len(numbers)):
            raise ValueError("its parts do not fit together")
        return cls(engine_type, loose.take(order), numbers)
