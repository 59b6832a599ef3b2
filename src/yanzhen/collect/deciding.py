"""What an ambiguous header means here: the title, the values and the dates decide.

Where they do not, the most neutral meaning is taken, and there is a question to ask.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from yanzhen.collect.lines import SheetFacts
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


class Decision(NamedTuple):
    """The key that is taken; whether nothing decided, so that the sender should be asked."""

    key: str
    open: bool


def decide(meaning: Meaning, facts: SheetFacts, sheet: str, values: Iterable[Any]) -> Decision:
    """Choose among the keys that a header may mean.

    Args:
        values: some of the column's cells.
    """
    listed = [value for value in values if value not in ("", None)]
    for keys, chooser in _CHOOSERS:
        if keys & set(meaning.choices):
            chosen = chooser(facts, sheet, listed)
            return Decision(chosen or meaning.choices[0], chosen is None)
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


_CHOOSERS: tuple[tuple[set[str], Any], ...] = (
    ({"intended_amount_cny"}, _which_amount),
    ({"funds_in_place_total_cny"}, _which_funds),
    ({"industry"}, _which_chain),
    ({"progress_text"}, _which_progress),
    ({"started_on"}, lambda f, s, v: _which_date("start_planned_on", "started_on", f, v)),
    ({"producing_on"}, lambda f, s, v: _which_date("produce_planned_on", "producing_on", f, v)),
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
