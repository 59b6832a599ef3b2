"""`where`: which documents a query may be answered with, by their attributes.

A filter maps attribute names to conditions; a document must meet all of them. With n queries in the batch:

    {"industry": 3}                      equal to 3, for every query
    {"industry": [3, 4]}                 one of 3, 4 (a list or set)
    {"amount": (10, 50)}                 from 10 to 50, both included (a tuple of two); None leaves an end open
    {"industry": array of shape (n,)}    equal to its own value, for each query
    {"industry": array (n, m)}           one of its own m values, for each query (repeat a value to fill a row)
    {"amount": (array (n,), array (n,))} from its own low to its own high, for each query

Values are compared as numbers of double precision. An attribute that is NaN meets no condition. An empty list keeps
nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from yanzhen.errors import WrongUsage

Where: TypeAlias = Mapping[str, Any]
Mask: TypeAlias = NDArray[np.bool_]
Values: TypeAlias = NDArray[Any]


@dataclass(frozen=True, slots=True)
class OneOf:
    """`values` has a row a query, or a single row for all of them."""

    name: str
    attribute: Values
    values: Values

    @property
    def shared(self) -> bool:
        return len(self.values) == 1

    def mask(self, query: int) -> Mask:
        wanted = self.values[0 if self.shared else query]
        return np.asarray(np.isin(self.attribute, wanted) & (self.attribute == self.attribute))


@dataclass(frozen=True, slots=True)
class Between:
    """`low` and `high` have an entry a query, or a single one for all of them; infinite where open."""

    name: str
    attribute: Values
    low: Values
    high: Values

    @property
    def shared(self) -> bool:
        return len(self.low) == 1 and len(self.high) == 1

    def mask(self, query: int) -> Mask:
        low = self.low[0 if len(self.low) == 1 else query]
        high = self.high[0 if len(self.high) == 1 else query]
        return np.asarray((self.attribute >= low) & (self.attribute <= high))


Clause: TypeAlias = OneOf | Between


class Filter:
    """The clauses of one search; those that are the same for all queries are evaluated once."""

    def __init__(self, clauses: list[Clause]) -> None:
        self.clauses = clauses
        self._own = [clause for clause in clauses if not clause.shared]

    @cached_property
    def _common(self) -> Mask | None:
        masks = [clause.mask(0) for clause in self.clauses if clause.shared]
        return np.logical_and.reduce(masks) if masks else None

    def mask(self, query: int) -> Mask | None:
        """(documents,) true where a document may answer the query; None where every one may."""
        masks = [clause.mask(query) for clause in self._own]
        if self._common is not None:
            masks.append(self._common)
        return np.logical_and.reduce(masks) if masks else None


def compile_filter(where: Where | None, attributes: Mapping[str, Values], queries: int) -> Filter:
    """A filter ready for `queries` queries.

    Raises:
        WrongUsage: an attribute that the index does not have, or a condition of another form or length.
    """
    if where is not None and not isinstance(where, Mapping):
        raise WrongUsage(
            "where 应是“属性名 → 条件”的字典，如 {'industry': 3}",
            "where must map attribute names to conditions, such as {'industry': 3}",
        )
    return Filter([_clause(name, condition, attributes, queries) for name, condition in (where or {}).items()])


def _clause(name: str, condition: Any, attributes: Mapping[str, Values], queries: int) -> Clause:
    if name not in attributes:
        known = ", ".join(attributes) or "—"
        raise WrongUsage(f"索引没有属性 {name}，有的是：{known}", f"the index has no attribute {name}; it has: {known}")
    attribute = attributes[name]
    if isinstance(condition, tuple):
        if len(condition) != 2:
            raise _misshapen(name)
        low, high = condition
        return Between(name, attribute, _ends(name, low, -np.inf, queries), _ends(name, high, np.inf, queries))
    return OneOf(name, attribute, _choices(name, condition, queries))


def _choices(name: str, condition: Any, queries: int) -> Values:
    if isinstance(condition, np.ndarray) and condition.ndim:
        rows = condition[:, None] if condition.ndim == 1 else condition
        if rows.ndim != 2 or len(rows) != queries:
            raise _misshapen(name)
        return _numeric(name, rows)
    choices = _array(name, list(condition) if isinstance(condition, set | frozenset) else condition)
    if choices.ndim > 1:
        raise _misshapen(name)
    return choices[None, :]


def _ends(name: str, end: Any, if_open: float, queries: int) -> Values:
    ends = _array(name, if_open if end is None else end)
    if ends.ndim != 1 or (isinstance(end, np.ndarray) and len(ends) != queries) or len(ends) not in (1, queries):
        raise _misshapen(name)
    return ends


def _array(name: str, values: Any) -> Values:
    try:
        return _numeric(name, np.atleast_1d(np.asarray(values)))
    except (ValueError, TypeError):  # lists of unequal lengths
        raise _misshapen(name) from None


def _numeric(name: str, values: Values) -> Values:
    if values.size and values.dtype.kind not in "biuf":
        raise _misshapen(name)
    return np.ascontiguousarray(values, np.float64)


def _misshapen(name: str) -> WrongUsage:
    return WrongUsage(
        f"{name} 的条件写法不对：数值、[值, …]、(下限, 上限)，或每个查询一行的数组",
        f"the condition on {name} is not one of: a number, [values], (low, high), or an array with a row a query",
    )
