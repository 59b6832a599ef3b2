"""Word documents: forms and lists in their tables, and lines of `标签：值` outside of them."""

import zipfile
from pathlib import Path

import pytest
from docx import Document

from yanzhen.collect import collect_book
from yanzhen.collect.sandbox import collect_safely

from . import documents
from .builders import LABELS, TITLES, expected

LIST = [
    ["序号", "项目名称", "投资方", "总投资（亿元）"],
    ["1", "甲示例项目", "甲示例公司", "1.5"],
    ["2", "乙示例项目", "乙示例公司", "2"],
    ["合计", "", "", "3.5"],
]


@pytest.mark.parametrize("kind", LABELS)
def test_form_in_a_table_gives_its_record(tmp_path: Path, kind: str) -> None:
    labels = list(LABELS[kind])
    found = collect_safely(documents.form(tmp_path / "表.docx", kind, labels, title=TITLES[kind]))
    (record,) = found.records
    assert record.kind == kind
    assert record.fields == expected(kind, labels)
    assert record.source.sheet == "表1"
    assert found.sheets == [{"sheet": "表1", "title": TITLES[kind], "form": True}]
    assert not found.issues


def test_list_in_a_table_gives_its_rows(tmp_path: Path) -> None:
    found = collect_book(documents.tables(tmp_path / "表.docx", LIST, lines=("2025年签约项目汇总表",)))
    assert [(r.name, r.source.sheet, r.source.row) for r in found.records] == [
        ("甲示例项目", "表1", 2),
        ("乙示例项目", "表1", 3),
    ]
    assert [tuple(line) for line in found.skipped] == [("表1", 4, "subtotal")]
    assert found.sheets[0]["title"] == "2025年签约项目汇总表"


def test_several_tables_are_several_sheets(tmp_path: Path) -> None:
    other = [["需求名称", "需求单位"], ["焊接技术", "丙示例公司"]]
    found = collect_book(documents.tables(tmp_path / "表.docx", LIST, other))
    assert [(r.kind, r.source.sheet) for r in found.records] == [("project", "表1")] * 2 + [("demand", "表2")]


def test_issue_names_table_row_and_column_of_the_value(tmp_path: Path) -> None:
    rows = [["项目名称", "示例项目", "投资方", "示例公司"], ["总投资", "很多", "签约时间", "2025年13月"]]
    found = collect_book(documents.tables(tmp_path / "表.docx", rows))
    assert [(i.sheet, i.row, i.column, i.code) for i in found.issues] == [
        ("表1", 2, "B", "amount_unreadable"),
        ("表1", 2, "D", "date_unreadable"),
    ]
    assert [(c.sheet, c.row, c.column) for c in found.columns] == [
        ("表1", 1, "A"),
        ("表1", 1, "C"),
        ("表1", 2, "A"),
        ("表1", 2, "C"),
    ]


def test_lines_of_text_are_a_form(tmp_path: Path) -> None:
    document = Document()
    for line in (
        "示例项目简况",
        "项目名称：示例项目",
        "投资方：示例公司    总投资：2亿元",
        "建设内容：厂房",
        "和设备。",
    ):
        document.add_paragraph(line)
    document.save(str(tmp_path / "文.docx"))
    (record,) = collect_book(tmp_path / "文.docx").records
    assert (record.name, record.source.sheet, record.source.row) == ("示例项目", "正文", 2)
    assert record.fields == {"investor": "示例公司", "investment_cny": 200_000_000, "content": "厂房\n和设备。"}


def test_text_above_a_form_completes_it(tmp_path: Path) -> None:
    rows = [["投资方", "示例公司"], ["总投资", "很多"], ["承接地", "宁乡市"]]
    found = collect_book(documents.tables(tmp_path / "表.docx", rows, lines=("项目名称：示例项目",)))
    (record,) = found.records
    assert record.name == "示例项目"
    assert record.fields == {"investor": "示例公司", "target": "430182"}
    assert [(i.sheet, i.row, i.column) for i in found.issues] == [("表1", 2, "B")]


def test_merged_cells_nested_tables_and_boxes(tmp_path: Path) -> None:
    document = Document()
    table = document.add_table(rows=4, cols=3)
    texts = [
        ["企业基本情况", "企业名称", "示例公司"],
        ["", "联系人", "张示例"],
        ["需求情况", "需求名称", "焊接技术"],
        ["", "合作方式", "□委托研发 ☑合作开发"],
    ]
    for row, values in zip(table.rows, texts, strict=True):
        for place, value in zip(row.cells, values, strict=True):
            place.text = value
    table.cell(0, 0).merge(table.cell(1, 0))
    table.cell(2, 0).merge(table.cell(3, 0))
    inner = table.cell(3, 2).add_table(rows=3, cols=2)
    for row, values in zip(inner.rows, [["项目名称", "投资方"], ["甲", "子"], ["乙", "丑"]], strict=True):
        for place, value in zip(row.cells, values, strict=True):
            place.text = value
    document.save(str(tmp_path / "表.docx"))
    found = collect_book(tmp_path / "表.docx")
    by_sheet = {record.source.sheet: record for record in found.records}
    assert by_sheet["表1"].fields == {"organisation": "示例公司", "contact": "张示例", "cooperation": "合作开发"}
    assert by_sheet["表1"].kind == "demand"
    assert [r.name for r in found.records if r.source.sheet == "表1-1"] == ["甲", "乙"]


def test_what_was_deleted_with_changes_tracked_is_gone(tmp_path: Path) -> None:
    path = documents.tables(tmp_path / "表.docx", [["项目名称", "示例XX项目"], ["投资方", "示例公司"]])
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    tracked = (
        "示例</w:t></w:r><w:del><w:r><w:delText>旧</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>新</w:t></w:r></w:ins><w:r><w:t>项目"
    )
    parts["word/document.xml"] = parts["word/document.xml"].replace("示例XX项目".encode(), tracked.encode())
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    assert [record.name for record in collect_book(path).records] == ["示例新项目"]


def test_checkbox_fields_and_symbols_are_boxes(tmp_path: Path) -> None:
    path = documents.tables(tmp_path / "表.docx", [["需求名称", "焊接"], ["需求单位", "示例公司"], ["合作方式", "XX"]])
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    boxes = (
        '</w:t></w:r><w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox><w:default w:val="0"/></w:checkBox>'
        "</w:ffData></w:fldChar></w:r><w:r><w:t>委托研发 </w:t></w:r>"
        '<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r><w:r><w:t>合作开发'
    )
    parts["word/document.xml"] = parts["word/document.xml"].replace(b"XX", boxes.encode())
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    (record,) = collect_book(path).records
    assert record.fields["cooperation"] == "合作开发"
