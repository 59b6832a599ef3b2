"""A paper as data: sheets of headings, texts, tables, cards and seats, each with a key that stays and a hash."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from typing import Any, Literal, TypeAlias

import orjson

from yanzhen.language import Language, Said
from yanzhen.meet.papers.approval import Doubt
from yanzhen.typesetting.plaintext import printable

Align = Literal["left", "center", "right"]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading within a sheet; `level` 1 (黑体) or 2 (楷体)."""

    text: str
    level: Literal[1, 2] = 1


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph: of the text, a remark, what is spoken aloud, a line of a cover in the middle, a warning."""

    text: str
    kind: Literal["body", "note", "speech", "centre", "title", "cover"] = "body"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its header, its share of the width, where its cells stand."""

    header: str
    share: int
    align: Align = "left"


@dataclass(frozen=True, slots=True)
class Grid:
    """A table; its header is repeated on every page, no row is broken; `large` for what is read standing."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    large: bool = False


@dataclass(frozen=True, slots=True)
class Boxes:
    """Boxes to sign off in: what each is for; room for opinion, name and date."""

    labels: tuple[str, ...]
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Chair:
    """A chair of a plan: its number in the row, who sits there."""

    number: str
    name: str


@dataclass(frozen=True, slots=True)
class SeatMap:
    """Rows of chairs as one looks down on the hall, the rostrum above; a label stands before each row."""

    rostrum_label: str
    rostrum: tuple[tuple[Chair, ...], ...]
    rows: tuple[tuple[str, tuple[Chair, ...]], ...]


@dataclass(frozen=True, slots=True)
class Badge:
    """A badge: the name large, the role with its colour, the payload of the QR; second lines are the other language."""

    event: str
    name: str
    second_name: str
    title: str
    second_title: str
    organisation: str
    second_organisation: str
    role: str
    role_label: str
    code: str


@dataclass(frozen=True, slots=True)
class TableCard:
    """A card that is folded and shows the same on both faces."""

    name: str
    second_name: str
    line: str


Block: TypeAlias = Heading | Text | Grid | Boxes | SeatMap | Badge | TableCard


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is printed anew as a whole: a chapter, a plan, a badge.

    Attributes:
        key: stays the same as long as it is the same thing.
        label: what people call it.
        number: of a chapter, before its page numbers, so that one chapter can be replaced; 0 for none.
    """

    key: str
    label: str
    blocks: tuple[Block, ...]
    doubts: tuple[Doubt, ...] = ()
    number: int = 0

    @property
    def digest(self) -> str:
        """SHA-256 of all that is printed of it, in hexadecimal."""
        content = {"label": self.label, "number": self.number, "blocks": [block_data(block) for block in self.blocks]}
        return hashlib.sha256(orjson.dumps(content, option=orjson.OPT_SORT_KEYS)).hexdigest()


Form = Literal["portrait", "landscape", "a3", "badges", "cards"]


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper of the event.

    Attributes:
        name: which paper it is, for machines (`badges`).
        scope: which of several of that name, such as a session's key; empty for the only one.
        form: how its sheets come to pages.
        day: ISO date that is written into the file.
    """

    name: str
    scope: str
    language: Language
    title: Said
    form: Form
    sheets: tuple[Sheet, ...]
    day: str

    @property
    def doubts(self) -> tuple[Doubt, ...]:
        """What of it is not approved, each once."""
        return tuple(dict.fromkeys(doubt for sheet in self.sheets for doubt in sheet.doubts))


def block_data(block: Block) -> dict[str, Any]:
    """A block as data of which every text is safe on paper; `block` names its kind."""
    data: dict[str, Any] = {"block": type(block).__name__.lower(), **_clean(asdict(block))}
    return data


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, dict):
        return {key: _clean(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_clean(inner) for inner in value]
    return value
