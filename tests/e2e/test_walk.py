"""One person, one book, one project: through the whole site, in both languages, on a desk and on a phone."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from . import walk
from .book import GOOD_NAME
from .site import Site
from .visitor import Visitor

pytestmark = pytest.mark.browser

DESK = {"width": 1280, "height": 900}
PHONE = {"width": 360, "height": 740}
SIZES = {"desk": DESK, "phone": PHONE}


def visitor_at(browser: Browser, site: Site, language: str, size: str, **options: object) -> Visitor:
    locale = {"zh": "zh-CN", "en": "en-GB"}[language]
    context = browser.new_context(viewport=SIZES[size], locale=locale, has_touch=size == "phone", **options)
    context.set_default_timeout(20_000)
    return Visitor(context, site, language)


def kind_of(book: Path) -> str:
    return "achievement" if "achievement" in book.name else "project"


def first_name(page: Page) -> str:
    return page.locator(".draft-name").first.inner_text().strip()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_book_becomes_records_and_pages_tell_of_them(
    browser: Browser, site: Site, books: list[Path], language: str, size: str
) -> None:
    visitor = visitor_at(browser, site, language, size)
    visitor.sign_in()
    visitor.look()
    assert walk.hover_charts(visitor.page) == 2
    for book in books:
        walk.upload(visitor, book)
        visitor.look()
        name = first_name(visitor.page)
        walk.mend(visitor.page, kind_of(book))
        visitor.look()
        walk.accept(visitor.page)
        walk.see_record(visitor, kind_of(book), name, book)
    walk.see_matches(visitor)
    walk.see_bulletin(visitor)
    visitor.done()


def test_own_book_has_two_faults_and_undo_takes_all_back(browser: Browser, site: Site, books: list[Path]) -> None:
    visitor = visitor_at(browser, site, "zh", "desk")
    visitor.sign_in("city_office")
    walk.upload(visitor, books[0])
    page = visitor.page
    detail = page.url
    assert page.locator("details.has-fault").count() == 2
    page.goto(f"{detail}?show=issues")
    assert page.locator(".draft").count() == 2
    assert walk.mend(page, "project") == 2
    page.goto(detail)
    assert page.locator("details.has-fault").count() == 0
    walk.accept(page)
    walk.see_record(visitor, "project", GOOD_NAME, books[0])
    record = page.url
    page.goto(detail)
    page.locator('details:has(form[action$="/undo/"]) > summary').click()
    with page.expect_navigation():
        page.locator('form[action$="/undo/"] button').click()
    assert page.request.get(record).status == 404
    visitor.done()


def test_every_page_fits_phone_and_wall(browser: Browser, site: Site) -> None:
    for size in (PHONE, {"width": 1920, "height": 1080}, {"width": 3840, "height": 2160}):
        context = browser.new_context(viewport=size, locale="zh-CN", color_scheme="dark")
        visitor = Visitor(context, site, "zh")
        visitor.sign_in()
        pages = ["", "inbox/", "projects/", "demands/", "achievements/", "parks/", "records/enterprise/", "matches/"]
        for path in [*pages, "bulletin/", "jobs/", "password/", "projects/?q=没有这样的项目"]:
            visitor.go(f"/{path}")
            visitor.look()
        visitor.done()


def test_charts_answer_the_mouse_and_open_their_rows(browser: Browser, site: Site) -> None:
    visitor = visitor_at(browser, site, "zh", "desk")
    visitor.sign_in()
    page = visitor.page
    expect(page.locator("[data-drawn]")).to_have_count(2)
    canvas = page.locator('[data-chart="bar"] canvas').first
    before = canvas.evaluate("node => node.toDataURL()")
    box = canvas.bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] * 0.4, box["y"] + box["height"] * 0.12)
    changed = "([node, before]) => node.toDataURL() !== before"
    page.wait_for_function(changed, arg=[canvas.element_handle(), before])  # a tooltip, an emphasis
    page.locator('[data-chart="map"] [data-table] summary').click()
    row = page.locator('[data-chart="map"] [data-rows] a').first
    expect(row).to_be_visible()
    visitor.press(row)
    visitor.look()
    assert page.locator("#table tbody tr").count() > 0
    visitor.done()


def test_chart_that_gets_no_data_says_so(browser: Browser, site: Site) -> None:
    visitor = visitor_at(browser, site, "zh", "desk")
    visitor.sign_in()
    visitor.page.route("**/charts/chains.json", lambda route: route.fulfill(json={"rows": []}))
    visitor.go("/")
    expect(visitor.page.locator('[data-chart="bar"] [data-state="empty"]')).to_be_visible()
    expect(visitor.page.locator('[data-chart="map"][data-drawn]')).to_have_count(1)
    visitor.done()


def test_theme_switch_stays_chosen(browser: Browser, site: Site) -> None:
    visitor = visitor_at(browser, site, "zh", "desk", color_scheme="light")
    page = visitor.go("/")
    ground = "() => getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(ground)
    page.locator(".tools [aria-pressed]").click()
    expect(page.locator("body")).not_to_have_css("background-color", light)
    dark = page.evaluate(ground)
    visitor.go("/sign-in/")
    assert page.evaluate(ground) == dark
    visitor.done()
