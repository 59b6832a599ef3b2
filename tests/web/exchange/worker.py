"""The process of an installation: reads commands, answers each with a line."""

from __future__ import annotations

import json
import sys
import tempfile
import traceback
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.utils import timezone  # noqa: E402

from yanzhen.records import Record as EngineRecord  # noqa: E402
from yanzhen.records import content_key  # noqa: E402
from yanzhen_web.models import (  # noqa: E402
    Approval,
    Correspondent,
    Organisation,
    Record,
    Report,
    ReportRow,
    ReportVersion,
    Round,
    RowQuestion,
    StampScan,
    User,
)
from yanzhen_web.scopes import Actor  # noqa: E402
from yanzhen_web.services.exchange import correspondents, keys, packing, taking  # noqa: E402
from yanzhen_web.services.people.founding import found_office  # noqa: E402
from yanzhen_web.services.people.refusals import Refusal  # noqa: E402
from yanzhen_web.services.records.editing import update_record  # noqa: E402
from yanzhen_web.services.records.recording import Teller, Told, write_records  # noqa: E402
from yanzhen_web.services.rounds import approving, asking, deciding, sending  # noqa: E402

WHY = "a test"


class Here:
    """What can be asked of the installation."""

    def __init__(self, office: str, below: list[str]) -> None:
        call_command("migrate", interactive=False, verbosity=0)
        found_office(office, "示例活动", date(2025, 10, 1))
        self.user = User.objects.get(username="admin")
        self.office = self._office()
        for name in below:
            Organisation.objects.unscoped(why=WHY).get_or_create(
                name=name, defaults={"kind": "county", "parent": self.office, "region": "430182"}
            )

    def _office(self) -> Organisation:
        office = correspondents.office_here()
        assert office is not None
        return office

    @property
    def actor(self) -> Actor:
        return Actor.of(self.user)

    def ready(self) -> str:
        return self.office.name

    def card(self) -> str:
        return keys.card_of(self._office()).line()

    def trust(self, card: str, office: str = "") -> str:
        chosen = Organisation.objects.unscoped(why=WHY).get(name=office) if office else None
        return correspondents.trust(self._office(), self.user, keys.read_card(card), office=chosen).name

    def revoke(self) -> None:
        for row in Correspondent.objects.unscoped(why=WHY):
            correspondents.revoke(row, self.user)

    # --- the asker's -------------------------------------------------------------------------------------------------

    def open(self, title: str, asked: str, previous: str | None = None) -> str:
        below = Organisation.objects.unscoped(why=WHY).get(name=asked)
        given = asking.Asking(title, timezone.now() + timedelta(days=1), (below.public_id,), period="2025-10")
        last = Round.objects.unscoped(why=WHY).get(public_id=previous) if previous else None
        return asking.open_round(self.actor, self.user, given, previous=last).public_id

    def change(self, round_: str, title: str) -> None:
        found = asking.leading(self.actor, round_)
        asked = tuple(self._reports(round_).values_list("organisation__public_id", flat=True))
        given = asking.Asking(title, found.cut_off, asked, period=found.period)
        asking.change_round(self.actor, round_, given, expected_version=found.version)

    def close(self, round_: str, closed: bool) -> None:
        asking.close_round(self.actor, round_, closed=closed)

    def decide(self, round_: str, decision: str) -> None:
        report = deciding.decidable(self.actor, self._report(round_).public_id)
        seen = report.current.number if report.current else 0
        if decision == "send_back":
            deciding.send_back(report, self.user, "请核对金额", seen=seen)
            return
        deed = {"accept": deciding.accept_report, "lock": deciding.lock_report, "unlock": deciding.unlock_report}
        deed[decision](report, self.user, seen=seen)

    def question(self, round_: str, number: int, text: str) -> None:
        report = self._report(round_)
        row = ReportRow.objects.unscoped(why=WHY).filter(version=report.current).order_by("number")[number:].first()
        if row is None:
            raise Refusal("没有这一行", "no such row")
        deciding.ask_about(report, self.user, row.key, text)

    def settle(self, round_: str) -> None:
        for row in RowQuestion.objects.unscoped(why=WHY).filter(report__round__public_id=round_):
            deciding.settle_question(self.actor, row.public_id)

    # --- the sender's ------------------------------------------------------------------------------------------------

    def send(self, round_: str, rows: dict[str, int]) -> int:
        """A version of these projects and amounts, and their records."""
        report = self._report(round_)
        told = [self._told(name, amount) for name, amount in rows.items()]
        written = write_records(told, Teller(report.organisation, self.user)).records
        listed = [
            sending.Row(record.public_id, one.kind, one.name, one.fields, one.extra, record.pk)
            for one, record in zip(told, written, strict=True)
        ]
        return sending.send_rows(self.actor, self.user, report, listed).number

    def pass_on(self, round_: str, asked: str) -> str:
        """A round of one's own among those below, for what the level above asks."""
        below = Organisation.objects.unscoped(why=WHY).get(name=asked)
        given = asking.Asking("县区先报", timezone.now() + timedelta(days=1), (below.public_id,), period="2025-10")
        return asking.pass_on(self.actor, self.user, self._report(round_), given).public_id

    def send_again(self, round_: str) -> int:
        return sending.send_again(self.actor, self.user, self._report(round_)).number

    def told_rows(self, round_: str) -> list[Any]:
        """Name, key, the organisation that told it first, amount: of each row of the version that counts."""
        rows = ReportRow.objects.unscoped(why=WHY).filter(version=self._report(round_).current).order_by("name")
        return [[row.name, row.key, str(row.source), row.fields["intended_amount_cny"]]
                for row in rows.select_related("source")]  # fmt: skip

    def _told(self, name: str, amount: int) -> Told:
        fields = {"intended_amount_cny": amount, "investor": f"{name}投资有限公司"}
        key = content_key(EngineRecord("project", name, fields))
        return Told("project", name, key, fields)

    def edit(self, name: str, amount: int) -> None:
        record = Record.objects.unscoped(why=WHY).get(name=name)
        update_record(self.actor, self.user, record.public_id, {"intended_amount_cny": amount})

    def answer(self, round_: str, text: str) -> None:
        for row in RowQuestion.objects.unscoped(why=WHY).filter(report__round__public_id=round_, settled_at=None):
            deciding.answer_question(self.actor, self.user, row.public_id, text)

    def sign(self, round_: str) -> None:
        report = approving.signable(self.actor, self._report(round_).public_id)
        current = report.current
        if current is None:
            raise Refusal("还没有报", "nothing sent")
        done = approving.approvals_of(current)
        step = next((one for one in approving.SIGNED if one not in done), "")
        approving.sign_step(self.actor, self.user, report, step, seen=current.number)

    # --- files -------------------------------------------------------------------------------------------------------

    def pack(self, round_: str, whole: bool = False, to_office: str = "") -> str:
        found = Round.objects.unscoped(why=WHY).get(public_id=round_)
        trusted = correspondents.trusted_by([self._office()])
        (to,) = [one for one in trusted if not to_office or one.name == to_office]
        folder = Path(tempfile.mkdtemp(dir=settings.HOME))
        return str(packing.pack(to, found, self.user, folder, whole=whole).path)

    def take(self, path: str, we_are: str = "") -> dict[str, Any]:
        file = Path(path)
        taken = taking.take_in(file, file.name, [self._office()], self.user, we_are=we_are)
        return {"changed": taken.changed, "said": taken.said.zh, "en": taken.said.en}

    # --- what is there -----------------------------------------------------------------------------------------------

    def _reports(self, round_: str) -> Any:
        return Report.objects.unscoped(why=WHY).filter(round__public_id=round_)

    def _report(self, round_: str) -> Report:
        report: Report = self._reports(round_).select_related("round", "organisation", "current").get()
        return report

    def state(self, round_: str) -> dict[str, Any]:
        """All of a round that both ends have to agree upon."""
        report = self._report(round_)
        found = report.round
        versions = ReportVersion.objects.unscoped(why=WHY).filter(report=report).order_by("number")
        rows = ReportRow.objects.unscoped(why=WHY).filter(version__report=report).order_by("version__number", "number")
        questions = RowQuestion.objects.unscoped(why=WHY).filter(report=report).order_by("public_id")
        approvals = Approval.objects.unscoped(why=WHY).filter(version__report=report).order_by("public_id")
        scans = StampScan.objects.unscoped(why=WHY).filter(report=report).order_by("public_id")
        records = Record.objects.unscoped(why=WHY).filter(pk__in=rows.values("record")).order_by("public_id")
        return {
            "round": [found.title, found.period, found.cut_off, found.closed_at, found.version, found.owner_org.name],
            "report": [report.public_id, report.state, report.reasons, report.sent_at, report.decided_at,
                       report.locked_at, report.organisation.public_id],
            "current": report.current and report.current.public_id,
            "versions": list(versions.values_list("public_id", "number", "digest", "count", "totals", "sent_at")),
            "compared": [version.compared.get("missing") for version in versions],
            "rows": list(rows.values_list("key", "record__public_id", "source__public_id", "name", "fields", "extra")),
            "questions": list(questions.values_list(
                "public_id", "reason", "key", "text", "asked_at", "settled_at", "answer", "answered_at")),
            "approvals": [(a.public_id, a.step, a.signer or str(a.by), a.at) for a in approvals.select_related("by")],
            "scans": list(scans.values_list("public_id", "sha256", "outcome")),
            "records": list(records.values_list("public_id", "name", "fields", "publication")),
        }  # fmt: skip

    def other_record(self, office: str, name: str) -> str:
        """A record of another office."""
        owner = Organisation.objects.unscoped(why=WHY).get(name=office)
        return write_records([self._told(name, 5_000_000)], Teller(owner, self.user)).records[0].public_id

    def record(self, public_id: str) -> list[Any]:
        """Name, owner and fields of a record."""
        found = Record.objects.unscoped(why=WHY).select_related("owner_org").get(public_id=public_id)
        return [found.name, found.owner_org.name, found.fields]

    def brief(self, round_: str) -> list[Any]:
        """State and number of the version that counts."""
        report = self._report(round_)
        return [report.state, report.current.number if report.current else None]

    def key_mode(self) -> int:
        return (Path(settings.HOME) / keys.FILE).stat().st_mode & 0o777


def main() -> None:
    office, *below = sys.argv[1:]
    here = Here(office, below)
    for line in sys.stdin:
        command, *arguments = json.loads(line)
        try:
            answer: dict[str, Any] = {"done": getattr(here, command)(*arguments)}
        except Refusal as refused:
            answer = {"refused": refused.said.zh, "en": refused.said.en}
        except Exception:
            answer = {"broken": traceback.format_exc()}
        sys.stdout.write(json.dumps(answer, ensure_ascii=False, default=str) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
