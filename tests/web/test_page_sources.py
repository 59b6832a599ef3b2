"""What the strict CSP and the oldest browsers ask of the sources and of what is built from them."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SITE = ROOT / "src" / "yanzhen_web"
BUILT = SITE / "static" / "built"
ESBUILD = ROOT / "node_modules" / ".bin" / "esbuild"
TEMPLATES = sorted((SITE / "templates").rglob("*.html"))

TOO_NEW = {
    "gap of a flexible box": re.compile(r"display:(?:inline-)?flex[^}]*[;{]gap:|[;{]gap:[^}]*display:(?:inline-)?flex"),
    ":has(), :is(), :where()": re.compile(r":(?:has|is|where)\("),
    "aspect-ratio": re.compile(r"[;{]aspect-ratio:"),
    "inset": re.compile(r"[;{]inset:"),
    "@layer, @container, @property": re.compile(r"@(?:layer|container|property)\b"),
    "color-mix()": re.compile(r"color-mix\("),
    "min(), max(), clamp()": re.compile(r"[:( ,](?:min|max|clamp)\("),
    "dynamic viewport units": re.compile(r"\d[dsl]v[hw]\b"),
    "nesting": re.compile(r"\{[^{}]*&"),
    "overflow: clip": re.compile(r"overflow(?:-[xy])?:clip"),
    "rgb() with blanks, #rrggbbaa": re.compile(r"rgb\(\d+ |#(?:[0-9a-f]{4}|[0-9a-f]{8})\b"),
}


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(SITE / "templates").as_posix())
def test_template_has_nothing_inline_and_nothing_from_outside(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"\sstyle\s*=", text)
    assert not re.search(r"<style|<script(?![^>]*\ssrc=)", text)
    assert not re.search(r"\s(?:on[a-z]+|hx-on[:\w-]*|hx-vals=[\"']js)\s*=", text)
    assert not re.search(r"(?:src|href|action)\s*=\s*[\"'](?:https?:)?//", text)
    assert "|safe" not in text.replace("field.help_text|safe", ""), "people's text is always escaped"


@pytest.mark.parametrize("name", ["boot.js", "app.js", "charts.js"])
def test_built_script_parses_on_chromium_78(name: str) -> None:
    """Lowering to the floor changes nothing: there is nothing newer in it."""
    source = (BUILT / name).read_text(encoding="utf-8")
    as_is, lowered = (
        subprocess.run(
            [ESBUILD, f"--target={target}", "--charset=utf8", "--loader=js"],
            input=source,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for target in ("esnext", "chrome78")
    )
    assert as_is == lowered


@pytest.mark.parametrize("what", TOO_NEW)
def test_built_style_uses_nothing_newer_than_chromium_78(what: str) -> None:
    style = (BUILT / "app.css").read_text(encoding="utf-8")
    hit = TOO_NEW[what].search(style)
    assert not hit, style[max(0, hit.start() - 80) : hit.end() + 40]


def test_style_follows_the_system_where_nothing_was_chosen() -> None:
    style = (BUILT / "app.css").read_text(encoding="utf-8")
    dark = re.search(r"prefers-color-scheme:dark\)\{:root:not\(\[data-theme=\"?light\"?\]\)\{([^}]*)\}", style)
    chosen = re.search(r":root\[data-theme=\"?dark\"?\]\{([^}]*)\}", style)
    assert dark and chosen and set(re.findall(r"--[\w-]+", dark[1])) == set(re.findall(r"--[\w-]+", chosen[1]))


def test_build_gives_the_same_bytes_again(tmp_path: Path) -> None:
    again = tmp_path / "built"
    command = [sys.executable, ROOT / "tools" / "npm.py", "run", "--silent", "build", "--", again]
    subprocess.run(command, check=True, cwd=ROOT)
    names = {path.name for path in again.iterdir()}
    assert {"app.js", "app.css", "boot.js", "charts.js", "china.json", "icons.svg", "mark.svg"} <= names
    assert [name for name in sorted(names) if (again / name).read_bytes() != (BUILT / name).read_bytes()] == []


def test_every_icon_named_is_drawn() -> None:
    drawn = {path.stem for path in (SITE / "static_src" / "icons").glob("*.svg")}
    said = "".join(path.read_text(encoding="utf-8") for path in TEMPLATES)
    named = set(re.findall(r'\{% icon "(\w+)" %\}', said))
    assert named <= drawn, named - drawn
