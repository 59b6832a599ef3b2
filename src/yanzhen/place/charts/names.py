"""Names as charts have room for them."""

from __future__ import annotations

from collections.abc import Sequence

_SHORTER = (
    ("高新技术产业开发区", "高新区"), ("经济技术开发区", "经开区"), ("经济开发区", "经开区"), ("综合保税区", "综保区"),
    ("高新技术产业园区", "高新区"), ("工业集中区", "工业区"),
)  # fmt: skip
_REGIONS = "省市州盟县区"
"""After one of these a name may be cut."""
_LEAST = 2
"""Letters that a name keeps."""


def short_names(names: Sequence[str]) -> list[str]:
    """Names without what all of them begin with, and with kinds of parks as people say them; all stay different."""
    said = list(names)
    for long, short in _SHORTER:
        said = [name.replace(long, short) for name in said]
    shared = _shared_start(said)
    start = max(shared.rfind(kind) for kind in _REGIONS) + 1
    cut = [name[start:] for name in said] if all(len(name) - start >= _LEAST for name in said) else said
    return cut if len(set(cut)) == len(set(names)) else list(names)


def _shared_start(names: Sequence[str]) -> str:
    """What all of several names begin with."""
    if len(names) < 2:
        return ""
    first, last = min(names), max(names)
    return next((first[:at] for at, letter in enumerate(first) if last[at : at + 1] != letter), first)
