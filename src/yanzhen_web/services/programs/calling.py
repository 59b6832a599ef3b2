"""One call of an outside address: bounded in time and size, to an address that was checked, never redirected."""

from __future__ import annotations

import http.client
import io
import socket
import ssl
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from yanzhen_web.services.programs.addresses import Policy, RefusedAddress, Resolve, Target, target_of

SECONDS = 10.0
"""For looking up, connecting, sending and reading together."""
MOST = 64 << 10
_LINGER = 1.0


@dataclass(frozen=True)
class Outcome:
    """What came of a call: the status of the answer, or in a word why there is none that counts."""

    status: int | None = None
    error: str = ""

    @property
    def done(self) -> bool:
        """Whether the other side took it."""
        return self.status is not None and 200 <= self.status < 300


class _Clock:
    """What is left of the time for a call."""

    def __init__(self, seconds: float) -> None:
        self.end = time.monotonic() + seconds

    def left(self) -> float:
        """Seconds.

        Raises:
            TimeoutError: none.
        """
        left = self.end - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left


def post(
    url: str,
    body: bytes,
    headers: Mapping[str, str],
    policy: Policy | None = None,
    look_up: Resolve | None = None,
    seconds: float = SECONDS,
) -> Outcome:
    """Send a body to an address, which is checked now; whatever goes wrong is an outcome."""
    clock = _Clock(seconds)
    try:
        target = target_of(url, policy or Policy.in_force(), look_up, min(clock.left(), seconds / 2))
        return _exchange(target, body, headers, clock)
    except RefusedAddress:
        return Outcome(error="refused_address")
    except TimeoutError:
        return Outcome(error="timeout")
    except ssl.SSLError:
        return Outcome(error="tls")
    except OSError:
        return Outcome(error="unreachable")
    except (http.client.HTTPException, ValueError):
        return Outcome(error="no_http")


def _exchange(target: Target, body: bytes, headers: Mapping[str, str], clock: _Clock) -> Outcome:
    with _connect(target, clock) as line:
        line.settimeout(clock.left())
        line.sendall(_request(target, headers, len(body)))
        for start in range(0, len(body), MOST):
            line.settimeout(clock.left())
            line.sendall(body[start : start + MOST])
        answer = http.client.HTTPResponse(_Timed(line, clock), method="POST")  # type: ignore[arg-type]
        answer.begin()
        # What it says is of no interest; it is let finish, so that it sees no broken line.
        clock.end = min(clock.end, time.monotonic() + _LINGER)
        with suppress(OSError, http.client.HTTPException):
            answer.read(MOST)
        return Outcome(answer.status, "redirect" if 300 <= answer.status < 400 else "")


def _request(target: Target, headers: Mapping[str, str], length: int) -> bytes:
    default = 443 if target.scheme == "https" else 80
    named = f"[{target.host}]" if ":" in target.host else target.host
    lines = [
        f"POST {target.path} HTTP/1.1",
        f"Host: {named if target.port == default else f'{named}:{target.port}'}",
        f"Content-Length: {length}",
        "Connection: close",
        *(f"{name}: {value}" for name, value in headers.items()),
    ]
    return "\r\n".join([*lines, "", ""]).encode("ascii")


def _connect(target: Target, clock: _Clock) -> socket.socket:
    line = _reach(target, clock)
    if target.scheme == "http":
        return line
    try:
        line.settimeout(clock.left())
        return _tls().wrap_socket(line, server_hostname=target.host)
    except BaseException:
        line.close()
        raise


def _reach(target: Target, clock: _Clock) -> socket.socket:
    """A line to the first of the checked addresses that answers."""
    for number, address in enumerate(target.addresses[:3]):
        try:
            # The later ones keep a part of the time.
            share = clock.left() / (1 if number == len(target.addresses[:3]) - 1 else 2)
            return socket.create_connection((address, target.port), share)
        except OSError as error:
            failed = error
    raise failed


def _tls() -> ssl.SSLContext:
    context = ssl.create_default_context()
    if settings.WEBHOOK_CA:
        context.load_verify_locations(settings.WEBHOOK_CA)
    return context


class _Timed(io.RawIOBase):
    """Reads a line so that all reading together ends in time, however slowly it drips."""

    def __init__(self, line: socket.socket, clock: _Clock) -> None:
        self.line, self.clock = line, clock

    def makefile(self, mode: str) -> io.BufferedReader:
        """What http.client reads from."""
        return io.BufferedReader(self)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self.line.settimeout(self.clock.left())
        return self.line.recv_into(buffer)
