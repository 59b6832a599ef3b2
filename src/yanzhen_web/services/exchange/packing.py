"""A round, made into one signed file for one office: by who asks for the one that reports, and the other way round."""

from __future__ import annotations

import hashlib
import re
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from yanzhen.language import Said
from yanzhen_web.models import Correspondent, Organisation, Parcel, Report, Round, StampScan, User
from yanzhen_web.services.exchange import dossiers as told
from yanzhen_web.services.exchange import envelopes, keys
from yanzhen_web.services.exchange.dossiers import Dossier, dossier_of
from yanzhen_web.services.exchange.merging import settle_own
from yanzhen_web.services.exchange.standing import WHY, held, parcels_from
from yanzhen_web.services.history.noting import note_deed
from yanzhen_web.services.people.refusals import Refusal
from yanzhen_web.services.rounds import approving

ASK, REPORT = "ask", "report"
SUFFIX = ".yzx"
_NAMES = {ASK: Said("报送任务", "round"), REPORT: Said("报表", "report")}
_NOT_IN_NAMES = re.compile(r"[^\w（）()—-]+")
_PIECE = 1 << 16


@dataclass(frozen=True)
class Packed:
    """A file that is ready, and the row that lists it."""

    parcel: Parcel
    path: Path


def addressed(correspondent: Correspondent, found: Round) -> tuple[str, Report]:
    """Which way a file goes, and the report that it tells of.

    Raises:
        Refusal: neither of the two offices asks the other for this round.
    """
    owner, other = correspondent.owner_org, correspondent.organisation
    rows = _reports().filter(round=found)
    if found.owner_org_id == owner.pk:
        report = rows.filter(organisation=other).first()
        kind = ASK
    else:
        report = rows.filter(organisation=owner, round__owner_org=other).first()
        kind = REPORT
    if report is None:
        raise Refusal(
            f"“{found.title}”不在“{owner.name}”和“{correspondent.name}”之间，请另选任务或对方单位",
            f"{found.title} is not between {owner.name} and {correspondent.name}; choose another one",
        )
    return kind, report


def _reports() -> QuerySet[Report]:
    return Report.objects.unscoped(why=WHY).select_related(
        "organisation", "current", "round__owner_org", "round__template__owner_org", "round__previous"
    )


@transaction.atomic
def pack(correspondent: Correspondent, found: Round, by: User | None, folder: Path, *, whole: bool = False) -> Packed:
    """Write the file into a folder, and list it.

    Args:
        whole: everything, also what the other side said that it has.

    Raises:
        Refusal: the round is not between these two.
    """
    kind, report = addressed(correspondent, found)
    if kind == ASK:
        settle_own(report)
    known = set() if whole else held(parcels_from(correspondent))
    listed = _dossiers(kind, report, known)
    path = Path(tempfile.mkstemp(suffix=SUFFIX, dir=folder)[1])
    with envelopes.filling(path) as file:
        counts = _parts(file, kind, listed, correspondent)
        public_id = file.close(_head(kind, listed[-1], correspondent, counts))
    name = _file_name(kind, report, public_id)
    parcel = _listed(correspondent, found, by, path, name, counts | {"parcel": public_id, "kind": kind})
    return Packed(parcel, path.rename(path.with_name(parcel.file_name)))


def _dossiers(kind: str, report: Report, known: set[str]) -> list[Dossier]:
    """The report; before it, for who is asked, its own report of the last round, to compare with."""
    main = dossier_of(report, known)
    if kind == REPORT or report.round.previous_id is None:
        return [main]
    last = _reports().filter(round=report.round.previous_id, organisation=report.organisation_id).first()
    owned = last is not None and last.round.owner_org_id == report.round.owner_org_id
    return [dossier_of(last, known, only_current=True), main] if last is not None and owned else [main]


def _parts(file: envelopes.Writing, kind: str, listed: list[Dossier], to: Correspondent) -> dict[str, int]:
    reporting, scans = listed[-1].report.organisation, [(d, scan) for d in listed for scan in told.scans_of(d)]
    templates = {d.round.template.pk: d.round.template for d in listed if d.round.template and kind == ASK}
    parts: dict[str, Iterable[told.Line]] = {
        "organisations": told.organisation_lines(reporting, told.sources_of(listed)),
        "templates": (told.template_line(row) for row in templates.values()),
        "rounds": map(told.round_line, listed),
        "versions": _of_each(told.version_lines, listed),
        "rows": _of_each(told.row_lines, listed),
        "records": told.record_lines(listed, reporting, to, owned=kind == REPORT),
        "questions": _of_each(told.question_lines, listed),
        "approvals": _of_each(told.approval_lines, listed),
        "scans": (told.scan_line(scan, dossier.report) for dossier, scan in scans),
    }
    counts = {name: file.lines(name, lines) for name, lines in parts.items()}
    for _, scan in scans:
        file.content(f"scans/{scan.public_id}", _pieces(scan))
    return counts


def _of_each(lines: Any, listed: list[Dossier]) -> Iterator[told.Line]:
    return chain.from_iterable(map(lines, listed))


def _pieces(scan: StampScan) -> Iterator[bytes]:
    with approving.path_of_scan(scan).open("rb") as content:
        while piece := content.read(_PIECE):
            yield piece


def _head(kind: str, dossier: Dossier, to: Correspondent, counts: dict[str, int]) -> dict[str, Any]:
    """What the manifest says beside the parts; the same for the same state."""
    owner, other = to.owner_org, to.organisation
    return {
        "kind": kind,
        "from": _party(keys.own_key(), owner),
        "to": _party(to.key, other or owner),
        "made_at": told.iso(dossier.clock.at),
        "round": dossier.round.public_id,
        "title": dossier.round.title,
        "period": dossier.round.period,
        "counts": counts,
    }


def _party(key: str, office: Organisation) -> dict[str, str]:
    return {"key": key, "organisation": office.public_id, "name": office.name}


def _file_name(kind: str, report: Report, public_id: str) -> str:
    pieces = [_NAMES[kind].zh, report.organisation.name, report.round.period or report.round.title]
    stem = "_".join(_NOT_IN_NAMES.sub("", piece)[:40] for piece in pieces)
    return f"{stem}_{public_id[:8]}{SUFFIX}"


def _listed(to: Correspondent, found: Round, by: User | None, path: Path, name: str, counts: dict[str, Any]) -> Parcel:
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    parcel, _ = Parcel.objects.unscoped(why=WHY).get_or_create(
        way=Parcel.Way.OUT, sha256=digest,
        defaults={"owner_org": to.owner_org, "correspondent": to, "round": found, "file_name": name,
                  "size": path.stat().st_size, "counts": counts, "by": by, "at": timezone.now()},
    )  # fmt: skip
    note_deed("parcel.out", parcel, by=by, round=found.public_id, office=to.organisation and to.organisation.public_id)
    return parcel
