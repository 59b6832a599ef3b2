"""Clusters: who belongs to them, which segments of their chain they have, and who elsewhere could fill what is missing.

A cluster has a region and a chain of the event's system. Its members are the enterprises of that chain in its region.
Whether somebody makes a segment is judged by words of what they say of themselves: a hint for whoever looks for firms,
no recognition.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from yanzhen.language import Said
from yanzhen.records import Record
from yanzhen.reference import industries
from yanzhen.report.conditions import Contains, stem_of
from yanzhen.report.country.ends import target_of
from yanzhen.report.facts import OTHER_CHAIN, event_chain
from yanzhen.report.fold import holds

Rank = Literal["national", "sme", "other"]
RANKS: dict[Rank, Said] = {
    "national": Said("国家先进制造业集群", "National advanced-manufacturing cluster"),
    "sme": Said("中小企业特色产业集群", "Cluster of specialised SMEs"),
    "other": Said("其他集群", "Other clusters"),
}
_RANK_WORDS: dict[Rank, str] = {"national": "先进制造业集群", "sme": "中小企业特色产业集群"}

FIRM_TEXTS = ("name", "products", "can_supply", "industry")
LEAD_TEXTS = ("chain_segment", "products", "content", "industry")
"""Where an enterprise, or a project, says what it makes. A project's name is not asked: it may go by a code."""

_MOST_SEGMENTS = 24
_BETWEEN = re.compile(r"[、,，;；/→\n|]+|\s*[-–—>]{1,2}\s*")


@dataclass(frozen=True, slots=True)
class Segments:
    """The segments of a chain; `from_words` where no record of the chain lists them, so that the words by which the
    tables know the chain stand in their place."""

    names: tuple[str, ...]
    from_words: bool


@dataclass(frozen=True, slots=True)
class SegmentCover:
    """Who makes one segment: members, firms elsewhere, projects on their way; ids of each."""

    name: str
    members: tuple[str, ...]
    firms: tuple[str, ...]
    leads: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ClusterView:
    """A cluster with its members and the coverage of its chain."""

    id: str
    name: str
    rank: Rank
    region: str
    chain: str
    members: tuple[str, ...]
    parks: tuple[str, ...]
    segments: tuple[SegmentCover, ...]
    from_words: bool


def rank_of(level: object) -> Rank:
    """What a cluster's stated level makes it."""
    return next((rank for rank, words in _RANK_WORDS.items() if words in str(level or "")), "other")


def chain_of_cluster(name: str, chain: str) -> str:
    """The chain of a cluster: that of its stated industry, else the one to which its name leads; empty for none.

    Args:
        chain: the fact `event_chain` of its record, empty where it has none.
    """
    return chain if chain and chain != OTHER_CHAIN else industries.chain_of(name) or ""


def segments_of(chain: str, told: Iterable[tuple[str, str]]) -> Segments:
    """The segments of a chain.

    Args:
        told: name and segments of the records of chains, those that count first.
    """
    for name, text in told:
        if text and chain and (name == chain or industries.chain_of(name) == chain):
            names = dict.fromkeys(part.strip() for part in _BETWEEN.split(text) if part.strip())
            return Segments(tuple(names)[:_MOST_SEGMENTS], from_words=False)
    words = next((one.words for one in industries.event_chains() if one.name == chain), ())
    return Segments(tuple(word for word in words if word != chain)[:_MOST_SEGMENTS], from_words=True)


def makes(record: Record, segment: str) -> bool:
    """Whether a firm or a project says that it makes this."""
    keys = FIRM_TEXTS if record.kind == "enterprise" else LEAD_TEXTS
    return any(holds(Contains(key, segment), record) for key in keys)


def lies_in(region: str, cluster_region: str) -> bool:
    """Whether a region lies in that of a cluster."""
    return bool(cluster_region) and region.startswith(stem_of(cluster_region))


def view_cluster(cluster: Record, records: Sequence[Record]) -> ClusterView:
    """A cluster among all records; a row that a book repeats counts once."""
    region = target_of(cluster)
    chain = chain_of_cluster(cluster.name, event_chain(cluster) or "")
    once = [record for record in records if "~" not in record.key]
    same = [record for record in once if chain and event_chain(record) == chain]
    firms = [record for record in same if record.kind == "enterprise"]
    here = [record for record in firms if lies_in(target_of(record), region)]
    there = [record for record in firms if not lies_in(target_of(record), region)]
    leads = [record for record in same if record.kind == "project"]
    parks = [record for record in once if record.kind == "park" and lies_in(target_of(record), region)]
    told = [(record.name, str(record.get("segments") or "")) for record in once if record.kind == "chain"]
    segments = segments_of(chain, told)
    return ClusterView(
        cluster.key,
        cluster.name,
        rank_of(cluster.get("level")),
        region,
        chain,
        _keys(here),
        _keys(parks),
        tuple(
            SegmentCover(name, *(_keys([r for r in group if makes(r, name)]) for group in (here, there, leads)))
            for name in segments.names
        ),
        segments.from_words,
    )


def view_clusters(records: Iterable[Record]) -> list[ClusterView]:
    """All clusters, in their order."""
    listed = list(records)
    return [view_cluster(one, listed) for one in listed if one.kind == "cluster" and "~" not in one.key]


def _keys(records: Iterable[Record]) -> tuple[str, ...]:
    return tuple(record.key for record in records)
