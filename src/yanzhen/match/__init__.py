"""匹配: who suits whom, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from yanzhen.match.index import Batch, TextIndex
    from yanzhen.match.reasons import Match, Reason
    from yanzhen.match.sheet import MatchSheet, sheet_of
    from yanzhen.match.technology import match_technology

_HOMES = {
    "Batch": "index",
    "TextIndex": "index",
    "Reason": "reasons",
    "MatchSheet": "sheet",
    "sheet_of": "sheet",
    "Match": "reasons",
    "match_technology": "technology",
}

__all__ = ["Batch", "Match", "MatchSheet", "Reason", "TextIndex", "match_technology", "sheet_of"]


def __getattr__(name: str) -> Any:
    # NumPy and the dictionary of words load with the first use, not with the package.
    from importlib import import_module

    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
