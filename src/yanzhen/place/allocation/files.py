"""Projects, places and what pairs are worth, from table files; what can't be used is named with file, row and field."""

from __future__ import annotations

import difflib
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

from yanzhen.errors import UnreadableInput
from yanzhen.language import Said
from yanzhen.place.allocation.backends import IMPOSSIBLE
from yanzhen.place.allocation.nearness import near_within
from yanzhen.place.allocation.problem import PARTS, Link, Problem
from yanzhen.place.allocation.resources import RESOURCES, spelling_of
from yanzhen.place.matrix import Floats, Ints
from yanzhen.place.tables import lacking, number_of, refusal, rows_of, said_at, short, text_of, value_of
from yanzhen.reference.cells import is_nothing, listed

Row = Mapping[str, Any]
Rows = list[tuple[Said, Row]]

_COLUMNS: dict[str, tuple[str, ...]] = {
    "project": ("project", "project_id", "id", "项目", "项目编号", "编号", "项目名称", "name", "名称"),
    "place": ("place", "place_id", "id", "承接地", "园区", "地方", "地区", "城市", "name", "名称"),
    "value": ("value", "价值", "分值"),
    "key": ("key", "重点", "重点项目"),
    "group": ("group", "partners", "链组", "配套组"),
    "office": ("office", "first_office", "首谈地", "首报地"),
    "prefers": ("prefers", "意愿", "志愿"),
    "slots": ("slots", "projects", "名额", "可容纳项目数"),
    "at_least": ("at_least", "至少"),
    "score": ("score", "得分"),
    "partner": ("partner", "partners_near", "配套伙伴", "配套企业"),
    "partner_bonus": ("partner_bonus", "配套加分"),
    "least_value": ("least_value", "value_at_least", "价值至少", "保底价值"),
    "lon": ("lon", "longitude", "经度"),
    "lat": ("lat", "latitude", "纬度"),
}
"""What a column may be called; the first is the name in the manual."""
_YES = frozenset({"yes", "y", "true", "1", "是", "重点", "√", "对"})
_NO = frozenset({"no", "n", "false", "0", "否", "不是", "×", ""})


@dataclass
class ReadProblem:
    """A problem from files.

    Attributes:
        refused: a sentence for each row or cell that can't be used.
        left_out: projects that are not planned, and why.
        notes: what else should be known of the answer.
    """

    problem: Problem
    refused: list[Said] = field(default_factory=list)
    left_out: list[tuple[str, Said]] = field(default_factory=list)
    notes: list[Said] = field(default_factory=list)


def read_problem(
    projects: Path,
    places: Path,
    *,
    values: Path | None = None,
    ranking: Path | None = None,
    within: float | None = None,
) -> ReadProblem:
    """The projects, the places, and what each pair is worth.

    Args:
        values: a table of pairs (`project`, `place`, `value`), or of projects with a column a place.
        ranking: what `yanzhen place` wrote; a pair is then worth the project's value times the place's score.
            Without either a pair is worth the project's value, less for a later choice of the project.
        within: partners in places so many kilometres apart count as near; None where only the same place does.

    Raises:
        UnreadableInput: a file can't be read or lacks a column; or a capacity is no number or negative.
        WrongUsage: values too large to be added up.
    """
    found = _Reading(projects, places, within)
    worth = found.pairs(values) if values else found.from_ranking(ranking) if ranking else found.from_choices()
    return found.problem(worth)


class _Reading:
    def __init__(self, projects: Path, places: Path, within: float | None = None) -> None:
        self._project_file, self._place_file, self._within = projects, places, within
        self.refused: list[Said] = []
        self.left_out: list[tuple[str, Said]] = []
        self.notes: list[Said] = []
        self._places = self._ids(places, "place")
        self._place_numbers = {name: j for j, name in enumerate(self._places)}
        self._slots = np.array([self._whole(*each, "slots", math.inf) for each in self._places.values()])
        self._at_least = np.array([self._whole(*each, "at_least", 0) for each in self._places.values()])
        least = [self._amount(*each, "least_value", _COLUMNS["least_value"], 0) for each in self._places.values()]
        self._least_values = tuple(round(amount * PARTS) for amount in least) if any(least) else ()
        rows = self._ids(projects, "project")
        self._units: list[str] = []
        self._resources = self._limited(rows)
        self._capacities = self._all_capacities()
        self._projects, self._sizes, self._worth = self._usable(rows)
        self._project_numbers = {name: i for i, name in enumerate(self._projects)}

    def _ids(self, path: Path, kind: str) -> dict[str, tuple[Said, Row]]:
        """The rows of a file by id, in the order of ids, so that the order of the file decides nothing."""
        rows = rows_of(path)
        if not any(name in row for _, row in rows for name in _COLUMNS[kind]):
            raise lacking(path, kind, rows)
        found: dict[str, tuple[Said, Row]] = {}
        for where, row in rows:
            name = text_of(value_of(row, _COLUMNS[kind]))
            if not name:
                self.refused.append(
                    said_at(
                        path,
                        where,
                        kind,
                        "是空的，这一行没有用上，请填编号",
                        "is empty; the row is left out: fill it in",
                    )
                )
            elif name in found:
                other = found[name][0]
                self.refused.append(
                    said_at(
                        path, where, kind,
                        f"“{short(name)}”在{other.zh}已经有了，这一行没有用上，请合并或改编号",
                        f"“{short(name)}” stands in {other.en} already; this row is left out: merge or rename it",
                    )
                )  # fmt: skip
            else:
                found[name] = (where, row)
        return dict(sorted(found.items()))

    # --- places ------------------------------------------------------------------------------------------------------

    def _whole(self, where: Said, row: Row, column: str, otherwise: float) -> float:
        number = self._amount(where, row, column, _COLUMNS[column], otherwise)
        if number != math.inf and number != int(number):
            raise refusal(
                self._place_file, where, column,
                f"是 {number:g}，请写整数（几个项目）",
                f"is {number:g}; write a whole number of projects",
            )  # fmt: skip
        return number

    def _amount(self, where: Said, row: Row, column: str, names: Sequence[str], otherwise: float) -> float:
        value = value_of(row, names)
        number = number_of(value)
        if number is None and is_nothing(text_of(value)):
            return otherwise
        if number is None or number < 0:
            raise refusal(
                self._place_file, where, column,
                f"是“{short(text_of(value))}”，请写不小于 0 的数（没有上限就留空）",
                f"is “{short(text_of(value))}”; write a number from 0 on (leave it empty where there is no limit)",
            )  # fmt: skip
        return number

    def _limited(self, rows: Mapping[str, tuple[Said, Row]]) -> dict[str, tuple[str, ...]]:
        """The resources that both files speak of."""

        def spoken(listed: Iterable[tuple[Said, Row]], names: Sequence[str]) -> bool:
            return any(text_of(value_of(row, names)) for _, row in listed)

        def columns(listed: Iterable[tuple[Said, Row]]) -> dict[str, None]:
            return dict.fromkeys(name for _, row in listed for name in row)

        found = {}
        here, yonder = columns(rows.values()), columns(self._places.values())
        for name in RESOURCES:
            ours, theirs = spelling_of(name, here), spelling_of(name, yonder)
            names = tuple(dict.fromkeys(ours.columns + theirs.columns))
            needed, there = spoken(rows.values(), names), spoken(self._places.values(), names)
            if needed and there:
                found[name] = names
                self._units.append(self._unit(name, ours.units + theirs.units))
            elif needed or there:
                path = self._place_file if needed else self._project_file
                self.notes.append(
                    Said(
                        f"{path.name}：没有 {name} 这一列（{'、'.join(names)}），不按它限制",
                        f"{path.name}: says nothing of {name}, so that it limits nothing",
                    )
                )
        return found

    def _unit(self, resource: str, units: Sequence[str]) -> str:
        named = list(dict.fromkeys(units))
        if len(named) > 1:
            raise UnreadableInput(
                f"{self._project_file.name}、{self._place_file.name}：{resource} 写了不同的单位"
                f"（{'、'.join(named)}），请换算成同一个单位",
                f"{self._project_file.name}, {self._place_file.name}: {resource} is given in different units "
                f"({', '.join(named)}); write both files in one",
            )
        return named[0] if named else ""

    def _all_capacities(self) -> Floats:
        listed = [
            [self._amount(*each, name, names, math.inf) for name, names in self._resources.items()]
            for each in self._places.values()
        ]
        return np.array(listed, np.float64).reshape(len(self._places), len(self._resources))

    # --- projects ----------------------------------------------------------------------------------------------------

    def _usable(self, rows: Mapping[str, tuple[Said, Row]]) -> tuple[dict[str, tuple[Said, Row]], Floats, Floats]:
        """The projects whose value and sizes can be read; what they take, and what they are worth."""
        kept, sizes, worth, silent = {}, [], [], dict.fromkeys(self._resources, 0)
        for name, (where, row) in rows.items():
            fields = [("value", _COLUMNS["value"], 1.0), *((r, names, 0.0) for r, names in self._resources.items())]
            numbers = []
            for column, names, otherwise in fields:
                value = value_of(row, names)
                number = number_of(value)
                if number is None and is_nothing(text_of(value)):
                    number = otherwise
                    if column in silent:
                        silent[column] += 1
                if number is None or number < 0:
                    told = said_at(
                        self._project_file, where, column,
                        f"是“{short(text_of(value))}”，项目“{short(name)}”没有排，请写不小于 0 的数，不带单位",
                        f"is “{short(text_of(value))}”, so that “{short(name)}” is not planned; write a number from 0 "
                        "on, without its unit",
                    )  # fmt: skip
                    self.refused.append(told)
                    self.left_out.append((name, told))
                    break
                numbers.append(number)
            else:
                kept[name] = (where, row)
                worth.append(numbers[0])
                sizes.append(numbers[1:])
        for column, count in silent.items():
            if count:
                self.notes.append(
                    Said(
                        f"{count} 个项目没有写 {column} 要多少，按 0 算，请问清楚",
                        f"{count} projects do not say how much {column} they take; it counts as 0: ask them",
                    )
                )
        shape = (len(kept), len(self._resources))
        return kept, np.array(sizes, np.float64).reshape(shape), np.array(worth, np.float64)

    def _key(self) -> list[bool]:
        found = []
        for where, row in self._projects.values():
            text = text_of(value_of(row, _COLUMNS["key"])).lower()
            if text not in _YES | _NO:
                self.refused.append(
                    said_at(
                        self._project_file, where, "key",
                        f"是“{short(text)}”，当作否，请写 是 或 否",
                        f"is “{short(text)}” and counts as no; write yes or no",
                    )
                )  # fmt: skip
            found.append(text in _YES)
        return found

    def _named(self, path: Path, where: Said, column: str, text: str, known: Mapping[str, int]) -> int | None:
        """The number of an id; a sentence for one that nobody has."""
        if text in known:
            return known[text]
        near = difflib.get_close_matches(text, known, 1, 0.6)
        zh, en = (f"；是不是“{near[0]}”？", f"; did you mean “{near[0]}”?") if near else ("", "")
        other = (self._place_file if known is self._place_numbers else self._project_file).name
        if known is self._project_numbers and text in {name for name, _ in self.left_out}:
            return None
        self.refused.append(
            said_at(
                path, where, column,
                f"“{short(text)}”不在 {other} 里，没有用上，请改正或补上{zh}",
                f"“{short(text)}” is not in {other} and is not used; mend it, or add it there{en}",
            )
        )  # fmt: skip
        return None

    def _lists(
        self, path: Path, rows: Mapping[str, tuple[Said, Row]], known: Mapping[str, int]
    ) -> list[tuple[int, ...]]:
        found = []
        for where, row in rows.values():
            names = [part for part in listed(text_of(value_of(row, _COLUMNS["prefers"]))) if part]
            numbers = (self._named(path, where, "prefers", name, known) for name in names)
            found.append(tuple(dict.fromkeys(number for number in numbers if number is not None)))
        return found

    # --- what pairs are worth ----------------------------------------------------------------------------------------

    def from_choices(self) -> Floats:
        """The project's value; who names places goes to these alone, and the k-th of n counts for 1 - k / 2n."""
        worth = np.repeat(self._worth[:, None], len(self._places), axis=1)
        for i, chosen in enumerate(self._lists(self._project_file, self._projects, self._place_numbers)):
            if chosen:
                worth[i] = np.nan
                for rank, place in enumerate(chosen):
                    worth[i, place] = self._worth[i] * (1 - rank / (2 * len(chosen)))
        return worth

    def from_ranking(self, path: Path) -> Floats:
        """The project's value times the place's score; a place without one, by a gate, takes nobody."""
        scores = np.full(len(self._places), np.nan)
        rows = _ranked(path)
        if not any(name in row for _, row in rows for name in _COLUMNS["score"]):
            raise lacking(path, "score", rows)
        for where, row in rows:
            name = text_of(value_of(row, _COLUMNS["place"]))
            score = number_of(value_of(row, _COLUMNS["score"]))
            if name in self._place_numbers and score is not None:
                scores[self._place_numbers[name]] = max(score, 0.0)
            elif name not in self._place_numbers:
                self._named(path, where, "place", name, self._place_numbers)
        worth: Floats = self._worth[:, None] * scores
        return worth

    def pairs(self, path: Path) -> Floats:
        """The values of a table; what it does not have can't be."""
        rows = rows_of(path)
        worth = np.full((len(self._projects), len(self._places)), np.nan)
        long = any(name in row for _, row in rows for name in _COLUMNS["value"])
        if not any(name in row for _, row in rows for name in _COLUMNS["project"]):
            raise lacking(path, "project", rows)
        if long and not any(name in row for _, row in rows for name in _COLUMNS["place"]):
            raise lacking(path, "place", rows)
        if not long and not any(name in self._place_numbers for name in dict.fromkeys(n for _, r in rows for n in r)):
            raise lacking(path, "value", rows)
        for where, row in rows:
            project = self._named(
                path, where, "project", text_of(value_of(row, _COLUMNS["project"])), self._project_numbers
            )
            if project is None:
                continue
            if long:
                name = text_of(value_of(row, _COLUMNS["place"]))
                place = self._named(path, where, "place", name, self._place_numbers)
                cells = [] if place is None else [("value", place, value_of(row, _COLUMNS["value"]))]
            else:
                cells = [(name, self._place_numbers[name], row[name]) for name in row if name in self._place_numbers]
            for column, place, value in cells:
                self._set(worth, path, where, column, (project, place), value)
        return worth

    def _set(self, worth: Floats, path: Path, where: Said, column: str, pair: tuple[int, int], value: Any) -> None:
        number = number_of(value)
        if number is None and is_nothing(text_of(value)):
            return
        if number is None or number < 0:
            self.refused.append(
                said_at(
                    path, where, column,
                    f"是“{short(text_of(value))}”，这一对没有用上，请写不小于 0 的数（不能去就留空）",
                    f"is “{short(text_of(value))}”, and the pair is not used; write a number from 0 on, or leave it "
                    "empty where it can't be",
                )
            )  # fmt: skip
        else:
            worth[pair] = number

    def problem(self, worth: Floats) -> ReadProblem:
        """The problem of these values; NaN is a pair that can't be."""
        if not np.nanmax(worth, initial=0) < 1e12:
            raise UnreadableInput(
                f"{self._project_file}：价值太大，请换成更大的单位（如把元改为万元）",
                f"{self._project_file}: values too large; write them in a larger unit (10,000 CNY, not CNY)",
            )
        whole = np.where(np.isnan(worth), 0, np.rint(worth * PARTS)).astype(np.int64)
        slots = np.minimum(self._slots, len(self._projects)).astype(np.int64)
        problem = Problem(
            tuple(self._projects), tuple(self._places), np.where(np.isnan(worth), IMPOSSIBLE, whole),
            slots, np.minimum(self._at_least, slots).astype(np.int64), tuple(self._resources),
            self._sizes, self._capacities, np.array(self._key(), np.bool_), self._groups(), self._offices(),
            tuple(self._lists(self._project_file, self._projects, self._place_numbers)),
            tuple(self._lists(self._place_file, self._places, self._project_numbers)),
            self._links(), self._near(), self._least_values, tuple(self._units),
        )  # fmt: skip
        refused = list(dict.fromkeys(self.refused))
        return ReadProblem(problem, refused, self.left_out, self.notes)

    def _links(self) -> tuple[Link, ...]:
        """Chain partners, and what it adds that they are near; of two who name each other, what both say is added."""
        found: dict[tuple[int, int], int] = {}
        for i, (where, row) in enumerate(self._projects.values()):
            names = listed(text_of(value_of(row, _COLUMNS["partner"])))
            bonus = self._bonus(where, row) if names else 0
            for name in names:
                other = self._named(self._project_file, where, "partner", name, self._project_numbers)
                if other is not None and other != i and bonus:
                    pair = (min(i, other), max(i, other))
                    found[pair] = found.get(pair, 0) + bonus
        return tuple(Link(*pair, bonus) for pair, bonus in sorted(found.items()))

    def _bonus(self, where: Said, row: Row) -> int:
        value = value_of(row, _COLUMNS["partner_bonus"])
        number = number_of(value)
        if number is not None and 0 <= number < 1e12:
            return round(number * PARTS)
        self.refused.append(
            said_at(
                self._project_file, where, "partner_bonus",
                f"是“{short(text_of(value))}”，配套伙伴没有算，请写不小于 0 的数：落在一处或附近加多少价值",
                f"is “{short(text_of(value))}”, so that its partners do not count; write a number from 0 on: what it "
                "adds that they are near",
            )
        )  # fmt: skip
        return 0

    def _near(self) -> NDArray[np.bool_] | None:
        """Which places are near each other; a place without coordinates is near itself alone."""
        if self._within is None:
            return None
        spots = [[number_of(value_of(row, _COLUMNS[c])) for c in ("lon", "lat")] for _, row in self._places.values()]
        table = np.array([[np.nan if cell is None else cell for cell in spot] for spot in spots], np.float64)
        silent = int(np.isnan(table).any(axis=1).sum())
        if silent:
            self.notes.append(
                Said(
                    f"{self._place_file.name}：{silent} 处没有经纬度（lon、lat），只有落在同一处才算靠近",
                    f"{self._place_file.name}: {silent} places have no lon and lat; partners are near there only in "
                    "the same place",
                )
            )
        return near_within(self._within, table[:, 0], table[:, 1])

    def _groups(self) -> Ints:
        names = [text_of(value_of(row, _COLUMNS["group"])) for _, row in self._projects.values()]
        numbers = {name: g for g, name in enumerate(sorted(set(names) - {""}))}
        return np.array([numbers.get(name, -1) for name in names], np.int64)

    def _offices(self) -> Ints:
        found = []
        for where, row in self._projects.values():
            name = text_of(value_of(row, _COLUMNS["office"]))
            number = self._named(self._project_file, where, "office", name, self._place_numbers) if name else None
            found.append(-1 if number is None else number)
        return np.array(found, np.int64)


def _ranked(path: Path) -> Rows:
    """The places that `yanzhen place` ranked: in its JSON they stand under `places`."""
    if path.suffix.lower() == ".json" and path.is_file():
        try:
            document = orjson.loads(path.read_bytes())
        except orjson.JSONDecodeError:
            document = None
        if isinstance(document, dict) and isinstance(document.get("places"), list):
            rows = [row for row in document["places"] if isinstance(row, dict)]
            return [(Said(f"第 {n} 条", f"record {n}"), row) for n, row in enumerate(rows, start=1)]
    return rows_of(path)
