"""Settings that keep data and people safe."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from yanzhen.errors import WrongUsage
from yanzhen_web.certificates import local_names, own_certificate
from yanzhen_web.settings.databases import database, journal_for
from yanzhen_web.settings.keys import secret_key

from .worlds import World


@pytest.mark.parametrize(
    ("version", "journal"),
    [
        ((3, 40, 1), "DELETE"), ((3, 44, 5), "DELETE"), ((3, 44, 6), "WAL"), ((3, 44, 9), "WAL"),
        ((3, 45, 0), "DELETE"), ((3, 50, 6), "DELETE"), ((3, 50, 7), "WAL"), ((3, 51, 0), "DELETE"),
        ((3, 51, 2), "DELETE"), ((3, 51, 3), "WAL"), ((3, 52, 0), "WAL"), ((4, 0, 0), "WAL"),
    ],
)  # fmt: skip
def test_journal_is_write_ahead_only_where_its_bug_is_mended(version: tuple[int, int, int], journal: str) -> None:
    assert journal_for(version) == journal


@pytest.mark.django_db
def test_sqlite_is_opened_with_safe_options() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("SQLite only")
    with connection.cursor() as cursor:
        assert cursor.execute("PRAGMA synchronous").fetchone() == (2,)
        assert cursor.execute("PRAGMA foreign_keys").fetchone() == (1,)
    assert connection.settings_dict["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


def test_database_address_of_a_server() -> None:
    found = database("postgresql://an%40na:p%3Aw@db.local:5433/yz?sslmode=require", Path())
    assert (found["USER"], found["PASSWORD"], found["HOST"], found["PORT"], found["NAME"]) == (
        "an@na", "p:w", "db.local", "5433", "yz",
    )  # fmt: skip
    assert found["OPTIONS"] == {"sslmode": "require"}
    for wrong in ("mysql://x/y", "postgresql://host", "nonsense"):
        with pytest.raises(WrongUsage):
            database(wrong, Path())


def test_secret_key_is_made_once_and_private(tmp_path: Path) -> None:
    first = secret_key(tmp_path / "home")
    assert first == secret_key(tmp_path / "home")
    assert len(first) >= 50
    assert stat.S_IMODE((tmp_path / "home" / "secret.key").stat().st_mode) == 0o600
    assert secret_key(tmp_path / "other") != first


def test_certificate_is_kept_until_a_name_is_missing(tmp_path: Path) -> None:
    first = own_certificate(tmp_path, ["localhost", "127.0.0.1"])
    assert own_certificate(tmp_path, ["localhost"]).fingerprint == first.fingerprint
    assert own_certificate(tmp_path, ["localhost", "hall.local"]).fingerprint != first.fingerprint
    assert stat.S_IMODE(first.key.stat().st_mode) == 0o600
    assert {"localhost", "127.0.0.1"} <= set(local_names())


HEADERS = {
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
POLICY = {
    "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:", "font-src 'self'",
    "connect-src 'self'", "manifest-src 'self'", "form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'",
}  # fmt: skip


def test_every_page_carries_the_security_headers(world: World) -> None:
    client = world.client("organiser")
    pages = ["home", "inbox", "match_list", "bulletin", "jobs", "chart_chains", "password_change", "healthz"]
    answers = [client.get(reverse(name)) for name in pages] + [client.get("/nowhere/"), Client().get("/sign-in/")]
    for answer in answers:
        assert {part.strip() for part in answer["Content-Security-Policy"].split(";")} == POLICY
        assert {name: answer[name] for name in HEADERS} == HEADERS


def test_pages_come_in_both_languages(world: World) -> None:
    client = Client()
    assert client.get("/")["Content-Language"] == "zh-hans"
    client.post(reverse("set_language"), {"language": "en", "next": "/"})
    answer = client.get("/")
    assert answer["Content-Language"] == "en"
    assert "Sample event" in answer.content.decode()


def test_language_is_kept_with_the_person(world: World) -> None:
    world.client("organiser").post(reverse("set_language"), {"language": "en", "next": "/"})
    world.users["organiser"].refresh_from_db()
    assert world.users["organiser"].language == "en"


def test_who_signs_in_finds_the_language_of_last_time(world: World) -> None:
    user = world.users["organiser"]
    user.language = "en"
    user.set_password("correct horse 1")
    user.save()
    client = Client()
    client.post(reverse("sign_in"), {"username": "organiser", "password": "correct horse 1"})
    assert client.get("/")["Content-Language"] == "en"


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    from django.core.management import call_command

    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_production_over_tls_passes_the_deployment_checks(tmp_path: Path) -> None:
    known = {k: v for k, v in os.environ.items() if not k.startswith(("YANZHEN_", "DJANGO_"))}
    environment = {"YANZHEN_HOME": str(tmp_path), "YANZHEN_TLS": "1", **known}
    environment["DJANGO_SETTINGS_MODULE"] = "yanzhen_web.settings.production"
    command = [sys.executable, "-m", "django", "check", "--deploy", "--fail-level", "INFO"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    assert done.returncode == 0, done.stderr


NASTY = ("\x00", "\ud800", "' OR 1=1 --", "<script>alert(1)</script>", "\u202e", "9" * 5000, "%", "_", "\\")


@pytest.mark.parametrize("text", NASTY, ids=range(len(NASTY)))
def test_nasty_parameters_break_no_page(world: World, text: str) -> None:
    client = world.client("organiser")
    for name in ("record_list", "match_list", "inbox", "jobs"):
        address = reverse(name, kwargs={"kind": "project"} if name == "record_list" else {})
        for key in ("q", "page", *(("stage", "region", "sort") if name == "record_list" else ())):
            answer = client.get(address, {key: text.encode("utf-8", "surrogatepass")})
            assert answer.status_code == 200, (name, key)
            assert b"<script>alert" not in answer.content
    address = reverse("record_export", kwargs={"kind": "project", "form": "csv"})
    answer = client.get(address, {"q": text.encode("utf-8", "surrogatepass")})
    assert b"".join(answer.streaming_content).startswith(b"\xef\xbb\xbf")


def test_starting_the_site_loads_no_heavy_library() -> None:
    code = "import django; django.setup(); import yanzhen_web.urls, sys; print(sorted(HEAVY & set(sys.modules)))"
    code = code.replace("HEAVY", "{'polars', 'scipy', 'docx', 'typst', 'openpyxl'}")
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "yanzhen_web.settings.testing"}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    assert done.stdout.strip() == "[]"
