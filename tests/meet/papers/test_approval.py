"""No name is printed that nobody approved."""

from dataclasses import replace

import pytest

from meet.papers.reading import page_texts, word_headers
from meet.papers.samples import few, guest, programme, signing, word
from yanzhen.errors import UnreadableInput
from yanzhen.language import Said
from yanzhen.meet.papers import (
    NotApproved,
    Programme,
    Session,
    Wording,
    badges,
    handbook,
    host_script,
    paper_docx,
    paper_pdf,
    seat_plan,
    service_lists,
    signing_list,
    stage_order,
    table_cards,
)

COMPOSERS = {
    "badges": badges,
    "cards": table_cards,
    "handbook": handbook,
    "services": service_lists,
    "script": lambda event: host_script(event, "OPEN"),
    "plan": lambda event: seat_plan(event, "OPEN"),
    "stage": lambda event: stage_order(event, "OPEN"),
}


def with_guest(number: int, **changes: object) -> Programme:
    event = programme()
    people = list(event.guests)
    people[number] = guest(number, **changes)
    return replace(event, guests=tuple(people))


@pytest.mark.parametrize("name", COMPOSERS)
def test_paper_with_an_unapproved_name_is_refused_and_a_proof_is_marked(name: str) -> None:
    paper = COMPOSERS[name](with_guest(1, name=Wording("新名字", "New Name")))
    for write in (paper_pdf, paper_docx):
        with pytest.raises(NotApproved) as caught:
            write(paper)
        assert [(doubt.whose, doubt.text, doubt.approved) for doubt in caught.value.doubts] == [
            ("新名字", "新名字 / New Name", None)
        ]
        assert "新名字" in caught.value.said.zh
        assert "New Name" in caught.value.said.en
    assert all("校样/PROOF" in text for text in page_texts(paper_pdf(paper, proof=True)))
    assert set(word_headers(paper_docx(paper, proof=True))) == {"校样 / PROOF"}


def test_approved_paper_bears_no_mark() -> None:
    paper = badges(programme(few(2)))
    assert not any("PROOF" in text for text in page_texts(paper_pdf(paper)))
    assert set(word_headers(paper_docx(paper))) == {""}


def test_title_changed_after_approval_is_told_with_both_texts() -> None:
    changed = replace(word("副主任", "Deputy director"), zh="主任", en="Director")
    with pytest.raises(NotApproved) as caught:
        paper_pdf(badges(with_guest(2, title=changed)))
    assert "副主任 / Deputy director" in caught.value.said.zh
    assert "Director" in caught.value.said.en
    assert changed.approved("示例办公室", "2026-12-01").standing == "approved"


def test_empty_title_needs_no_approval_and_blanks_are_no_change() -> None:
    spaced = replace(word("总经理"), zh=" 总经理\u200b\n".replace("\u200b", ""))
    paper_pdf(badges(with_guest(3, title=Wording(""), organisation=spaced)))


def test_card_asks_only_for_what_it_prints() -> None:
    event = with_guest(4, title=Wording("未核职务"))
    paper_pdf(table_cards(event, guests=["G04"]))
    with pytest.raises(NotApproved):
        paper_pdf(badges(event, guests=["G04"]))


def test_signing_list_is_printed_before_approval_and_says_so() -> None:
    event = programme(signings=(signing(0, project=Wording("未核项目")), signing(1)))
    text = page_texts(paper_pdf(signing_list(event, "OPEN")))[0]
    assert text.count("未核") == 2  # in the name, and in its standing
    assert text.count("已核") == 1
    with pytest.raises(NotApproved):
        paper_pdf(stage_order(event, "OPEN"))


def test_unknown_and_double_keys_are_named() -> None:
    with pytest.raises(UnreadableInput) as caught:
        Programme(
            Said("活动", "Event"),
            "2026-12-08",
            sessions=(Session("A", Said("场", "S"), "2026-12-08", "09:00", "H9", rostrum=("X",)),),
            guests=(guest(1), guest(1)),
        )
    for part in ("G01", "H9", "X", "L1", "V1"):
        assert part in caught.value.said.zh
        assert part in caught.value.said.en
