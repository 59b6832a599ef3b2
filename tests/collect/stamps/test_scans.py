"""Codes of printed pages, read back from what offices' scanners make of them."""

from __future__ import annotations

import io
import random
from pathlib import Path

import pytest
import segno
from hypothesis import given
from hypothesis import strategies as st

from yanzhen.collect.stamps import PageCode, read_scan
from yanzhen.errors import RefusedBook

Image = pytest.importorskip("PIL.Image")
pytest.importorskip("zxingcpp")
pytest.importorskip("pypdfium2")

ids = st.text("ABCabc019_-", min_size=12, max_size=22)
codes = st.builds(PageCode, ids, ids, st.integers(1, 10**8), st.text("0123456789abcdef", min_size=32, max_size=64))
CODE = PageCode("kQ3v0Zr8WmT2xY7a", "b1Yx0Zr8WmT2xY7a", 12, "9f86d081884c7d659a2feaa0c55ad015" * 2)


@given(codes)
def test_a_code_says_what_it_was_made_of(code: PageCode) -> None:
    assert PageCode.of(code.text()) == code


@pytest.mark.parametrize(
    "text",
    ["", "YZ1", "https://example.invalid/", CODE.text() + "0", CODE.text()[:-1], CODE.text().replace("YZ1", "YZ2")],
)
def test_other_texts_are_no_code(text: str) -> None:
    assert PageCode.of(text) is None


def page(*texts: str, turned: float = 0, stamped: bool = False, dots: int = 200) -> Image.Image:
    """An A4 page with codes of about 3 cm, as a scanner sees it."""
    sheet = Image.new("L", (int(8.27 * dots), int(11.69 * dots)), 250)
    for number, text in enumerate(texts):
        drawn = io.BytesIO()
        segno.make(text, error="m", micro=False).save(drawn, kind="png", scale=dots // 40, border=4)
        sheet.paste(Image.open(drawn).convert("L"), (int(5.5 * dots), int((0.6 + 3 * number) * dots)))
    if stamped:
        from PIL import ImageDraw

        x, y = int(6.6 * dots), int(1.4 * dots)
        ImageDraw.Draw(sheet).ellipse((x, y, x + dots, y + dots), outline=150, width=dots // 40)
    rng = random.Random(3)
    for _ in range(4000):
        sheet.putpixel((rng.randrange(sheet.width), rng.randrange(sheet.height)), rng.randrange(256))
    return sheet.rotate(turned, fillcolor=250, expand=True)


@pytest.mark.parametrize("suffix", ["png", "jpg", "pdf"])
@pytest.mark.parametrize("turned", [0, 2.5, 180])
def test_a_scan_is_read_turned_stamped_and_noisy(tmp_path: Path, suffix: str, turned: float) -> None:
    path = tmp_path / f"scan.{suffix}"
    page(CODE.text(), turned=turned, stamped=True).save(path, dpi=(200, 200), resolution=200)
    assert read_scan(path) == [CODE]


def test_pages_of_two_reports_are_both_told(tmp_path: Path) -> None:
    other = PageCode(CODE.round, CODE.round, 1, CODE.digest)
    path = tmp_path / "scan.pdf"
    page(CODE.text()).save(path, save_all=True, append_images=[page(other.text(), CODE.text())], resolution=200)
    assert read_scan(path) == [CODE, other]


def test_a_page_without_our_code_has_none(tmp_path: Path) -> None:
    path = tmp_path / "scan.png"
    page("https://example.invalid/").save(path)
    assert read_scan(path) == []


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.pdf", b""),
        ("book.xlsx", b"PK\x03\x04 not a picture"),
        ("cut.png", b"\x89PNG\r\n\x1a\n" + b"\x00" * 40),
        ("cut.jpg", b"\xff\xd8\xff\xe0" + b"\x00" * 40),
        ("cut.pdf", b"%PDF-1.7\n" + b"\x00" * 400),
        ("script.svg", b"<svg onload='alert(1)'/>"),
    ],
)
def test_what_is_no_scan_is_refused_with_the_fix(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(RefusedBook, match=r"扫描|上传|重新发送"):
        read_scan(path)


def test_a_picture_that_unfolds_is_refused_before_it_does(tmp_path: Path) -> None:
    path = tmp_path / "bomb.png"
    Image.new("1", (30_000, 30_000)).save(path)
    with pytest.raises(RefusedBook):
        read_scan(path)
