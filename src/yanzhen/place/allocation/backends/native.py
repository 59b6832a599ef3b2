"""The kernel in Rust (`kernel/`, the module yanzhen_kernel)."""

from __future__ import annotations

import yanzhen_kernel

from yanzhen.place.allocation.backends import Assign, MatchStable, Pack

assign: Assign = yanzhen_kernel.assign
match_stable: MatchStable = yanzhen_kernel.match_stable
pack: Pack = yanzhen_kernel.pack
