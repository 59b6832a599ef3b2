"""Word files that are the same bytes each time."""

from __future__ import annotations

import io
import zipfile

_ZIP_DATE = (1980, 1, 1, 0, 0, 0)


def fixed_clock(data: bytes) -> bytes:
    """The same archive with one fixed date on every file in it."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            fixed = zipfile.ZipInfo(entry.filename, _ZIP_DATE)
            fixed.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(fixed, old.read(entry))
    return buffer.getvalue()
