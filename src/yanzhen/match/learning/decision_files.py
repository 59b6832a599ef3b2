"""Demands and judged pairs in table files; a row that can't be used is named, and the others are read."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from yanzhen.errors import UnreadableInput
from yanzhen.language import Said
from yanzhen.match.learning.decisions import LEVELS, LONGEST, Decision, Demand, Pair
from yanzhen.recordfiles import read_rows

_COLUMNS: dict[str, tuple[str, ...]] = {
    "demand_id": ("demand_id", "id", "需求编号", "编号"),
    "title": ("title", "name", "需求名称", "名称"),
    "text": ("text", "content", "需求内容", "内容"),
    "achievement_id": ("achievement_id", "offer_id", "成果编号"),
    "achievement_title_words": ("achievement_title_words", "achievement_title", "成果名称"),
    "level": ("level", "级别"),
}
"""What a column may be called; the first is the name in the manual."""


@dataclass
class Read:
    """What a file of pairs holds.

    Attributes:
        pairs: in the order of the file.
        levels: of each pair; empty where none were asked for.
        refused: a sentence for each row that can't be used.
    """

    pairs: list[Pair] = field(default_factory=list)
    levels: list[int] = field(default_factory=list)
    refused: list[Said] = field(default_factory=list)

    @property
    def decisions(self) -> list[Decision]:
        """The pairs with their levels."""
        return [Decision(pair, level) for pair, level in zip(self.pairs, self.levels, strict=True)]


def read_demands(path: Path) -> tuple[list[Demand], list[Said]]:
    """The demands of a file: `demand_id`, `title`, `text`; and a sentence for each row that can't be used.

    Raises:
        UnreadableInput: the file can't be read, or lacks a column.
    """
    rows = _rows(path, ("demand_id", "title"))
    found, refused = [], []
    for place, row in rows:
        key, title, text = (_text(_value(row, column)) for column in ("demand_id", "title", "text"))
        if not key:
            refused.append(
                _refusal(path, place, "demand_id", "是空的，请填需求的编号", "is empty; give the demand's id")
            )
        elif not title and not text:
            refused.append(
                _refusal(
                    path, place, "title", "和 text 都是空的，请至少填一个", "and text are empty; fill in one of them"
                )
            )
        else:
            found.append(Demand(key, title[:LONGEST], text.replace("\\n", "\n")[:LONGEST]))
    return found, refused


def read_pairs(path: Path, demands: Iterable[str], *, judged: bool) -> Read:
    """The pairs of a file: `achievement_id`, `demand_id`, `achievement_title_words`, and `level` where they are judged.

    Args:
        demands: the ids that are known; a pair of another demand is refused.

    Raises:
        UnreadableInput: the file can't be read, or lacks a column.
    """
    columns = ("achievement_id", "demand_id", "achievement_title_words", *(["level"] if judged else []))
    known = frozenset(demands)
    read = Read()
    for place, row in _rows(path, columns):
        pair = Pair(*(_text(_value(row, name)) for name in ("demand_id", "achievement_id", "achievement_title_words")))
        level = _level(_value(row, "level")) if judged else None
        if not pair.demand_id:
            said = _refusal(path, place, "demand_id", "是空的，请填需求的编号", "is empty; give the demand's id")
        elif pair.demand_id not in known:
            said = _refusal(
                path, place, "demand_id",
                f"“{_short(pair.demand_id)}”不在需求表里，请补上这条需求，或改正编号",
                f"“{_short(pair.demand_id)}” is not among the demands; add that demand, or mend the id",
            )  # fmt: skip
        elif not pair.achievement_id:
            said = _refusal(
                path, place, "achievement_id", "是空的，请填成果的编号", "is empty; give the achievement's id"
            )
        elif judged and level is None:
            shown = _short(_text(_value(row, "level")))
            said = _refusal(
                path,
                place,
                "level",
                f"是“{shown}”，请写 1 到 4 的整数",
                f"is “{shown}”; write a whole number from 1 to 4",
            )
        else:
            read.pairs.append(pair._replace(title=pair.title[:LONGEST]))
            if level is not None:
                read.levels.append(level)
            continue
        read.refused.append(said)
    return read


def _rows(path: Path, columns: Sequence[str]) -> list[tuple[Said, Mapping[str, Any]]]:
    """The rows that hold anything, each with where it stands."""
    listed = [{str(name).strip(): value for name, value in row.items()} for row in read_rows(path)]
    present = {name for row in listed for name in row}
    missing = [column for column in columns if present.isdisjoint(_COLUMNS[column])]
    if not present:
        raise UnreadableInput(f"{path}：里面没有数据行", f"{path}: holds no rows")
    if missing and missing != ["achievement_title_words"]:
        has = "、".join(sorted(present)[:12])
        raise UnreadableInput(
            f"{path}：缺少 {'、'.join(missing)} 列（现有 {has}），请补上或改列名",
            f"{path}: lacks the column {', '.join(missing)} (it has {has}); add it, or rename one",
        )
    first = 1 if path.suffix.lower() in (".json", ".parquet") else 2
    return [(_place(number, first), row) for number, row in enumerate(listed, start=first) if row]


def _place(number: int, first: int) -> Said:
    return Said(f"第 {number} {'条' if first == 1 else '行'}", f"{'record' if first == 1 else 'row'} {number}")


def _refusal(path: Path, place: Said, column: str, zh: str, en: str) -> Said:
    return Said(f"{path.name} {place.zh}：{column} {zh}", f"{path.name} {place.en}: {column} {en}")


def _value(row: Mapping[str, Any], column: str) -> Any:
    return next((row[name] for name in _COLUMNS[column] if row.get(name) not in (None, "")), "")


def _text(value: Any) -> str:
    """A cell as text; a spreadsheet makes a number of an id that has only digits."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:40] + "…"


def _level(value: Any) -> int | None:
    text = unicodedata.normalize("NFKC", _text(value))
    return int(text) if text in {str(level) for level in LEVELS} else None
