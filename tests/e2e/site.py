"""Starts `yanzhen serve` as a user would, on SQLite or on the PostgreSQL server that the tests were given."""

from __future__ import annotations

import json
import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PATIENCE_S = 600
"""The demo event is made first: half a minute alone, many on a machine where much else runs."""


@dataclass(frozen=True)
class Site:
    """A site that answers: its address, and the logins by role."""

    url: str
    logins: dict[str, dict[str, str]]


@contextmanager
def running_site(home: Path) -> Iterator[Site]:
    """Serve until the block ends."""
    with _database() as database:
        env = os.environ | {"YANZHEN_HOME": str(home), "PYTHONUNBUFFERED": "1"} | database
        env.pop("DJANGO_SETTINGS_MODULE", None)
        port = _free_port()
        with _serving(port, env, home / "serve.log"):
            logins = json.loads((home / "demo-credentials.json").read_text(encoding="utf-8"))
            yield Site(f"http://127.0.0.1:{port}", logins)


@contextmanager
def running_folder(home: Path, office: str) -> Iterator[Site]:
    """An office's own site in one folder on SQLite, started for the first time; its only login is `clerk`."""
    env = os.environ | {"YANZHEN_HOME": str(home), "PYTHONUNBUFFERED": "1", "YANZHEN_DATABASE_URL": ""}
    env.pop("DJANGO_SETTINGS_MODULE", None)
    port, log = _free_port(), home / "serve.log"
    with _serving(port, env, log, "--office", office):
        said = re.search(r"登录名 (\S+)，密码 (\S+)", log.read_text(encoding="utf-8"))
        assert said is not None, log.read_text(encoding="utf-8")
        yield Site(f"http://127.0.0.1:{port}", {"clerk": {"username": said[1], "password": said[2]}})


@contextmanager
def _serving(port: int, env: dict[str, str], log: Path, *words: str) -> Iterator[None]:
    program = "from yanzhen.cli import main; main()"
    command = [sys.executable, "-c", program, "serve", *(words or ("--demo",)), "--port", str(port)]
    with log.open("wb") as said:
        server = subprocess.Popen(command, env=env, stdout=said, stderr=subprocess.STDOUT)
        try:
            _await_ready(server, log)
            yield
        finally:
            server.send_signal(signal.SIGINT)
            try:
                server.wait(30)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _await_ready(server: subprocess.Popen[bytes], log: Path) -> None:
    tick = threading.Event()
    for _ in range(PATIENCE_S * 5):
        said = log.read_text(encoding="utf-8", errors="replace")
        if "ready: " in said:
            return
        if server.poll() is not None:
            break
        tick.wait(0.2)
    raise AssertionError(f"the site did not come up:\n{said[-3000:]}")


@contextmanager
def _database() -> Iterator[dict[str, str]]:
    """A database of our own on the server of YANZHEN_TEST_DATABASE_URL; without it SQLite in the site's home."""
    server = os.environ.get("YANZHEN_TEST_DATABASE_URL")
    if not server:
        yield {}
        return
    import psycopg

    name = f"yanzhen_e2e_{secrets.token_hex(4)}"
    base, _, _ = server.partition("?")
    own = server.replace(base, f"{base.rsplit('/', 1)[0]}/{name}", 1)
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        try:
            yield {"YANZHEN_DATABASE_URL": own}
        finally:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
