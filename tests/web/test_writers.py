"""Who writes recorded rows: a handful of services and nobody else, as their sources say."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "src" / "yanzhen_web"
_RECORDS, _HISTORY = ("recording", "undoing"), ("noting", "sealing", "erasing")
WRITERS = {f"services/records/{name}.py" for name in _RECORDS} | {f"services/history/{name}.py" for name in _HISTORY}
"""They alone enter `writing()`."""
HOME = "models/recorded.py"
FORBIDDEN = {"writing", "_WRITING"}
BACK_DOORS = {"_base_manager", "_raw_delete", "save_base", "_do_update", "_do_insert"}
"""Ways around a manager."""
RAW_SQL = {"triggers.py", "services/report/presenting.py", "services/scenario.py"}
"""Modules that speak SQL: of triggers, whether the database answers, that it should count its rows."""


def _modules() -> list[Path]:
    return [path for path in sorted(PACKAGE.rglob("*.py")) if "migrations" not in path.parts]


def _names(tree: ast.AST) -> set[str]:
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    names |= {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom | ast.Import)]
    return names | {alias.name.rpartition(".")[2] for node in imports for alias in node.names}


def entering(source: str) -> set[str]:
    """The forbidden names that a source uses, however it imports them."""
    return _names(ast.parse(source)) & FORBIDDEN


_MANAGERS = {"objects", "_default_manager", "unscoped", "visible_to"}


def _path(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def test_only_the_writers_enter_the_writing() -> None:
    found = {_path(path) for path in _modules() if entering(path.read_text("utf-8"))}
    assert found - {HOME} <= WRITERS


@pytest.mark.parametrize(
    "source",
    [
        "from yanzhen_web.models.recorded import writing",
        "from yanzhen_web.models import recorded\nrecorded.writing()",
        "import yanzhen_web.models.recorded as r\nr._WRITING.set(True)",
        "with writing():\n    pass",
    ],
)
def test_another_module_that_enters_is_found(source: str) -> None:
    assert entering(source)


@pytest.mark.parametrize("path", _modules(), ids=_path)
def test_nobody_goes_around_the_managers(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    if _path(path) != HOME:
        assert not _names(tree) & BACK_DOORS


def test_hardly_anybody_speaks_sql() -> None:
    """A cursor elsewhere would write beside every manager; reading needs none."""
    found = {_path(path) for path in _modules() if _cursor(ast.parse(path.read_text("utf-8")))}
    assert found <= RAW_SQL, found


def _cursor(tree: ast.AST) -> bool:
    """Whether a cursor is asked for, or rows by SQL from a manager."""
    calls = [
        node.func for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    ]
    return any(call.attr == "cursor" or (call.attr == "raw" and _names(call.value) & _MANAGERS) for call in calls)
