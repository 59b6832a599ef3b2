"""Whatever stands in a name: it is set as text, within its card, and nothing falls over."""

import pytest

from meet.papers.reading import codes, letters, page_texts, squeezed, word_text
from meet.papers.samples import guest, programme, word
from yanzhen.errors import MissingPiece
from yanzhen.meet.papers import (
    Programme,
    badges,
    handbook,
    host_script,
    paper_docx,
    paper_pdf,
    seat_plan,
    service_lists,
    table_cards,
)
from yanzhen.typesetting.plaintext import printable

HOSTILE = (
    '#include "/etc/passwd"',
    "#pagebreak()",
    "= 标题 *粗* _斜_ $x$ @ref <label>",
    "</w:t></w:r><w:br/>&amp;<script>",
    "{{ 7*7 }} {% raw %} {who} {0}",
    "张\x00三\x07\x1b[31m\u202e四\u2066",
    "𠮷野𠮷",
    "👩‍👩‍👧 张三 🎉",
    "שלום עולם",
    "محمد بن سلمان",
    "W" * 120,
    "示例股份有限公司" * 15,
    "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch",
    "Z̴̡̛̰͖̈́̀a̷l̸g̵o̶",
    "\\u{41} \\ ` ~ ' \" \u2028 x",
)

PROOF_MM = 12
"""Above this line stands the mark of a proof; letters that no font has are printed in proofs only."""


def hostile() -> Programme:
    people = [
        guest(n, name=word(text, text), organisation=word(text), title=word(text)) for n, text in enumerate(HOSTILE)
    ]
    return programme(tuple(people))


PLAIN = [text for text in HOSTILE if all(ord(letter) < 0x20000 and letter not in "\u200d" for letter in text)]
LATIN_OR_HAN = [text for text in PLAIN if not any("\u0300" <= letter <= "\u06ff" for letter in text)]


def test_hostile_names_are_plain_text_on_badges_and_in_the_handbook() -> None:
    event = hostile()
    for paper in (badges(event), handbook(event)):
        text = squeezed("".join(page_texts(paper_pdf(paper, proof=True)))).replace("\u200b", "")
        for name in LATIN_OR_HAN:
            assert squeezed(printable(name)) in text, name
        assert "root:" not in text


def test_word_files_hold_hostile_names_as_text() -> None:
    event = hostile()
    papers = [
        badges(event), table_cards(event), handbook(event), seat_plan(event, "OPEN"), host_script(event, "OPEN"),
        service_lists(event),
    ]  # fmt: skip
    texts = [word_text(paper_docx(paper)) for paper in papers]
    for name in HOSTILE:
        for text in texts[:3]:
            assert printable(name) in text, name
    assert printable(HOSTILE[4]) in texts[4]


def test_no_letter_leaves_its_badge() -> None:
    """Every letter of a page lies within one of the eight badges, 2 mm from the cut at least."""
    event = hostile()
    pdf = paper_pdf(badges(event), proof=True)
    for page, count in enumerate((8, 7)):
        boxes = [box for box in letters(pdf, page) if box[2] > PROOF_MM]
        assert boxes
        seen = set()
        for letter, left, top, right, bottom in boxes:
            column, row = int((left - 15) // 90), int((top - 16.5) // 66)
            x, y = 15 + column * 90, 16.5 + row * 66
            assert x + 2 <= left <= right <= x + 88, (letter, left, right)
            assert y + 2 <= top <= bottom <= y + 64, (letter, top, bottom)
            seen.add((column, row))
        assert len(seen) == count


def test_no_letter_of_a_badge_covers_the_code() -> None:
    event = hostile()
    assert [len(page) for page in codes(paper_pdf(badges(event), proof=True))] == [8, 7]


def test_no_letter_leaves_its_face() -> None:
    pdf = paper_pdf(table_cards(hostile()), proof=True)
    for page in range(len(page_texts(pdf))):
        for letter, left, top, right, bottom in letters(pdf, page):
            if top < PROOF_MM:
                continue
            assert 10 <= left <= right <= 200, letter
            edges = (17, 81, 145, 152, 216, 280)
            assert any(edges[n] <= top <= bottom <= edges[n + 1] for n in (0, 1, 3, 4)), (letter, top, bottom)


def test_no_letter_leaves_the_page_of_a_plan() -> None:
    pdf = paper_pdf(seat_plan(hostile(), "OPEN"), proof=True)
    for page in range(len(page_texts(pdf))):
        for letter, left, top, right, bottom in letters(pdf, page):
            assert 0 < left <= right < 297, letter
            assert 0 < top <= bottom < 210, letter


@pytest.mark.parametrize("paper", [badges, table_cards, handbook])
def test_rare_letters_have_glyphs(paper) -> None:  # type: ignore[no-untyped-def]
    assert "𠮷野𠮷" in "".join(page_texts(paper_pdf(paper(hostile()), proof=True)))


def test_letter_without_a_glyph_is_refused_and_named() -> None:
    event = programme((guest(0, name=word("张\U0010fffd三")), guest(1)))
    with pytest.raises(MissingPiece) as caught:
        paper_pdf(badges(event))
    for said in caught.value.said:
        assert "U+10FFFD" in said
        assert "甲装备" in said or "Example 0" in said
        assert "乙示例" not in said
    paper_pdf(badges(event, guests=["G01"]))
    paper_pdf(badges(event), proof=True)


def test_accents_and_joiners_need_no_glyph_of_their_own() -> None:
    paper_pdf(badges(programme((guest(0, name=word("Rene\u0301 Mu\u0308ller\u200d")),))))
