"""Who counts ranks over many weightings: one backend a module, with the same answers to the last bit."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Protocol

from yanzhen.errors import MissingPiece, WrongUsage
from yanzhen.place.matrix import Floats, Ints

BACKENDS = ("reference", "native")
_NEEDS = {"native": "yanzhen_kernel"}


class CountRanks(Protocol):
    """Counts in which ranks places stand."""

    def __call__(
        self, gains: Floats, losses: Floats | None, factors: Floats, weights: Floats, counts: Ints, central: Floats
    ) -> None:
        """Add to `counts` and `central` what these weightings say.

        The score of a place is a = sum of factor times gain, or a / (a + b), b the same sum of losses; criteria are
        added one after the other, each product rounded first. A place's rank is the number of places that score more.

        Args:
            gains, losses: (places, criteria), contiguous.
            factors: (weightings, criteria) what the sums are made with.
            weights: the same shape; the weights under which a place is first are added up.
            counts: (places, ranks) how often each place had each rank from 0, added to.
            central: (places, criteria) the sums of weights, added to in the order of the weightings.
        """
        ...


def is_installed(name: str) -> bool:
    """Whether this installation has a backend."""
    return name in BACKENDS and (name not in _NEEDS or find_spec(_NEEDS[name]) is not None)


def backend_of(name: str | None) -> CountRanks:
    """The backend of a name; None asks for the fastest that is installed.

    Raises:
        WrongUsage: no backend has this name.
        MissingPiece: it is not part of this installation.
    """
    if name is None:
        name = "native" if is_installed("native") else "reference"
    if name not in BACKENDS:
        known = ", ".join(BACKENDS)
        raise WrongUsage(f"没有名为 {name} 的后端，可选：{known}", f"no backend is called {name}; there are: {known}")
    if not is_installed(name):
        raise MissingPiece(
            "未安装快速内核：请改用 --backend reference（结果完全相同，只是慢些），或装上 Rust 后执行 make build",
            "the fast kernel is not installed: use --backend reference (same answers, slower), or install Rust and "
            "run make build",
        )
    made: CountRanks = import_module(f"{__name__}.{name}").count_ranks
    return made
