"""Every rule of the doors, each time with one filter less: made from the rules' own source, so that none is forgotten.

A mutant takes the place of a rule's code inside the function that everybody already holds, or of a list that the rules
read, and gives it back. Left out is each condition by itself, each branch, and each rule as a whole.
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

from yanzhen_web.models import Organisation
from yanzhen_web.scopes import (
    ROLES,
    actors,
    admission,
    allocating,
    deeds,
    guarding,
    particulars,
    past,
    rounds,
    rows,
    siting,
)

MODULES = (rows, deeds, particulars, past, actors, guarding, rounds, siting, allocating, admission)
_LISTS: dict[str, tuple[str, ...]] = {
    "particulars": ("_IDENTIFYING", "_TELLING"),
    "rows": ("_PRIVATE_KINDS",),
}
"""Lists of what is kept back: each entry is left out in turn."""
_ADMITTING = ("OFFICES", "OVERSEERS", "EDITORS", "READERS", "MATCHERS", "BY_REGION", "REGIONAL_KINDS")
"""Lists of those who are let in: everybody is, in turn."""


@dataclass(frozen=True)
class Mutant:
    """A rule with a filter less."""

    module: str
    function: str
    line: int
    what: str
    holder: Any
    """What holds the code or the list."""
    name: str
    """Under which name it does."""
    code: Any

    def __str__(self) -> str:
        return f"{self.module}.{self.function}:{self.line} {self.what}"


@contextmanager
def at_work(mutant: Mutant) -> Iterator[None]:
    """For as long as this lasts, the rule lacks the filter."""
    kept = getattr(mutant.holder, mutant.name)
    setattr(mutant.holder, mutant.name, mutant.code)
    try:
        yield
    finally:
        setattr(mutant.holder, mutant.name, kept)


def mutants() -> list[Mutant]:
    """All of them."""
    return [mutant for module in MODULES for mutant in _of_module(module)]


def _of_module(module: types.ModuleType) -> Iterator[Mutant]:
    tree = ast.parse(inspect.getsource(module))
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            yield from _of_function(module, node, getattr(module, node.name))
        if isinstance(node, ast.ClassDef):
            for inner in node.body:
                if isinstance(inner, ast.FunctionDef):
                    yield from _of_function(module, inner, _plain(vars(getattr(module, node.name))[inner.name]))
    yield from _of_lists(module)


def _plain(held: Any) -> Any:
    """The function within a property or a class method."""
    return getattr(held, "fget", None) or getattr(held, "__func__", None) or held


def _of_lists(module: types.ModuleType) -> Iterator[Mutant]:
    place = module.__name__.rpartition(".")[2]
    for name in _LISTS.get(place, ()):
        entries = getattr(module, name)
        for entry in sorted(entries):
            less = type(entries)(one for one in entries if one != entry)
            yield Mutant(place, name, 0, f"without {entry}", module, name, less)
    for name in _ADMITTING:
        if name in _read_by(module):
            everybody = Organisation.Kind.values if name == "REGIONAL_KINDS" else ROLES
            yield Mutant(place, name, 0, "of everybody", module, name, frozenset(everybody))


def _read_by(module: types.ModuleType) -> set[str]:
    """The names that a module's own functions look up when they are asked."""
    own = [held for held in vars(module).values() if inspect.isfunction(held) and held.__module__ == module.__name__]
    return {name for held in own for code in _codes(held.__code__) for name in code.co_names}


def _codes(code: types.CodeType) -> Iterator[types.CodeType]:
    yield code
    for inner in code.co_consts:
        if isinstance(inner, types.CodeType):
            yield from _codes(inner)


def _of_function(module: types.ModuleType, function: ast.FunctionDef, held: Any) -> Iterator[Mutant]:
    place = module.__name__.rpartition(".")[2]
    function.decorator_list = []
    for number, node in enumerate(ast.walk(function)):
        for what, widen in (*_widenings(node), *_whole(function, node)):
            changed = copy.deepcopy(function)
            widen(list(ast.walk(changed))[number])
            code = _compiled(module, changed)
            yield Mutant(place, function.name, getattr(node, "lineno", 0), what, held, "__code__", code)


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
    yield from _widenings_of_branches(node)


def _widenings_of_branches(node: ast.AST) -> Iterator[Widening]:
    if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.Or):
        for number, value in enumerate(node.values):
            yield f"without asking for {ast.unparse(value)[:60]}", partial(_drop, number=number, value=False)
    if isinstance(node, ast.IfExp):
        for value in (True, False):
            yield f"always {ast.unparse(node.body if value else node.orelse)[:60]}", partial(_test, value=value)
    if isinstance(node, ast.If) and isinstance(node.body[-1], ast.Return) and not _refuses(node.body):
        told = f"{ast.unparse(node.body[-1])[:40]} where {ast.unparse(node.test)[:40]}"
        yield f"always {told}", partial(_test, value=True)
        yield f"never {told}", partial(_test, value=False)
    if isinstance(node, ast.comprehension):
        for number, condition in enumerate(node.ifs):
            yield f"of any, not where {ast.unparse(condition)[:60]}", partial(_any, number=number)
    if isinstance(node, ast.GeneratorExp) and not isinstance(node.elt, ast.BoolOp | ast.Name | ast.Tuple):
        yield f"whatever {ast.unparse(node.elt)[:60]}", _whatever


def _whole(function: ast.FunctionDef, node: ast.AST) -> Iterator[Widening]:
    """The answer of a rule without the rule."""
    if not isinstance(node, ast.Return) or node.value is None or function.returns is None:
        return
    everything = {"Q": "~Q(pk__in=[])", "bool": "True", "models.QuerySet[M]": "self._rows()"}
    answer = everything.get(ast.unparse(function.returns))
    if answer and function.name != "_rows" and not _refuses([node]) and ast.unparse(node.value) not in ("Q()", answer):
        yield f"everything, not {ast.unparse(node.value)[:60]}", partial(_answers, answer=answer)


def _refuses(body: list[ast.stmt]) -> bool:
    last = body[-1]
    return isinstance(last, ast.Return) and ast.unparse(last) in ("return nobody()", "return False", "return ()")


def _replace(node: ast.BinOp, take: str) -> None:
    kept = getattr(node, take)
    node.op, node.left, node.right = ast.BitOr(), kept, copy.deepcopy(kept)


def _drop(node: ast.BoolOp, number: int, value: bool = True) -> None:
    node.values[number] = ast.Constant(value)


def _any(node: ast.comprehension, number: int) -> None:
    del node.ifs[number]


def _whatever(node: ast.GeneratorExp) -> None:
    node.elt = ast.Constant(True)


def _answers(node: ast.Return, answer: str) -> None:
    node.value = ast.parse(answer, mode="eval").body


def _test(node: ast.If | ast.IfExp, value: bool) -> None:
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
