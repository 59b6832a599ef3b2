"""What a header means here: title, values and dates decide between its meanings, and the cells may refute a guess.

Where nothing decides, the most neutral meaning is taken, and there is a question to ask.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from yanzhen.collect.lines import SheetFacts
from yanzhen.collect.understanding.evidence import contradiction
from yanzhen.collect.understanding.explaining import because, label_of, refuted
from yanzhen.collect.understanding.meaning import Meaning
from yanzhen.collect.values.dates import read_date, read_date_number
from yanzhen.collect.values.words import read_stage
from yanzhen.fields import fields_of
from yanzhen.language import Said

_NOT_YET = re.compile(r"(?:拟|待|未|预|计划|准备|即将)签[约订署]")
_INTENDED = re.compile(r"意向")
_SIGNED = re.compile(r"签约|合同|协议")
_STAGE_WORD = re.compile(r"[^,，;；。、\s]{1,7}$")
_INDUSTRIES = re.compile(r"^[A-T]?\d{0,4}.*(?:制造业|业)$")


_BY_TITLE = Said("表名和表中的说明定了是哪一个", "title and lines of the sheet tell which")
_BY_CELLS = Said("这一列的内容定了是哪一个", "its cells tell which")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is made of a column; `because` says why, the rest as in `ReadColumn`."""

    key: str | None
    because: Said
    certainty: float
    alternatives: tuple[str, ...] = ()
    question: Said | None = None


def verdict_on(
    header: str, kind: str, meaning: Meaning, facts: SheetFacts, sheet: str, values: Sequence[Any]
) -> Verdict:
    """What a column is taken for, by its header's meaning, its sheet and its cells.

    Args:
        values: some of the column's cells.
    """
    if meaning.choices:
        decision = decide(meaning, facts, sheet, values)
        why = because(kind, header, meaning, decision.key, decision.by)
        if not decision.open:
            return Verdict(decision.key, why, meaning.certainty)
        others = tuple(choice for choice in meaning.choices if choice != decision.key)
        shared = meaning.certainty / len(meaning.choices)
        return Verdict(decision.key, why, shared, others, question_about(header, kind, meaning))
    key, doubts = meaning.key, meaning.doubts
    if key is not None and meaning.how in ("like", "as told"):
        cells = contradiction(fields_of(kind)[key].type, values)
        if cells is not None:
            left = tuple(d for d in doubts if contradiction(fields_of(kind)[d].type, values) is None)
            question = doubt_about(header, kind, None, left) if left else None
            return Verdict(None, refuted(kind, key, cells), 0.0, left, question)
    asked = doubt_about(header, kind, key, doubts) if doubts else None
    return Verdict(key, because(kind, header, meaning, key), meaning.certainty, doubts, asked)


class Decision(NamedTuple):
    """The key that is taken; whether nothing decided, so that the sender should be asked; what decided."""

    key: str
    open: bool
    by: Said | None = None


def decide(meaning: Meaning, facts: SheetFacts, sheet: str, values: Iterable[Any]) -> Decision:
    """Choose among the keys that a header may mean.

    Args:
        values: some of the column's cells.
    """
    listed = [value for value in values if value not in ("", None)]
    for keys, by, chooser in _CHOOSERS:
        if keys & set(meaning.choices):
            chosen = chooser(facts, sheet, listed)
            return Decision(chosen or meaning.choices[0], chosen is None, by if chosen else None)
    return Decision(meaning.choices[0], True)


def _which_amount(facts: SheetFacts, sheet: str, values: list[Any]) -> str | None:
    for text in (facts.heading, sheet):
        text = _NOT_YET.sub("", text)
        intended, signed = _INTENDED.search(text), _SIGNED.search(text)
        if intended and not signed:
            return "intended_amount_cny"
        if signed and not intended:
            return "signed_amount_cny"
    return None


def _which_funds(facts: SheetFacts, sheet: str, values: list[Any]) -> str | None:
    for text in (facts.heading, sheet):
        if re.search(r"累计|开工以来|历年", text) and not re.search(r"年初|本年|当年|年度", text):
            return "funds_in_place_total_cny"
        if re.search(r"\d{1,2}月?\s*[-—~至到]\s*\d{1,2}月|年初|本年|当年|年度|今年", text):
            return "funds_in_place_year_cny"
        if re.search(r"\d{1,2}月(?:份)?|本月|当月|月报", text) and not re.search(r"截[至止]", text):
            return "funds_in_place_month_cny"
    return None


def _which_chain(facts: SheetFacts, sheet: str, values: list[Any]) -> str | None:
    texts = [value for value in values if isinstance(value, str)]
    if texts and sum(bool(_INDUSTRIES.match(text)) for text in texts) > len(texts) / 2:
        return "industry"
    return "chain" if texts else None


def _which_progress(facts: SheetFacts, sheet: str, values: list[Any]) -> str | None:
    texts = [value for value in values if isinstance(value, str)]
    if not texts:
        return None
    stages = sum(bool(_STAGE_WORD.match(text.strip())) and read_stage(text) is not None for text in texts)
    return "stage" if stages >= 0.6 * len(texts) else "progress_text"


def _which_date(planned: str, actual: str, facts: SheetFacts, values: list[Any]) -> str | None:
    """All dates after the as-of date are plans; a single one may still be, see `rows`."""
    readings = [_date(value, facts.year) for value in values]
    told = [reading for reading in readings if reading.iso]
    if not told:
        return None
    if all(reading.planned for reading in told):
        return planned
    if facts.as_of and all(facts.after(reading.iso) for reading in told):
        return planned
    return actual if facts.as_of or any(reading.planned is False for reading in told) else None


def _date(value: Any, year: int | None) -> Any:
    if isinstance(value, float | int):
        return read_date_number(float(value))
    return read_date(value.isoformat() if hasattr(value, "isoformat") else str(value), year)


_CHOOSERS: tuple[tuple[set[str], Said, Any], ...] = (
    ({"intended_amount_cny"}, _BY_TITLE, _which_amount),
    ({"funds_in_place_total_cny"}, _BY_TITLE, _which_funds),
    ({"industry"}, _BY_CELLS, _which_chain),
    ({"progress_text"}, _BY_CELLS, _which_progress),
    ({"started_on"}, _BY_CELLS, lambda f, s, v: _which_date("start_planned_on", "started_on", f, v)),
    ({"producing_on"}, _BY_CELLS, lambda f, s, v: _which_date("produce_planned_on", "producing_on", f, v)),
)


def question_about(header: str, kind: str, meaning: Meaning) -> Said:
    """What to ask the sender about a header that nothing decided."""
    labels = [fields_of(kind)[key].label for key in meaning.choices]
    zh = "、".join(f"“{label.zh}”" for label in labels)
    en = ", ".join(f"'{label.en}'" for label in labels)
    return Said(
        f"“{header}”是指{zh}中的哪一个？现按“{labels[0].zh}”收录。",
        f"Does '{header}' mean {en}? It was read as '{labels[0].en}'.",
    )


def doubt_about(header: str, kind: str, key: str | None, others: tuple[str, ...]) -> Said:
    """What to ask the sender about a header that is only like those of some fields.

    Args:
        key: that was taken meanwhile; None for none.
        others: that it may mean as well, or, without a key, at all.
    """
    labels = [label_of(kind, one) for one in ((key,) if key else ()) + others]
    zh = "、".join(f"“{label.zh}”" for label in labels)
    en = ", ".join(f"'{label.en}'" for label in labels)
    if key:
        return Said(
            f"“{header}”是指{zh}中的哪一个，还是别的？现按“{labels[0].zh}”收录。",
            f"Does '{header}' mean {en}, or something else? It was read as '{labels[0].en}'.",
        )
    return Said(
        f"“{header}”是指{zh}，还是别的？现没有归入任何一栏，原样保留。",
        f"Does '{header}' mean {en}, or something else? It was read as no field; its cells are kept as they are.",
    )
