"""The whole chain on the demo event: every published figure comes out exactly, and every row stands where it says."""

import json
from datetime import date
from pathlib import Path

import docx
import openpyxl
import pypdf
import pytest

from yanzhen.records import Record
from yanzhen.scenario import write_scenario
from yanzhen.workflow import Outcome, books_in, collect_books, event_day, match_files, run_folder, write_collection

PUBLISHED = [
    *("543", "4481", "337", "3086", "206", "1395", "16"),  # projects
    *("170", "1310", "7", "20", "1683", "415", "4.8"),  # technology
    *("5", "15", "90", "14"),  # clusters and the named case
    *("4291", "6800"),  # cited
]


@pytest.fixture(scope="module")
def books(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("books")
    write_scenario("hunan2025", folder, seed=2025)
    return folder


@pytest.fixture(scope="module")
def ran(books, tmp_path_factory) -> tuple[Path, Outcome]:
    out = tmp_path_factory.mktemp("out")
    return out, run_folder(books, out)


@pytest.fixture(scope="module")
def document(ran) -> dict:
    return json.loads((ran[0] / "figures.json").read_bytes())


def test_run_writes_every_file(ran):
    names = {path.name for path in ran[0].iterdir()}
    assert names >= {
        "records.xlsx", "issues.xlsx", "matches.xlsx", "figures.json", "bulletin.docx", "bulletin.pdf",
    }  # fmt: skip


def test_every_identity_holds(document):
    assert document["identities"]
    assert [identity for identity in document["identities"] if not identity["holds"]] == []


def test_every_published_figure_comes_out(document):
    values = {f"{figure['value']:g}" for figure in document["figures"] if figure["value"] is not None}
    assert set(PUBLISHED) - values == set()


def test_every_row_of_a_figure_stands_in_the_records(ran, document):
    book = openpyxl.load_workbook(ran[0] / "records.xlsx", read_only=True)
    ids = set()
    for sheet in book:
        rows = sheet.iter_rows(values_only=True)
        column = next(rows).index("id")
        ids |= {row[column] for row in rows}
    for figure in document["figures"]:
        assert set(figure["rows"]) <= ids, figure["id"]


def squeezed(text: str) -> str:
    return "".join(text.split()).replace(",", "").replace("，", "")


def bulletin_texts(out: Path) -> dict[str, str]:
    paragraphs = docx.Document(out / "bulletin.docx").paragraphs
    pages = pypdf.PdfReader(out / "bulletin.pdf").pages
    return {
        "docx": squeezed("".join(paragraph.text for paragraph in paragraphs)),
        "pdf": squeezed("".join(page.extract_text() for page in pages)),
    }


@pytest.mark.parametrize("form", ["docx", "pdf"])
def test_bulletin_says_every_published_figure(ran, form):
    text = bulletin_texts(ran[0])[form]
    assert [figure for figure in PUBLISHED if figure not in text] == []
    for phrase in ("4481亿元", "3086亿元", "1395亿元", "4.8亿元", "90亿元", "14个月", "6800亿元"):
        assert phrase in text, phrase


def test_same_books_give_the_same_bytes(books, ran, tmp_path):
    run_folder(books, tmp_path)
    for name in ("records.xlsx", "matches.xlsx", "figures.json", "bulletin.docx", "bulletin.pdf"):
        assert (tmp_path / name).read_bytes() == (ran[0] / name).read_bytes(), name


def test_lost_project_fails_the_identity_and_leaves_the_text(books, tmp_path):
    """Take one province's sender away: the total no longer equals what was announced by the parts of others."""
    from yanzhen.report import compose_bulletin, compute_figures

    records = collect_books(books_in(books)).records
    counted = [record for record in records if record.kind == "project" and record.get("intended_amount_cny")]
    broken = next(record for record in counted if record.get("origin_scope"))
    broken.fields.pop("origin_scope")
    broken.fields.pop("origin", None)
    report = compute_figures(records, [], date(2025, 3, 29))
    assert any(not identity.holds for identity in report.identities)
    text = compose_bulletin(report).text
    assert "543" not in text or "待核" in text


def test_event_day_is_the_first_whole_date():
    sessions = [
        Record("session", name, {"held_on": day})
        for name, day in (("a", "2025-03-30"), ("b", "2025-03-29"), ("c", "2025-03"))
    ]
    assert event_day(sessions) == date(2025, 3, 29)
    assert event_day([]) is None


def test_drafts_of_an_open_office_program_are_no_books(tmp_path):
    for name in ("a.xlsx", "~$a.xlsx", ".b.xlsx", "cited.csv", "c.txt"):
        (tmp_path / name).write_bytes(b"")
    assert [path.name for path in books_in(tmp_path)] == ["a.xlsx"]


@pytest.mark.shared
def test_chain_runs_on_the_real_books_and_demands(shared, tmp_path):
    found = collect_books(sorted((shared / "books").glob("*.xlsx")))
    assert len(found.records) == 19
    write_collection(found, str(tmp_path / "records.xlsx"), corrections=tmp_path / "back")
    assert len(list((tmp_path / "back").iterdir())) == 6
    technology = shared / "data" / "technology"
    matches = match_files(technology / "demands.tsv", technology / "papers.tsv", kind="technology", top=5, on=None)
    assert len({match.need_id for match in matches}) > 360
    for match in matches:
        assert sum(reason.weight for reason in match.reasons) == match.score > 0
