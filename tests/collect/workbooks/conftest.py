"""Workbooks made by hand, part by part, as no program would help to make them."""

import zipfile
from collections.abc import Callable
from pathlib import Path
from xml.sax.saxutils import quoteattr

import pytest

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
DECLARED = '<?xml version="1.0" encoding="UTF-8"?>'
MAIN_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"


def parts_of(sheet: str, formats: list[str] | None = None) -> dict[str, str]:
    """The parts of a book of one sheet; style n+1 has the n-th number format."""
    sheets = '<sheets><sheet name="台账" sheetId="1" r:id="rId1"/></sheets>'
    parts = {
        "[Content_Types].xml": f'{DECLARED}<Types xmlns="{TYPES}">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{MAIN_TYPE}"/></Types>',
        "_rels/.rels": f'{DECLARED}<Relationships xmlns="{RELATIONS}"><Relationship Id="rId1" '
        f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{DECLARED}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{sheets}</workbook>',
        "xl/_rels/workbook.xml.rels": f'{DECLARED}<Relationships xmlns="{RELATIONS}"><Relationship Id="rId1" '
        f'Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" '
        f'Type="{OFFICE}/styles" Target="styles.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": sheet if sheet.startswith("<") and "<worksheet" in sheet else _sheet(sheet),
    }
    texts = formats or []
    entries = "".join(f"<numFmt numFmtId='{176 + n}' formatCode={quoteattr(t)}/>" for n, t in enumerate(texts))
    styles = "".join(f'<xf numFmtId="{176 + n}"/>' for n in range(len(texts)))
    parts["xl/styles.xml"] = (
        f'{DECLARED}<styleSheet xmlns="{MAIN}"><numFmts>{entries}</numFmts>'
        f'<cellXfs><xf numFmtId="0"/>{styles}</cellXfs></styleSheet>'
    )
    return parts


def _sheet(inside: str) -> str:
    return f'{DECLARED}<worksheet xmlns="{MAIN}">{inside}</worksheet>'


def zipped(path: Path, parts: dict[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


@pytest.fixture
def made(tmp_path: Path) -> Callable[..., Path]:
    """Make a book of one sheet from its XML and number formats; further parts replace or add."""

    def make(sheet: str, formats: list[str] | None = None, **further: str | bytes) -> Path:
        parts: dict[str, str | bytes] = {**parts_of(sheet, formats), **further}
        return zipped(tmp_path / "上报.xlsx", parts)

    return make
