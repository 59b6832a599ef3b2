"""Lists held against a project: the catalogues', and a park's own.

Banned (不再承接, 淘汰, 禁入) rules out. Limited (限制, 逐步调整退出) rules out new capacity: these lists forbid
building more of it, not moving or renewing what there is; a project that says it replaces capacity is asked instead.
Wanted (优先承接, 鼓励) is a plus that is told. In doubt a list never rules out: it asks.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from yanzhen.language import Said
from yanzhen.place.ruling.asking import by_day, source_of, to_investor
from yanzhen.place.ruling.catalogues import Catalogue, Item, Stance
from yanzhen.place.ruling.likeness import Likeness, likeness
from yanzhen.place.ruling.phrases import parse_item
from yanzhen.place.ruling.subjects import Subject
from yanzhen.place.rulings import Ruling, Verdict
from yanzhen.records import Record
from yanzhen.reference.cells import is_nothing

MOST_TOLD = 3
"""Doubts, and pluses, of one catalogue that are told of a place: the likeliest ones."""
_CATALOGUE_GATES = ("transfer_catalogue", "national_catalogue")
_MEANINGS: dict[Stance, int] = {"banned": 0, "limited": 1, "wanted": 2}
_Found = tuple[Item, Likeness]


@dataclass(frozen=True, slots=True)
class Held:
    """The items of one catalogue that have to do with a project, wherever they hold."""

    catalogue: Catalogue
    found: tuple[_Found, ...]

    @property
    def gate(self) -> str:
        return _CATALOGUE_GATES[0 if self.catalogue.regional and not _national(self.catalogue) else 1]


def _national(catalogue: Catalogue) -> bool:
    return any(not item.region and item.stance != "wanted" for item in catalogue.items)


def held_against(subject: Subject, catalogue: Catalogue, foreign: bool) -> Held:
    """What of a catalogue has to do with a project.

    Args:
        foreign: the project's capital comes from abroad, so that the catalogue for it counts.
    """
    seen = ((item, likeness(subject, item.text, item.codes)) for item in catalogue.items if foreign or not item.foreign)
    return Held(catalogue, tuple((item, like) for item, like in seen if like.degree != "is not"))


def catalogue_rulings(held: Held, subject: Subject, place: Record, today: date) -> list[Ruling]:
    """What a catalogue says of a project in a place."""
    here = [(item, like) for item, like in held.found if item.holds_in(str(place.get("region", "")))]
    told = [_ruled(held.gate, subject, place, today, item, like) for item, like in _worth_telling(here)]
    if told:
        return told
    if subject.silent:
        return [_silent(held.gate, place, held.catalogue.name, today)]
    name = held.catalogue.name
    why = Said(f"{name} 里没有对得上的条目", f"nothing in {name} matches")
    return [Ruling(held.gate, place.key, "passes", why, Said(name, name))]


def _worth_telling(found: Sequence[_Found]) -> list[_Found]:
    """All that certainly holds against a project; of doubts and pluses the likeliest few; a wish only if certain."""
    ordered = sorted(found, key=lambda pair: (_MEANINGS[pair[0].stance], -pair[1].weight, pair[0].text, pair[0].source))
    ordered = _once(ordered)
    against = [pair for pair in ordered if pair[0].stance != "wanted"]
    sure = [pair for pair in against if pair[1].degree == "is"]
    doubts = [pair for pair in against if pair[1].degree == "may be"][:MOST_TOLD]
    wanted = [pair for pair in ordered if pair[0].stance == "wanted" and pair[1].degree == "is"][:MOST_TOLD]
    return [*sure, *doubts, *wanted]


def _once(found: Iterable[_Found]) -> list[_Found]:
    return list({(item.stance, item.text, item.region): (item, like) for item, like in found}.values())


def _ruled(gate: str, subject: Subject, place: Record, today: date, item: Item, like: Likeness) -> Ruling:
    zh, en = (
        f"“{_shown(item.text)}”列入{item.listed.zh}：{like.why.zh}",
        f"“{_shown(item.text)}” is {item.listed.en}: {like.why.en}",
    )
    if item.stance == "wanted":
        return Ruling(gate, place.key, "passes", Said(zh, en), item.source, plus=True)
    doubt = like.doubt or _renewal(subject, item)
    if doubt is None:
        if item.stance == "limited":
            zh, en = f"{zh}；不得新增产能", f"{en}; no new capacity of it"
        return Ruling(gate, place.key, "fails", Said(zh, en), item.source)
    why = Said(f"{zh}；{doubt.zh}", f"{en}; {doubt.en}")
    return Ruling(gate, place.key, "unknown", why, item.source, _asked(place, item, today))


def _renewal(subject: Subject, item: Item) -> Said | None:
    if item.stance == "limited" and subject.replaces:
        return Said(
            "项目说是置换或改造，是否新增产能要核实",
            "the project says it replaces capacity; whether it adds any is to be seen",
        )
    return None


def _asked(place: Record, item: Item, today: date) -> Said:
    until, shown = by_day(today), _shown(item.text)
    if not item.region and not item.own:  # the same answer for every place, and the investor's to give
        return to_investor(
            f"本项目是否属于{item.listed.zh}的“{shown}”。{until.zh}",
            f"does this project fall under “{shown}” ({item.listed.en})? {until.en}",
        )
    return Said(
        f"请{place.name}核对：本项目是否属于{item.listed.zh}的“{shown}”，能否承接。{until.zh}",
        f"{place.name}, please check whether this project falls under “{shown}” ({item.listed.en}) and may "
        f"come. {until.en}",
    )


def _shown(text: str) -> str:
    return text if len(text) <= 60 else text[:60] + "…"


def _silent(gate: str, place: Record, name: str, today: date) -> Ruling:
    why = Said(
        "项目没有写行业、产品，无从对照",
        "the project tells neither industry nor products, so that nothing can be compared",
    )
    until = by_day(today)
    question = to_investor(
        f"请补上项目的行业代码和主要产品。{until.zh}", f"give the project's industry code and products. {until.en}"
    )
    return Ruling(gate, place.key, "unknown", why, Said(name, name), question)


# --- the park's own list ---------------------------------------------------------------------------------------------


def own_list_rulings(subject: Subject, place: Record, today: date) -> list[Ruling]:
    """What a park's 禁入清单 says of a project; a part of it that is headed 限制 only limits."""
    gate, source = "negative_list", source_of(place, Said("禁入清单", "list of what is not admitted"))
    text = str(place.get("negative_list") or "")
    if is_nothing(text):
        return [_no_list(place, source, today)]
    found = [(item, likeness(subject, item.text)) for item in own_items(text, source)]
    told = _worth_telling([(item, like) for item, like in found if like.degree != "is not"])
    if told:
        return [_ruled(gate, subject, place, today, item, like) for item, like in told]
    if subject.silent:
        return [_silent(gate, place, source.zh, today)]
    return [Ruling(gate, place.key, "passes", _compared(found), source)]


def _compared(found: Sequence[_Found]) -> Said:
    """How many items were gone through, and what the project's own words rule out."""
    denied = next((like.why for _, like in found if like.weight), None)
    zh, en = f"逐条对照 {len(found)} 条，没有对得上的", f"{len(found)} items gone through, none matches"
    return Said(f"{zh}；{denied.zh}", f"{en}; {denied.en}") if denied else Said(zh, en)


def _no_list(place: Record, source: Said, today: date) -> Ruling:
    until = by_day(today)
    question = Said(
        f"请{place.name}提供禁入清单（没有请写“没有”）。{until.zh}",
        f"{place.name}, please send the list of what is not admitted (or say that there is none). {until.en}",
    )
    why = Said("没有禁入清单", "the list is not known")
    return Ruling("negative_list", place.key, "unknown", why, source, question)


def own_items(text: str, source: Said) -> list[Item]:
    """The items of one cell: each phrase one, `限制类：…` and what follows limited."""
    items: list[Item] = []
    stance: Stance = "banned"
    for part in _clauses(text):
        head, colon, rest = part.partition("：")
        if colon and len(head) <= 12:
            stance = "limited" if "限制" in head and "禁" not in head else "banned"
            part = rest
        listed = Said("禁入清单", "the list of what is not admitted")
        if stance == "limited":
            listed = Said("限制清单", "the list of what is limited")
        if parse_item(part).phrases:
            items.append(Item(part, stance, listed, own=True, source=source))
    return items


def _clauses(text: str) -> list[str]:
    """The cell cut at 、，；。 and line ends, but not within brackets, nor where an exception follows."""
    parts, depth = [""], 0
    for letter in text.replace(":", "："):
        depth += (letter in "（(") - (letter in "）)")
        if letter in "、，,；;。\n\r" and depth <= 0:
            parts.append("")
        else:
            parts[-1] += letter
    return [part.strip() for part in _with_exceptions(parts) if part.strip()]


def _with_exceptions(parts: Sequence[str]) -> list[str]:
    joined: list[str] = []
    for part in parts:
        excepts = part.strip().endswith(("除外", "以外")) or part.strip().startswith("不包括")
        if excepts and joined:
            joined[-1] = f"{joined[-1]}，{part}"
        else:
            joined.append(part)
    return joined


def verdict_of(rulings: Iterable[Ruling]) -> Verdict:
    """The gravest of several."""
    verdicts = {ruling.verdict for ruling in rulings}
    return "fails" if "fails" in verdicts else "unknown" if "unknown" in verdicts else "passes"
