"""What is no workbook and no Word document is refused with its name and the way to save it."""

import io
import zipfile
from pathlib import Path

import pytest
import xlwt

from yanzhen.collect.sandbox import collect_safely
from yanzhen.errors import RefusedBook
from yanzhen.language import speaking

OLE = bytes.fromhex("d0cf11e0a1b11ae1") + b"\x00" * 1000


def old_workbook() -> bytes:
    buffer = io.BytesIO()
    book = xlwt.Workbook()
    page = book.add_sheet("表")
    for column, value in enumerate(["项目名称", "投资方"]):
        page.write(0, column, value)
        page.write(1, column, "示例")
    book.save(buffer)
    return buffer.getvalue()


def archive(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        for name in names:
            made.writestr(name, b"<a/>")
    return buffer.getvalue()


BY_NAME = {
    "表.et": "WPS 表格",
    "表.WPS": "WPS 文字",
    "表.doc": "Word",
    "表.ofd": "OFD",
    "表.pdf": "PDF",
    "扫描.jpg": "扫描件",
    "扫描.tiff": "扫描件",
    "表.ppt": "演示",
}
BY_CONTENT = {
    "word": (OLE + "WordDocument".encode("utf-16-le") + b"\x00" * 600, "Word"),
    "ofd": (archive("OFD.xml", "Doc_0/Document.xml"), "OFD"),
    "pdf": (b"%PDF-1.4\n", "PDF"),
    "png": (b"\x89PNG\r\n\x1a\n" + b"\x00" * 50, "图片"),
    "jpg": (b"\xff\xd8\xff\xe0" + b"\x00" * 50, "图片"),
    "tif": (b"II*\x00" + b"\x00" * 50, "图片"),
    "bmp": (b"BM\x10\x00\x00\x00\x00\x00\x00\x00" + b"\x00" * 50, "图片"),
    "webp": (b"RIFF\x10\x00\x00\x00WEBPVP8 ", "图片"),
    "heic": (b"\x00\x00\x00\x18ftypheic" + b"\x00" * 50, "图片"),
    "slides": (archive("ppt/presentation.xml", "[Content_Types].xml"), "演示"),
    "rtf": (b"{\\rtf1\\ansi}", "RTF"),
}


@pytest.mark.parametrize("name", BY_NAME)
@pytest.mark.parametrize("content", ["old workbook", "text"])
def test_name_that_says_it_cannot_be_read(tmp_path: Path, name: str, content: str) -> None:
    path = tmp_path / name
    path.write_bytes(old_workbook() if content == "old workbook" else "项目名称,投资方\n甲,乙\n".encode())
    with pytest.raises(RefusedBook) as caught:
        collect_safely(path)
    with speaking("zh"):
        said = str(caught.value)
    assert said.startswith(f"{name}：")
    assert BY_NAME[name] in said
    assert "文件 → 另存为" in said
    assert ".docx 或 .xlsx" in said
    assert "save as .docx or .xlsx" in caught.value.said.en


@pytest.mark.parametrize("name", BY_CONTENT)
def test_content_that_cannot_be_read_under_the_name_of_a_workbook(tmp_path: Path, name: str) -> None:
    content, told = BY_CONTENT[name]
    (tmp_path / "表.xlsx").write_bytes(content)
    with pytest.raises(RefusedBook) as caught:
        collect_safely(tmp_path / "表.xlsx")
    assert told in caught.value.said.zh
    assert ".docx 或 .xlsx" in caught.value.said.zh
    assert "save as .docx or .xlsx" in caught.value.said.en


def test_the_office_s_own_name_counts_where_our_copy_has_another(tmp_path: Path) -> None:
    (tmp_path / "copy").write_bytes(old_workbook())
    with pytest.raises(RefusedBook, match="WPS 表格"):
        collect_safely(tmp_path / "copy", book="某县.et")
