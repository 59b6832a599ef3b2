"""Measured quantities: what is asked, what is reached, where a firm stands today."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from random import Random

_ALL = Decimal(100)


@dataclass(frozen=True, slots=True)
class Metric:
    """A measured quantity.

    Attributes:
        sense: `≥` where more is better, `≤` where less is.
        low, high, step: the range in which targets lie.
    """

    name: str
    sense: str
    low: Decimal
    high: Decimal
    step: Decimal
    unit: str

    @classmethod
    def parsed(cls, text: str) -> Metric:
        """From `返工率 ≤ 1 4 0.5 %`; the unit may be missing."""
        name, sense, low, high, step, *unit = text.split()
        return cls(name, sense, Decimal(low), Decimal(high), Decimal(step), " ".join(unit))

    def draw(self, rng: Random) -> Decimal:
        """A target such as an office would write."""
        return self.low + self.step * rng.randrange(int((self.high - self.low) / self.step) + 1)

    def near(self, target: Decimal, rng: Random, *, meets: bool) -> Decimal:
        """What somebody reached: a few steps on the right or on the wrong side of the target."""
        steps = rng.randrange(5) if meets else -rng.randrange(1, 6)
        value = target + self.step * (steps if self.sense == "≥" else -steps)
        return min(max(value, self._least(target)), self._most())

    def worse(self, target: Decimal, rng: Random) -> Decimal:
        """Where a firm stands today: clearly short of its target, within reason."""
        steps = self.step * rng.randrange(5, 16)
        if self.sense == "≥":
            return max(target - steps, self._least(target))
        return min(target + steps, max(target * 3, target + self.step))

    def _least(self, target: Decimal) -> Decimal:
        return max(target * Decimal("0.45") // self.step * self.step, self.step)

    def _most(self) -> Decimal:
        """No share comes nearer to all than half the way from the highest target."""
        if self.unit == "%" and self.sense == "≥" and self.high < _ALL:
            return (self.high + (_ALL - self.high) / 2) // self.step * self.step
        return self.high * 2

    def amount(self, value: Decimal) -> str:
        """`600h`, `0.3mm`: value and unit."""
        return f"{value.normalize():f}{self.unit}"

    def aim(self, value: Decimal) -> str:
        """`返工率≤2%`."""
        return f"{self.name}{self.sense}{self.amount(value)}"
