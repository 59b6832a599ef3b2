"""How the command line speaks: help in two languages, one line for an error, progress only where somebody looks."""

from __future__ import annotations

import gc
import os
import re
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any, TypeVar

import click

from yanzhen.errors import MissingPiece
from yanzhen.language import Language, Said, language_of, say, speaking

DONE, REFUSED, UNUSABLE = 0, 1, 2
"""Exit codes: done; done, but something in the input was refused; wrong usage or unreadable input."""

Progress = Callable[[float, str], None]
"""Told how much is done (0 to 1) and what is being done."""


class SpokenOption(click.Option):
    """An option whose help speaks the language in force."""

    def __init__(self, *args: Any, said: Said, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.said = said

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        self.help = str(self.said)
        return super().get_help_record(ctx)


class SpokenCommand(click.Command):
    """A command whose help speaks the language in force."""

    def __init__(self, *args: Any, said: Said, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.said = said

    def get_short_help_str(self, limit: int = 45) -> str:
        return str(self.said).split("\n")[0]

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write_usage(ctx.command_path, " ".join(self.collect_usage_pieces(ctx)), say("用法：", "Usage: "))

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(str(self.said))

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = say("显示本说明。", "Show this text.")
        return option

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        options = (param for param in self.get_params(ctx) if isinstance(param, click.Option))
        records = [record for each in options if (record := each.get_help_record(ctx))]
        with formatter.section(say("选项", "Options")):
            formatter.write_dl(records)


class SpokenGroup(SpokenCommand, click.Group):
    """The whole program; its commands are listed in the order of a record's life."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        super().format_options(ctx, formatter)
        rows = [(name, command.get_short_help_str()) for name, command in self.commands.items()]
        with formatter.section(say("命令", "Commands")):
            formatter.write_dl(rows)


Function = TypeVar("Function", bound=Callable[..., Any])


def option(*names: str, zh: str, en: str, **kwargs: Any) -> Callable[[Function], Function]:
    """`click.option` with help in both languages."""
    return click.option(*names, cls=SpokenOption, said=Said(zh, en), **kwargs)


def without_language(arguments: list[str]) -> tuple[list[str], Language | None]:
    """The words without `--lang`, wherever it stood, and the language that it asked for."""
    rest: list[str] = []
    asked: Language | None = None
    words = iter(arguments)
    for word in words:
        if word == "--lang":
            asked = language_of(next(words, ""))
        elif word.startswith("--lang="):
            asked = language_of(word.removeprefix("--lang="))
        else:
            rest.append(word)
    return rest, asked


@contextmanager
def speaking_as_asked(language: Language | None) -> Iterator[None]:
    """Speak as asked, else as the environment does."""
    if language is None:
        yield
        return
    with speaking(language):
        yield


def complaint(error: click.ClickException) -> str:
    """One line for a wrong call, with the fix."""
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "yanzhen"
    return f"{_what_is_wrong(error)} {say(f'（用法见 {command} --help）', f'(see {command} --help)')}"


def _what_is_wrong(error: click.ClickException) -> str:
    if isinstance(error, click.NoSuchOption):
        near = "、".join(error.possibilities or ())
        hint = say(f"，是不是 {near}？", f"; did you mean {near}?") if near else say("。", ".")
        return say(f"没有选项 {error.option_name}", f"no such option: {error.option_name}") + hint
    if isinstance(error, click.exceptions.NoSuchCommand):
        return say(f"没有命令 {error.command_name}。", f"no such command: {error.command_name}.")
    if isinstance(error, click.MissingParameter) and error.param is not None:
        name = error.param.make_metavar(error.ctx) if error.ctx else str(error.param.name)
        if isinstance(error.param, click.Option):
            name = error.param.opts[-1]
        return say(f"缺少 {name}。", f"missing {name}.")
    if isinstance(error, click.BadParameter) and error.param is not None and error.ctx is not None:
        hint = error.param.get_error_hint(error.ctx)
        return say(f"{hint} 的值不对：{_in_chinese(error.message)}", f"wrong value for {hint}: {error.message}")
    told = error.format_message().replace("\n", " ")
    return say(_in_chinese(told), told)


_CHINESE = (
    (re.compile(r"(?:File|Path|Directory) '(.*)' does not exist\.?"), "没有 {}。"),
    (re.compile(r"(?:File|Path) '(.*)' is a directory\.?"), "{} 是文件夹，请写一个文件。"),
    (re.compile(r"(?:Directory|Path) '(.*)' is a file\.?"), "{} 是文件，请写一个文件夹。"),
    (re.compile(r"(?:File|Path|Directory) '(.*)' is not readable\.?"), "{} 读不了，请看看权限。"),
    (re.compile(r"(?:File|Path|Directory) '(.*)' is not writable\.?"), "{} 写不了，请看看权限。"),
    (re.compile(r"Got unexpected extra arguments? \((.*)\)"), "多写了 {}。"),
    (re.compile(r"'(.*)' is not a valid (?:integer|float|integer range|float range)\.?"), "{} 不是数字。"),
    (re.compile(r"(.*) is not in the range .*"), "{} 超出了范围。"),
    (re.compile(r"'(.*)' is not one of (?:.*)"), "没有 {} 这一种。"),
    (re.compile(r"Option '(.*)' requires an argument\.?"), "{} 后面要写值。"),
)
"""What click says in English only."""


def _in_chinese(told: str) -> str:
    found = ((match, text) for pattern, text in _CHINESE if (match := pattern.fullmatch(told)))
    return next((text.format(match[1]) for match, text in found), told)


@contextmanager
def unhurried() -> Iterator[None]:
    """For a verb that ends soon: what only pays in a long life waits for the end of the block.

    Looking for cycles of garbage costs a tenth of a short run that keeps all it makes; NumPy's library of linear
    algebra starts a thread for each processor when it loads, which costs more than the rest of NumPy together.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


@contextmanager
def warnings_told() -> Iterator[None]:
    """What a library warns of is a line on standard error, as a program would say it."""
    import warnings

    with warnings.catch_warnings():
        warnings.showwarning = lambda message, *_: click.echo(str(message), err=True)
        yield


@contextmanager
def progress_bar(quiet: bool = False) -> Iterator[Progress]:
    """A bar on a terminal; silence where the output is piped."""
    if quiet or not sys.stderr.isatty():
        yield lambda share, what: None
        return
    from tqdm import tqdm

    with tqdm(total=100, file=sys.stderr, leave=False, bar_format="{desc} {bar} {percentage:3.0f}%", delay=1) as bar:

        def show(share: float, what: str) -> None:
            bar.n = min(100, round(share * 100))
            bar.set_description_str(what)

        yield show


def refuse(text: str) -> None:
    """A line on standard error."""
    click.echo(text, err=True)


@contextmanager
def as_files(names: Iterable[str]) -> Iterator[list[Path]]:
    """The paths of the named files; `-` is standard input, kept for as long as the block runs."""
    with tempfile.TemporaryDirectory() as folder:
        yield [_from_standard_input(Path(folder)) if name == "-" else Path(name) for name in names]


def _from_standard_input(folder: Path) -> Path:
    path = folder / "stdin"
    path.write_bytes(sys.stdin.buffer.read())
    return path


SITE_PACKAGES = ("django", "csp", "django_htmx", "granian", "whitenoise", "cryptography", "pypinyin")


def need_the_site() -> None:
    """Stop a verb of the site where its packages are missing.

    Raises:
        MissingPiece: names them.
    """
    missing = [name for name in SITE_PACKAGES if find_spec(name) is None]
    if missing:
        raise MissingPiece(
            f"网站还缺 {'、'.join(missing)}，请执行 pip install 'yanzhen[web]'",
            f"the site needs {', '.join(missing)}: run pip install 'yanzhen[web]'",
        )
