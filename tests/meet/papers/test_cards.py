"""Badges and table cards as a cutter gets them, read back from the page."""

import io

import pytest
import zxingcpp
from docx import Document
from docx.oxml.ns import qn
from PIL import Image

from meet.papers.reading import codes, embedded_fonts, letters, page_texts, squeezed, word_text
from meet.papers.samples import few, guest, programme, word
from yanzhen.errors import MissingPiece, UnreadableInput
from yanzhen.language import Language
from yanzhen.meet.papers import badges, paper_docx, paper_pdf, table_cards


@pytest.mark.parametrize(("people", "pages"), [(1, 1), (8, 1), (9, 2), (18, 3)])
def test_badges_stand_eight_a_page_and_every_code_is_read(people: int, pages: int) -> None:
    event = programme()
    keys = [each.key for each in event.guests[:people]]
    read = codes(paper_pdf(badges(event, guests=keys)))
    assert [len(page) for page in read] == [8] * (people // 8) + ([people % 8] if people % 8 else [])
    assert len(read) == pages
    assert [code for page in read for code in page] == [each.code for each in event.guests[:people]]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_badge_says_everything_in_both_languages(language: Language) -> None:
    event = programme()
    text = page_texts(paper_pdf(badges(event, language, guests=["G05"])))[0]
    for part in (
        "己示例某",
        "Guest No. 5",
        "总经理",
        "General manager",
        "示例己装备有限公司",
        "Example 5 Equipment Ltd",
    ):
        assert squeezed(part) in text, part
    assert "贵宾" in text
    assert "VIP" in text


def test_name_is_the_largest_on_a_badge() -> None:
    boxes = letters(paper_pdf(badges(programme(), guests=["G00"])), 0)
    tallest = max(boxes, key=lambda box: box[4] - box[2])
    assert tallest[0] in "甲示例"
    assert tallest[4] - tallest[2] > 8


def test_badge_without_a_code_has_none() -> None:
    event = programme((guest(0, code=""), guest(1)))
    assert codes(paper_pdf(badges(event))) == [["https://event.example/b/0001"]]


@pytest.mark.parametrize(("people", "pages"), [(1, 1), (2, 1), (5, 3)])
def test_cards_stand_two_a_page_with_two_faces(people: int, pages: int) -> None:
    event = programme()
    pdf = paper_pdf(table_cards(event, guests=[each.key for each in event.guests[:people]]))
    texts = page_texts(pdf)
    assert len(texts) == pages
    for number, each in enumerate(event.guests[:people]):
        assert sorted(texts[number // 2]).count(each.name.zh[0]) >= 2


def test_faces_mirror_each_other_about_the_fold() -> None:
    """A letter of the lower face, turned by 180° about the middle of the fold, lies where the upper face has it."""
    boxes = letters(paper_pdf(table_cards(programme(), guests=["G00"])), 0)
    fold, middle = 17 + 64, 105
    lower = [box for box in boxes if box[2] > fold]
    upper = [box for box in boxes if box[4] < fold]
    assert len(lower) == len(upper) == len(boxes) // 2
    for letter, left, top, right, bottom in lower:
        turned = (2 * middle - right, 2 * fold - bottom, 2 * middle - left, 2 * fold - top)
        assert any(
            other[0] == letter and all(abs(a - b) < 0.2 for a, b in zip(other[1:], turned, strict=True))
            for other in upper
        ), letter


def test_fonts_are_embedded() -> None:
    for paper in (badges(programme(few(3))), table_cards(programme(few(3)))):
        assert embedded_fonts(paper_pdf(paper))


def test_without_a_chinese_font_nothing_is_printed() -> None:
    with pytest.raises(MissingPiece):
        paper_pdf(badges(programme(few(3))), system_fonts=False)


def test_same_paper_gives_the_same_bytes() -> None:
    for write in (paper_pdf, paper_docx):
        assert write(badges(programme(few(3)))) == write(badges(programme(few(3))))


def test_word_file_holds_badges_of_one_size_and_cards_with_both_faces() -> None:
    event = programme()
    document = Document(io.BytesIO(paper_docx(badges(event))))
    assert [len(table.rows) for table in document.tables] == [4, 4, 1]
    heights = {round(row.height.mm, 1) for table in document.tables for row in table.rows}
    assert len(heights) == 1
    assert len(document.inline_shapes) == 18
    cards = paper_docx(table_cards(event))
    assert word_text(cards).count("丙示例某") == 2 * sum(each.name.zh == "丙示例某" for each in event.guests)
    turned = Document(io.BytesIO(cards)).element.body.iter(
        "{http://schemas.openxmlformats.org/drawingml/2006/main}xfrm"
    )
    assert [each.get("rot") for each in turned] == ["10800000"] * 18
    numbers = [each.get("id") for each in Document(io.BytesIO(cards)).element.body.iter(qn("wp:docPr"))]
    assert len(set(numbers)) == 18


def test_codes_of_a_word_file_are_read() -> None:
    document = Document(io.BytesIO(paper_docx(badges(programme(few(3))))))
    pictures = [shape._inline.graphic.graphicData.pic for shape in document.inline_shapes]
    images = [document.part.related_parts[picture.blipFill.blip.embed] for picture in pictures]
    read = [zxingcpp.read_barcodes(Image.open(io.BytesIO(image.blob)).convert("L"))[0].text for image in images]
    assert read == [f"https://event.example/b/{number:04}" for number in range(3)]


def test_text_too_long_for_any_card_is_refused_and_named() -> None:
    event = programme((guest(0, name=word("长" * 121)),))
    for compose in (badges, table_cards):
        with pytest.raises(UnreadableInput) as caught:
            compose(event)
        assert "G00" in caught.value.said.zh
        assert "121" in caught.value.said.en
    with pytest.raises(UnreadableInput):
        badges(programme((guest(0, code="x" * 301),)))
    with pytest.raises(UnreadableInput):
        badges(event, guests=["nobody"])
