"""Unpacking a zip of books: the names as their makers meant them, the content as it really unpacks, nothing outside."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from yanzhen.collect.workbooks.limits import Archive, Limits, damaged, encrypted, refuse, step_done
from yanzhen.errors import RefusedBook

MOST_FILES = 2000
_UTF8_FLAG = 0x800
_UNICODE_PATH = 0x7075
_LONGEST_NAME = 120
_ARCHIVES = (".zip", ".rar", ".7z", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".cab", ".iso")
_NO_BOOKS = ("thumbs.db", "desktop.ini", ".ds_store")


def unpack(path: Path, folder: Path, limits: Limits) -> Iterator[tuple[int, str, Path | RefusedBook]]:
    """Unpack the files of a zip, one by one.

    Yields:
        Its number (1-based), its path within the zip, and where it lies now, or why it was left out.

    Raises:
        RefusedBook: the archive is unsafe, damaged, encrypted or too large: then no file of it is to be used.
    """
    archive = Archive(path, limits)
    entries = [(info, name_of(info)) for info in _entries(path) if not info.is_dir()]
    _check(path, entries)
    files = [(info, name) for info, name in entries if not _is_leftover(name)]
    if len(files) > MOST_FILES:
        raise refuse(path, "", f"压缩包里有 {len(files)} 个文件，上限 {MOST_FILES} 个，请分成几个报送",
                     f"{len(files)} files, the limit is {MOST_FILES}; send it in several parts")  # fmt: skip
    for number, (info, name) in enumerate(files, start=1):
        if _is_archive(name):
            yield (
                number,
                name,
                RefusedBook(
                    "压缩包里还有压缩包，请解开后把其中的表格放进文件夹再报",
                    "an archive within the archive; unpack it and put its workbooks into the folder",
                ),
            )
            continue
        yield number, name, _written(archive, info, name, folder / str(number))
        step_done()


def name_of(info: zipfile.ZipInfo) -> str:
    """The path of an entry: in UTF-8 where it says so, else as GBK, which Chinese Windows writes without saying so.

    APPNOTE 6.3.10, appendix D and 4.6.9 (the Unicode path field).
    """
    if info.flag_bits & _UTF8_FLAG:
        return info.orig_filename.replace("\\", "/")
    if told := _unicode_path(info.extra):
        return told.replace("\\", "/")
    try:
        raw = info.orig_filename.encode("cp437")
    except UnicodeEncodeError:
        return info.orig_filename.replace("\\", "/")
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding).replace("\\", "/")
        except UnicodeDecodeError:
            continue
    return info.orig_filename.replace("\\", "/")


def _unicode_path(extra: bytes) -> str:
    place = 0
    while place + 4 <= len(extra):
        code = int.from_bytes(extra[place : place + 2], "little")
        length = int.from_bytes(extra[place + 2 : place + 4], "little")
        body = extra[place + 4 : place + 4 + length]
        if code == _UNICODE_PATH and len(body) > 5:
            return body[5:].decode("utf-8", "replace")
        place += 4 + length
    return ""


def _entries(path: Path) -> list[zipfile.ZipInfo]:
    try:
        with zipfile.ZipFile(path) as archive:
            return archive.infolist()
    except (zipfile.BadZipFile, ValueError, OverflowError, NotImplementedError, OSError) as error:
        raise damaged(path) from error


def _check(path: Path, entries: list[tuple[zipfile.ZipInfo, str]]) -> None:
    seen: set[str] = set()
    for info, name in entries:
        if info.flag_bits & 0x1:
            raise encrypted(path)
        pieces = name.split("/")
        link = (info.external_attr >> 16) & 0o170000 == 0o120000
        if name.startswith("/") or ".." in pieces or ":" in pieces[0] or "\x00" in name or link:
            raise refuse(
                path, "", "压缩包里有文件指向文件夹之外，可能被改动过，请向报送人要原来的文件",
                "a file in the archive points outside of its folder; ask the sender for the original",
            )  # fmt: skip
        if name in seen:
            raise refuse(path, "", "压缩包里同一个文件出现两次，请重新打包再报",
                         "the archive holds one file twice; pack it again")  # fmt: skip
        seen.add(name)


def _is_leftover(name: str) -> bool:
    """What programs leave behind: __MACOSX, lock files of an open book, thumbnails."""
    pieces = PurePosixPath(name).parts
    last = pieces[-1].lower() if pieces else ""
    return "__MACOSX" in pieces or last.startswith(("~$", ".~", "._", ".")) or last in _NO_BOOKS


def _is_archive(name: str) -> bool:
    return name.lower().endswith(_ARCHIVES)


def _written(archive: Archive, info: zipfile.ZipInfo, name: str, folder: Path) -> Path:
    folder.mkdir(parents=True)
    target = folder / _safe(PurePosixPath(name).name)
    with target.open("wb") as out:
        for block in archive.unpacked(info.filename, as_xml=False):
            out.write(block)
    return target


def _safe(name: str) -> str:
    """A file name that every system takes, its suffix kept."""
    stem, dot, suffix = name.rpartition(".")
    plain = "".join(c if c.isprintable() and c not in '<>:"/\\|?*' else "_" for c in (stem if dot else name))
    while len(plain.encode()) > _LONGEST_NAME:
        plain = plain[:-1]
    return f"{plain or '_'}.{suffix[:8]}" if dot else plain or "_"
