"""An office's own virus scanner looks at what came in before anybody reads it, where one is set up."""

from __future__ import annotations

import shlex
import subprocess
from pathlib import Path

from django.conf import settings

from yanzhen.errors import MissingPiece, RefusedBook

_PATIENCE = 120.0


def scan(path: Path) -> None:
    """Ask the scanner of YANZHEN_SCAN_COMMAND about a file; without one, nothing is asked.

    The command gets the file as its last argument; 0 means that it may be read, anything else that it may not.

    Raises:
        RefusedBook: the scanner refuses the file, or gave no answer in two minutes.
        MissingPiece: the scanner is not there; nothing is taken in unscanned.
    """
    command = shlex.split(settings.SCAN_COMMAND)
    if not command:
        return
    try:
        done = subprocess.run([*command, str(path)], capture_output=True, timeout=_PATIENCE, check=False)  # noqa: S603
    except subprocess.TimeoutExpired as error:
        raise RefusedBook(
            "杀毒程序没有答复，请稍后再传", "the virus scanner gave no answer; try again later"
        ) from error
    except OSError as error:
        raise MissingPiece(
            "杀毒程序不能运行，请管理员检查 YANZHEN_SCAN_COMMAND",
            "the virus scanner can't be run; the administrator should check YANZHEN_SCAN_COMMAND",
        ) from error
    if done.returncode != 0:
        raise RefusedBook(
            "杀毒程序不放行这个文件，请在干净的电脑上另存后再传",
            "the virus scanner refuses this file; save it anew on a clean computer and send that",
        )
