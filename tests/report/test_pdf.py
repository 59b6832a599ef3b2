"""The PDF holds Chinese fonts and the figures, or is refused."""

import subprocess
from pathlib import Path
from shutil import which

import pypdf
import pytest

from report.samples import DAY, project
from report.test_word import HOSTILE
from yanzhen.errors import MissingPiece
from yanzhen.records import give_keys
from yanzhen.report import Report, compose_bulletin, compute_figures, write_bulletin_pdf
from yanzhen.typesetting.fonts import choose_fonts, find_fonts
from yanzhen.typesetting.plaintext import printable


@pytest.fixture
def written(report: Report, tmp_path: Path) -> Path:
    path = tmp_path / "bulletin.pdf"
    write_bulletin_pdf(compose_bulletin(report, "zh"), path)
    return path


def _text(path: Path) -> str:
    return "".join("".join(page.extract_text() for page in pypdf.PdfReader(path).pages).split())


def _embedded_fonts(path: Path) -> set[str]:
    names = set()
    for page in pypdf.PdfReader(path).pages:
        for font in page["/Resources"]["/Font"].values():
            for descendant in font.get_object().get("/DescendantFonts", []):
                descriptor = descendant.get_object()["/FontDescriptor"]
                assert any(file in descriptor for file in ("/FontFile2", "/FontFile3"))
                names.add(str(descriptor["/FontName"]))
    return names


def test_fonts_are_embedded_and_chinese(written: Path) -> None:
    chosen = choose_fonts(find_fonts().families())
    names = {name.split("+")[-1].replace("-", "").lower() for name in _embedded_fonts(written)}
    for family in {chosen.body, chosen.hei}:
        start = family.replace(" ", "").replace("-", "").lower()[:12]
        assert any(name.startswith(start) for name in names), (family, names)


def test_text_of_the_pdf_holds_every_figure(report: Report, written: Path) -> None:
    text = _text(written)
    for run in compose_bulletin(report, "zh").runs():
        if run.figure:
            assert "".join(run.text.split()) in text, run


def test_page_is_a4(written: Path) -> None:
    box = pypdf.PdfReader(written).pages[0].mediabox
    assert (round(box.width / 72 * 25.4), round(box.height / 72 * 25.4)) == (210, 297)


def test_same_bulletin_gives_the_same_bytes(report: Report, written: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.pdf"
    write_bulletin_pdf(compose_bulletin(report, "zh"), again)
    assert again.read_bytes() == written.read_bytes()


def test_hostile_names_are_plain_text(tmp_path: Path) -> None:
    records = [
        project(name, investor=f"示例{n}", origin="440300", target="430100", signed_event="开幕式")
        for n, name in enumerate((*HOSTILE, "#pagebreak()", '#include "/etc/passwd"', "= 标题", "@ref <label>"))
    ]
    path = tmp_path / "bulletin.pdf"
    write_bulletin_pdf(compose_bulletin(compute_figures(give_keys(records), (), DAY), "zh"), path)
    text = _text(path)
    for record in records:
        assert "".join(printable(record.name).split()) in text


def test_without_a_chinese_font_nothing_is_written(report: Report, tmp_path: Path) -> None:
    path = tmp_path / "bulletin.pdf"
    with pytest.raises(MissingPiece) as caught:
        write_bulletin_pdf(compose_bulletin(report, "zh"), path, system_fonts=False)
    assert not path.exists()
    assert "fonts-noto-cjk" in caught.value.said.zh
    assert "fonts-noto-cjk" in caught.value.said.en


def test_named_fonts_are_preferred_and_the_nearest_stand_in() -> None:
    plain = choose_fonts(["Noto Serif CJK SC", "Noto Sans CJK SC", "DejaVu Sans"])
    assert (plain.body, plain.hei, plain.title, plain.bold_title) == (
        "Noto Serif CJK SC",
        "Noto Sans CJK SC",
        "Noto Serif CJK SC",
        True,
    )
    full = choose_fonts(["SimSun", "SimHei", "FangSong", "KaiTi", "FZXiaoBiaoSong-B05S"])
    assert (full.body, full.kai, full.title, full.bold_title) == ("FangSong", "KaiTi", "FZXiaoBiaoSong-B05S", False)


@pytest.mark.skipif(which("pdftoppm") is None, reason="no pdftoppm here")
def test_first_page_is_not_blank(written: Path) -> None:
    command = ["pdftoppm", "-r", "40", "-gray", "-f", "1", "-l", "1", str(written)]
    image = subprocess.run(command, capture_output=True, check=True).stdout
    dark = sum(byte < 128 for byte in image[20:])
    assert dark > len(image) // 200
