"""Versions that came in a file: kept with their rows as they were sent, under the numbers that their sender gave."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any

from yanzhen.language import Said
from yanzhen_web.models import Organisation, Record, ReportRow, ReportVersion
from yanzhen_web.services.exchange.dossiers import SENT_BY
from yanzhen_web.services.exchange.envelopes import damaged
from yanzhen_web.services.exchange.lines import moment
from yanzhen_web.services.exchange.merging import Arrival, lacking, numbered
from yanzhen_web.services.exchange.standing import WHY
from yanzhen_web.services.people.refusals import Refusal
from yanzhen_web.services.records.recording import chunks
from yanzhen_web.services.rounds.differences import keep_differences
from yanzhen_web.services.rounds.sending import Row, digest_of, totals_of

Line = Mapping[str, Any]
Owners = Mapping[str, Organisation]


def take_versions(lines: Iterable[Line], rows: Iterator[Line], reports: Mapping[str, Arrival], owners: Owners) -> None:
    """Create the versions that are not known here, each with its rows, in the order of their numbers.

    Args:
        rows: of those versions, one after the other.

    Raises:
        Refusal: rows are missing, or are not those that were sent; a number is another version's here.
    """
    new = {line["id"]: version for line in lines if (version := _made(line, reports, owners)) is not None}
    waiting = set(new)
    for public_id, told in groupby(rows, key=lambda line: line["version"]):
        if public_id in new:
            if public_id not in waiting:
                raise damaged()
            waiting.discard(public_id)
            _fill(new[public_id], told, owners)
    for public_id in waiting:
        _fill(new[public_id], (), owners)
    for version in new.values():
        arrival = reports[version.report.public_id]
        keep_differences(arrival.report, version)
        arrival.new.append(version)
        arrival.changed = True


def _made(line: Line, reports: Mapping[str, Arrival], owners: Owners) -> ReportVersion | None:
    arrival = reports.get(line["report"])
    if arrival is None:
        raise damaged()
    versions = ReportVersion.objects.unscoped(why=WHY)
    found = versions.filter(public_id=line["id"]).first()
    if found is not None:
        if (found.report_id, found.number, found.digest) != (arrival.report.pk, line["number"], line["digest"]):
            raise damaged()
        return None
    if not line["rows"]:
        raise lacking()
    if line["number"] in numbered(arrival.report):
        raise Refusal(
            f"这里的第 {line['number']} 版是另一份内容：同一份报表在两台电脑上各报了一版，什么都没有收。"
            "请在其中一台上换一个新的数据文件夹，先收对方的文件，再报",
            f"version {line['number']} is another one here: the report was sent from two computers; nothing was taken "
            "in. On one of them begin with a new data folder, take the other's file in, and send from there",
        )
    return versions.create(
        public_id=line["id"], report=arrival.report, number=line["number"], digest=line["digest"],
        count=line["count"], note=line["note"], sent_at=moment(line["sent_at"]),
        on_behalf_of=owners.get(line["on_behalf_of"] or ""), findings=[*line["findings"], *_sent_by(line["sender"])],
    )  # fmt: skip


def _sent_by(name: str) -> list[dict[str, str]]:
    if not name:
        return []
    said = Said(f"由 {name} 报送，经离线文件收到", f"sent by {name}, taken in from a file")
    return [{"code": SENT_BY, "name": name, "message_zh": said.zh, "message_en": said.en}]


def _fill(version: ReportVersion, told: Iterable[Line], owners: Owners) -> None:
    """The rows of a version; they have to be those that were sent.

    Raises:
        Refusal: they are not.
    """
    totals: dict[str, int] = {}
    digest = digest_of(_kept(version, told, owners, totals))
    there = ReportRow.objects.unscoped(why=WHY).filter(version=version).count()
    if digest != version.digest or there != version.count:
        raise damaged()
    version.totals = totals
    version.save(update_fields=["totals"])


def _kept(version: ReportVersion, told: Iterable[Line], owners: Owners, totals: dict[str, int]) -> Iterator[Row]:
    """Write the rows some hundreds at a time, and hand each of them on."""
    number = 0
    for chunk in chunks(told):
        records = _records(version, chunk)
        kept = []
        for line in chunk:
            number += 1
            source = owners.get(line["source"]) if line["source"] else version.report.organisation
            if line["number"] != number or source is None:
                raise damaged()
            kept.append(_row(version, line, records.get(line["record"]), source))
        ReportRow.objects.unscoped(why=WHY).bulk_create(kept)
        rows = [Row(row.key, row.kind, row.name, row.fields, row.extra) for row in kept]
        for key, cny in totals_of(rows).items():
            totals[key] = totals.get(key, 0) + cny
        yield from rows


def _records(version: ReportVersion, chunk: list[Line]) -> dict[str, int]:
    """The records behind rows: of the organisation that reports, or of those below it."""
    ids = [line["record"] for line in chunk if line["record"]]
    path = version.report.organisation.path
    rows = Record.objects.unscoped(why=WHY).filter(public_id__in=ids, owner_org__path__startswith=path)
    return dict(rows.values_list("public_id", "pk"))


def _row(version: ReportVersion, line: Line, record: int | None, source: Organisation) -> ReportRow:
    return ReportRow(
        version=version, number=line["number"], key=line["key"], record_id=record, source=source, kind=line["kind"],
        name=line["name"], fields=line["fields"], extra=line["extra"],
    )  # fmt: skip
