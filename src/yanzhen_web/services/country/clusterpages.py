"""The pages of clusters: the list by rank, and one with members, coverage, gaps and who could fill them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce
from operator import or_
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.db.models.fields.json import KT
from django.urls import reverse

from yanzhen.report.conditions import Contains
from yanzhen.report.country.clusters import (
    FIRM_TEXTS,
    LEAD_TEXTS,
    RANKS,
    Segments,
    chain_of_cluster,
    lies_in,
    rank_of,
    segments_of,
)
from yanzhen.report.labels import label_of
from yanzhen_web.models import Record
from yanzhen_web.scopes import Actor, sees_inside
from yanzhen_web.scopes.rows import region_prefix
from yanzhen_web.services.country.legs import Rows
from yanzhen_web.services.history.readings import note_read
from yanzhen_web.services.records import showing
from yanzhen_web.services.records.listing import PAGE, columns_of, list_row, listed_columns
from yanzhen_web.services.records.reading import seen_by, visible_records
from yanzhen_web.services.report.figures import condition, counted

_WHICH = {"members": "enterprise", "firms": "enterprise", "leads": "project", "parks": "park"}
_SHOWN = ("name", "level", "region", "industry", "firms", "output_cny")


def _once(actor: Actor, kind: str) -> Rows:
    return counted(Record.objects.visible_to(actor).filter(kind=kind))


def clusters_page(actor: Actor, parameters: Mapping[str, str]) -> dict[str, Any]:
    """The clusters that the actor sees, each with how many members are on record."""
    clusters = counted(visible_records(actor, "cluster")).order_by("name", "pk")
    page = Paginator(clusters, PAGE).get_page(parameters.get("page", "1"))
    note_read(page, "record.list", _SHOWN)
    grouped = _once(actor, "enterprise").order_by().values_list("region", "chain").annotate(times=Count("pk"))
    firms = list(grouped)
    entries = [_entry(cluster, firms) for cluster in page]
    return {
        "ranks": [
            {"name": str(name), "clusters": [entry for entry in entries if entry["rank"] == rank]}
            for rank, name in RANKS.items()
        ],
        "page": page,
    }


def _entry(cluster: Record, firms: Sequence[tuple[str, str, int]]) -> dict[str, Any]:
    chain = chain_of_cluster(cluster.name, cluster.chain)
    members = sum(n for region, of, n in firms if chain and of == chain and lies_in(region, cluster.region))
    return {
        "rank": rank_of(cluster.fields.get("level")),
        "name": cluster.name,
        "href": reverse("country_cluster", args=[cluster.public_id]),
        "region": showing.region(cluster.region) if cluster.region else "",
        "chain": str(label_of("chain", chain or None)),
        "members": members,
    }


# --- one cluster -----------------------------------------------------------------------------------------------------


def _groups(actor: Actor, cluster: Record) -> dict[str, Rows]:
    """Members, firms elsewhere, projects on their way, parks: of the records that the actor sees."""
    chain = chain_of_cluster(cluster.name, cluster.chain)
    here = Q(region__startswith=region_prefix(cluster.region)) if cluster.region else Q(pk__in=[])
    firms, leads = (
        _once(actor, kind).filter(chain=chain) if chain else _once(actor, kind).none()
        for kind in ("enterprise", "project")
    )
    return {
        "members": firms.filter(here),
        "firms": firms.exclude(here),
        "leads": leads,
        "parks": _once(actor, "park").filter(here),
    }


def _makes(actor: Actor, kind: str, segment: str) -> Q:
    keys = FIRM_TEXTS if kind == "enterprise" else LEAD_TEXTS
    rule = reduce(or_, [condition(Contains(key, segment)) for key in keys])
    # Texts of a project that goes by a code may hold its firm's name: they are not asked.
    return rule & (Q(masked=False) | sees_inside(actor))


def _segments(actor: Actor, chain: str) -> Segments:
    chains = _once(actor, "chain").order_by("pk").annotate(told=KT("fields__segments"))
    return segments_of(chain, [(name, told or "") for name, told in chains.values_list("name", "told")[:500]])


def cluster_page(actor: Actor, public_id: str) -> dict[str, Any]:
    """One cluster.

    Raises:
        Record.DoesNotExist: there is none, or none that the actor sees.
    """
    cluster = visible_records(actor, "cluster").get(public_id=public_id)
    note_read([cluster], "record.read", _SHOWN)
    chain = chain_of_cluster(cluster.name, cluster.chain)
    segments, groups = _segments(actor, chain), _groups(actor, cluster)
    counts = {which: _counts(actor, which, groups[which], segments) for which in ("members", "firms", "leads")}
    lines = [_line(public_id, n, name, counts) for n, name in enumerate(segments.names)]
    return {
        "cluster": _about(cluster, chain),
        "members": {"count": counts["members"]["all"], "href": _href(public_id, "members")},
        "parks": {"count": groups["parks"].count(), "href": _href(public_id, "parks")},
        "segments": lines,
        "covered": sum(line["covered"] for line in lines),
        "from_words": segments.from_words,
    }


def _about(cluster: Record, chain: str) -> dict[str, str]:
    return {
        "name": cluster.name,
        "rank": str(RANKS[rank_of(cluster.fields.get("level"))]),
        "region": showing.region(cluster.region) if cluster.region else "",
        "chain": str(label_of("chain", chain or None)),
        "href": reverse("record_detail", kwargs={"kind": "cluster", "public_id": cluster.public_id}),
    }


def _counts(actor: Actor, which: str, rows: Rows, segments: Segments) -> dict[str, int]:
    """How many make each segment, and how many there are: one query."""
    rules = {f"segment_{n}": _makes(actor, _WHICH[which], name) for n, name in enumerate(segments.names)}
    return rows.order_by().aggregate(all=Count("pk"), **{n: Count("pk", filter=rule) for n, rule in rules.items()})


def _line(public_id: str, n: int, name: str, counts: Mapping[str, Mapping[str, int]]) -> dict[str, Any]:
    found = {which: counts[which].get(f"segment_{n}", 0) for which in counts}
    hrefs = {f"{which}_href": _href(public_id, which, segment=str(n)) for which in counts}
    return {"name": name, "covered": bool(found["members"])} | found | hrefs


def _href(public_id: str, which: str, **more: str) -> str:
    return f"{reverse('country_cluster_rows', args=[public_id])}?{urlencode({'which': which} | more)}"


def cluster_rows(actor: Actor, public_id: str, parameters: Mapping[str, str]) -> dict[str, Any]:
    """The records behind one number of a cluster's page.

    Raises:
        Record.DoesNotExist: there is no such cluster, or none that the actor sees.
    """
    cluster = visible_records(actor, "cluster").get(public_id=public_id)
    which = parameters.get("which", "")
    which = which if which in _WHICH else "members"
    rows, segment = _groups(actor, cluster)[which], ""
    if which != "parks" and (number := parameters.get("segment", "")).isascii() and number.isdigit():
        names = _segments(actor, chain_of_cluster(cluster.name, cluster.chain)).names
        segment = names[int(number[:4])] if int(number[:4]) < len(names) else ""
        rows = rows.filter(_makes(actor, _WHICH[which], segment)) if segment else rows.none()
    numbered = Paginator(seen_by(actor, rows).order_by("pk"), PAGE).get_page(parameters.get("page", "1"))
    columns = columns_of(_WHICH[which])
    note_read(numbered, "record.list", columns)
    return {
        "measure": {"name": cluster.name, "definition": ""},
        "value": None,
        "way": segment,
        "back": reverse("country_cluster", args=[public_id]),
        "back_name": cluster.name,
        "columns": listed_columns(_WHICH[which]),
        "rows": [list_row(actor, record, columns) for record in numbered],
        "page": numbered,
        "sort": "",
    }
