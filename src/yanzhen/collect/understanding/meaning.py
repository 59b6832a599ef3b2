"""What a header is found to mean, and what told so."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, NamedTuple

AMBIGUOUS = "ambiguous:"
"""Before keys, separated by |, between which only the sheet decides."""

How = Literal["", "listed", "levels", "worded", "periods", "like", "unlike", "plan", "told", "as told"]
"""What told a meaning: the table, the levels of the header together, its wording, the periods that it names, the model;
`unlike` where the model knows it as no field, `plan` where it is the plan of what has only a date of the fact, `told`
where the sender said so, `as told` where it is like a header of which the sender said so."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a header means.

    Attributes:
        key: of the field registry; None where the header is not understood.
        choices: the keys between which the sheet must decide, the most neutral first; empty where the header is clear.
        unit: the unit that the header names, folded.
        certainty: 1 for a known header, less for one that is only like a known one; of having no field where `key` is
            None; 0 for a header of which nothing is known.
        how: what told the meaning.
        near: the known header that was most like it, or the levels put together, as it is compared.
        doubts: what else it may mean by its words, or, without a key, what it may mean: the sender is asked.
    """

    key: str | None = None
    choices: tuple[str, ...] = ()
    unit: str = ""
    certainty: float = 0.0
    how: How = ""
    near: str = ""
    doubts: tuple[str, ...] = ()


class Found(NamedTuple):
    """A key in the notation of the header table (`NO_FIELD` for none), and as `Meaning`."""

    key: str
    certainty: float
    how: How
    near: str = ""
    doubts: tuple[str, ...] = ()


def keys_in(key: str) -> tuple[str, ...]:
    """The keys that one entry of the header table names: several where it is ambiguous, none for no field."""
    return tuple(key.removeprefix(AMBIGUOUS).split("|")) if key else ()


def distinct(keys: Iterable[str]) -> tuple[str, ...]:
    """All keys that some entries name, in their order, each once."""
    return tuple(dict.fromkeys(one for key in keys for one in keys_in(key)))
