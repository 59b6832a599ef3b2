"""Single fields of an event file: read, or named with where they stand and what to write instead."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from yanzhen.errors import UnreadableInput
from yanzhen.language import Said

LARGEST = 1_000_000
"""No count in an event is larger."""
MOST_WORTH = 1_000_000_000
PARTS = 1000
"""Worth is counted in thousandths where it is not whole."""
SHOWN = 40


def short(value: object) -> str:
    """What was written, cut where it is long."""
    text = value if isinstance(value, str) else repr(value)
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"


def wrong(where: Said, key: str, zh: str, en: str) -> UnreadableInput:
    """A field that can't be used: `where` it stands, its `key`, and what to write."""
    return UnreadableInput(f"{where.zh}的 {key} {zh}", f"{where.en}: {key} {en}")


def whole(row: Mapping[str, Any], key: str, where: Said, otherwise: int | None, least: int = 0) -> int | None:
    """A whole number from `least` on; `otherwise` where there is none."""
    value = row.get(key)
    if value is None:
        return otherwise
    number = _as_whole(value)
    if number is None or not least <= number <= LARGEST:
        raise wrong(
            where, key,
            f"是“{short(value)}”，请写 {least} 到 {LARGEST} 的整数",
            f"is “{short(value)}”; write a whole number from {least} to {LARGEST}",
        )  # fmt: skip
    return number


def _as_whole(value: object) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return int(value) if isinstance(value, int) or value.is_integer() else None


def share(row: Mapping[str, Any], key: str, where: Said) -> float:
    """A share from 0 to below 1; 0 where there is none."""
    value = row.get(key)
    if value is None:
        return 0.0
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1:
        raise wrong(
            where, key, f"是“{short(value)}”，请写 0 到 1 之间的数，如 0.1", f"is “{short(value)}”; write 0.1 or so"
        )
    return float(value)


def worth(row: Mapping[str, Any], where: Said) -> float:
    """What a request is worth, not negative."""
    value = row.get("value")
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= MOST_WORTH:
        raise wrong(
            where, "value",
            f"是“{short(value)}”，请写 0 到 {MOST_WORTH} 的数",
            f"is “{short(value)}”; write a number from 0 to {MOST_WORTH}",
        )  # fmt: skip
    return float(value)


def yes(row: Mapping[str, Any], key: str, where: Said) -> bool:
    """Whether; no where nothing is said."""
    value = row.get(key, False)
    if value is None:
        return False
    if not isinstance(value, bool):
        raise wrong(where, key, f"是“{short(value)}”，请写 true 或 false", f"is “{short(value)}”; write true or false")
    return value


def name(row: Mapping[str, Any], key: str, where: Said) -> str:
    """An id: a text, or a whole number taken as one."""
    value = row.get(key)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str) or not value.strip():
        raise wrong(
            where, key,
            "没有写，请填编号" if value is None else f"是“{short(value)}”，请填编号",
            "is missing; write an id" if value is None else f"is “{short(value)}”; write an id",
        )  # fmt: skip
    return value


def slots(row: Mapping[str, Any], key: str, where: Said, count: int) -> tuple[int, ...] | None:
    """A list of slots, counted from 0; None where nothing is said."""
    value = row.get(key)
    if value is None:
        return None
    if not isinstance(value, list):
        raise wrong(
            where, key, f"是“{short(value)}”，请写时段的列表，如 [1, 2]", f"is “{short(value)}”; write a list: [1, 2]"
        )
    found = []
    for each in value:
        number = _as_whole(each)
        if number is None or not 1 <= number <= count:
            raise wrong(
                where, key,
                f"里有“{short(each)}”，时段从 1 到 {count}，请改正",
                f"holds “{short(each)}”; slots go from 1 to {count}",
            )  # fmt: skip
        found.append(number - 1)
    return tuple(sorted(set(found)))


def rows(document: Mapping[str, Any], key: str) -> list[tuple[Said, Mapping[str, Any]]]:
    """The objects of a list, each with where it stands."""
    listed = document.get(key)
    if not isinstance(listed, list):
        raise UnreadableInput(f"{key} 不是列表，请写成 [{{…}}, {{…}}]", f"{key} is not a list; write [{{…}}, {{…}}]")
    found: list[tuple[Said, Mapping[str, Any]]] = []
    for number, row in enumerate(listed, start=1):
        if not isinstance(row, dict):
            raise UnreadableInput(
                f"{key} 的第 {number} 个是“{short(row)}”，请写成 {{…}}",
                f"{key}: number {number} is “{short(row)}”; write {{…}}",
            )
        named = row.get("id")
        zh, en = (f"（{short(named)}）", f" ({short(named)})") if isinstance(named, str | int) else ("", "")
        found.append((Said(f"{key} 的第 {number} 个{zh}", f"{key}, number {number}{en}"), row))
    return found
