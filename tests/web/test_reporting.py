"""The event's page, its charts, the bulletin and the rows behind each figure."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from django.urls import reverse

from yanzhen_web.models import Session
from yanzhen_web.services.report.reporting import report_of

from .worlds import WHY, World, content_of, told


def _project(name: str, amount: int, origin: str, publication: str = "", **fields: Any) -> Any:
    given = {"intended_amount_cny": amount, "origin": origin, "target": "430100", "chain": "高端装备"} | fields
    return told("project", name, publication, **given)


@pytest.fixture
def event(world: World) -> World:
    world.write("changsha", _project("金丝雀甲", 3 * 10**8, "440300"), _project("金丝雀乙", 10**8, "430200"))
    world.write("zhuzhou", _project("丙", 5 * 10**7, "310000", "open", chain="电子信息"))
    sessions = Session.objects.unscoped(why=WHY)
    sessions.create(event=world.event, kind="opening", name="开幕式")
    for name in ("高端装备专场", "电子信息专场"):
        sessions.create(event=world.event, kind="industry", name=name)
    return world


def test_home_shows_programme_and_released_figures_to_everybody(event: World) -> None:
    for who in ("nobody", "organiser", "rival"):
        context = event.client(who).get(reverse("home")).context
        assert [(part["kind"], len(part["sessions"])) for part in context["event"]["programme"]] == [
            ("opening", 1),
            ("industry", 2),
        ]
        figures = {figure["id"]: figure["display"] for figure in context["key_figures"]}
        assert figures["projects_collected"] == "3个"
        assert figures["projects_amount"] == "4.5亿元"


def test_home_keeps_unreleased_figures_for_the_offices(event: World) -> None:
    event.event.figures_released_at = None
    event.event.save()
    for who, shown in (("nobody", False), ("rival", False), ("county_office", True), ("leader", True)):
        client = event.client(who)
        assert bool(client.get(reverse("home")).context["key_figures"]) is shown, who
        assert bool(client.get(reverse("chart_chains")).json()["rows"]) is shown, who
        address = reverse("figure_rows", kwargs={"figure_id": "projects_amount"})
        if who != "nobody":
            assert client.get(address).status_code == (200 if shown else 404), who


def test_unpublished_event_is_for_the_offices(event: World) -> None:
    event.event.publication = "internal"
    event.event.save()
    assert event.client("nobody").get(reverse("home")).context["event"] is None
    assert event.client("organiser").get(reverse("home")).context["event"]["name"] == "示例对接活动"


def test_charts_add_up_and_name_no_record(event: World) -> None:
    for name in ("chart_chains", "chart_origins"):
        answer = event.client("nobody").get(reverse(name))
        rows = answer.json()["rows"]
        assert sum(row["value"] for row in rows) == 3
        assert sum(row["amount_yi"] for row in rows) == 4.5
        assert "金丝雀" not in answer.content.decode()
    provinces = {
        row["code"]: row["name"] for row in event.client("nobody").get(reverse("chart_origins")).json()["rows"]
    }
    assert set(provinces) == {"440000", "310000", "430000"}


def test_chart_links_lead_to_the_rows(event: World) -> None:
    client = event.client("organiser")
    for row in client.get(reverse("chart_origins")).json()["rows"]:
        page = client.get(row["href"])
        assert page.context["page"].paginator.count == row["value"]


def test_figure_page_shows_only_rows_of_ones_own(event: World) -> None:
    address = reverse("figure_rows", kwargs={"figure_id": "projects_amount"})
    full = event.client("organiser").get(address).context
    assert (len(full["rows"]), full["hidden"]) == (3, 0)
    part = event.client("rival").get(address)
    assert (len(part.context["rows"]), part.context["hidden"]) == (1, 2)
    assert "金丝雀" not in part.content.decode()
    assert part.context["figure"]["display"] == "4.5亿元"
    assert event.client("organiser").get(reverse("figure_rows", kwargs={"figure_id": "nonsense"})).status_code == 404


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_figure_of_the_bulletin_leads_to_its_rows(event: World, language: str) -> None:
    client = event.client("organiser")
    client.post(reverse("set_language"), {"language": language, "next": "/"})
    page = client.get(reverse("bulletin"))
    links = set(re.findall(r'href="(/figures/[^"]+)"', page.content.decode()))
    assert len(links) >= 3
    for link in links:
        assert client.get(link).status_code == 200, link
    runs = [run for paragraph in page.context["paragraphs"] for run in paragraph]
    assert any(run.get("figure") == "projects_collected" and "3" in run["text"] for run in runs)


def test_bulletin_files_carry_the_figures(event: World) -> None:
    from docx import Document
    from pypdf import PdfReader

    client = event.client("leader")
    word = Document(io.BytesIO(content_of(client.get(reverse("bulletin_docx")))))
    assert "4.5亿元" in "".join(paragraph.text for paragraph in word.paragraphs)
    answer = client.get(reverse("bulletin_pdf"))
    if answer.status_code == 200:
        text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(content_of(answer))).pages)
        assert "4.5" in text


def test_failed_identity_is_shown_and_kept_out(event: World) -> None:
    event.write("changsha", told("project", "来源不明", intended_amount_cny=10**8, target="430100"))
    report = report_of(event.event)
    assert not all(identity.holds for identity in report.identities)
    page = event.client("organiser").get(reverse("bulletin"))
    assert page.context["failed"]
    runs = [run for paragraph in page.context["paragraphs"] for run in paragraph]
    assert not any(run.get("figure") == "projects_outside" for run in runs)


def test_bulletin_without_an_event_is_empty(db: None, world: World) -> None:
    from yanzhen_web.models import Event

    Event.objects.unscoped(why=WHY).all().delete()
    page = world.client("organiser").get(reverse("bulletin"))
    assert page.status_code == 200
    assert page.context["paragraphs"] == []
    assert world.client("organiser").get(reverse("bulletin_docx")).status_code == 404


def test_pdf_without_a_font_says_what_to_install(event: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from yanzhen.errors import MissingPiece

    def refuse(*_: object) -> None:
        raise MissingPiece("没有中文字体，请安装 fonts-noto-cjk", "no Chinese font: install fonts-noto-cjk")

    monkeypatch.setattr("yanzhen_web.services.report.publishing.write_bulletin_pdf", refuse)
    answer = event.client("organiser").get(reverse("bulletin_pdf"), follow=True)
    assert answer.redirect_chain == [(reverse("bulletin"), 302)]
    assert "fonts-noto-cjk" in answer.content.decode()


def test_bulletin_names_only_what_its_reader_may_know_of(event: World) -> None:
    signed = {"stage": "signed", "signed_on": "2025-03-29", "signed_event": "开幕式"}
    event.write("zhuzhou", _project("株洲密约", 10**8, "440300", "secret", investor="株洲密商", **signed))
    event.write("zhuzhou", _project("株洲明约", 10**8, "440300", "open", investor="明商", **signed))
    assert {project.name for project in report_of(event.event).signed} == {"株洲密约", "株洲明约"}
    for who, named in (("other_city", True), ("county_office", False), ("leader", True)):
        client = event.client(who)
        text = client.get(reverse("bulletin")).content.decode()
        assert ("株洲密" in text) is named, who
        assert "株洲明约" in text, who
    from docx import Document

    word = Document(io.BytesIO(content_of(event.client("county_office").get(reverse("bulletin_docx")))))
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    assert "株洲明约" in cells
    assert not any("株洲密" in cell for cell in cells)


def test_figure_page_leads_its_reader_to_no_closed_door(event: World) -> None:
    address = reverse("figure_rows", kwargs={"figure_id": "achievements"})
    for who, linked in (("organiser", True), ("rival", False)):
        text = event.client(who).get(address).content.decode()
        assert (f'href="{reverse("bulletin")}"' in text) is linked, who
        assert "引用其他单位" not in text
