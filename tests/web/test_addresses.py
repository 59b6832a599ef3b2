"""Calls go to the open internet and to listed networks, and nowhere else, whatever a name or an address pretends."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yanzhen_web.certificates import own_certificate
from yanzhen_web.services.programs.addresses import Policy, RefusedAddress, is_open, resolve, target_of
from yanzhen_web.services.programs.calling import MOST, Outcome, post

from .receivers import drip, pour, receiving, say_nothing, speaking_raw

LOOPBACK = (ip_network("127.0.0.0/8"),)


def policy(port: int) -> Policy:
    return Policy(LOOPBACK, http=True, ports=frozenset({port, 443}))


def at(*addresses: str) -> Any:
    """A resolver that knows these addresses for every name."""
    return lambda host, port, seconds: list(addresses)


# --- which addresses --------------------------------------------------------------------------------------------------

_ELSEWHERE = [
    # What the registries call special although `ipaddress` takes it for global: anycast and relays, ways into others.
    ip_network(block) for block in (
        "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.175.48.0/24", "192.0.0.0/24", "2001::/23",
        "2002::/16", "2620:4f:8000::/48", "3fff::/20",
    )
]  # fmt: skip


@given(st.ip_addresses(v=4) | st.integers(0, 2**32 - 1).map(IPv4Address))
def test_every_ipv4_address_that_is_not_global_is_refused(address: IPv4Address) -> None:
    _compare(address)


@given(st.ip_addresses(v=6) | st.integers(2**125, 2**126 - 1).map(IPv6Address))
def test_every_ipv6_address_that_is_not_global_is_refused(address: IPv6Address) -> None:
    _compare(address)


def _compare(address: IPv4Address | IPv6Address) -> None:
    private = (
        address.is_private or address.is_loopback or address.is_link_local or address.is_multicast
        or address.is_reserved or address.is_unspecified or not address.is_global
    )  # fmt: skip
    special = any(address.version == block.version and address in block for block in _ELSEWHERE)
    outside = isinstance(address, IPv6Address) and address not in ip_network("2000::/3")
    assert is_open(address) == (not (private or special or outside)), address


@given(st.ip_addresses(v=4))
def test_ipv4_addresses_in_the_clothes_of_ipv6_are_refused(address: IPv4Address) -> None:
    number = int(address)
    for dressed in (
        0xFFFF << 32 | number,  # mapped
        number,  # compatible
        int(IPv6Address("64:ff9b::")) | number,  # NAT64
        int(IPv6Address("64:ff9b:1::")) | number,  # local NAT64
        int(IPv6Address("2002::")) | number << 80,  # 6to4
        int(IPv6Address("2001::")) | (number ^ 0xFFFFFFFF),  # Teredo
    ):
        assert not is_open(IPv6Address(dressed)), IPv6Address(dressed)


@pytest.mark.parametrize("address", ["8.8.8.8", "1.1.1.1", "223.5.5.5", "2400:3200::1", "2606:4700::1111"])
def test_address_of_the_open_internet_is_called(address: str) -> None:
    assert is_open(ip_address(address))
    assert target_of("https://a.example/", Policy(), at(address)).addresses == (address,)


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "172.31.255.255", "192.168.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
     "255.255.255.255", "198.18.0.1", "::1", "::", "fe80::1", "fc00::1", "fd12::1", "ff02::1", "::ffff:10.0.0.1",
     "64:ff9b::a00:1", "2002:a00:1::", "fec0::1", "100::1"],
)  # fmt: skip
def test_address_of_another_network_is_refused(address: str) -> None:
    with pytest.raises(RefusedAddress):
        target_of("https://a.example/", Policy(), at(address))
    with pytest.raises(RefusedAddress):  # one among many is enough
        target_of("https://a.example/", Policy(), at("8.8.8.8", address, "1.1.1.1"))


def test_name_that_nobody_knows_sounds_like_one_that_leads_inside() -> None:
    told = set()
    for look_up in (at(), at("10.0.0.1"), at("fe80::1%eth0")):
        with pytest.raises(RefusedAddress) as refused:
            target_of("https://a.example/", Policy(), look_up)
        told.add(refused.value.said)
    assert len(told) == 1


@pytest.mark.parametrize("url", ["http://127.0.0.1/", "https://2130706433/", "https://0x7f.1/", "https://0177.0.0.1/",
                                 "https://localhost/", "https://[::1]/", "https://127.1/"])  # fmt: skip
def test_ways_to_write_this_machine_are_refused(url: str) -> None:
    with pytest.raises(RefusedAddress):
        target_of(url, Policy(http=True, ports=frozenset({80, 443})))


@pytest.mark.parametrize(
    "url",
    ["http://a.example/", "ftp://a.example/", "file:///etc/passwd", "//a.example/", "a.example", "https://", "https:///x",
     "https://user@a.example/", "https://user:word@a.example/", "https://@a.example/", "https://a.example:22/",
     "https://a.example:0/", "https://a.example:99999/", "https://a.example/#x", "https://a.example/ x",
     "https://a.example/\r\nX: y", "https://例子.example/", "https://a.example\\@10.0.0.1/", "https://[fe80::1%25eth0]/",
     "https://[::1", "https://a.example/" + "x" * 500, "gopher://a.example:443/", ""],
)  # fmt: skip
def test_address_of_a_wrong_form_is_refused(url: str) -> None:
    with pytest.raises(RefusedAddress):
        target_of(url, Policy(), at("8.8.8.8"))


def test_listed_network_is_called_over_https_and_over_http_only_where_allowed() -> None:
    office = (ip_network("10.1.2.0/24"),)
    assert target_of("https://a.example/", Policy(office), at("10.1.2.9")).addresses == ("10.1.2.9",)
    with pytest.raises(RefusedAddress):
        target_of("https://a.example/", Policy(office), at("10.1.3.9"))
    with pytest.raises(RefusedAddress):
        target_of("http://a.example/", Policy(office, ports=frozenset({80})), at("10.1.2.9"))
    plain = Policy(office, http=True, ports=frozenset({80}))
    assert target_of("http://a.example/", plain, at("10.1.2.9")).scheme == "http"
    with pytest.raises(RefusedAddress):  # never over the internet
        target_of("http://a.example/", plain, at("8.8.8.8"))


def test_resolver_that_hangs_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    let_go = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: let_go.wait(20) and [])
    started = time.monotonic()
    assert resolve("a.example", 443, 0.2) == []
    assert time.monotonic() - started < 2
    let_go.set()


# --- one call ---------------------------------------------------------------------------------------------------------


def test_body_and_headers_arrive_at_the_address_that_was_checked() -> None:
    with receiving() as receiver:
        url = receiver.url("/hook?a=1", host="hooks.example")
        outcome = post(url, b"{}", {"X-A": "b"}, policy(receiver.port), at("127.0.0.1"))
    assert outcome == Outcome(200)
    (call,) = receiver.calls
    assert (call.path, call.body, call.headers["X-A"]) == ("/hook?a=1", b"{}", "b")
    assert call.headers["Host"] == f"hooks.example:{receiver.port}"


def test_name_is_looked_up_once_for_a_call() -> None:
    """Rebinding: the second answer would lead inside, and is never asked for."""
    answers = [["127.0.0.1"], ["10.0.0.1"]]
    asked = []

    def look_up(host: str, port: int, seconds: float) -> list[str]:
        asked.append(host)
        return answers[len(asked) - 1]

    with receiving() as receiver:
        outcome = post(receiver.url(host="rebinding.example"), b"{}", {}, policy(receiver.port), look_up)
    assert outcome.done
    assert asked == ["rebinding.example"]


def test_name_that_leads_inside_by_the_time_of_the_call_is_not_called() -> None:
    with receiving() as receiver:
        open_internet = Policy(ports=frozenset({receiver.port}))
        url = receiver.url(host="rebinding.example", scheme="https")
        target_of(url, open_internet, at("8.8.8.8"))  # as it was set up
        assert post(url, b"{}", {}, open_internet, at("127.0.0.1")) == Outcome(error="refused_address")
    assert not receiver.calls


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirect_is_not_followed(status: int) -> None:
    with receiving() as inner, receiving(status=status, headers={"Location": inner.url()}) as receiver:
        outcome = post(receiver.url(), b"{}", {}, policy(receiver.port), at("127.0.0.1"))
    assert outcome == Outcome(status, "redirect")
    assert not outcome.done
    assert not inner.calls


@pytest.mark.parametrize("talk", [drip, say_nothing])
def test_slow_receiver_is_left_in_time(talk: Any) -> None:
    with speaking_raw(talk) as port:
        started = time.monotonic()
        outcome = post(f"http://127.0.0.1:{port}/", b"{}", {}, policy(port), at("127.0.0.1"), seconds=1.0)
        assert time.monotonic() - started < 2.5
    assert outcome == Outcome(error="timeout")


def test_receiver_that_reads_nothing_is_left_in_time() -> None:
    with speaking_raw(say_nothing) as port:
        started = time.monotonic()
        outcome = post(f"http://127.0.0.1:{port}/", b"x" * (16 << 20), {}, policy(port), at("127.0.0.1"), seconds=1.0)
        assert time.monotonic() - started < 2.5
    assert outcome == Outcome(error="timeout")


def test_endless_body_is_read_to_a_limit_only(monkeypatch: pytest.MonkeyPatch) -> None:
    read = []
    receive = socket.socket.recv_into

    def counted(line: socket.socket, buffer: Any, *rest: Any) -> int:
        read.append(receive(line, buffer, *rest))
        return read[-1]

    monkeypatch.setattr(socket.socket, "recv_into", counted)
    with speaking_raw(pour) as port:
        outcome = post(f"http://127.0.0.1:{port}/", b"{}", {}, policy(port), at("127.0.0.1"))
    assert outcome == Outcome(200)
    assert sum(read) <= 2 * MOST


@pytest.mark.parametrize(
    "said", [b"", b"\x00" * 200, b"HTTP/1.1 200\r\nA" * 9000, b"SSH-2.0-x\r\n", b"HTTP/1.1 999999 x\r\n\r\n"]
)
def test_what_is_no_http_is_an_outcome(said: bytes) -> None:
    def talk(line: socket.socket) -> None:
        line.recv(1 << 16)
        line.sendall(said)
        line.close()

    with speaking_raw(talk) as port:
        outcome = post(f"http://127.0.0.1:{port}/", b"{}", {}, policy(port), at("127.0.0.1"), seconds=3)
    assert not outcome.done
    assert outcome.error in ("no_http", "unreachable")


def test_closed_port_is_an_outcome() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    assert post(f"http://127.0.0.1:{port}/", b"", {}, policy(port), at("127.0.0.1")) == Outcome(error="unreachable")


@pytest.fixture
def certified(tmp_path: Path) -> Iterator[tuple[ssl.SSLContext, Path]]:
    """A server's side of TLS for hooks.example, and the certificate that vouches for it."""
    made = own_certificate(tmp_path, ["hooks.example"])
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(made.certificate, made.key)
    yield context, made.certificate


def test_certificate_is_checked_against_the_name(certified: tuple[ssl.SSLContext, Path], settings: Any) -> None:
    context, vouching = certified
    with receiving(context) as receiver:
        where = policy(receiver.port)
        good, other = (receiver.url(host=name, scheme="https") for name in ("hooks.example", "other.example"))
        assert post(good, b"{}", {}, where, at("127.0.0.1")) == Outcome(error="tls")  # nobody vouches for it
        settings.WEBHOOK_CA = str(vouching)
        assert post(good, b"{}", {}, where, at("127.0.0.1")) == Outcome(200)
        assert post(other, b"{}", {}, where, at("127.0.0.1")) == Outcome(error="tls")
    assert len(receiver.calls) == 1
