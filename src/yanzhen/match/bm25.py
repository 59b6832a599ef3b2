"""BM25 in whole numbers: what one word is worth in one document.

The Lucene variant of BM25 (Robertson, Walker, Jones, Hancock-Beaulieu, Gatford: Okapi at TREC-3; Kamphuis, de Vries,
Boytsov, Lin: Which BM25 do you mean?, ECIR 2020):

    idf(t)      = ln(1 + (N - df + 1/2) / (df + 1/2))
    share(t, d) = tf / (tf + k1 * (1 - b + b * length(d) / average length)),   k1 = 1.2, b = 0.75
    score(q, d) = sum over the words of q, repeats included, of idf * share

Here idf and share are rounded (half up) to whole 4096ths, and their product to whole thousandths, at least one: a
word that both sides have always counts. Scores are sums of such whole numbers, so the order of summation, blocks,
threads and engines cannot change them. Everything after the logarithm is integer arithmetic.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]

SCALE = 1000
"""A score of 1,000 is one unit of BM25 as the papers write it."""

_BITS = 12
_ONE = 1 << _BITS
# k1 * (1 - b) = 0.3 and k1 * b = 0.9, over a common denominator.
_FLAT, _SLOPE, _DENOMINATOR = 3, 9, 10


def rarity(document_counts: Ints, documents: int) -> Ints:
    """idf in 4096ths.

    Args:
        document_counts: (words,) in how many documents each word stands.
        documents: how many documents there are.
    """
    counts, places = np.unique(document_counts, return_inverse=True)
    # The C library's logarithm, not NumPy's vectorised one: that may differ between processors.
    logarithms = [math.log1p((documents - df + 0.5) / (df + 0.5)) for df in counts.tolist()]
    return np.array([math.floor(idf * _ONE + 0.5) for idf in logarithms], np.int64)[places.reshape(-1)]


def saturation(counts: Ints, lengths: Ints, total_length: int, documents: int) -> Ints:
    """share in 4096ths, for postings of `counts` occurrences in documents of `lengths` words.

    Exact while count times total length stays below 10^17.
    """
    weighted = counts * (_DENOMINATOR * total_length)
    whole = weighted + _FLAT * total_length + _SLOPE * documents * lengths
    return _divide_half_up(weighted, whole)


def _divide_half_up(part: Ints, whole: Ints) -> Ints:
    """part / whole in 4096ths; by long division, since 2 * 4096 * part might not fit."""
    quotient, remainder = np.divmod(part, whole)
    for _ in range(_BITS):
        remainder = remainder * 2
        bit = remainder >= whole
        quotient = quotient * 2 + bit
        remainder = remainder - np.where(bit, whole, 0)
    return np.asarray(quotient + (remainder * 2 >= whole))


def weights(idf: Ints, share: Ints) -> Ints:
    """Weights in thousandths of BM25, at least 1."""
    return np.asarray(np.maximum(1, (idf * share * SCALE + (1 << (2 * _BITS - 1))) >> (2 * _BITS)))
