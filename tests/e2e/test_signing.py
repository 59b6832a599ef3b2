"""Signing in with a second step, in a real browser: codes of an app, recovery codes, passkeys of a virtual device."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.mfa.totp.internal import auth as totp
from playwright.sync_api import Browser, BrowserContext, Page, expect

from .site import Site
from .visitor import Visitor

pytestmark = pytest.mark.browser
SIZES = {"desk": {"width": 1280, "height": 900}, "phone": {"width": 360, "height": 740}}
LOCALES = {"zh": "zh-CN", "en": "en-GB"}


def code_for(secret: str) -> str:
    return totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30))


def visitor_at(browser: Browser, site: Site, language: str, size: str, **options: Any) -> Visitor:
    context = browser.new_context(viewport=SIZES[size], locale=LOCALES[language], **options)
    context.set_default_timeout(20_000)
    return Visitor(context, site, language)


def press(page: Page, what: str) -> None:
    with page.expect_navigation():
        page.locator(what).first.click()


@pytest.mark.parametrize(("role", "language", "size"), [("leader", "zh", "desk"), ("service", "en", "phone")])
def test_app_and_recovery_codes_from_setting_up_to_turning_off(
    browser: Browser, site: Site, role: str, language: str, size: str
) -> None:
    visitor = visitor_at(browser, site, language, size)
    page = visitor.page
    visitor.sign_in(role)
    visitor.go("/account/security/")
    visitor.look()
    press(page, 'a[href$="/account/codes/set-up/"]')
    visitor.look()
    picture = page.locator("img.qr")
    assert picture.evaluate("node => node.naturalWidth") > 100, "the policy lets the picture through"
    secret = page.input_value("#secret")
    page.fill("[name=code]", code_for(secret))
    press(page, "main form button[type=submit]")
    visitor.look()
    codes = page.locator(".codes li").all_inner_texts()
    assert len(codes) == 10
    press(page, 'a[href$="/account/security/"]')
    visitor.look()
    for answer in (codes[0], codes[1]):
        sign_out(visitor)
        enter(visitor, role)
        visitor.look()
        page.fill("[name=code]", "000000")
        press(page, "main form:has([name=code]) button[type=submit]")
        expect(page.locator(".errorlist:visible, .notice-fault:visible").first).to_be_visible()
        visitor.look()
        page.fill("[name=code]", answer)
        press(page, "main form:has([name=code]) button[type=submit]")
        page.wait_for_url(f"{site.url}/")
    visitor.go("/account/codes/remove/")
    if "/confirm/" in page.url:
        visitor.look()
        page.fill("[name=password]", site.logins[role]["password"])
        press(page, "main form button[type=submit]")
    press(page, "main form button[type=submit]")
    visitor.look()
    visitor.go("/account/sessions/")
    visitor.look()
    visitor.done()


def sign_out(visitor: Visitor) -> None:
    visitor.context.clear_cookies()
    visitor.go("/sign-in/")
    visitor.choose_language()


def enter(visitor: Visitor, role: str) -> None:
    login = visitor.site.logins[role]
    visitor.page.fill("[name=username]", login["username"])
    visitor.page.fill("[name=password]", login["password"])
    press(visitor.page, "main form:has([name=password]) button[type=submit]")


# --- passkeys --------------------------------------------------------------------------------------------------------


@pytest.fixture
def local(site: Site) -> Site:
    """The same site by a name: an address alone can have no passkeys."""
    return Site(site.url.replace("127.0.0.1", "localhost"), site.logins)


@pytest.fixture
def device(browser: Browser, local: Site) -> Iterator[tuple[Visitor, Any]]:
    """A browser on a machine that holds passkeys, unlocked by its owner."""
    visitor = visitor_at(browser, local, "zh", "desk")
    yield visitor, plug_in(visitor.context, visitor.page)
    visitor.context.close()


def plug_in(context: BrowserContext, page: Page) -> Any:
    session = context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    told = session.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    return session, told["authenticatorId"]


def test_passkey_signs_in_alone_confirms_and_is_taken_away(device: tuple[Visitor, Any], local: Site) -> None:
    visitor, (session, key) = device
    page = visitor.page
    visitor.sign_in("park")
    visitor.go("/account/security/")
    press(page, 'a[href$="/account/passkeys/add/"]')
    visitor.look()
    page.fill("[name=name]", "示例电脑")
    press(page, "form[data-passkey=add] button[type=submit]")
    visitor.look()
    assert page.locator(".codes li").count() == 10
    kept = session.send("WebAuthn.getCredentials", {"authenticatorId": key})["credentials"]
    assert [one["isResidentCredential"] for one in kept] == [True]

    sign_out(visitor)
    visitor.look()
    press(page, "form[data-passkey=alone] button")
    page.wait_for_url(f"{local.url}/")
    expect(page.locator(".who").first).to_be_visible()

    sign_out(visitor)
    enter(visitor, "park")
    assert "/sign-in/code/" in page.url, "a passkey is a second step as well"
    visitor.look()
    press(page, "form[data-passkey=use] button")
    page.wait_for_url(f"{local.url}/")

    visitor.go("/account/passkeys/")
    visitor.look()
    assert "示例电脑" in page.content()
    press(page, 'a[href$="/rename/"]')
    page.fill("[name=name]", "示例手机")
    press(page, "main form button[type=submit]")
    assert "示例手机" in page.content()
    press(page, 'a[href$="/remove/"]')
    visitor.look()
    press(page, "main form button[type=submit]")
    sign_out(visitor)
    press(page, "form[data-passkey=alone] button")
    expect(page.locator(".notice-fault:visible")).to_be_visible()
    visitor.look()
    visitor.go("/jobs/")
    assert "/sign-in/" in page.url, "what was taken away opens nothing"
    visitor.done()


def test_cancelled_passkey_is_said_and_the_password_still_works(device: tuple[Visitor, Any], local: Site) -> None:
    visitor, (session, key) = device
    session.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": key})
    page = visitor.page
    visitor.go("/sign-in/")
    page.evaluate("() => { navigator.credentials.get = () => Promise.reject(new Error('cancelled')); }")
    page.locator("form[data-passkey=alone] button").click()
    expect(page.locator("[data-passkey-fault]")).to_be_visible()
    visitor.sign_in("park")
    visitor.done()


@pytest.mark.parametrize("why", ["an address", "a browser without", "no scripts"])
def test_passkeys_are_shown_only_where_they_work(browser: Browser, site: Site, local: Site, why: str) -> None:
    where = site if why == "an address" else local
    visitor = visitor_at(browser, where, "zh", "phone", java_script_enabled=why != "no scripts")
    if why == "a browser without":
        visitor.context.add_init_script("delete window.PublicKeyCredential")
    visitor.go("/sign-in/")
    expect(visitor.page.locator("form[data-passkey]")).to_be_hidden()
    expect(visitor.page.locator("main form").first).to_be_visible()
    visitor.context.close()
