"""Tables that computed values need: the files that whoever runs the site has put into one folder.

`tables/` in the site's home holds an input-output table, a timetable with its stations, catalogues of zones and lists
of firms, in the forms that `yanzhen.place.sources` reads. A file that can't be read is told of in the log.
"""

from __future__ import annotations

import logging
from functools import lru_cache
from pathlib import Path

from yanzhen.errors import YanzhenError
from yanzhen.place.sources.gathering import gather
from yanzhen.place.sources.loaded import Loaded
from yanzhen.workflow import amount_in
from yanzhen_web.services.place.homefiles import Stamp, stamp_of

_log = logging.getLogger("yanzhen_web.place")


def stamp() -> Stamp:
    """What is another one after each change of the files."""
    return stamp_of("tables")


@lru_cache(maxsize=1)
def loaded_of(files: Stamp) -> Loaded:
    """What these files say; it is shared, and not to be changed."""
    found = Loaded()
    if not files:
        return found
    try:
        found = gather((), (Path(files[0][0]).parent,), amount_in)
    except YanzhenError as error:
        _log.warning("tables passed over: %s", error)
    for said in found.refused:
        _log.warning("tables: %s", said)
    for name in found.unused:
        _log.warning("table %s: not recognised, or of no use beside the others", name)
    return found
