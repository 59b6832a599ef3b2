"""上台顺序: which signings are called to the stage when, with whom, and where they stand."""

from __future__ import annotations

from yanzhen.language import Language, Said
from yanzhen.meet.papers.approval import Doubt, doubts_of
from yanzhen.meet.papers.paper import Block, Column, Grid, Heading, Paper, Sheet, Text
from yanzhen.meet.papers.programme import Programme, Signing
from yanzhen.meet.papers.seating import DOMESTIC, SeatRule, order_of_row
from yanzhen.meet.papers.wordings import BLANK, telling


def calls(programme: Programme, session_key: str) -> tuple[tuple[Signing, ...], ...]:
    """The signings on the stage of a session in batches, each in the order of the call."""
    here = [each for each in programme.signings if each.session == session_key and each.outcome == "stage"]
    batches: dict[int, list[Signing]] = {}
    for signing in sorted(here, key=lambda each: (each.batch, each.order, each.key)):
        batches.setdefault(signing.batch, []).append(signing)
    return tuple(tuple(batch) for batch in batches.values())


def stage_order(programme: Programme, session_key: str, language: Language = "zh", rule: SeatRule = DOMESTIC) -> Paper:
    """A sheet a batch: the order of calls, who signs, and the places on the stage as the hall sees them.

    The first of a batch stands in the middle, by the rule of seats; they go up in the order of their places, so that
    nobody passes anybody.

    Raises:
        UnreadableInput: no such session.
    """
    say = telling(language)
    session = programme.session(session_key)
    title = Said(f"{session.title.zh}签约上台顺序", f"{session.title.en or session.title.zh}: order on stage")
    sheets = []
    for number, batch in enumerate(calls(programme, session_key), 1):
        label = say(Said(f"{title.zh}：第 {number} 批", f"{title.en}, group {number}"))
        blocks: tuple[Block, ...] = (Text(label, "title"), *_batch(programme, batch, rule, language))
        sheets.append(Sheet(f"stage:{session_key}:{number}", label, blocks, _doubts(programme, batch)))
    return Paper("stage-order", session_key, language, title, "landscape", tuple(sheets), programme.day)


def _batch(programme: Programme, batch: tuple[Signing, ...], rule: SeatRule, language: Language) -> tuple[Block, ...]:
    say = telling(language)
    places = order_of_row(len(batch), rule, facing_down=True)
    columns = (
        Column(say(Said("次序", "Call")), 7, "center"),
        Column(say(Said("台上左起", "From left")), 9, "center"),
        Column(say(Said("项目", "Project")), 32),
        Column(say(Said("签约方", "Parties")), 32),
        Column(say(Said("签约人", "Who signs")), 20),
    )
    rows = tuple(
        (
            str(rank),
            str(places.index(rank) + 1),
            signing.project.told(language),
            _lines([party.told(language) for party in signing.parties], language),
            _lines([programme.guest(key).name.told(language) for key in signing.signers], language) or BLANK,
        )
        for rank, signing in enumerate(batch, 1)
    )
    row = ("、" if language == "zh" else ", ").join(str(rank) for rank in places)
    placed = Said(f"台上位置（面向主席台，左起）：{row}", f"On stage, as the hall sees it, from the left: {row}")
    return (
        Text(say(placed), "centre"),
        Grid(columns, rows, large=True),
        Heading(say(Said("提示", "To remember")), 2),
        Text(say(Said("按台上左起的次序上台，原路下台；次序变动以核定的名单为准。",
                      "Go up in the order of the places from the left and leave the same way; only the approved list "
                      "changes the order."))),
    )  # fmt: skip


def _lines(names: list[str], language: Language) -> str:
    return ("；" if language == "zh" else "; ").join(names)


def _doubts(programme: Programme, batch: tuple[Signing, ...]) -> tuple[Doubt, ...]:
    signers = dict.fromkeys(key for signing in batch for key in signing.signers)
    names = [
        doubt
        for key in signers
        for doubt in doubts_of(programme.guest(key).name.told("zh"), programme.guest(key).texts[:1])
    ]
    return (*(doubt for signing in batch for doubt in signing.doubts), *names)
