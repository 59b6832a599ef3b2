"""JSON values as frozen dataclasses: every type is checked, every size is bounded, unknown keys are refused."""

from __future__ import annotations

import math
import types
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from yanzhen.errors import WrongUsage

_LONGEST_TEXT = 4_000
_LONGEST_LIST = 20_000
_LARGEST = 10**6

T = TypeVar("T")


def decoded(cls: type[T], document: Any) -> T:
    """A document as an instance of a dataclass.

    Raises:
        WrongUsage: a value of the wrong type or beyond all bounds; the message names its place.
    """
    made: T = _decoded(cls, document, cls.__name__)
    return made


@cache
def _hints(cls: type) -> dict[str, Any]:
    return get_type_hints(cls)


def _decoded(wanted: Any, value: Any, at: str) -> Any:
    if is_dataclass(wanted) and isinstance(wanted, type):
        return _instance(wanted, value, at)
    origin = get_origin(wanted)
    if origin is Literal:
        return value if isinstance(value, str) and value in get_args(wanted) else _refuse(at)
    if origin is tuple:
        return _several(get_args(wanted), value, at)
    if origin in (Union, types.UnionType):
        if value is None:
            return None
        return _decoded(next(each for each in get_args(wanted) if each is not type(None)), value, at)
    return _plain(wanted, value, at)


def _instance(cls: type, value: Any, at: str) -> Any:
    hints = _hints(cls)
    if not isinstance(value, Mapping) or not set(value) <= set(hints):
        _refuse(at)
    needed = [f.name for f in fields(cls)]
    try:
        return cls(**{name: _decoded(hints[name], value[name], f"{at}.{name}") for name in needed if name in value})
    except TypeError:
        return _refuse(at)


def _several(wanted: tuple[Any, ...], value: Any, at: str) -> tuple[Any, ...]:
    if not isinstance(value, list | tuple) or len(value) > _LONGEST_LIST:
        return tuple(_refuse(at))
    if len(wanted) == 2 and wanted[1] is Ellipsis:
        return tuple(_decoded(wanted[0], each, f"{at}[{i}]") for i, each in enumerate(value))
    if len(value) != len(wanted):
        _refuse(at)
    return tuple(_decoded(kind, each, f"{at}[{i}]") for i, (kind, each) in enumerate(zip(wanted, value, strict=True)))


def _plain(wanted: Any, value: Any, at: str) -> Any:
    if wanted is bool:
        return value if isinstance(value, bool) else _refuse(at)
    if wanted is str:
        return value if isinstance(value, str) and len(value) <= _LONGEST_TEXT else _refuse(at)
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if not number or not math.isfinite(value) or abs(value) > _LARGEST:
        return _refuse(at)
    if wanted is int:
        return value if isinstance(value, int) else _refuse(at)
    return float(value)


def _refuse(at: str) -> Any:
    raise WrongUsage(f"{at} 的值不对或过大", f"{at} has a wrong or too large value")
