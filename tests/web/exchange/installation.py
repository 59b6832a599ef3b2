"""An installation of its own: a folder, an SQLite database, a process; asked through a pipe, a JSON line a command.

Two of them share nothing but the files that are handed from one to the other.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

PATIENCE_S = 120


class Installation:
    """What a person does at one installation."""

    def __init__(self, home: Path, office: str, *below: str) -> None:
        env = {name: value for name, value in os.environ.items() if not name.startswith("YANZHEN_")}
        env |= {"YANZHEN_HOME": str(home), "DJANGO_SETTINGS_MODULE": "yanzhen_web.settings.production"}
        self.home = home
        self._process = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("worker.py")), office, *below],
            env=env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.ask("ready")

    def ask(self, command: str, *arguments: Any) -> Any:
        """The answer to a command; a refusal comes back as {"refused": sentence}."""
        process = self._process
        assert process.stdin is not None and process.stdout is not None
        process.stdin.write(json.dumps([command, *arguments], ensure_ascii=False) + "\n")
        process.stdin.flush()
        line = process.stdout.readline()
        assert line, f"{command}: the installation stopped"
        answer = json.loads(line)
        assert "broken" not in answer, answer["broken"]
        return answer.get("done", answer)

    def close(self) -> None:
        """End the process."""
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(PATIENCE_S)
        self._process.stdout.close()
