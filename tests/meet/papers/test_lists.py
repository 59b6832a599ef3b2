"""Handbook, script, seating plan, order on stage, signings, services: read back from PDF and Word file."""

from dataclasses import replace

import pytest

from meet.papers.reading import embedded_fonts, letters, page_texts, squeezed, word_text
from meet.papers.samples import guest, programme, signing
from yanzhen.errors import UnreadableInput
from yanzhen.language import Language, Said
from yanzhen.meet.papers import (
    Hall,
    Paper,
    handbook,
    host_script,
    order_of_row,
    paper_docx,
    paper_pdf,
    seat_plan,
    service_lists,
    signing_list,
    stage_order,
    unattended,
)
from yanzhen.meet.papers.paper import Grid, Heading, SeatMap, Text
from yanzhen.meet.papers.script import filled_in
from yanzhen.meet.papers.wordings import amount_told

PAPERS = {
    "handbook": handbook,
    "services": service_lists,
    "script": lambda event, language: host_script(event, "OPEN", language),
    "plan": lambda event, language: seat_plan(event, "OPEN", language),
    "stage": lambda event, language: stage_order(event, "OPEN", language),
    "signings": lambda event, language: signing_list(event, "OPEN", language),
}


def told(paper: Paper) -> list[str]:
    """Every text of a paper as it should stand on it."""
    texts = []
    for sheet in paper.sheets:
        for block in sheet.blocks:
            if isinstance(block, Heading | Text):
                texts.append(block.text)
            elif isinstance(block, Grid):
                texts += [cell for row in block.rows for cell in row]
                texts += [column.header for column in block.columns]
            elif isinstance(block, SeatMap):
                texts += [chair.name for row in block.rostrum for chair in row]
                texts += [chair.name for _, row in block.rows for chair in row]
    return texts


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", PAPERS)
def test_every_text_stands_in_both_files(name: str, language: Language) -> None:
    paper = PAPERS[name](programme(), language)
    pdf, docx = paper_pdf(paper), word_text(paper_docx(paper))
    assert embedded_fonts(pdf)
    printed = "".join(page_texts(pdf))
    for text in told(paper):
        # A cell may be cut by the end of a page's line; what is long is looked for by its beginning.
        assert squeezed(text)[:12] in printed, text
        assert text in docx, text


def test_rostrum_stands_in_the_order_of_protocol_and_the_hall_looks_at_it() -> None:
    event = programme()
    plan = next(block for block in seat_plan(event, "OPEN").sheets[0].blocks if isinstance(block, SeatMap))
    names = {each.key: each.name.zh for each in event.guests}
    opening = event.sessions[0]
    assert [chair.name for chair in plan.rostrum[0]] == [names[opening.rostrum[n - 1]] for n in (7, 5, 3, 1, 2, 4, 6)]
    front = [chair.name for chair in plan.rows[0][1]]
    assert front == [names[opening.audience[n - 1]] for n in (8, 6, 4, 2, 1, 3, 5, 7)]


def test_rostrum_is_printed_above_the_hall_from_left_to_right() -> None:
    event = programme()
    boxes = letters(paper_pdf(seat_plan(event, "OPEN")), 0)
    first_letters = [(box[1], box[2], box[0]) for box in boxes if box[0] in "甲乙丙丁戊己庚"]
    top = min(y for _, y, _ in first_letters)
    assert "".join(letter for _, y, letter in sorted(first_letters) if y - top < 3) == "庚戊丙甲乙丁己"


def test_large_hall_goes_on_a3_and_too_small_a_hall_is_refused() -> None:
    event = programme()
    wide = replace(event, halls=(Hall("H1", Said("大厅", "Hall"), (30,) * 30), event.halls[1]))
    pdf = paper_pdf(seat_plan(wide, "OPEN"))
    assert max(box[3] for box in letters(pdf, 0)) > 297
    small = replace(event, halls=(Hall("H1", Said("小厅", "Hall"), (3,)), event.halls[1]))
    with pytest.raises(UnreadableInput):
        seat_plan(small, "OPEN")


def test_script_fills_blanks_from_the_agenda_and_leaves_what_is_unknown() -> None:
    event = programme()
    agenda = event.sessions[0].agenda
    nobody = replace(event.sessions[0], agenda=(replace(agenda[1], speakers=()), replace(agenda[4], minutes=None)))
    text = "\n".join(told(host_script(replace(event, sessions=(nobody, event.sessions[1])), "OPEN")))
    assert "现在，请＿＿＿＿致辞" in text
    assert "现在休息 ＿＿＿＿ 分钟" in text
    full = "\n".join(told(host_script(event, "OPEN")))
    assert "请示例乙装备有限公司总经理 乙示例某作推介，题目是“先进材料产业推介”" in full
    assert "共 16 个项目，分 4 批上台" in full
    assert "＿" not in full


def test_blank_takes_braces_as_text() -> None:
    assert filled_in("请{who}", {"who": "{title}{"}) == "请{title}{"


def test_signings_on_stage_and_elsewhere_are_two_lists_with_boxes() -> None:
    event = programme()
    paper = signing_list(event, "OPEN")
    assert [sheet.key for sheet in paper.sheets] == ["signings:OPEN:stage", "signings:OPEN:elsewhere"]
    grids = [block for sheet in paper.sheets for block in sheet.blocks if isinstance(block, Grid)]
    assert [len(grid.rows) for grid in grids] == [16, 3]
    assert grids[0].rows[5][4:8] == ("正式合同", "合同文本", "2026-05 已签框架协议", "1.2005")
    texts = page_texts(paper_pdf(paper))
    for box in ("县市区核对", "承办处室", "审核", "签发"):
        assert sum(text.count(box) for text in texts) >= 2
    total = sum(each.amount_cny or 0 for each in event.signings[:16])
    assert f"共 16 个，合计 {amount_told(total, 'zh')} 亿元" in told(paper)[1]


def test_what_is_cut_is_listed_and_too_many_on_stage_are_refused() -> None:
    event = programme(signings=(signing(0, outcome="cut"), signing(1), signing(2, outcome="applied")))
    assert [sheet.key.split(":")[2] for sheet in signing_list(event, "OPEN").sheets] == [
        "stage",
        "elsewhere",
        "applied",
        "cut",
    ]
    with pytest.raises(UnreadableInput) as caught:
        signing_list(programme(signings=tuple(signing(n, outcome="stage") for n in range(17))), "OPEN")
    assert "示例16号" in caught.value.said.zh


def test_calls_go_by_batch_and_order_whatever_order_they_come_in() -> None:
    event = programme()
    turned = replace(event, signings=event.signings[::-1])
    grids = [block for sheet in stage_order(turned, "OPEN").sheets for block in sheet.blocks if isinstance(block, Grid)]
    assert [row[2] for grid in grids for row in grid.rows] == [f"示例{n}号新材料生产基地项目" for n in range(16)]
    places = order_of_row(4, facing_down=True)
    assert [int(row[1]) for row in grids[0].rows] == [places.index(rank) + 1 for rank in (1, 2, 3, 4)]


def test_full_vehicle_and_missing_liaison_are_told() -> None:
    event = programme()
    crowded = replace(
        event,
        vehicles=(replace(event.vehicles[0], seats=3),),
        guests=(*event.guests[:17], guest(17, liaison="")),
    )
    assert [each.key for each in unattended(crowded)] == ["G17"]
    texts = told(service_lists(crowded))
    assert "超员 2 人，请调整。" in texts
    assert "还没有联络员的嘉宾" in texts
    assert "还没有联络员的嘉宾" not in told(service_lists(event))


@pytest.mark.parametrize(
    ("yuan", "zh", "en"),
    [
        (None, "—", "—"),
        (0, "0", "0"),
        (1, "<0.0001", "<0.01"),
        (9_000_000_000, "90", "9,000"),
        (123_450_000, "1.2345", "123.45"),
    ],
)
def test_amount_is_told_to_ten_thousand_yuan(yuan: int | None, zh: str, en: str) -> None:
    assert (amount_told(yuan, "zh"), amount_told(yuan, "en")) == (zh, en)


def test_unknown_session_is_named() -> None:
    with pytest.raises(UnreadableInput) as caught:
        host_script(programme(), "NONE")
    assert "NONE" in str(caught.value)
