"""Reading what strangers send, in a process of its own with little memory and little time.

A crash, a loop or a flood of memory in the reader ends that process and nothing else; what it found comes back through
a pipe as JSON (never as pickled objects, which could run code here). Measured start: see `benchmarks/README.md`.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from selectors import EVENT_READ, DefaultSelector
from tempfile import TemporaryDirectory
from typing import IO, Any

import orjson

from yanzhen.collect import crossing
from yanzhen.collect.collected import Collected
from yanzhen.collect.lexicon import NOTHING_KNOWN, Lexicon
from yanzhen.collect.pausing import collecting_seldom
from yanzhen.collect.workbooks.limits import Limits, refuse, too_big
from yanzhen.errors import MissingPiece, RefusedBook, StateSecret, UnreadableInput, WrongUsage, YanzhenError
from yanzhen.language import current
from yanzhen.records import give_keys

Message = dict[str, Any]

_HEADER = 4
_LARGEST_MESSAGE = 64 << 20
_PATIENCE = 4.0
_KEPT_VARIABLES = ("PATH", "LANG", "LC_ALL", "LC_MESSAGES", "TZ", "SYSTEMROOT", "TMPDIR", "LD_LIBRARY_PATH")
_KILLED_FOR_MEMORY = (signal.SIGABRT, signal.SIGKILL, signal.SIGSEGV, signal.SIGBUS, signal.SIGTRAP, signal.SIGILL)


@dataclass(frozen=True, slots=True)
class SheetOutline:
    """A sheet at a glance: its name, rows that hold something, width in columns, and whether it is visible."""

    name: str
    rows: int
    columns: int
    visible: bool


def look_into(path: str | Path, limits: Limits | None = None) -> list[SheetOutline]:
    """Whether a file can be read at all, and which sheets it has; nothing is understood yet.

    Raises:
        RefusedBook: see `run_apart`.
    """
    messages = run_apart("outline", Path(path), {}, limits or Limits())
    return [SheetOutline(**message["sheet"]) for message in messages if "sheet" in message]


def check_safely(path: str | Path, *, name: str | None = None, limits: Limits | None = None) -> None:
    """Whether a book may be taken at all: refuses one that bears a mark of state secrecy, before anything is kept.

    Args:
        name: what the office calls the file, where our copy has another name.

    Raises:
        StateSecret: with the place; the file is to be removed unseen.
        RefusedBook: see `run_apart`.
    """
    for _ in run_apart("secrecy", Path(path), {"name": name}, limits or Limits()):
        continue


def collect_safely(
    path: str | Path,
    *,
    kind: str | None = None,
    include_hidden: bool = False,
    limits: Limits | None = None,
    progress: Callable[[int], None] | None = None,
    keep_cells: bool = True,
    home: str | None = None,
    known: Lexicon = NOTHING_KNOWN,
    book: str | None = None,
) -> Collected:
    """`collect_book` in a process of its own; each record with its key.

    Args:
        kind: of the records, where the sheets should not decide.
        include_hidden: take hidden rows, columns and sheets too.
        progress: told the number of records so far.
        keep_cells: keep each cell's text beside the value that was read from it; without, a long book is lighter.
        home, known: as in `collect_book`.
        book: what the book is called in records and messages; the file's name by default.

    Raises:
        RefusedBook: see `run_apart`; then nothing is returned at all.
        UnreadableInput: there is no such file.
    """
    path = Path(path)
    request: dict[str, Any] = {"kind": kind, "include_hidden": include_hidden, "keep_cells": keep_cells, "home": home}
    request |= {"known": known.as_json(), "book": book or path.name}
    collected = Collected(book or path.name)
    with collecting_seldom():
        for message in run_apart("collect", path, request, limits or Limits()):
            crossing.take(message, collected)
            if progress is not None and "records" in message:
                progress(len(collected.records))
        give_keys(collected.records)
    return collected


def collect_pasted_safely(
    text: str,
    kind: str | None = None,
    *,
    home: str | None = None,
    limits: Limits | None = None,
    known: Lexicon = NOTHING_KNOWN,
) -> Collected:
    """`pasting.collect_pasted` in a process of its own; each record with its key.

    Raises:
        StateSecret: the text bears a mark of state secrecy.
        RefusedBook: too long or empty, or reading it took too much time or memory.
    """
    from yanzhen.collect.pasting import BOOK, check_length

    check_length(text)
    collected = Collected(BOOK)
    order = {"kind": kind, "home": home, "known": known.as_json()}
    with TemporaryDirectory(prefix="yanzhen-") as folder:
        path = Path(folder) / BOOK
        path.write_bytes(text.encode("utf-8", "replace"))
        for message in run_apart("pasted", path, order, limits or Limits()):
            crossing.take(message, collected)
    give_keys(collected.records)
    return collected


def run_apart(task: str, path: Path, request: Mapping[str, Any], limits: Limits) -> Iterator[Message]:
    """Run a task of `sandboxed` on a file in a process of its own, and yield its messages as they come.

    Works from any thread. Leaving the loop early ends the process.

    Raises:
        RefusedBook: the file is refused, or reading it took too much time or memory, or crashed.
        UnreadableInput: there is no such file.
    """
    if not path.is_file():
        raise UnreadableInput(f"{path}：没有这个文件", f"{path}: no such file")
    size = path.stat().st_size
    seconds = limits.time_for(size)
    # The limit is processor time, which the process counts itself: on a busy machine an honest book must not fail.
    # The clock is a second guard, for a process that does not even run.
    process = _start(task)
    try:
        assert process.stdin is not None and process.stdout is not None
        order = {"path": str(path), "limits": asdict(limits), "seconds": seconds, **request}
        _send_order(process.stdin, orjson.dumps(order))
        finished = False
        for message in _messages(process.stdout, path, _PATIENCE * seconds, _PATIENCE * limits.seconds):
            if "error" in message:
                raise _error_of(message["error"])
            finished = "done" in message
            yield message
        if not finished:
            raise _crashed(path, process.wait(), limits)
    finally:
        _end(process)


def _start(task: str) -> subprocess.Popen[bytes]:
    root = str(Path(__file__).resolve().parents[2])
    kept = {name: os.environ[name] for name in _KEPT_VARIABLES if name in os.environ}
    environment = {
        **kept,
        # What this process can import, so can that one; -P keeps the folder it is started in out of it.
        "PYTHONPATH": os.pathsep.join([root, *(entry for entry in sys.path if entry and entry != root)]),
        "PYTHONUTF8": "1",
        "LC_ALL": "en_US.UTF-8" if current() == "en" else "zh_CN.UTF-8",
        "MALLOC_ARENA_MAX": "1",
        "OPENBLAS_NUM_THREADS": "1",
    }
    return subprocess.Popen(  # noqa: S603  (our own interpreter, our own module)
        [sys.executable, "-P", "-m", "yanzhen.collect.sandboxed", task],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
        close_fds=True,
    )


def _send_order(pipe: IO[bytes], order: bytes) -> None:
    try:
        pipe.write(order)
        pipe.close()
    except BrokenPipeError:
        # It died at once; how, is told when its messages end.
        return


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.kill()
    process.wait()
    if process.stdout is not None:
        process.stdout.close()


def _messages(pipe: IO[bytes], path: Path, seconds: float, step: float) -> Iterator[Message]:
    """Messages until the pipe ends; each is its length in 4 bytes, then JSON.

    Args:
        seconds: for all of them.
        step: from one to the next.
    """
    buffer = bytearray()
    waited = 0.0
    with DefaultSelector() as selector:
        selector.register(pipe, EVENT_READ)
        while True:
            began = time.monotonic()
            left = min(seconds - waited, step)
            if left <= 0 or not selector.select(left):
                raise _too_slow(path, waited + max(left, 0))
            waited += time.monotonic() - began
            block = os.read(pipe.fileno(), 1 << 20)
            if not block:
                return
            buffer += block
            yield from _whole_messages(buffer, path)


def _whole_messages(buffer: bytearray, path: Path) -> Iterator[Message]:
    while len(buffer) >= _HEADER:
        length = int.from_bytes(buffer[:_HEADER], "big")
        if length > _LARGEST_MESSAGE:
            raise too_big(path, "", "内容过多", "it holds too much")
        if len(buffer) < _HEADER + length:
            return
        message: Message = orjson.loads(bytes(buffer[_HEADER : _HEADER + length]))
        del buffer[: _HEADER + length]
        yield message


def _error_of(told: Mapping[str, str]) -> YanzhenError:
    kinds = {
        "RefusedBook": RefusedBook,
        "StateSecret": StateSecret,
        "UnreadableInput": UnreadableInput,
        "WrongUsage": WrongUsage,
        "MissingPiece": MissingPiece,
    }
    return kinds.get(told["kind"], RefusedBook)(told["zh"], told["en"])


def _too_slow(path: Path, seconds: float) -> RefusedBook:
    return too_big(
        path, "", f"读了 {seconds:.0f} 秒还没读完", f"reading it was not done after {seconds:.0f} seconds"
    )  # fmt: skip


def _crashed(path: Path, code: int, limits: Limits) -> RefusedBook:
    if code == -signal.SIGXCPU:
        return _too_slow(path, limits.seconds)
    if -code in _KILLED_FOR_MEMORY:
        most = limits.memory_mb
        return too_big(path, "", f"读它要用的内存超过 {most} MB", f"reading it takes more than {most} MB of memory")
    return refuse(path, "", "读取时程序中断，请用 Excel 或 WPS 打开后另存为 .xlsx 再报",
                  "the reader broke off; open it in Excel or WPS, save it as .xlsx and send that")  # fmt: skip
