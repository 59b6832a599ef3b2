"""`yanzhen audit`: as somebody runs it who keeps the head elsewhere."""

from __future__ import annotations

import contextlib
import io
import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from yanzhen.cli import main
from yanzhen.errors import WrongUsage
from yanzhen_web.services.history.sealing import Head

SETTING_UP = """
import django; django.setup()
from django.core.management import call_command
call_command("migrate", interactive=False, verbosity=0)
from yanzhen_web.models import Organisation, User
from yanzhen_web.services.history.noting import note_deed, note_reading
from yanzhen_web.services.records.recording import Teller, Told, write_records
office = Organisation.objects.unscoped(why="a test").create(name="示例办", kind="city")
user = User.objects.create(username="u")
write_records([Told("project", f"甲{n}", f"k{n}", {"contact": "张示例"}) for n in range(20)], Teller(office, user))
note_deed("record.print", office, by=user)
note_reading("record.read", office, by=user)
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation with some history."""
    home = tmp_path_factory.mktemp("home")
    done = subprocess.run([sys.executable, "-c", SETTING_UP], env=_environment(home), capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return home


def _environment(home: Path) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if k != "YANZHEN_DATABASE_URL"}
    return kept | {"YANZHEN_HOME": str(home), "DJANGO_SETTINGS_MODULE": "yanzhen_web.settings.production"}


def _audit(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "yanzhen.cli", "audit", *words]
    return subprocess.run(command, env=_environment(home), capture_output=True, text=True)


def test_history_is_verified_and_its_head_kept(home: Path, tmp_path: Path) -> None:
    head = tmp_path / "head.json"
    assert _audit(home, "head", "-o", str(head)).returncode == 0
    told = json.loads(head.read_text())
    assert told.keys() == {"number", "head", "sealed_at"}
    assert len(head.read_text().splitlines()) == 1
    done = _audit(home, "verify", "--head", str(head))
    assert (done.returncode, done.stderr) == (0, "")
    assert f"{told['number']}" in done.stdout
    assert json.loads(_audit(home, "head", "-o", "-").stdout) == told


def test_what_was_altered_is_named_and_the_exit_code_says_so(home: Path, tmp_path: Path) -> None:
    head = tmp_path / "head.json"
    _audit(home, "head", "-o", str(head))
    database = sqlite3.connect(home / "yanzhen.sqlite3")
    try:
        (trigger,) = database.execute(
            "SELECT sql FROM sqlite_master WHERE name = 'yanzhen_web_auditentry_no_update'"
        ).fetchone()
        database.execute("DROP TRIGGER yanzhen_web_auditentry_no_update")
        database.execute("UPDATE yanzhen_web_auditentry SET action = 'x' WHERE action = 'record.print'")
        database.execute(trigger)
        database.commit()
        (public_id,) = database.execute("SELECT public_id FROM yanzhen_web_auditentry WHERE action = 'x'").fetchone()
        done = _audit(home, "verify", "--head", str(head), "--lang", "en")
        assert done.returncode == 1
        assert f"seal 1, entry {public_id}: its content is not what was written" in done.stderr
        assert "第 1 封" in _audit(home, "verify", "--lang", "zh").stderr
    finally:
        database.execute("DROP TRIGGER yanzhen_web_auditentry_no_update")
        database.execute("UPDATE yanzhen_web_auditentry SET action = 'record.print' WHERE action = 'x'")
        database.execute(trigger)
        database.commit()
        database.close()
    assert _audit(home, "verify").returncode == 0


def test_head_of_another_chain_is_refused(home: Path, tmp_path: Path) -> None:
    head = tmp_path / "head.json"
    head.write_text(json.dumps({"number": 1, "head": "0" * 64, "sealed_at": "2025-01-01T00:00:00+00:00"}))
    done = _audit(home, "verify", "--head", str(head), "--lang", "en")
    assert (done.returncode, "rewritten" in done.stderr) == (1, True)
    head.write_text("no head")
    done = _audit(home, "verify", "--head", str(head), "--lang", "en")
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)


@pytest.mark.parametrize(
    "told",
    [
        b"", b"[]", b"null", b'{"number": 1}', b'{"number": 1e400, "head": "0", "sealed_at": "x"}', b"\xff\xfe\x00",
        b'{"number": true, "head": "%s", "sealed_at": "x"}' % (b"0" * 64),
        b'{"number": "\xef\xbc\x91", "head": "%s", "sealed_at": "x"}' % (b"0" * 64),
        b'{"number": 1, "head": "a", "sealed_at": "x"}', b"[" * 100_000,
    ],
)  # fmt: skip
def test_what_is_no_head_is_refused(told: bytes) -> None:
    with pytest.raises(WrongUsage, match=r"audit head -o"):
        Head.read(told)


def test_head_that_an_editor_saved_is_one() -> None:
    line = Head(3, "ab" * 32, "2026-01-01T00:00:00+00:00").line()
    assert Head.read(b"\xef\xbb\xbf" + line.replace(b"\n", b"\r\n")).number == 3


def test_head_comes_from_standard_input_and_an_old_file_stays_where_none_can_be_written(
    home: Path, tmp_path: Path
) -> None:
    line = _audit(home, "head", "-o", "-").stdout
    command = [sys.executable, "-m", "yanzhen.cli", "audit", "verify", "--head", "-"]
    done = subprocess.run(command, env=_environment(home), input=line, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    kept = tmp_path / "head.json"
    kept.write_text("as it was")
    done = _audit(tmp_path / "none", "head", "-o", str(kept), "--lang", "zh")
    assert (done.returncode, len(done.stderr.splitlines()), kept.read_text()) == (2, 1, "as it was")


@pytest.mark.parametrize(
    ("words", "zh", "en"),
    [
        (["verify", "--head", "nowhere.json"], "没有 nowhere.json", "does not exist"),
        (["verify", "--head", "."], ". 是文件夹", "is a directory"),
        (["verify", "more"], "多写了 more", "unexpected extra argument"),
        (["head"], "缺少 -o", "missing -o"),
    ],
)
def test_wrong_call_is_told_in_one_line_of_either_language(words: list[str], zh: str, en: str) -> None:
    for language, said in (("zh", zh), ("en", en)):
        err = io.StringIO()
        with contextlib.redirect_stderr(err), pytest.raises(SystemExit) as ended:
            main(["audit", *words, "--lang", language])
        assert (ended.value.code, len(err.getvalue().splitlines())) == (2, 1)
        assert said in err.getvalue()


def test_installation_without_a_history_says_what_to_do(tmp_path: Path) -> None:
    done = _audit(tmp_path, "verify", "--lang", "en")
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    assert "yanzhen serve" in done.stderr
