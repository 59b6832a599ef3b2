"""Other faults than the usual ones, held back for measuring: the search for duplicates was not fitted to them."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, Any

from yanzhen.reference.regions import name_of
from yanzhen.scenario.tellings.usual import firm_told, mistyped

if TYPE_CHECKING:
    from yanzhen.scenario.tellings.things import Maker, Thing

_ALIKE = str.maketrans("己未日土干大人八戊科技环境", "已末曰士千太入入戌料枝坏镜")
_TRADITIONAL = str.maketrans("业东华产设备电车机术业园区龙湾万与质发", "業東華產設備電車機術業園區龍灣萬與質發")
_NOISE = ("【重点】", "（已签约）", "(省重点)", "1、", "※", "（拟）", "【2025】", "—")
_LISTED = ("investor", "organisation", "park", "industry", "content", "contact", "team", "products")


def retold(thing: Thing, rng: Random, maker: Maker) -> Thing:
    """One telling of a thing: up to three of the faults."""
    told = thing.copy()
    if "investor" in told.fields and rng.random() < 0.6:
        told.fields["investor"] = firm_told(told.fields["_firm"], rng)
    for fault in rng.sample(_FAULTS, rng.choice((0, 1, 1, 2, 2, 3))):
        fault(told, rng, maker)
    return told


def _noise(told: Thing, rng: Random, maker: Maker) -> None:
    mark = rng.choice(_NOISE)
    told.name = mark + told.name if rng.random() < 0.5 else told.name + mark


def _scanned(told: Thing, rng: Random, maker: Maker) -> None:
    told.name = told.name.translate(_ALIKE)
    if content := told.fields.get("content"):
        told.fields["content"] = content.translate(_ALIKE)


def _traditional(told: Thing, rng: Random, maker: Maker) -> None:
    told.name = told.name.translate(_TRADITIONAL)
    for key in ("investor", "organisation"):
        if key in told.fields:
            told.fields[key] = told.fields[key].translate(_TRADITIONAL)


def _cut_off(told: Thing, rng: Random, maker: Maker) -> None:
    told.name = told.name[: rng.randrange(10, 16)]
    if content := told.fields.get("content"):
        told.fields["content"] = content[: rng.randrange(20, 40)]


def _shuffled(told: Thing, rng: Random, maker: Maker) -> None:
    if content := told.fields.get("content"):
        parts = [part for part in content.replace("。", "，").split("，") if part]
        rng.shuffle(parts)
        told.fields["content"] = "；".join(parts)


def _region_in_words(told: Thing, rng: Random, maker: Maker) -> None:
    for key in ("target", "region"):
        if key in told.fields:
            told.fields[key] = name_of(told.fields[key], full=rng.random() < 0.5)


def _two_investors(told: Thing, rng: Random, maker: Maker) -> None:
    if "investor" in told.fields:
        other = f"{maker.brand()}投资（示例）合伙企业"
        told.fields["investor"] = rng.choice(("{0}、{1}", "{1}/{0}", "{0}与{1}")).format(told.fields["investor"], other)


def _party_in_title(told: Thing, rng: Random, maker: Maker) -> None:
    if "investor" in told.fields:
        firm = told.fields["_firm"]
        told.name = f"{firm.brand}{told.name}" if firm.brand not in told.name else told.name
        del told.fields["investor"]


def _phone_written(told: Thing, rng: Random, maker: Maker) -> None:
    if contact := told.fields.get("contact"):
        who, _, number = contact.partition(" ")
        told.fields["contact"] = rng.choice(
            (f"+86 {number}（{who}）", f"{who}，{number[:3]} {number[3:7]} {number[7:]}")
        )


def _as_text(told: Thing, rng: Random, maker: Maker) -> None:
    for key, value in list(told.fields.items()):
        if key.endswith("_cny") and isinstance(value, int):
            told.fields[key] = f"{value / 1e8:g}亿元" if rng.random() < 0.5 else f"{value / 1e4:,.0f}万元"


def _wrong_by_powers(told: Thing, rng: Random, maker: Maker) -> None:
    factor = rng.choice((10, 0.1, 10_000, 0.0001, 1e8))
    for key in ("investment_cny", "fixed_assets_cny", "budget_cny", "revenue_cny"):
        if isinstance(told.fields.get(key), int):
            told.fields[key] = int(told.fields[key] * factor)


def _sparse(told: Thing, rng: Random, maker: Maker) -> None:
    for key in list(told.fields):
        if rng.random() < 0.45 and key[0] != "_" and key not in ("investor", "organisation"):
            del told.fields[key]


def _mistyped_all_over(told: Thing, rng: Random, maker: Maker) -> None:
    told.name = mistyped(told.name, rng)
    for key in _LISTED:
        if isinstance(told.fields.get(key), str):
            told.fields[key] = mistyped(told.fields[key], rng)


def _clerk(told: Thing, rng: Random, maker: Maker) -> None:
    """The clerk who typed it stands as the contact, as in a hundred other rows."""
    told.fields["contact"] = f"办公室 0731-0000{rng.randrange(300):04d}"


_FAULTS: tuple[Any, ...] = (
    _noise, _scanned, _traditional, _cut_off, _shuffled, _region_in_words, _two_investors, _party_in_title,
    _phone_written, _as_text, _wrong_by_powers, _sparse, _mistyped_all_over, _clerk,
)  # fmt: skip
