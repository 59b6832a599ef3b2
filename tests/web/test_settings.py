"""Settings that keep data and people safe."""

from __future__ import annotations

import json
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
from yanzhen_web.scopes import ROLES
from yanzhen_web.settings.databases import cache_beside, database, journal_for
from yanzhen_web.settings.keys import secret_key
from yanzhen_web.settings.mail import mail
from yanzhen_web.settings.signing import roles_with_second_factor

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


ROOT = Path(__file__).resolve().parents[2]
KNOWN = {k: v for k, v in os.environ.items() if not k.startswith(("YANZHEN_", "DJANGO_"))}


def _manage(home: Path, *words: str, **told: str) -> subprocess.CompletedProcess[str]:
    environment = KNOWN | {"YANZHEN_HOME": str(home)} | told
    command = [sys.executable, str(ROOT / "manage.py"), *words]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment, cwd=home)


def test_deployment_checks_are_clean_as_installed(tmp_path: Path) -> None:
    done = _manage(tmp_path, "check", "--deploy", "--fail-level", "INFO")
    assert done.returncode == 0, done.stderr
    assert "no issues (2 silenced)" in done.stdout, "what is silenced has its reason in the settings: W005, W021"


def test_deployment_checks_tell_of_a_site_without_tls(tmp_path: Path) -> None:
    done = _manage(tmp_path, "check", "--deploy", "--fail-level", "WARNING", YANZHEN_TLS="0")
    assert done.returncode != 0
    assert "security.W004" in done.stderr


ASKED = """
import json
from django.conf import settings as s
import django; django.setup()
names = "OVER_TLS SESSION_COOKIE_SECURE SESSION_COOKIE_NAME SECURE_SSL_REDIRECT SECURE_HSTS_SECONDS MAIL_CONFIGURED"
print(json.dumps([getattr(s, name) for name in names.split()] + [sorted(s.SECOND_FACTOR_ROLES)]))
"""


@pytest.mark.parametrize(
    ("settings", "told", "expected"),
    [
        ("production", {},
         [True, True, "__Host-yanzhen_session", True, 31536000, False, ["auditor", "platform_admin"]]),
        ("production", {"YANZHEN_TLS": "0"}, [False, False, "yanzhen_session", False, 0, False, []]),
        ("production", {"YANZHEN_TLS": "0", "YANZHEN_REQUIRE_SECOND_FACTOR": "organiser"},
         [False, False, "yanzhen_session", False, 0, False, ["organiser"]]),
        ("production", {"YANZHEN_REQUIRE_SECOND_FACTOR": "none", "YANZHEN_HSTS_SECONDS": "60"},
         [True, True, "__Host-yanzhen_session", True, 60, False, []]),
        ("demo", {}, [False, False, "yanzhen_session", False, 0, False, []]),
    ],
)  # fmt: skip
def test_what_the_environment_says_holds(
    tmp_path: Path, settings: str, told: dict[str, str], expected: list[object]
) -> None:
    environment = KNOWN | {"YANZHEN_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": f"yanzhen_web.settings.{settings}"}
    done = subprocess.run(
        [sys.executable, "-c", ASKED], capture_output=True, text=True, check=True, env=environment | told
    )
    assert json.loads(done.stdout) == expected


def test_unknown_role_in_the_environment_is_said() -> None:
    with pytest.raises(WrongUsage, match="wizard"):
        roles_with_second_factor("organiser, wizard", over_tls=True)
    assert roles_with_second_factor("all", over_tls=False) == frozenset(ROLES)


def test_mail_address_is_read_and_a_wrong_one_refused() -> None:
    found = mail("smtp://an%40na:p%3Aw@mail.local:2525?tls=1", "雁阵 <yanzhen@example.org>")
    assert (found["EMAIL_HOST"], found["EMAIL_PORT"], found["EMAIL_HOST_USER"], found["EMAIL_HOST_PASSWORD"]) == (
        "mail.local", 2525, "an@na", "p:w",
    )  # fmt: skip
    assert (found["EMAIL_USE_TLS"], found["EMAIL_USE_SSL"]) == (True, False)
    assert mail("smtps://mail.local", "a@example.org")["EMAIL_PORT"] == 465
    assert mail(None, None)["MAIL_CONFIGURED"] is False
    for url, sender in (("http://x", "a@example.org"), ("smtp://", "a@example.org"), ("smtp://x", None)):
        with pytest.raises(WrongUsage):
            mail(url, sender)
    with pytest.raises(WrongUsage):
        mail("smtp://x", "a@example.org\nBcc: b@example.org")


def test_limits_are_counted_where_all_servers_see_them() -> None:
    assert "locmem" in cache_beside(database(None, Path()))["BACKEND"]
    assert "DatabaseCache" in cache_beside(database("postgresql://x@y/z", Path()))["BACKEND"]


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
