"""What must never be committed, and what the house's rules can check by themselves."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


def tracked() -> list[str]:
    done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip("not a git checkout")
    return [name for name in done.stdout.split("\0") if name and (ROOT / name).is_file()]


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8", errors="ignore")


def test_no_lock_that_records_addresses_is_tracked():
    names = tracked()
    assert not [name for name in names if name.endswith(("uv.lock", "Cargo.lock"))]
    locks = [name for name in names if name.startswith("requirements/") or name.endswith("package-lock.json")]
    for name in locks:
        assert not re.search(
            r"https?://(?!opencollective|github|tidelift|paypal|www\.)[^\s\"]*\.(tgz|whl|tar\.gz)", text_of(name)
        ), name
        assert '"resolved"' not in text_of(name), name
        assert "--index-url" not in text_of(name), name


def test_locked_packages_have_hashes():
    for lock in (ROOT / "requirements").glob("*.txt"):
        blocks = re.findall(r"^[a-z0-9][^\n]*==(?:[^\n]*\\\n)+[^\n]*", lock.read_text(), re.M)
        assert blocks, lock
        assert all("--hash=sha256:" in block for block in blocks), lock


def test_nothing_built_is_tracked():
    built = (
        "src/yanzhen/reference/tables/",
        "src/yanzhen/collect/understanding/tables/",
        "src/yanzhen_web/static/built/",
        "node_modules/",
        ".venv/",
        "var/",
    )
    assert not [name for name in tracked() if name.startswith(built) or name.endswith((".mo", ".pyc"))]


def test_no_path_of_one_machine():
    pattern = re.compile(r"""["'= (](/(?:root|home|work)/[a-z])""")
    found = [
        name
        for name in tracked()
        if name.endswith((".py", ".mjs", ".sh", ".toml", ".md", ".html")) and pattern.search(text_of(name))
    ]
    assert found == []


def test_both_readmes_link_to_files_that_exist():
    for name in ("README.md", "README.en.md", "CONTRIBUTING.md"):
        for target in re.findall(r"\]\(((?!https?:|#)[^)#]+)", text_of(name)):
            assert (ROOT / target).exists(), f"{name}: {target}"
