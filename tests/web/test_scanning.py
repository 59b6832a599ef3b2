"""A scanner that the office sets up decides what is read at all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from yanzhen_web.jobs.worker import work_off
from yanzhen_web.models import Upload

from .test_collecting import send
from .worlds import WHY, World


def scanner(folder: Path, exit_code: int) -> str:
    """A program that notes what it was asked about and answers."""
    program = folder / "scan it.sh"
    program.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" >> "{folder}/asked"\nexit {exit_code}\n')
    program.chmod(0o700)
    return f"'{program}' --quiet"


def state_of(upload: Upload) -> Upload:
    work_off()
    return Upload.objects.unscoped(why=WHY).get(pk=upload.pk)


@pytest.mark.parametrize(("exit_code", "state"), [(0, Upload.State.READY), (1, Upload.State.REFUSED)])
def test_scanner_decides(world: World, tmp_path: Path, settings: Any, exit_code: int, state: str) -> None:
    settings.SCAN_COMMAND = scanner(tmp_path, exit_code)
    upload = state_of(send(world))
    assert upload.state == state
    assert ("杀毒程序不放行" in upload.refusal_zh) is (exit_code == 1)
    asked = (tmp_path / "asked").read_text().splitlines()
    assert asked[0] == "--quiet"
    assert asked[1].endswith(upload.public_id) or upload.public_id in asked[1]


def test_missing_scanner_lets_nothing_in(world: World, tmp_path: Path, settings: Any) -> None:
    settings.SCAN_COMMAND = str(tmp_path / "nowhere")
    upload = state_of(send(world))
    assert upload.state == Upload.State.REFUSED
    assert "YANZHEN_SCAN_COMMAND" in upload.refusal_zh
