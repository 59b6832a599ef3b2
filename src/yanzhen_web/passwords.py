"""A rule for new passwords: words that anybody would try first count for nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError

from yanzhen.language import say

OF_THE_FIELD = (
    "yanzhen", "雁阵", "duijie", "对接", "zhaoshang", "招商", "chanye", "产业", "zhuanyi", "转移", "admin", "password",
    "changsha", "hunan", "2024", "2025", "2026", "123456", "qwerty", "abc123",
)  # fmt: skip
"""Words of this system and of the field, beside which the names of the person and of the organisation stand."""
_LEAST_LEFT = 8
_SHORTEST = 4


class ContextWords:
    """Without the words of the field, the person's name and the organisation's, eight characters must be left."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raises ValidationError for a password that is made of such words."""
        left = password.lower()
        for word in sorted({*OF_THE_FIELD, *_words_about(user)}, key=len, reverse=True):
            left = left.replace(word, "")
        if len(left) < _LEAST_LEFT:
            raise ValidationError(self.get_help_text(), code="password_of_context_words")

    def get_help_text(self) -> str:
        """What to write instead."""
        return say(
            f"密码里除去系统名、单位名、姓名和常用词，还要有 {_LEAST_LEFT} 个以上字符",
            f"beside the names of the system, the office and the person, and common words, a password needs "
            f"{_LEAST_LEFT} characters or more",
        )


def _words_about(user: Any) -> Iterator[str]:
    if user is None or user.pk is None:
        return
    from yanzhen_web.models import Membership

    names = [user.username, user.name]
    names += Membership.current_of(user).values_list("organisation__name", flat=True)
    for name in filter(None, names):
        yield from (form for form in _forms(str(name)) if len(form) >= _SHORTEST or not form.isascii())


def _forms(name: str) -> Iterator[str]:
    """A name as it stands, its pinyin in full, and its initials."""
    from pypinyin import Style, lazy_pinyin

    yield name.lower()
    yield "".join(lazy_pinyin(name)).lower()
    yield "".join(lazy_pinyin(name, style=Style.FIRST_LETTER)).lower()
