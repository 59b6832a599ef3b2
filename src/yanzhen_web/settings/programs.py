"""What programs may do: how often they may ask, and where they may have themselves called."""

from __future__ import annotations

import os
from ipaddress import ip_network

from yanzhen.errors import WrongUsage

Allowance = tuple[int, float]
"""How many at once, and how many a minute after that."""

_USUAL: dict[str, Allowance] = {"key": (600, 600), "stranger": (120, 60), "link": (30, 6)}


def rate_limits(text: str | None, usual: dict[str, Allowance] | None = None) -> dict[str, Allowance]:
    """`key=600/600,link=30/6`: at once / a minute, by name; what is not named stays as usual; `off` for none.

    Raises:
        WrongUsage: it is not of that form.
    """
    limits = dict(usual or _USUAL)
    if text == "off":
        return {}
    for part in filter(None, (text or "").split(",")):
        name, _, numbers = part.strip().partition("=")
        burst, _, rate = numbers.partition("/")
        if name not in limits or not burst.isdecimal() or not rate.isdecimal() or not int(burst) or not int(rate):
            raise WrongUsage(
                f"YANZHEN_RATE_LIMITS 写成 key=600/600,stranger=120/60,link=30/6（一次最多/每分钟），不是“{part}”",
                f"write YANZHEN_RATE_LIMITS as key=600/600,stranger=120/60,link=30/6 (at once/a minute), not {part!r}",
            )
        limits[name] = (int(burst), float(rate))
    return limits


def networks(text: str | None) -> list[str]:
    """Networks of an intranet that webhooks may call: `10.1.2.0/24,fd00:1::/64`.

    Raises:
        WrongUsage: one of them is none.
    """
    listed = [part.strip() for part in (text or "").split(",") if part.strip()]
    try:
        return [str(ip_network(part)) for part in listed]
    except ValueError as error:
        raise WrongUsage(
            f"YANZHEN_WEBHOOK_NETWORKS 写成 10.1.2.0/24，多个用逗号隔开（{error}）",
            f"write YANZHEN_WEBHOOK_NETWORKS as 10.1.2.0/24, several with commas between ({error})",
        ) from error


def ports(text: str | None) -> list[int]:
    """Ports beside 443 and 8443 that webhooks may call.

    Raises:
        WrongUsage: one of them is none.
    """
    listed = [part.strip() for part in (text or "").split(",") if part.strip()]
    if not all(part.isdecimal() and 0 < int(part) < 1 << 16 for part in listed):
        raise WrongUsage(
            "YANZHEN_WEBHOOK_PORTS 写成 80,9443 这样的端口号", "write YANZHEN_WEBHOOK_PORTS as port numbers: 80,9443"
        )
    return [int(part) for part in listed]


RATE_LIMITS = rate_limits(os.environ.get("YANZHEN_RATE_LIMITS"))
WEBHOOK_NETWORKS = networks(os.environ.get("YANZHEN_WEBHOOK_NETWORKS"))
WEBHOOK_HTTP = os.environ.get("YANZHEN_WEBHOOK_HTTP") == "1"
WEBHOOK_PORTS = ports(os.environ.get("YANZHEN_WEBHOOK_PORTS"))
WEBHOOK_CA = os.environ.get("YANZHEN_WEBHOOK_CA", "")
