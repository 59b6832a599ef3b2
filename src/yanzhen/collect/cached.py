"""Saved values of formulas, put back where a writer that does not calculate has dropped them.

A formula without its value reads as a failed cell until somebody opens the book; the values that the office's own
program saved are still right, because marking changes none of them.
"""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

_FORMULA_CELL = re.compile(
    rb"<c(?=[\s>])(?P<attributes>[^<>]*)>(?P<formula><f(?=[\s/>])[^<>]*(?:/>|>[^<]*</f>))(?P<value><v>[^<]*</v>|<v\s*/>)?</c>"
)
_REFERENCE = re.compile(rb'\br="([A-Z]+\d+)"')
_TYPE = re.compile(rb'\s+t="(\w+)"')
_STAMPED = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(</dcterms:)")
_EPOCH = (1980, 1, 1, 0, 0, 0)


def settle(marked: Path, original: Path | None = None) -> None:
    """Rewrite `marked` with the formulas' values of `original`, if given, and with fixed times: bytes repeat."""
    values = _values_of(original) if original else {}
    draft = marked.with_suffix(".draft")
    with zipfile.ZipFile(marked) as source, zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as target:
        sheets = _sheet_parts(marked)
        for entry in source.infolist():
            content = source.read(entry)
            if entry.filename in sheets and values.get(sheets[entry.filename]):
                content = _with_values(content, values[sheets[entry.filename]])
            if entry.filename == "docProps/core.xml":
                content = _STAMPED.sub(rb"\g<1>2025-01-01T00:00:00Z\g<2>", content)
            stamped = zipfile.ZipInfo(entry.filename, _EPOCH)
            stamped.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(stamped, content)
    draft.replace(marked)


def _sheet_parts(path: Path) -> dict[str, str]:
    from yanzhen.collect.workbooks.xlsx import sheet_parts

    return sheet_parts(path)


def _values_of(path: Path) -> dict[str, dict[bytes, tuple[bytes, bytes]]]:
    """Sheet -> reference of each formula -> its type and value, as they stand in the XML."""
    found: dict[str, dict[bytes, tuple[bytes, bytes]]] = {}
    with zipfile.ZipFile(path) as archive:
        for part, sheet in _sheet_parts(path).items():
            found[sheet] = dict(filter(None, map(_cached, _FORMULA_CELL.finditer(archive.read(part)))))
    return found


def _cached(cell: re.Match[bytes]) -> tuple[bytes, tuple[bytes, bytes]] | None:
    reference = _REFERENCE.search(cell["attributes"])
    if reference is None or not cell["value"] or cell["value"].endswith(b"/>"):
        return None
    kind = _TYPE.search(cell["attributes"])
    return reference.group(1), (kind.group(1) if kind else b"n", cell["value"])


def _with_values(content: bytes, values: dict[bytes, tuple[bytes, bytes]]) -> bytes:
    def put(cell: re.Match[bytes]) -> bytes:
        reference = _REFERENCE.search(cell["attributes"])
        known = values.get(reference.group(1)) if reference else None
        if known is None:
            return cell.group()
        kind, value = known
        attributes = _TYPE.sub(b"", cell["attributes"])
        return b"<c" + attributes + b' t="' + kind + b'">' + cell["formula"] + value + b"</c>"

    return _FORMULA_CELL.sub(put, content)
