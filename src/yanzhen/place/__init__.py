"""选址: where a project should go, and how sure that is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from yanzhen.place.comparison import Asked, Comparison, compare
    from yanzhen.place.entropy import entropy_weights
    from yanzhen.place.matrix import Criterion, Matrix
    from yanzhen.place.pairwise import weights_of_comparisons

_HOMES = {
    "Asked": "comparison",
    "Comparison": "comparison",
    "Criterion": "matrix",
    "Matrix": "matrix",
    "compare": "comparison",
    "entropy_weights": "entropy",
    "weights_of_comparisons": "pairwise",
}

__all__ = ["Asked", "Comparison", "Criterion", "Matrix", "compare", "entropy_weights", "weights_of_comparisons"]


def __getattr__(name: str) -> Any:
    # NumPy loads with the first use, not with the package.
    from importlib import import_module

    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
