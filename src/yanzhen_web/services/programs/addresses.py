"""Which addresses of the network the site may call: those of the open internet, and networks that its owner lists.

A name is looked up once, every address that comes back is checked, and the call goes to an address that was checked:
a name that answers differently the second time gains nothing.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import urlsplit

from django.conf import settings

from yanzhen.errors import YanzhenError

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
Resolve = Callable[[str, int, float], Iterable[str]]
"""Host, port, seconds -> addresses as text; nothing where there are none in time."""

LONGEST = 500
PORTS = frozenset({443, 8443})

# RFC 6890 and its registries: what is no host on the open internet, and what leads on to another network.
_REFUSED_4 = [
    ip_network(block)
    for block in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
        "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24",
        "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3",
    )
]  # fmt: skip
_OPEN_6 = ip_network("2000::/3")
"""Global unicast: mapped, translated (NAT64), local, link and multicast addresses lie outside."""
_REFUSED_6 = [
    ip_network(block)
    for block in (
        "2001::/23",  # protocol assignments, with Teredo and ORCHID
        "2001:db8::/32", "3fff::/20",  # documentation
        "2002::/16",  # 6to4
        "2620:4f:8000::/48",  # AS112
    )
]  # fmt: skip


class RefusedAddress(YanzhenError):
    """An address that is not called; the sentence says which there may be."""


@dataclass(frozen=True)
class Policy:
    """What may be called beside the open internet over https."""

    networks: tuple[Network, ...] = ()
    http: bool = False
    ports: frozenset[int] = PORTS

    @classmethod
    def in_force(cls) -> Policy:
        """That of the settings."""
        networks = tuple(ip_network(text) for text in settings.WEBHOOK_NETWORKS)
        return cls(networks, settings.WEBHOOK_HTTP, PORTS | frozenset(settings.WEBHOOK_PORTS))

    def lists(self, address: Address) -> bool:
        """Whether the owner of the site has named a network with this address."""
        return any(address.version == network.version and address in network for network in self.networks)

    def allows(self, address: Address) -> bool:
        """Whether this address may be called."""
        return self.lists(address) or is_open(address)


@dataclass(frozen=True)
class Target:
    """A place to call, and the addresses that were checked for it."""

    scheme: str
    host: str
    port: int
    path: str
    addresses: tuple[str, ...]


def is_open(address: Address) -> bool:
    """Whether an address is a host of the open internet, and no way round into another network."""
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _REFUSED_4)
    return address in _OPEN_6 and not any(address in network for network in _REFUSED_6)


def resolve(host: str, port: int, seconds: float) -> list[str]:
    """What the system's resolver knows, asked once and not waited for longer than `seconds`."""
    found: list[str] = []

    def ask() -> None:
        try:
            answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            return
        found.extend(str(answer[4][0]) for answer in answers)

    # The resolver knows no time-out of its own; a thread that is late is left behind.
    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    asking.join(seconds)
    return [] if asking.is_alive() else found


def target_of(url: str, policy: Policy, look_up: Resolve | None = None, seconds: float = 3.0) -> Target:
    """The place that an address names, with every one of its network addresses checked.

    Raises:
        RefusedAddress: it may not be called; a name that nobody knows and one that leads inside sound the same.
    """
    scheme, host, port, path = _pieces(url, policy)
    addresses = tuple(dict.fromkeys((look_up or resolve)(host, port, seconds)))
    checked = _checked(addresses)
    if not checked or not all(policy.allows(address) for address in checked):
        raise RefusedAddress(
            f"{host} 没有可以呼叫的地址：只能是互联网上的主机，或设置里列出的内网网段",
            f"{host} has no address that may be called: use a host on the internet or in a network of the settings",
        )
    if scheme == "http" and not all(policy.lists(address) for address in checked):
        raise RefusedAddress("请用 https 地址", "use an https address")
    return Target(scheme, host, port, path, addresses)


def _checked(addresses: Sequence[str]) -> list[Address]:
    try:
        return [ip_address(address) for address in addresses]
    except ValueError:  # such as one with a zone: no host on the internet
        return []


def _pieces(url: str, policy: Policy) -> tuple[str, str, int, str]:
    if len(url) > LONGEST or not url.isascii() or any(char <= " " or char in "\\\x7f" for char in url):
        raise RefusedAddress(
            f"地址最多 {LONGEST} 个字符，只用英文字符，不含空格；中文域名请写成 xn--…",
            f"write at most {LONGEST} characters of ASCII without spaces; other names as xn--…",
        )
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        host, port = "", None
    if not host or "%" in host:
        raise RefusedAddress(
            "请写完整的地址，如 https://example.com/hook", "write a whole address: https://example.com/hook"
        )
    if parts.scheme not in ("https", *(("http",) if policy.http else ())):
        raise RefusedAddress("请用 https 地址", "use an https address")
    if "@" in parts.netloc or parts.fragment:
        raise RefusedAddress("地址里不要写用户名、口令和 #", "leave user name, password and # out of the address")
    port = port if port is not None else 443 if parts.scheme == "https" else 80
    if port not in policy.ports:
        allowed = sorted(policy.ports)
        raise RefusedAddress(f"端口只能是 {allowed}", f"the port must be one of {allowed}")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return parts.scheme, host, port, path
