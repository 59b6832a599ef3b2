"""The wheel, installed into an empty environment, works without the checkout."""

import json
import os
import subprocess
import sys
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
BARE = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}


def run(*command: object, cwd: Path, check: bool = True) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [str(word) for word in command], cwd=cwd, env=BARE, capture_output=True, text=True, check=False
    )
    if check:
        assert done.returncode == 0, done.stdout + done.stderr
    return done


@pytest.fixture(scope="module")
def installed(tmp_path_factory) -> Path:
    """The `yanzhen` program of an environment that holds the wheel and what it asks for, nothing else."""
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, cwd=ROOT)
    (wheel,) = folder.glob("*.whl")
    environment = folder / "env"
    venv.create(environment)
    python = environment / "bin" / "python"
    lock = ROOT / "requirements" / "lock.txt"
    uv = Path(sys.executable).with_name("uv")
    subprocess.run([uv, "pip", "install", "--quiet", "--python", python, "-c", lock, wheel], cwd=folder, check=True)
    return environment / "bin" / "yanzhen"


def test_wheel_speaks_both_languages(installed, tmp_path):
    assert "用法" in run(installed, "--help", "--lang", "zh", cwd=tmp_path).stdout
    assert "Usage" in run(installed, "--help", "--lang", "en", cwd=tmp_path).stdout


def test_wheel_runs_the_whole_chain(installed, tmp_path):
    run(installed, "scenario", "hunan2025", "-o", "books", cwd=tmp_path)
    done = run(installed, "run", "books", "-o", "out", cwd=tmp_path, check=False)
    assert done.returncode in (0, 1), done.stderr
    assert "Traceback" not in done.stderr
    figures = json.loads((tmp_path / "out" / "figures.json").read_bytes())["figures"]
    assert {543, 4481, 170, 1310} <= {figure["value"] for figure in figures}
    assert (tmp_path / "out" / "bulletin.docx").stat().st_size > 10_000


def test_wheel_without_the_site_says_how_to_get_it(installed, tmp_path):
    done = run(installed, "serve", "--lang", "en", cwd=tmp_path, check=False)
    assert done.returncode == 2
    assert "yanzhen[web]" in done.stderr
    assert "Traceback" not in done.stderr


def test_wheel_without_the_kernel_matches_and_says_once_that_it_is_slower(installed, tmp_path):
    texts = "id\ttitle\ttext\na\t阀块毛刺检测\t液压阀块深孔毛刺在线检测\n"
    (tmp_path / "needs.tsv").write_text(texts, encoding="utf-8")
    done = run(installed, "match", "needs.tsv", "needs.tsv", "-o", "out.json", "--lang", "en", cwd=tmp_path)
    assert done.stderr.count("the fast kernel is not installed") == 1
    assert "Warning" not in done.stderr
    assert json.loads((tmp_path / "out.json").read_bytes())[0]["offer_id"] == "a"
    quiet = run(installed, "match", "needs.tsv", "needs.tsv", "--backend", "reference", "-o", "out.json", cwd=tmp_path)
    assert quiet.stderr == ""
