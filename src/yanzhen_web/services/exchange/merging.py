"""A report that came in a file, put together with what is here; the rules are those of `standing`.

Taking the same file in again, or an older one after a newer one, changes nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from yanzhen.collect.templates import Template as Layout
from yanzhen.errors import YanzhenError
from yanzhen_web.models import Approval, Organisation, Report, ReportVersion, Round, StampScan, Template
from yanzhen_web.models.identifiers import new_public_id
from yanzhen_web.services.exchange.envelopes import damaged
from yanzhen_web.services.exchange.lines import moment
from yanzhen_web.services.exchange.standing import WHY, standing_of
from yanzhen_web.services.history.noting import note_deed
from yanzhen_web.services.people.refusals import Refusal
from yanzhen_web.services.rounds import approving

State = Report.State
Line = Mapping[str, Any]


@dataclass
class Arrival:
    """One report of a file, as far as it is known here.

    Attributes:
        asks: whether the file comes from who asks for the report; else from who sends it.
        newer: whether its telling is at least as new as any that came from there.
        new: the versions that came with it, in order.
        changed: whether anything is different from before.
    """

    line: Line
    round: Round
    report: Report
    asks: bool
    newer: bool
    new: list[ReportVersion] = field(default_factory=list)
    changed: bool = False

    def sets(self, row: Any, **values: Any) -> bool:
        """Set these values; whether any of them is another one than before, which is then written."""
        other = {name: value for name, value in values.items() if getattr(row, name) != value}
        for name, value in other.items():
            setattr(row, name, value)
        if other:
            row.save(update_fields=list(other))
            self.changed = True
        return bool(other)


# --- the round and its layout ----------------------------------------------------------------------------------------


def take_template(line: Line, owner: Organisation) -> Template:
    """The layout that the round asks in, as its owner last said.

    Raises:
        Refusal: it is known as another's.
    """
    rows = Template.objects.unscoped(why=WHY).select_for_update(of=("self",))
    found = rows.filter(public_id=line["id"]).first()
    told = {name: line[name] for name in ("name", "kind", "body", "file_name", "version")}
    if line["body"] and not _is_layout(line["body"]):
        raise damaged()
    if found is None:
        return Template.objects.unscoped(why=WHY).create(public_id=line["id"], owner_org=owner, **told)
    if found.owner_org_id != owner.pk:
        raise another_s()
    if line["version"] > found.version:
        for name, value in told.items():
            setattr(found, name, value)
        found.save()
    return found


def _is_layout(body: Mapping[str, Any]) -> bool:
    """Whether the engine can read it: what it can't would break pages later."""
    try:
        Layout.from_json(dict(body))
    except YanzhenError:
        return False
    return True


def another_s() -> Refusal:
    """A round or layout that somebody else here owns."""
    return Refusal("文件里的任务在这里是别的单位的，什么都没有收。请与对方核对",
                   "a round in it is another office's here; nothing was taken in. Check it with them")  # fmt: skip


def take_round(
    line: Line, owner: Organisation, reporting: Organisation, templates: Mapping[str, Template], newer: bool
) -> Arrival:
    """The round and the report as who asks tells of them.

    Raises:
        Refusal: they are known as others'.
    """
    rounds, reports = Round.objects.unscoped(why=WHY), Report.objects.unscoped(why=WHY)
    if line["owner"] != owner.public_id or line["report"]["organisation"] != reporting.public_id:
        raise another_s()
    told = {
        "title": line["title"], "period": line["period"], "kinds": line["kinds"], "ask": line["ask"],
        "cut_off": moment(line["cut_off"]), "closed_at": moment(line["closed_at"] or ""), "version": line["version"],
        "template": templates.get(line["template"] or ""),
        "previous": rounds.filter(public_id=line["previous"], owner_org=owner).first() if line["previous"] else None,
    }  # fmt: skip
    found = rounds.select_for_update(of=("self",)).filter(public_id=line["id"]).first()
    made = found is None
    if found is None:
        found = rounds.create(public_id=line["id"], owner_org=owner, **told)
    report = reports.filter(public_id=line["report"]["id"]).first()
    if report is None and not reports.filter(round=found, organisation=reporting).exists():
        report = reports.create(public_id=line["report"]["id"], round=found, organisation=reporting)
    mine = report is not None and (report.round_id, report.organisation_id) == (found.pk, reporting.pk)
    if report is None or not mine or found.owner_org_id != owner.pk:
        raise another_s()
    arrival = Arrival(line, found, report, asks=True, newer=newer, changed=made)
    if newer and not made:
        arrival.sets(found, **told)
    report.round, report.organisation = found, reporting
    return arrival


def meet_report(line: Line, owner: Organisation, reporting: Organisation, newer: bool) -> Arrival:
    """The report here of which who sends it tells.

    Raises:
        Refusal: nobody here asks for it.
    """
    rows = Report.objects.unscoped(why=WHY).select_for_update(of=("self",))
    told = {"public_id": line["report"]["id"], "round__public_id": line["id"], "organisation": reporting}
    report = rows.filter(round__owner_org__path__startswith=owner.path, **told).first()
    if report is None:
        raise Refusal(f"这里没有向“{reporting.name}”要过“{line['title']}”，什么都没有收。请核对文件是不是给这里的",
                      f"nobody here asked {reporting.name} for {line['title']}; nothing was taken in")  # fmt: skip
    report.round = Round.objects.unscoped(why=WHY).select_related("owner_org", "previous").get(pk=report.round_id)
    report.organisation = reporting
    return Arrival(line, report.round, report, asks=False, newer=newer)


# --- where it stands -------------------------------------------------------------------------------------------------


def numbered(report: Report) -> dict[int, ReportVersion]:
    """The versions of a report by their numbers."""
    rows = ReportVersion.objects.unscoped(why=WHY).filter(report=report)
    return {version.number: version for version in rows.order_by("number")}


def settle(arrival: Arrival) -> None:
    """Bring the report's state in step with the decision and the versions that are known now.

    Raises:
        Refusal: what was decided on is not among them.
    """
    report, there = arrival.report, numbered(arrival.report)
    told: Line = arrival.line["report"]
    decided: dict[str, Any] = {}
    if arrival.asks and not arrival.newer:
        return
    if arrival.asks:
        upon = next((number for number, version in there.items() if version.public_id == told["upon"]), None)
        if told["upon"] is not None and upon is None:
            raise lacking()
        state, reasons = told["state"], told["reasons"]
        decided = {"decided_at": moment(told["decided_at"] or ""), "locked_at": moment(told["locked_at"] or "")}
    else:
        current = report.current
        state, reasons, upon = report.state, report.reasons, current.number if current else None
    stands, number = standing_of(state, upon, max(there, default=None))
    version = there.get(number) if number is not None else None
    arrival.sets(
        report,
        state=stands,
        current=version,
        sent_at=version.sent_at if version else None,
        reasons=reasons if stands == state else "",
        **decided,
    )


def settle_own(report: Report) -> None:
    """The same before a report goes out: what was sent back has its next version where that has come already."""
    arrival = Arrival({"report": {}}, report.round, report, asks=False, newer=True)
    settle(arrival)
    if arrival.changed:
        note_deed("report.merge", report)


def lacking() -> Refusal:
    """The file leaves out what is missing here."""
    return Refusal("这份文件只带了新增的内容，而这里缺前面的几版。请对方导出时勾选“全部内容”（--whole）",
                   "it holds only what is new, and earlier versions are missing here: have it made with everything in "
                   "it (--whole)")  # fmt: skip


# --- signatures and scans --------------------------------------------------------------------------------------------


def take_approvals(
    lines: Iterable[Line], versions: Mapping[str, ReportVersion], arrivals: Mapping[int, Arrival]
) -> None:
    """Who signed; where both ends have noted the same step, one of the two notes stands at both."""
    for line in lines:
        version = versions.get(line["version"])
        if version is None:
            continue
        rows = Approval.objects.unscoped(why=WHY)
        found = rows.filter(version=version, step=line["step"]).first()
        told = {"public_id": line["id"], "signer": line["signer"], "at": moment(line["at"])}
        arrival = arrivals[version.report_id]
        if found is None:
            taken = rows.filter(public_id=line["id"]).exists()
            rows.create(version=version, step=line["step"], **told | ({"public_id": new_public_id()} if taken else {}))
            arrival.changed = True
        elif line["id"] < found.public_id and not rows.filter(public_id=line["id"]).exists():
            arrival.sets(found, by=None, **told)


def take_scans(
    lines: Iterable[Line],
    versions: Mapping[str, ReportVersion],
    reports: Mapping[str, Arrival],
    content: Any,
) -> int:
    """Scans of stamped pages, with their bytes; returns how many are new.

    Args:
        content: gives the pieces of a part by its name.
    """
    taken = 0
    for line in lines:
        arrival = reports.get(line["report"])
        rows = StampScan.objects.unscoped(why=WHY)
        if arrival is None or rows.filter(public_id=line["id"]).exists():
            continue
        scan = StampScan(
            public_id=line["id"], report=arrival.report, version=versions.get(line["version"] or ""),
            file_name=line["file_name"], size=line["size"], sha256=line["sha256"], outcome=line["outcome"],
            read=line["read"], at=moment(line["at"]),
        )  # fmt: skip
        _keep(scan, content(f"scans/{scan.public_id}"))
        scan.save(force_insert=True)
        arrival.changed = True
        taken += 1
    return taken


def _keep(scan: StampScan, pieces: Iterable[bytes]) -> None:
    """Write the bytes beside the database, once they are seen to be those that were hashed.

    Raises:
        Refusal: it is no scan, too large, or another file than it says.
    """
    path = approving.path_of_scan(scan)
    if path.suffix not in approving.SCAN_SUFFIXES or scan.size > approving.MOST_SCAN_BYTES:
        raise damaged()
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    data = b"".join(pieces)
    if hashlib.sha256(data).hexdigest() != scan.sha256 or len(data) != scan.size:
        raise damaged()
    path.write_bytes(data)
