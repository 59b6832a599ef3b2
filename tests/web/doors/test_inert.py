"""Hostile cells, file names and names, through the real doors into every form that goes out again: all inert."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from datetime import date
from email.message import Message
from html.parser import HTMLParser
from typing import Any

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse
from icalendar import Calendar
from lxml import etree
from openpyxl import load_workbook
from pypdf import PdfReader

from yanzhen_web.jobs.worker import work_off
from yanzhen_web.models import Event, Record, Session, Upload
from yanzhen_web.scopes import GRANTS
from yanzhen_web.services.people.logins import issue_token

from ..worlds import WHY, World, content_of, make_world  # noqa: TID252 -- the one door to the site's test world

pytestmark = pytest.mark.django_db
BIDI = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
CELLS = {
    "script": "<script>alert(1)</script>",
    "handler": '"><img src=x onerror=alert(1)>',
    "formula": '=HYPERLINK("http://evil.example","点我")',
    "plus": "+1+cmd|' /C calc'!A0",
    "minus": "-1+1",
    "at": "@SUM(1+1)",
    "full width": "＝1+1",
    "tab": "\t=1+1",
    "newline": "甲\r\nX-Evil: 1\nBEGIN:VEVENT",
    "bidi": "文\u202egnp.exe\u2066",
    "template": "{% debug %}{{ 7*7 }}",
    "typst": '#eval("1+1") *b* $x$ #read("/etc/passwd")',
    "field": "{ INCLUDETEXT /etc/passwd }",
    "astral": "😀𠮷",
    "long": "长" * 4000,
    "controls": "a\x0bb\x1fc",
}
HEADERS = (
    "项目名称",
    "投资方",
    "承接地",
    "意向投资额（亿元）",
    "签约时间",
    "签约活动",
    "建设内容",
    "项目联系人及电话",
    "自编=栏",
)
STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


@pytest.fixture(scope="module")
def accepted(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """A book of hostile rows, sent, read and taken in."""
    with django_db_blocker.unblock(), transaction.atomic():
        world = make_world()
        file = SimpleUploadedFile("=cmd\u202e<b>;x=evil.exe\u2066.xlsx", _book())
        client = world.client("city_office")
        assert client.post(reverse("inbox"), {"file": file}).status_code == 302
        work_off()
        upload = Upload.objects.unscoped(why=WHY).get()
        assert client.post(reverse("upload_accept", kwargs={"public_id": upload.public_id})).status_code == 302
        assert Record.objects.unscoped(why=WHY).count() == len(CELLS)
        yield world
        transaction.set_rollback(True)


def _book() -> bytes:
    buffer = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        sheet = book.add_worksheet("=项目")
        for number, (what, text) in enumerate([("", ""), *CELLS.items()]):
            told = (text, f"{text}公司", "宁乡市", 1.5, "2025-03-29", "开幕式", text, f"{text} 13900000001", text)
            for column, value in enumerate(told if what else HEADERS):
                if isinstance(value, str):
                    sheet.write_string(number, column, value)
                else:
                    sheet.write_number(number, column, value)
    return buffer.getvalue()


class _Page(HTMLParser):
    """Everything that could run, in a page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.running: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        script = tag == "script" and not str(given.get("src", "")).startswith("/static/")
        foreign = any(str(given.get(name) or "").lower().startswith(("javascript:", "http", "data:text", "//"))
                      for name in ("src", "href", "action", "formaction"))  # fmt: skip
        if script or foreign or tag in ("iframe", "object", "embed", "base", "style") or given.get("src") == "x":
            self.running.append(f"<{tag} {given}>")
        self.running += [f"{tag} {name}" for name in given if name.startswith("on")]


def _addresses(world: World) -> Iterator[str]:
    (upload,) = Upload.objects.unscoped(why=WHY)
    yield from (reverse(name) for name in ("inbox", "home", "jobs", "bulletin", "match_list"))
    yield reverse("upload_detail", kwargs={"public_id": upload.public_id})
    yield reverse("record_list", kwargs={"kind": "project"})
    yield reverse("record_list", kwargs={"kind": "project"}) + "?q=%3Cscript%3Ealert(1)%3C/script%3E"
    for record in Record.objects.unscoped(why=WHY):
        place = {"kind": "project", "public_id": record.public_id}
        yield reverse("record_detail", kwargs=place)
        yield reverse("record_edit", kwargs=place)


@pytest.mark.parametrize("who", ["city_office", "university"])
def test_pages_run_nothing_and_turn_nothing(accepted: World, who: str) -> None:
    client = accepted.client(who)
    pages = [(address, client.get(address)) for address in _addresses(accepted)]
    shown = [(address, page.content.decode()) for address, page in pages if page.status_code == 200]
    assert len(shown) > 10
    for address, text in shown:
        page = _Page()
        page.feed(text)
        assert page.running == [], address
        assert not set(text) & set(BIDI), address
        assert "\x00" not in text, address


def _export(world: World, form: str) -> bytes:
    address = reverse("record_export", kwargs={"kind": "project", "form": form})
    return content_of(world.client("city_office").get(address))


def test_cells_of_a_workbook_are_text(accepted: World) -> None:
    data = _export(accepted, "xlsx")
    book = load_workbook(io.BytesIO(data))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert not any(cell.hyperlink for cell in cells)
    texts = {cell.value for cell in cells}
    assert {CELLS["formula"], CELLS["full width"], CELLS["plus"]} <= texts
    assert not any(set(str(text)) & set(BIDI) for text in texts)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheets = [archive.read(name) for name in archive.namelist() if "worksheets/sheet" in name]
        assert not any(b"<f>" in sheet or b"<f " in sheet for sheet in sheets)
        assert not [name for name in archive.namelist() if "externalLink" in name or "vba" in name.lower()]


def test_cells_of_a_text_table_start_no_formula(accepted: World) -> None:
    rows = list(csv.reader(io.StringIO(_export(accepted, "csv").decode("utf-8-sig"), newline="")))
    assert len(rows) == len(CELLS) + 1
    assert {len(row) for row in rows} == {len(rows[0])}
    hostile = [cell for row in rows for cell in row if cell.startswith(STARTS) and not _is_number(cell)]
    assert hostile == []
    assert "'" + CELLS["formula"] in {cell for row in rows for cell in row}


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def test_marked_book_goes_back_as_text(accepted: World) -> None:
    (upload,) = Upload.objects.unscoped(why=WHY)
    address = reverse("upload_corrections", kwargs={"public_id": upload.public_id})
    answer = accepted.client("city_office").get(address)
    book = load_workbook(io.BytesIO(content_of(answer)))
    assert {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row} <= {"s", "n", "inlineStr"}


@pytest.mark.parametrize("name", ["upload_original", "upload_corrections"])
def test_file_name_stays_one_header(accepted: World, name: str) -> None:
    (upload,) = Upload.objects.unscoped(why=WHY)
    answer = accepted.client("city_office").get(reverse(name, kwargs={"public_id": upload.public_id}))
    content_of(answer)
    said = answer["Content-Disposition"]
    assert said.startswith("attachment;")
    assert not set(said) & set(BIDI + "\r\n")
    header = Message()
    header["Content-Disposition"] = said
    assert str(header.get_filename()).endswith(".xlsx")


def test_bulletin_for_word_holds_text_only(accepted: World) -> None:
    answer = accepted.client("organiser").get(reverse("bulletin_docx"))
    with zipfile.ZipFile(io.BytesIO(content_of(answer))) as archive:
        document = etree.fromstring(archive.read("word/document.xml"))
        relations = archive.read("word/_rels/document.xml.rels").decode()
    codes = document.findall(".//{*}instrText") + document.findall(".//{*}fldSimple")
    assert not any("INCLUDE" in (code.text or "") or "DDE" in (code.text or "") for code in codes)
    assert 'TargetMode="External"' not in relations
    text = "".join(document.itertext())
    assert not set(text) & set(BIDI)
    assert "49" not in text.split("{{")[0][-3:]


def test_bulletin_for_print_shows_markup_as_typed(accepted: World) -> None:
    answer = accepted.client("organiser").get(reverse("bulletin_pdf"))
    if answer.status_code == 302:
        pytest.skip("no Chinese font on this machine")
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(content_of(answer))).pages)
    assert "root:" not in text
    assert not set(text) & set(BIDI)
    if "eval" in text:
        assert "#eval" in text


def test_api_gives_text_as_it_is_kept(accepted: World) -> None:
    _, secret = issue_token(accepted.users["city_office"], "示例", GRANTS)
    answer = Client().get("/api/v1/records/project?limit=50", headers={"Authorization": f"Bearer {secret}"})
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("application/json")
    assert answer["X-Content-Type-Options"] == "nosniff"
    told = json.loads(answer.content)
    assert not set(answer.content.decode()) & set(BIDI)
    assert CELLS["script"] in json.dumps(told, ensure_ascii=False)


def test_programme_injects_nothing_into_calendars(accepted: World) -> None:
    event = Event.objects.unscoped(why=WHY).get()
    for what, text in CELLS.items():
        event.name, event.place = text[:200], text[:200]
        event.save()
        Session.objects.unscoped(why=WHY).create(
            event=event, kind="opening", name=text[:200], venue=text[:200], held_on=date(2025, 3, 29)
        )
        body = accepted.client("nobody").get(reverse("programme")).content
        calendar = Calendar.from_ical(body)
        entries = [part for part in calendar.walk() if part.name == "VEVENT"]
        assert len(entries) == 1 + list(CELLS).index(what), what
        assert not [name for part in calendar.walk() for name in part if "EVIL" in name.upper()], what
        assert not set(body.decode()) & set(BIDI), what
        assert all(str(entry["SUMMARY"]) for entry in entries), what
