"""Whether amounts, figures and dates agree; money that differs by a power of ten was typed in another unit."""

from __future__ import annotations

import numpy as np

from yanzhen.collect.duplicates.frequencies import Frequencies
from yanzhen.collect.duplicates.sides import Finding, Side
from yanzhen.collect.duplicates.traits import figure_hashes, mantissa_hashes

SAME, OTHER_UNIT, NEAR, APART, FAR = range(1, 6)

_EQUAL = 2e-3
_AMOUNT_SHARE, _MOST_AMOUNT = 0.7, 8.0
_UNIT_SHARE, _UNIT_COST = 0.85, -1.0
_NEAR_BITS, _APART_BITS, _FAR_BITS = 1.0, -1.0, -3.0
_NEAR_SISTERS = 1.5
_POWERS = (1, 2, 3, 4, 8)
"""Powers of ten by which a unit is mistaken: 万 for 亿 and for 元, a digit too many."""

_FIGURE_SHARE, _MOST_FIGURES = 0.6, 14.0
_FIGURE_NEAR, _FIGURE_FAR, _LEAST_FIGURES = -0.3, -1.0, -5.0
_DATE_SHARE, _MOST_DATES, _MONTH_BITS, _DATE_FAR, _LEAST_DATES = 0.6, 9.0, 1.0, -0.8, -2.5
_MOST_SISTERS_DATES = 5.0
"""Two projects of one firm are often signed on one day."""


def compare_amounts(left: Side, right: Side, known: Frequencies) -> Finding:
    """The best agreement between any amount of the one and any of the other."""
    best = Finding.none(len(left))
    best.bits[:] = -99
    ours, theirs = left.of("amounts"), right.of("amounts")
    hashes = mantissa_hashes(ours.T).T
    for s in range(len(ours)):
        told = np.minimum(known.tells("mantissa", hashes[s]) * _AMOUNT_SHARE, _MOST_AMOUNT)
        for t in range(len(theirs)):
            apart = np.abs(np.log10(ours[s]) - np.log10(theirs[t]))
            one = Finding.none(len(left))
            one.bits[:] = -99
            known_both = ~np.isnan(apart)
            apart = np.where(known_both, apart, 99.0)
            one.put(known_both, FAR, _FAR_BITS, _FAR_BITS)
            one.put(apart < np.log10(1.6), APART, _APART_BITS, _APART_BITS)
            one.put(apart < np.log10(1.2), NEAR, _NEAR_BITS, _NEAR_SISTERS)
            shifted = told * _UNIT_SHARE + _UNIT_COST
            for power in _POWERS:
                one.put(np.abs(apart - power) < _EQUAL, OTHER_UNIT, shifted, shifted)
            one.put(apart < _EQUAL, SAME, told, told)
            best.better(one, np.arange(len(left)))
    best.bits[best.level == 0] = 0
    return best


def compare_figures(left: Side, right: Side, known: Frequencies) -> Finding:
    """Land, jobs, output …: each with its like, all in one sum."""
    found = Finding.none(len(left))
    ours, theirs = left.of("figures"), right.of("figures")
    if not len(ours):
        return found
    both = ~np.isnan(ours) & ~np.isnan(theirs)
    apart = np.where(both, np.abs(np.log(np.where(both, ours, 1.0)) - np.log(np.where(both, theirs, 1.0))), 0)
    same, near = both & (apart < 1e-4), both & (apart < np.log(1.35))
    gain = (np.where(same, known.tells("figures", figure_hashes(ours.T).T), 0)).sum(axis=0) * _FIGURE_SHARE
    loss = (near & ~same).sum(axis=0) * _FIGURE_NEAR + (both & ~near).sum(axis=0) * _FIGURE_FAR
    bits = (np.minimum(gain, _MOST_FIGURES) + np.maximum(loss, _LEAST_FIGURES)).astype(np.float32)
    found.put(both.any(axis=0), NEAR, bits, bits)
    found.put(both.any(axis=0) & ~near.any(axis=0), FAR, bits, bits)
    found.put(same.any(axis=0), SAME, bits, bits)
    return found


def compare_dates(left: Side, right: Side, known: Frequencies) -> Finding:
    """Days of signing, founding …: each with its like."""
    found = Finding.none(len(left))
    days, months, their_days, their_months = (
        left.of("dates"), left.of("months"), right.of("dates"), right.of("months"),
    )  # fmt: skip
    if not len(days):
        return found
    both = (months != 0) & (their_months != 0)
    same = (days == their_days) & (days != 0)
    month = both & (months == their_months) & ~same
    gain = np.where(same, known.tells("dates", days), 0).sum(axis=0) * _DATE_SHARE + month.sum(axis=0) * _MONTH_BITS
    loss = (both & ~same & ~month).sum(axis=0) * _DATE_FAR
    bits = (np.minimum(gain, _MOST_DATES) + np.maximum(loss, _LEAST_DATES)).astype(np.float32)
    sisters = np.minimum(bits, _MOST_SISTERS_DATES)
    found.put(both.any(axis=0), FAR, bits, sisters)
    found.put(month.any(axis=0), NEAR, bits, sisters)
    found.put(same.any(axis=0), SAME, bits, sisters)
    return found
