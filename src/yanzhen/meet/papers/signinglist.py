"""签约名单审签表: what counties applied to sign, what the organiser leaves of it, and boxes to sign it off.

The paper is where names are approved, so it is printed with what is not: each line says how its names stand.
"""

from __future__ import annotations

from collections.abc import Sequence

from yanzhen.errors import UnreadableInput
from yanzhen.language import Language, Said
from yanzhen.meet.papers.paper import Block, Boxes, Column, Grid, Heading, Paper, Sheet, Text
from yanzhen.meet.papers.programme import Programme, Signing
from yanzhen.meet.papers.wordings import amount_told, telling

ON_STAGE = 16
"""Signings that an opening has time for, unless told otherwise."""

_LISTS: tuple[tuple[str, Said], ...] = (
    ("stage", Said("上台签约", "On stage")),
    ("elsewhere", Said("场外签约", "Signed elsewhere")),
    ("applied", Said("待定", "Applied for, not decided")),
    ("cut", Said("不列入", "Not listed")),
)
_BOXES = (
    Said("县市区核对", "County"),
    Said("承办处室", "Office in charge"),
    Said("审核", "Checked"),
    Said("签发", "Signed off"),
)
_STANDINGS = {
    "approved": Said("已核", "approved"),
    "unapproved": Said("未核", "open"),
    "changed": Said("核后有改", "changed since"),
}


def signing_list(programme: Programme, session_key: str, language: Language = "zh", on_stage: int = ON_STAGE) -> Paper:
    """The list of a session to be signed off: on stage, elsewhere, not decided, cut; a sheet each.

    Raises:
        UnreadableInput: no such session, or more on stage than `on_stage`.
    """
    say = telling(language)
    session = programme.session(session_key)
    here = sorted(
        (each for each in programme.signings if each.session == session_key),
        key=lambda each: (each.batch, each.order, each.key),
    )
    _refuse_crowd([each for each in here if each.outcome == "stage"], on_stage)
    title = Said(f"{session.title.zh}签约名单审签表", f"{session.title.en or session.title.zh}: signings to sign off")
    sheets = []
    for outcome, name in _LISTS:
        listed = [each for each in here if each.outcome == outcome]
        if listed or outcome in ("stage", "elsewhere"):
            label = say(Said(f"{title.zh}（{name.zh}）", f"{title.en} ({name.en.lower()})"))
            blocks = (Text(label, "title"), *_list(listed, language))
            sheets.append(Sheet(f"signings:{session_key}:{outcome}", label, blocks))
    return Paper("signing-list", session_key, language, title, "landscape", tuple(sheets), programme.day)


def _refuse_crowd(staged: Sequence[Signing], most: int) -> None:
    if len(staged) > most:
        over = [each.project.told("zh") or each.key for each in staged[most:]]
        raise UnreadableInput(
            f"上台签约有 {len(staged)} 个，最多 {most} 个；请把多的改为场外签约，如：{'、'.join(over)}",
            f"{len(staged)} signings on stage, at most {most}; move some elsewhere, such as {', '.join(over)}",
        )


def _list(signings: Sequence[Signing], language: Language) -> tuple[Block, ...]:
    say = telling(language)
    money = Said("金额（亿元）", "CNY million")
    columns = (
        Column(say(Said("序号", "No.")), 5, "center"),
        Column(say(Said("申报单位", "Applied by")), 9),
        Column(say(Said("项目名称", "Project")), 20),
        Column(say(Said("签约方", "Parties")), 22),
        Column(say(Said("签约阶段", "Stage")), 9, "center"),
        Column(say(Said("所见文本", "Document seen")), 10),
        Column(say(Said("此前签约", "Signed before")), 10),
        Column(say(money), 10, "right"),
        Column(say(Said("核定", "Names")), 7, "center"),
    )
    rows = tuple(_line(number, signing, language) for number, signing in enumerate(signings, 1))
    known = [each.amount_cny for each in signings if each.amount_cny is not None]
    total = amount_told(sum(known), language)
    lacking = len(signings) - len(known)
    told = Said(
        f"共 {len(signings)} 个，合计 {total} 亿元" + (f"，{lacking} 个没有金额。" if lacking else "。"),
        f"{len(signings)} signings, CNY {total} million" + (f"; {lacking} without an amount." if lacking else "."),
    )
    unseen = sum(not say(each.document) for each in signings)
    warned = Said(
        f"{unseen} 个未见文本，签发前请补。", f"{unseen} without a document seen: to be had before signing off."
    )
    blocks: list[Block] = [Text(say(told if rows else Said("无。", "None.")), "centre")]
    if rows:
        blocks.append(Grid(columns, rows))
    if unseen:
        blocks.append(Text(say(warned), "note"))
    blocks += [Heading(say(Said("审签", "Sign-off")), 2), Boxes(tuple(map(say, _BOXES)), _box_lines(language))]
    return tuple(blocks)


def _box_lines(language: Language) -> tuple[str, ...]:
    return ("Opinion:", "Name:", "Date:") if language == "en" else ("意见：", "签名：", "日期：")


def _line(number: int, signing: Signing, language: Language) -> tuple[str, ...]:
    say = telling(language)
    standings = {text.standing for _, text in signing.texts if text}
    worst = next(each for each in ("changed", "unapproved", "approved") if each in standings or each == "approved")
    remark = f"（{say(signing.remark)}）" if say(signing.remark) else ""
    return (
        str(number),
        say(Said(signing.county, signing.county)),
        signing.project.told(language) + remark,
        ("；" if language == "zh" else "; ").join(party.told(language) for party in signing.parties),
        say(signing.stage) or "—",
        say(signing.document) or say(Said("未见", "none")),
        say(signing.earlier) or say(Said("无", "none")),
        amount_told(signing.amount_cny, language),
        say(_STANDINGS[worst]),
    )
