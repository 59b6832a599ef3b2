"""Finds the marks in whatever the site gives out: pages, files, JSON, headers, mails, jobs, lines of the log."""

from __future__ import annotations

import gzip
import html
import io
import json
import re
import zipfile
from typing import Any
from urllib.parse import unquote

from pypdf import PdfReader

_MARK = re.compile(r"QZ[0-9A-HJKMNP-TV-Z]{6}", re.IGNORECASE)
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
FIRST_KEY, LAST_KEY = 2_100_000_000, 2_140_000_000
"""Between these lie the internal keys of the town's rows (`town.number_from_afar`), and nothing else does."""
_KEY = re.compile(r"(?<![0-9A-Za-z])21\d{8}(?![0-9A-Za-z])")


def marks_in(text: str) -> set[str]:
    """The marks and the telling numbers of a text."""
    found = {mark.upper() for mark in _MARK.findall(text)}
    for number in _NUMBER.findall(text):
        digits = number.replace(",", "").replace(".", "").strip("0")
        if len(digits) >= 8:
            found.add(digits)
    return found


def keys_in(text: str) -> set[int]:
    """The internal keys that a text tells."""
    return {int(key) for key in _KEY.findall(text) if FIRST_KEY <= int(key) <= LAST_KEY}


def body_of(answer: Any) -> bytes:
    """The body, streamed or not."""
    if not answer.streaming:
        return bytes(answer.content)
    data = b"".join(answer.streaming_content)
    for close in answer._resource_closers:
        close()
    return data


def text_of(body: bytes, content_type: str) -> str:
    """All that a body says, out of its packing."""
    if body[:2] == b"\x1f\x8b":
        body = gzip.decompress(body)
    if body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            parts = [archive.read(name).decode("utf-8", "replace") for name in archive.namelist()]
        return html.unescape("\n".join([*parts, *archive.namelist()]))
    if body[:5] == b"%PDF-":
        return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(body)).pages)
    text = body.decode("utf-8", "replace")
    if "json" in content_type:
        return json.dumps(json.loads(text), ensure_ascii=False) if text.strip() else ""
    return html.unescape(text) + (unquote(text) if "%" in text else "")


def said_by(answer: Any, body: bytes) -> str:
    """Body, headers, cookies of an answer."""
    headers = "\n".join(f"{name}: {unquote(value)}" for name, value in answer.items())
    return "\n".join([text_of(body, answer.headers.get("Content-Type", "")), headers, answer.cookies.output()])
