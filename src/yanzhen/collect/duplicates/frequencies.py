"""How many records tell each value: to agree on what few tell says much, to agree on what all tell says nothing.

The weight of an agreement in the theory of Fellegi and Sunter (A theory for record linkage, JASA 1969) is
log2(m / u), where u is the chance that two different things agree. For a value told by f of N records that chance is
f / N (their section 3.3; Winkler 1989 calls it the frequency-based weight), and with it goes log2(N / f), here called
what the agreement *tells*, in bits. Counts are kept by buckets of hashes: a collision makes a value look less rare,
never more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from yanzhen.collect.duplicates.commonwords import COMMON_WORDS
from yanzhen.collect.duplicates.letters import BUCKETS, Hashes, Letters, buckets

if TYPE_CHECKING:
    from yanzhen.collect.duplicates.traits import Traits

AS_IF = 4096
"""So many records are taken to stand behind the given ones, which tell none of their values: few records must not make
everything look common, nor a match look likely."""

_COMMON = 500
"""So many of those contain each of the common words."""

EXACT = (
    "core",
    "brand2",
    "brand3",
    "firm_codes",
    "own_codes",
    "phones",
    "park",
    "people",
    "title_whole",
    "text_whole",
    "dates",
)


class Frequencies:
    """Counts of values by field, and what an agreement on each tells."""

    def __init__(self) -> None:
        self.records = 0
        self._counts: dict[str, NDArray[np.int32]] = {}
        self._counting = True
        self._asked: dict[str, int] = {}
        self._tables: dict[str, NDArray[np.float32]] = {}

    def as_they_stand(self) -> Frequencies:
        """The same counts, for records that are only asked about: they are not counted in."""
        copy = Frequencies()
        copy.records, copy._counts, copy._counting = self.records, self._counts, False
        return copy

    def counts(self, field: str) -> NDArray[np.int32]:
        """Per bucket, how many records tell it."""
        if field not in self._counts:
            self._counts[field] = np.zeros(BUCKETS, np.int32)
            if field in ("title", "text"):
                np.add.at(self._counts[field], Letters(COMMON_WORDS).pairs()[1], _COMMON)
        return self._counts[field]

    def count_in(self, field: str, found: NDArray[np.int32]) -> None:
        """Count buckets of a field."""
        counts = self.counts(field)
        if not self._counting:
            return
        self._tables.clear()
        self._asked.clear()
        if len(found) < BUCKETS >> 6:
            np.add.at(counts, found, 1)
        else:
            counts += np.bincount(found, minlength=BUCKETS).astype(np.int32)

    def count(self, traits: Traits) -> None:
        """Count the values of records, and the records."""
        from yanzhen.collect.duplicates.traits import figure_hashes, mantissa_hashes

        if not self._counting:
            return
        self.records += len(traits)
        for field in EXACT:
            self._add(field, getattr(traits, field))
        self._add("figures", figure_hashes(traits.figures))
        self._add("mantissa", mantissa_hashes(traits.amounts))
        self.count_in("place", traits.place[traits.place > 0] % BUCKETS)

    def _add(self, field: str, hashes: Hashes) -> None:
        self.count_in(field, buckets(hashes[hashes != 0]))

    @property
    def all_bits(self) -> float:
        """log2 of how many records there are taken to be: the most that an agreement can tell."""
        return float(np.log2(self.records + AS_IF))

    def tells(self, field: str, hashes: Hashes) -> NDArray[np.float32]:
        """What an agreement on each value tells, in bits; 0 for nothing."""
        told = self.of_buckets(field, buckets(hashes))
        return np.where(hashes != 0, told, np.float32(0))

    def of_buckets(self, field: str, found: NDArray[np.int32]) -> NDArray[np.float32]:
        """The same by buckets; 0 for a bucket of -1."""
        self._asked[field] = self._asked.get(field, 0) + found.size
        if field not in self._tables and self._asked[field] > BUCKETS:
            # Asked for so often, all are worked out once; the last stands for -1.
            self._tables[field] = np.append(self._told(self.counts(field)), np.float32(0))
        if field in self._tables:
            return self._tables[field][found]
        return np.where(found >= 0, self._told(self.counts(field)[found]), np.float32(0))

    def _told(self, counts: NDArray[np.int32]) -> NDArray[np.float32]:
        told = np.float32(self.all_bits) - np.log2(np.maximum(counts, 1).astype(np.float32))
        return np.maximum(told, np.float32(0))
