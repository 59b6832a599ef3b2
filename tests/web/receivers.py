"""Receivers of calls on this machine, well-behaved and not."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Received:
    """One call."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Receiver:
    """Keeps what it gets; answers as it is told."""

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b"ok"
    calls: list[Received] = field(default_factory=list)
    port: int = 0

    def url(self, path: str = "/hook", host: str = "127.0.0.1", scheme: str = "http") -> str:
        return f"{scheme}://{host}:{self.port}{path}"


@contextmanager
def receiving(tls: ssl.SSLContext | None = None, **how: Any) -> Iterator[Receiver]:
    """A server on a free port of loopback."""
    receiver = Receiver(**how)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            receiver.calls.append(Received(self.path, dict(self.headers.items()), body))
            self.send_response(receiver.status)
            for name, value in receiver.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(receiver.body)))
            self.end_headers()
            self.wfile.write(receiver.body)

        do_GET = do_POST  # noqa: N815

        def log_message(self, *_: Any) -> None:
            return

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: Any) -> None:
            return  # who hangs up in the middle is part of the test

    with Server(("127.0.0.1", 0), Handler) as server:
        if tls:
            server.socket = tls.wrap_socket(server.socket, server_side=True)
        receiver.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        yield receiver
        server.shutdown()
        thread.join()


@contextmanager
def speaking_raw(talk: Callable[[socket.socket], None]) -> Iterator[int]:
    """A server that does with each line whatever `talk` does; yields its port."""
    stop = threading.Event()
    lines: list[socket.socket] = []

    def serve() -> None:
        while not stop.is_set():
            try:
                line, _ = listener.accept()
            except TimeoutError:
                continue
            except OSError:
                return
            lines.append(line)
            threading.Thread(target=_talk, args=(talk, line), daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.1)
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield listener.getsockname()[1]
        stop.set()
        thread.join()
        for line in lines:
            line.close()


def _talk(talk: Callable[[socket.socket], None], line: socket.socket) -> None:
    try:
        talk(line)
    except OSError:
        return  # the caller has hung up


def drip(line: socket.socket) -> None:
    """A header a byte at a time, for ever."""
    for byte in b"HTTP/1.1 200 OK\r\nX: " + b"a" * 10_000:
        line.sendall(bytes([byte]))
        time.sleep(0.05)


def pour(line: socket.socket) -> None:
    """A body without end."""
    line.recv(1 << 16)
    line.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    while True:
        line.sendall(b"a" * (1 << 16))


def say_nothing(line: socket.socket) -> None:
    """Takes the call and never answers."""
    time.sleep(60)
