"""How sure the model may be of its best guess, and what follows: it is taken, taken and asked about, or only asked."""

from __future__ import annotations

import math
from collections.abc import Sequence

from yanzhen.collect.understanding.model import Guess

TAKEN = 0.9
"""From this certainty on a guess is taken as if the table had it."""
ASKED = 0.4
"""From here it is taken, and the sender is asked; below, the cells stay as they are until somebody answers."""
WORTH_ASKING = 0.2
"""Below this the guess is no help to anybody."""

_BIAS, _SCORE, _LEAD, MOST_LEAD = -2.41, 5.15, 5.83, 0.5
"""Logistic regression of "the best guess is right" on its score and its lead over the next, fitted to its
answers for 5,211 headers of the table, each left out in turn (`benchmarks/headers.py --fit`)."""


def certainty(guesses: Sequence[Guess]) -> float:
    """The share of such guesses that are right, from 0 to 1; 0 without any.

    Args:
        guesses: the best first.
    """
    if not guesses:
        return 0.0
    score = guesses[0].score
    lead = score - (guesses[1].score if len(guesses) > 1 else 0.0)
    return 1 / (1 + math.exp(-(_BIAS + _SCORE * score + _LEAD * min(lead, MOST_LEAD))))
