"""Reads papers back: text, places of letters, codes."""

import io

import pypdf
import pypdfium2
import zxingcpp
from docx import Document
from docx.oxml.ns import qn

MM = 72 / 25.4


def page_texts(pdf: bytes) -> list[str]:
    """The text of each page without blanks, which a layout may put anywhere."""
    return ["".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]


def squeezed(text: str) -> str:
    return "".join(text.split())


def letters(pdf: bytes, page: int) -> list[tuple[str, float, float, float, float]]:
    """Each printed letter with its box in mm: left, top, right, bottom, from the page's upper left corner."""
    document = pypdfium2.PdfDocument(pdf)
    high = document[page].get_height()
    text = document[page].get_textpage()
    found = []
    for index in range(text.count_chars()):
        letter = text.get_text_range(index, 1)
        if letter.strip():
            left, bottom, right, top = text.get_charbox(index)
            found.append((letter, left / MM, (high - top) / MM, right / MM, (high - bottom) / MM))
    return found


def codes(pdf: bytes) -> list[list[str]]:
    """The QR codes of each page, as a reader sees them on a page at 290 dots an inch, from the upper left on."""
    pages = []
    for page in pypdfium2.PdfDocument(pdf):
        image = page.render(scale=4).to_pil().convert("L")
        read = zxingcpp.read_barcodes(image, formats=zxingcpp.BarcodeFormat.QRCode)
        read.sort(key=lambda code: (code.position.top_left.y // 100, code.position.top_left.x))
        pages.append([code.text for code in read])
    return pages


def embedded_fonts(pdf: bytes) -> set[str]:
    names = set()
    for page in pypdf.PdfReader(io.BytesIO(pdf)).pages:
        for font in page["/Resources"]["/Font"].values():
            for descendant in font.get_object()["/DescendantFonts"]:
                descriptor = descendant.get_object()["/FontDescriptor"]
                assert any(file in descriptor for file in ("/FontFile2", "/FontFile3")), descriptor
                names.add(str(descriptor["/FontName"]))
    return names


def word_text(docx: bytes) -> str:
    """All text of a Word file in its order, with that of tables and shapes."""
    body = Document(io.BytesIO(docx)).element.body
    return "\n".join("".join(text.text or "" for text in each.iterfind("./{*}r/{*}t")) for each in body.iter(qn("w:p")))


def word_headers(docx: bytes) -> list[str]:
    return [
        "".join(paragraph.text for paragraph in section.header.paragraphs)
        for section in Document(io.BytesIO(docx)).sections
    ]
