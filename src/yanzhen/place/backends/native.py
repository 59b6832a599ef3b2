"""The kernel in Rust (`kernel/`, the module yanzhen_kernel)."""

from __future__ import annotations

import yanzhen_kernel

from yanzhen.place.backends import CountRanks

count_ranks: CountRanks = yanzhen_kernel.count_ranks
