"""A file comes in: whose it is, for whom, what it changes; all of it or nothing, and each taking-in is noted."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from yanzhen.language import Said
from yanzhen_web.models import Correspondent, Organisation, Parcel, Report, ReportVersion, User
from yanzhen_web.services.exchange import joining, keys, merging
from yanzhen_web.services.exchange.carrying import Carrying
from yanzhen_web.services.exchange.envelopes import Opened, damaged, opened
from yanzhen_web.services.exchange.lines import lines_of
from yanzhen_web.services.exchange.merging import Arrival
from yanzhen_web.services.exchange.packing import ASK, REPORT
from yanzhen_web.services.exchange.questions import take_questions
from yanzhen_web.services.exchange.standing import WHY, heard, parcels_from
from yanzhen_web.services.exchange.versions import take_versions
from yanzhen_web.services.history.noting import note_deed
from yanzhen_web.services.people.refusals import Refusal
from yanzhen_web.services.records.storing import storable

Line = Mapping[str, Any]
_PARTY = {"key", "organisation", "name"}
_STATES = {
    Report.State.NOT_SENT: Said("等待报送", "waits to be sent"),
    Report.State.SENT: Said("已报", "sent"),
    Report.State.SENT_BACK: Said("已退回", "sent back"),
    Report.State.ACCEPTED: Said("已接收", "accepted"),
    Report.State.LOCKED: Said("已锁定", "locked"),
}


@dataclass(frozen=True)
class Taken:
    """What taking a file in did.

    Attributes:
        report: of which it tells.
        changed: whether anything is different from before.
        said: a sentence on it.
    """

    parcel: Parcel
    report: Report
    changed: bool
    said: Said


@dataclass(frozen=True)
class _Head:
    """What the manifest says of who, to whom, of what."""

    kind: str
    parcel: str
    sender: Line
    to: Line
    round: str


def take_in(path: Path, name: str, owners: Sequence[Organisation], by: User | None, *, we_are: str = "") -> Taken:
    """Take a file in.

    Args:
        name: of the file, as the person knows it.
        owners: the organisations for which the person takes files in.
        we_are: the name of the own office, as the person wrote it; a new folder becomes that office.

    Raises:
        Refusal: says in words why nothing of it was taken in.
    """
    rows = Correspondent.objects.unscoped(why=WHY).filter(owner_org__in=owners)
    listed = list(rows.select_related("owner_org", "organisation").order_by("pk"))
    _refuse_revoked(path, listed)
    with opened(path, {row.key for row in listed if row.revoked_at is None}) as parcel:
        head = _head(parcel.manifest)
        if head.to["key"] != keys.own_key():
            raise Refusal(f"这份文件是给“{storable(head.to['name'])[:60]}”的，不是给本机的，什么都没有收",
                          "the file is for somebody else's installation; nothing was taken in")  # fmt: skip
        candidates = [row for row in listed if row.key == parcel.key and row.revoked_at is None]
        with transaction.atomic():
            return _take(parcel, head, _for_whom(candidates, head), by, (path, name), we_are)


def _refuse_revoked(path: Path, listed: Sequence[Correspondent]) -> None:
    """A key that was trusted once is told apart from a stranger's."""
    revoked = {row.key: row.name for row in listed if row.revoked_at is not None}
    still = {row.key for row in listed if row.revoked_at is None}
    if not revoked.keys() - still:
        return
    try:
        with opened(path, revoked.keys() - still) as parcel:
            name = revoked[parcel.key]
    except Refusal:
        return
    raise Refusal(f"“{name}”的公钥已被撤销，它签的文件不收", f"the key of {name} was revoked; what it signs is refused")


def _head(manifest: Mapping[str, Any]) -> _Head:
    parties = [manifest.get("from"), manifest.get("to")]
    sound = all(
        isinstance(one, dict) and set(one) == _PARTY and all(isinstance(inner, str) for inner in one.values())
        for one in parties
    )
    if not sound or not isinstance(manifest.get("id"), str) or not isinstance(manifest.get("round"), str):
        raise damaged()
    if manifest.get("kind") not in (ASK, REPORT):
        raise Refusal("这是本软件不认识的一种文件，什么都没有收。请先升级", "a kind of file unknown here; update first")
    sender, to = parties
    return _Head(manifest["kind"], manifest["id"][:64], sender or {}, to or {}, manifest["round"])


def _for_whom(candidates: Sequence[Correspondent], head: _Head) -> Correspondent:
    """Of those here who trust the sender, the one to whom it is addressed."""
    found = next((row for row in candidates if row.owner_org.public_id == head.to["organisation"]), candidates[0])
    if found.organisation is None or found.organisation.public_id != head.sender["organisation"]:
        raise Refusal(
            f"这份文件自称是“{storable(head.sender['name'])[:60]}”发的，但这把公钥登记的是“{found.name}”，什么都没有收",
            f"the file says another sender than {found.name}, whose key it is; nothing was taken in",
        )
    return found


def _take(
    parcel: Opened, head: _Head, sender: Correspondent, by: User | None, file: tuple[Path, str], we_are: str
) -> Taken:
    from_them = parcels_from(sender)
    lines = list(lines_of(parcel, "rounds"))
    if not lines or lines[-1]["id"] != head.round or len(lines) > 2:
        raise damaged()
    newer = {line["id"]: line["clock"] >= heard(from_them, line["id"]) for line in lines}
    if head.kind == ASK:
        known, arrivals = _asked(parcel, head, sender, lines, newer, by, we_are)
    else:
        known, arrivals = _reported(parcel, sender, lines, newer)
    reporting = arrivals[-1].report.organisation
    carrying = Carrying(sender, reporting, by, known, updates=head.kind == REPORT)
    carrying.take(lines_of(parcel, "records"))
    _merge(parcel, arrivals, known)
    return _noted(head, sender, arrivals, lines, carrying, by, file)


def _asked(
    parcel: Opened, head: _Head, sender: Correspondent, lines: list[Line], newer: Mapping[str, bool],
    by: User | None, we_are: str,
) -> tuple[joining.Known, list[Arrival]]:  # fmt: skip
    organisations = list(lines_of(parcel, "organisations"))
    addressed = next((line for line in organisations if line["id"] == head.to["organisation"]), None)
    if addressed is None or sender.organisation is None:
        raise damaged()
    own = joining.become(sender.owner_org, addressed, we_are, by)
    above = joining.know_above(organisations, own)
    asking = above.get(sender.organisation.public_id)
    if asking is None or asking.pk == own.pk:
        raise merging.another_s()
    known = joining.know_below(organisations, own)
    templates = {line["id"]: _template(line, above) for line in lines_of(parcel, "templates")}
    return known, [merging.take_round(line, asking, own, templates, newer[line["id"]]) for line in lines]


def _template(line: Line, above: joining.Known) -> Any:
    owner = above.get(line["owner"])
    if owner is None:
        raise merging.another_s()
    return merging.take_template(line, owner)


def _reported(
    parcel: Opened, sender: Correspondent, lines: list[Line], newer: Mapping[str, bool]
) -> tuple[joining.Known, list[Arrival]]:
    if sender.organisation is None:
        raise damaged()
    known = joining.know_below(list(lines_of(parcel, "organisations")), sender.organisation)
    reporting = sender.organisation
    return known, [merging.meet_report(line, sender.owner_org, reporting, newer[line["id"]]) for line in lines]


def _merge(parcel: Opened, arrivals: Sequence[Arrival], known: joining.Known) -> None:
    """Versions, where they stand, questions, signatures, scans: in this order, each upon what came before."""
    by_report = {arrival.report.public_id: arrival for arrival in arrivals}
    take_versions(lines_of(parcel, "versions"), lines_of(parcel, "rows"), by_report, known)
    questions = list(lines_of(parcel, "questions"))
    for arrival in arrivals:
        merging.settle(arrival)
        take_questions(arrival, [line for line in questions if line["report"] == arrival.report.public_id])
    reports = {arrival.report.pk: arrival for arrival in arrivals}
    rows = ReportVersion.objects.unscoped(why=WHY).filter(report__in=reports)
    versions = {version.public_id: version for version in rows}
    merging.take_approvals(lines_of(parcel, "approvals"), versions, reports)
    merging.take_scans(lines_of(parcel, "scans"), versions, by_report, parcel.content)


def _noted(
    head: _Head, sender: Correspondent, arrivals: Sequence[Arrival], lines: Sequence[Line], carrying: Carrying,
    by: User | None, file: tuple[Path, str],
) -> Taken:  # fmt: skip
    changed = [arrival for arrival in arrivals if arrival.changed]
    for arrival in changed:
        note_deed("report.merge", arrival.report, by=by, versions=[version.number for version in arrival.new])
    main, (path, name) = arrivals[-1], file
    counts = {
        "parcel": head.parcel,
        "kind": head.kind,
        "clocks": {line["id"]: line["clock"] for line in lines},
        "known": sorted({public_id for line in lines for public_id in line["known"]}),
        "versions": sum(len(arrival.new) for arrival in arrivals),
        "records": carrying.counts,
    }
    parcel, _ = Parcel.objects.unscoped(why=WHY).get_or_create(
        way=Parcel.Way.IN, sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
        defaults={"owner_org": sender.owner_org, "correspondent": sender, "round": main.round,
                  "file_name": storable(name)[-255:], "size": path.stat().st_size, "counts": counts, "by": by,
                  "at": timezone.now()},
    )  # fmt: skip
    note_deed("parcel.in", parcel, by=by, changed=bool(changed), round=main.round.public_id)
    moved = bool(changed) or any(carrying.counts[name] for name in ("created", "updated"))
    return Taken(parcel, main.report, moved, _said(main, moved))


def _said(arrival: Arrival, moved: bool) -> Said:
    """What came, in a sentence."""
    title, state = arrival.round.title, _STATES[Report.State(arrival.report.state)]
    if not moved:
        return Said(f"“{title}”：这份文件里没有新的内容，一切照旧（{state.zh}）",
                    f"{title}: nothing new in this file; all stays as it is ({state.en})")  # fmt: skip
    numbers = [version.number for version in arrival.new]
    late = bool(numbers) and arrival.report.current is not None and max(numbers) > arrival.report.current.number
    zh = "".join(f"，收到第 {number} 版" for number in numbers)
    en = "".join(f", version {number} has come" for number in numbers)
    if late:
        zh += "；接收以后才到的一版先不算，退回后才轮到它"
        en += "; what came after it was accepted has its turn once it is sent back"
    return Said(f"“{title}”{zh}：{state.zh}", f"{title}{en}: {state.en}")
