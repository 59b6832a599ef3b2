"""Somebody at a browser: opens pages, and notes all that a careful colleague would complain about."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, Request, Response

from .site import Site

VIOLATIONS = """
window.addEventListener("securitypolicyviolation", (event) => {
  console.error("CSP: " + event.violatedDirective + " " + event.blockedURI);
});
"""
LOOK = """() => {
  const names = (control) => control.getAttribute("aria-label") || control.title || control.textContent.trim()
    || control.value && ["submit", "button"].includes(control.type)
    || Array.from(control.labels || []).map((label) => label.textContent.trim()).join("");
  const shown = (element) => element.type !== "hidden" && element.getClientRects().length > 0;
  const controls = Array.from(document.querySelectorAll("input, select, textarea, button")).filter(shown);
  const ids = Array.from(document.querySelectorAll("[id]")).map((element) => element.id);
  return {
    lang: document.documentElement.lang,
    headings: document.querySelectorAll("h1").length,
    title: document.title.trim(),
    nameless: controls.filter((control) => !names(control)).map((control) => control.outerHTML.slice(0, 120)),
    doubles: ids.filter((id, place) => ids.indexOf(id) !== place),
    width: document.documentElement.scrollWidth,
    inner: window.innerWidth,
    wide: Array.from(document.querySelectorAll("main *"))
      .filter((element) => element.getBoundingClientRect().right > window.innerWidth + 1)
      .slice(0, 5).map((element) => element.tagName + "." + element.className),
    inline: document.querySelectorAll("[style]:not(.chart-canvas):not(.chart-canvas *)").length,
  };
}"""


@dataclass
class Visitor:
    """One person in one browser window."""

    context: BrowserContext
    site: Site
    language: str
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.context.add_init_script(VIOLATIONS)
        self.page: Page = self.context.new_page()
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))
        self.page.on("request", self._asked)
        self.page.on("response", self._answered)

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(f"console on {self.page.url}: {message.text}")

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((self.site.url, "data:", "blob:")):
            self.complaints.append(f"outside request: {request.url}")

    def _answered(self, response: Response) -> None:
        if response.status >= 500:
            self.complaints.append(f"{response.status}: {response.url}")

    def go(self, path: str) -> Page:
        """Open a page of the site."""
        self.page.goto(self.site.url + path)
        return self.page

    def press(self, what: Locator) -> None:
        """Click on what leads to another page, and wait until that has come: a slow machine still shows the old one."""
        with self.page.expect_navigation():
            what.click()

    def sign_in(self, role: str = "organiser") -> None:
        """Through the form, as everybody; the language is chosen by the switch where the page has the other one."""
        login = self.site.logins[role]
        self.go("/sign-in/")
        self.choose_language()
        self.page.fill("[name=username]", login["username"])
        self.page.fill("[name=password]", login["password"])
        self.press(self.page.locator("main form:has([name=password]) button[type=submit]"))
        self.page.wait_for_url(f"{self.site.url}/")
        self.choose_language()

    def choose_language(self) -> None:
        """Press the switch unless the page already speaks our language."""
        if (self.page.get_attribute("html", "lang") or "").startswith(self.language):
            return
        self.press(self.page.locator('form[action$="/language/"] button'))
        assert (self.page.get_attribute("html", "lang") or "").startswith(self.language)

    def look(self) -> dict[str, Any]:
        """What is seen of the page, after checking what holds for every page."""
        self.page.wait_for_load_state()
        seen: dict[str, Any] = self.page.evaluate(LOOK)
        where = self.page.url
        assert seen["lang"].startswith(self.language), where
        assert seen["headings"] == 1, f"{where}: {seen['headings']} main headings"
        assert seen["title"], where
        assert not seen["nameless"], f"{where}: controls without a name {seen['nameless']}"
        assert not seen["doubles"], f"{where}: ids used twice {seen['doubles']}"
        assert seen["width"] <= seen["inner"], f"{where} scrolls sideways: {seen['wide']}"
        return seen

    def done(self) -> None:
        """Nothing may be left to complain about."""
        assert not self.complaints, "\n".join(self.complaints)
        self.context.close()
