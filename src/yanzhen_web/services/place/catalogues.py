"""The catalogues by which places are ruled out: the files that whoever runs the site has put into one folder.

`catalogues/` in the site's home holds the transfer catalogue's lists by city and the national catalogue, in the forms
that `yanzhen.place.ruling.catalogue_files` reads. A file that can't be read is told of in the log and passed over.
"""

from __future__ import annotations

import logging
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from yanzhen.errors import YanzhenError
from yanzhen_web.services.place.homefiles import Stamp, stamp_of

if TYPE_CHECKING:
    from yanzhen.place.ruling.catalogues import Catalogue

_log = logging.getLogger("yanzhen_web.place")


def stamp() -> Stamp:
    """What is another one after each change of the files."""
    return stamp_of("catalogues")


@lru_cache(maxsize=2)
def catalogues_of(files: Stamp) -> tuple[Catalogue, ...]:
    """The catalogues in these files."""
    return tuple(catalogue for path, _, _ in files for catalogue in _read(Path(path)))


def _read(path: Path) -> list[Catalogue]:
    from yanzhen.workflow import read_catalogues

    try:
        found, refused = read_catalogues([path])
    except YanzhenError as error:
        _log.warning("catalogue %s passed over: %s", path.name, error)
        return []
    for said in refused:
        _log.warning("catalogue %s: %s", path.name, said)
    return found
