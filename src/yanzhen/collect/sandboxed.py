"""What runs inside the process of its own: `python -m yanzhen.collect.sandboxed TASK`, started by `sandbox`.

The order comes in as JSON on standard input; messages go out on standard output, each its length in 4 bytes and JSON.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

import orjson

from yanzhen.collect.workbooks import Limits, open_book
from yanzhen.collect.workbooks.limits import beating
from yanzhen.errors import RefusedBook, YanzhenError
from yanzhen.language import Said

Order = Mapping[str, Any]
Task = Callable[[Order], Iterator[dict[str, Any]]]

_PROGRAM_MB = 40
_MOST_FILES = 64


def main(task: str) -> None:
    """Run one task under limits and send what it yields; an error is the last message."""
    # Nothing that a library prints may get between the messages.
    out = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)
    order = orjson.loads(sys.stdin.buffer.read())
    work = TASKS[task]
    limits = limits_of(order)
    confine(limits, order["seconds"], writes=task in _WRITERS)

    def tell(message: dict[str, Any]) -> None:
        _send(out, message)
        allow_a_step(limits.seconds)

    try:
        with beating(lambda: tell({"alive": True})):
            for message in work(order):
                tell(message)
        _send(out, {"done": True})
    except YanzhenError as error:
        _send(out, {"error": {"kind": type(error).__name__, "zh": error.said.zh, "en": error.said.en}})
    except MemoryError:
        # There may be no room left to say so; the parent knows what this signal means.
        os.abort()
    except Exception as error:
        _send(out, {"error": _unforeseen(order, error)})
    out.close()
    # The operating system frees the memory faster than the interpreter would.
    os._exit(0)


def limits_of(order: Order) -> Limits:
    """The limits as they were sent along."""
    return Limits(**order["limits"])


def _outline(order: Order) -> Iterator[dict[str, Any]]:
    """A message a sheet: its name, size, and whether it is visible."""
    for sheet in open_book(order["path"], limits_of(order)).sheets:
        rows = sum(1 for row in sheet.rows if any(cell != "" for cell in row))
        width = len(sheet.rows[0]) if len(sheet.rows) else 0
        yield {"sheet": {"name": sheet.name, "rows": rows, "columns": width, "visible": sheet.visible}}


def _collect(order: Order) -> Iterator[dict[str, Any]]:
    """What is understood of the book: records as they are read, then the rest."""
    from yanzhen.collect import Collected, stream_book
    from yanzhen.collect.crossing import records_messages, rest_message
    from yanzhen.collect.lexicon import lexicon_of

    path, kind, hidden = Path(order["path"]), order["kind"], order["include_hidden"]
    collected = Collected(order["book"])
    batches = stream_book(
        path,
        kind=kind,
        include_hidden=hidden,
        limits=limits_of(order),
        collected=collected,
        keep_cells=order["keep_cells"],
        home=order["home"],
        known=lexicon_of(order["known"]),
    )
    for batch in batches:
        yield from records_messages(batch)
    yield rest_message(collected)


def _secrecy(order: Order) -> Iterator[dict[str, Any]]:
    """Nothing, or the error that it bears a mark."""
    from yanzhen.collect.secrecy import check_book

    check_book(order["path"], limits_of(order), name=order["name"])
    yield {"checked": True}


def _corrections(order: Order) -> Iterator[dict[str, Any]]:
    """Write the marked book."""
    from yanzhen.collect.marking import Marks, mark_book

    mark_book(Path(order["path"]), Marks.of_order(order), Path(order["out"]), limits_of(order), order["large"])
    yield {"written": order["out"]}


def _template(order: Order) -> Iterator[dict[str, Any]]:
    """The layout of the book."""
    from yanzhen.collect.templates.learning import learn_book

    yield {"template": learn_book(Path(order["path"]), limits_of(order), order["kind"]).as_json()}


def _pasted(order: Order) -> Iterator[dict[str, Any]]:
    """What is understood of a pasted text."""
    from yanzhen.collect.crossing import records_messages, rest_message
    from yanzhen.collect.lexicon import lexicon_of
    from yanzhen.collect.pasting import collect_pasted

    text = Path(order["path"]).read_text(encoding="utf-8")
    collected = collect_pasted(text, order["kind"], home=order["home"], known=lexicon_of(order["known"]))
    yield from records_messages(collected.records)
    yield rest_message(collected)


def _unpack(order: Order) -> Iterator[dict[str, Any]]:
    """A message for each file of a zip: where it lies now, or why it was left out."""
    from yanzhen.collect.workbooks.zipped import unpack

    for number, name, found in unpack(Path(order["path"]), Path(order["out"]), limits_of(order)):
        if isinstance(found, Path):
            yield {"member": [number, name, str(found)]}
        else:
            yield {"refused": [number, name, found.said.zh, found.said.en]}


def _scan(order: Order) -> Iterator[dict[str, Any]]:
    """A message for each page of a scan: the texts of its codes."""
    from yanzhen.collect.stamps.scans import texts_on

    for texts in texts_on(Path(order["path"]), limits_of(order)):
        yield {"codes": texts}


TASKS: dict[str, Task] = {
    "collect": _collect,
    "outline": _outline,
    "secrecy": _secrecy,
    "unpack": _unpack,
    "pasted": _pasted,
    "corrections": _corrections,
    "template": _template,
    "scan": _scan,
}
_WRITERS = {"corrections", "unpack"}


def _unforeseen(order: Order, error: Exception) -> dict[str, str]:
    kind = type(error).__name__
    said = Said(
        f"{Path(order['path']).name}：读到无法理解的内容（{kind}），请用 Excel 或 WPS 打开后另存为 .xlsx 再报",
        f"{Path(order['path']).name}: it holds what can't be read ({kind}); open it in Excel or WPS, save it as .xlsx",
    )
    return {"kind": RefusedBook.__name__, "zh": said.zh, "en": said.en}


def _send(out: IO[bytes], message: dict[str, Any]) -> None:
    data = orjson.dumps(message)
    whole = memoryview(len(data).to_bytes(4, "big") + data)
    while whole:
        whole = whole[out.write(whole) :]


def confine(limits: Limits, seconds: float, *, writes: bool) -> None:
    """Bind this process: data memory, processor time, open files, no core; and no file to write, unless told so.

    Systems without such limits (not POSIX) rely on the deadline of the parent.
    """
    with suppress(ImportError):
        import resource

        data = max(64, limits.memory_mb - _PROGRAM_MB) << 20
        bounds = [
            (resource.RLIMIT_DATA, data),
            (resource.RLIMIT_CPU, int(seconds) + 2),
            (resource.RLIMIT_CORE, 0),
            (resource.RLIMIT_NOFILE, _MOST_FILES),
        ]
        if not writes:
            bounds.append((resource.RLIMIT_FSIZE, 0))
        for kind, most in bounds:
            with suppress(ValueError, OSError):
                resource.setrlimit(kind, (most, most))
        allow_a_step(limits.seconds)


def allow_a_step(seconds: float) -> None:
    """Allow this process so much more processor time, as far as its whole allowance goes; then it is ended."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        _, most = resource.getrlimit(resource.RLIMIT_CPU)
        resource.setrlimit(resource.RLIMIT_CPU, (min(most, max(1, int(time.process_time() + seconds))), most))


if __name__ == "__main__":
    main(sys.argv[1])
