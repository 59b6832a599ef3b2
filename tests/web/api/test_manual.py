"""What the manual shows programmers runs as it stands there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import httpx
import pytest
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.urls import resolve
from django.utils import timezone

import yanzhen.client
from yanzhen_web.jobs.worker import work_off
from yanzhen_web.models import Record, Report
from yanzhen_web.services.people.logins import issue_token
from yanzhen_web.services.rounds.asking import Asking, open_round

from .programs import WHY, World, told
from .test_client import ROWS, book

DOCS = Path(__file__).resolve().parents[3] / "docs"
_CODE = re.compile(r"```python\n(.*?)```", re.DOTALL)
_SHELL = re.compile(r"```sh\n(.*?)```", re.DOTALL)


@pytest.fixture
def _one_connection() -> Iterator[None]:
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.usefixtures("_one_connection")
@pytest.mark.parametrize("language", ["zh", "en"])
def test_python_of_the_manual_runs(
    world: World, language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    world.write("changsha", told("demand", "石墨膜制备", "open", content="石墨导热膜的制备"))
    world.write("university", told("achievement", "石墨膜制备技术", "open", content="石墨导热膜的制备"))
    book(tmp_path / "项目.xlsx", *ROWS)
    asking = Asking("示例月报", timezone.now(), (world.organisations["changsha"].public_id,))
    open_round(world.actor("organiser"), world.users["organiser"], asking)
    monkeypatch.chdir(tmp_path)
    here = {"transport": httpx.WSGITransport(get_wsgi_application()), "pause": lambda _: work_off() and None}
    monkeypatch.setattr(yanzhen.client, "Client", partial(yanzhen.client.Client, **here))
    names = {"KEY": issue_token(world.users["city_office"], "manual")[1]}
    pieces = _CODE.findall((DOCS / language / "api.md").read_text(encoding="utf-8"))
    assert len(pieces) == 6
    for piece in pieces:
        exec(compile(piece.replace("http://127.0.0.1:8000", "http://testserver"), "api.md", "exec"), names)
    told_at_last = capsys.readouterr().out
    assert "#/fields/investment_cny" in told_at_last and "石墨膜制备技术" in told_at_last
    assert (tmp_path / "projects.xlsx").exists()
    assert Report.objects.unscoped(why=WHY).get().state == "sent"
    assert Record.objects.unscoped(why=WHY).filter(name="示例石墨膜项目", stage="started").exists()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_addresses_of_the_manual_exist(language: str) -> None:
    shell = "\n".join(_SHELL.findall((DOCS / language / "api.md").read_text(encoding="utf-8"))).replace("\\\n", " ")
    commands = [line for line in shell.splitlines() if line.startswith("curl")]
    assert len(commands) == 6
    for command in commands:
        path = re.search(r"\$SITE(/api/v1[^\s\"?]*)", command)
        method = re.search(r"-X (\w+)", command)
        assert path, command
        rules = resolve(re.sub(r"/(?:编号|ID)$", "/" + "A" * 16, path[1])).func.rules
        assert (method[1] if method else "POST" if " -F " in command else "GET") in rules, command
