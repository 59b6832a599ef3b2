"""Values that are worked out for a comparison: hauls, rail time, chain coverage, cluster strength.

Who makes what is read from the parks and firms that whoever looks sees, and from tables of the site: nothing of a
record goes into a number of somebody who may not read that record.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.utils import timezone

from yanzhen.errors import WrongUsage
from yanzhen.language import Said
from yanzhen.place.chaining.coverage import RADII, bill_of
from yanzhen.place.chaining.trades import industry_of, trades_of
from yanzhen.place.computing import Near, computed, near_of
from yanzhen.place.library import BY_KEY, COMPUTED
from yanzhen.place.observations import Observation
from yanzhen.place.sources.loaded import Loaded, Maker
from yanzhen.place.sources.towns import city_code
from yanzhen.records import Record as EngineRecord
from yanzhen.records import folded
from yanzhen_web.models import Record
from yanzhen_web.scopes import Actor

_MADE = ("products", "industry", "chain")
"""What a firm's record says of what it makes, the best first."""


@dataclass(frozen=True)
class Worked:
    """What could be worked out, and a sentence for each reason why something could not."""

    observations: tuple[Observation, ...] = ()
    missing: tuple[str, ...] = ()


def firms_seen(actor: Actor, project: EngineRecord | None) -> tuple[tuple[int, int], ...]:
    """The firms that the actor sees, by key and version, where they matter to the project."""
    if project is None or not industry_of(project):
        return ()
    rows = Record.objects.visible_to(actor).filter(kind="enterprise").order_by("pk")
    return tuple(rows.values_list("pk", "version"))


def work_out(
    project: EngineRecord,
    places: Sequence[EngineRecord],
    parks: Iterable[EngineRecord],
    firms: Iterable[EngineRecord],
    tables: Loaded,
) -> Worked:
    """All that can be worked out for a project.

    Args:
        places: those that are compared.
        parks, firms: all that whoever looks sees, as they may be read.
        tables: of the site.
    """
    today = timezone.localdate()
    loaded = _with_makers(tables, list(parks), list(firms), today)
    try:
        found = tuple(computed(project, places, loaded, Near(), today))
    except WrongUsage as refused:  # a region that is no more since it was written down
        return Worked(missing=(str(refused),))
    return Worked(found, tuple(_missing(project, loaded, {one.criterion for one in found})))


def _with_makers(tables: Loaded, parks: list[EngineRecord], firms: list[EngineRecord], today: date) -> Loaded:
    """The tables, with the parks and firms of the site in place of those of the same name in the tables."""
    own = [*_makers(parks, ("leading_industries",), firm=False), *_makers(firms, _MADE, firm=True)]
    names = {folded(maker.name) for maker in own}
    others = [maker for maker in tables.makers if folded(maker.name) not in names]
    told = [str(_site(len(own)))] if own else []
    return replace(
        tables,
        makers=[*own, *others],
        makers_from=[*told, *(tables.makers_from if others else ())],
        makers_of=tables.makers_of if others else today,
    )


def _site(count: int) -> Said:
    return Said(f"本站你看得到的 {count} 个园区和企业", f"{count} parks and firms of this site that you see")


def _makers(records: Iterable[EngineRecord], keys: Sequence[str], *, firm: bool) -> Iterator[Maker]:
    for record in records:
        city = city_code(str(record.get("region") or "")) if record.get("region") else None
        trades = next((found for key in keys if (found := trades_of(str(record.get(key) or "")))), ())
        if city is not None and trades:
            yield Maker(record.name, city, trades, firm=firm)


# --- what is missing -------------------------------------------------------------------------------------------------

_WRITE = Said("请在“项目情况”里写", "write it under “The project”")
_NO_INDUSTRY = Said("“项目情况”里没有写认得出的行业", "no industry that is known stands under “The project”")
_NO_MAKERS = Said(
    "看得到的园区和企业都没有写主导产业或产品",
    "no park or firm that you see says what it makes",
)
_NO_TABLE = Said("本站没有载入投入产出表", "no input-output table is loaded on this site")
_NO_BILL = Said("投入产出表里没有这个行业", "the input-output table lacks this industry")
_NO_TIMETABLE = Said("本站没有载入高铁时刻表", "no timetable is loaded on this site")
_NO_TRAIN = Said("时刻表里没有直达车", "the timetable has no direct train")
_NOWHERE = Said("各处都没有写所在地区", "no place says in which region it lies")
_NOT_NAMED = Said("没有哪家做这个行业", "nobody names this industry")


def _missing(project: EngineRecord, loaded: Loaded, found: set[str]) -> Iterator[str]:
    """A sentence a reason: what it is that could not be worked out, and why."""
    reasons: dict[str, list[Said]] = {}
    for key in BY_KEY:
        if key in COMPUTED and key not in found:
            reasons.setdefault(str(_reason(key, project, loaded)), []).append(BY_KEY[key].name)
    for reason, names in reasons.items():
        yield str(Said("、".join(name.zh for name in names), ", ".join(name.en for name in names))) + _colon() + reason


def _colon() -> str:
    return str(Said("：", ": "))


def _reason(key: str, project: EngineRecord, loaded: Loaded) -> Said:
    if key == "rail_time":
        return _NO_TIMETABLE if not loaded.trains else _why_no_train(project)
    if key in RADII or key == "cluster_strength":
        return _why_no_chain(key, project, loaded)
    near = near_of(project, Near())
    asked = {"freight_suppliers": near.suppliers, "freight_customers": near.customers, "freight_port": near.ports}
    return _NOWHERE if asked[key] else _WRITE


def _why_no_train(project: EngineRecord) -> Said:
    return _NO_TRAIN if near_of(project, Near()).rail_to or project.get("origin") else _WRITE


def _why_no_chain(key: str, project: EngineRecord, loaded: Loaded) -> Said:
    industry = industry_of(project)
    if not industry:
        return _NO_INDUSTRY
    if key in RADII and not loaded.inputs:
        return _NO_TABLE
    if not loaded.makers:
        return _NO_MAKERS
    if key in RADII:
        return _NO_BILL if not bill_of(industry, loaded.inputs) else _NOWHERE
    return _NOT_NAMED
