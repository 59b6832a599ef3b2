"""`yanzhen serve`: bring the database up to date, start the web server and a worker, say when it answers, stop both."""

from __future__ import annotations

import os
import signal
import socket
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from yanzhen.errors import WrongUsage, YanzhenError
from yanzhen.language import say

if TYPE_CHECKING:
    from yanzhen_web.certificates import Certificate

_EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 -- compared with, not listened on
_PATIENCE = 60.0
_PR_SET_PDEATHSIG = 1


class NotServing(YanzhenError):
    """The site could not be started, or stopped by itself."""


def serve(
    *,
    host: str = "127.0.0.1",
    port: int = 8000,
    tls: bool = False,
    demo: bool = False,
    worker: bool = True,
    office: str = "",
    event: str = "",
) -> int:
    """Serve until interrupted; 0 after a clean stop.

    Args:
        host: address to listen on; 0.0.0.0 for all of this machine's.
        tls: with an own certificate, kept in YANZHEN_HOME, told by its fingerprint.
        demo: load the demo event first and tell the logins.
        worker: start one worker process beside the server.
        office, event: at the first start without the demo, whose site this is and what is collected for.

    Raises:
        WrongUsage: the port is taken or not ours to use.
        NotServing: the server did not come up.
    """
    _check_port(host, port)
    certificate = _prepare_environment(host, tls=tls, demo=demo)
    _prepare_database(demo=demo)
    if not demo:
        _found(office, event)
    with _children(host, port, certificate, worker=worker) as children:
        url = f"{'https' if tls else 'http'}://{_shown(host)}:{port}/"
        _await(f"{url}healthz", children, certificate)
        _announce(url, certificate, demo=demo)
        return _watch(children)


def _check_port(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise WrongUsage(
                f"{host} 的端口 {port} 不能用（{error.strerror}），请用 --port 换一个",
                f"port {port} of {host} can't be used ({error.strerror}); choose another with --port",
            ) from error


def _prepare_environment(host: str, *, tls: bool, demo: bool) -> Certificate | None:
    settings = "demo" if demo else "production"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", f"yanzhen_web.settings.{settings}")
    home = Path(os.environ.setdefault("YANZHEN_HOME", str(Path("var").resolve()))).resolve()
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not tls:
        os.environ.setdefault("YANZHEN_TLS", "0")  # `1` where something in front speaks TLS
    if not tls and host not in _EVERYWHERE:
        os.environ.setdefault("YANZHEN_HOSTS", ",".join({"localhost", "127.0.0.1", "[::1]", _shown(host)}))
        return None
    from yanzhen_web.certificates import local_names, own_certificate

    names = sorted({*local_names(), *([] if host in _EVERYWHERE else [host])})
    os.environ.setdefault("YANZHEN_HOSTS", ",".join(_shown(name) for name in names))
    if not tls:
        return None
    os.environ["YANZHEN_TLS"] = "1"
    # Nobody vouches for an own certificate: browsers must be able to let people in again after it has changed.
    os.environ.setdefault("YANZHEN_HSTS_SECONDS", "3600")
    return own_certificate(home, names)


def _prepare_database(*, demo: bool) -> None:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import OperationalError, connections

    try:
        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)  # beside PostgreSQL; elsewhere there is nothing to do
    except OperationalError as error:
        reason = str(error).partition("\n")[0]
        raise NotServing(
            f"数据库不能用（{reason}），请检查 YANZHEN_DATABASE_URL 和数据库是否启动",
            f"the database can't be used ({reason}); check YANZHEN_DATABASE_URL and that its server runs",
        ) from error
    call_command("collectstatic", interactive=False, verbosity=0)
    if demo:
        from yanzhen_web.services.scenario import load_demo

        load_demo(_told)
    connections.close_all()


def _found(office: str, event: str) -> None:
    """Give a site without people its first login, told once, here."""
    from django.db import connections
    from django.utils import timezone

    from yanzhen_web.services.people.founding import appoint_administrator, found_office

    today = timezone.localdate()
    named = event or say(f"{today.year}年产业转移对接活动", f"Matchmaking event {today.year}")
    founded = found_office(office or say("本单位", "Our office"), named, today)
    appointed = appoint_administrator()
    connections.close_all()
    if founded is not None:
        told = say(
            f"第一次启动：已为“{founded.office}”开户。登录名 {founded.username}，密码 {founded.password}\n"
            "密码只显示这一次，请登录后立即修改。",
            f"First start: the office is {founded.office}. Sign in as {founded.username}, password {founded.password}\n"
            "The password is shown this once; change it after signing in.",
        )
        print(told, flush=True)  # noqa: T201 -- the terminal is where the person who starts the site reads
    if appointed is not None:
        _say(
            say(
                f"还没有平台管理员：已由 {appointed} 兼任，可以在“人员”页移交",
                f"nobody administered the platform: {appointed} does from now on, and can hand it over under People",
            )
        )


def _told(share: float, what: str) -> None:
    if sys.stderr.isatty():
        print(f"\r\x1b[K{share:4.0%} {what}", end="" if share < 1 else "\n", file=sys.stderr, flush=True)  # noqa: T201


# --- processes -------------------------------------------------------------------------------------------------------

Children = dict[str, "subprocess.Popen[bytes]"]


@contextmanager
def _children(host: str, port: int, certificate: Certificate | None, *, worker: bool) -> Iterator[Children]:
    """Server and worker; both are stopped when the block ends, however it ends."""
    # A signal becomes an exception, so that the block is left through its `finally`.
    before = {number: signal.signal(number, _interrupt) for number in (signal.SIGTERM, signal.SIGINT)}
    children: Children = {}
    try:
        children["server"] = _start(_server_command(host, port, certificate))
        if worker:
            children["worker"] = _start([sys.executable, "-m", "django", "worker"])
        yield children
    finally:
        _stop(children)
        for number, handler in before.items():
            signal.signal(number, handler)


def _interrupt(number: int, _: object) -> None:
    raise KeyboardInterrupt


def _start(command: list[str]) -> subprocess.Popen[bytes]:
    # A session of its own: Ctrl-C reaches us alone, and we stop the children in order.
    return subprocess.Popen(command, start_new_session=True, preexec_fn=_die_with_parent())  # noqa: S603


def _die_with_parent() -> Callable[[], object] | None:
    """For a child between fork and exec: have Linux end it when we are killed; elsewhere nothing."""
    if sys.platform != "linux":
        return None
    import ctypes

    prctl = ctypes.CDLL(None).prctl
    return lambda: prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _server_command(host: str, port: int, certificate: Certificate | None) -> list[str]:
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port)]
    command += ["--workers", "1", "--blocking-threads", "4", "--log-level", "error", "--no-ws"]
    command += ["--workers-kill-timeout", "10"]
    if certificate is not None:
        command += ["--ssl-certificate", str(certificate.certificate), "--ssl-keyfile", str(certificate.key)]
    return [*command, "yanzhen_web.wsgi:application"]


def _stop(children: Children) -> None:
    for child in children.values():
        if child.poll() is None:
            child.terminate()
    deadline = time.monotonic() + 15
    for child in children.values():
        with suppress(subprocess.TimeoutExpired):
            child.wait(max(0.1, deadline - time.monotonic()))
        # What a child has started itself must not outlive it: a server's workers, a reader of a book.
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()


def _await(url: str, children: Children, certificate: Certificate | None) -> None:
    context = ssl.create_default_context(cafile=str(certificate.certificate)) if certificate else None
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        _fail_if_gone(children)
        try:
            with urllib.request.urlopen(url, timeout=5, context=context):  # noqa: S310 -- our own address
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise NotServing("网站没有应答，请看上面的报错", "the site does not answer; see the errors above")


def _fail_if_gone(children: Children) -> None:
    for name, child in children.items():
        if child.poll() is not None:
            raise NotServing(
                f"{name} 进程停了（退出码 {child.returncode}），请看上面的报错",
                f"the {name} process stopped (exit code {child.returncode}); see the errors above",
            )


def _watch(children: Children) -> int:
    try:
        while True:
            _fail_if_gone(children)
            time.sleep(0.5)
    except KeyboardInterrupt:
        return 0


def _shown(host: str) -> str:
    if host in _EVERYWHERE:
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host


def _announce(url: str, certificate: Certificate | None, *, demo: bool) -> None:
    if certificate is not None:
        _say(say(f"证书指纹 SHA-256：{certificate.fingerprint}", f"certificate SHA-256: {certificate.fingerprint}"))
    if demo:
        from yanzhen_web.services.scenario import credentials_file, load_demo

        for role, login in load_demo().items():
            _say(f"{role:16} {login['username']:22} {login['password']}")
        _say(say(f"登录信息在 {credentials_file()}", f"logins are in {credentials_file()}"))
    _say(f"ready: {url}")


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201
