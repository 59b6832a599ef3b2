"""Who moves meetings so that participants wait less: one backend a module, step by step the same."""

from __future__ import annotations

import warnings
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from yanzhen.errors import MissingPiece, WrongUsage
from yanzhen.language import Said
from yanzhen.meet.frame import Frame

BACKENDS = ("reference", "native")
_NEEDS = {"native": "yanzhen_kernel"}
SLOWER = Said(
    "未安装快速内核，改用参考实现减少空档：同样守规则，但同样时间内减得少得多。装上 Rust 后执行 make build 即可",
    "the fast kernel is not installed, so the reference closes gaps: it keeps the same rules, and closes far fewer in "
    "the same time. Install Rust and run make build to have it",
)


class SlowerBackend(UserWarning):
    """The reference serves where the native backend would."""


class MoveMeetings(Protocol):
    """Moves meetings between slots, by annealing over chains of meetings that change places."""

    def __call__(
        self,
        frame: Frame,
        slot: NDArray[np.int64],
        chances: NDArray[np.uint32],
        weights: NDArray[np.int64],
        steps: int,
        seconds: float,
        seed: int,
    ) -> NDArray[np.int64]:
        """Slots of the meetings, (m,): the best at the end of a stage, the first timing included.

        Best is fewest gaps, then fewest changes of hall. Everything that a frame asks for is kept.

        Args:
            frame: the meetings, all of them timed.
            slot: (m,) their slots, which keep to the frame.
            chances: (stages, rises) how likely, of 2^32, a move is made that makes it worse by the column's number.
            weights: (stages,) what a gap counts; a change of hall counts 1.
            steps: how many moves are proposed in each stage.
            seconds: of the clock, after which it ends early.
            seed: the same one makes the same choices.
        """
        ...


def limits_of(frame: Frame) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """What meetings share, whatever it is: tables of a hall, tables of all halls, interpreters.

    Returns:
        `needs`, (m, 3): which rows of `limits` a meeting takes one of, -1 for none; `limits`: (rows, T).
    """
    none = np.full(frame.meetings, -1, np.int64)
    needs, limits = [frame.hall, none, none], [frame.tables]
    if frame.room is not None:
        needs[1] = np.where(frame.hall == frame.online, -1, sum(map(len, limits)))
        limits.append(frame.room[None, :])
    if frame.language is not None and frame.interpreters is not None:
        needs[2] = np.where(frame.language < 0, -1, sum(map(len, limits)) + frame.language)
        limits.append(frame.interpreters)
    return np.column_stack(needs).astype(np.int64), np.concatenate(limits).astype(np.int64)


def halls_of(frame: Frame) -> int:
    """Between how many halls people walk; on line is none."""
    return len(frame.tables) - (frame.online >= 0)


def is_installed(name: str) -> bool:
    """Whether this installation has a backend."""
    return name in BACKENDS and (name not in _NEEDS or find_spec(_NEEDS[name]) is not None)


def backend_of(name: str | None) -> Any:
    """The module with `move_meetings` and `STEPS_A_SECOND`; None asks for the fastest that is installed.

    Raises:
        WrongUsage: no backend has this name.
        MissingPiece: it is not part of this installation.
    """
    name = name or ("native" if is_installed("native") else "reference")
    if name not in BACKENDS:
        known = ", ".join(BACKENDS)
        raise WrongUsage(f"没有名为 {name} 的后端，可选：{known}", f"no backend is called {name}; there are: {known}")
    if not is_installed(name):
        raise MissingPiece(
            "未安装快速内核：请改用 reference 后端（规则完全相同，只是慢些），或装上 Rust 后执行 make build",
            "the fast kernel is not installed: use the reference backend (same rules, slower), or install Rust and "
            "run make build",
        )
    return import_module(f"{__name__}.{name}")


_said: list[bool] = []


def warn_if_slow() -> None:
    """Say once that the reference is slower, where the kernel is not installed."""
    if not is_installed("native") and not _said:
        _said.append(True)
        warnings.warn(str(SLOWER), SlowerBackend, stacklevel=3)
