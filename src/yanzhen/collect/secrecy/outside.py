"""Texts of a book that stand in no cell: headers and footers, text boxes, watermarks, comments, properties."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from html import unescape
from pathlib import Path

from yanzhen.language import Said

_LARGEST = 48 << 20
_HEADER_FOOTER = re.compile(rb"<(?:\w+:)?(?:odd|even|first)(?:Header|Footer)[^<>]*>([^<]*)</", re.IGNORECASE)
_HEADER_CODES = re.compile(r'&"[^"]*"|&K[0-9A-Fa-f]{6}|&\d+|&[A-Za-z+\-]')
_PARAGRAPH = re.compile(rb"<(?:\w+:)?p(?=[\s>])[^<>]*>(.*?)</(?:\w+:)?p>", re.DOTALL)
_COMMENT = re.compile(rb"<(?:\w+:)?(?:text|si|comment)(?=[\s>])[^<>]*>(.*?)</(?:\w+:)?(?:text|si|comment)>", re.DOTALL)
_WATERMARK = re.compile(rb"<(?:\w+:)?textpath\b[^<>]*\bstring=[\"']([^\"'<>]*)[\"']", re.IGNORECASE)
_PROPERTY = re.compile(
    rb"<(?:\w+:)?(?:title|subject|keywords?|category|description|lpwstr|creator|user-defined)[^<>]*>([^<]*)</"
)
_TAG = re.compile(rb"<[^<>]*>")
_BREAK = re.compile(rb"<(?:\w+:)?(?:br|tab|cr)\b[^<>]*/?>")

HEADER, TEXT_BOX, COMMENT = (
    Said("页眉或页脚", "a header or footer"),
    Said("文本框", "a text box"),
    Said("批注", "a comment"),
)
TEXT, TITLE, WATERMARK = (
    Said("正文", "the text"),
    Said("标题", "the document's properties"),
    Said("水印", "a watermark"),
)
_PARTS: tuple[tuple[re.Pattern[str], Said, re.Pattern[bytes]], ...] = (
    (re.compile(r"xl/worksheets/.*\.xml"), HEADER, _HEADER_FOOTER),
    (re.compile(r"xl/chartsheets/.*\.xml"), HEADER, _HEADER_FOOTER),
    (re.compile(r"xl/(?:drawings|charts|diagrams)/.*\.(?:xml|vml)"), TEXT_BOX, _PARAGRAPH),
    (re.compile(r"xl/(?:threadedcomments/|comments).*\.xml"), COMMENT, _COMMENT),
    (re.compile(r"word/(?:header|footer)\d*\.xml"), HEADER, _PARAGRAPH),
    (re.compile(r"word/(?:header|footer|document)\d*\.xml"), WATERMARK, _WATERMARK),
    (re.compile(r"word/(?:comments|footnotes|endnotes).*\.xml"), COMMENT, _PARAGRAPH),
    (re.compile(r"word/document\.xml"), TEXT, _PARAGRAPH),
    (re.compile(r"word/(?:charts|diagrams|drawings)/.*\.xml"), TEXT_BOX, _PARAGRAPH),
    (re.compile(r"docprops/.*\.xml|meta\.xml"), TITLE, _PROPERTY),
    (re.compile(r"content\.xml"), TEXT_BOX, _PARAGRAPH),
    (re.compile(r"styles\.xml"), HEADER, _PARAGRAPH),
)


def outlying_texts(path: Path, form: str) -> Iterator[tuple[Said, str]]:
    """Where each text stands that is in no cell, and the text. The file has been looked at already."""
    if form in ("xlsx", "ods", "docx"):
        yield from _of_archive(path)
    elif form == "xls":
        yield from _of_xls(path)


def _of_archive(path: Path) -> Iterator[tuple[Said, str]]:
    with zipfile.ZipFile(path) as archive:
        for entry in archive.infolist():
            telling = [(where, found) for part, where, found in _PARTS if part.fullmatch(entry.filename.lower())]
            if not telling or entry.file_size > _LARGEST:
                continue
            content = archive.read(entry)
            for where, pattern in telling:
                for match in pattern.finditer(content):
                    text = _plain(match[1])
                    if "密" in text:
                        yield where, _HEADER_CODES.sub("\n", text) if where is HEADER else text


def _plain(content: bytes) -> str:
    return unescape(_TAG.sub(b"", _BREAK.sub(b"\n", content)).decode("utf-8", "replace"))


_BIFF_HEADER, _BIFF_FOOTER, _BIFF_BOX, _BIFF_CONTINUE = 0x14, 0x15, 0x1B6, 0x3C


def _of_xls(path: Path) -> Iterator[tuple[Said, str]]:
    """Headers, footers and text boxes of BIFF8, [MS-XLS] 2.4.136, 2.4.124 and 2.4.329."""
    import io

    import xlrd

    book = xlrd.open_workbook(str(path), on_demand=True, logfile=io.StringIO())
    data, place = book.mem, book.base
    end = min(book.base + book.stream_len, len(data))
    boxed = False
    while place + 4 <= end:
        code = int.from_bytes(data[place : place + 2], "little")
        length = int.from_bytes(data[place + 2 : place + 4], "little")
        body = bytes(data[place + 4 : place + 4 + length])
        place += 4 + length
        if code in (_BIFF_HEADER, _BIFF_FOOTER) and length > 3:
            yield HEADER, _HEADER_CODES.sub("\n", _characters(body[2:]))
        elif boxed and code == _BIFF_CONTINUE and length > 1:
            yield TEXT_BOX, _characters(body)
        boxed = code == _BIFF_BOX


def _characters(body: bytes) -> str:
    """A string of BIFF8: a byte of options, then one byte or two for each character."""
    return body[1:].decode("utf-16-le" if body[0] & 1 else "latin-1", "replace")
