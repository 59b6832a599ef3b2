"""What goes to paper: one record, one sheet to send, each on exactly one A4."""

from __future__ import annotations

import io
import unicodedata
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from pypdf import PdfReader

from . import walk
from .book import FULL_NAME, write_full_book
from .site import Site
from .visitor import Visitor

pytestmark = pytest.mark.browser

A4_POINTS = (595, 842)
PRINTABLE = {"width": 673, "height": 1009}
"""A4 less its margins, in CSS pixels."""


def printed(visitor: Visitor) -> PdfReader:
    return PdfReader(io.BytesIO(visitor.page.pdf(prefer_css_page_size=True)))


def told(words: str, paper: PdfReader) -> float:
    """The share of the characters of some words that the page has; a PDF spells a few of them as radicals."""
    text, wanted = (unicodedata.normalize("NFKC", said) for said in (paper.pages[0].extract_text(), words))
    return sum(letter in text for letter in wanted) / len(wanted)


def cut_off(visitor: Visitor) -> int:
    """How many pixels of what should be on the page the paper has no room for."""
    visitor.page.set_viewport_size(PRINTABLE)
    visitor.page.emulate_media(media="print")
    missing: int = visitor.page.locator(".one-page").evaluate("node => node.scrollHeight - node.clientHeight")
    visitor.page.emulate_media(media="null")
    return missing


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("kind", ["projects", "demands", "achievements", "parks"])
def test_record_prints_on_one_a4(browser: Browser, site: Site, kind: str, language: str) -> None:
    locale = {"zh": "zh-CN", "en": "en-GB"}[language]
    visitor = Visitor(browser.new_context(locale=locale), site, language)
    visitor.sign_in()
    page = visitor.go(f"/{kind}/")
    links = page.locator(".name-cell a")
    for link in [links.first, links.last]:
        visitor.go(str(link.get_attribute("href")))
        name = page.locator("h1").inner_text()
        paper = printed(visitor)
        assert len(paper.pages) == 1
        assert cut_off(visitor) <= 0
        box = paper.pages[0].mediabox
        assert (round(float(box.width)), round(float(box.height))) == A4_POINTS
        assert told(name, paper) > 0.7
        visitor.go(f"/{kind}/")
    visitor.done()


def test_matching_sheet_prints_on_one_a4_with_all_offers(browser: Browser, site: Site) -> None:
    visitor = Visitor(browser.new_context(locale="zh-CN"), site, "zh")
    visitor.sign_in()
    page = visitor.go("/matches/")
    for address in [str(link.get_attribute("href")) for link in page.locator('a[href$="/sheet/"]').all()]:
        visitor.go(address)
        offers = page.locator(".sheet-offer h2").all_inner_texts()
        paper = printed(visitor)
        assert len(paper.pages) == 1
        assert cut_off(visitor) <= 0
        assert all(told(offer, paper) > 0.7 for offer in offers)
    visitor.done()


def test_record_of_which_everything_is_known_prints_on_one_a4(browser: Browser, site: Site, tmp_path: Path) -> None:
    visitor = Visitor(browser.new_context(locale="zh-CN"), site, "zh")
    visitor.sign_in()
    book = write_full_book(tmp_path)
    walk.upload(visitor, book)
    walk.accept(visitor.page)
    walk.see_record(visitor, "project", FULL_NAME, book)
    assert visitor.page.locator(".fact").count() > 60
    paper = printed(visitor)
    assert len(paper.pages) == 1
    assert cut_off(visitor) <= 0
    visitor.done()
