"""The command line: one verb a stage. Each verb reads its words, delegates, and says how it went."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from zoneinfo import ZoneInfo

import click

from yanzhen import __version__
from yanzhen.commandline import (
    DONE,
    REFUSED,
    UNUSABLE,
    SpokenCommand,
    SpokenGroup,
    as_files,
    complaint,
    need_the_site,
    option,
    progress_bar,
    refuse,
    speaking_as_asked,
    unhurried,
    warnings_told,
    without_language,
)
from yanzhen.errors import WrongUsage, YanzhenError
from yanzhen.exchanging import exchange
from yanzhen.language import Said, say
from yanzhen.records import KINDS

if TYPE_CHECKING:
    from types import FrameType

    from yanzhen.report.country.axes import Split
    from yanzhen.report.country.ends import Level

SHOWN_ISSUES = 20
DATE = click.DateTime(["%Y-%m-%d"])


@click.group(
    cls=SpokenGroup,
    said=Said(
        "雁阵：产业转移对接。把各单位报来的表格变成干净的记录、讲得出理由的匹配、对得上账的数字和通报。",
        "Yanzhen: industrial-transfer matchmaking. Turns the spreadsheets that offices send into clean records,\n"
        "matches that say why, figures that add up, and a bulletin.",
    ),
)
@option("--lang", metavar="zh|en", expose_value=False, zh="用哪种语言说话。", en="The language to speak.")
@option("--version", is_flag=True, zh="显示版本。", en="Show the version.")
def program(version: bool) -> None:
    if version:
        click.echo(f"yanzhen {__version__}")


program.no_args_is_help = False
program.invoke_without_command = True


def _verb(name: str, zh: str, en: str) -> Callable[[Callable[..., int]], click.Command]:
    """Make a function the verb of that name."""
    return program.command(name, cls=SpokenCommand, said=Said(zh, en))


def _computed_by(names: str) -> Callable[[Callable[..., int]], Callable[..., int]]:
    return option(
        "--backend",
        metavar=f"[{names}]",
        zh="用哪个计算后端（默认用已安装的最快的；结果完全相同）。",
        en="The backend that computes (by default the fastest installed; the answers are the same).",
    )


_to_file = option(
    "-o",
    "out",
    required=True,
    metavar="OUT",
    zh="输出（.json .xlsx .csv .tsv .parquet，- 为标准输出）。",
    en="Output (.json .xlsx .csv .tsv .parquet, - for standard output).",
)


def _to_folder(metavar: str) -> Callable[[Callable[..., int]], Callable[..., int]]:
    """The folder that a verb writes."""
    folder = click.Path(file_okay=False, path_type=Path)
    return option(
        "-o", "out", required=True, metavar=metavar, type=folder, zh="写到哪个文件夹。", en="The folder to write."
    )


def _tell(lines: Iterable[str]) -> None:
    """Say on standard error what was refused, the first of it."""
    listed = list(lines)
    for line in listed[:SHOWN_ISSUES]:
        refuse(line)
    if len(listed) > SHOWN_ISSUES:
        more = len(listed) - SHOWN_ISSUES
        refuse(say(f"……另有 {more} 处，见输出文件", f"… and {more} more, in the output"))


@contextmanager
def _as_tables(names: Iterable[str]) -> Iterator[list[Path]]:
    """As `as_files`, for verbs that go by the suffix: standard input gets the one that it looks like."""
    from yanzhen.recordfiles import suffix_of_content

    with as_files(names) as paths:
        yield [
            path.rename(path.with_suffix(suffix_of_content(path.read_bytes()))) if name == "-" else path
            for name, path in zip(names, paths, strict=True)
        ]


@_verb(
    "scenario",
    "写出演示活动的全部工作簿，就像各单位报来的那样。",
    "Write the demo event as workbooks, as offices would send them.",
)
@click.argument("name", metavar="hunan2025")
@_to_folder("DIR")
@option(
    "--seed",
    default=2025,
    show_default=True,
    zh="随机种子；同样的种子写出同样的文件。",
    en="Random seed; the same seed gives the same files.",
)
def scenario(name: str, out: Path, seed: int) -> int:
    from yanzhen.scenario import write_scenario

    with progress_bar() as progress:
        written = write_scenario(name, out, seed=seed, progress=lambda made, all_: progress(made / all_, out.name))
    click.echo(say(f"已写出 {len(written)} 个文件：{out}", f"wrote {len(written)} files to {out}"), err=True)
    return DONE


@_verb(
    "collect",
    "读懂杂乱的工作簿、表单、压缩包和粘贴的文字：干净的记录出来，每个读不出的格都点名。",
    "Read messy workbooks, forms, archives and pasted text: clean records out, every refused cell named.",
)
@click.argument("books", nargs=-1, required=True, metavar="BOOK...")
@_to_file
@option(
    "--kind",
    type=click.Choice(KINDS),
    metavar="K",
    zh="表中记录的种类（默认从表中读出）：" + " ".join(KINDS),
    en="What the rows are (read from the sheet by default): " + " ".join(KINDS),
)
@option("--include-hidden", is_flag=True, zh="隐藏的行也要。", en="Take hidden rows too.")
@option(
    "--corrections",
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    zh="把每本原表标出问题后写回到此文件夹。",
    en="Write each book back here with its faults marked.",
)
@option(
    "--mapping",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    zh="这家单位的表头对照（JSON）：改过的表头以它为准。",
    en="What this sender's headers mean (JSON): corrected headers are read by it.",
)
def collect(
    books: tuple[str, ...],
    out: str,
    kind: str | None,
    include_hidden: bool,
    corrections: Path | None,
    mapping: Path | None,
) -> int:
    from yanzhen.collect import read_lexicon
    from yanzhen.recordfiles import suffix_of
    from yanzhen.workflow import collect_books, write_collection

    suffix_of(out)
    known = read_lexicon(mapping) if mapping else None
    with as_files(books) as paths, progress_bar() as progress:
        pasted = [path for path, name in zip(paths, books, strict=True) if name == "-"]
        collection = collect_books(
            paths, kind=kind, include_hidden=include_hidden, progress=progress, pasted=pasted, known=known
        )
        write_collection(collection, out, corrections=corrections)
    _tell([*collection.refusals(), *collection.complaints()])
    return REFUSED if collection.something_refused() else DONE


@_verb(
    "duplicates",
    "同一件事报了几次：找出相同的记录，并给出依据。",
    "What was told more than once: groups of records that are the same thing, with the evidence.",
)
@click.argument("records", metavar="RECORDS")
@_to_file
@option(
    "--never",
    metavar="FILE",
    zh="已认定不是一件事的记录对（列 id_a、id_b），不再提出，也不并在一组。",
    en="Pairs that people said are two things (columns id_a, id_b): never proposed, never in one group.",
)
@option(
    "--kind",
    type=click.Choice(KINDS),
    metavar="K",
    zh="文件没有写明种类时，这些记录是什么。",
    en="What the rows are, where the file does not say.",
)
def duplicates(records: str, out: str, never: str | None, kind: str | None) -> int:
    from yanzhen.recordfiles import suffix_of
    from yanzhen.workflow import duplicates_in, write_duplicates

    suffix_of(out)
    with _as_tables([records, *([never] if never else [])]) as paths, progress_bar() as progress:
        found, names = duplicates_in(paths[0], never=paths[1] if never else None, kind=kind, progress=progress)
        write_duplicates(found, names, out)
    click.echo(
        say(
            f"{found.records} 条记录，{len(found.groups)} 组相同，{len(found.asked)} 对待确认",
            f"{found.records} records, {len(found.groups)} groups of the same, {len(found.asked)} pairs to ask about",
        ),
        err=True,
    )
    return DONE


@program.group(
    "template",
    cls=SpokenGroup,
    said=Said(
        "别家的表样：从一本工作簿学会版式，再把记录按这个版式写出去。",
        "Other people's layouts: learn one from a workbook, and write records in it.",
    ),
)
@click.pass_context
def template(context: click.Context) -> None:
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


template.no_args_is_help = False
template.invoke_without_command = True


@template.command(
    "learn",
    cls=SpokenCommand,
    said=Said(
        "学会一本工作簿的版式：标题、单位行、多级表头、列、合计、签字行、字体、列宽、页面。",
        "Learn the layout of a workbook: title, unit line, levels of header, columns, sums, signatures, fonts, widths, "
        "page.",
    ),
)
@click.argument("book", metavar="BOOK")
@option(
    "-o",
    "out",
    required=True,
    metavar="TEMPLATE",
    zh="写出的模板（.json，- 为标准输出）。",
    en="The template (.json, - for standard output).",
)
@option(
    "--kind",
    type=click.Choice(KINDS),
    metavar="K",
    zh="表中记录的种类（默认从表中读出）。",
    en="What the rows are (read from the sheet by default).",
)
def template_learn(book: str, out: str, kind: str | None) -> int:
    from yanzhen.collect.templates.files import learn_file

    with as_files([book]) as (path,):
        _tell(learn_file(path, out, kind=kind))
    return DONE


@template.command(
    "fill",
    cls=SpokenCommand,
    said=Said(
        "按模板写出台账：列、单位、顺序、小计合计都照原样，Excel 和 WPS 都能打开。",
        "Write records as a ledger in a template's layout: columns, units, order and sums as they are used to.",
    ),
)
@click.argument("template_file", metavar="TEMPLATE")
@click.argument("records", metavar="RECORDS")
@option(
    "-o",
    "out",
    required=True,
    metavar="LEDGER",
    zh="写出的台账（.xlsx，- 为标准输出）。",
    en="The ledger (.xlsx, - for standard output).",
)
@option(
    "--period",
    metavar="P",
    zh="填入标题和表头的时期：2025、2025-10、2025-Q3、2025-H1、2025-W12。",
    en="The period for titles and headers: 2025, 2025-10, 2025-Q3, 2025-H1, 2025-W12.",
)
@option("--office", default="", metavar="NAME", zh="填报单位。", en="The office that reports.")
@option("--as-of", type=DATE, metavar="DATE", zh="数据截至、填报时间。", en="The day of the figures and of the report.")
@option(
    "--order",
    default="",
    metavar="REGIONS",
    zh="地区的先后，名称或代码，用逗号隔开（默认按行政区划代码）。",
    en="Regions in the order wanted, names or codes, apart by commas (that of their codes by default).",
)
@option(
    "--by",
    type=click.Choice(["city", "county", "none"]),
    metavar="city|county|none",
    zh="按市州、县市区分组，或不分组（默认照模板）。",
    en="Group by city, by county, or not at all (as the template does by default).",
)
@option(
    "--totals/--no-totals",
    default=None,
    zh="写不写小计、合计（默认照模板）。",
    en="Write sums or none (as the template does by default).",
)
@option(
    "--ids",
    is_flag=True,
    zh="加一列隐藏的编号，改过的行交回来认得出。",
    en="Add the hidden column of ids, by which a returned row is known again.",
)
def template_fill(
    template_file: str,
    records: str,
    out: str,
    period: str | None,
    office: str,
    as_of: datetime | None,
    order: str,
    by: Literal["city", "county", "none"] | None,
    totals: bool | None,
    ids: bool,
) -> int:
    from yanzhen.collect.templates.files import fill_file

    with as_files([template_file]) as (layout,), _as_tables([records]) as (rows,):
        left = fill_file(
            layout,
            rows,
            out,
            period=period,
            office=office,
            as_of=as_of.date().isoformat() if as_of else "",
            order=order,
            grouping="" if by == "none" else by,
            totals=totals,
            ids=ids,
        )
    _tell(left)
    return REFUSED if left else DONE


_embed = option(
    "--embed",
    metavar="FOLDER",
    type=click.Path(file_okay=False, path_type=Path),
    zh="本机上的 sentence-transformers 文件夹：意思相近也算像；从不下载。",
    en="A sentence-transformers folder on this machine: likeness of meaning counts too; nothing is downloaded.",
)


@_verb(
    "match",
    "谁适合谁，为什么：需求 × 成果，逐对给出分数和理由。",
    "Who suits whom, and why: needs × offers, each pair with its score and reasons.",
)
@click.argument("needs", metavar="NEEDS")
@click.argument("offers", metavar="OFFERS")
@_to_file
@option(
    "--kind",
    default="technology",
    show_default=True,
    type=click.Choice(["technology"]),
    zh="匹配的种类。",
    en="What is matched.",
)
@option(
    "--top",
    default=20,
    show_default=True,
    type=click.IntRange(1, 1000),
    zh="每个需求给出几个。",
    en="How many for each need.",
)
@option(
    "--on",
    type=DATE,
    metavar="DATE",
    zh="只配这一天仍然有效的（默认不按日期筛）。",
    en="Only what is open on this day (by default dates rule nothing out).",
)
@_computed_by("reference|native|spark")
@option(
    "--model",
    metavar="M",
    type=click.Path(dir_okay=False, path_type=Path),
    zh="学来的模型：按词选出的再由它打分（见 learn）。",
    en="A learned model: it scores the best by words anew (see learn).",
)
@_embed
def match(
    needs: str,
    offers: str,
    out: str,
    kind: str,
    top: int,
    on: datetime | None,
    backend: str | None,
    model: Path | None,
    embed: Path | None,
) -> int:
    from yanzhen.recordfiles import suffix_of
    from yanzhen.workflow import match_files, write_matches

    suffix_of(out)
    with unhurried(), as_files([needs, offers]) as (needs_path, offers_path), progress_bar() as progress:
        progress(0.0, say("读入、切词、打分", "reading, cutting, scoring"))
        day, asked = on.date() if on else None, backend or "native"
        with warnings_told():
            found = match_files(
                needs_path, offers_path, kind=kind, top=top, on=day, backend=asked, model=model, embed=embed
            )
        progress(0.9, say("写出", "writing"))
        write_matches(found, out)
    return DONE


_demands = option(
    "--demands",
    required=True,
    metavar="D.tsv",
    zh="需求表：demand_id、title、text。",
    en="The demands: demand_id, title, text.",
)


@_verb(
    "learn",
    "从人的判断学习：哪些成果和哪些需求配得上；判断太少就不学，并说还差多少。",
    "Learn from what people decided: which achievements suit which demands; refuses to learn from too little.",
)
@_demands
@option(
    "--pairs",
    required=True,
    metavar="P.tsv",
    zh="判断过的配对：achievement_id、demand_id、level（1 到 4）、achievement_title_words。",
    en="Judged pairs: achievement_id, demand_id, level (1 to 4), achievement_title_words.",
)
@option(
    "--model",
    "earlier",
    metavar="OLD",
    zh="以前学的模型：它记着的判断和这些一起学。",
    en="An earlier model: the decisions that it keeps are learned together with these.",
)
@option(
    "-o",
    "out",
    required=True,
    metavar="MODEL",
    zh="写出的模型（JSON，- 为标准输出）；里面有这些判断，请同样保管。",
    en="The model (JSON, - for standard output); the decisions are in it, so keep it as you keep them.",
)
@_embed
def learn(demands: str, pairs: str, earlier: str | None, out: str, embed: Path | None) -> int:
    from yanzhen.workflow import learn_files, write_model

    with (
        unhurried(),
        _as_tables([demands, pairs]) as (demands_path, pairs_path),
        as_files([earlier] if earlier else []) as old,
        progress_bar() as progress,
    ):
        model, refused = learn_files(
            demands_path, pairs_path, earlier=old[0] if old else None, embed=embed, progress=progress
        )
        write_model(model, out)
    _tell(map(str, refused))
    click.echo(
        say(
            f"从 {len(model.decisions)} 个判断（{len(model.demands)} 条需求）学成",
            f"learned from {len(model.decisions)} decisions ({len(model.demands)} demands)",
        ),
        err=True,
    )
    return REFUSED if refused else DONE


@_verb(
    "score",
    "用学来的模型给配对打分：该排第几、该是几级、这样的配对有多少被接受。",
    "Score pairs with a learned model: how relevant, which level, how many pairs like it were accepted.",
)
@click.argument("model", metavar="MODEL")
@_demands
@option(
    "--pairs",
    required=True,
    metavar="P.tsv",
    zh="要打分的配对：achievement_id、demand_id、achievement_title_words。",
    en="The pairs: achievement_id, demand_id, achievement_title_words.",
)
@option("--reasons", is_flag=True, zh="每个分数附上理由。", en="Give each score its reasons.")
@_embed
@_to_file
def score(model: str, demands: str, pairs: str, reasons: bool, out: str, embed: Path | None) -> int:
    from yanzhen.recordfiles import suffix_of
    from yanzhen.workflow import score_files, write_scores

    suffix_of(out)
    with (
        unhurried(),
        as_files([model]) as (model_path,),
        _as_tables([demands, pairs]) as (demands_path, pairs_path),
        progress_bar() as progress,
    ):
        rows, refused = score_files(
            model_path, demands_path, pairs_path, embed=embed, reasons=reasons, progress=progress
        )
        write_scores(rows, out, reasons=reasons)
    _tell(map(str, refused))
    return REFUSED if refused else DONE


@_verb(
    "place",
    "项目该落在哪里：过门槛、排名次，并算出在各种权重下有多稳，为什么，差什么就能排第一。",
    "Where a project should go: gates, ranks, how robust they are over all weightings, why, what would change them.",
)
@click.argument("files", metavar="[PROJECTS PLACES...]", nargs=-1)
@option(
    "--matrix",
    metavar="M.csv",
    zh="各地的数值：place 一列，每个指标一列，空格是未知。",
    en="The places: a column place and one a criterion; an empty cell is unknown.",
)
@option(
    "--criteria",
    metavar="C.csv",
    zh="指标：criterion、direction（max|min），可加 weight、at_least、at_most（门槛）、lowest、highest（未知值范围）。",
    en="The criteria: criterion, direction (max|min), and where wanted weight, at_least, at_most (gates), lowest, "
    "highest (what an unknown value could be).",
)
@option(
    "--method",
    default="topsis",
    show_default=True,
    metavar="topsis|sum|promethee",
    zh="排名的方法：TOPSIS、加权和、PROMETHEE II。",
    en="How places are ranked: TOPSIS, weighted sum, PROMETHEE II.",
)
@option(
    "--weigh",
    default="given",
    show_default=True,
    type=click.Choice(["given", "equal", "entropy"]),
    zh="权重从哪里来：指标表给的、一律相等、熵权。",
    en="Where weights come from: the criteria's own, equal ones, entropy.",
)
@option(
    "--pairwise",
    metavar="A.csv",
    zh="指标两两比较的表（AHP），由它定权重，并说出一致性比率。",
    en="A table of criteria compared two by two (AHP): it gives the weights, and the consistency ratio is told.",
)
@option(
    "--weights",
    "--weightings",
    "weightings",
    default=100_000,
    show_default=True,
    metavar="N",
    type=click.IntRange(1, 100_000_000),
    zh="随机抽多少组权重。",
    en="How many weightings are drawn.",
)
@option(
    "--ranks",
    default=10,
    show_default=True,
    type=click.IntRange(1, 10_000),
    zh="前几名的可接受度。",
    en="Of how many ranks the acceptability is told.",
)
@option(
    "--seed",
    default=1,
    show_default=True,
    type=click.IntRange(0, 2**53),
    zh="随机种子；同样的种子写出同样的文件。",
    en="Random seed; the same seed gives the same file.",
)
@option(
    "--data",
    multiple=True,
    metavar="PATH",
    type=click.Path(path_type=Path),
    zh="只提供数值的表或文件夹（城市表、开发区目录、投入产出表……），可多次。",
    en="A table or folder that only tells values (of cities, zones, an input-output table …); may be repeated.",
)
@option(
    "--weights-from",
    "weights_from",
    metavar="W.csv",
    type=click.Path(path_type=Path),
    zh="指标的权重：criterion、weight（词或数字），可加 at_least、at_most（门槛）；不写的指标不计。",
    en="How much criteria count: criterion, weight (words or numbers), and where wanted at_least, at_most (gates); "
    "what is not named does not count.",
)
@option(
    "--catalogue",
    multiple=True,
    metavar="FILE",
    type=click.Path(path_type=Path),
    zh="产业目录，用来过门槛，可多次。",
    en="A catalogue of industries for the gates; may be repeated.",
)
@option(
    "--within",
    multiple=True,
    metavar="PLACE=KM",
    zh="离某地至多多少公里（直线），可多次。",
    en="At most so many kilometres from a place, as the crow flies; may be repeated.",
)
@option(
    "--supplier",
    multiple=True,
    metavar="PLACE",
    zh="供应商所在地，可多次。",
    en="Where a supplier is; may be repeated.",
)
@option(
    "--customer", multiple=True, metavar="PLACE", zh="客户所在地，可多次。", en="Where a customer is; may be repeated."
)
@option(
    "--port",
    multiple=True,
    metavar="PLACE",
    zh="要用的港口，可多次，取最近的。",
    en="A port; of several the nearest counts.",
)
@option(
    "--rail-to",
    metavar="CITY",
    zh="看高铁到哪个城市（默认转出地）。",
    en="The city of rail times (by default the origin).",
)
@option(
    "--road-factor",
    default=1.3,
    show_default=True,
    type=click.FloatRange(1, 5),
    zh="公路里程是直线距离的几倍。",
    en="Kilometres by road for one as the crow flies.",
)
@option("--today", type=DATE, metavar="DATE", zh="以哪一天为今天（默认今天）。", en="The day that counts as today.")
@option(
    "--report",
    metavar="FILE",
    zh="另写一份给企业的报告，.docx 或 .pdf；多个项目时每个一份。",
    en="Write a report for the firm too, .docx or .pdf; with several projects, one each.",
)
@_computed_by("reference|native")
@_to_file
def place(
    files: tuple[str, ...],
    matrix: str | None,
    criteria: str | None,
    method: str,
    weigh: str,
    pairwise: str | None,
    weightings: int,
    ranks: int,
    seed: int,
    backend: str | None,
    out: str,
    weights_from: Path | None,
    today: datetime | None,
    report: str | None,
    **records: Any,
) -> int:
    from yanzhen.placing import write_table_report
    from yanzhen.workflow import compare_files, write_comparison

    day = today or datetime.now(ZoneInfo("Asia/Shanghai"))
    data, reports = _data_and_reports(out, report)
    if files:
        _refuse_mixture(files, matrix, criteria, weights_from, pairwise, weigh)
        asked = method, weightings, ranks, seed, backend
        weights = weights_from or (Path(criteria) if criteria else None)
        return _study(files, asked, weights, day, records, data, reports)
    if matrix is None or criteria is None:
        raise WrongUsage(
            "请给出 项目表 地方表，或者 --matrix 和 --criteria",
            "give PROJECTS PLACES, or both --matrix and --criteria",
        )
    named = [matrix, criteria, *([pairwise] if pairwise else [])]
    with unhurried(), _as_tables(named) as paths, progress_bar() as progress:
        from yanzhen.place.comparison import Asked

        found, refused, notes = compare_files(
            paths[0],
            paths[1],
            asked=Asked(method, weightings, ranks, seed, backend),
            weigh=weigh,
            pairwise=paths[2] if pairwise else None,
            progress=progress,
        )
        for path in reports:
            write_table_report(found, path, day.date(), Path(matrix).name)
        if data:
            write_comparison(found, data)
    _tell(map(str, refused))
    for note in [*notes, found.told()]:
        click.echo(str(note), err=True)
    return REFUSED if refused else DONE


def _data_and_reports(out: str, report: str | None) -> tuple[str | None, list[str]]:
    """Where the figures go, if anywhere, and where reports do: `-o` may name either kind of file.

    Raises:
        WrongUsage: a file of a kind that can't be written.
    """
    from yanzhen.recordfiles import suffix_of
    from yanzhen.workflow import is_report, report_suffix

    reports = [path for path in (report, out) if path and (path is report or is_report(path))]
    for path in reports:
        report_suffix(path)
    data = None if is_report(out) else out
    if data:
        suffix_of(data)
    return data, list(dict.fromkeys(reports))


def _refuse_mixture(
    files: tuple[str, ...],
    matrix: str | None,
    criteria: str | None,
    weights: Path | None,
    pairwise: str | None,
    weigh: str,
) -> None:
    """
    Raises:
        WrongUsage: options of the one way of comparing with files of the other.
    """
    if matrix or pairwise or weigh != "given" or (criteria and weights):
        raise WrongUsage(
            "按记录比较时，权重用 --weights-from（或 --criteria）一张表；--matrix、--pairwise、--weigh 只用于数值表",
            "with records, weights come from one file, --weights-from (or --criteria); --matrix, --pairwise and "
            "--weigh are for tables of values",
        )
    if len(files) < 2:
        raise WrongUsage(
            f"只给了 {files[0]}：还要至少一个地方表（文件或文件夹）",
            f"only {files[0]} is given: give at least one file or folder of places too",
        )


def _study(
    files: tuple[str, ...],
    asked: tuple[str, int, int, int, str | None],
    weights: Path | None,
    today: datetime,
    records: dict[str, Any],
    data: str | None,
    reports: list[str],
) -> int:
    """A comparison a project, from records."""
    from yanzhen.placing import Sources, study_files, told, write_studies, write_study_reports

    with unhurried(), _as_tables(files[:1]) as (projects,), progress_bar() as progress:
        from yanzhen.place.comparison import Asked
        from yanzhen.place.computing import Near

        near = Near(
            records["supplier"], records["customer"], records["port"], records["rail_to"], records["road_factor"]
        )
        places = [Path(name) for name in files[1:]]
        sources = Sources(projects, places, records["data"], records["catalogue"], weights, records["within"])
        found, refused, notes = study_files(
            sources, asked=Asked(*asked), near=near, today=today.date(), progress=progress
        )
        for path in reports:
            write_study_reports(found, path)
        if data:
            write_studies(found, data)
    _tell(map(str, refused))
    for note in [*notes, *map(told, found)]:
        click.echo(str(note), err=True)
    return REFUSED if refused else DONE


@_verb(
    "allocate",
    "所有项目一起排：在各地容量之内总价值最大的排法，离证明的上限差多少，多一份容量值多少；只是测算，不替人决定。",
    "All projects together: the plan worth most under the places' capacities, a proven bound, what capacity is worth.",
)
@click.argument("projects", metavar="PROJECTS")
@click.argument("places", metavar="PLACES")
@option(
    "--values",
    metavar="V",
    zh="每一对的价值：project、place、value 三列，或每个承接地一列；空格是不能去。",
    en="What pairs are worth: project, place, value, or a column a place; an empty cell can't be.",
)
@option(
    "--ranking",
    metavar="R",
    zh="yanzhen place 的结果：一对的价值是项目价值乘承接地得分。",
    en="What yanzhen place wrote: a pair is worth the project's value times the place's score.",
)
@option(
    "--within",
    type=click.FloatRange(0),
    metavar="KM",
    zh="配套伙伴相距多少公里以内也算靠近（承接地表要有 lon、lat）；不写就要落在同一处。",
    en="Partners so many km apart count as near (places need lon, lat); without it only in the same place.",
)
@_computed_by("reference|native")
@_to_file
def allocate(
    projects: str,
    places: str,
    values: str | None,
    ranking: str | None,
    within: float | None,
    backend: str | None,
    out: str,
) -> int:
    from yanzhen.recordfiles import suffix_of
    from yanzhen.workflow import allocate_files, write_plan

    suffix_of(out)
    if values and ranking:
        raise WrongUsage("--values 和 --ranking 只能用一个", "give --values or --ranking, not both")
    named = [name for name in (projects, places, values, ranking) if name]
    with unhurried(), _as_tables(named) as paths:
        third = paths[2] if len(paths) > 2 else None
        found, read = allocate_files(
            paths[0],
            paths[1],
            values=third if values else None,
            ranking=third if ranking else None,
            within=within,
            backend=backend,
        )
        write_plan(found, read, out)
    _tell(map(str, read.refused))
    for note in [*read.notes, found.told()]:
        click.echo(str(note), err=True)
    return REFUSED if read.refused else DONE


@_verb(
    "meet",
    "谁和谁谈、什么时候、在哪张桌：价值最大的会谈表，离证明的上限差多少；没排上的各有理由，冲突的点名。",
    "Who meets whom, when, at which table: the timetable worth most, a proven bound, a reason for each left out.",
)
@click.argument("event", metavar="EVENT.json")
@option(
    "--time-limit",
    "seconds",
    type=click.FloatRange(0, min_open=True),
    metavar="S",
    zh="最多算多少秒；到时交出已找到的最好的表。",
    en="Stop after so many seconds with the best timetable found.",
)
@option("--seed", default=1, show_default=True, zh="随机种子。", en="Random seed.")
@_computed_by("reference|native")
@_to_file
def meet(event: str, seconds: float | None, seed: int, backend: str | None, out: str) -> int:
    from yanzhen.recordfiles import suffix_of
    from yanzhen.workflow import meet_file, write_timetable

    suffix_of(out)
    with unhurried(), as_files([event]) as (path,):
        document, refused, told = meet_file(path, seconds=seconds, seed=seed, backend=backend)
        write_timetable(document, out)
    _tell(map(str, refused))
    click.echo(str(told), err=True)
    return REFUSED if refused else DONE


@_verb(
    "replan",
    "有人退出或迟到：已定的会谈尽量保住，最多移动几场，空出来的再排上；补回多少、最多能补回多少。",
    "Somebody drops out or comes late: what is confirmed is kept, few others move, and free slots are used again.",
)
@click.argument("event", metavar="EVENT.json")
@click.argument("timetable", metavar="TIMETABLE.json")
@option(
    "--absent",
    multiple=True,
    required=True,
    metavar="ID[@SLOT-SLOT]",
    zh="谁不在：P7 是整场，P7@5 一个时段，P7@5-9，P7@5- 是从 5 起；可写多次。",
    en="Who is not there: P7 all the time, P7@5 in a slot, P7@5-9, P7@5- from 5 on; may be given several times.",
)
@option(
    "--moves",
    type=click.IntRange(0, 10),
    default=2,
    show_default=True,
    metavar="N",
    zh="最多移动几场别人的会谈。",
    en="How many meetings of others may move at most.",
)
@option(
    "--now",
    type=click.IntRange(0),
    default=0,
    metavar="SLOT",
    zh="到这个时段为止已经过去，不动。",
    en="Slots up to this one are past and stay as they are.",
)
@option(
    "--notice",
    type=click.IntRange(0),
    default=0,
    metavar="N",
    zh="之后几个时段太近，不移动也不新排。",
    en="So many slots after it are too near: nothing is moved from or to them, and nothing added.",
)
@_to_file
def replan(event: str, timetable: str, absent: tuple[str, ...], moves: int, now: int, notice: int, out: str) -> int:
    from yanzhen.meet.replan_documents import Wish
    from yanzhen.recordfiles import suffix_of
    from yanzhen.workflow import replan_event, write_timetable

    suffix_of(out)
    with unhurried(), as_files([event, timetable]) as (first, second):
        document, told = replan_event(first, second, Wish(absent, moves, now, notice))
        write_timetable(document, out)
    click.echo(str(told), err=True)
    return DONE


@_verb(
    "admit",
    "准入评审：项目和园区的门槛逐条比对，未知的列出要问什么，按投资和用地说明由谁定；不替人决定。",
    "Admission: each project beside the park's thresholds, what is unknown as a question, and who decides.",
)
@click.argument("projects", metavar="PROJECTS")
@click.argument("parks", metavar="PARKS")
@option(
    "--thresholds",
    metavar="T",
    zh="门槛表：园区、指标、门槛、单位、行业、依据、有效期至；园区档案里的门槛总是算在内。",
    en="More thresholds: park, measure, value, unit, industry, source, until; parks' own always count.",
)
@option(
    "--deciders",
    metavar="D",
    zh="审批权限表：决策机构、层级、投资起止（万元）、用地起止（亩）、行业、地区。",
    en="Who decides: body, level, amount_from, amount_to (万元), land_from, land_to (mu), industry, region.",
)
@_to_file
def admit(projects: str, parks: str, thresholds: str | None, deciders: str | None, out: str) -> int:
    from yanzhen.recordfiles import suffix_of
    from yanzhen.workflow import admit_files, write_admission

    suffix_of(out)
    with unhurried(), _as_tables([name for name in (projects, parks, thresholds, deciders) if name]) as paths:
        rest = iter(paths[2:])
        document, faults = admit_files(
            paths[0],
            paths[1],
            thresholds=next(rest) if thresholds else None,
            deciders=next(rest) if deciders else None,
        )
        write_admission(document, out)
    _tell(map(str, faults))
    return REFUSED if faults else DONE


@_verb(
    "flows",
    "全国一盘棋：项目和资金从哪里到哪里，每个地区净流入多少，未写明的、境外的单列；每个数都带记录编号。",
    "Seen from the whole country: what goes from where to where, each region's balance, and the ids behind each.",
)
@click.argument("records", metavar="RECORDS")
@_to_file
@option(
    "--level",
    default="province",
    show_default=True,
    type=click.Choice(["area", "province", "city"]),
    zh="按四大板块、省或市州。",
    en="By the four areas of the country, by province or by city.",
)
@option("--year", default="", metavar="YYYY|unknown", zh="哪一年签约的。", en="The year of signing.")
@option("--chain", default="", metavar="NAME|other|unknown", zh="哪条产业链。", en="The industry chain.")
@option("--stage", default="", metavar="STAGE|unknown", zh="哪个阶段。", en="The stage.")
@option(
    "--from",
    "origin",
    default="",
    metavar="REGION",
    zh="从哪里：六位代码、区域（如 长三角）、abroad 或 unknown。",
    en="From where: a six-digit code, a group of regions (长三角), abroad or unknown.",
)
@option("--to", "target", default="", metavar="REGION", zh="到哪里，写法相同。", en="To where, written the same way.")
def flows(records: str, out: str, level: Level, year: str, chain: str, stage: str, origin: str, target: str) -> int:
    from yanzhen.recordfiles import suffix_of
    from yanzhen.report.country.flows import Chosen
    from yanzhen.workflow import flow_files, write_flows

    suffix_of(out)
    with unhurried(), _as_tables([records]) as paths:
        chosen = Chosen(year, chain, stage, origin, target).checked()
        document = flow_files(paths[0], chosen, level)
        write_flows(document, out)
    total = document["total"]["count"]
    click.echo(say(f"{total} 个项目", f"{total} projects"), err=True)
    return DONE


@_verb(
    "upgrading",
    "高端化、智能化、绿色化：每个指标的数值、分子分母、有多少记录填了、怎么定义；没填的不算零。",
    "Upgrading on three axes: each indicator with parts, coverage, definition and ids; what is not told is not 0.",
)
@click.argument("records", metavar="RECORDS")
@_to_file
@option(
    "--by",
    "split",
    default="region",
    show_default=True,
    type=click.Choice(["region", "chain", "year"]),
    zh="按地区、产业链或签约年份分开算。",
    en="Told apart by region, chain or year of signing.",
)
@option(
    "--level",
    default="province",
    show_default=True,
    type=click.Choice(["area", "province", "city"]),
    zh="地区按四大板块、省或市州。",
    en="Regions by the four areas of the country, by province or by city.",
)
def upgrading(records: str, out: str, split: Split, level: Level) -> int:
    from yanzhen.recordfiles import suffix_of
    from yanzhen.workflow import axes_files, write_axes

    suffix_of(out)
    with unhurried(), _as_tables([records]) as paths:
        write_axes(axes_files(paths[0], split, level), out)
    return DONE


@_verb(
    "clusters",
    "产业集群有谁、链条缺哪一环、外地谁能补上。",
    "Clusters: their members, which segments of the chain are missing, and who elsewhere could fill them.",
)
@click.argument("records", metavar="RECORDS")
@_to_file
def clusters(records: str, out: str) -> int:
    from yanzhen.recordfiles import suffix_of
    from yanzhen.workflow import cluster_files, write_clusters

    suffix_of(out)
    with unhurried(), _as_tables([records]) as paths:
        write_clusters(cluster_files(paths[0]), out)
    return DONE


@_verb(
    "run",
    "从一个文件夹的工作簿一直做到通报：记录、匹配、选址、会谈表、数字、通报。",
    "The whole chain on a folder of workbooks: records, matches, places, timetable, figures, bulletin.",
)
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@_to_folder("OUT")
@option(
    "--on",
    type=DATE,
    metavar="DATE",
    zh="数据截至哪一天（默认取活动当天）。",
    en="The day the figures stand for (the day of the event by default).",
)
def run(folder: Path, out: Path, on: datetime | None) -> int:
    from yanzhen.placing import places_of_projects
    from yanzhen.timetabling import timetable_of_matches
    from yanzhen.workflow import run_folder

    further = [places_of_projects, timetable_of_matches]
    with progress_bar() as progress:
        outcome = run_folder(folder, out, on=on.date() if on else None, further=further, progress=progress)
    _tell(outcome.refusals)
    click.echo(outcome.summary(), err=True)
    return REFUSED if outcome.refusals else DONE


@_verb("serve", "开启网站和后台任务。", "Start the site and its worker.")
@option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), zh="端口。", en="Port.")
@option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    zh="监听的地址；会场局域网用 0.0.0.0。",
    en="Address to listen on; 0.0.0.0 for a hall's network.",
)
@option("--tls", is_flag=True, zh="用自己签的证书加密。", en="Encrypt with an own certificate.")
@option(
    "--demo",
    is_flag=True,
    zh="先装入演示活动，并给出各角色的登录。",
    en="Load the demo event first, and give a login for each role.",
)
@option(
    "--office",
    default="",
    metavar="NAME",
    zh="第一次启动时：这是哪个单位的网站，如 宁乡市商务局。",
    en="At the first start: whose site this is, such as 宁乡市商务局.",
)
@option(
    "--event",
    default="",
    metavar="NAME",
    zh="第一次启动时：为哪个活动征集。",
    en="At the first start: the event's name.",
)
def serve(port: int, host: str, tls: bool, demo: bool, office: str, event: str) -> int:
    need_the_site()
    from yanzhen_web.serving import serve as serve_site

    return int(serve_site(host=host, port=port, tls=tls, demo=demo, office=office, event=event))


@_verb("doctor", "检查这台机器上的安装，说出该修什么。", "Check this installation and say what to mend.")
def doctor() -> int:
    need_the_site()
    from yanzhen_web.doctor import checks

    ailing = 0
    for good, said, fix in checks():
        click.echo(f"{'✓' if good else '✗'} {said}" + ("" if good else f"\n    → {fix}"))
        ailing += not good
    return REFUSED if ailing else DONE


@program.group(
    "audit",
    cls=SpokenGroup,
    said=Said("核验留痕：谁也改不了的操作历史。", "Check the history, which nobody can rewrite."),
)
@click.pass_context
def audit(context: click.Context) -> None:
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


audit.no_args_is_help = False
audit.invoke_without_command = True


@audit.command(
    "verify",
    cls=SpokenCommand,
    said=Said(
        "逐条重算整条链；有改动就说出第几封、哪一条、改了什么。",
        "Work out the whole chain anew; say which seal and which row were altered.",
    ),
)
@option(
    "--head",
    type=click.Path(exists=True, dir_okay=False, allow_dash=True),
    metavar="FILE",
    zh="另处保存的链头，- 为标准输入；整条链被重写或截断也查得出。",
    en="A head that was kept elsewhere, - for standard input; shows even a chain that was rewritten or cut.",
)
def audit_verify(head: str | None) -> int:
    need_the_site()
    from yanzhen_web.auditing import verify

    with as_files([head] if head else []) as files, progress_bar() as progress:
        fine, said, lines = verify(files[0] if files else None, progress)
    for line in lines:
        refuse(line)
    click.echo(said, err=not fine)
    return DONE if fine else REFUSED


@audit.command(
    "head",
    cls=SpokenCommand,
    said=Said(
        "封存到此刻，写出链头（一行 JSON），保存到别处。",
        "Seal everything up to now and write the head of the chain (one line of JSON), to keep elsewhere.",
    ),
)
@option(
    "-o", "out", required=True, metavar="OUT", zh="写到哪个文件，- 为标准输出。", en="The file, - for standard output."
)
def audit_head(out: str) -> int:
    need_the_site()
    from yanzhen.recordfiles import replacing
    from yanzhen_web.auditing import head_line

    line = head_line()
    if out == "-":
        click.echo(line.decode(), nl=False)
        return DONE
    with replacing(Path(out)) as stream:
        stream.write(line)
    return DONE


program.add_command(exchange)


def main(arguments: list[str] | None = None) -> None:
    """Entry point: run a verb; a user's mistake is one line on standard error, never a traceback."""
    words, language = without_language(sys.argv[1:] if arguments is None else arguments)
    # A piped Chinese sentence must not fail where the locale knows only ASCII.
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, _interrupted)
    with speaking_as_asked(language):
        sys.exit(_run(words))


def _interrupted(number: int, frame: FrameType | None) -> None:
    """Once: whoever presses Ctrl-C again while the command is on its way out changes nothing any more."""
    signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt


def _run(words: list[str]) -> int:
    try:
        return int(program.main(words or ["--help"], prog_name="yanzhen", standalone_mode=False) or DONE)
    except click.exceptions.Abort:
        refuse(say("已取消，什么都没有写", "cancelled; nothing was written"))
    except click.ClickException as error:
        refuse(complaint(error))
    except YanzhenError as error:
        refuse(str(error))
    except OSError as error:
        refuse(say(f"{error.filename}：{error.strerror}", f"{error.filename}: {error.strerror}"))
    return UNUSABLE


if __name__ == "__main__":
    main()
