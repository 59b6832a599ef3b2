"""Hostile and broken documents: refused or read within the limits, and the message names the file."""

import io
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from docx import Document

OUT_OF_TIME = "秒还没读完"
"""What a busy machine may say of any of them."""
MEASURE = """
import json, resource, sys, time
from yanzhen.collect.sandbox import collect_safely
from yanzhen.errors import UnreadableInput
try:
    said = "read:" + str(len(collect_safely(sys.argv[1]).records))
except UnreadableInput as error:
    said = str(error)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps([said, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024]))
"""
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def parts() -> dict[str, bytes]:
    buffer = io.BytesIO()
    Document().save(buffer)
    with zipfile.ZipFile(buffer) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(content: dict[str, bytes], level: int = 6) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as archive:
        for name, part in content.items():
            archive.writestr(name, part)
    return buffer.getvalue()


def body(inside: str | bytes) -> bytes:
    text = inside.encode() if isinstance(inside, str) else inside
    document = f"<w:document {W}><w:body>".encode() + text + b"</w:body></w:document>"
    return packed({**parts(), "word/document.xml": document})


LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "ha">'
    + b"".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">'.encode() for n in range(12))
    + b"]><d>&m;</d>"
)
CELL = "<w:tc><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc>"
ROW = "<w:tr>" + CELL.format("项目名称") + CELL.format("示例项目") + "</w:tr>"

REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "billion laughs": (lambda: packed({**parts(), "word/document.xml": LAUGHS}), "DOCTYPE"),
    "billion laughs in a header": (lambda: packed({**parts(), "word/header1.xml": LAUGHS}), "DOCTYPE"),
    "abnormal compression": (lambda: body(b" " * (300 << 20)), "压缩比"),
    "a hundred thousand parts": (
        lambda: packed({**parts(), **{f"word/{n}.xml": b"" for n in range(20_000)}}, level=0),
        "部件",
    ),
    "a part's name outside": (lambda: packed({**parts(), "../../x": b"x"}), "部件名"),
    "truncated": (lambda: body(ROW)[:2000], "损坏"),
    "broken XML": (lambda: body("<w:tbl><w:tr>"), "损坏"),
    "deep nesting": (lambda: body("<w:sdt>" * 200_000), "嵌套"),
    "tables within tables": (
        lambda: body("<w:tbl><w:tr><w:tc>" * 100 + CELL.format("x") + "</w:tc></w:tr></w:tbl>" * 100),
        "嵌套",
    ),
    "an endless row": (lambda: body("<w:tbl><w:tr>" + CELL.format("x") * 5000 + "</w:tr></w:tbl>"), "过宽"),
    "nothing in it": (lambda: packed(parts()), "没有表格"),
    "paragraphs without end": (lambda: body("<w:p><w:r><w:t>x</w:t></w:r></w:p>" * 100_000), "段落"),
    "encrypted": (
        lambda: bytes.fromhex("d0cf11e0a1b11ae1") + b"\x00" * 900 + "EncryptedPackage".encode("utf-16-le"),
        "密码",
    ),
}
READ: dict[str, Callable[[], bytes]] = {
    "spans that lie": lambda: body(
        '<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="99999999999"/></w:tcPr><w:p/></w:tc></w:tr>' + ROW + "</w:tbl>"
    ),
    "merges without a start": lambda: body(
        "<w:tbl><w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc></w:tr>" + ROW + "</w:tbl>"
    ),
    "cells outside of tables": lambda: body(CELL.format("x") + "<w:tr/>" + f"<w:tbl>{ROW}{ROW}</w:tbl>"),
    "ends of boxes without a start": lambda: body(f"<w:p><w:checkBox/><w:sym/></w:p><w:tbl>{ROW}{ROW}</w:tbl>"),
    "many rows": lambda: body("<w:tbl>" + ROW * 20_000 + "</w:tbl>"),
}


def look_at(path: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, str(path)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "LC_ALL": "zh_CN.UTF-8"},
        capture_output=True,
        check=True,
        text=True,
    )
    said, cpu, peak = json.loads(done.stdout)
    assert cpu <= 10
    assert peak <= 400
    return str(said)


@pytest.mark.parametrize("name", REFUSED)
def test_hostile_document_is_refused_within_limits(tmp_path: Path, name: str) -> None:
    make, told = REFUSED[name]
    path = tmp_path / "来件.docx"
    path.write_bytes(make())
    said = look_at(path)
    assert not said.startswith("read:"), said
    assert "来件.docx" in said
    assert told in said or OUT_OF_TIME in said, said


@pytest.mark.parametrize("name", READ)
def test_odd_document_is_read(tmp_path: Path, name: str) -> None:
    path = tmp_path / "来件.docx"
    path.write_bytes(READ[name]())
    assert look_at(path).startswith("read:")
