"""Puts the passages under their headings: title, lead, numbered sections and tables, date, annex."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from yanzhen.language import Language, Said
from yanzhen.report.bulletin import Block, Bulletin, Paragraph, Run, Table
from yanzhen.report.passages import SECTIONS, date_in_words
from yanzhen.report.sentences import Telling
from yanzhen.report.tables import signings
from yanzhen.report.values import Report
from yanzhen.typesetting.plaintext import printable

_NUMERALS = "一二三四五六七八九十"


def compose_bulletin(report: Report, language: Language = "zh") -> Bulletin:
    """The bulletin of a report: only what holds is told, what does not is named as 待核."""
    telling = Telling(report, language)
    title = _title(telling)
    blocks: list[Block] = [Paragraph("title", (Run(title),)), _lead(telling)]
    number = 0
    for heading, passage in SECTIONS:
        told = passage(telling)
        if told:
            blocks += [_heading(number, heading, telling), *told]
            number += 1
    blocks = _numbered(blocks, telling)
    blocks += [_date(telling)] if report.as_of else []
    blocks += [_annexed(table, telling) for table in signings(telling)]
    return Bulletin(language, title, report.as_of, tuple(blocks), tuple(telling.pending.values()))


def _round(telling: Telling) -> str:
    return printable(telling.report.collection_round)


def _title(telling: Telling) -> str:
    stated = _round(telling)
    return telling.pick(
        Said(
            f"关于{stated or '产业转移对接活动'}情况的通报",
            "Bulletin on the industrial-transfer matchmaking event" + (f" ({stated})" if stated else ""),
        )
    )


def _lead(telling: Telling) -> Paragraph:
    as_of = date_in_words(telling.report.as_of, telling)
    event = _round(telling) or "产业转移对接活动"
    zh = f"{f'截至{as_of}，' if as_of else ''}各单位报送的{event}征集、签约和校企对接情况已汇总核对，现通报如下。"
    en = f"What the offices sent in{f' up to {as_of}' if as_of else ''} is summed up here."
    return telling.note(Said(zh, en))


def _heading(number: int, heading: Said, telling: Telling) -> Paragraph:
    return Paragraph(
        "heading1", (Run(telling.pick(Said(f"{_NUMERALS[number]}、{heading.zh}", f"{number + 1}. {heading.en}"))),)
    )


def _date(telling: Telling) -> Paragraph:
    return Paragraph("date", (Run(date_in_words(telling.report.as_of, telling)),))


def _numbered(blocks: Sequence[Block], telling: Telling) -> list[Block]:
    """Tables numbered in the order in which they stand."""
    numbered: list[Block] = []
    tables = 0
    for block in blocks:
        if isinstance(block, Table):
            tables += 1
            block = _captioned(block, telling.pick(Said(f"表{tables}　", f"Table {tables}. ")))
        numbered.append(block)
    return numbered


def _annexed(table: Table, telling: Telling) -> Table:
    return replace(_captioned(table, telling.pick(Said("附件　", "Annex. "))), annex=True)


def _captioned(table: Table, start: str) -> Table:
    return replace(table, caption=Paragraph("caption", (Run(start), *table.caption.runs)))
