"""`yanzhen place … --report`: beside the figures or instead of them, one a project, nothing half-written."""

import io

import docx
import pytest
from pypdf import PdfReader
from tests.place.test_command import FILES, folder, place

__all__ = ["folder"]

PROJECTS = "name,industry_code,products,land_mu\n某电路板项目,3982,高密度互连板,100\n某水泥项目,3011,水泥熟料,50\n"
PLACES = (
    "name,region,land_available_mu,power_price,negative_list,plan_eia,as_of\n"
    "甲园,湖南省长沙市,300,0.61,水泥、电镀,湘环评函〔2024〕1号,2026-03-31\n"
    "乙园,湖南省岳阳市,80,0.66,化工,湘环评函〔2024〕2号,2026-03-31\n"
    "丙园,湖南省郴州市,500,0.58,造纸,湘环评函〔2024〕3号,2026-03-31\n"
)


@pytest.fixture
def records(folder):
    (folder / "projects.csv").write_text(PROJECTS, encoding="utf-8")
    (folder / "places.csv").write_text(PLACES, encoding="utf-8")
    return folder


RECORDS = ("projects.csv", "places.csv", "--weights", 2000, "--today", "2026-06-01")


def text_of(path) -> str:
    return "".join(page.extract_text() for page in PdfReader(path).pages)


def test_tables_give_a_report_beside_the_figures(folder):
    done = place(*FILES, "--report", "r.pdf", "-o", "out.json", cwd=folder)
    assert done.returncode == 0, done.stderr.decode()
    assert (folder / "out.json").is_file()
    assert "岳阳" in text_of(folder / "r.pdf") and "The answer" in text_of(folder / "r.pdf")


def test_the_report_alone_speaks_the_language_in_force(folder):
    done = place(*FILES, "-o", "r.docx", cwd=folder, language="zh_CN.UTF-8")
    assert done.returncode == 0, done.stderr.decode()
    told = docx.Document(io.BytesIO((folder / "r.docx").read_bytes()))
    assert told.paragraphs[0].text == "选址比较"
    assert [cell.text for cell in told.tables[0].rows[0].cells][:2] == ["名次", "地方"]


def test_each_project_has_its_report_with_its_gates(records):
    done = place(*RECORDS, "-o", "r.pdf", cwd=records, language="zh_CN.UTF-8")
    assert done.returncode == 0, done.stderr.decode()
    board, cement = text_of(records / "r-1.pdf"), text_of(records / "r-2.pdf")
    assert "某电路板项目" in board and "需要 100 亩，可供工业用地 80 亩" in board
    assert "某水泥项目" in cement and "列入禁入清单" in cement and "2026-03-31" in cement
    assert not (records / "r.pdf").exists()


@pytest.mark.parametrize("words", [("--report", "r.txt", "-o", "out.json"), ("-o", "r.doc")])
def test_a_report_of_another_kind_is_refused_and_nothing_written(folder, words):
    done = place(*FILES, *words, cwd=folder)
    assert done.returncode == 2 and b"Traceback" not in done.stderr
    assert sorted(path.name for path in folder.iterdir()) == ["C.csv", "M.csv"]
