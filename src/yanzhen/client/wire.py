"""Requests that are repeated when the site asks to wait, and done once all the same."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from yanzhen.client.problems import Unreachable, error_of
from yanzhen.errors import MissingPiece

if TYPE_CHECKING:
    import httpx

MOST_TRIES = 6
LONGEST_PAUSE = 60.0
_ASKING_TO_WAIT = (409, 429, 503)
_PROBLEM = "application/problem+json"
_CHANGING = frozenset({"POST", "PUT", "PATCH", "DELETE"})


def library() -> Any:
    """httpx, with a hint where it is not installed.

    Raises:
        MissingPiece: it is not.
    """
    try:
        import httpx
    except ImportError as error:
        raise MissingPiece(
            "客户端需要 httpx：pip install 'yanzhen[client]'", "the client needs httpx: pip install 'yanzhen[client]'"
        ) from error
    return httpx


class Wire:
    """A connection to one site with one key."""

    def __init__(
        self, url: str, key: str, language: str, timeout: float, transport: Any, pause: Callable[[float], None]
    ) -> None:
        self.httpx = library()
        self.pause = pause
        headers = {"Authorization": f"Bearer {key}", "Accept-Language": language, "User-Agent": "yanzhen-client"}
        self.site: httpx.Client = self.httpx.Client(
            base_url=url.rstrip("/") + "/api/v1", headers=headers, timeout=timeout, transport=transport
        )

    def close(self) -> None:
        """No further request."""
        self.site.close()

    def send(self, method: str, path: str, **given: Any) -> httpx.Response:
        """One request, repeated while the site asks to wait or does not answer.

        Raises:
            ApiError: refused, or not answered after several tries.
        """
        headers = dict(given.pop("headers", {}))
        if method in _CHANGING:
            # The same for every try: what was done and only its answer lost is not done again.
            headers["Idempotency-Key"] = uuid.uuid4().hex
        for turn in range(1, MOST_TRIES + 1):
            _rewind(given)
            answer = self._try(method, path, headers, given, last=turn == MOST_TRIES)
            if answer is not None and (turn == MOST_TRIES or not _asks_to_wait(answer)):
                return self._well(answer)
            self.pause(_pause(answer, turn))
        raise AssertionError("unreachable")

    def _try(
        self, method: str, path: str, headers: Mapping[str, str], given: dict[str, Any], *, last: bool
    ) -> httpx.Response | None:
        try:
            return self.site.request(method, path, headers=headers, **given)
        except self.httpx.TransportError as error:
            if last:
                raise Unreachable(str(self.site.base_url), str(error) or type(error).__name__) from error
            return None

    def _well(self, answer: httpx.Response) -> httpx.Response:
        if answer.is_success:
            return answer
        answer.read()
        raise error_of(answer.status_code, _problem(answer), answer.headers)

    def get(self, path: str, **parameters: Any) -> Any:
        """What a GET tells."""
        return self.send("GET", path, params=_plain(parameters)).json()

    def each(self, path: str, **parameters: Any) -> Iterator[dict[str, Any]]:
        """Every item of a list, page by page."""
        cursor = ""
        while True:
            page = self.get(path, **parameters, cursor=cursor)
            yield from page["items"]
            cursor = page.get("next", "")
            if not cursor:
                return

    def save(self, path: str, target: str | Path, **parameters: Any) -> Path:
        """Write the file that a GET answers; an old one stays until the new one is whole."""
        target = Path(target)
        answer = self.send("GET", path, params=_plain(parameters))
        draft = target.with_name(f".{target.name}.{uuid.uuid4().hex[:8]}")
        try:
            draft.write_bytes(answer.content)
            draft.replace(target)
        finally:
            draft.unlink(missing_ok=True)
        return target


def upon(tag: int | str) -> dict[str, str]:
    """The condition that nothing has changed since this version, or tag, was read; none for an empty one."""
    return {"If-Match": f'"{tag}"'} if tag else {}


def _asks_to_wait(answer: httpx.Response) -> bool:
    """What the site itself says it can't do does not mend by waiting, unless it says for how long."""
    if "Retry-After" in answer.headers:
        return answer.status_code in _ASKING_TO_WAIT
    return answer.status_code in (429, 503) and _PROBLEM not in answer.headers.get("Content-Type", "")


def _plain(parameters: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in parameters.items() if value not in (None, "")}


def _rewind(given: Mapping[str, Any]) -> None:
    """Files are sent from their beginning at every try."""
    for part in (given.get("files") or {}).values():
        part[1].seek(0)


def _pause(answer: httpx.Response | None, turn: int) -> float:
    asked = answer.headers.get("Retry-After", "") if answer is not None else ""
    return min(LONGEST_PAUSE, float(asked) if asked.isdigit() else 0.5 * 2**turn)


def _problem(answer: httpx.Response) -> dict[str, Any]:
    try:
        found = answer.json()
    except ValueError:
        found = None
    return found if isinstance(found, dict) else {"code": "", "detail": f"{answer.status_code} {answer.reason_phrase}"}


@contextmanager
def opened(path: str | Path) -> Iterator[dict[str, Any]]:
    """A file as a part of a form."""
    path = Path(path)
    with path.open("rb") as file:
        yield {"file": (path.name, file, "application/octet-stream")}


sleep = time.sleep
