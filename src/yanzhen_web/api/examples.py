"""Examples made of the examples of their parts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_DEEPEST = 14
_OF_FORMAT = {"date": "2025-03-29", "date-time": "2025-03-29T01:00:00Z", "binary": "(…)", "uri": "https://example.com/"}
_OF_TYPE: dict[str, Any] = {"integer": 1, "number": 1.5, "boolean": True, "null": None, "string": "示例"}


def example_of(schema: Mapping[str, Any], known: Mapping[str, Any], depth: int = 0) -> Any:
    """A value that a schema describes, from the examples that stand in it.

    Args:
        known: the schemas to which it may refer, by name.
    """
    if depth > _DEEPEST:
        return {}
    if "$ref" in schema:
        return example_of(known[schema["$ref"].rpartition("/")[2]], known, depth + 1)
    for word in ("examples", "enum"):
        if schema.get(word):
            return schema[word][0]
    for word in ("example", "const", "default"):
        if schema.get(word) is not None:
            return schema[word]
    for word in ("allOf", "anyOf", "oneOf"):
        if schema.get(word):
            chosen = next((one for one in schema[word] if one.get("type") != "null"), schema[word][0])
            return example_of(chosen, known, depth + 1)
    return _of_type(schema, known, depth)


def _of_type(schema: Mapping[str, Any], known: Mapping[str, Any], depth: int) -> Any:
    if schema.get("type") == "object":
        properties = schema.get("properties", {})
        return {name: example_of(one, known, depth + 1) for name, one in properties.items()}
    if schema.get("type") == "array":
        return [example_of(schema.get("items", {}), known, depth + 1)]
    if schema.get("format") in _OF_FORMAT:
        return _OF_FORMAT[schema["format"]]
    return _OF_TYPE.get(str(schema.get("type")), "示例")
