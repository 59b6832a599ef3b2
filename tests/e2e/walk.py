"""The way of a project: a workbook comes in, is understood, mended, accepted; then pages tell of it."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from yanzhen.fields import fields_of

from .visitor import Visitor

READING_MS = 60_000
GOOD = {
    "money": "1.2亿元",
    "date": "2025-03-29",
    "region": "湖南省长沙市",
    "credit_code": "91430100MA00000003",
    "number": "12",
    "integer": "12",
}


def upload(visitor: Visitor, book: Path, *, scripts: bool = True) -> None:
    """Send a book and wait until it is read."""
    page = visitor.go("/inbox/")
    if scripts:
        visitor.look()
    page.set_input_files("input[type=file]", book)
    visitor.press(page.locator("main form:has(input[type=file]) button[type=submit]"))
    until_read(page, scripts=scripts)
    expect(page.locator(".draft").first, f"{book.name}: nothing understood").to_be_attached()


def until_read(page: Page, *, scripts: bool) -> None:
    """The page loads itself anew when the book is read; without scripts it is loaded by hand."""
    for _ in range(0 if scripts else READING_MS // 500):
        if page.locator("#progress").count() == 0:
            break
        page.wait_for_timeout(500)
        page.reload()
    expect(page.locator("#counts")).to_be_visible(timeout=READING_MS)
    expect(page.locator("#progress")).to_have_count(0)


def mend(page: Page, kind: str) -> int:
    """Correct every faulty row on the page; returns how many there were."""
    faulty = page.locator("details.has-fault")
    rows = [str(row.get_attribute("id")) for row in faulty.all()]
    for row in rows:
        here = page.locator(f"#{row}")
        assert here.locator(".advice-text").first.inner_text().strip(), "a fault without advice"
        here.locator("a[hx-get]").click()
        form = page.locator(f"form#{row}")
        expect(form).to_be_visible()
        for field in form.locator("[aria-invalid=true]").all():
            known = fields_of(kind)[str(field.get_attribute("name"))]
            field.fill(GOOD.get(known.type, "示例"))
        form.locator("button[type=submit]").click()
        expect(page.locator(f"details#{row}")).to_be_visible()
        expect(page.locator(f"details#{row}.has-fault")).to_have_count(0)
    return len(rows)


def accept(page: Page) -> None:
    """Read what will happen, and confirm."""
    page.locator("details.confirm > summary").click()
    with page.expect_navigation():
        page.locator('form[action$="/accept/"] button').click()
    expect(page.locator('form[action$="/undo/"]')).to_have_count(1)


def see_record(visitor: Visitor, kind: str, name: str, book: Path) -> None:
    """Find the record in its list and read where it came from."""
    page = visitor.go(f"/{kind}s/")
    visitor.look()
    page.fill("#query", name)
    page.locator("form.filters button[type=submit]").click()
    # The list is there once its address is, and nothing is being put in its place any more.
    page.wait_for_url(re.compile("[?&]q="))
    expect(page.locator(".htmx-request, .htmx-swapping, .htmx-settling, .htmx-added")).to_have_count(0)
    link = page.locator("#table .name-cell a", has_text=name).first
    expect(link).to_be_visible()
    expect(page.locator('a[href*="export.xlsx"]')).to_have_attribute("href", re.compile("q="))
    visitor.press(link)
    expect(page.locator("h1")).to_have_text(name)
    visitor.look()
    expect(page.locator("main")).to_contain_text(book.name)


def see_matches(visitor: Visitor) -> None:
    """A demand with its achievements, and the sheet to send."""
    page = visitor.go("/matches/")
    visitor.look()
    expect(page.locator(".match").first).to_be_visible()
    assert page.locator(".reasons > li").count() > 0
    assert page.locator(".match-body > .quiet").first.inner_text().strip(), "whose achievement it is"
    say_that_a_pair_suits(page)
    visitor.press(page.locator('a[href$="/sheet/"]').first)
    visitor.look()
    assert 1 <= page.locator(".sheet-offer .match-rank").count() <= 5


def say_that_a_pair_suits(page: Page) -> None:
    """And take it back, so that whoever walks next finds the pair open."""
    pair = page.locator(".decision").first
    pair.locator("button[value=accepted]").click()
    expect(pair.locator("button[value=accepted]").first).to_have_attribute("aria-pressed", "true")
    pair.locator("button[value=taken_back]").click()
    expect(pair.locator("button[value=taken_back]")).to_have_count(0)
    expect(pair.locator("[aria-pressed=true]")).to_have_count(0)


def see_bulletin(visitor: Visitor) -> None:
    """The bulletin's figures lead to their rows."""
    page = visitor.go("/bulletin/")
    visitor.look()
    figures = page.locator('.official-body a[href*="/figures/"]')
    assert figures.count() > 10
    visitor.press(figures.first)
    visitor.look()
    assert page.locator(".table tbody tr").count() > 0


def hover_charts(page: Page) -> int:
    """Move over every chart; returns how many were drawn."""
    drawn = page.locator("[data-chart]")
    expect(page.locator("[data-drawn]")).to_have_count(drawn.count())
    for chart in page.locator("[data-drawn] [data-canvas]").all():
        chart.scroll_into_view_if_needed()
        box = chart.bounding_box()
        assert box
        for down in range(1, 8):
            for across in range(1, 10):
                page.mouse.move(box["x"] + box["width"] * across / 10, box["y"] + box["height"] * down / 8)
    return drawn.count()
