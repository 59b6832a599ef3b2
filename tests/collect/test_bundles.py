"""A zip of books and forms in folders named after places: names, regions, what is left out, what is refused."""

import io
import struct
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from yanzhen.collect.bundles import collect_bundle, is_bundle
from yanzhen.errors import RefusedBook, StateSecret

from .forms import documents

HEADER = ["项目名称", "投资方", "总投资（亿元）"]


def book(*rows: list[object], title: str = "") -> bytes:
    buffer = io.BytesIO()
    made = xlsxwriter.Workbook(buffer)
    page = made.add_worksheet()
    for number, row in enumerate([*([[title]] if title else []), HEADER, *rows]):
        page.write_row(number, 0, row)
    made.close()
    return buffer.getvalue()


def word(tmp_path: Path, name: str) -> bytes:
    path = tmp_path / "made.docx"
    documents.tables(path, [["项目名称", name], ["投资方", "示例公司"], ["总投资（亿元）", "2"]])
    return path.read_bytes()


def zipped(path: Path, files: dict[str, bytes], *, encoding: str = "utf-8", flagged: bool = True) -> Path:
    """A zip whose names are in an encoding; without the flag, as Windows packs them."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            info = zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    if not flagged or encoding != "utf-8":
        path.write_bytes(renamed(path.read_bytes(), encoding))
    return path


def renamed(data: bytes, encoding: str) -> bytes:
    """The archive with its names in another encoding and without the flag of UTF-8."""
    out, offsets, entries = bytearray(), {}, []
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        infos = archive.infolist()
    for info in infos:
        header = data[info.header_offset : info.header_offset + 30]
        length, extra = struct.unpack("<HH", header[26:30])
        start = info.header_offset + 30 + length + extra
        name = info.filename.encode(encoding)
        offsets[info.filename] = len(out)
        flags = struct.unpack("<H", header[6:8])[0] & ~0x800
        out += header[:6] + struct.pack("<H", flags) + header[8:26] + struct.pack("<HH", len(name), 0) + name
        out += data[start : start + info.compress_size]
        entries.append((info, name, flags))
    start = len(out)
    for info, name, flags in entries:
        out += struct.pack(
            "<4sHHHHHHLLLHHHHHLL", b"PK\x01\x02", 20, 20, flags, info.compress_type, 0, 33, info.CRC,
            info.compress_size, info.file_size, len(name), 0, 0, 0, 0, 0, offsets[info.filename],
        )  # fmt: skip
        out += name
    count = len(entries)
    return bytes(out + struct.pack("<4sHHHHLLH", b"PK\x05\x06", 0, 0, count, count, len(out) - start, start, 0))


@pytest.mark.parametrize(("encoding", "flagged"), [("utf-8", True), ("utf-8", False), ("gb18030", False)])
def test_records_of_all_books_with_their_paths_and_regions(tmp_path: Path, encoding: str, flagged: bool) -> None:
    files = {
        "各市报送/长沙市/宁乡市/表.docx": word(tmp_path, "甲示例项目"),
        "各市报送/岳阳市项目/台账.xlsx": book(["乙示例项目", "示例公司", 1.0], ["丙示例项目", "示例公司", 1.0]),
        "各市报送/其他/台账.xlsx": book(["丁示例项目", "示例公司", 1.0]),
    }
    path = zipped(tmp_path / "报送.zip", files, encoding=encoding, flagged=flagged)
    assert is_bundle(path)
    bundle = collect_bundle(path)
    assert bundle.refused == []
    assert [(r.name, r.source.book, r.fields.get("target")) for r in bundle.records] == [
        ("甲示例项目", "各市报送/长沙市/宁乡市/表.docx", "430182"),
        ("乙示例项目", "各市报送/岳阳市项目/台账.xlsx", "430600"),
        ("丙示例项目", "各市报送/岳阳市项目/台账.xlsx", "430600"),
        ("丁示例项目", "各市报送/其他/台账.xlsx", None),
    ]
    assert len({record.key for record in bundle.records}) == 4


def test_what_cannot_be_read_is_told_and_the_rest_kept(tmp_path: Path) -> None:
    files = {
        "长沙市/好.xlsx": book(["甲示例项目", "示例公司", 1.0]),
        "长沙市/坏.xlsx": b"PK\x03\x04 broken",
        "长沙市/旧.doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512 + "WordDocument".encode("utf-16-le"),
        "长沙市/照片.jpg": b"\xff\xd8\xff" + b"\0" * 100,
        "长沙市/里层.zip": b"PK\x05\x06" + b"\0" * 18,
        "__MACOSX/长沙市/._好.xlsx": b"x",
        "长沙市/~$好.xlsx": b"x",
        "长沙市/.DS_Store": b"x",
        "长沙市/Thumbs.db": b"x",
    }
    bundle = collect_bundle(zipped(tmp_path / "报送.zip", files))
    assert [record.name for record in bundle.records] == ["甲示例项目"]
    assert sorted(inside for inside, _ in bundle.refused) == [
        "长沙市/坏.xlsx",
        "长沙市/旧.doc",
        "长沙市/照片.jpg",
        "长沙市/里层.zip",
    ]
    for inside, error in bundle.refused:
        assert error.said.zh.startswith(inside)


@pytest.mark.parametrize("name", ["../外.xlsx", "/etc/外.xlsx", "a/../../外.xlsx", "C:/外.xlsx", "..\\外.xlsx"])
def test_path_outside_refuses_all(tmp_path: Path, name: str) -> None:
    path = zipped(tmp_path / "报送.zip", {"好.xlsx": book(["甲", "乙", 1.0]), name: b"x"})
    with pytest.raises(RefusedBook, match="指向"):
        collect_bundle(path, folder=tmp_path / "out")
    assert not (tmp_path / "外.xlsx").exists()


def test_password_refuses_all(tmp_path: Path) -> None:
    data = bytearray(zipped(tmp_path / "报送.zip", {"好.xlsx": book(["甲", "乙", 1.0])}).read_bytes())
    data[6] |= 1
    data[data.rindex(b"PK\x01\x02") + 8] |= 1
    (tmp_path / "报送.zip").write_bytes(data)
    with pytest.raises(RefusedBook, match="密码"):
        collect_bundle(tmp_path / "报送.zip")


def test_bomb_refuses_all(tmp_path: Path) -> None:
    path = zipped(tmp_path / "报送.zip", {"好.xlsx": book(["甲", "乙", 1.0]), "大.csv": b"a," * (150 << 20)})
    with pytest.raises(RefusedBook, match="压缩"):
        collect_bundle(path)


def test_mark_in_one_book_refuses_all(tmp_path: Path) -> None:
    files = {"长沙市/好.xlsx": book(["甲", "乙", 1.0]), "长沙市/某.xlsx": book(["丙", "丁", 1.0], title="机密★5年")}
    with pytest.raises(StateSecret, match="保密办"):
        collect_bundle(zipped(tmp_path / "报送.zip", files))


def test_mark_in_a_name_refuses_all_and_is_not_repeated(tmp_path: Path) -> None:
    files = {"长沙市/机密/戊项目.xlsx": book(["甲", "乙", 1.0])}
    with pytest.raises(StateSecret) as caught:
        collect_bundle(zipped(tmp_path / "报送.zip", files))
    assert "戊项目" not in caught.value.said.zh
    assert "第 1 个文件" in caught.value.said.zh


def test_workbook_and_document_are_no_bundles(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(book(["甲", "乙", 1.0]))
    (tmp_path / "a.docx").write_bytes(word(tmp_path, "甲"))
    assert not is_bundle(tmp_path / "a.xlsx")
    assert not is_bundle(tmp_path / "a.docx")


def test_archive_without_books_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RefusedBook, match="没有表格"):
        collect_bundle(zipped(tmp_path / "报送.zip", {"__MACOSX/._x": b"x"}))
