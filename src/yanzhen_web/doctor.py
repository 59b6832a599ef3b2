"""`yanzhen doctor`: is this machine fit to run Yanzhen, and what to mend where it is not."""

from __future__ import annotations

import os
import shutil
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, requires, version
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

from yanzhen.language import say


class Check(NamedTuple):
    """One thing looked at: whether it is well, what was seen, what to do where it is not."""

    ok: bool
    said: str
    fix: str


def checks(port: int = 8000) -> list[Check]:
    """All of them, in the order in which they matter."""
    listed: tuple[Callable[[], Check], ...] = (
        _python, _packages, _kernel, _tables, _assets, _font, _home, _sqlite, _database, _clock, lambda: _port(port),
        _tls, _mail, _second_factor, _government,
    )  # fmt: skip
    return [_guarded(check) for check in listed]


def _guarded(check: Callable[[], Check]) -> Check:
    try:
        return check()
    except Exception as error:
        return Check(False, f"{type(error).__name__}: {error}", say("见上面的报错", "see the error"))


def _python() -> Check:
    told = ".".join(map(str, sys.version_info[:3]))
    return Check(sys.version_info >= (3, 11), f"Python {told}", say("请装 Python 3.11 以上", "install Python 3.11+"))


def _packages() -> Check:
    missing = []
    try:
        lines = requires("yanzhen") or []
    except PackageNotFoundError:
        lines, missing = [], ["yanzhen"]
    for line in lines:
        wanted, _, marker = line.partition(";")
        name = wanted.split("[")[0].split(">")[0].split("=")[0].split("~")[0].split("<")[0].split("!")[0].strip()
        if "extra" in marker and "web" not in marker:
            continue
        try:
            version(name)
        except PackageNotFoundError:
            missing.append(name)
    fix = "pip install 'yanzhen[web]'"
    if missing:
        return Check(False, say(f"缺少软件包：{', '.join(missing)}", f"packages missing: {', '.join(missing)}"), fix)
    return Check(True, say("软件包齐全", "all packages are there"), fix)


def _kernel() -> Check:
    from yanzhen.match.backends import SLOWER, is_installed

    # Well either way: the answers are the same without it.
    there = is_installed("native")
    said = say("快速内核已安装", "the fast kernel is installed") if there else str(SLOWER)
    return Check(True, said, say("装上 Rust 后执行 make build", "install Rust and run make build"))


def _tables() -> Check:
    there = files("yanzhen").joinpath("reference/tables/regions.json").is_file()
    said = say("区划代码表", "region tables") + (
        say("已生成", " are built") if there else say("没有生成", " are missing")
    )
    return Check(there, said, "make build")


def _assets() -> Check:
    built = files("yanzhen_web").joinpath("static/built")
    there = built.joinpath("app.js").is_file() and built.joinpath("app.css").is_file()
    said = say("页面文件", "page assets") + (say("已生成", " are built") if there else say("没有生成", " are missing"))
    return Check(there, said, "make build")


def _font() -> Check:
    fix = say(
        "sudo apt-get install fonts-noto-cjk（PDF 要用中文字体）", "sudo apt-get install fonts-noto-cjk (for PDF)"
    )
    program = shutil.which("fc-list")
    if program is None:
        return Check(False, say("查不了字体：没有 fc-list", "can't look for fonts: no fc-list"), fix)
    listed = subprocess.run([program, ":lang=zh-cn", "family"], capture_output=True, text=True, check=False)  # noqa: S603
    first = next((line.split(",")[0] for line in listed.stdout.splitlines() if line.strip()), "")
    return Check(bool(first), say("中文字体：", "Chinese font: ") + (first or say("没有", "none")), fix)


def _home_path() -> Path:
    return Path(os.environ.get("YANZHEN_HOME") or "var").resolve()


def _home() -> Check:
    home = _home_path()
    existing = next(path for path in (home, *home.parents) if path.exists())
    well = os.access(existing, os.W_OK)
    free = shutil.disk_usage(existing).free >> 20
    said = say(f"数据文件夹 {home}，剩余 {free} MB", f"data folder {home}, {free} MB free")
    fix = say("用 YANZHEN_HOME 指定一个可写、有空间的文件夹", "set YANZHEN_HOME to a writable folder with room")
    return Check(well and free > 500, said, fix)


def _sqlite() -> Check:
    from yanzhen_web.settings.databases import journal_for

    journal = journal_for(sqlite3.sqlite_version_info[:3])
    said = f"SQLite {sqlite3.sqlite_version}, journal {journal}"
    fix = say("需要 SQLite 3.35 以上", "needs SQLite 3.35+")
    return Check(sqlite3.sqlite_version_info >= (3, 35), said, fix)


def _database() -> Check:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yanzhen_web.settings.production")
    import django

    django.setup()
    from django.db import OperationalError, connection
    from django.db.migrations.executor import MigrationExecutor

    fix = say(
        "执行 yanzhen serve（会自动建库和升级），或检查 YANZHEN_DATABASE_URL",
        "run yanzhen serve, or check YANZHEN_DATABASE_URL",
    )
    if connection.vendor == "sqlite" and not Path(connection.settings_dict["NAME"]).exists():
        return Check(
            True, say("SQLite 数据库将在首次启动时建立", "the SQLite database is made at the first start"), fix
        )
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except OperationalError as error:
        return Check(False, str(error).partition("\n")[0], fix)
    finally:
        connection.close()
    said = say(f"数据库 {connection.vendor} 可用", f"database {connection.vendor} answers")
    if waiting:
        said += say(f"，有 {len(waiting)} 步升级未做", f", {len(waiting)} migrations to run")
    return Check(not waiting, said, fix)


def _clock() -> Check:
    from datetime import UTC, datetime
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    fix = say("校准系统时间；缺时区数据则 pip install tzdata", "set the clock; without zone data: pip install tzdata")
    try:
        now = datetime.now(UTC).astimezone(ZoneInfo("Asia/Shanghai"))
    except ZoneInfoNotFoundError:
        return Check(False, say("没有时区数据", "no time-zone data"), fix)
    return Check(now.year >= 2025, say(f"北京时间 {now:%Y-%m-%d %H:%M}", f"Shanghai time {now:%Y-%m-%d %H:%M}"), fix)


def _port(port: int) -> Check:
    fix = say(
        f"用 yanzhen serve --port 换一个端口，或停掉占用 {port} 的程序", "choose another with yanzhen serve --port"
    )
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            return Check(False, say(f"端口 {port}：{error.strerror}", f"port {port}: {error.strerror}"), fix)
    return Check(True, say(f"端口 {port} 空闲", f"port {port} is free"), fix)


# --- signing in: told, whichever way it is; nothing of it has to be ---------------------------------------------------


def _settings() -> Any:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yanzhen_web.settings.production")
    from django.conf import settings

    return settings


def _tls() -> Check:
    fix = say(
        "用 yanzhen serve --tls，或在前面放一个讲 TLS 的代理并设 YANZHEN_TLS=1、YANZHEN_TRUST_PROXY=1",
        "use yanzhen serve --tls, or put a proxy in front and set YANZHEN_TLS=1 and YANZHEN_TRUST_PROXY=1",
    )
    if _settings().OVER_TLS:
        return Check(
            True,
            say("设为经 https 访问（yanzhen serve 不带 --tls 时除外）", "set to https, unless served without --tls"),
            fix,
        )
    told = say("没有 https：只适合本机或演示", "no https: for this machine or a demonstration only")
    return Check(True, told, fix)


def _mail() -> Check:
    fix = say("设 YANZHEN_MAIL_URL 和 YANZHEN_MAIL_FROM", "set YANZHEN_MAIL_URL and YANZHEN_MAIL_FROM")
    settings = _settings()
    if not settings.MAIL_CONFIGURED:
        told = say("没有配邮件：忘了密码由管理员给链接", "no mail: administrators hand out links for new passwords")
        return Check(True, told, fix)
    from django.core.mail import get_connection

    host = f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
    try:
        get_connection(timeout=5).open()
    except OSError as error:
        return Check(False, say(f"邮件服务器 {host} 不通（{error}）", f"mail server {host} fails ({error})"), fix)
    return Check(True, say(f"邮件服务器 {host} 可用", f"mail server {host} answers"), fix)


def _second_factor() -> Check:
    fix = say(
        "用 YANZHEN_REQUIRE_SECOND_FACTOR 写明必须两步验证的角色",
        "name the roles that need a second step in YANZHEN_REQUIRE_SECOND_FACTOR",
    )
    roles = sorted(_settings().SECOND_FACTOR_ROLES)
    if not roles:
        return Check(True, say("没有角色必须两步验证", "no role has to have a second step"), fix)
    return Check(True, say(f"必须两步验证：{'、'.join(roles)}", f"a second step is a must for {', '.join(roles)}"), fix)


def _government() -> Check:
    fix = say("检查 YANZHEN_OIDC_ISSUER 和网络", "check YANZHEN_OIDC_ISSUER and the network")
    if not _settings().GOVERNMENT:
        return Check(True, say("没有接统一身份认证", "no government sign-on"), fix)
    issuer = _settings().GOVERNMENT["settings"]["server_url"]
    import requests

    try:
        answer = requests.get(f"{issuer}/.well-known/openid-configuration", timeout=5)
        well = answer.ok and str(answer.json().get("issuer", "")).rstrip("/") == issuer
    except (requests.RequestException, ValueError) as error:
        return Check(False, f"{issuer}: {error}", fix)
    return Check(well, say(f"统一身份认证 {issuer}", f"government sign-on {issuer}"), fix)
