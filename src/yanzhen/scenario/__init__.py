"""Demo events as folders of workbooks, as offices would send them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from yanzhen.errors import WrongUsage

SCENARIOS = ("hunan2025",)


def write_scenario(
    name: str, out_dir: Path, *, seed: int = 2025, progress: Callable[[int, int], None] | None = None
) -> list[Path]:
    """Write the workbooks of a demo event into a folder (made if need be). The same seed gives the same bytes.

    Args:
        name: one of SCENARIOS.
        progress: called with (books written, books in all).

    Raises:
        WrongUsage: no scenario of that name.
    """
    if name not in SCENARIOS:
        known = "、".join(SCENARIOS)
        raise WrongUsage(
            f"没有名为 {name} 的场景，可用：{known}", f"no scenario {name}; there is: {', '.join(SCENARIOS)}"
        )
    from yanzhen.scenario import hunan2025

    return hunan2025.write(out_dir, seed, progress)
