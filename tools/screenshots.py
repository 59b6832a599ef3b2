"""Takes docs/screenshots from the running demo site: Chinese and English, on a desk and on a phone.

    python tools/screenshots.py

Starts the site with a home of its own, so that nothing of `var/` shows, and stops it again.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from playwright.sync_api import Browser, Page, sync_playwright  # noqa: E402
from tests.e2e.book import write_book  # noqa: E402
from tests.e2e.conftest import FLAGS  # noqa: E402
from tests.e2e.site import Site, running_site  # noqa: E402
from tests.e2e.visitor import Visitor  # noqa: E402
from tests.e2e.walk import upload  # noqa: E402

SHOTS = ROOT / "docs" / "screenshots"
DESK, PHONE = (1280, 860), (360, 740)
LOCALES = {"zh": "zh-CN", "en": "en-GB"}


@dataclass(frozen=True)
class Shot:
    """One picture: its name, and how to come to the page."""

    name: str
    path: str
    follow: str = ""


SHOTS_OF_PAGES = (
    Shot("event", "/"),
    Shot("projects", "/projects/?sort=-amount_cny"),
    Shot("project", "/projects/?q=惠科&sort=-amount_cny", ".name-cell a"),
    Shot("matches", "/matches/"),
    Shot("matching-sheet", "/matches/", 'a[href$="/sheet/"]'),
    Shot("bulletin", "/bulletin/"),
    Shot("figure", "/bulletin/", '.official-body a[href*="/figures/"]'),
)


def take(page: Page, name: str) -> None:
    """One picture of what a screen shows, in few colours so that it stays small."""
    page.mouse.move(0, 0)
    page.wait_for_timeout(400)
    page.screenshot(path=SHOTS / f"{name}.png", animations="disabled")


def picture_pages(visitor: Visitor, suffix: str) -> None:
    """The pages of `SHOTS_OF_PAGES`."""
    for shot in SHOTS_OF_PAGES:
        page = visitor.go(shot.path)
        if shot.follow:
            visitor.press(page.locator(shot.follow).first)
        if shot.name == "event":
            page.wait_for_selector("[data-drawn] >> nth=1")
        take(page, f"{shot.name}-{suffix}")


def picture_inbox(visitor: Visitor, book: Path, suffix: str) -> None:
    """A book as it was understood, with its faults."""
    upload(visitor, book)
    take(visitor.page, f"inbox-{suffix}")
    visitor.page.locator("#rows").scroll_into_view_if_needed()
    visitor.page.evaluate("document.getElementById('rows').scrollIntoView()")
    take(visitor.page, f"inbox-rows-{suffix}")


def picture(browser: Browser, site: Site, book: Path, language: str, size: tuple[int, int], suffix: str) -> None:
    """All pictures of one language and size."""
    viewport = {"width": size[0], "height": size[1]}
    context = browser.new_context(viewport=viewport, locale=LOCALES[language], color_scheme="light")
    visitor = Visitor(context, site, language)
    visitor.sign_in()
    picture_pages(visitor, suffix)
    picture_inbox(visitor, book, suffix)
    visitor.done()


def main() -> int:
    """Take them all anew."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        print("no Chromium on this machine: apt-get install chromium", file=sys.stderr)
        return 2
    SHOTS.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home, running_site(Path(home)) as site, sync_playwright() as playwright:
        book = write_book(Path(home))
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        for language in LOCALES:
            picture(browser, site, book, language, DESK, f"{language}-desk")
            picture(browser, site, book, language, PHONE, f"{language}-phone")
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
