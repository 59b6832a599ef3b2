"""What came out: figures with their rows, parts of distributions, identities, and the report that holds them all."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from yanzhen.language import Language, Said, say
from yanzhen.report.amounts import YI, exact, grouped, in_english, in_yi, shown


@dataclass(frozen=True, slots=True)
class Apart:
    """A record whose amount is listed beside a sum: a range, foreign money, or no amount at all.

    Attributes:
        stated: the field that holds it, `None` where no amount is stated.
        value: as in the record: `[low, high]` in CNY, or `{"amount", "currency"}`.
    """

    row: str
    stated: str | None
    value: object = None


@dataclass(frozen=True, slots=True)
class Tally:
    """What a measure gives: a number, the ids of the records behind it in their order, and what stands apart.

    `value` is whole CNY for money, a count otherwise, `None` where the measure has no answer. `sources` says how many
    records each field of a `SumFirst` gave.
    """

    value: int | None
    rows: tuple[str, ...]
    apart: tuple[Apart, ...] = ()
    sources: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class FigureValue:
    """A figure worked out, or cited from another office.

    Attributes:
        value: in `unit`; exact.
        value_cny: the same in whole CNY where it is money.
        as_of: ISO date of the records, or of the source.
        rows: ids of the records behind it, none for a cited figure.
        source: who said so, for a cited figure.
        approximate: the source says 约.
        problem: why it must not be told; `None` when all is well.
    """

    id: str
    name: Said
    value: int | Decimal | None
    unit: str
    as_of: str
    definition: Said
    rows: tuple[str, ...] = ()
    value_cny: int | None = None
    apart: tuple[Apart, ...] = ()
    source: Said | None = None
    approximate: bool = False
    problem: Said | None = None

    @property
    def holds(self) -> bool:
        """It has a value and no identity speaks against it."""
        return self.value is not None and self.problem is None

    @property
    def tellable(self) -> bool:
        """It holds and there is something behind it to tell."""
        return self.holds and bool(self.rows or self.source)

    def display(self, language: Language) -> str:
        """Number and unit as a text prints them: `4481亿元`, `CNY 448.1 billion`, `543个`, `1,310`."""
        if self.value is None:
            return "待核" if language == "zh" else "under verification"
        if language == "zh":
            return f"{shown(self.value)}{self.unit}"
        if self.value_cny is not None:
            return in_english(self.value_cny)
        return grouped(self.value) + (self.unit if self.unit.isascii() else "")


def money_value(amount: int) -> Decimal | int:
    """Whole CNY in 亿元: an int where it is whole, else an exact decimal."""
    return amount // YI if amount % YI == 0 else exact(amount, YI)


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a distribution; `value` is the code or word that its records share, `None` where they state none."""

    id: str
    value: str | None
    label: Said
    count: int
    amount_cny: int
    rows: tuple[str, ...]

    @property
    def amount_yi(self) -> str:
        """The amount in 亿元, exactly."""
        return in_yi(self.amount_cny)


@dataclass(frozen=True, slots=True)
class DistributionValue:
    """The parts of a distribution, largest first, the unknown last; `problem` says what does not add up."""

    id: str
    name: Said
    count: str
    amount: str
    parts: tuple[Part, ...]
    problem: Said | None = None

    @property
    def holds(self) -> bool:
        """Its parts add up."""
        return self.problem is None


@dataclass(frozen=True, slots=True)
class IdentityValue:
    """A relation that was checked; `difference` says what differs where it does not hold."""

    id: str
    statement: Said
    holds: bool
    figures: tuple[str, ...]
    difference: Said | None = None


@dataclass(frozen=True, slots=True)
class SignedProject:
    """A project of the list of signings, as its row tells it."""

    row: str
    name: str
    investor: str
    city: Said
    chain: Said


@dataclass(frozen=True, slots=True)
class Report:
    """All figures of one event at one date.

    Attributes:
        collection_round: what the offices call the round, where they all say the same; else empty.
        repeated: ids of rows that were sent in before and are not counted again.
    """

    as_of: str
    figures: tuple[FigureValue, ...]
    distributions: tuple[DistributionValue, ...]
    identities: tuple[IdentityValue, ...]
    signed: tuple[SignedProject, ...] = ()
    collection_round: str = ""
    repeated: tuple[str, ...] = ()

    def figure(self, id_: str) -> FigureValue:
        """The figure of that id; KeyError where there is none."""
        for figure in self.figures:
            if figure.id == id_:
                return figure
        raise KeyError(id_)

    def distribution(self, id_: str) -> DistributionValue:
        """The distribution of that id; KeyError where there is none."""
        for distribution in self.distributions:
            if distribution.id == id_:
                return distribution
        raise KeyError(id_)

    @property
    def cited(self) -> tuple[FigureValue, ...]:
        """The figures that another office vouches for."""
        return tuple(figure for figure in self.figures if figure.source is not None)

    def complaints(self) -> list[str]:
        """A sentence for each identity that fails and each figure without an answer, in the language in force."""
        failed = [identity for identity in self.identities if not identity.holds]
        touched = {id_ for identity in failed for id_ in identity.figures}
        unanswered = [(f.name, f.problem) for f in self.figures if f.problem is not None and f.id not in touched]
        told = [(identity.statement, identity.difference) for identity in failed] + unanswered
        return [
            say(f"数字待核：{what.zh}（{why.zh}）", f"to be verified: {what.en} ({why.en})")
            for what, why in told
            if why
        ]
