"""How much a workbook may cost, and what is looked at before any of it is read."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, fields
from pathlib import Path
from typing import BinaryIO

from yanzhen.errors import RefusedBook

_CHUNK = 1 << 20
_PACKED = 1 << 17
_MB = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """What one workbook may cost. The defaults let an honest ledger of 100,000 rows x 20 columns pass with ease.

    Attributes:
        max_bytes: size of the file.
        max_unpacked_bytes: size of all its parts, really unpacked, not as declared.
        max_ratio: unpacked : packed of a part above 8 MB; sheets of real text reach some 50, a bomb 1000.
        max_entries: number of parts.
        max_rows, max_columns: Excel's own limits.
        max_cells: area from the first to the last cell of one sheet; the reader needs about 90 bytes for each.
        seconds: time for a file up to 2 MB; each further MB adds two (see `time_for`), but no single step of the
            reading, such as unpacking or reading one sheet, may take more than this.
        memory_mb: memory of the process that reads it.
    """

    max_bytes: int = 100 * _MB
    max_unpacked_bytes: int = 400 * _MB
    max_ratio: int = 250
    max_entries: int = 10_000
    max_rows: int = 1_048_576
    max_columns: int = 16_384
    max_cells: int = 3_600_000
    seconds: float = 8.0
    memory_mb: int = 400

    def __post_init__(self) -> None:
        for limit in fields(self):
            if getattr(self, limit.name) <= 0:
                raise ValueError(f"{limit.name} must be positive")

    def time_for(self, size: int) -> float:
        """Seconds allowed for a file of `size` bytes: a small hostile one ends early, a large honest one may finish."""
        return self.seconds + 2.0 * max(0.0, size / _MB - 2)


_beat: ContextVar[Callable[[], None] | None] = ContextVar("beat", default=None)


@contextmanager
def beating(beat: Callable[[], None]) -> Iterator[None]:
    """Have `beat` called inside the block whenever a step of reading is done."""
    token = _beat.set(beat)
    try:
        yield
    finally:
        _beat.reset(token)


def step_done() -> None:
    """Say that a step of reading is done: who waits may wait on."""
    beat = _beat.get()
    if beat is not None:
        beat()


def refuse(path: Path, part: str, zh: str, en: str) -> RefusedBook:
    """The error for a file that is not read: which part is wrong, and what to do."""
    where_zh, where_en = (f"（{part}）", f" ({part})") if part else ("", "")
    return RefusedBook(f"{path.name}{where_zh}：{zh}", f"{path.name}{where_en}: {en}")


def too_big(path: Path, part: str, what_zh: str, what_en: str) -> RefusedBook:
    """The error for a part that is larger than the limits allow."""
    return refuse(
        path,
        part,
        f"{what_zh}，请删去无关的工作表和空白区域后另存为 .xlsx 再报",
        f"{what_en}; delete unneeded sheets and blank areas, save it again as .xlsx and send that",
    )


def check_size(path: Path, limits: Limits) -> None:
    """Refuse an empty or oversized file.

    Raises:
        RefusedBook: with the size and the limit.
    """
    size = path.stat().st_size
    if size == 0:
        raise refuse(path, "", "文件是空的，请重新发送", "the file is empty; send it again")
    if size > limits.max_bytes:
        most = limits.max_bytes // _MB
        raise too_big(path, "", f"文件有 {size // _MB} MB，上限 {most} MB", f"{size // _MB} MB, the limit is {most} MB")


class Archive:
    """A zipped workbook, looked at as it really unpacks.

    The sizes that the archive declares are not believed: each part is unpacked, and counted against the limits.

    Raises:
        RefusedBook: too many parts, too much in them, an encrypted, repeated or ill-named part, a DOCTYPE, damage.
    """

    def __init__(self, path: Path, limits: Limits) -> None:
        self._path = path
        self._limits = limits
        self._left = limits.max_unpacked_bytes
        self.suspicious = False
        """Whether a part that was unpacked may hold a mark of secrecy: then somebody has to look closely."""
        try:
            with zipfile.ZipFile(path) as archive:
                entries = archive.infolist()
        except (zipfile.BadZipFile, ValueError, OverflowError, NotImplementedError, OSError) as error:
            raise damaged(path, "") from error
        if len(entries) > limits.max_entries:
            count = len(entries)
            raise too_big(path, "", f"压缩包里有 {count} 个部件，过多", f"the archive holds {count} parts, too many")
        _check_names(path, [entry.filename for entry in entries])
        self._entries = {entry.filename: entry for entry in entries}

    @property
    def names(self) -> list[str]:
        """The names of its parts, in order."""
        return list(self._entries)

    def check(self, names: Iterable[str]) -> None:
        """Unpack parts, and throw away what they hold."""
        for name in names:
            for _ in self.unpacked(name):
                continue

    def unpacked(self, name: str, *, as_xml: bool = True) -> Iterator[bytes]:
        """A part in blocks, each of them checked before it is given; its XML, too, unless it is a file of its own."""
        with self._path.open("rb") as stream:
            yield from self._checked(stream, self._entries[name], as_xml)

    def _checked(self, stream: BinaryIO, entry: zipfile.ZipInfo, as_xml: bool) -> Iterator[bytes]:
        path, limits = self._path, self._limits
        if entry.flag_bits & 0x1:
            raise encrypted(path)
        size = 0
        is_xml = as_xml and entry.filename.lower().endswith((".xml", ".rels", ".vml"))
        before = b""
        if entry.file_size > 8 * _MB and entry.file_size > limits.max_ratio * max(1, entry.compress_size):
            raise too_big(
                path, entry.filename, "压缩比异常，疑似压缩炸弹", "its compression is abnormal, as in a zip bomb"
            )
        for chunk in _unpacked(path, stream, entry):
            size += len(chunk)
            self._left -= len(chunk)
            if self._left < 0:
                most = limits.max_unpacked_bytes // _MB
                raise too_big(path, entry.filename, f"解压后超过 {most} MB", f"unpacks to more than {most} MB")
            if size > entry.file_size:
                raise damaged(path, entry.filename)
            if is_xml:
                _check_xml(path, entry.filename, before, chunk)
                self.suspicious = self.suspicious or may_bear_mark(chunk) or may_bear_mark(before + chunk[:_OVERLAP])
                before = chunk[-_OVERLAP:]
            yield chunk
        if size != entry.file_size:
            raise damaged(path, entry.filename)


_OVERLAP = 400
_LAST = re.compile("密".encode())
_MARK = re.compile(
    b"(?:" + b"|".join(c.encode() for c in "秘祕机機绝絕絶涉") + b")"
    b"(?:<[^<>]{0,200}>|[ \t\r\n]|"
    + b"|".join(c.encode() for c in "\u3000\xa0\u200b\u200c\u200d\ufeff\u2002\u2003")
    + b"){0,60}"
    + "密".encode()
)
_REFERENCE = re.compile(rb"&#(?:x0*[1-9a-fA-F][0-9a-fA-F]{3}|0*[1-9]\d{4});")


def may_bear_mark(data: bytes) -> bool:
    """Whether bytes of UTF-8 hold what a mark of state secrecy could be written with, tags and blanks aside."""
    return bool((_LAST.search(data) and _MARK.search(data)) or (b"&#" in data and _REFERENCE.search(data)))


def _check_names(path: Path, names: list[str]) -> None:
    seen: set[str] = set()
    for name in names:
        pieces = name.replace("\\", "/").split("/")
        if name.startswith("/") or ".." in pieces or ":" in pieces[0] or "\x00" in name:
            raise refuse(
                path, name[:80], "部件名指向文件之外，可能被改动过，请向报送人要原文件",
                "a part's name points outside of the file; ask the sender for the original",
            )  # fmt: skip
        if name.lower() in seen:
            raise refuse(
                path, name[:80], "同名部件出现两次，请用 Excel 或 WPS 打开后另存为 .xlsx",
                "two parts of the same name; open it in Excel or WPS and save it again as .xlsx",
            )  # fmt: skip
        seen.add(name.lower())


def _check_xml(path: Path, part: str, before: bytes, chunk: bytes) -> None:
    if not before and chunk[:2] in (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<"):
        raise refuse(
            path, part, "部件不是 UTF-8 编码，请用 Excel 或 WPS 打开后另存为 .xlsx",
            "the part is not in UTF-8; open it in Excel or WPS and save it again as .xlsx",
        )  # fmt: skip
    joined = before[-16:] + chunk[:16]
    if b"<!" not in chunk and b"<!" not in joined:
        return
    for mark in (b"<!DOCTYPE", b"<!ENTITY"):
        if mark in chunk or mark in joined:
            raise refuse(
                path, part, "含有 DOCTYPE 或实体声明，正常的表格没有，请用 Excel 或 WPS 打开后另存为 .xlsx",
                "it declares a DOCTYPE or entity, as no honest book does; open it in Excel or WPS and save it again",
            )  # fmt: skip


def _unpacked(path: Path, stream: BinaryIO, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """The part as a reader would really unpack it: until its stream ends, whatever size is declared."""
    stream.seek(entry.header_offset)
    header = stream.read(30)
    if len(header) < 30 or header[:4] != b"PK\x03\x04":
        raise damaged(path, entry.filename)
    if header[6] & 0x1:
        raise encrypted(path)
    stream.seek(int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little"), 1)
    packed = _pieces(path, stream, entry)
    if entry.compress_type == zipfile.ZIP_STORED:
        yield from packed
    elif entry.compress_type == zipfile.ZIP_DEFLATED:
        yield from _inflated(path, entry, packed)
    else:
        raise refuse(
            path, entry.filename, "压缩方式少见，请用 Excel 或 WPS 打开后另存为 .xlsx",
            "an unusual way of compression; open it in Excel or WPS and save it again as .xlsx",
        )  # fmt: skip


def _pieces(path: Path, stream: BinaryIO, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    left = entry.compress_size
    while left > 0:
        piece = stream.read(min(_PACKED, left))
        if not piece:
            raise damaged(path, entry.filename)
        left -= len(piece)
        yield piece


def _inflated(path: Path, entry: zipfile.ZipInfo, packed: Iterator[bytes]) -> Iterator[bytes]:
    # The checksum is left to the reader of values: it would cost as much again as all other checks.
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        for piece in packed:
            while piece and not inflate.eof:
                yield inflate.decompress(piece, _CHUNK)
                piece = inflate.unconsumed_tail
        yield inflate.flush()
    except zlib.error as error:
        raise damaged(path, entry.filename) from error
    if not inflate.eof:
        raise damaged(path, entry.filename)


def encrypted(path: Path) -> RefusedBook:
    """The error for a book with a password."""
    return refuse(
        path, "", "文件有打开密码，请去掉密码后另存再报",
        "the book has a password; remove it, save the book and send it again",
    )  # fmt: skip


def damaged(path: Path, part: str = "") -> RefusedBook:
    """The error for a file that is broken."""
    return refuse(
        path, part, "文件损坏或不完整，请用 Excel 或 WPS 打开后另存为 .xlsx 再报",
        "the file is damaged or incomplete; open it in Excel or WPS, save it as .xlsx and send that",
    )  # fmt: skip
