"""What went wrong, as the site told it: each error carries the problem, and names the fix in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from yanzhen.errors import YanzhenError


@dataclass(frozen=True, slots=True)
class Fault:
    """One value that was refused: a JSON pointer into the body (`#/fields/name`) or a parameter (`query:limit`)."""

    pointer: str
    detail: str
    label: str = ""
    code: str = ""


class ApiError(YanzhenError):
    """The site refused a request.

    Attributes:
        status: of the answer; 0 where there was none.
        code: the kind of problem, as the documentation lists them.
        faults: each value that was refused.
        problem: the whole answer.
    """

    def __init__(self, status: int, problem: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> None:
        self.status = status
        self.problem = dict(problem)
        self.code = str(problem.get("code", ""))
        self.faults = tuple(_fault(entry) for entry in problem.get("errors", ()))
        self.etag = (headers or {}).get("ETag", "")
        told = "; ".join([str(problem.get("detail") or problem.get("title") or status), *map(_line, self.faults)])
        super().__init__(told, told)


def _fault(entry: Mapping[str, Any]) -> Fault:
    return Fault(*(str(entry.get(name, "")) for name in ("pointer", "detail", "label", "code")))


def _line(fault: Fault) -> str:
    return f"{fault.label or fault.pointer}: {fault.detail}"


class NotSignedIn(ApiError):
    """401: the key is not in force."""


class NotGranted(ApiError):
    """403: the key was not given this."""


class Missing(ApiError):
    """404: there is no such thing, or it is not the key's to see."""


class Conflict(ApiError):
    """409: the state of the thing does not allow it."""


class Changed(ApiError):
    """412: somebody else has changed the record; `etag` is its present version."""


class Invalid(ApiError):
    """400, 413, 415, 422, 428: the request is not right; `faults` says where."""


class TooMany(ApiError):
    """429, and waiting as long as was asked did not help."""


class ServerBroken(ApiError):
    """5xx."""


class Unreachable(ApiError):
    """No answer came."""

    def __init__(self, url: str, reason: str) -> None:
        super().__init__(0, {"code": "unreachable", "detail": f"{url}: {reason}"})


_OF_STATUS: dict[int, type[ApiError]] = {
    401: NotSignedIn,
    403: NotGranted,
    404: Missing,
    409: Conflict,
    412: Changed,
    429: TooMany,
}


def error_of(status: int, problem: Mapping[str, Any], headers: Mapping[str, str]) -> ApiError:
    """The error of an answer."""
    sort = _OF_STATUS.get(status, ServerBroken if status >= 500 else Invalid)
    return sort(status, problem, headers)
