"""Texts that are names of regions from end to end, and texts in which names of regions stand among other words."""

from __future__ import annotations

import re

from yanzhen.reference.regions import is_within, region
from yanzhen.reference.resolutions import Resolution, ambiguous, choose, found_at, outermost
from yanzhen.reference.spellings import FULL, Chain, Token, chain_of, cuts, longest_chain, openings


def read_chain(text: str, within: str | None) -> Resolution | None:
    """The text as names of regions from end to end; None where it holds anything else."""
    ways = cuts(text)
    if not ways:
        return None
    chains = [chain for way in ways if (chain := chain_of(way))]
    if not chains:
        return ambiguous(code for token in ways[0] for code in _outermost_of(token))
    codes = frozenset(code for chain in chains for code in chain.codes)
    if province := next((c for c in codes if region(c).level == "province" and region(c).short_zh == text), None):
        return found_at(province, others=(c for c in codes if not is_within(c, province)))
    return choose(codes, within)


def _outermost_of(token: Token) -> tuple[str, ...]:
    rank = token.meanings[0].rank
    codes = {code for m in token.meanings if m.rank == rank for code in m.codes}
    top = outermost(codes)
    return (top,) if top else tuple(codes)


def _spelled_in(text: str) -> list[Token]:
    """Every spelling of a region that stands somewhere in a text, overlapping ones included."""
    return [way[0] for start in range(len(text) - 1) for way in openings(text[start:]) if len(way) == 1]


def mentions(text: str) -> bool:
    """Whether a text names a region somewhere: a full name, or a short one of a province or city."""
    return any(token.in_full or _is_upper(token) for token in _spelled_in(text))


def _is_upper(token: Token) -> bool:
    return any(region(code).level in ("province", "city") for code in token.meanings[0].codes)


def mentioned_elsewhere(text: str, chain: Chain) -> set[str]:
    """Regions named in a text that do not lie within the chain (杭州湾上虞: 上虞 is not in 杭州)."""
    tokens = [token for token in _spelled_in(text) if not any(chain.codes & m.homes for m in token.meanings)]
    return {code for token in tokens for code in token.meanings[0].codes}


def named_within(text: str, chain: Chain) -> set[str]:
    """Cities, and counties in full, that a text names and that lie within the chain (湖南自贸区长沙片区)."""
    tokens = [token for token in _spelled_in(text) if token.in_full or _is_upper(token)]
    meanings = [m for token in tokens for m in token.meanings[:1] if chain.codes & m.homes]
    return {code for m in meanings for code in m.codes}


_STREET = re.compile(
    r"(?:镇|乡|街道|街|村|路|大道|道|巷|弄|号|楼|栋|幢|座|层|室|社区|广场|大厦|苏木|组|机场|口岸|码头|商务区|中心)"
)


def read_address(text: str, within: str | None) -> Resolution | None:
    """An address: regions named in full, or two of them, then streets, towns and numbers."""
    if not _STREET.search(text):
        return None
    found = longest_chain(text)
    if found is None:
        return None
    chain, rest = found
    if not _STREET.search(rest) or not (len(chain.tokens) > 1 or chain.tokens[0].in_full):
        return None
    return ambiguous(chain.codes) if _names_in_full(rest) else choose(chain.codes, within)


def _names_in_full(text: str) -> bool:
    """Whether an address goes on with another region's full name of three characters or more (长沙市湘潭县某镇)."""
    return any(token.meanings[0].rank == FULL and len(token.text) > 2 for token in _spelled_in(text))
