"""The whole chain: the only module that knows all stages. Each function takes files, delegates, and writes files."""

from __future__ import annotations

import shutil
import sys
import weakref
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING, Any

from yanzhen.errors import MissingPiece, UnreadableInput, WrongUsage, YanzhenError
from yanzhen.fields import KIND_LABELS, fields_of
from yanzhen.language import Language, Said, current, say
from yanzhen.recordfiles import (
    read_id_pairs,
    read_records,
    replacing,
    stream_records,
    suffix_of,
    workbook_bytes,
    write_json,
    write_rows,
)
from yanzhen.records import KINDS, Record, give_keys

if TYPE_CHECKING:
    from yanzhen.collect import Collected, Issue, Lexicon
    from yanzhen.collect.duplicates import Duplicates, Pair
    from yanzhen.dossier.case import Case
    from yanzhen.match import Match
    from yanzhen.match.learning.embedding import Embedding
    from yanzhen.match.learning.model import Model
    from yanzhen.meet.replan_documents import Wish
    from yanzhen.place.allocation.files import ReadProblem
    from yanzhen.place.allocation.plan import Plan
    from yanzhen.place.comparison import Asked, Comparison
    from yanzhen.place.matrix import Matrix
    from yanzhen.place.ruling.catalogues import Catalogue
    from yanzhen.place.ruling.distances import Within
    from yanzhen.place.rulings import Ruling
    from yanzhen.report import Report
    from yanzhen.report.country.axes import Split
    from yanzhen.report.country.ends import Level
    from yanzhen.report.country.flows import Chosen

    Further = Callable[[Sequence[Record], Sequence[Match], date | None, "Progress"], Mapping[str, bytes]]
    """What an entry point makes of records and matches besides: file name -> what it holds."""

Progress = Callable[[float, str], None]

BOOK_SUFFIXES = (".xlsx", ".xlsm", ".xls", ".ods", ".csv", ".tsv")
CITED_FILE = "cited.csv"
SECONDS_OF_LISTED = 60.0
HARMLESS = ("date_order", "duplicate_row")
"""Issues that are told but refuse nothing."""


def _silent(share: float, what: str) -> None:
    return


# --- collect ---------------------------------------------------------------------------------------------------------


@dataclass
class Collection:
    """What was understood of several books, and which of them could not be read."""

    books: list[tuple[Path, Collected]] = field(default_factory=list)
    refused: list[YanzhenError] = field(default_factory=list)
    unpacked: list[Path] = field(default_factory=list)
    """Where the books of archives lie; the folders go when this does."""

    @property
    def several(self) -> bool:
        """Whether more than one book was given, or an archive of books, so that a row has to name its own."""
        return len(self.books) + len(self.refused) > 1 or bool(self.unpacked)

    @property
    def records(self) -> list[Record]:
        return [record for _, book in self.books for record in book.records]

    @property
    def issues(self) -> list[Issue]:
        return [issue for _, book in self.books for issue in book.issues]

    def refusals(self) -> list[str]:
        """A sentence for each book that was not read."""
        return [str(error) for error in self.refused]

    def complaints(self) -> list[str]:
        """A sentence for each cell that was refused, with its book."""
        return [
            (f"{book.book} " if self.several else "") + issue.message()
            for _, book in self.books
            for issue in book.issues
        ]

    def something_refused(self) -> bool:
        return bool(self.refused) or any(issue.code not in HARMLESS for issue in self.issues)


def collect_books(
    paths: Iterable[Path],
    *,
    kind: str | None = None,
    include_hidden: bool = False,
    progress: Progress = _silent,
    pasted: Iterable[Path] = (),
    known: Lexicon | None = None,
) -> Collection:
    """Read each book in a guarded child process; a book that can't be read does not stop the others.

    Args:
        pasted: those of the paths whose text may be pasted, and no file's: a table from the clipboard, a message.
        known: what the senders' headers mean, as people corrected them.

    Raises:
        UnreadableInput: none of the books could be read (the error of the first).
    """
    from yanzhen.collect.bundles import is_bundle
    from yanzhen.collect.lexicon import NOTHING_KNOWN
    from yanzhen.collect.pasting import pasted_text
    from yanzhen.collect.sandbox import collect_pasted_safely, collect_safely

    listed, typed, known = list(paths), set(pasted), known or NOTHING_KNOWN
    found = Collection()
    for number, path in enumerate(listed):
        progress(number / len(listed), path.name)
        rows = partial(_tell_rows, progress, number / len(listed), path.name)
        try:
            if is_bundle(path):
                _add_bundle(found, path, known, kind=kind, include_hidden=include_hidden, progress=progress)
                continue
            if path in typed and (text := pasted_text(path.read_bytes())) is not None:
                book = collect_pasted_safely(text, kind)
            else:
                book = collect_safely(path, kind=kind, include_hidden=include_hidden, progress=rows, known=known)
            found.books.append((path, _with_a_table(path, book)))
        except YanzhenError as error:
            found.refused.append(error)
    if found.refused and not found.books:
        raise found.refused[0]
    give_keys(found.records)
    return found


def _add_bundle(
    found: Collection, path: Path, known: Lexicon, *, kind: str | None, include_hidden: bool, progress: Progress
) -> None:
    """Read a zip of books; what it holds that can't be read is told with the rest."""
    from yanzhen.collect.bundles import collect_bundle

    folder = Path(mkdtemp(prefix="yanzhen-"))
    weakref.finalize(found, shutil.rmtree, folder, ignore_errors=True)
    found.unpacked.append(folder)
    bundle = collect_bundle(
        path, folder=folder, kind=kind, include_hidden=include_hidden, progress=progress, known=known
    )
    found.books.extend((bundle.files[book.book], book) for book in bundle.books)
    found.refused.extend(error for _, error in bundle.refused)


def _tell_rows(progress: Progress, share: float, name: str, rows: int) -> None:
    progress(share, say(f"{name} {rows} 行", f"{name} {rows} rows"))


def _with_a_table(path: Path, book: Collected) -> Collected:
    """The book, if anything in it reads like a table; an answer of nothing would pass for an empty round."""
    if not book.columns:
        raise UnreadableInput(
            f"{path}：里面没有认得出表头的表格，请检查是不是传错了文件，或补上表头（如 项目名称、投资方）",
            f"{path}: no table with a header that can be made out; is it the right file? Give it a header row",
        )
    return book


def write_collection(found: Collection, out: str, *, corrections: Path | None = None) -> None:
    """Write what was collected in the format of the suffix, and the corrected books where they are wanted."""
    suffix = suffix_of(out)
    if corrections is not None:
        _write_corrections(found, corrections)
    if suffix == ".json":
        write_json(_collection_document(found), out)
    elif suffix == ".xlsx":
        _write_bytes(Path(out), workbook_bytes(_collection_sheets(found)))
    else:
        write_rows((record.as_row() for record in found.records), out)


def _write_corrections(found: Collection, folder: Path) -> None:
    from yanzhen.collect.corrections import write_corrections
    from yanzhen.collect.pasting import BOOK as PASTED

    folder.mkdir(parents=True, exist_ok=True)
    for path, book in found.books:
        if book.book != PASTED:
            # A book of an archive goes back under its path within it.
            write_corrections(path, book, (folder / book.book).with_suffix(".xlsx"))


def _collection_document(found: Collection) -> dict[str, list[Any]]:
    merged: dict[str, list[Any]] = {"records": [], "issues": [], "skipped": [], "columns": [], "sheets": []}
    for _, book in found.books:
        for part, rows in book.as_json().items():
            if part in merged:
                merged[part].extend({"book": book.book, **row} if found.several else row for row in rows)
    return merged


def _collection_sheets(found: Collection) -> dict[str, tuple[list[str], list[dict[str, Any]]]]:
    document = _collection_document(found)
    sheets = _record_sheets(found.records)
    for title, part in (("issues", "issues"), ("skipped", "skipped"), ("columns", "columns"), ("sheets", "sheets")):
        rows = document[part]
        sheets[title] = (_columns_of(rows), rows)
    return sheets


def _columns_of(rows: Iterable[dict[str, Any]]) -> list[str]:
    names: dict[str, None] = {}
    for row in rows:
        names.update(dict.fromkeys(row))
    return list(names)


# --- duplicates ------------------------------------------------------------------------------------------------------


def duplicates_in(
    path: Path, *, never: Path | None = None, kind: str | None = None, progress: Progress = _silent
) -> tuple[Duplicates, dict[str, str]]:
    """The records of a file that tell of the same thing, and the names of all of them by id.

    Args:
        never: a file of pairs (`id_a`, `id_b`) that people said are two things.
        kind: what the rows are, where the file does not say.

    Raises:
        UnreadableInput: a file that can't be read, or that holds no records.
    """
    from yanzhen.collect.duplicates import find_duplicates

    apart = read_id_pairs(never) if never else []
    names: dict[str, str] = {}

    def named() -> Iterator[Record]:
        for record in stream_records(path, kind or ""):
            names[record.key] = record.name
            yield record

    found = find_duplicates(named(), never=apart, progress=progress)
    if not found.records:
        raise UnreadableInput(f"{path}：里面没有记录", f"{path}: holds no records")
    return found, names


PAIR_COLUMNS = ("group", "kind", "id_a", "id_b", "name_a", "name_b", "level", "score", "evidence")
GROUP_COLUMNS = ("group", "kind", "level", "id", "name")


def write_duplicates(found: Duplicates, names: dict[str, str], out: str) -> None:
    """Write groups and pairs: both in JSON and xlsx, the pairs alone in formats of one table.

    A pair that somebody has to be asked about has no group.
    """
    suffix = suffix_of(out)
    if suffix == ".json":
        write_json({"groups": list(_group_rows(found, names)), "pairs": list(_pair_rows(found, names))}, out)
    elif suffix == ".xlsx":
        members = [
            {**{key: row[key] for key in GROUP_COLUMNS[:3]}, "id": key, "name": name}
            for row in _group_rows(found, names)
            for key, name in zip(row["ids"], row["names"], strict=True)
        ]
        sheets = {"groups": (GROUP_COLUMNS, members), "pairs": (PAIR_COLUMNS, _pair_rows(found, names))}
        _write_bytes(Path(out), workbook_bytes(sheets))
    else:
        write_rows(_pair_rows(found, names), out, columns=PAIR_COLUMNS)


def _group_rows(found: Duplicates, names: dict[str, str]) -> Iterator[dict[str, Any]]:
    for number, group in enumerate(found.groups, start=1):
        listed = [names[key] for key in group.ids]
        yield {"group": number, "kind": group.kind, "level": group.level, "ids": list(group.ids), "names": listed}


def _pair_rows(found: Duplicates, names: dict[str, str]) -> Iterator[dict[str, Any]]:
    for number, group in enumerate(found.groups, start=1):
        yield from (_pair_row(pair, number, names) for pair in group.pairs)
    yield from (_pair_row(pair, None, names) for pair in found.asked)


def _pair_row(pair: Pair, group: int | None, names: dict[str, str]) -> dict[str, Any]:
    return {
        "group": group,
        "kind": pair.kind,
        "id_a": pair.first,
        "id_b": pair.second,
        "name_a": names[pair.first],
        "name_b": names[pair.second],
        "level": pair.level,
        "score": pair.score,
        "evidence": [evidence.as_row() for evidence in pair.evidence],
    }


# --- match -----------------------------------------------------------------------------------------------------------


def match_files(
    needs: Path,
    offers: Path,
    *,
    kind: str,
    top: int,
    on: date | None,
    backend: str | None = None,
    model: Path | None = None,
    embed: Path | None = None,
) -> list[Match]:
    """Match the needs of one file with the offers of another.

    Args:
        model: what `learn_files` learned; scores the best by words anew. `embed` is the folder it was learned with.

    Raises:
        UnreadableInput: a file that can't be read, or holds nothing of the kind that is matched.
    """
    from yanzhen.match import match_technology

    learned = read_model(model, embed) if model else None
    demands = _of_kind(needs, "demand")
    achievements = _of_kind(offers, "achievement")
    return match_technology(demands, achievements, top=top, on=on, backend=backend, model=learned)


def _of_kind(path: Path, kind: str) -> list[Record]:
    """The records of a kind in a file that may hold others too; rows that do not say are taken as the kind."""
    records = [record for record in read_records(path, kind) if record.kind == kind]
    if not records:
        label = KIND_LABELS[kind]
        raise UnreadableInput(f"{path}：里面没有{label.zh}", f"{path}: holds no {label.en.lower()}")
    return records


def write_matches(matches: Iterable[Match], out: str) -> None:
    """A row per pair, in the order of need and rank."""
    write_rows((match.as_row() for match in matches), out, columns=["need_id", "offer_id", "rank", "score", "reasons"])


# --- learn -----------------------------------------------------------------------------------------------------------


def learn_files(
    demands: Path,
    pairs: Path,
    *,
    earlier: Path | None = None,
    embed: Path | None = None,
    progress: Progress = _silent,
) -> tuple[Model, list[Said]]:
    """A model from the judged pairs of a file, together with those that an earlier model keeps.

    Args:
        embed: a sentence-transformers folder whose vectors are learned from too.

    Returns:
        the model, and a sentence for each row that could not be used.

    Raises:
        UnreadableInput: a file that can't be read.
        WrongUsage: too few decisions.
    """
    from yanzhen.match.learning.decision_files import read_demands, read_pairs
    from yanzhen.match.learning.training import learn

    progress(0.0, say("读入", "reading"))
    embedding = _embedding(embed)
    before = _model_alone(earlier) if earlier else None
    known, refused = read_demands(demands)
    known = [*(before.demands if before else []), *known]
    read = read_pairs(pairs, (demand.id for demand in known), judged=True)
    decisions = [*(before.decisions if before else []), *read.decisions]
    return learn(known, decisions, embedding=embedding, progress=progress), [*refused, *read.refused]


def _embedding(folder: Path | None) -> Embedding | None:
    from yanzhen.match.learning.embedding import open_embedding

    return open_embedding(folder) if folder else None


def read_model(path: Path, embed: Path | None = None) -> Model:
    """A model from its file.

    Args:
        embed: the sentence-transformers folder that it was learned with.

    Raises:
        UnreadableInput: no such file, or no model.
        WrongUsage: it was learned with another folder, or with none.
    """
    return _model_alone(path).beside(_embedding(embed))


def _model_alone(path: Path) -> Model:
    from yanzhen.match.learning.model import Model

    if not path.is_file():
        raise UnreadableInput(f"{path}：没有这个文件", f"{path}: no such file")
    try:
        return Model.from_bytes(path.read_bytes())
    except UnreadableInput as error:
        raise UnreadableInput(f"{path}：{error.said.zh}", f"{path}: {error.said.en}") from error


def write_model(model: Model, out: str) -> None:
    """Write a model; `-` is standard output."""
    if out == "-":
        sys.stdout.buffer.write(model.as_bytes())
        sys.stdout.buffer.flush()
        return
    _write_bytes(Path(out), model.as_bytes())


def score_files(
    model: Path,
    demands: Path,
    pairs: Path,
    *,
    embed: Path | None = None,
    reasons: bool = False,
    progress: Progress = _silent,
) -> tuple[list[dict[str, Any]], list[Said]]:
    """A row of scores for each pair of a file, in its order, and a sentence for each row that could not be used.

    Raises:
        UnreadableInput: a file that can't be read.
    """
    from yanzhen.match.learning.decision_files import read_demands, read_pairs
    from yanzhen.match.learning.explaining import score_row, shared_words

    progress(0.0, say("读入", "reading"))
    learned = read_model(model, embed)
    told, refused = read_demands(demands)
    known = {demand.id: demand for demand in (*learned.demands, *told)}
    read = read_pairs(pairs, known, judged=False)
    rows = []
    for number, score in enumerate(learned.stream(told, read.pairs)):
        progress(0.1 + 0.9 * number / len(read.pairs), say("打分", "scoring"))
        demand = known[score.pair.demand_id]
        shared = shared_words((demand.title, demand.text), score.pair.title) if reasons else ()
        rows.append(score_row(score, reasons=reasons, shared=shared))
    return rows, [*refused, *read.refused]


SCORE_COLUMNS = ("achievement_id", "demand_id", "relevance", "level", "accepted")


def write_scores(rows: Iterable[dict[str, Any]], out: str, *, reasons: bool = False) -> None:
    """A row per pair; text without a byte order mark, since programs read it."""
    write_rows(rows, out, columns=[*SCORE_COLUMNS, *(["reasons"] if reasons else [])], marked=False)


# --- place -----------------------------------------------------------------------------------------------------------


def compare_files(
    matrix: Path,
    criteria: Path,
    *,
    asked: Asked,
    weigh: str = "given",
    pairwise: Path | None = None,
    progress: Progress = _silent,
) -> tuple[Comparison, list[Said], list[Said]]:
    """Compare the places of one file by the criteria of another.

    Args:
        weigh: `given` by the criteria, `equal` ones, or by their `entropy`.
        pairwise: a file of criteria compared two by two, which gives the weights instead.

    Returns:
        the comparison, a sentence for each cell or row that could not be used, and what else should be known of it.

    Raises:
        UnreadableInput: a file that can't be read.
        WrongUsage: nothing to compare, or weights that make no sense.
    """
    from yanzhen.place.comparison import compare
    from yanzhen.place.matrix_files import read_criteria, read_matrix

    progress(0.0, say("读入", "reading"))
    listed = read_criteria(criteria)
    read = read_matrix(matrix, listed)
    weights, notes = _weights(read.matrix, weigh, pairwise)
    found = compare(read.matrix, asked, weights, lambda share: progress(share, say("各种权重下排名", "ranking")))
    left_out = [
        Said(
            f"{matrix.name}：{listed[j].name} 没有一处有值，没有参加排名；请补上这一列，或给出 lowest 和 highest",
            f"{matrix.name}: no place has a value for {listed[j].name}, so that it ranks nothing; fill in the column, "
            "or give lowest and highest",
        )
        for j in found.left_out
    ]
    if read.unused:
        zh, en = "、".join(read.unused), ", ".join(read.unused)
        notes.append(
            Said(f"{matrix.name}：{zh} 不在指标表里，没有用上", f"{matrix.name}: not criteria, not used: {en}")
        )
    return found, [*read.refused, *left_out], notes


def rule_places(
    project: Record,
    places: Iterable[Record],
    catalogues: Sequence[Catalogue] = (),
    *,
    today: date,
    within: Sequence[Within] = (),
) -> list[Ruling]:
    """What rules places out for a project, what speaks for them, and what has to be asked; quantities such as
    `约300亩` are read as the cells of workbooks are."""
    from yanzhen.place.ruling.deciding import rulings

    return rulings(project, places, catalogues, today, within=within, read=amount_in)


def amount_in(text: str, unit: str) -> float | None:
    """The number that a text such as `约300亩` says in a unit; None for what can't be read in it."""
    from yanzhen.collect.values.quantities import read_quantity
    from yanzhen.collect.values.units import measure

    return read_quantity(text, measure(unit), measure(unit))


def read_catalogues(paths: Iterable[Path]) -> tuple[list[Catalogue], list[Said]]:
    """The catalogues of several files, and a sentence for each row that could not be used.

    Raises:
        UnreadableInput: a file that can't be read as a catalogue.
    """
    from yanzhen.place.ruling.catalogue_files import read_catalogue

    read = [read_catalogue(path) for path in paths]
    return [catalogue for catalogue, _ in read], [said for _, refused in read for said in refused]


REPORT_SUFFIXES = (".docx", ".pdf")


def is_report(path: str) -> bool:
    """Whether a file's name is that of a report."""
    return Path(path).suffix.lower() in REPORT_SUFFIXES


def report_suffix(path: str) -> str:
    """The kind of a report by its file's name.

    Raises:
        WrongUsage: neither .docx nor .pdf.
    """
    suffix = Path(path).suffix.lower()
    if not is_report(path):
        raise WrongUsage(f"{path}：报告请写成 .docx 或 .pdf", f"{path}: a report is a .docx or a .pdf")
    return suffix


def report_bytes(case: Case, suffix: str, language: Language | None = None) -> bytes:
    """The report of a comparison for the firm, in the language in force.

    Args:
        suffix: `.docx` or `.pdf`.

    Raises:
        WrongUsage: another suffix.
        MissingPiece: there is no Chinese font to set it with.
    """
    from yanzhen.dossier.composing import compose
    from yanzhen.report.paper.pdf import paper_pdf
    from yanzhen.report.paper.word import paper_docx

    kind = report_suffix(f"report{suffix}")
    paper = compose(case, language or current())
    return paper_pdf(paper) if kind == ".pdf" else paper_docx(paper)


def write_report(case: Case, out: str, language: Language | None = None) -> None:
    """Write the report as .docx or .pdf; errors as of `report_bytes`, and then nothing is written."""
    _write_bytes(Path(out), report_bytes(case, report_suffix(out), language))


def _weights(matrix: Matrix, weigh: str, pairwise: Path | None) -> tuple[Any, list[Said]]:
    """The weights that were asked for, and what to say of them."""
    from yanzhen.place.entropy import entropy_weights
    from yanzhen.place.importance import equal_weights, given_weights
    from yanzhen.place.matrix_files import read_comparisons
    from yanzhen.place.pairwise import weights_of_comparisons

    if pairwise is None:
        ways = {"given": lambda: given_weights(matrix.criteria), "entropy": lambda: entropy_weights(matrix)}
        return ways.get(weigh, lambda: equal_weights(len(matrix.criteria)))(), []
    names = [criterion.name for criterion in matrix.criteria]
    judged = weights_of_comparisons(names, read_comparisons(pairwise, matrix.criteria))
    ratio = f"{judged.consistency_ratio:.3f}"
    if judged.acceptable:
        return judged.weights, [Said(f"一致性比率 {ratio}", f"consistency ratio {ratio}")]
    return judged.weights, [
        Said(
            f"{pairwise.name}：一致性比率 {ratio}，高于 0.1，比较自相矛盾，请再看一遍",
            f"{pairwise.name}: consistency ratio {ratio}, above 0.1: the comparisons contradict each other; go over "
            "them again",
        )
    ]


def write_comparison(found: Comparison, out: str) -> None:
    """Write a comparison: all of it in JSON, in sheets of a workbook; the places alone in one table."""
    from yanzhen.place.documents import comparison_document

    _write_document(comparison_document(found), out, ("places", "criteria", "questions"))


def _write_document(document: dict[str, Any], out: str, sheets: Sequence[str]) -> None:
    """All of a document in JSON, the parts named in `sheets` in a workbook, the first of them alone in one table."""
    suffix = suffix_of(out)
    if suffix == ".json":
        write_json(document, out)
    elif suffix == ".xlsx":
        parts = {name: (_columns_of(document[name]), document[name]) for name in sheets}
        _write_bytes(Path(out), workbook_bytes(parts))
    else:
        write_rows(document[sheets[0]], out)


def allocate_files(
    projects: Path,
    places: Path,
    *,
    values: Path | None = None,
    ranking: Path | None = None,
    within: float | None = None,
    backend: str | None = None,
) -> tuple[Plan, ReadProblem]:
    """Plan all projects of one file under the capacities of the places of another.

    Args:
        values: a table of what pairs are worth.
        ranking: what `write_comparison` wrote, which gives the places' scores instead.
        within: partners so many kilometres apart count as near; None where only the same place does.

    Raises:
        UnreadableInput: a file that can't be read, lacks a column, or has a capacity that is none.
        WrongUsage: nothing to plan.
    """
    from yanzhen.place.allocation.files import read_problem
    from yanzhen.place.allocation.plan import allocate

    read = read_problem(projects, places, values=values, ranking=ranking, within=within)
    return allocate(read.problem, backend), read


def write_plan(found: Plan, read: ReadProblem, out: str) -> None:
    """Write a plan: all of it in JSON, in sheets of a workbook; the assignments alone in one table."""
    from yanzhen.place.allocation.documents import plan_document

    sheets = (
        "assignments", "unplaced", "transfers", "partners", "floors_unmet", "shadow_prices", "build_next", "places"
    )  # fmt: skip
    _write_document(plan_document(found, read.left_out), out, sheets)


def admit_files(
    projects: Path, parks: Path, *, thresholds: Path | None = None, deciders: Path | None = None
) -> tuple[dict[str, Any], list[Said]]:
    """Compare the projects of one file with what the parks of another ask, and say who decides on them.

    Args:
        thresholds: a table of more thresholds: park, measure, value, unit, industry, source, until.
        deciders: the table of who decides by amount and land.

    Returns:
        what `write_admission` writes, and what is wrong with the table of deciders.

    Raises:
        UnreadableInput: a file that can't be read, or a cell of a table that can't be used.
    """
    from yanzhen.place.admission.deciders import faults_of
    from yanzhen.place.admission.documents import admission_document
    from yanzhen.place.admission.files import read_deciders, read_thresholds

    table = read_deciders(deciders) if deciders else []
    asked = read_thresholds(thresholds) if thresholds else []
    told = [list(read_records(path, kind=kind)) for path, kind in ((projects, "project"), (parks, "park"))]
    return admission_document(told[0], told[1], asked, table), faults_of(table) if deciders else []


def write_admission(document: dict[str, Any], out: str) -> None:
    """Write what `admit_files` found: all of it in JSON, in sheets of a workbook; the checks alone in one table."""
    _write_document(document, out, ("checks", "cases"))


# --- meetings --------------------------------------------------------------------------------------------------------


def meet_file(
    event: Path, *, seconds: float | None = None, seed: int = 1, backend: str | None = None
) -> tuple[dict[str, Any], list[Said], Said]:
    """The timetable of an event, in either form: where the program chooses, and where every listed meeting takes place.

    Args:
        seconds: when to stop at the latest; None for as long as the stage thinks fit.

    Returns:
        what `write_timetable` writes, what the timetable was made without, and the whole in one line.

    Raises:
        UnreadableInput: the file can't be read, or a number, an id or a list in it makes no sense.
        MissingPiece: no solver is installed.
    """
    from yanzhen.meet.event import read_document, read_event
    from yanzhen.meet.making import SECONDS, make_timetable
    from yanzhen.meet.timetable import document_of, refused_text

    document = read_document(event)
    if "meetings" in document:
        return _time_listed(event, document, SECONDS_OF_LISTED if seconds is None else seconds, seed)
    limit = SECONDS if seconds is None else seconds
    found = make_timetable(read_event(event), limit, seed, backend)
    return document_of(found), [refused_text(each) for each in found.refused], found.told()


def _time_listed(
    event: Path, document: dict[str, Any], seconds: float, seed: int
) -> tuple[dict[str, Any], list[Said], Said]:
    """As `meet_file`, for an event in which every listed meeting takes place."""
    from yanzhen.meet.listed import timetable_of

    try:
        found = timetable_of(document, seconds, seed)
    except UnreadableInput as error:
        raise UnreadableInput(f"{event.name}：{error.said.zh}", f"{event.name}: {error.said.en}") from None
    refused = [Said(text, text) for text in _refused_of_listed(found)]
    if found["breaks"] is None:
        return found, refused or [Said(found["why"], found["why"])], Said("没有排出会谈表", "there is no timetable")
    count, breaks, bound = len(found["meetings"]), found["breaks"], found["bound"]
    return (
        found,
        refused,
        Said(
            f"排下 {count} 场会谈，空档 {breaks} 个，不会少于 {bound} 个",
            f"{count} meetings timed with {breaks} breaks; there can't be fewer than {bound}",
        ),
    )


def _refused_of_listed(found: dict[str, Any]) -> list[str]:
    """What clashes, and for each thing that the timetable is made without that it is."""
    rows = found.get("refused", [])
    left = [say(f"没有排：{row['kind']} {row['id']}", f"left out: {row['kind']} {row['id']}") for row in rows]
    return [found["why"], *left] if rows else []


def replan_event(event: Path, timetable: Path, wish: Wish) -> tuple[dict[str, Any], Said]:
    """The timetable of an event after somebody drops out or comes late.

    Returns:
        what `write_timetable` writes, and the whole in one line.

    Raises:
        UnreadableInput: a file can't be read, or the timetable is none of this event.
        WrongUsage: nobody of that id, or slots that the event has not.
    """
    from yanzhen.meet.replan_documents import replan_files

    return replan_files(event, timetable, wish)


def write_timetable(document: dict[str, Any], out: str) -> None:
    """Write a timetable: all of it in JSON, in sheets of a workbook; the meetings alone in one table."""
    sheets = [
        name
        for name in ("meetings", "unscheduled", "refused", "lost", "moved", "added")
        if isinstance(document.get(name), list)
    ]
    _write_document(document, out, sheets)


# --- country ---------------------------------------------------------------------------------------------------------


def flow_files(records: Path, chosen: Chosen, level: Level) -> dict[str, Any]:
    """The flows of the projects of a file, as a document.

    Raises:
        UnreadableInput: the file can't be read.
    """
    from yanzhen.report.country.documents import flows_document
    from yanzhen.report.country.flows import asides_of, legs_of

    projects = give_keys(_kind(read_records(records, kind="project"), "project"))
    return flows_document(legs_of(projects, chosen), asides_of(projects, chosen), level)


def write_flows(document: dict[str, Any], out: str) -> None:
    """Write flows: all of it in JSON, in sheets of a workbook; the cells of the matrix alone in one table."""
    from yanzhen.report.country.documents import FLOW_SHEETS

    _write_document(document, out, FLOW_SHEETS)


def axes_files(records: Path, split: Split, level: Level) -> dict[str, Any]:
    """The indicators of upgrading over the projects and enterprises of a file, as a document.

    Raises:
        UnreadableInput: the file can't be read.
    """
    from yanzhen.report.country.axes import INDICATORS, before_and_after, read_split
    from yanzhen.report.country.documents import axes_document, moved_rows

    known = give_keys(read_records(records, kind="project"))
    document = axes_document({of.id: read_split(of, known, split) for of in INDICATORS}, split, level)
    firms = [of for of in INDICATORS if of.kind == "enterprise"]
    return document | {"moved": [row for of in firms for row in moved_rows(of, before_and_after(of, known))]}


def write_axes(document: dict[str, Any], out: str) -> None:
    """Write indicators: all in JSON, in sheets of a workbook; the indicators over all records alone in one table."""
    from yanzhen.report.country.documents import AXIS_SHEETS

    _write_document(document, out, AXIS_SHEETS)


def cluster_files(records: Path) -> dict[str, Any]:
    """The clusters of a file with members, coverage and gaps, as a document.

    Raises:
        UnreadableInput: the file can't be read.
    """
    from yanzhen.report.country.clusters import view_clusters
    from yanzhen.report.country.documents import clusters_document

    return clusters_document(view_clusters(give_keys(read_records(records, kind="cluster"))))


def write_clusters(document: dict[str, Any], out: str) -> None:
    """Write clusters: all in JSON, in sheets of a workbook; the clusters alone in one table."""
    from yanzhen.report.country.documents import CLUSTER_SHEETS

    _write_document(document, out, CLUSTER_SHEETS)


# --- run -------------------------------------------------------------------------------------------------------------


@dataclass
class Outcome:
    """How a run went."""

    records: list[Record]
    matches: list[Match]
    report: Report
    refusals: list[str]
    missing: list[str]

    def summary(self) -> str:
        """One line: how much came out."""
        failed = sum(not identity.holds for identity in self.report.identities)
        return say(
            f"{len(self.records)} 条记录，{len(self.matches)} 对匹配，{len(self.report.figures)} 个数字"
            f"（{failed} 处对不上账），{len(self.refusals)} 处待改",
            f"{len(self.records)} records, {len(self.matches)} matches, {len(self.report.figures)} figures "
            f"({failed} that do not add up), {len(self.refusals)} to mend",
        )


def books_in(folder: Path) -> list[Path]:
    """The workbooks of a folder and its folders, in order of name; drafts that an open office program left are not.

    Raises:
        UnreadableInput: no such folder, or no workbook in it.
    """
    if not folder.is_dir():
        raise UnreadableInput(f"{folder}：没有这个文件夹", f"{folder}: no such folder")
    found = sorted(
        path
        for path in folder.rglob("*")
        if path.suffix.lower() in BOOK_SUFFIXES and not path.name.startswith(("~$", ".")) and path.name != CITED_FILE
    )
    if not found:
        raise UnreadableInput(
            f"{folder}：里面没有工作簿（{' '.join(BOOK_SUFFIXES)}）",
            f"{folder}: no workbooks in it ({' '.join(BOOK_SUFFIXES)})",
        )
    return found


def run_folder(
    folder: Path, out: Path, *, on: date | None = None, further: Sequence[Further] = (), progress: Progress = _silent
) -> Outcome:
    """From a folder of workbooks to records, matches, figures and the bulletin.

    Everything is made before the first file is written.

    Args:
        further: what else is to be made; of what this machine can't make it is told why.

    Raises:
        UnreadableInput: the folder holds nothing that can be read.
    """
    from yanzhen.match import match_technology
    from yanzhen.report import compute_figures, read_cited

    found = collect_books(books_in(folder), progress=lambda share, what: progress(0.6 * share, what))
    records = found.records
    cited_file = folder / CITED_FILE
    cited = read_cited(cited_file) if cited_file.is_file() else []
    day = on or event_day(records)
    progress(0.6, say("匹配", "matching"))
    matches = match_technology(_kind(records, "demand"), _kind(records, "achievement"), top=20, on=day)
    progress(0.7, say("数字与通报", "figures and bulletin"))
    report = compute_figures(records, cited, day)
    besides, lacking = _besides(further, records, matches, day, progress)
    missing = [*_write_run(out, found, matches, report), *lacking]
    for name, data in besides.items():
        _write_bytes(out / name, data)
    refusals = [*found.refusals(), *found.complaints(), *report.complaints(), *missing]
    progress(1.0, "")
    return Outcome(records, matches, report, refusals, missing)


def _besides(
    further: Sequence[Further], records: list[Record], matches: list[Match], day: date | None, progress: Progress
) -> tuple[dict[str, bytes], list[str]]:
    made: dict[str, bytes] = {}
    lacking = []
    for make in further:
        try:
            made |= make(records, matches, day, lambda share, what: progress(0.75 + 0.2 * share, what))
        except MissingPiece as error:
            lacking.append(str(error))
    return made, lacking


def _kind(records: Iterable[Record], kind: str) -> list[Record]:
    return [record for record in records if record.kind == kind]


def event_day(records: Iterable[Record]) -> date | None:
    """The first day of the event, by its sessions; None where no session has a date."""
    days = [str(record.get("held_on", "")) for record in records if record.kind == "session"]
    whole = [day for day in days if len(day) == len("2025-03-29")]
    return date.fromisoformat(min(whole)) if whole else None


def _write_run(out: Path, found: Collection, matches: list[Match], report: Report) -> list[str]:
    """Write all files; what this machine can't make (a PDF without a CJK font) is told, not failed."""
    from yanzhen.report import compose_bulletin, figures_document, write_bulletin_docx, write_bulletin_pdf

    bulletin = compose_bulletin(report)
    _write_bytes(out / "records.xlsx", workbook_bytes(_record_sheets(found.records)))
    _write_bytes(out / "issues.xlsx", workbook_bytes(_issue_sheets(found)))
    _write_bytes(out / "matches.xlsx", workbook_bytes(_match_sheets(found.records, matches)))
    write_json(figures_document(report), str(out / "figures.json"))
    write_bulletin_docx(bulletin, out / "bulletin.docx")
    try:
        write_bulletin_pdf(bulletin, out / "bulletin.pdf")
    except YanzhenError as error:
        return [str(error)]
    return []


def _write_bytes(path: Path, data: bytes) -> None:
    with replacing(path) as stream:
        stream.write(data)


def _record_sheets(records: list[Record]) -> dict[str, tuple[list[str], list[dict[str, Any]]]]:
    """A sheet a kind, its columns in the order of the field registry; the id of every figure's row stands here."""
    sheets: dict[str, tuple[list[str], list[dict[str, Any]]]] = {}
    for kind in KINDS:
        rows = [record.as_row() for record in _kind(records, kind)]
        if rows:
            present = _columns_of(rows)
            known = [key for key in ("id", "book", "sheet", "row", "name", *fields_of(kind)) if key in present]
            rest = [key for key in present if key not in known and key != "kind"]
            sheets[kind] = (list(dict.fromkeys(["kind", *known, *rest])), rows)
    return sheets


def _issue_sheets(found: Collection) -> dict[str, tuple[list[str], list[dict[str, Any]]]]:
    issues = [
        {"book": path.name, **row, "message": issue.message()}
        for path, book in found.books
        for issue, row in zip(book.issues, book.as_json()["issues"], strict=True)
    ]
    skipped = [{"book": path.name, **row} for path, book in found.books for row in book.as_json()["skipped"]]
    refused = [{"message": text} for text in found.refusals()]
    return {
        "issues": (["book", "sheet", "row", "column", "code", "value", "message"], issues),
        "skipped": (["book", "sheet", "row", "reason"], skipped),
        "refused": (["message"], refused),
    }


def _match_sheets(records: list[Record], matches: list[Match]) -> dict[str, tuple[list[str], list[dict[str, Any]]]]:
    names = {record.key: record.name for record in records}
    rows = [
        {
            "need_id": match.need_id,
            "need": names.get(match.need_id, ""),
            "offer_id": match.offer_id,
            "offer": names.get(match.offer_id, ""),
            "rank": match.rank,
            "score": match.score,
            "why": "；".join(str(reason.text) for reason in match.reasons),
            "reasons": match.as_row()["reasons"],
        }
        for match in matches
    ]
    return {"matches": (list(rows[0]) if rows else ["need_id", "offer_id", "rank", "score"], rows)}
