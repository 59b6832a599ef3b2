"""Learns what headers mean from the header table, once: writes `src/yanzhen/collect/understanding/tables/*.json`.

Run by `make build`. Without these files each process learns anew, which takes half a second at its first unseen header.
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "src" / "yanzhen" / "collect" / "understanding" / "tables"

sys.path.insert(0, str(ROOT / "src"))
from yanzhen.collect.headers import table  # noqa: E402
from yanzhen.collect.understanding.kept import build  # noqa: E402


def main(folder: Path) -> None:
    """Learn each kind's model."""
    folder.mkdir(parents=True, exist_ok=True)
    for kind, entries in table().items():
        build(kind, entries, folder)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
