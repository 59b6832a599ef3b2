"""What is wrong with a cell, kept with the advice in both languages."""

from __future__ import annotations

from typing import Any

from yanzhen.language import speaking


def entry_of(issue: Any) -> dict[str, Any]:
    """An issue of collecting as a draft row keeps it."""
    with speaking("zh"):
        zh = issue.message()
    with speaking("en"):
        en = issue.message()
    return {
        "sheet": issue.sheet,
        "row": issue.row,
        "column": issue.column,
        "code": issue.code,
        "key": issue.key,
        "value": "" if issue.value is None else str(issue.value),
        "message_zh": zh,
        "message_en": en,
    }
