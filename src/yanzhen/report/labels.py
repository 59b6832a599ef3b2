"""What the parts of a distribution are called, in both languages."""

from __future__ import annotations

from collections.abc import Callable

from yanzhen.fields import STAGE_LABELS
from yanzhen.language import Said
from yanzhen.reference import industries, regions
from yanzhen.report.declarations import Labels
from yanzhen.report.facts import ABROAD, OTHER_CHAIN

UNKNOWN = Said("未填报", "Not stated")


def label_of(labels: Labels, value: str | None) -> Said:
    """The name of a part; UNKNOWN for the part of the records that state nothing."""
    return UNKNOWN if value is None else _LABELS[labels](value)


def _chain(value: str) -> Said:
    if value == OTHER_CHAIN:
        return Said("其他产业链", "Other chains")
    english = {chain.name: chain.name_en for chain in industries.event_chains()}
    return Said(value, english.get(value, value))


def _region(value: str) -> Said:
    if value == ABROAD:
        return Said("境外", "Abroad")
    if not regions.is_known(value):
        return Said(value, value)
    return Said(regions.name_of(value, "zh"), regions.name_of(value, "en"))


def _stage(value: str) -> Said:
    return STAGE_LABELS.get(value, Said(value, value))


_LABELS: dict[Labels, Callable[[str], Said]] = {"chain": _chain, "region": _region, "stage": _stage}
