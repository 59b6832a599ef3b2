"""A zip of books and forms, in folders named after cities and counties: each is read by itself, and is kept or told.

The archive is unpacked in a process of its own into a folder that the caller gives; what is no archive of books, or is
unsafe in any part, is refused as a whole. A mark of state secrecy in one book or name refuses all.
"""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from yanzhen.collect.collected import Collected
from yanzhen.collect.homes import home_of_folders
from yanzhen.collect.lexicon import NOTHING_KNOWN, Lexicon
from yanzhen.collect.sandbox import collect_safely, run_apart
from yanzhen.collect.secrecy.marks import check_name, refused
from yanzhen.collect.workbooks import Limits
from yanzhen.errors import RefusedBook, StateSecret, UnreadableInput, YanzhenError
from yanzhen.records import Record, give_keys


@dataclass
class Bundle:
    """What came out of a zip.

    Attributes:
        books: each book that was read, `Collected.book` being its path within the zip, with `/` between folders.
        files: path within the zip -> where it was unpacked, for as long as the caller keeps the folder.
        refused: path within the zip -> why that book was not read.
    """

    books: list[Collected] = field(default_factory=list)
    files: dict[str, Path] = field(default_factory=dict)
    refused: list[tuple[str, YanzhenError]] = field(default_factory=list)

    @property
    def records(self) -> list[Record]:
        """The records of all books; their keys are unique together."""
        return [record for book in self.books for record in book.records]


def is_bundle(path: str | Path) -> bool:
    """Whether a file is a zip of other files, and no workbook or document that is zipped itself."""
    try:
        with Path(path).open("rb") as stream:
            if stream.read(2) != b"PK":
                return False
        with zipfile.ZipFile(path) as archive:
            names = {name.lower() for name in archive.namelist()[:5000]}
    except (zipfile.BadZipFile, ValueError, OverflowError, NotImplementedError, OSError):
        return False
    own = {"[content_types].xml", "content.xml", "ofd.xml", "xl/workbook.xml", "xl/workbook.bin", "word/document.xml"}
    return bool(names) and not names & own


def collect_bundle(
    path: str | Path,
    *,
    folder: Path | None = None,
    kind: str | None = None,
    include_hidden: bool = False,
    limits: Limits | None = None,
    progress: Callable[[float, str], None] | None = None,
    keep_cells: bool = True,
    name: str | None = None,
    known: Lexicon = NOTHING_KNOWN,
) -> Bundle:
    """Read every book and form of a zip; one that can't be read does not stop the others.

    Args:
        folder: where to unpack, empty; by default one that is removed again when this returns.
        kind, include_hidden, limits, keep_cells, known: as in `collect_safely`, for each book.
        progress: told the share that is done, and the path of the book that is read now.
        name: what the office calls the zip, where our copy has another name.

    Raises:
        RefusedBook: unsafe, damaged, with a password, too large, or without a book in it.
        StateSecret: a name or a book in it bears a mark of state secrecy; then nothing is returned at all.
        UnreadableInput: there is no such file.
    """
    path = Path(path)
    check_name(path.name if name is None else name, place_zh="压缩包的文件名", place_en="The archive's name")
    if folder is None:
        with tempfile.TemporaryDirectory(prefix="yanzhen-") as made:
            bundle = collect_bundle(
                path, folder=Path(made), kind=kind, include_hidden=include_hidden, limits=limits,
                progress=progress, keep_cells=keep_cells, name=name, known=known,
            )  # fmt: skip
        bundle.files.clear()
        return bundle
    bundle = Bundle()
    members = _unpacked(path, folder, limits or Limits(), bundle)
    for number, (inside, file) in enumerate(members):
        if progress is not None:
            progress(number / len(members), inside)
        try:
            home = home_of_folders(inside.split("/")[:-1])
            book = collect_safely(
                file, kind=kind, include_hidden=include_hidden, limits=limits, keep_cells=keep_cells,
                home=home, book=inside, known=known,
            )  # fmt: skip
            bundle.books.append(_with_something(book))
        except StateSecret:
            raise
        except YanzhenError as error:
            bundle.refused.append((inside, _named(error, file.name, inside)))
    if not members and not bundle.refused:
        raise RefusedBook(
            f"{path.name}：压缩包里没有表格或文档", f"{path.name}: there is no workbook or document in the archive"
        )
    give_keys(bundle.records)
    return bundle


def _unpacked(path: Path, folder: Path, limits: Limits, bundle: Bundle) -> list[tuple[str, Path]]:
    """(path within the zip, where it lies now) of each file; what may not be opened goes to `refused`."""
    members: list[tuple[str, Path]] = []
    for message in run_apart("unpack", path, {"out": str(folder)}, limits):
        if "member" in message:
            number, inside, file = message["member"]
            _check_names(inside, number)
            members.append((inside, Path(file)))
            bundle.files[inside] = Path(file)
        elif "refused" in message:
            number, inside, zh, en = message["refused"]
            _check_names(inside, number)
            bundle.refused.append((inside, RefusedBook(f"{inside}：{zh}", f"{inside}: {en}")))
    return members


def _check_names(inside: str, number: int) -> None:
    for piece in inside.split("/"):
        try:
            check_name(piece)
        except StateSecret:
            raise refused(
                f"压缩包里第 {number} 个文件的名称或文件夹名",
                f"The name of file {number} in the archive, or its folder's,",
            ) from None


def _with_something(book: Collected) -> Collected:
    if not book.columns:
        raise UnreadableInput(
            f"{book.book}：里面没有认得出的表格或表单，请检查是不是传错了文件",
            f"{book.book}: no table or form in it that can be made out; is it the right file?",
        )
    return book


def _named(error: YanzhenError, own: str, inside: str) -> YanzhenError:
    """The error told of the path within the zip, not of our copy."""
    zh, en = error.said
    if inside not in zh:
        zh, en = zh.replace(own, inside, 1), en.replace(own, inside, 1)
    return type(error)(zh, en)
