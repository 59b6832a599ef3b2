"""What `collect` reads from all books of the scenario."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from yanzhen.collect import collect_book
from yanzhen.records import Record
from yanzhen.scenario.hunan2025 import CITED_FILE
from yanzhen.scenario.hunan2025.projectrows import ROUND


@dataclass
class Gathered:
    """Records with their book; (book, code) of issues; (book, reason) of skipped rows."""

    records: list[Record] = field(default_factory=list)
    issues: list[tuple[str, str]] = field(default_factory=list)
    skipped: list[tuple[str, str]] = field(default_factory=list)

    def of(self, kind: str) -> list[Record]:
        return [record for record in self.records if record.kind == kind]

    def counted(self) -> list[Record]:
        return [record for record in self.of("project") if record.get("collection_round") == ROUND]


def gather(folder: Path) -> Gathered:
    gathered = Gathered()
    for path in sorted(folder.iterdir()):
        if path.name == CITED_FILE:
            continue
        found = collect_book(path).as_json()
        gathered.records += [Record.from_row({**row, "book": path.name}) for row in found["records"]]
        gathered.issues += [(path.name, issue["code"]) for issue in found["issues"]]
        gathered.skipped += [(path.name, line["reason"]) for line in found["skipped"]]
    return gathered
