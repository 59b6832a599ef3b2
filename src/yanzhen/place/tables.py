"""Cells and rows of table files: what they hold, where they stand, and sentences that name file, row and field."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from yanzhen.errors import UnreadableInput
from yanzhen.language import Said
from yanzhen.place.matrix import LARGEST
from yanzhen.recordfiles import read_rows


def number_of(value: Any) -> float | None:
    """A finite number; None where a cell holds none."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        number = float(value) if abs(value) <= LARGEST else math.nan
    else:
        text = unicodedata.normalize("NFKC", text_of(value)).replace(" ", "").replace("−", "-").lstrip("'")
        try:
            number = float(text.replace(",", "") if _grouped(text) else text)
        except ValueError:
            return None
    return number if abs(number) <= LARGEST else None


def _grouped(text: str) -> bool:
    """Whether commas part thousands (1,234.5) and nothing else."""
    whole = text.lstrip("+-").partition(".")[0].split(",")
    return len(whole[0]) in (1, 2, 3) and all(len(part) == 3 for part in whole[1:])


def rows_of(path: Path) -> list[tuple[Said, Mapping[str, Any]]]:
    """The rows that hold anything, each with where it stands."""
    listed = [{str(name).strip(): value for name, value in row.items()} for row in read_rows(path)]
    if not any(listed):
        raise UnreadableInput(f"{path}：里面没有数据行", f"{path}: holds no rows")
    first = 1 if path.suffix.lower() in (".json", ".parquet") else 2
    return [(_place(number, first), row) for number, row in enumerate(listed, start=first) if row]


def _place(number: int, first: int) -> Said:
    return Said(f"第 {number} {'条' if first == 1 else '行'}", f"{'record' if first == 1 else 'row'} {number}")


def said_at(path: Path, place: Said, column: str, zh: str, en: str) -> Said:
    """A sentence about one field of one row of a file."""
    return Said(f"{path.name} {place.zh}：{column} {zh}", f"{path.name} {place.en}: {column} {en}")


def refusal(path: Path, place: Said, column: str, zh: str, en: str) -> UnreadableInput:
    """The error for a field that stops the reading of the file."""
    return UnreadableInput(*said_at(path, place, column, zh, en))


def lacking(path: Path, column: str, listed: list[tuple[Said, Mapping[str, Any]]]) -> UnreadableInput:
    """The error for a file without a column."""
    has = "、".join(list(dict.fromkeys(name for _, row in listed for name in row))[:12])
    return UnreadableInput(
        f"{path}：缺少 {column} 列（现有 {has}），请补上或改列名",
        f"{path}: lacks the column {column} (it has {has}); add it, or rename one",
    )


def value_of(row: Mapping[str, Any], names: Sequence[str]) -> Any:
    """The cell of the first of these columns that holds anything; empty where none does."""
    return next((row[name] for name in names if row.get(name) not in (None, "")), "")


def text_of(value: Any) -> str:
    """A cell as text; a spreadsheet makes a number of a name that has only digits."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def short(text: str) -> str:
    """A cell as a sentence can show it."""
    return text if len(text) <= 40 else text[:40] + "…"
