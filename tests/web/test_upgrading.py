"""A database from before there were doors is brought up to date with what stood in it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.db import connection

OLDER = Path(__file__).with_name("older.py")
NAME = f"older_{os.getpid()}"


@pytest.fixture
def url(db: None, tmp_path: Path) -> Iterator[str]:
    """The address of an empty database, of the kind that the tests run on."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{tmp_path / 'older.sqlite3'}"
        return
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {NAME}")
    yield urlunsplit(urlsplit(os.environ["YANZHEN_TEST_DATABASE_URL"])._replace(path=f"/{NAME}"))
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"DROP DATABASE {NAME} WITH (FORCE)")


def test_what_stood_there_has_what_the_doors_need(url: str, tmp_path: Path) -> None:
    home = {"YANZHEN_DATABASE_URL": url, "YANZHEN_HOME": str(tmp_path / "home")}
    environment = {**os.environ, **home, "DJANGO_SETTINGS_MODULE": "yanzhen_web.settings.demo"}
    source = {"PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([sys.executable, OLDER], env=environment | source, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert len(set(told["desks"])) == 2 and all(told["desks"])
    assert len({id_ for id_, _ in told["keys"]}) == 2 and "None" not in str(told["keys"])
    assert "石墨科技" not in str(told["stranger"]) and told["stranger"][0].startswith("某")
    assert told["own"] == ["示例石墨科技扩产项目", "示例联系人 13800000000"]
    assert "13800000000" not in str(told["versions"])
    assert told["contacts"] == ["示例联系人 13800000000"] * 2
    assert told["findings"] == []


def test_new_installation_takes_the_short_way(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM django_migrations WHERE app = 'yanzhen_web'")
        assert "0001_squashed_0004_doors_closed" in {row[0] for row in cursor.fetchall()}
