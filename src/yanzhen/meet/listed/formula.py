"""Conditions as clauses: numbered variables, and how many of them may hold."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

PAIRWISE = 6  # up to so many, "at most one" forbids every pair


class Formula:
    """Clauses over variables 1, 2, …; a negative number is a variable's opposite, as in the DIMACS form."""

    def __init__(self) -> None:
        self.clauses: list[list[int]] = []
        self.top = 0

    def fresh(self) -> int:
        """A new variable."""
        self.top += 1
        return self.top

    def add(self, *literals: int) -> None:
        """One of these holds."""
        self.clauses.append(list(literals))

    def at_most_one(self, literals: Sequence[int]) -> None:
        """Pairwise where there are few, else a chain of "one before has been true" (Sinz's sequential counter)."""
        if len(literals) <= PAIRWISE:
            for at, one in enumerate(literals):
                for other in literals[at + 1 :]:
                    self.add(-one, -other)
            return
        before = literals[0]
        for literal in literals[1:-1]:
            self.add(-literal, -before)
            before = self.either(before, literal)
        self.add(-literals[-1], -before)

    def exactly_one(self, literals: Sequence[int]) -> None:
        self.add(*literals)
        self.at_most_one(literals)

    def either(self, one: int, other: int) -> int:
        """A new variable that is true where one of the two is."""
        both = self.fresh()
        self.add(-one, both)
        self.add(-other, both)
        self.add(-both, one, other)
        return both

    def at_most(self, literals: Sequence[int], count: int) -> None:
        """No more than `count` of these hold, in a sequential counter (Sinz, CP 2005).

        Its inner variables say how many hold among the first ones: along the slots of a day that is what a search can
        learn from. Totalizers left it searching for the last timetable three times as long.
        """
        if count >= len(literals):
            return
        if count <= 0:
            for literal in literals:
                self.add(-literal)
            return
        before: list[int] = []  # output k (from 0): more than k of the literals so far
        for literal in literals[:-1]:
            before = self._counted_on(before, literal, count)
        if len(before) == count:
            self.add(-literals[-1], -before[-1])

    def _counted_on(self, before: list[int], literal: int, count: int) -> list[int]:
        """The unary count of one literal more, cut off at `count`, which it may not go beyond."""
        if len(before) == count:
            self.add(-literal, -before[-1])
        after = [self.fresh() for _ in range(min(count, len(before) + 1))]
        self.add(-literal, after[0])
        for earlier, later in zip(before, after, strict=False):
            self.add(-earlier, later)
        for earlier, later in zip(before, after[1:], strict=False):
            self.add(-earlier, -literal, later)
        return after

    def exactly(self, literals: Sequence[int], count: int) -> None:
        """So many of these hold: no more, and of their opposites no more than the rest."""
        self.at_most(literals, count)
        self.at_most([-literal for literal in literals], len(literals) - count)

    def counted(self, literals: Sequence[int], upto: int) -> list[int]:
        """A unary count: output k (from 0) is true where more than k of these are, for k < `upto`.

        A totalizer (Bailleux and Boufkhad, CP 2003), cut off at `upto`; outputs are forced up only.
        """
        if len(literals) <= 1:
            return list(literals)
        half = len(literals) // 2
        one, other = self.counted(literals[:half], upto), self.counted(literals[half:], upto)
        outputs = [self.fresh() for _ in range(min(upto, len(one) + len(other)))]
        for a in range(len(one) + 1):
            for b in range(min(len(other), upto - a) + 1):
                if a + b:
                    given: Iterable[int] = [-one[a - 1]] * (a > 0) + [-other[b - 1]] * (b > 0)
                    self.add(*given, outputs[a + b - 1])
        return outputs
