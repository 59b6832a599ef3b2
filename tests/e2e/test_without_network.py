"""A county that works from one folder: a round goes out, is reported, sent back, mended, accepted, by files alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from .site import Site, running_folder
from .test_round import TITLE, book, open_report, send
from .test_signing import enter
from .test_walk import visitor_at
from .visitor import Visitor

pytestmark = pytest.mark.browser
COUNTY = "宁乡市对接办（示例）"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The county's own site, which knows of nobody else."""
    with running_folder(tmp_path_factory.mktemp("county"), COUNTY) as running:
        yield running


def first_sign_in(clerk: Visitor) -> None:
    """The password that stood on the terminal is changed before anything else."""
    page = clerk.go("/sign-in/")
    enter(clerk, "clerk")
    clerk.look()
    page.fill("[name=old_password]", clerk.site.logins["clerk"]["password"])
    for name in ("new_password1", "new_password2"):
        page.fill(f"[name={name}]", "Liu-yang-he 2026 wan")
    clerk.press(page.locator("main form:has([name=old_password]) button[type=submit]"))
    clerk.look()


def trust(one: Visitor, other: Visitor, office: str) -> None:
    """One takes the other's card, after the fingerprint was read out on the telephone."""
    theirs = other.go("/rounds/exchange/")
    other.look()
    card, fingerprint = theirs.locator("#own-card").input_value(), theirs.locator("p > .number").first.inner_text()
    page = one.go("/rounds/exchange/")
    page.fill("#card", card)
    page.locator("#office").select_option(label=office)
    one.press(page.locator("form:has(#card) button[type=submit]"))
    one.look()
    expect(page.locator("#fingerprint")).to_have_text(fingerprint)
    page.check("[name=compared]")
    one.press(page.locator("form:has([name=compared]) button[type=submit]"))
    one.look()


def pack(office: Visitor, folder: Path, name: str) -> Path:
    """The round as a file on a stick."""
    page = office.go("/rounds/exchange/")
    with page.expect_download() as coming:
        page.locator('form[action$="/out/"] button[type=submit]').first.click()
    path = folder / f"{name}.yzx"
    coming.value.save_as(path)
    return path


def take(office: Visitor, path: Path, we_are: str = "") -> None:
    """The file is taken in; what it brought is said on the report's page."""
    page = office.go("/rounds/exchange/")
    page.set_input_files("#parcel", path)
    if we_are:
        page.fill("#we-are", we_are)
    office.press(page.locator("form:has(#parcel) button[type=submit]"))
    office.look()
    expect(page.locator("h1")).to_contain_text(TITLE)


def test_a_county_reports_from_a_folder_without_a_network(
    browser: Browser, site: Site, folder: Site, tmp_path: Path
) -> None:
    province, county = visitor_at(browser, site, "zh", "desk"), visitor_at(browser, folder, "zh", "phone")
    province.sign_in("organiser")
    first_sign_in(county)
    trust(province, county, COUNTY)
    trust(county, province, "卡上写的单位（给我们派任务的上级）")
    page = province.go("/rounds/new/")
    page.fill("#title", TITLE)
    page.fill("#period", "2025年11月")
    page.fill("#cut_off", "2026-12-31T18:00")
    page.locator(".picks label", has_text=COUNTY).locator("input").check()
    province.press(page.locator("main form button[type=submit]"))
    board = page.url.removeprefix(site.url)

    asked = pack(province, tmp_path, "任务")
    take(county, asked, COUNTY)
    send(county, book(tmp_path, "宁乡", 2, 56))
    report = pack(county, tmp_path, "报表")
    take(province, report)
    expect(province.page.locator("main")).to_contain_text("58 亿元")
    there = province.page.url
    take(province, report)
    assert province.page.url == there

    page.locator("details:has(#reasons) > summary").click()
    page.fill("#reasons", "第 3 行金额多了一位，请核实")
    province.press(page.locator('button[name=decision][value="send_back"]'))
    take(county, pack(province, tmp_path, "退回"))
    expect(open_report(county).locator(".stack-wide [role=alert]")).to_contain_text("多了一位")
    take(county, asked)
    expect(open_report(county).locator(".stack-wide [role=alert]")).to_contain_text("多了一位")
    send(county, book(tmp_path, "宁乡", 2, 5.6))
    mended = pack(county, tmp_path, "改好的报表")
    take(province, mended)
    take(province, report)
    province.press(page.locator('button[name=decision][value="accept"]'))
    take(county, pack(province, tmp_path, "接收"))
    expect(open_report(county).locator("main")).to_contain_text("已接收")
    page = province.go(board)
    expect(page.locator("main")).to_contain_text("7.6 亿元")
    province.done()
    county.done()
