"""Three offices and the province through one round: late, wrong, sent back, mended, stamped, accepted, locked."""

from __future__ import annotations

import io
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest
import xlsxwriter
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from .site import Site
from .test_walk import visitor_at
from .visitor import Visitor
from .walk import until_read

pytestmark = pytest.mark.browser
TITLE = "承接产业转移项目月报（示例）"
OFFICES = ("city_office", "county_office", "park")
HEADERS = ("项目名称", "投资方", "承接地", "意向投资额（亿元）", "预计开工时间")


def book(folder: Path, name: str, *amounts: float) -> Path:
    """A book of one row for each amount."""
    path = folder / f"{name}（示例）.xlsx"
    with xlsxwriter.Workbook(path) as file:
        sheet = file.add_worksheet("项目")
        sheet.write_row(0, 0, HEADERS)
        for number, amount in enumerate(amounts, start=1):
            sheet.write_row(
                number, 0, (f"示例{name}{number}号项目", f"示例{name}{number}投资有限公司", "宁乡市", amount, "2026-03")
            )
    return path


def open_round(province: Visitor) -> str:
    """The province asks three offices; the address of the board."""
    page = province.go("/rounds/")
    province.look()
    province.press(page.locator('a[href$="/rounds/new/"]'))
    province.look()
    page.fill("#title", TITLE)
    page.fill("#period", "2025年10月")
    page.fill("#cut_off", (datetime.now(ZoneInfo("Asia/Shanghai")) - timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M"))
    for name in ("长沙市对接办（示例）", "宁乡市对接办（示例）", "示例高新园区管委会"):
        page.locator(".picks label", has_text=name).locator("input").check()
    province.press(page.locator("main form button[type=submit]"))
    province.look()
    expect(page.locator("tbody tr")).to_have_count(3)
    return urlsplit(page.url).path


def open_report(office: Visitor) -> Page:
    """The office finds what it has to report."""
    page = office.go("/rounds/")
    office.look()
    office.press(page.locator(".name-cell a", has_text=TITLE).first)
    office.look()
    return page


def send(office: Visitor, path: Path) -> None:
    """A book is uploaded, read, looked at, and sent."""
    page = open_report(office)
    page.set_input_files("input[name=file][accept*=xlsx]", path)
    office.press(page.locator("form:has(input[name=file][accept*=xlsx]) button[type=submit]"))
    until_read(page, scripts=True)
    office.look()
    page = open_report(office)
    office.press(page.locator("form:has(input[name=upload]) button[type=submit]").first)
    office.look()


def decide(province: Visitor, board: str, office: str, decision: str, reasons: str = "") -> None:
    """The province opens an office's report and decides."""
    page = province.go(board)
    province.press(page.locator(".name-cell a", has_text=office))
    province.look()
    if reasons:
        page.locator("details:has(#reasons) > summary").click()
        page.fill("#reasons", reasons)
    province.press(page.locator(f'button[name=decision][value="{decision}"]'))
    province.look()


def stamp(office: Visitor, folder: Path) -> None:
    """The page is printed, stamped, scanned and uploaded: here the scan is a picture of what the screen shows."""
    page = open_report(office)
    office.press(page.locator('a[href*="/print/"]'))
    office.look()
    expect(page.locator(".report-code img")).to_be_visible()
    shot = Image.open(io.BytesIO(page.locator(".report-code").screenshot(scale="css")))
    scan = folder / "盖章页.png"
    shot.resize((shot.width * 3, shot.height * 3)).save(scan)
    page = open_report(office)
    page.set_input_files("#scan", scan)
    office.press(page.locator("form:has(#scan) button[type=submit]"))
    expect(page.locator(".notice-well").first).to_be_visible()
    office.look()


def test_three_offices_and_the_province_through_one_round(browser: Browser, site: Site, tmp_path: Path) -> None:
    province = visitor_at(browser, site, "zh", "desk")
    province.sign_in("organiser")
    board = open_round(province)
    sizes = {"city_office": "desk", "county_office": "phone", "park": "desk"}
    people = {role: visitor_at(browser, site, "zh", sizes[role]) for role in OFFICES}
    for role, person in people.items():
        person.sign_in(role)

    send(people["city_office"], book(tmp_path, "长沙", 3.2, 1.5))
    send(people["county_office"], book(tmp_path, "宁乡", 2, -5.6))
    page = province.go(f"{board}?state=late")
    province.look()
    expect(page.locator("tbody tr")).to_have_count(1)
    assert "示例高新园区管委会" in page.locator("#chase").input_value()
    province.press(page.locator('a[href$="/chase/"]'))
    province.look()
    assert page.locator("img").first.evaluate("node => node.naturalWidth") > 100

    decide(province, board, "宁乡市对接办", "send_back", "第 3 行金额是负数，请核实")
    county = people["county_office"]
    expect(open_report(county).locator(".stack-wide [role=alert]")).to_contain_text("金额是负数")
    send(county, book(tmp_path, "宁乡", 2, 5.6))
    send(people["park"], book(tmp_path, "园区", 0.8))
    stamp(people["city_office"], tmp_path)
    for office in ("长沙市对接办", "宁乡市对接办", "示例高新园区"):
        decide(province, board, office, "accept")
    decide(province, board, "长沙市对接办", "lock")
    page = province.go(board)
    expect(page.locator(".chip-well", has_text="已锁定")).to_have_count(1)
    expect(page.locator("main")).to_contain_text("13.1 亿元")
    city = open_report(people["city_office"])
    expect(city.locator("input[name=file]")).to_have_count(0)
    for visitor in (province, *people.values()):
        visitor.done()
