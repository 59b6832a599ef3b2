"""Every rule of the doors, each time with one filter less: made from the rules' own source, so that none is forgotten.

A mutant takes the place of a rule's code inside the function that everybody already holds, and gives it back.
"""

from __future__ import annotations

import ast
import copy
import inspect
import types
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

from yanzhen_web.scopes import deeds, particulars, rounds, rows

MODULES = (rows, deeds, particulars, rounds)


@dataclass(frozen=True)
class Mutant:
    """A rule with a filter less."""

    module: str
    function: str
    line: int
    what: str
    code: Any

    def __str__(self) -> str:
        return f"{self.module}.{self.function}:{self.line} {self.what}"


@contextmanager
def at_work(mutant: Mutant) -> Iterator[None]:
    """For as long as this lasts, the rule lacks the filter."""
    module = next(m for m in MODULES if m.__name__.endswith(mutant.module))
    function = getattr(module, mutant.function)
    kept = function.__code__
    function.__code__ = mutant.code
    try:
        yield
    finally:
        function.__code__ = kept


def mutants() -> list[Mutant]:
    """All of them."""
    return [mutant for module in MODULES for mutant in _of_module(module)]


def _of_module(module: types.ModuleType) -> Iterator[Mutant]:
    tree = ast.parse(inspect.getsource(module))
    for function in tree.body:
        if isinstance(function, ast.FunctionDef) and not function.decorator_list:
            yield from _of_function(module, function)


def _of_function(module: types.ModuleType, function: ast.FunctionDef) -> Iterator[Mutant]:
    place = module.__name__.rpartition(".")[2]
    for number, node in enumerate(ast.walk(function)):
        for what, widen in _widenings(node):
            changed = copy.deepcopy(function)
            target = list(ast.walk(changed))[number]
            widen(target)
            yield Mutant(place, function.name, getattr(node, "lineno", 0), what, _compiled(module, changed))


def _compiled(module: types.ModuleType, function: ast.FunctionDef) -> Any:
    tree = ast.Module([function], [])
    made: dict[str, Any] = dict(vars(module))
    exec(compile(ast.fix_missing_locations(tree), str(module.__file__), "exec"), made)
    return made[function.name].__code__


Widening = tuple[str, Callable[[Any], None]]


def _widenings(node: ast.AST) -> Iterator[Widening]:
    """What can be left out of a piece of a rule so that it lets more through."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitAnd):
        yield f"without {ast.unparse(node.left)[:60]}", partial(_replace, take="right")
        yield f"without {ast.unparse(node.right)[:60]}", partial(_replace, take="left")
    if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.And):
        for number, value in enumerate(node.values):
            yield f"without {ast.unparse(value)[:60]}", partial(_drop, number=number)
    if isinstance(node, ast.If) and _refuses(node.body):
        yield f"without refusing where {ast.unparse(node.test)[:60]}", partial(_test, value=False)
    if isinstance(node, ast.If) and any(isinstance(inner, ast.AugAssign) for inner in node.body):
        yield f"for any desk, not where {ast.unparse(node.test)[:60]}", partial(_test, value=True)
    if isinstance(node, ast.Lambda) and isinstance(node.body, ast.Compare):
        yield f"for any desk, not where {ast.unparse(node.body)[:60]}", partial(_body, value=True)
    if isinstance(node, ast.keyword) and node.arg is None and isinstance(node.value, ast.Dict):
        keys = node.value.keys
        for number in range(len(keys) if len(keys) > 1 else 0):
            yield f"without {ast.unparse(keys[number] or node)[:60]}", partial(_forget, number=number)
    if isinstance(node, ast.Return) and isinstance(node.value, ast.Subscript):
        levels = node.value.value
        for number in range(len(levels.values) if isinstance(levels, ast.Dict) else 0):
            yield f"level {number} for everybody", partial(_level, number=number)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Invert):
        yield f"without {ast.unparse(node)[:60]}", _everything


def _refuses(body: list[ast.stmt]) -> bool:
    last = body[-1]
    return isinstance(last, ast.Return) and ast.unparse(last) in ("return nobody()", "return False", "return ()")


def _replace(node: ast.BinOp, take: str) -> None:
    kept = getattr(node, take)
    node.op, node.left, node.right = ast.BitOr(), kept, copy.deepcopy(kept)


def _drop(node: ast.BoolOp, number: int) -> None:
    node.values[number] = ast.Constant(True)


def _test(node: ast.If, value: bool) -> None:
    node.test = ast.Constant(value)


def _body(node: ast.Lambda, value: bool) -> None:
    node.body = ast.Constant(value)


def _forget(node: ast.keyword, number: int) -> None:
    assert isinstance(node.value, ast.Dict)
    del node.value.keys[number], node.value.values[number]


def _level(node: ast.Return, number: int) -> None:
    node.value.value.values[number] = ast.Constant(True)  # type: ignore[union-attr]


def _everything(node: ast.UnaryOp) -> None:
    node.op, node.operand = ast.Invert(), ast.parse("Q(pk__in=[])", mode="eval").body
