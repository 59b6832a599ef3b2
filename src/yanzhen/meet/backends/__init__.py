"""Who finds slots for meetings: one backend a module, both keep what the frame asks for."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Protocol

from yanzhen.errors import MissingPiece, WrongUsage
from yanzhen.meet.frame import Frame, Ints

BACKENDS = ("reference", "native")


@dataclass(frozen=True, slots=True)
class Task:
    """What is asked of a backend.

    Attributes:
        gain: int64 (m,), what each meeting is worth, musts above all else.
        chosen: int64, the meetings that should have a slot, the most urgent first.
        order: int64, those that may come in for others where that gains.
        least: int64 (n,), and `floor`, what each meeting of a participant up to it adds.
        goal: a sum of gains and floors that can't be exceeded: whoever reaches it may stop.
        steps, rounds: of ejection and of exchange.
        seconds: 0 for no limit.
    """

    gain: Ints
    chosen: Ints
    order: Ints
    least: Ints
    floor: int
    goal: int
    seed: int
    steps: int
    rounds: int
    seconds: float


class TimeMeetings(Protocol):
    """Finds slots."""

    def __call__(self, frame: Frame, task: Task) -> Ints:
        """The slot of each meeting, int64 (m,), `UNTIMED` for none: all that the frame asks for is kept."""
        ...


def backend_of(name: str | None) -> TimeMeetings:
    """The backend of a name; None asks for the fastest that is installed.

    Raises:
        WrongUsage: no backend has this name.
        MissingPiece: it is not part of this installation.
    """
    there = find_spec("yanzhen_kernel") is not None
    name = name or ("native" if there else "reference")
    if name not in BACKENDS:
        known = ", ".join(BACKENDS)
        raise WrongUsage(f"没有名为 {name} 的后端，可选：{known}", f"no backend is called {name}; there are: {known}")
    if name == "native" and not there:
        raise MissingPiece(
            "未安装快速内核：请改用 reference，或装上 Rust 后执行 make build",
            "the fast kernel is not installed: use reference, or install Rust and run make build",
        )
    found: TimeMeetings = import_module(f"{__name__}.{name}").time_meetings
    return found
