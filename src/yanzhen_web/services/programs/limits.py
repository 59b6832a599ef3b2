"""How often something may be done: buckets of tokens that fill again, kept in the cache.

What is kept is the moment at which a bucket will be full (the "generic cell rate algorithm", ITU-T I.371): one value
read and written a time. Threads of one process take turns; several processes on one database may let a few more
through at the same instant, which no limit here minds.
"""

from __future__ import annotations

import hashlib
import logging
import math
import threading
import time
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError

_log = logging.getLogger("yanzhen_web.limits")
_turn = threading.Lock()

KEY, STRANGER, LINK = "key", "stranger", "link"
"""Requests of one key; refused keys from one address; links that there are not, tried from one address."""


@dataclass(frozen=True)
class Standing:
    """A bucket after somebody took from it, or wanted to.

    Attributes:
        wait: seconds until what was refused may be asked again.
        reset: seconds until the bucket is full.
    """

    allowed: bool
    limit: int
    remaining: int
    reset: int
    wait: int = 0

    def headers(self) -> dict[str, str]:
        """As programs read it."""
        told = {"RateLimit-Limit": self.limit, "RateLimit-Remaining": self.remaining, "RateLimit-Reset": self.reset}
        if not self.allowed:
            told["Retry-After"] = self.wait
        return {name: str(value) for name, value in told.items()}


def take(name: str, whose: str, cost: int = 1) -> Standing | None:
    """Take from somebody's bucket; None where there is no such limit.

    Args:
        cost: tokens; 0 only looks.
    """
    allowance = settings.RATE_LIMITS.get(name)
    if not allowance:
        return None
    burst, per_minute = allowance
    key = f"limit:{name}:{hashlib.sha256(whose.encode()).hexdigest()[:32]}"
    try:
        with _turn:
            return _take(key, burst, 60 / per_minute, min(cost, burst), time.time())
    except DatabaseError:
        _log.exception("no limits while the cache does not answer")
        return None


def _take(key: str, burst: int, interval: float, cost: int, now: float) -> Standing:
    room = burst * interval
    full_at = min(max(cache.get(key, now), now), now + room)
    after = full_at + cost * interval
    # A look asks whether one more would be let through.
    allowed = max(after, full_at + interval) <= now + room + 1e-6
    if allowed and cost:
        cache.set(key, after, math.ceil(after - now) + 1)
    standing = after if allowed else full_at
    return Standing(
        allowed=allowed,
        limit=burst,
        remaining=max(0, int((now + room - standing) / interval + 1e-6)),
        reset=math.ceil(standing - now),
        wait=0 if allowed else max(1, math.ceil(max(after, full_at + interval) - now - room)),
    )


def place_of(address: str) -> str:
    """Whose bucket an address is: its own, or that of its IPv6 network, which one household or office has."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(found, IPv6Address):
        return str(found.ipv4_mapped or IPv6Address(int(found) >> 64 << 64))
    return str(found)
