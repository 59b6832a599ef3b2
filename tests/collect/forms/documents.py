"""Word documents made for tests."""

from pathlib import Path

from docx import Document

from .builders import cell


def form(path: Path, kind: str, labels: list[str], *, title: str = "", above: tuple[str, ...] = ()) -> Path:
    """A document with one form: two pairs a row, the last one over the whole width where it is alone."""
    document = Document()
    if title:
        document.add_heading(title, level=1)
    for line in above:
        document.add_paragraph(line)
    table = document.add_table(rows=(len(labels) + 1) // 2, cols=4)
    for place, label in enumerate(labels):
        row, column = table.rows[place // 2], 2 * (place % 2)
        row.cells[column].text = label
        row.cells[column + 1].text = shown(cell(kind, label))
    if len(labels) % 2:
        last = table.rows[-1].cells
        last[1].merge(last[3])
    document.save(str(path))
    return path


def shown(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def tables(path: Path, *grids: list[list[str]], lines: tuple[str, ...] = ()) -> Path:
    """A document of tables, a line before each."""
    document = Document()
    for number, rows in enumerate(grids):
        if number < len(lines):
            document.add_paragraph(lines[number])
        table = document.add_table(rows=len(rows), cols=len(rows[0]))
        for row, values in zip(table.rows, rows, strict=True):
            for place, value in zip(row.cells, values, strict=True):
                place.text = value
    for line in lines[len(grids) :]:
        document.add_paragraph(line)
    document.save(str(path))
    return path
