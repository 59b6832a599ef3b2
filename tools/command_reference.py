"""Writes docs/{zh,en}/commands.md from the command line itself; a test fails when they are out of date."""

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from yanzhen.cli import program
from yanzhen.language import Language, say, speaking

DOCS = Path(__file__).resolve().parents[1] / "docs"


def reference(language: Language) -> str:
    """The page of one language: the help of the program and of each command, as printed."""
    with speaking(language):
        parts = [f"# {say('命令一览', 'Commands')}", _help(program, "yanzhen")]
        for path, command in _commands(program, "yanzhen"):
            parts += [f"## {path}", _help(command, path)]
        return "\n\n".join(parts) + "\n"


def _commands(group: click.Group, path: str) -> Iterator[tuple[str, click.Command]]:
    for name in group.list_commands(click.Context(group)):
        command = group.commands[name]
        yield f"{path} {name}", command
        if isinstance(command, click.Group):
            yield from _commands(command, f"{path} {name}")


def _help(command: click.Command, path: str) -> str:
    context = click.Context(command, info_name=path, terminal_width=100, max_content_width=100)
    return f"```text\n{command.get_help(context)}\n```"


def main() -> int:
    for language in ("zh", "en"):
        (DOCS / language / "commands.md").write_text(reference(language), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
