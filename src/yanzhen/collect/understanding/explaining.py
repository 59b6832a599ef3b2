"""Why a column was read as it was, in a sentence for the people who know what it should be."""

from __future__ import annotations

from difflib import SequenceMatcher

from yanzhen.collect.understanding.meaning import Meaning
from yanzhen.collect.values.units import money_unit
from yanzhen.fields import fields_of
from yanzhen.language import Said

_MOST_SHARED = 3


def label_of(kind: str, key: str) -> Said:
    """The field's name in both languages."""
    field = fields_of(kind).get(key)
    return field.label if field else Said(key, key)


def because(kind: str, header: str, meaning: Meaning, key: str | None, decided_by: Said | None = None) -> Said:
    """`读作“投资方”，因为与“投资单位”相近（共有“投资”）`.

    Args:
        header: as it stands.
        key: that was taken in the end; None for none.
        decided_by: what of the sheet decided between the meanings that the header has.
    """
    zh, en = _reason(kind, header, meaning, key)
    if decided_by:
        zh, en = f"{zh}；{decided_by.zh}", f"{en}; {decided_by.en}"
    if key is None:
        return Said(f"没有读作任何一栏，因为{zh}", f"Read as no field, because {en}")
    label = label_of(kind, key)
    return Said(f"读作“{label.zh}”，因为{zh}", f"Read as '{label.en}', because {en}")


def refuted(kind: str, key: str, cells: Said) -> Said:
    """Why a guess was dropped: its field never holds what the column holds."""
    label = label_of(kind, key)
    return Said(
        f"没有读作任何一栏，因为表头像“{label.zh}”，但这一列多是{cells.zh}",
        f"Read as no field, because the header is like '{label.en}', but the cells are {cells.en}",
    )


def of_another_year(own: int, other: int) -> Said:
    """Why a column of this year's figures was left out: it is another year's."""
    return Said(
        f"没有读作任何一栏，因为它是 {own} 年的数，这张表报的是 {other} 年",
        f"Read as no field, because it is of {own}, and the sheet is of {other}",
    )


def in_foreign_money(unit: str) -> Said:
    """Why a column was left out: it is in money that the field does not hold."""
    return Said(
        f"没有读作任何一栏，因为单位是外币“{unit}”，原样保留，不折算",
        f"Read as no field, because it is in {unit}, which is kept and never converted",
    )


def _reason(kind: str, header: str, meaning: Meaning, key: str | None) -> Said:
    near = meaning.near
    unit = _by_unit(meaning, kind, key)
    match meaning.how:
        case "told":
            return Said("这家单位的表头对照里是这样写的", "this sender's own list of headers says so")
        case "as told":
            shared = _shared(header, near)
            if key is None and meaning.doubts:
                return Said(
                    f"只与这家单位改过的“{near}”有些相近{shared.zh}",
                    f"it is only somewhat like '{near}', of which this sender said what it is{shared.en}",
                )
            return Said(
                f"与这家单位改过的“{near}”相近{shared.zh}",
                f"it is like '{near}', of which this sender said so{shared.en}",
            )
        case "listed":
            return Said(f"表头对照表里有这个写法{unit.zh}", f"the table of headers lists it{unit.en}")
        case "levels":
            return Said(
                f"几级表头连起来是“{near}”{unit.zh}", f"the levels of the header together say '{near}'{unit.en}"
            )
        case "worded":
            return Said(f"它由这一栏常用的词组成{unit.zh}", f"it is made of the words that this field goes by{unit.en}")
        case "periods":
            return Said("表头写明了是什么钱、哪个时段、哪方来源", "it says which money, of which period and source")
        case "plan":
            label = label_of(kind, near)
            return Said(
                f"它是“{label.zh}”的计划，而那一栏只收已经发生的",
                f"it is a plan of '{label.en}', which holds only facts",
            )
        case "unlike" if near:
            return Said(
                f"它与“{near}”相近{_shared(header, near).zh}，这不是本类记录的栏目",
                f"it is like '{near}'{_shared(header, near).en}, which is no field of such records",
            )
        case "like" if near:
            sure = f"{meaning.certainty:.0%}"
            if key is None:
                return Said(
                    f"只与“{near}”有些相近{_shared(header, near).zh}，把握只有 {sure}",
                    f"it is only somewhat like '{near}'{_shared(header, near).en}, {sure} sure",
                )
            unsure = Said(f"，把握 {sure}", f", {sure} sure")
            return Said(
                f"与“{near}”相近{_shared(header, near).zh}{unit.zh}{unsure.zh}",
                f"it is like '{near}'{_shared(header, near).en}{unit.en}{unsure.en}",
            )
    return Said("没有见过相近的写法", "nothing like it is known")


def _by_unit(meaning: Meaning, kind: str, key: str | None) -> Said:
    """That the unit agrees, where it tells anything."""
    field = fields_of(kind).get(key or "")
    if not meaning.unit or field is None or not field.unit:
        return Said("", "")
    word = Said("金额", "money") if money_unit(meaning.unit) and field.type == "money" else Said("这一栏", "the field")
    return Said(f"，单位“{meaning.unit}”也是{word.zh}的", f", and the unit {meaning.unit} is one of {word.en}")


def _shared(header: str, near: str) -> Said:
    """The words that two headers share, the longest first."""
    matches = SequenceMatcher(None, header, near, autojunk=False).get_matching_blocks()
    runs = {near[match.b : match.b + match.size].strip("()（）、/,") for match in matches if match.size >= 2}
    words = sorted(filter(None, runs), key=lambda word: (-len(word), word))[:_MOST_SHARED]
    if not words:
        return Said("", "")
    zh, en = "".join(f"“{word}”" for word in words), ", ".join(f"'{word}'" for word in words)
    return Said(f"（共有{zh}）", f" (both say {en})")
