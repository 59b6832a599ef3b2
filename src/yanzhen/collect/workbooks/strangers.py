"""Files that are no workbook and no Word document: what each is, told by its name and by its content, and what to do.

An old .et of WPS is a workbook of 1997 inside, and a .wps a document; they are refused all the same, by one rule that
everybody can remember: save as .xlsx or .docx.
"""

from __future__ import annotations

from pathlib import Path

from yanzhen.collect.workbooks.limits import refuse
from yanzhen.errors import RefusedBook
from yanzhen.language import Said

_TABLE = Said("WPS 表格文件（.et）", "a WPS spreadsheet (.et)")
_TEXT = Said("WPS 文字文件（.wps）", "a WPS text document (.wps)")
_WORD = Said("老式 Word 文档（.doc）", "an old Word document (.doc)")
_OFD = Said(" OFD 版式文件", "an OFD document")
_PDF = Said(" PDF 文件", "a PDF file")
_PICTURE = Said("图片或扫描件", "a picture or a scan")
_SLIDES = Said("演示文稿", "slides")
_RTF = Said(" RTF 文档", "an RTF document")
_PACKED = Said("压缩包", "an archive")
_WEB = Said("单个文件网页", "a web archive")
_PAPER = (_OFD, _PDF, _PICTURE)
"""What was made for reading only: there is nothing to save anew but the file that it was made from."""

_SUFFIXES: dict[str, Said] = {
    **dict.fromkeys((".et", ".ett"), _TABLE),
    **dict.fromkeys((".wps", ".wpt"), _TEXT),
    **dict.fromkeys((".doc", ".dot"), _WORD),
    ".ofd": _OFD,
    ".pdf": _PDF,
    **dict.fromkeys((".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".webp", ".heic", ".heif"), _PICTURE),
    **dict.fromkeys((".ppt", ".pptx", ".pps", ".ppsx", ".dps"), _SLIDES),
    ".rtf": _RTF,
    **dict.fromkeys((".rar", ".7z", ".tar", ".gz", ".tgz"), _PACKED),
    **dict.fromkeys((".mht", ".mhtml"), _WEB),
}
_STARTS: tuple[tuple[tuple[bytes, ...], Said], ...] = (
    ((b"%PDF",), _PDF),
    ((b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*"), _PICTURE),
    ((b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ"), _PACKED),
    ((b"{\\rtf",), _RTF),
    ((b"MIME-Version:",), _WEB),
)


def refuse_by_name(name: str, path: Path | None = None) -> None:
    """Refuse a file whose suffix says that it can't be read, whatever its content.

    Raises:
        RefusedBook: with what it is and how to save it.
    """
    told = _SUFFIXES.get(Path(name).suffix.lower())
    if told is not None:
        raise refused_stranger(path or Path(name), told)


def refuse_by_content(path: Path, head: bytes) -> None:
    """Refuse a file that begins like one that can't be read, whatever its name.

    Raises:
        RefusedBook: with what it is and how to save it.
    """
    for marks, told in _STARTS:
        if head.startswith(marks):
            raise refused_stranger(path, told)
    if _is_picture(head):
        raise refused_stranger(path, _PICTURE)


def _is_picture(head: bytes) -> bool:
    bitmap = head.startswith(b"BM") and head[6:10] == b"\x00\x00\x00\x00"
    web = head.startswith(b"RIFF") and head[8:12] == b"WEBP"
    phone = head[4:8] == b"ftyp" and head[8:12] in (b"heic", b"heix", b"mif1", b"msf1", b"avif")
    return bitmap or web or phone


def refuse_ofd(path: Path) -> RefusedBook:
    """The error for an OFD document."""
    return refused_stranger(path, _OFD)


def refuse_slides(path: Path) -> RefusedBook:
    """The error for slides."""
    return refused_stranger(path, _SLIDES)


def refuse_word(path: Path) -> RefusedBook:
    """The error for a document of Word 97-2003, or of WPS, in an OLE container."""
    return refused_stranger(path, Said("老式 Word 或 WPS 文字文档", "an old document of Word or WPS"))


def refused_stranger(path: Path, told: Said) -> RefusedBook:
    """The error: what the file is, and how to save it."""
    if told is _PACKED:
        return refuse(
            path, "", f"这是{told.zh}，请解开后报送其中的 .xlsx 或 .docx，或重新压缩成 .zip",
            f"{told.en}; unpack it and send the .xlsx or .docx in it, or pack it as .zip",
        )  # fmt: skip
    if told in _PAPER:
        return refuse(
            path, "", f"这是{told.zh}，里面的表格读不出来；请找到原来的文件，在 WPS 或 Office 中点“文件 → 另存为”，"
            "存为 .docx 或 .xlsx 再报；只有纸质件的，请在网页上填写",
            f"{told.en}, whose table can't be read; open the file that it was made from in WPS or Office, choose "
            "File → Save As, save as .docx or .xlsx and send that; where there is only paper, type it in on the page",
        )  # fmt: skip
    return refuse(
        path, "", f"这是{told.zh}，请在 WPS 或 Office 中打开，点“文件 → 另存为”，存为 .docx 或 .xlsx 再报",
        f"{told.en}; open it in WPS or Office, choose File → Save As, save as .docx or .xlsx and send that",
    )  # fmt: skip
