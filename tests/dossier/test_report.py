"""The report for the firm: its numbers are the study's, its fonts are embedded, what people typed stays text."""

import io
from dataclasses import replace

import docx
import pypdfium2
import pytest
from pypdf import PdfReader
from tests.dossier.samples import CRITERIA, TODAY, case_of

from yanzhen.dossier.composing import compose
from yanzhen.dossier.shortlist import MOST_LISTED, order_of
from yanzhen.dossier.studies import case_of_study
from yanzhen.dossier.tables import case_of_tables
from yanzhen.language import Said, speaking
from yanzhen.place.comparison import Asked
from yanzhen.place.observations import Observation
from yanzhen.place.rulings import Ruling
from yanzhen.place.study import study
from yanzhen.place.wordings import percent, summary
from yanzhen.records import Record
from yanzhen.report.paper.parts import Grid, Picture, Text
from yanzhen.report.paper.pdf import paper_pdf, picture_png
from yanzhen.report.paper.word import paper_docx

HOSTILE = '#read("/etc/passwd") $x$ *b* \\ ]{{ 1+1 }}</w:t><w:p/> &amp; \x0b'


def grid(paper, first: str) -> Grid:
    return next(p for p in paper.parts if isinstance(p, Grid) and p.columns[0].header == first)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_shortlist_is_that_of_the_study(language):
    case = case_of(15).speaking(language)
    ranked = case.comparison.ranked
    paper = compose(case, language)
    rows = grid(paper, "名次" if language == "zh" else "Rank").rows
    assert len(rows) == MOST_LISTED
    for row, told in zip(order_of(case), rows, strict=False):
        at = ranked.places.tolist().index(row)
        assert told[:4] == (
            str(ranked.ranks[at]),
            case.places[row].name,
            f"{ranked.field.scores[at]:.3f}",
            percent(float(ranked.acceptability.shares[at][0])),
        )
    first = order_of(case)[0]
    said = summary(case.comparison, ranked, ranked.places.tolist().index(first))
    strong = next(p for p in paper.parts if isinstance(p, Text) and p.kind == "strong")
    assert (said.zh if language == "zh" else said.en) in strong.text


def test_criteria_weights_and_gates_are_those_of_the_study():
    case = case_of(5)
    paper = compose(case, "zh")
    assert [row[0] for row in grid(paper, "指标").rows] == [zh for zh, *_ in CRITERIA]
    assert all(row[4] == "12.5%" for row in grid(paper, "指标").rows)
    out = next(p for p in paper.parts if isinstance(p, Grid) and p.caption == "没有过门槛的")
    assert out.rows == (
        ("无地园", "用地", "需要 120 亩，可供工业用地 20 亩", "无地园填报的可供工业用地，截至 2026-03-31"),
    )
    asked = grid(paper, "问谁").rows
    assert any("规划环评" in row[1] and row[2] == "2026-06-15" for row in asked)


def test_a_place_out_by_a_number_of_the_table_is_told():
    from yanzhen.place.comparison import compare

    case = case_of(4, unknown=0)
    gated = tuple(replace(c, at_most=10.0) if j == 0 else c for j, c in enumerate(case.comparison.matrix.criteria))
    values = case.comparison.matrix.values.copy()
    values[:, 0] = [5, 6, 7, 20]
    case = replace(case, comparison=compare(replace(case.comparison.matrix, criteria=gated, values=values)))
    out = next(p for p in compose(case, "zh").parts if isinstance(p, Grid) and p.caption == "没有过门槛的")
    assert ("甲4园", "劳动力成本", "20元/月，要求 ≤ 10", "某年鉴") in out.rows
    assert len(grid(compose(case, "zh"), "名次").rows) == 3


@pytest.mark.parametrize("language", ["zh", "en"])
def test_pdf_has_its_text_and_embeds_its_fonts(language):
    case = case_of(7)
    data = paper_pdf(compose(case, language))
    reader = PdfReader(io.BytesIO(data))
    assert "甲" in "".join(page.extract_text() for page in reader.pages)
    fonts = [font.get_object() for page in reader.pages for font in page["/Resources"].get("/Font", {}).values()]
    assert fonts
    for font in fonts:
        inner = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
        descriptor = inner["/FontDescriptor"].get_object()
        assert any(key in descriptor for key in ("/FontFile", "/FontFile2", "/FontFile3"))
    assert reader.metadata.title == compose(case, language).title


@pytest.mark.parametrize("places", [1, 3, 60])
@pytest.mark.parametrize("unknown", [0.0, 1.0])
def test_every_size_opens_as_pdf_and_word_with_the_same_tables(places, unknown):
    paper = compose(case_of(places, unknown=unknown), "zh")
    assert len(pypdfium2.PdfDocument(paper_pdf(paper))) >= 2
    opened = docx.Document(io.BytesIO(paper_docx(paper)))
    grids = [part for part in paper.parts if isinstance(part, Grid)]
    tables = [[[cell.text for cell in row.cells] for row in table.rows] for table in opened.tables[1:]]
    assert tables == [[[c.header for c in g.columns], *map(list, g.rows)] for g in grids]
    assert len(opened.inline_shapes) == sum(isinstance(part, Picture) for part in paper.parts)


def test_nobody_passes():
    case = case_of(2, unknown=0)
    low = tuple(replace(c, at_least=1e9) for c in case.comparison.matrix.criteria)
    from yanzhen.place.comparison import compare

    case = replace(case, comparison=compare(replace(case.comparison.matrix, criteria=low)), rulings=())
    paper = compose(case, "zh")
    assert any(isinstance(p, Text) and "没有一处过得了门槛" in p.text for p in paper.parts)
    paper_pdf(paper)
    paper_docx(paper)


def test_hostile_texts_stay_text():
    case = _hostile()
    paper = compose(case, "zh")
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(paper_pdf(paper))).pages)
    assert "#read(" in text and "root:" not in text
    opened = docx.Document(io.BytesIO(paper_docx(paper)))
    assert "</w:t>" in opened.paragraphs[0].text and "{{ 1+1 }}" in opened.paragraphs[0].text


def _hostile():
    case = case_of(3)
    places = tuple(replace(place, name=f"{HOSTILE}{n}") for n, place in enumerate(case.places))
    named = replace(case.comparison.matrix, places=tuple(place.name for place in places))
    told = Record("project", HOSTILE, {"products": HOSTILE, "land_mu": 3})
    return replace(case, project=told, places=places, comparison=replace(case.comparison, matrix=named))


def test_same_case_gives_the_same_bytes():
    paper, again = compose(case_of(4), "zh"), compose(case_of(4), "zh")
    assert paper_pdf(paper) == paper_pdf(again) and paper_docx(paper) == paper_docx(again)


def test_pictures_are_not_blank():
    from PIL import Image

    for part in compose(case_of(4), "zh").parts:
        if isinstance(part, Picture):
            image = Image.open(io.BytesIO(picture_png(part))).convert("L")
            assert image.width > 1000 and image.getextrema()[0] < 100


def test_without_a_font_nothing_is_made():
    from yanzhen.errors import MissingPiece

    with pytest.raises(MissingPiece):
        paper_pdf(compose(case_of(2), "zh"), system_fonts=False)


def test_case_of_tables_finds_cities_by_their_names():
    found = case_of(2).comparison
    named = replace(found, matrix=replace(found.matrix, places=("长沙市", "不知何处")))
    case = case_of_tables(named, TODAY, file="m.csv")
    assert case.places[0].longitude == pytest.approx(112.9, abs=0.3) and case.places[1].longitude is None
    paper_pdf(compose(case, "en"))


# --- from a study ----------------------------------------------------------------------------------------------------


def study_of(rulings=(), **fields):
    places = [Record("park", f"丙{n}园", {"region": "430121"}, key=f"k{n}") for n in range(3)]
    observations = [
        Observation(place.key, key, value * (1 + n / 10), TODAY if n else None, None, f"某年鉴{min(n, 1)}")
        for n, place in enumerate(places)
        for key, value in (("power_price", 0.6), ("labour_cost", 5000.0))
        if (n, key) != (2, "power_price")
    ]
    weights = {"power_price": 1.0, "labour_cost": 3.0, "gas_price": 1.0}
    project = Record("project", "某项目", fields, key="p")
    return study(
        project, places, observations, weights, today=TODAY, asked=Asked(weightings=500, ranks=3), rulings=rulings
    )


def out_of(*keys):
    source = Said("某文件", "some file")
    return tuple(Ruling("land", key, "fails", Said("地不够", "too little land"), source) for key in keys)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_study_is_told_with_its_quality_and_sources(language):
    found = study_of(out_of("k0"))
    case = case_of_study(found)
    paper = compose(case, language)
    zh = language == "zh"
    assert [place.key for place in case.places] == ["k1", "k2"] and [place.key for place in case.ruled_out] == ["k0"]
    rows = {row[0]: row for row in grid(paper, "地方" if zh else "Place").rows}
    quality = next(p for p in paper.parts if isinstance(p, Grid) and len(p.columns) == 5 and len(p.rows[0][3]) == 10)
    assert {row[0]: row[1] for row in quality.rows} == {"丙1园": "100%", "丙2园": "75%"}
    assert rows
    sources = {row[0]: row[1:] for row in grid(paper, "来源" if zh else "Source").rows}
    assert sources == {"某年鉴0": ("—", "2"), "某年鉴1": ("2026-06-01", "3")}
    weights = {row[0]: row[4] for row in grid(paper, "指标" if zh else "Criterion").rows}
    assert weights == {
        "工业电价" if zh else "Price of electricity": "25.0%",
        "普工工资" if zh else "Wage of general workers": "75.0%",
    }
    text = "".join(part.text for part in paper.parts if isinstance(part, Text))
    assert ("气价" if zh else "gas") in text


def test_the_language_of_the_report_is_that_of_its_criteria():
    with speaking("zh"):
        case = case_of_study(study_of())
    english = "".join(
        part.text for part in compose(case, "en").parts if isinstance(part, Text) and part.kind == "strong"
    )
    assert "园" in english and "电价" not in english and "工资" not in english


def test_a_study_where_every_place_is_out_still_gives_a_report():
    case = case_of_study(study_of(out_of("k0", "k1", "k2")))
    assert case.comparison is None
    paper = compose(case, "zh")
    out = next(p for p in paper.parts if isinstance(p, Grid) and p.caption == "没有过门槛的")
    assert len(out.rows) == 3
    paper_pdf(paper)
    paper_docx(paper)
