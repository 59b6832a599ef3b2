"""Readings on their way into the history: a line of JSON each, in a file of this process, safe on disk at once.

SQLite lets one writer in at a time, and an import may take a minute: whoever reads a record meanwhile must not wait
for it. So a reading goes to a file in YANZHEN_HOME; `take` moves the files aside, hands their lines over, and removes
them once they stand in the table. A crash in between leaves the file, whose lines are known by their identifiers.
"""

from __future__ import annotations

import logging
import os
import secrets
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import orjson
from django.conf import settings

try:
    import fcntl
except ImportError:  # a system without file locks: one process there, whose threads share the lock below
    fcntl = None  # type: ignore[assignment]

_log = logging.getLogger("yanzhen_web.history")
_OPEN, _TAKEN = ".open", ".taken"
_THREADS = threading.Lock()

Insert = Callable[[Sequence[dict[str, Any]], Sequence[bytes], str], int]
"""Given the lines of a file, what could not be read of it, and its name; says how many were new."""


def folder() -> Path:
    """Where the spool lies."""
    path = Path(settings.HOME) / "spool"
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def append(line: dict[str, Any]) -> None:
    """Put a line at the end of this process's file; it is on disk when this returns."""
    data = orjson.dumps(line) + b"\n"
    path = folder() / f"{socket.gethostname()[:40]}-{os.getpid()}{_OPEN}"
    with _THREADS, _at_end_of(path) as file:
        end = os.lseek(file, 0, os.SEEK_END)
        # What a crash left half written must not swallow this line as well.
        whole = end == 0 or os.pread(file, 1, end - 1) == b"\n"
        written = os.write(file, data if whole else b"\n" + data)
        if written < len(data):
            raise OSError(f"{path}: the disk is full")
        os.fsync(file)
    if end == 0:
        _keep_name(path.parent)


def _keep_name(parent: Path) -> None:
    """A new file's name is on disk as well."""
    file = os.open(parent, os.O_RDONLY)
    try:
        os.fsync(file)
    finally:
        os.close(file)


@contextmanager
def _at_end_of(path: Path) -> Iterator[int]:
    """The file of that name, locked; not one that was just moved aside."""
    while True:
        file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            _lock(file)
            if _is_still(path, file):
                yield file
                return
        finally:
            os.close(file)  # and with it the lock


def _lock(file: int) -> None:
    if fcntl is not None:
        fcntl.flock(file, fcntl.LOCK_EX)


def _is_still(path: Path, file: int) -> bool:
    try:
        return os.path.samestat(path.stat(), os.fstat(file))
    except FileNotFoundError:
        return False


def take(insert: Insert) -> Iterator[int]:
    """Hand over the lines of each file, those that a crash left behind first, and remove it."""
    _move_aside()
    for path in sorted(folder().glob(f"*{_TAKEN}")):
        try:
            data = path.read_bytes()
        except FileNotFoundError:  # somebody else took it meanwhile
            continue
        lines, torn = _read(data)
        if torn:
            _log.error("%s: %d lines can't be read; the history says so", path.name, len(torn))
        yield insert(lines, torn, path.name)
        path.unlink(missing_ok=True)


def _move_aside() -> None:
    for path in folder().glob(f"*{_OPEN}"):
        with suppress(FileNotFoundError), _THREADS, _existing(path):
            path.rename(path.with_name(f"{time.time_ns():020d}-{path.stem}-{secrets.token_hex(4)}{_TAKEN}"))


@contextmanager
def _existing(path: Path) -> Iterator[None]:
    """Nobody writes to the file meanwhile."""
    file = os.open(path, os.O_RDWR)
    try:
        _lock(file)
        yield
    finally:
        os.close(file)


def _read(data: bytes) -> tuple[list[dict[str, Any]], list[bytes]]:
    lines: list[dict[str, Any]] = []
    torn: list[bytes] = []
    for piece in filter(None, data.split(b"\n")):
        try:
            line = orjson.loads(piece)
        except orjson.JSONDecodeError:
            line = None
        if isinstance(line, dict):
            lines.append(line)
        else:
            torn.append(piece)
    return lines, torn


def waiting() -> int:
    """How many lines wait to be taken in."""
    return sum(path.read_bytes().count(b"\n") for path in folder().iterdir() if path.suffix in (_OPEN, _TAKEN))


def empty() -> None:
    """Throw away what waits; for tests."""
    for path in folder().iterdir():
        path.unlink(missing_ok=True)
