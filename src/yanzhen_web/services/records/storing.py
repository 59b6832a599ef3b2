"""Text as both databases take it, and as it can be shown beside other text."""

from __future__ import annotations

import re
from typing import Any

# PostgreSQL keeps no null characters, and half a surrogate pair is no text at all; marks that turn the direction of
# what follows make a file name or a sum look like another one, wherever it is shown later.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff\u202a-\u202e\u2066-\u2069]")


def storable(value: Any) -> Any:
    """The value with the characters left out that no database keeps or that turn text; containers all the way down."""
    if isinstance(value, str):
        return value if value.isascii() and "\x00" not in value else _UNSTORABLE.sub("", value)
    if isinstance(value, dict):
        return {storable(key): storable(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [storable(inner) for inner in value]
    return value
