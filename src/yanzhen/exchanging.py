"""`yanzhen exchange`: rounds as signed files, for an installation without a network."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from yanzhen.commandline import (
    DONE,
    REFUSED,
    SpokenCommand,
    SpokenGroup,
    as_files,
    need_the_site,
    option,
    refuse,
)
from yanzhen.language import Said, say


@click.group(
    "exchange",
    cls=SpokenGroup,
    said=Said(
        "离线交换：任务做成一个签了名的文件送过去，报好了再做成文件送回来，不需要网络。",
        "Rounds without a network: out as one signed file, back as one; taking a file in twice changes nothing.",
    ),
)
@click.pass_context
def exchange(context: click.Context) -> None:
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


exchange.no_args_is_help = False
exchange.invoke_without_command = True


@exchange.command(
    "key",
    cls=SpokenCommand,
    said=Said(
        "写出我们的公钥卡（一行），交给对方登记；指纹供电话核对。",
        "Write our key card (one line) for the other side; its fingerprint is compared by telephone.",
    ),
)
@option(
    "-o", "out", default="-", metavar="OUT", zh="写到哪个文件，- 为标准输出。", en="The file, - for standard output."
)
def exchange_key(out: str) -> int:
    need_the_site()
    from yanzhen_web.exchanging import card_line

    line, fingerprint = card_line()
    if out == "-":
        click.echo(line)
    else:
        Path(out).write_text(line + "\n", encoding="utf-8")
    click.echo(say(f"指纹：{fingerprint}", f"fingerprint: {fingerprint}"), err=True)
    return DONE


@exchange.command(
    "trust",
    cls=SpokenCommand,
    said=Said(
        "登记对方的公钥卡；先打电话核对指纹，从此收它签的文件。",
        "Trust the other side's key card, after its fingerprint was compared by telephone; its files then count.",
    ),
)
@click.argument("card", metavar="FILE")
@option(
    "--office",
    default="",
    metavar="NAME",
    zh="是哪个下级单位的卡（名称或编号）；不写则是卡上的单位。",
    en="Whose card it is, of those below (name or id); by default the office on the card.",
)
@option(
    "--fingerprint",
    default="",
    metavar="DIGITS",
    zh="对方在电话里念的指纹；不写则显示出来由人确认。",
    en="The fingerprint as they read it out; without it the person is asked.",
)
def exchange_trust(card: str, office: str, fingerprint: str) -> int:
    need_the_site()
    from yanzhen_web.exchanging import trust

    def agree(name: str, shown: str) -> bool:
        if fingerprint:
            return "".join(fingerprint.split()) == "".join(shown.split())
        asked = say(
            f"“{name}”，指纹 {shown}。已打电话核对一致？", f"{name}, fingerprint {shown}. Compared by telephone?"
        )
        return sys.stdin.isatty() and click.confirm(asked, err=True)

    with as_files([card]) as (path,):
        name = trust(path.read_bytes()[:4096].decode("utf-8", "replace"), office, agree)
    if name is None:
        refuse(
            say(
                "没有登记：指纹没有核对，或与电话里的不一致（用 --fingerprint 写对方念的数字）",
                "not taken in: the fingerprint was not compared, or differs (give what they read out: --fingerprint)",
            )
        )
        return REFUSED
    click.echo(say(f"已登记“{name}”的公钥", f"the key of {name} is trusted"), err=True)
    return DONE


@exchange.command(
    "out",
    cls=SpokenCommand,
    said=Said(
        "把任务（或报好的报表）做成给对方的文件。",
        "Make the file of a round, or of the report for it, for the other side.",
    ),
)
@click.argument("round_", metavar="ROUND")
@option(
    "-o", "out", required=True, metavar="FILE", zh="写到哪个文件，- 为标准输出。", en="The file, - for standard output."
)
@option("--to", default="", metavar="NAME", zh="给哪个单位（只有一个时不用写）。", en="For which office, if several.")
@option(
    "--whole",
    is_flag=True,
    zh="带上全部内容，对方换了新文件夹时用。",
    en="With everything in it, for a folder that was begun anew.",
)
def exchange_out(round_: str, out: str, to: str, whole: bool) -> int:
    need_the_site()
    from yanzhen_web.exchanging import make

    content, name = make(round_, to, None if out == "-" else Path(out), whole=whole)
    if out == "-":
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
    else:
        click.echo(say(f"已写出 {out}（{name}）", f"wrote {out} ({name})"), err=True)
    return DONE


@exchange.command(
    "in",
    cls=SpokenCommand,
    said=Said(
        "收进对方的文件；说清楚收到了什么，或者为什么不收。",
        "Take the other side's file in; it says what came, or why nothing was taken in.",
    ),
)
@click.argument("file", metavar="FILE")
@option(
    "--we-are",
    default="",
    metavar="NAME",
    zh="新文件夹第一次收文件时：我们是哪个单位（全称）。",
    en="In a new folder, with its first file: which office we are (full name).",
)
def exchange_in(file: str, we_are: str) -> int:
    need_the_site()
    from yanzhen_web.exchanging import take

    with as_files([file]) as (path,):
        click.echo(take(path, Path(file).name if file != "-" else "stdin.yzx", we_are))
    return DONE
