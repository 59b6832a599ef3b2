"""What somebody may know of but can't have as asked: the sentence names the field and the fix.

What they may not know of is not refused but missing: `Model.DoesNotExist`, the same as for what never was.
"""

from __future__ import annotations

from yanzhen.errors import YanzhenError


class Refusal(YanzhenError):
    """An entry of a person's that can't be taken.

    Args:
        zh: the sentence in Chinese, naming the fix.
        en: the same in English.
        field: which entry it is about; empty for the whole.
    """

    def __init__(self, zh: str, en: str, *, field: str = "") -> None:
        super().__init__(zh, en)
        self.field = field
