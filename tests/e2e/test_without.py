"""What is missing in an old or careful browser must not stop anybody: new methods, scripts at all, a mouse."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from . import walk
from .site import Site
from .test_walk import DESK, PHONE, first_name, kind_of
from .visitor import Visitor

pytestmark = pytest.mark.browser

OLD = """
(() => {
  const without = (owner, names) => names.forEach((name) => { if (owner) delete owner[name]; });
  without(Array.prototype, ["at", "findLast", "findLastIndex", "toSorted", "toReversed", "toSpliced", "with", "group"]);
  without(Array, ["fromAsync"]);
  without(String.prototype, ["at", "replaceAll", "isWellFormed", "toWellFormed"]);
  without(Object, ["hasOwn", "groupBy"]);
  without(Map, ["groupBy"]);
  without(Promise, ["any", "withResolvers", "try"]);
  without(Set.prototype, ["union", "intersection", "difference", "isSubsetOf", "isSupersetOf", "isDisjointFrom"]);
  without(Element.prototype, ["replaceChildren", "checkVisibility", "getHTML", "setHTMLUnsafe", "moveBefore"]);
  without(Document.prototype, ["replaceChildren", "startViewTransition", "moveBefore"]);
  without(DocumentFragment.prototype, ["replaceChildren", "moveBefore"]);
  without(HTMLElement.prototype, ["showPopover", "hidePopover", "togglePopover"]);
  without(AbortSignal, ["any", "timeout"]);
  without(AbortSignal.prototype, ["throwIfAborted"]);
  without(URL, ["canParse", "parse"]);
  without(Crypto.prototype, ["randomUUID"]);
  without(window, ["structuredClone", "AggregateError", "WeakRef", "FinalizationRegistry", "reportError", "scheduler",
    "navigation", "cookieStore", "Iterator", "CSSContainerRule"]);
  without(Intl, ["Segmenter", "ListFormat", "DisplayNames", "DurationFormat"]);
})();
"""


def test_walk_works_with_what_chromium_78_had(browser: Browser, site: Site, books: list[Path]) -> None:
    context = browser.new_context(viewport=DESK, locale="zh-CN")
    context.add_init_script(OLD)
    visitor = Visitor(context, site, "zh")
    visitor.sign_in()
    assert visitor.page.evaluate("typeof structuredClone + typeof [].at + typeof ''.replaceAll") == "undefined" * 3
    assert walk.hover_charts(visitor.page) == 2
    book = books[0]
    walk.upload(visitor, book)
    name = first_name(visitor.page)
    assert walk.mend(visitor.page, kind_of(book))
    walk.accept(visitor.page)
    walk.see_record(visitor, kind_of(book), name, book)
    walk.see_matches(visitor)
    walk.see_bulletin(visitor)
    visitor.done()


def test_forms_and_links_work_without_scripts(browser: Browser, site: Site, books: list[Path]) -> None:
    context = browser.new_context(viewport=PHONE, locale="zh-CN", java_script_enabled=False)
    visitor = Visitor(context, site, "zh")
    visitor.sign_in()
    page = visitor.page
    walk.upload(visitor, books[0], scripts=False)
    detail = page.url
    faulty = page.locator("details.has-fault").first
    row = str(faulty.get_attribute("id"))
    visitor.press(faulty.locator("a[hx-get]"))
    expect(page.locator("h1")).to_have_count(1)
    for field in page.locator("[aria-invalid=true]").all():
        field.fill("1.2亿元")
    visitor.press(page.locator(f"form#{row} button[type=submit]"))
    page.goto(detail)
    expect(page.locator(f"#{row}.has-fault")).to_have_count(0)
    walk.say_that_a_pair_suits(visitor.go("/matches/"))
    visitor.go("/projects/")
    page.fill("#query", "示例")
    visitor.press(page.locator("form.filters button[type=submit]"))
    assert "q=" in page.url
    visitor.press(page.locator(".name-cell a").first)
    expect(page.locator("h1")).to_have_count(1)
    visitor.done()


def test_keyboard_reaches_content_and_menu(browser: Browser, site: Site) -> None:
    visitor = Visitor(browser.new_context(viewport=PHONE, locale="zh-CN"), site, "zh")
    page = visitor.go("/")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/#main")
    button = page.locator(".menu-button")
    button.focus()
    page.keyboard.press("Enter")
    expect(button).to_have_attribute("aria-expanded", "true")
    expect(page.locator("#nav")).to_be_visible()
    page.keyboard.press("Escape")
    expect(button).to_have_attribute("aria-expanded", "false")
    expect(page.locator("#nav")).to_be_hidden()
    visitor.done()
