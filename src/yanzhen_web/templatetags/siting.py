"""What the pages of comparisons say again and again."""

from __future__ import annotations

from django import template

from yanzhen.language import Said

register = template.Library()

IMPORTANCE = {
    5: Said("非常重要", "very important"),
    4: Said("重要", "important"),
    3: Said("一般", "fairly important"),
    2: Said("不太重要", "not very important"),
    1: Said("很不重要", "hardly important"),
    0: Said("不考虑", "not at all"),
}
"""Weight -> word, as `yanzhen.place.importance` reads them."""


@register.filter
def importance_word(weight: int) -> str:
    """What a weight from 0 to 5 is called."""
    return str(IMPORTANCE[int(weight)])
