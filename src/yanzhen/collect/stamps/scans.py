"""The scan of a stamped page, a picture or a PDF from anybody's scanner: read apart, for the codes of its pages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from yanzhen.collect.sandbox import run_apart
from yanzhen.collect.stamps.codes import PageCode
from yanzhen.collect.workbooks.limits import Limits, check_size, refuse
from yanzhen.errors import MissingPiece

SCAN_SUFFIXES = (".pdf", ".jpg", ".jpeg", ".png")
MOST_BYTES = 30 << 20
MOST_PIXELS = 50_000_000
"""A page of A3 at 400 dots an inch has 30 million."""
MOST_PAGES = 30
_DOTS = 200
"""Dots an inch at which the pages of a PDF are drawn: a module of the code is then some five dots wide."""
_LIMITS = Limits(max_bytes=MOST_BYTES, seconds=20.0, memory_mb=700)
_PDF, _PICTURES = b"%PDF", (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")


def read_scan(path: str | Path) -> list[PageCode]:
    """The codes on the pages of a scan, each once, in the order of the pages; empty where there is none.

    Raises:
        RefusedBook: not a picture or PDF, damaged, too large, or with a password; the message names the fix.
        MissingPiece: the libraries that read pictures are not installed.
    """
    messages = run_apart("scan", Path(path), {}, _LIMITS)
    codes = (PageCode.of(text) for message in messages for text in message.get("codes", ()))
    return list(dict.fromkeys(code for code in codes if code is not None))


def texts_on(path: Path, limits: Limits) -> Iterator[list[str]]:
    """Page by page the texts of the codes on it; runs in the process that reads, see `read_scan`."""
    check_size(path, limits)
    with path.open("rb") as stream:
        head = stream.read(16)
    if head.startswith(_PDF):
        pages = _pages_of_pdf(path)
    elif head.startswith(_PICTURES):
        pages = _picture(path)
    else:
        raise refuse(path, "", "不是扫描件，请上传 PDF、JPG 或 PNG", "not a scan; upload a PDF, JPG or PNG")
    for page in pages:
        yield _codes_on(page)


def _codes_on(page: Any) -> list[str]:
    import zxingcpp

    found = zxingcpp.read_barcodes(page)
    return [code.text for code in found if code.valid and code.format == zxingcpp.BarcodeFormat.QRCode]


def _picture(path: Path) -> Iterator[Any]:
    image_library = _pillow()
    try:
        with image_library.open(path, formats=("PNG", "JPEG")) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise refuse(
                    path, "", "图片太大，请用 300 dpi 以下重新扫描", "too large; scan it again at 300 dpi or less"
                )
            yield picture.convert("L")
    except (OSError, SyntaxError, ValueError, image_library.DecompressionBombError) as error:
        raise refuse(path, "", "图片打不开，请重新扫描", "the picture can't be opened; scan it again") from error


def _pages_of_pdf(path: Path) -> Iterator[Any]:
    try:
        import pypdfium2
    except ImportError as error:
        raise _missing("pypdfium2") from error
    _pillow()
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        raise refuse(
            path, "", "PDF 打不开或有密码，请重新扫描", "can't be opened, or has a password; scan again"
        ) from error
    for number in range(min(len(document), MOST_PAGES)):
        page = document[number]
        width, height = page.get_size()
        scale = min(_DOTS / 72, (MOST_PIXELS / max(width * height, 1)) ** 0.5)
        yield page.render(scale=scale, grayscale=True).to_pil()


def _pillow() -> Any:
    try:
        import zxingcpp  # noqa: F401 -- what reads the codes; said here, before anything is opened
        from PIL import Image
    except ImportError as error:
        raise _missing("zxing-cpp pillow") from error
    return Image


def _missing(name: str) -> MissingPiece:
    return MissingPiece(f"读扫描件还缺 {name}，请执行 pip install 'yanzhen[web]'",
                        f"reading scans needs {name}: run pip install 'yanzhen[web]'")  # fmt: skip
