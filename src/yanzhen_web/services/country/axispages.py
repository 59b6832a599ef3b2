"""The page of upgrading: three axes, each indicator with value, coverage, definition, groups, and its records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast, get_args
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.urls import reverse
from django.utils.translation import gettext as _

from yanzhen.language import Said, say
from yanzhen.report.country.axes import (
    AXES,
    INDICATORS,
    Indicator,
    Reading,
    Split,
    group_label,
    indicator,
    rolled_readings,
)
from yanzhen.report.country.documents import axes_document
from yanzhen.report.country.ends import LEVEL_LABELS, LEVELS, Level, is_region
from yanzhen.report.country.flows import NOT_TOLD
from yanzhen_web.scopes import Actor
from yanzhen_web.services.country import readings as query
from yanzhen_web.services.country.flowpages import choice
from yanzhen_web.services.history.readings import note_read
from yanzhen_web.services.records.listing import PAGE, columns_of, list_row, listed_columns
from yanzhen_web.services.records.reading import seen_by

MOST_GROUPS = 12
_SPLITS: dict[Split, Said] = {
    "region": Said("地区", "Region"),
    "chain": Said("产业链", "Chain"),
    "year": Said("签约年份", "Year of signing"),
}
_WHICH = ("told", "part", "untold")
"""Which records of an indicator a list shows: those that tell it, those of the numerator, those that do not."""


@dataclass(frozen=True)
class Asked:
    """How indicators are split."""

    split: Split = "region"
    level: Level = "province"

    @classmethod
    def of(cls, parameters: Mapping[str, str]) -> Asked:
        """From the parameters of an address; words that nobody knows are passed over."""
        split, level = parameters.get("by", ""), parameters.get("level", "")
        known = split if split in get_args(Split) else "region"
        return cls(cast(Split, known), level if level in LEVELS else "province")

    def href(self, name: str, **more: str) -> str:
        """The address of a page that is split the same way."""
        return f"{reverse(name)}?{urlencode({'by': self.split, 'level': self.level} | more)}"


def axes_page(actor: Actor, parameters: Mapping[str, str]) -> dict[str, Any]:
    """All that the page shows."""
    asked = Asked.of(parameters)
    splits = [(split, str(name)) for split, name in _SPLITS.items()]
    levels = [(level, str(name)) for level, name in LEVEL_LABELS.items()]
    return {
        "filters": [
            choice("by", _("分开看"), splits, asked.split, required=True),
            choice("level", _("地区按"), levels, asked.level, required=True),
        ],
        "axes": [
            {"name": str(name), "indicators": [_entry(actor, asked, of) for of in INDICATORS if of.axis == axis]}
            for axis, name in AXES.items()
        ],
        "group_head": str(_SPLITS[asked.split]),
        "export_url": asked.href("country_upgrading_export"),
    }


def axes_told(actor: Actor, parameters: Mapping[str, str]) -> dict[str, Any]:
    """The same numbers as a document, for programs and files."""
    asked = Asked.of(parameters)
    return axes_document({of.id: query.read(actor, of, asked.split) for of in INDICATORS}, asked.split, asked.level)


def _entry(actor: Actor, asked: Asked, of: Indicator) -> dict[str, Any]:
    groups = rolled_readings(query.read(actor, of, asked.split), asked.split, asked.level)
    whole = sum(groups.values(), Reading())
    told = {group: reading for group, reading in groups.items() if reading.told}
    order = sorted(told, key=lambda group: (not group, not is_region(group), -told[group].told, group))
    return {
        "name": str(of.name),
        "definition": str(of.definition),
        "source": str(of.source),
        "falling": of.falling,
        **_told(asked, of, whole),
        "groups": [
            {"name": str(group_label(asked.split, group)), **_told(asked, of, told[group], group)}
            for group in order[:MOST_GROUPS]
        ],
        "left": len(order[MOST_GROUPS:]),
    }


def _told(asked: Asked, of: Indicator, reading: Reading, group: str | None = None) -> dict[str, Any]:
    more = {} if group is None else {"group": group or NOT_TOLD}
    hrefs = {
        f"{which}_href": asked.href("country_upgrading_rows", indicator=of.id, which=which, **more) for which in _WHICH
    }
    untold = reading.records - reading.told
    return {
        "value": shown_ratio(of, reading),
        "told": reading.told,
        "untold": untold,
        "records": reading.records,
    } | hrefs


def shown_ratio(of: Indicator, reading: Reading) -> str:
    """A ratio as people read it; said to be unknown where nothing is told."""
    value = reading.value(of)
    if value is None:
        return say("未知", "unknown")
    if of.unit == "%":
        return f"{value:.1f}%"
    return f"{value:.3f} " + say(of.unit, "tce per CNY 10,000")


def axes_rows(actor: Actor, parameters: Mapping[str, str]) -> dict[str, Any] | None:
    """The records behind one number of the page; None for an indicator that there is not."""
    asked = Asked.of(parameters)
    try:
        of = indicator(parameters.get("indicator", ""))
    except KeyError:
        return None
    which = parameters.get("which", "told")
    group = parameters.get("group")
    rows = query.grouped_by(query.chosen(actor, of, which if which in _WHICH else "told"), asked.split)
    if group is not None:
        wanted = "" if group == NOT_TOLD else group
        fine = query.read(actor, of, asked.split)
        inside = [one for one in fine if rolled_readings({one: Reading()}, asked.split, asked.level).keys() == {wanted}]
        rows = rows.filter(part_of__in=inside)
    numbered = Paginator(seen_by(actor, rows).order_by("pk"), PAGE).get_page(parameters.get("page", "1"))
    columns = columns_of(of.kind)
    note_read(numbered, "figure.read", columns)
    return {
        "measure": {"name": str(of.name), "definition": str(of.definition)},
        "value": None,
        "way": str(group_label(asked.split, "" if group == NOT_TOLD else group[:60])) if group else "",
        "back": asked.href("country_upgrading"),
        "back_name": _("三化升级"),
        "columns": listed_columns(of.kind),
        "rows": [list_row(actor, record, columns) for record in numbered],
        "page": numbered,
        "sort": "",
    }
