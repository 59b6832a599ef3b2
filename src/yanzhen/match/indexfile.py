"""The file of an index: named arrays, each with its check sum, read by mapping them into memory.

8 bytes   mark and version          8 bytes   length of the head
head      JSON: name -> type, length, offset, check sum of each array
4 bytes   check sum of the head     arrays, each from a multiple of 64 on
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

_MARK = b"YZINDEX3"
_ALIGNED = 64
_AT_ONCE = 1 << 24
"""Bytes written or checked at a time."""


class Broken(ValueError):
    """The file is none of ours, or not what was written."""


def write_parts(stream: BinaryIO, parts: Mapping[str, NDArray[Any]]) -> None:
    """Write one-dimensional arrays of numbers."""
    arrays = {name: np.ascontiguousarray(part) for name, part in parts.items()}
    head: dict[str, dict[str, Any]] = {}
    offset = 0
    for name, array in arrays.items():
        offset = _aligned(offset)
        head[name] = {"type": array.dtype.str, "size": array.size, "at": offset, "sum": _sum_of(array)}
        offset += array.nbytes
    written = json.dumps(head, ensure_ascii=True).encode()
    stream.write(_MARK + len(written).to_bytes(8, "little") + written + zlib.crc32(written).to_bytes(4, "little"))
    position = start = _start(len(written))
    stream.write(b"\0" * (start - 20 - len(written)))
    for name, array in arrays.items():
        stream.write(b"\0" * (start + head[name]["at"] - position))
        stream.write(array.data.cast("B") if array.size else b"")
        position = start + head[name]["at"] + array.nbytes


def read_parts(path: Path) -> dict[str, NDArray[Any]]:
    """The arrays of a file, mapped into memory and not to be written to.

    Raises:
        Broken: the file is no index, or was cut off or changed.
        OSError: the file cannot be read.
    """
    if path.stat().st_size < 20:
        raise Broken("too short")
    mapped = np.memmap(path, np.uint8, mode="r")
    length = int.from_bytes(mapped[8:16].tobytes(), "little")
    if mapped[:8].tobytes() != _MARK or length > len(mapped) - 20:
        raise Broken("no head")
    written = mapped[16 : 16 + length].tobytes()
    if zlib.crc32(written).to_bytes(4, "little") != mapped[16 + length : 20 + length].tobytes():
        raise Broken("head")
    start = _start(length)
    parts, end = {}, start
    for name, told in json.loads(written).items():
        kind = np.dtype(told["type"])
        first, end = end, start + told["at"] + told["size"] * kind.itemsize
        if mapped[first : start + told["at"]].any() or end > len(mapped):
            raise Broken(name)
        array = mapped[start + told["at"] : end].view(kind) if told["size"] else np.empty(0, kind)
        if _sum_of(array) != told["sum"]:
            raise Broken(name)
        parts[name] = array
    if end != len(mapped):
        raise Broken("length")
    return parts


def _start(head: int) -> int:
    return _aligned(20 + head)


def _aligned(offset: int) -> int:
    return -(-offset // _ALIGNED) * _ALIGNED


def _sum_of(array: NDArray[Any]) -> int:
    total = 0
    octets = array.reshape(-1).view(np.uint8)
    for start in range(0, len(octets), _AT_ONCE):
        total = zlib.crc32(octets[start : start + _AT_ONCE].data, total)
    return total
