"""A version is approved step by step (填报人 → 科室负责人 → 分管领导 → 盖章); a changed row voids all of it.

The first three are signed by people; the stamp is on paper, and counts once a scan of the stamped page is read back and
says this very version.
"""

from __future__ import annotations

import hashlib
import tempfile
from pathlib import Path, PurePosixPath
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from yanzhen.collect.stamps import SCAN_SUFFIXES, PageCode, read_scan
from yanzhen.errors import YanzhenError
from yanzhen_web.models import Approval, Report, ReportVersion, StampScan, User
from yanzhen_web.models.identifiers import new_public_id
from yanzhen_web.scopes import Actor
from yanzhen_web.scopes.rounds import approves_report, sends_report
from yanzhen_web.services.history.noting import note_deed
from yanzhen_web.services.people.refusals import Refusal
from yanzhen_web.services.records.storing import storable

WHY = "the approval of a report that the person knows of"
LONGEST_SIGNER = 100
MOST_SCAN_BYTES = 30 << 20
Step, Outcome = Approval.Step, StampScan.Outcome
SIGNED = (Step.FILLER, Step.SECTION, Step.LEADER)
"""Steps that people sign here; the stamp follows from a scan."""


def code_of(version: ReportVersion) -> PageCode:
    """What stands on the printed pages of a version."""
    report = version.report
    return PageCode(report.round.public_id, report.public_id, version.number, version.digest)


def approvals_of(version: ReportVersion) -> dict[str, Approval]:
    """The steps that hold for what a version says: its own, and those of a version with the very same rows."""
    rows = Approval.objects.unscoped(why=WHY).filter(version__report=version.report_id, version__digest=version.digest)
    return {row.step: row for row in rows.select_related("by", "version").order_by("pk")}


def voided_stamp(version: ReportVersion) -> Approval | None:
    """The latest stamp on an earlier version whose rows are not these any more."""
    rows = Approval.objects.unscoped(why=WHY).filter(version__report=version.report_id, step=Step.STAMP)
    if version.digest in rows.values_list("version__digest", flat=True):
        return None
    return rows.select_related("version").order_by("-version__number").first()


def signable(actor: Actor, public_id: str) -> Report:
    """A report whose versions the actor may sign.

    Raises:
        Report.DoesNotExist: there is none, or it is not the actor's to sign.
    """
    rows = Report.objects.visible_to(actor).filter(approves_report(actor))
    return rows.select_related("round", "organisation", "current__report__round").get(public_id=public_id)


def _current(report: Report, seen: int) -> ReportVersion:
    locked = Report.objects.unscoped(why=WHY).select_for_update(of=("self",)).get(pk=report.pk)
    rows = ReportVersion.objects.unscoped(why=WHY).select_related("report__round")
    current = rows.filter(pk=locked.current_id).first()
    if current is None or current.number != seen:
        raise Refusal("已经有新的一版，请看过再签", "there is a newer version; read it before you sign")
    return current


@transaction.atomic
def sign_step(actor: Actor, by: User, report: Report, step: str, *, seen: int, signer: str = "") -> Approval:
    """Sign the next step of the version that was read.

    Args:
        signer: whose signature it is, where a clerk enters what stands on paper.

    Raises:
        Refusal: not the next step; a newer version has come; a leader signs no clerk's step.
    """
    version, signer = _current(report, seen), storable(signer).strip()
    done = approvals_of(version)
    wanted = next((one for one in SIGNED if one not in done), None)
    if step not in SIGNED or step != wanted:
        raise Refusal(
            "请按顺序签：填报人、科室负责人、分管领导", "sign in turn: clerk, head of section, leader", field="step"
        )
    if len(signer) > LONGEST_SIGNER:
        raise Refusal("签字人不超过 100 字", "a signer has at most 100 letters", field="signer")
    if step == Step.FILLER and not _enters(actor, report):
        raise Refusal("填报人由经办人签", "the first step is the clerk's to sign", field="step")
    made = Approval.objects.unscoped(why=WHY).create(
        version=version, step=step, signer=signer, by=by, at=timezone.now()
    )
    note_deed("report.sign", report, version=version.number, step=step)
    return made


def _enters(actor: Actor, report: Report) -> bool:
    return Report.objects.visible_to(actor).filter(sends_report(actor), pk=report.pk).exists()


# --- scans -----------------------------------------------------------------------------------------------------------


def take_scan(by: User, report: Report, file: UploadedFile) -> StampScan:
    """Read a scan of the stamped page back, keep it, and tie it to the version that its code says.

    Raises:
        Refusal: no version was sent yet; the file is too large, or no picture and no PDF.
    """
    if report.current is None:
        raise Refusal(
            "还没有报送，没有可盖章的内容", "nothing was sent yet, so there is nothing to stamp", field="file"
        )
    name = storable(PurePosixPath((file.name or "scan").replace("\\", "/")).name)[-255:]
    suffix = PurePosixPath(name).suffix.lower()
    if suffix not in SCAN_SUFFIXES:
        raise Refusal("请上传扫描件：PDF、JPG 或 PNG", "upload a scan: PDF, JPG or PNG", field="file")
    if (file.size or 0) > MOST_SCAN_BYTES:
        raise Refusal(
            "扫描件不超过 30 MB，请降低分辨率", "a scan has at most 30 MB; lower its resolution", field="file"
        )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"scan{suffix}"
        with path.open("wb") as kept:
            for piece in file.chunks():
                kept.write(piece)
        try:
            codes = read_scan(path)
        except YanzhenError as error:
            zh, en = (text.replace(path.name, name) for text in error.said)
            raise Refusal(zh, en, field="file") from error
        return _keep(by, report, path, name, codes)


def _keep(by: User, report: Report, path: Path, name: str, codes: list[PageCode]) -> StampScan:
    data = path.read_bytes()
    scan = StampScan(
        public_id=new_public_id(), report=report, file_name=name, size=len(data),
        sha256=hashlib.sha256(data).hexdigest(), by=by, at=timezone.now(),
    )  # fmt: skip
    with transaction.atomic():
        _judge(scan, codes)
        _write(scan, data)
        scan.save(force_insert=True)
        if scan.version is not None and scan.outcome == Outcome.TIED:
            _stamp(scan)
        note_deed("report.scan", report, outcome=scan.outcome, scan=scan.public_id)
    return scan


def _judge(scan: StampScan, codes: list[PageCode]) -> None:
    """To which version the codes tie a scan; those of other reports count only where none is of this one."""
    own = [code for code in codes if code.report == scan.report.public_id and code.round == scan.report.round.public_id]
    code = next(iter(own or codes), None)
    if code is None:
        scan.outcome = Outcome.UNREADABLE
        return
    scan.read = {"round": code.round, "report": code.report, "version": code.version, "digest": code.digest}
    rows = ReportVersion.objects.unscoped(why=WHY).filter(report=scan.report, number=code.version) if own else None
    version = rows.first() if rows is not None else None
    if version is None or not version.digest.startswith(code.digest):
        scan.outcome = Outcome.OTHER_REPORT
        return
    current = scan.report.current
    scan.version = version
    scan.outcome = Outcome.TIED if current and current.digest == version.digest else Outcome.OTHER_VERSION


def _stamp(scan: StampScan) -> None:
    Approval.objects.unscoped(why=WHY).get_or_create(
        version=scan.version, step=Step.STAMP, defaults={"by": scan.by, "at": scan.at}
    )


def path_of_scan(scan: StampScan) -> Path:
    """Where a scan's bytes lie."""
    return Path(settings.UPLOADS) / "scans" / f"{scan.public_id}{PurePosixPath(scan.file_name).suffix.lower()}"


def _write(scan: StampScan, data: bytes) -> None:
    path = path_of_scan(scan)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with path.open("xb") as kept:
        kept.write(data)


def approval_page(actor: Actor, report: Report) -> dict[str, Any]:
    """The steps of the current version, which is next, and the scans."""
    version = report.current
    if version is None:
        return {}
    version.report = report
    done = approvals_of(version)
    may = Report.objects.visible_to(actor).filter(approves_report(actor), pk=report.pk).exists()
    return {
        "steps": [{"step": step, "label": step.label, "done": done.get(step)} for step in Step],
        "next_step": next((step for step in SIGNED if step not in done), None) if may else None,
        "stamped": Step.STAMP in done,
        "voided": voided_stamp(version),
        "may_sign": may,
    }


def scans_of(report: Report) -> list[StampScan]:
    """The scans of a report whose rows the actor reads."""
    rows = StampScan.objects.unscoped(why=WHY).filter(report=report).select_related("version", "by")
    return list(rows[:10])
