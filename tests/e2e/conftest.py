"""The real site on a free port, and a real browser that reports everything that goes wrong in a page."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from .book import write_book
from .site import Site, running_site

SHARED = Path(__file__).resolve().parents[3] / "shared"
# A machine that runs two sites, two browsers and a database at once is slow to answer; it is not wrong.
expect.set_options(timeout=20_000)
FLAGS = [
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The demo event, served as `yanzhen serve --demo` serves it."""
    with running_site(tmp_path_factory.mktemp("site")) as running:
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The machine's own Chromium; nothing is downloaded.

    Ended with its module: the loop that drives it would keep Django from its database in tests that follow.
    """
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("no Chromium on this machine; `make test` installs one where it may")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def books(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The shared messy books where they lie beside the checkout, and one of our own."""
    return [write_book(tmp_path_factory.mktemp("books")), *sorted((SHARED / "books").glob("*.xlsx"))]
