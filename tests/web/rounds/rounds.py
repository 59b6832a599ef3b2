"""A round of the province among its cities, and books that they send in."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from yanzhen_web.models import Report, ReportVersion, Round, Upload
from yanzhen_web.services.collect import collecting
from yanzhen_web.services.collect.inboxes import receive
from yanzhen_web.services.rounds import asking, sending

from ..worlds import World  # noqa: TID252 -- the one door to the site's test world

WHY = "a test"
HEADERS = ("项目名称", "投资方", "承接地", "意向投资额（万元）", "预计开工时间", "项目联系人及电话")
Rows = list[tuple[Any, ...]]


def row(name: str, amount: int = 10_000, start: str = "2025-12", place: str = "长沙市") -> tuple[Any, ...]:
    """A row of a book: amounts in 万元."""
    return (name, f"{name}投资有限公司", place, amount, start, "示例人 13900000001")


def book(rows: Rows, name: str = "报表.xlsx") -> SimpleUploadedFile:
    """A workbook of such rows."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as file:
        sheet = file.add_worksheet("项目")
        for number, cells in enumerate([HEADERS, *rows]):
            sheet.write_row(number, 0, cells)
    return SimpleUploadedFile(name, buffer.getvalue())


@dataclass
class Desk:
    """Somebody who works with rounds."""

    world: World
    who: str

    @property
    def actor(self) -> Any:
        return self.world.actor(self.who)

    @property
    def user(self) -> Any:
        return self.world.users[self.who]

    def ids(self, *names: str) -> tuple[str, ...]:
        return tuple(self.world.organisations[name].public_id for name in names)

    def opens(self, *names: str, title: str = "项目月报", **more: Any) -> Round:
        """A round among these organisations, due tomorrow."""
        cut_off = more.pop("cut_off", timezone.now() + timedelta(days=1))
        links = {key: more.pop(key) for key in ("previous", "within") if key in more}
        given = asking.Asking(title, cut_off, self.ids(*names), **more)
        return asking.open_round(self.actor, self.user, given, **links)

    def uploads(self, report: Report, rows: Rows) -> Upload:
        """A book for the report, read as the worker reads it."""
        upload = receive(self.actor, self.user, file=book(rows), report=report)
        collecting.read_upload(upload.public_id, lambda percent, text: None)
        upload.refresh_from_db()
        assert upload.state == Upload.State.READY, upload.refusal_zh
        return upload

    def sends(self, report: Report, rows: Rows) -> ReportVersion:
        """The book, read and sent."""
        version = sending.send_upload(self.actor, self.user, report, self.uploads(report, rows))
        report.refresh_from_db()
        return version


def report_of(found: Round, world: World, name: str) -> Report:
    """What an organisation owes to a round."""
    return Report.objects.unscoped(why=WHY).get(round=found, organisation=world.organisations[name])
