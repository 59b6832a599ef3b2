"""Names and titles that are approved before they are printed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from yanzhen.errors import YanzhenError
from yanzhen.language import Language, Said
from yanzhen.typesetting.plaintext import printable


@dataclass(frozen=True, slots=True)
class Approval:
    """Who approved a text, on which day (ISO date), and the text that was approved."""

    by: str
    on: str
    zh: str
    en: str = ""


@dataclass(frozen=True, slots=True)
class Wording:
    """A name or title as it is to be printed in both languages; English may be wanting."""

    zh: str
    en: str = ""
    approval: Approval | None = None

    def __bool__(self) -> bool:
        return bool(printable(self.zh) or printable(self.en))

    def told(self, language: Language) -> str:
        """The text in a language, in the other where it is wanting."""
        first, second = (self.en, self.zh) if language == "en" else (self.zh, self.en)
        return printable(first) or printable(second)

    @property
    def standing(self) -> Literal["approved", "unapproved", "changed"]:
        """What is printed now against what was approved; blanks and control characters are never printed."""
        if self.approval is None:
            return "unapproved"
        approved = printable(self.approval.zh), printable(self.approval.en)
        return "approved" if approved == (printable(self.zh), printable(self.en)) else "changed"

    def approved(self, by: str, on: str) -> Wording:
        """The same text, approved as it stands."""
        return Wording(self.zh, self.en, Approval(by, on, self.zh, self.en))


class Doubt(NamedTuple):
    """A text that must not be printed yet: whose, which part of it, and why."""

    whose: str
    part: Said
    text: str
    approved: str | None

    @property
    def said(self) -> Said:
        if self.approved is None:
            return Said(
                f"{self.whose}：{self.part.zh}“{self.text}”还没有核定",
                f"{self.whose}: {self.part.en} “{self.text}” is not approved yet",
            )
        return Said(
            f"{self.whose}：{self.part.zh}核定的是“{self.approved}”，现在是“{self.text}”",
            f"{self.whose}: the {self.part.en} approved was “{self.approved}”, now it is “{self.text}”",
        )


def doubts_of(whose: str, texts: Sequence[tuple[Said, Wording]]) -> tuple[Doubt, ...]:
    """What of the texts is unapproved, or changed since; an empty text is not printed and needs no approval."""
    return tuple(
        Doubt(printable(whose), part, _whole(text), _whole(text.approval) if text.approval else None)
        for part, text in texts
        if text and text.standing != "approved"
    )


def _whole(text: Wording | Approval) -> str:
    return " / ".join(part for part in (printable(text.zh), printable(text.en)) if part)


class NotApproved(YanzhenError):
    """A paper that is not printed, for names or titles that nobody approved; `doubts` names each once."""

    def __init__(self, title: Said, doubts: Sequence[Doubt]) -> None:
        self.doubts = tuple(dict.fromkeys(doubts))
        super().__init__(
            f"{title.zh}不能付印，{len(self.doubts)} 处姓名、职务或单位未经核定（可先出校样）：\n"
            + "\n".join(f"- {doubt.said.zh}" for doubt in self.doubts),
            f"{title.en} is not printed: {len(self.doubts)} names, titles or firms are not approved (a proof can be "
            "had):\n" + "\n".join(f"- {doubt.said.en}" for doubt in self.doubts),
        )
