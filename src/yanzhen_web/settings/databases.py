"""Which database, with options that keep data safe."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from yanzhen.errors import WrongUsage

Version = tuple[int, int, int]


def journal_for(version: Version) -> str:
    """The journal to use: write-ahead only where its bug (before 3.51.3) that can corrupt a database is mended."""
    mended = version >= (3, 51, 3) or (3, 50, 7) <= version < (3, 51, 0) or (3, 44, 6) <= version < (3, 45, 0)
    return "WAL" if mended else "DELETE"


def sqlite(path: Path | str) -> dict[str, Any]:
    """An embedded database in one file."""
    journal = journal_for(sqlite3.sqlite_version_info[:3])
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "ATOMIC_REQUESTS": False,
        "OPTIONS": {
            # A writer waits for its turn at BEGIN instead of failing in the middle.
            "transaction_mode": "IMMEDIATE",
            "timeout": 30,
            "init_command": f"PRAGMA journal_mode={journal}; PRAGMA synchronous=FULL;",
        },
    }


def postgresql(url: str) -> dict[str, Any]:
    """A server: `postgresql://user:password@host:port/name?sslmode=require`; `?host=/run/dir` for a socket.

    Raises:
        WrongUsage: the address is not of that form.
    """
    parts = urlsplit(url)
    name = unquote(parts.path.lstrip("/"))
    if parts.scheme not in ("postgres", "postgresql") or not name:
        raise WrongUsage(
            "数据库地址应写成 postgresql://用户:密码@主机:端口/库名",
            "write the database address as postgresql://user:password@host:port/name",
        )
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", None) or parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }


def database(url: str | None, home: Path) -> dict[str, Any]:
    """The database of an address (`sqlite:///path` too); SQLite in `home` where there is none."""
    if url and url.startswith("sqlite:///"):
        return sqlite(unquote(url.removeprefix("sqlite:///")))
    return postgresql(url) if url else sqlite(home / "yanzhen.sqlite3")


def cache_beside(database: dict[str, Any]) -> dict[str, Any]:
    """Where limits and used-up codes are counted: in the process beside SQLite, which one server uses; else in the
    database, which several share.
    """
    if database["ENGINE"].endswith("sqlite3"):
        return {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 20_000}}
    return {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "yanzhen_web_cache",
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    }
