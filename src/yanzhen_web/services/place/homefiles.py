"""Files that whoever runs the site has put into a folder of its home."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

SUFFIXES = (".csv", ".tsv", ".xlsx")
Stamp = tuple[tuple[str, int, int], ...]


def stamp_of(folder: str) -> Stamp:
    """What is another one after each change of the folder's files: their names, sizes and times."""
    path = Path(settings.HOME) / folder
    if not path.is_dir():
        return ()
    files = sorted(file for file in path.iterdir() if file.suffix.lower() in SUFFIXES and file.is_file())
    return tuple((str(file), file.stat().st_size, file.stat().st_mtime_ns) for file in files)
