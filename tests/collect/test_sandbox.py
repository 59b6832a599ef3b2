"""Hostile and broken files: refused or read within the limits, and the message names the file and the fix."""
# ruff: noqa: E501  (XML reads better unbroken)

import io
import json
import os
import random
import struct
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from threading import Thread

import pytest
import xlsxwriter

from yanzhen.collect import collect_book
from yanzhen.collect.sandbox import collect_safely, look_into
from yanzhen.collect.workbooks import Limits
from yanzhen.errors import RefusedBook, UnreadableInput, WrongUsage
from yanzhen.language import speaking

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OUT_OF_TIME = "秒还没读完"
"""What a busy machine may say of any of them."""
MEASURE = """
import json, resource, sys, time
from yanzhen.collect import collect_book
from yanzhen.collect.sandbox import collect_safely, look_into
from yanzhen.errors import RefusedBook
began = time.monotonic()
try:
    said = "read:" + str(look_into(sys.argv[1]))
except RefusedBook as error:
    said = str(error)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps([said, time.monotonic() - began, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024]))
"""


def plain_parts() -> dict[str, bytes]:
    """The parts of an honest little book."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    book.add_worksheet("台账").write_row(0, 0, ["名称", "金额"])
    book.close()
    with zipfile.ZipFile(buffer) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(parts: dict[str, bytes], level: int = 1) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def with_sheet(inside: str | bytes) -> bytes:
    body = inside.encode() if isinstance(inside, str) else inside
    sheet = f'<worksheet xmlns="{MAIN}">'.encode() + body + b"</worksheet>"
    return zipped({**plain_parts(), "xl/worksheets/sheet1.xml": sheet})


def bomb() -> bytes:
    sheet = b"<worksheet><sheetData>" + b" " * (300 << 20) + b"</sheetData></worksheet>"
    return zipped({**plain_parts(), "xl/worksheets/sheet1.xml": sheet}, level=9)


def with_part(name: str, content: bytes) -> bytes:
    return zipped({**plain_parts(), name: content})


def lying_sizes() -> bytes:
    """Declares 100 bytes for a part that unpacks to 300 MB."""
    honest = with_part("xl/worksheets/sheet1.xml", b"<worksheet>" + b" " * (300 << 20))
    real = struct.pack("<L", len(b"<worksheet>") + (300 << 20))
    assert honest.count(real) == 2
    return honest.replace(real, struct.pack("<L", 100))


def overlapping() -> bytes:
    """Many entries of the directory that share one packed part, as the densest zip bombs do."""
    kernel = zipped({"a.xml": b"<a>" + random.Random(3).randbytes(1 << 20).hex().encode()})
    start = kernel.rindex(b"PK\x01\x02")
    entry, end = kernel[start : kernel.rindex(b"PK\x05\x06")], kernel[kernel.rindex(b"PK\x05\x06") :]
    count = 900
    entries = b"".join(entry.replace(b"a.xml", f"{n:05d}".encode()) for n in range(count))
    tail = end[:8] + struct.pack("<HHLL", count, count, len(entries), start) + b"\x00\x00"
    return kernel[:start] + entries + tail


LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE sst [<!ENTITY a "ha">'
    + b"".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">'.encode() for n in range(12))
    + b"]><sst><si><t>&m;</t></si></sst>"
)


def ods(rows: str) -> bytes:
    spaces = " ".join(f'xmlns:{n}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"' for n in ("office", "table", "text"))
    content = (
        f"<office:document-content {spaces}><office:body><office:spreadsheet><table:table>{rows}"
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    return zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": content.encode()})


CELL = '<c r="{}"><v>1</v></c>'
FILLED = '<table:table-cell table:number-columns-repeated="{}" office:value-type="float" office:value="1"/>'

REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty file": (lambda: b"", "空的"),
    "random bytes": (lambda: random.Random(1).randbytes(100_000), "另存为 .xlsx"),
    "random bytes that begin like a zip": (lambda: b"PK\x03\x04" + random.Random(1).randbytes(100_000), "损坏"),
    "random bytes that begin like an old workbook": (
        lambda: bytes.fromhex("d0cf11e0a1b11ae1") + random.Random(1).randbytes(100_000),
        "另存为 .xlsx",
    ),
    "truncated": (lambda: zipped(plain_parts())[:3000], "损坏"),
    "truncated inside a part": (lambda: with_part("xl/worksheets/sheet1.xml", b"<worksheet><sheetData><row"), "损坏"),
    "abnormal compression": (bomb, "xl/worksheets/sheet1.xml"),
    "declared sizes that lie": (lying_sizes, "损坏"),
    "overlapping parts": (overlapping, "解压后超过"),
    "a hundred thousand parts": (lambda: zipped({f"xl/{n}.xml": b"" for n in range(100_000)}), "部件"),
    "billion laughs in the texts": (lambda: with_part("xl/sharedStrings.xml", LAUGHS), "xl/sharedStrings.xml"),
    "billion laughs where nobody reads": (lambda: with_part("xl/drawings/vmlDrawing1.vml", LAUGHS), "DOCTYPE"),
    "a document type at the end of the first block": (
        lambda: with_part("docProps/x.xml", b"<!--" + b"x" * ((1 << 20) - 10) + b"--><!DOCTYPE a>"),
        "DOCTYPE",
    ),
    "a part's name outside": (lambda: with_part("../../etc/cron.d/x", b"x"), "部件名"),
    "cells at both ends of the sheet": (
        lambda: with_sheet(
            f'<sheetData><row r="1">{CELL.format("A1")}</row><row r="1048576">{CELL.format("XFD1048576")}</row></sheetData>'
        ),
        "1048576",
    ),
    "cells out of order": (
        lambda: with_sheet(
            f'<sheetData><row r="1048576">{CELL.format("XFD1048576")}{CELL.format("A1048576")}</row><row r="1">{CELL.format("A1")}</row></sheetData>'
        ),
        "",
    ),
    "one text told a million times": (
        lambda: zipped(
            {
                **plain_parts(),
                "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}"><si><t>{"长" * 10_000}</t></si></sst>'.encode(),
                "xl/worksheets/sheet1.xml": (
                    f'<worksheet xmlns="{MAIN}"><sheetData>'
                    + "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 400_000))
                    + "</sheetData></worksheet>"
                ).encode(),
            }
        ),
        "内存",
    ),
    "an endless row": (
        lambda: with_sheet(
            b'<sheetData><row r="1">' + random.Random(2).randbytes(20 << 20).hex().encode() + b"</row></sheetData>"
        ),
        "一行过长",
    ),
    "repeated rows and columns": (
        lambda: ods(f'<table:table-row table:number-rows-repeated="1048576">{FILLED.format(16384)}</table:table-row>'),
        "延伸到",
    ),
    "a portable document": (lambda: b"%PDF-1.7\n" + b"x" * 100, "PDF"),
    "a picture": (lambda: b"\x89PNG\r\n\x1a\n" + b"x" * 100, "图片"),
    "a word processor's document": (
        lambda: zipped({"word/document.xml": b"<a/>", "[Content_Types].xml": b"<a/>"}),
        "Word",
    ),
    "an archive of workbooks": (lambda: zipped({"一.xlsx": zipped(plain_parts()), "二.xlsx": b""}), "解压"),
    "an encrypted workbook": (
        lambda: (
            bytes.fromhex("d0cf11e0a1b11ae1") + b"\x00" * 2000 + "EncryptedPackage".encode("utf-16-le") + b"\x00" * 2000
        ),
        "密码",
    ),
    "a binary workbook of 2007": (lambda: zipped({"xl/workbook.bin": b"x"}), "xlsb"),
    "text with control characters": (lambda: "名称,金额\n甲\x01,2\n".encode(), "另存为 .xlsx"),
    "text of endless width": (lambda: b"a," * 3_000_000, "延伸到"),
    "a page without a table": (lambda: b"<html><body>" + b"<div>" * 200_000, "没有表格"),
}

READ: dict[str, Callable[[], bytes]] = {
    "a dimension that claims all": lambda: with_sheet(
        f'<dimension ref="A1:XFD1048576"/><sheetData><row r="1">{CELL.format("A1")}</row></sheetData>'
    ),
    "a styled empty cell in the last corner": lambda: with_sheet(
        f'<sheetData><row r="1">{CELL.format("A1")}</row><row r="1048576"><c r="XFD1048576" s="0"/></row></sheetData>'
    ),
    "a column hidden beyond the last": lambda: with_sheet(
        f'<cols><col min="2" max="{"9" * 5000}" hidden="1"/></cols><sheetData><row r="1">{CELL.format("A1")}</row></sheetData>'
    ),
    "many merged areas": lambda: with_sheet(
        f'<sheetData><row r="1">{CELL.format("A1")}</row></sheetData><mergeCells>'
        + "".join(f'<mergeCell ref="A{n}:B{n}"/>' for n in range(1, 200_000))
        + "</mergeCells>"
    ),
}

EITHER: dict[str, Callable[[], bytes]] = {
    "counts that claim four billion texts": lambda: with_part(
        "xl/sharedStrings.xml",
        f'<sst xmlns="{MAIN}" count="4294967295" uniqueCount="4294967295"><si><t>a</t></si></sst>'.encode(),
    ),
    "deep nesting in a sheet": lambda: with_sheet("<sheetData>" + "<row>" * 1_000_000),
    "deep nesting in the texts": lambda: with_part(
        "xl/sharedStrings.xml", f'<sst xmlns="{MAIN}">'.encode() + b"<si>" * 1_000_000
    ),
    "deep nesting in the list of sheets": lambda: with_part(
        "xl/workbook.xml", f'<workbook xmlns="{MAIN}">'.encode() + b"<a>" * 1_000_000
    ),
    "deep nesting in a page": lambda: b"<table>" * 1_000_000,
    "tags without an end": lambda: with_sheet("<sheetData>" + '<row r="1" ' * 500_000),
    "attributes without an end": lambda: with_sheet('<sheetData><row r="1">' + '<c r="A1" t="e"' * 500_000),
    "spans over everything": lambda: b"<table>" + b'<tr><td rowspan="1000" colspan="1000">x' * 20_000,
    "an endless quotation": lambda: '名称,"'.encode() + b"x\n" * 4_000_000,
    "deep nesting in OpenDocument": lambda: ods("<table:table-row>" * 500_000),
    "a sheet of blanks repeated": lambda: ods(
        f'<table:table-row table:number-rows-repeated="99999999">{FILLED.format(1)}</table:table-row>' * 3
    ),
}


def look_at(path: Path) -> str:
    """What is said of a file by a process of its own, which kept within 10 s and 400 MB."""
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, str(path)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "LC_ALL": "zh_CN.UTF-8"},
        capture_output=True,
        check=True,
        text=True,
    )
    said, seconds, cpu, peak = json.loads(done.stdout)
    assert cpu <= 10
    assert peak <= 400
    # On a machine that has more to do than it can, the clock measures the others.
    assert seconds <= 10 or os.getloadavg()[0] > (os.cpu_count() or 1)
    return str(said)


@pytest.mark.parametrize("name", REFUSED)
def test_hostile_file_is_refused_within_limits(tmp_path: Path, name: str) -> None:
    make, told = REFUSED[name]
    path = tmp_path / "来件.xlsx"
    path.write_bytes(make())
    said = look_at(path)
    assert not said.startswith("read:"), said
    assert "来件.xlsx" in said
    assert told in said or OUT_OF_TIME in said, said


@pytest.mark.parametrize("name", READ)
def test_odd_but_harmless_file_is_read(tmp_path: Path, name: str) -> None:
    path = tmp_path / "来件.xlsx"
    path.write_bytes(READ[name]())
    said = look_at(path)
    assert said.startswith("read:"), said


@pytest.mark.parametrize("name", EITHER)
def test_strange_file_stays_within_limits(tmp_path: Path, name: str) -> None:
    path = tmp_path / "来件.xlsx"
    path.write_bytes(EITHER[name]())
    said = look_at(path)
    assert "来件.xlsx" in said or said.startswith("read:")


def test_message_is_spoken_in_both_languages(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(with_part("xl/sharedStrings.xml", LAUGHS))
    with pytest.raises(RefusedBook) as caught:
        look_into(path)
    with speaking("en"):
        assert str(caught.value).startswith("a.xlsx (xl/sharedStrings.xml): it declares a DOCTYPE")
    with speaking("zh"):
        assert "另存为 .xlsx" in str(caught.value)


def test_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(UnreadableInput):
        look_into(tmp_path / "no.xlsx")


def test_time_runs_out(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("甲,乙\n" * 300_000, encoding="utf-8")
    began = time.monotonic()
    with pytest.raises(RefusedBook, match="秒"):
        look_into(path, Limits(seconds=0.02))
    assert time.monotonic() - began < 3


def test_books_are_read_side_by_side_in_threads(tmp_path: Path) -> None:
    seen: list[str] = []

    def read(name: str) -> None:
        path = tmp_path / f"{name}.csv"
        path.write_text(f"{name},x\n1,2\n", encoding="utf-8")
        seen.extend(sheet.name for sheet in look_into(path))

    threads = [Thread(target=read, args=(f"表{n}",)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(seen) == [f"表{n}" for n in range(6)]


def test_nothing_in_the_folder_of_the_book_is_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "orjson.py").write_text("raise SystemExit('ran')", encoding="utf-8")
    (tmp_path / "a.csv").write_text("甲,乙\n1,2\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert look_into("a.csv")[0].rows == 2


def test_what_was_understood_crosses_unchanged(tmp_path: Path) -> None:
    path = tmp_path / "上报.xlsx"
    book = xlsxwriter.Workbook(path)
    page = book.add_worksheet("重点项目")
    page.write_row(0, 0, ["序号", "项目名称", "投资方", "投资额（亿元）", "签约时间", "转出地", "备注栏甲"])
    page.write_row(1, 0, [1, "某某显示模组项目", "深圳某公司", 1.5, "2025年3月", "广东省深圳市", "x"])
    page.write_row(2, 0, [2, "某某轴承项目", "苏州某公司", "面谈后定", "2025-13-01", "亚特兰蒂斯", "y"])
    page.write_row(3, 0, ["合计", "", "", 1.5])
    book.close()
    here, apart = collect_book(path), collect_safely(path)
    assert apart == here
    assert apart.as_json() == here.as_json()
    assert len(apart.records) == 2
    assert apart.issues
    assert all(record.key for record in apart.records)


def test_wrong_kind_is_told_across_the_processes(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("项目名称,投资额\n甲,1\n", encoding="utf-8")
    with pytest.raises(WrongUsage, match="nonsense"):
        collect_safely(path, kind="nonsense")


@pytest.mark.parametrize("name", ["abnormal compression", "billion laughs in the texts", "truncated"])
def test_refused_book_gives_nothing(tmp_path: Path, name: str) -> None:
    path = tmp_path / "来件.xlsx"
    path.write_bytes(REFUSED[name][0]())
    with pytest.raises(RefusedBook):
        collect_safely(path)
