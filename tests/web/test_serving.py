"""The site as a process: started, answering, stopped; the loaded demo; the doctor."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import socket
import ssl
import stat
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from yanzhen.errors import WrongUsage
from yanzhen_web.doctor import checks
from yanzhen_web.serving import serve


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


Start = Callable[..., tuple["subprocess.Popen[str]", str, list[str]]]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts `serve` in a process of its own and waits for `ready:`; stops it with the test."""
    started: list[subprocess.Popen[str]] = []

    def run(options: str) -> tuple[subprocess.Popen[str], str, list[str]]:
        code = f"from yanzhen_web.serving import serve; raise SystemExit(serve(port={_free_port()}, {options}))"
        known = {k: v for k, v in os.environ.items() if not k.startswith(("YANZHEN_", "DJANGO_"))}
        process = subprocess.Popen(
            [sys.executable, "-c", code],
            env={**known, "YANZHEN_HOME": str(tmp_path / "home"), "LANG": "en_US.UTF-8"},
            stdout=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        assert process.stdout is not None
        lines: list[str] = []
        for line in process.stdout:
            lines.append(line.strip())
            if line.startswith("ready: "):
                return process, line.removeprefix("ready: ").strip(), lines
        raise AssertionError(f"ended without being ready: {lines}")

    yield run
    for process in started:
        if process.poll() is None:
            process.terminate()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()


def _children(pid: int) -> list[int]:
    path = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(child) for child in path.read_text().split()]


def _alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_serve_answers_until_it_is_stopped(start: Start, number: signal.Signals) -> None:
    process, url, _ = start("")
    with urllib.request.urlopen(url + "sign-in/") as answer:
        assert answer.status == 200
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    children = _children(process.pid)
    assert len(children) == 2
    process.send_signal(number)
    assert process.wait(timeout=30) == 0
    assert not any(_alive(child) for child in children)


def test_serve_with_own_certificate(start: Start, tmp_path: Path) -> None:
    _, url, lines = start("tls=True, worker=False, host='0.0.0.0'")
    assert url.startswith("https://127.0.0.1:")
    folder = tmp_path / "home" / "tls"
    context = ssl.create_default_context(cafile=str(folder / "certificate.pem"))
    with urllib.request.urlopen(url, context=context) as answer:
        assert "Secure" in answer.headers["Set-Cookie"]
    assert stat.S_IMODE((folder / "key.pem").stat().st_mode) == 0o600
    shown = [line.rpartition(" ")[2] for line in lines if "SHA-256" in line]
    certificate = ssl.PEM_cert_to_DER_cert((folder / "certificate.pem").read_text())
    assert shown == [hashlib.sha256(certificate).digest().hex(":").upper()]


def test_serve_ends_when_its_server_dies(start: Start) -> None:
    process, url, _ = start("")
    for child in _children(process.pid):
        if b"granian" in Path(f"/proc/{child}/cmdline").read_bytes():
            os.kill(child, signal.SIGKILL)
    assert process.wait(timeout=30) != 0
    with pytest.raises(OSError, match=r"refused|reset"):
        urllib.request.urlopen(url, timeout=5)


def test_server_and_worker_end_when_serve_is_killed(start: Start) -> None:
    process, _, _ = start("")
    children = _children(process.pid)
    process.kill()
    process.wait()
    deadline = time.monotonic() + 20
    while any(_alive(child) for child in children):
        assert time.monotonic() < deadline, "they outlive it"
        time.sleep(0.1)


def test_serve_on_a_taken_port_says_what_to_do() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(WrongUsage, match="--port"):
            serve(port=taken.getsockname()[1])


def test_doctor_names_a_fix_for_what_is_wrong(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        code = (
            "import json; from yanzhen_web.doctor import checks;"
            f"print(json.dumps([list(check) for check in checks({port})]))"
        )
        known = {k: v for k, v in os.environ.items() if not k.startswith(("YANZHEN_", "DJANGO_"))}
        environment = {**known, "YANZHEN_HOME": str(tmp_path), "LANG": "en_US.UTF-8"}
        done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    found = {said: (ok, fix) for ok, said, fix in json.loads(done.stdout)}
    assert any(said.startswith("Python 3.") and ok for said, (ok, _) in found.items())
    assert any(said.startswith("SQLite ") and ok for said, (ok, _) in found.items())
    ((ok, fix),) = (value for said, value in found.items() if f"port {port}" in said)
    assert not ok
    assert "--port" in fix
    assert all(fix for _, fix in found.values())


def test_doctor_looks_at_fifteen_things(db: None) -> None:
    assert len(checks(_free_port())) == 15


@pytest.mark.django_db(transaction=True)
def test_demo_is_loaded_once_with_the_published_figures() -> None:
    from yanzhen_web.models import Event, Match, Record, User
    from yanzhen_web.scopes import API_CLIENT, ROLES
    from yanzhen_web.services.people.logins import token_of
    from yanzhen_web.services.report.reporting import report_of
    from yanzhen_web.services.scenario import credentials_file, load_demo

    from .worlds import WHY

    logins = load_demo()
    assert set(logins) == set(ROLES)
    assert stat.S_IMODE(credentials_file().stat().st_mode) == 0o600
    for role, login in logins.items():
        user = User.objects.get(username=login["username"])
        assert user.check_password(login["password"]) is (role != API_CLIENT)
        token = token_of(login["token"])
        assert token is not None
        assert token.user == user
    event = Event.objects.unscoped(why=WHY).get()
    report = report_of(event)
    assert [identity.statement.zh for identity in report.identities if not identity.holds] == []
    published = {
        "projects_collected": 543, "projects_amount": 4481, "projects_outside": 337, "projects_outside_amount": 3086,
        "projects_inside": 206, "projects_inside_amount": 1395, "projects_signed_opening": 16, "demands": 170,
        "achievements": 1310, "universities_signed": 7, "firms_signed": 20, "clusters_national": 5,
        "clusters_sme": 15, "huike_signed_amount": 90, "huike_months": 14, "firms_met": 1683, "joint_projects": 415,
    }  # fmt: skip
    assert {id_: report.figure(id_).value for id_ in published} == published
    assert {figure.value for figure in report.cited} == {4291, 6800}
    assert Match.objects.unscoped(why=WHY).values("demand").distinct().count() > 150
    before = Record.objects.unscoped(why=WHY).count()
    assert load_demo() == logins
    assert Record.objects.unscoped(why=WHY).count() == before


_NO_SERVER = "postgresql://somebody@127.0.0.1:1/nothing"


def test_serve_without_its_database_says_what_to_check(tmp_path: Path) -> None:
    known = {k: v for k, v in os.environ.items() if not k.startswith(("YANZHEN_", "DJANGO_"))}
    environment = known | {"YANZHEN_HOME": str(tmp_path), "YANZHEN_DATABASE_URL": _NO_SERVER, "LANG": "en_US.UTF-8"}
    command = [sys.executable, "-m", "yanzhen.cli", "serve", "--port", str(_free_port())]
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert done.returncode == 2
    assert "YANZHEN_DATABASE_URL" in done.stderr
    assert "Traceback" not in done.stderr
    code = "from yanzhen_web.doctor import checks; print([(c.ok, c.fix) for c in checks() if 'connection' in c.said])"
    told = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert "YANZHEN_DATABASE_URL" in told.stdout
