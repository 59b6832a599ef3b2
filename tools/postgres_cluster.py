"""Runs a command with a PostgreSQL cluster of its own: on a free port, in a temporary folder, removed afterwards.

    python tools/postgres_cluster.py -- pytest tests/web

The command finds the cluster in YANZHEN_TEST_DATABASE_URL. The server does not run as root, so root hands it to the
user `postgres` or `nobody`. Exit code: that of the command.
"""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def programs() -> Path:
    """The newest server's folder of programs.

    Raises:
        SystemExit: there is no PostgreSQL server on this machine.
    """
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3].split(".")[0]))
    if found:
        return found[-1].parent
    elsewhere = shutil.which("initdb")
    if elsewhere is None:
        sys.exit("没有 PostgreSQL 服务器 / no PostgreSQL server: sudo apt-get install postgresql")
    return Path(elsewhere).resolve().parent


def owner() -> pwd.struct_passwd | None:
    """Who runs the server: nobody in particular where we are root, else ourselves (None)."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    sys.exit("no user `postgres` or `nobody` to run the server as")


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def run(command: list[str], user: pwd.struct_passwd | None) -> None:
    """Run a program of the server as its owner; its words are shown only where it fails."""
    rights = {} if user is None else {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd="/", **rights)  # type: ignore[call-overload]
    if done.returncode:
        sys.exit(f"{' '.join(command)}\n{done.stdout.decode(errors='replace')}")


@contextmanager
def cluster() -> Iterator[str]:
    """A running cluster; yields its address."""
    folder = Path(tempfile.mkdtemp(prefix="yanzhen-pg-"))
    user, bin_, port = owner(), programs(), free_port()
    password = secrets.token_hex(12)
    data, secret = folder / "data", folder / "password"
    secret.write_text(password, encoding="ascii")
    if user is not None:
        for path in (folder, secret):
            os.chown(path, user.pw_uid, user.pw_gid)
    try:
        create = ["--username", "yanzhen", "--auth", "scram-sha-256", "--pwfile", str(secret), "--encoding", "UTF8"]
        run([str(bin_ / "initdb"), "-D", str(data), *create, "--locale", "C.UTF-8", "--no-sync"], user)
        options = f"-h 127.0.0.1 -p {port} -k {folder} -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
        run([str(bin_ / "pg_ctl"), "-D", str(data), "-w", "-l", str(folder / "log"), "-o", options, "start"], user)
        try:
            yield f"postgresql://yanzhen:{password}@127.0.0.1:{port}/postgres"
        finally:
            run([str(bin_ / "pg_ctl"), "-D", str(data), "-w", "-m", "immediate", "stop"], user)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main() -> int:
    """`-- COMMAND…`"""
    command = sys.argv[2:] if sys.argv[1:2] == ["--"] else sys.argv[1:]
    if not command:
        sys.exit(__doc__)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with cluster() as url:
        return subprocess.run(command, env={**os.environ, "YANZHEN_TEST_DATABASE_URL": url}).returncode


if __name__ == "__main__":
    sys.exit(main())
