"""Reading the tables of this folder: those typed by hand (`.tsv`) and those built (`tables/*.json`)."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import orjson

from yanzhen.errors import MissingPiece

_FOLDER = "yanzhen.reference"


def typed_rows(name: str) -> Iterator[list[str]]:
    """The rows of `NAME.tsv` below its header, each as long as the header; lines that start with `#` are remarks."""
    lines = files(_FOLDER).joinpath(f"{name}.tsv").read_text(encoding="utf-8").split("\n")
    width = lines[0].count("\t") + 1
    for line in lines[1:]:
        if line and not line.startswith("#"):
            cells = line.split("\t")
            yield cells + [""] * (width - len(cells))


def words(cell: str) -> tuple[str, ...]:
    """A cell that lists several things, divided by blanks."""
    return tuple(cell.split())


def built_table(name: str) -> Any:
    """The table `NAME.json` that `make build` makes.

    Raises:
        MissingPiece: the table has not been built.
    """
    try:
        return orjson.loads(files(_FOLDER).joinpath("tables", f"{name}.json").read_bytes())
    except FileNotFoundError:
        raise MissingPiece(
            f"缺少代码表 reference/tables/{name}.json；请在项目目录运行 make build 生成",
            f"the code table reference/tables/{name}.json is missing; run `make build` in the project's folder",
        ) from None
