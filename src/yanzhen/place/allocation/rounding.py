"""How far sums of sizes may be off."""

ROUNDING = 1e-9
"""Sums of sizes may exceed a capacity by so much: 0.1 + 0.2 fits into 0.3."""
