"""`yanzhen exchange` in two folders: the whole way by commands, and one line with the fix for what goes wrong."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from .conftest import COUNTY, Pair


def run(home: Path, *words: Any, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """`yanzhen exchange …` in a folder."""
    env = {name: value for name, value in os.environ.items() if not name.startswith(("YANZHEN_", "DJANGO_"))}
    env |= {"YANZHEN_HOME": str(home), "LANG": "C.UTF-8"}
    command = [sys.executable, "-m", "yanzhen.cli", "exchange", *map(str, words), "--lang", "zh"]
    return subprocess.run(command, env=env, input=stdin, capture_output=True, timeout=120, check=False)


def said(done: subprocess.CompletedProcess[bytes]) -> str:
    """What it said on standard error: never a traceback."""
    text = done.stderr.decode()
    assert "Traceback" not in text
    return text


def test_a_round_goes_the_whole_way_by_commands(pair: Pair, tmp_path: Path) -> None:
    county, province = pair.county.home, pair.province.home
    card = run(county, "key")
    assert card.returncode == 0 and card.stdout.startswith(b"yanzhen-key:1:")
    assert pair.county.ask("key_mode") == stat.S_IRUSR | stat.S_IWUSR
    assert run(county, "key", "-o", tmp_path / "card.txt").returncode == 0
    assert (tmp_path / "card.txt").read_bytes() == card.stdout
    fingerprint = said(card).partition("：")[2].strip()
    again = run(province, "trust", tmp_path / "card.txt", "--office", COUNTY, "--fingerprint", fingerprint)
    assert again.returncode == 0, said(again)

    found = pair.province.ask("open", "命令月报", COUNTY)
    out, back = tmp_path / "出.yzx", tmp_path / "回.yzx"
    assert run(province, "out", found, "-o", out).returncode == 0
    first = run(county, "in", out, "--we-are", COUNTY)
    assert first.returncode == 0 and "等待报送" in first.stdout.decode(), said(first)
    pair.county.ask("send", found, {"示例命令": 10_000_000})
    assert run(county, "out", "命令月报", "-o", back).returncode == 0
    taken = run(province, "in", back)
    assert "收到第 1 版：已报" in taken.stdout.decode()
    assert "没有新的内容" in run(province, "in", back).stdout.decode()
    assert pair.province.ask("state", found) == pair.county.ask("state", found)
    piped = run(county, "out", found, "-o", "-")
    assert run(province, "in", "-", stdin=piped.stdout).returncode == 0


@pytest.mark.parametrize(
    ("words", "code", "fix"),
    [
        (("in", "没有.yzx"), 2, "没有文件"),
        (("in", "-"), 2, "不完整"),
        (("out", "没有的任务", "-o", "x.yzx"), 2, "没有任务"),
        (("trust", "-"), 2, "yanzhen-key"),
        (("out",), 2, "ROUND"),
    ],
)
def test_what_goes_wrong_is_one_line_with_the_fix(pair: Pair, words: tuple[str, ...], code: int, fix: str) -> None:
    done = run(pair.county.home, *words, stdin=b"no card, no parcel")
    assert (done.returncode, said(done).count("\n")) == (code, 1)
    assert fix in said(done)


def test_nobody_is_trusted_whose_fingerprint_differs(pair: Pair, tmp_path: Path) -> None:
    card = run(pair.county.home, "key").stdout
    (tmp_path / "card").write_bytes(card[:14] + b"ff" + card[16:])
    for fingerprint in ("00000 11111 22222 33333 44444 55555", ""):
        extra = ["--fingerprint", fingerprint] if fingerprint else []
        done = run(pair.province.home, "trust", tmp_path / "card", "--office", "示例县商务局", *extra)
        assert done.returncode == 1
        assert "没有登记" in said(done)


def test_a_folder_without_a_site_says_so(tmp_path: Path) -> None:
    done = run(tmp_path, "key")
    assert done.returncode == 2
    assert "yanzhen serve" in said(done)
