"""Text as both databases take it."""

from __future__ import annotations

import re
from typing import Any

# PostgreSQL keeps no null characters, and half a surrogate pair is no text at all.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def storable(value: Any) -> Any:
    """The value with the characters left out that no database keeps; containers all the way down."""
    if isinstance(value, str):
        return value if value.isascii() and "\x00" not in value else _UNSTORABLE.sub("", value)
    if isinstance(value, dict):
        return {storable(key): storable(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [storable(inner) for inner in value]
    return value
