"""Every sentence of the site has its English, and nothing in the catalogue is left over."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
CHINESE = re.compile(r"[\u4e00-\u9fff]")
MARKUP = r"\{% blocktranslate.*?endblocktranslate %\}|\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}"
PLACEHOLDER = re.compile(r"%\(\w+\)s")


def load_tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("compile_messages", ROOT / "tools" / "compile_messages.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    return load_tool()


def test_used_messages_are_all_translated(tool: ModuleType) -> None:
    catalogue = tool.catalogue()
    missing = [m for m in tool.used_messages() if not (catalogue.get(m) and catalogue.get(m).string)]
    assert not missing, f"run tools/compile_messages.py extract, then write the English of {missing}"


def test_no_message_is_fuzzy_or_unused(tool: ModuleType) -> None:
    catalogue, used = tool.catalogue(), tool.used_messages()
    assert not [m.id for m in catalogue if m.id and m.fuzzy]
    assert not [m.id for m in catalogue if m.id and m.id not in used], "run tools/compile_messages.py extract"
    assert not catalogue.obsolete


def test_english_keeps_placeholders_and_has_no_chinese(tool: ModuleType) -> None:
    for message in tool.catalogue():
        if not message.id or message.id.startswith("按平时填表"):  # shows how to write a cell, in the cell's language
            continue
        assert sorted(PLACEHOLDER.findall(message.id)) == sorted(PLACEHOLDER.findall(message.string)), message.id
        assert not CHINESE.search(message.string), message.id


def test_templates_show_no_untranslated_chinese() -> None:
    for path in (ROOT / "src" / "yanzhen_web" / "templates").rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        bare = re.sub(MARKUP, "", text, flags=re.S)
        said = CHINESE.findall(bare.replace("中文", "").replace("，", "").replace("：", ""))
        assert not said, f"{path.name}: {''.join(said)}"


def test_compiled_catalogue_is_what_django_reads(tool: ModuleType, tmp_path: Path) -> None:
    import gettext

    mo = tmp_path / "django.mo"
    tool.compile_catalogue(tool.PO, mo)
    with mo.open("rb") as stream:
        assert gettext.GNUTranslations(stream).gettext("收件箱") == "Inbox"
