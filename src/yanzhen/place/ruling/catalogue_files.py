"""Catalogues from table files, whose headers every office writes in its own way.

Either a row an item (`地区, 类别, 产业, 依据`), or a row a region with a column a list (`城市, 优先承接, 不再承接`).
A title above the header is passed over; an empty region means the one above (a merged cell).
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from yanzhen.errors import UnreadableInput
from yanzhen.language import Said
from yanzhen.place.ruling.catalogues import Catalogue, Item, Stance, name_of, stance_of
from yanzhen.place.tables import said_at, short, text_of
from yanzhen.reference.cells import is_nothing
from yanzhen.reference.places import resolve

COLUMNS: dict[str, tuple[str, ...]] = {
    "region": (
        "地区",
        "城市",
        "地市",
        "市州",
        "承接地",
        "适用地区",
        "适用区域",
        "省份",
        "省市",
        "区域",
        "region",
        "city",
        "area",
    ),
    "list": ("类别", "清单", "目录类别", "类型", "承接类型", "policy_category", "list", "category"),
    "item": ("产业名称", "产业条目", "行业名称", "条目", "产业", "行业", "内容", "item_title", "item", "industry"),
    "codes": ("国民经济行业代码", "行业代码", "代码", "code", "industry_code", "gb/t4754"),
    "source": ("依据", "来源", "文件", "出处", "政策依据", "source_url", "source"),
    "as_of": ("发布日期", "施行日期", "实施日期", "发布时间", "日期", "年份", "as_of", "date"),
    "scope": ("catalog_scope", "目录", "目录名称", "catalogue"),
    "section": ("section", "门类", "大类"),
    "number": ("item_no", "序号", "条目号", "编号", "no"),
}
"""What a column may be called; the first that stands is taken."""
SCOPES: dict[str, tuple[Said, bool]] = {
    "industrial_restructuring_2024": (
        Said("《产业结构调整指导目录（2024年本）》", "Catalogue for Guiding Industry Restructuring (2024)"),
        False,
    ),
    "foreign_investment_national_2025": (
        Said(
            "《鼓励外商投资产业目录（2025年版）》全国目录",
            "Catalogue of Encouraged Foreign Investment (2025), national",
        ),
        True,
    ),
    "foreign_investment_regional_2025": (
        Said(
            "《鼓励外商投资产业目录（2025年版）》分地区目录",
            "Catalogue of Encouraged Foreign Investment (2025), regional",
        ),
        True,
    ),
    "hainan_added_2024": (
        Said("《海南自由贸易港鼓励类产业目录（2024年本）》", "Hainan Free Trade Port's catalogue (2024)"),
        False,
    ),
}
HEADER_WITHIN = 12
"""Rows within which the header has to stand."""
_WHOLE_COUNTRY = ("全国", "国家", "china", "national")
_CODE = re.compile(r"(?<![\dA-Z])[A-T]?(\d{2,4})(?!\d)")
_REMARK = re.compile(r"[\s（(].*$", re.S)


def read_catalogue(path: Path) -> tuple[Catalogue, list[Said]]:
    """A catalogue, and a sentence for each row that could not be used.

    Raises:
        UnreadableInput: no such file, not a table, or no column of items.
    """
    items: list[Item] = []
    refused: list[Said] = []
    headed = False
    for sheet, grid in _grids(path):
        if (header := _header_of(grid)) is None:
            continue
        headed = True
        _Reading(path, sheet, grid, *header, items, refused).read()
    if not headed:
        raise UnreadableInput(
            f"{path}：没有找到表头；目录要有“产业”（或“条目”）和“类别”两列，或每类一列（优先承接、不再承接……）",
            f"{path}: no header found; a catalogue has a column `item` and a column `list`, or a column for each list "
            "(优先承接, 不再承接 …)",
        )
    if not items and not refused:
        raise UnreadableInput(f"{path}：目录里没有条目", f"{path}: the catalogue holds no items")
    return Catalogue(path.name, tuple(items)), refused


Grid = list[list[str]]
Header = dict[str, int]
Wide = list[tuple[int, str, Stance]]


def _grids(path: Path) -> Iterator[tuple[str, Grid]]:
    if not path.is_file():
        raise UnreadableInput(f"{path}：没有这个文件", f"{path}: no such file")
    suffix = path.suffix.lower()
    if suffix not in (".csv", ".tsv", ".xlsx", ".xls", ".ods"):
        raise UnreadableInput(f"{path}：目录请用 .csv .tsv .xlsx", f"{path}: give a catalogue as .csv, .tsv or .xlsx")
    try:
        yield from _text_grid(path, suffix) if suffix in (".csv", ".tsv") else _book_grids(path)
    except UnreadableInput:
        raise
    except Exception as error:
        raise UnreadableInput(
            f"{path}：读不出表格，请用 Excel 或 WPS 另存后再试（{error}）",
            f"{path}: not readable as a table; save it again from Excel or WPS ({error})",
        ) from error


def _text_grid(path: Path, suffix: str) -> Iterator[tuple[str, Grid]]:
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("gb18030")  # what Excel saves on a Chinese machine
    rows = csv.reader(text.splitlines(keepends=True), delimiter="\t" if suffix == ".tsv" else ",")
    yield "", [[cell.strip() for cell in row] for row in rows]


def _book_grids(path: Path) -> Iterator[tuple[str, Grid]]:
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_path(str(path))
    for title in book.sheet_names:
        sheet: list[list[Any]] = book.get_sheet_by_name(title).to_python(skip_empty_area=False)
        yield title, [[text_of(cell) for cell in row] for row in sheet]


def _header_of(grid: Grid) -> tuple[int, Header, Wide] | None:
    """Where the header stands, its known columns, and the columns that are lists of their own."""
    for number, row in enumerate(grid[:HEADER_WITHIN]):
        names = [_name(cell) for cell in row]
        found = {key: at for key in COLUMNS if (at := _first(names, COLUMNS[key])) is not None}
        if "item" in found and "list" in found:
            return number, found, []
        wide = [
            (at, row[at], stance)
            for at, name in enumerate(names)
            if len(name) <= 20 and at not in found.values() and (stance := stance_of(name)) is not None
        ]
        if wide and ("region" in found or len(wide) > 1):
            return number, found, wide
    return None


def _name(cell: str) -> str:
    return _REMARK.sub("", unicodedata.normalize("NFKC", cell).strip().lower().replace("\n", ""))


def _first(names: Sequence[str], wanted: Sequence[str]) -> int | None:
    return next((names.index(name) for name in wanted if name in names), None)


class _Reading:
    """One sheet being read into `items` and `refused`."""

    def __init__(
        self, path: Path, sheet: str, grid: Grid, header: int, columns: Header, wide: Wide,
        items: list[Item], refused: list[Said],
    ) -> None:  # fmt: skip
        self._path, self._sheet, self._grid, self._header = path, sheet, grid, header
        self._columns, self._wide, self._items, self._refused = columns, wide, items, refused
        self._kept = {"region": "", "list": ""}

    def read(self) -> None:
        for number, row in enumerate(self._grid[self._header + 1 :], start=self._header + 2):
            if any(row):
                self._read_row(number, row)

    def _cell(self, row: list[str], key: str) -> str:
        at = self._columns.get(key)
        return row[at] if at is not None and at < len(row) else ""

    def _read_row(self, number: int, row: list[str]) -> None:
        for key in self._kept:
            self._kept[key] = self._cell(row, key) or self._kept[key]
        region = self._region(number)
        if region is None:
            return
        if self._wide:
            for at, name, of in self._wide:
                if at < len(row) and not is_nothing(row[at]):
                    self._items.append(self._item(number, row, row[at], of, name_of(name), region))
            return
        text, listed = self._cell(row, "item"), self._kept["list"]
        stance = stance_of(listed)
        if not text:
            self._refuse(
                number, "产业" if self._chinese else "item", "是空的，这一行没有用上", "is empty; the row is not used"
            )
        elif stance is None:
            self._refuse(
                number, "类别" if self._chinese else "list",
                f"“{short(listed)}”看不出是优先承接、逐步调整退出还是不再承接，这一行没有用上",
                f"“{short(listed)}” says neither wanted, limited nor banned; the row is not used",
            )  # fmt: skip
        else:
            self._items.append(self._item(number, row, text, stance, name_of(listed), region))

    @property
    def _chinese(self) -> bool:
        return not self._grid[self._header][self._columns["item"]].isascii()

    def _region(self, number: int) -> str | None:
        """The code for which the row holds, empty for the whole country; None where the cell can't be read."""
        text = self._kept["region"]
        if not text or text.lower() in _WHOLE_COUNTRY:
            return ""
        for way in dict.fromkeys((text, _REMARK.sub("", text), _REMARK.sub("", text).removesuffix("自治区"))):
            found = resolve(way)
            if found.outcome == "resolved" and found.code:
                return found.code
        self._refuse(
            number, "地区", f"“{short(text)}”认不出是哪里，这一行没有用上，请写全称，如 湖南省郴州市",
            f"“{short(text)}” names no one region; the row is not used: write it in full",
        )  # fmt: skip
        return None

    def _refuse(self, number: int, column: str, zh: str, en: str) -> None:
        self._refused.append(said_at(self._path, self._where(number), column, zh, en))

    def _where(self, number: int) -> Said:
        sheet_zh, sheet_en = (f"“{self._sheet}”", f"sheet {self._sheet}, ") if self._sheet else ("", "")
        return Said(f"{sheet_zh}第 {number} 行", f"{sheet_en}row {number}")

    def _item(self, number: int, row: list[str], text: str, stance: Stance, listed: Said, region: str) -> Item:
        scope = self._cell(row, "scope")
        named, foreign = SCOPES.get(scope, (Said(scope, scope), False))
        codes = tuple(dict.fromkeys(_CODE.findall(unicodedata.normalize("NFKC", self._cell(row, "codes")).upper())))
        source = self._source(number, row, named)
        return Item(text, stance, listed, region, codes, foreign=foreign, source=source)

    def _source(self, number: int, row: list[str], named: Said) -> Said:
        """The document, its article and date, then the file's row."""
        article = " ".join(filter(None, (self._cell(row, "section"), self._cell(row, "number"))))
        given, day, where = self._cell(row, "source"), self._cell(row, "as_of"), self._where(number)
        rest = [part for part in (article, given, day) if part]
        zh = "，".join(filter(None, (named.zh, *rest, f"{self._path.name} {where.zh}")))
        en = ", ".join(filter(None, (named.en, *rest, f"{self._path.name} {where.en}")))
        return Said(zh, en)
