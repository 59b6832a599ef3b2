"""Report (通报): figures that reconcile and lead back to rows, and the bulletin that tells them.

    report = compute_figures(records, read_cited(path), as_of)
    write_bulletin_docx(compose_bulletin(report, "zh"), path)

`declarations`, `conditions` and `facts` say what a figure is, as data; `fold` works it out over records; `identities`
checks the figures against each other; `event` declares the figures of a matchmaking event; `passages` tells them.
"""

from yanzhen.report.bulletin import Bulletin, Paragraph, Run, Table
from yanzhen.report.cited import read_cited
from yanzhen.report.composing import compose_bulletin
from yanzhen.report.document import figures_document
from yanzhen.report.event import EVENT_FIGURES
from yanzhen.report.figures import assemble, compute_figures
from yanzhen.report.pdf import write_bulletin_pdf
from yanzhen.report.values import FigureValue, Report
from yanzhen.report.word import write_bulletin_docx

__all__ = [
    "EVENT_FIGURES",
    "Bulletin",
    "FigureValue",
    "Paragraph",
    "Report",
    "Run",
    "Table",
    "assemble",
    "compose_bulletin",
    "compute_figures",
    "figures_document",
    "read_cited",
    "write_bulletin_docx",
    "write_bulletin_pdf",
]
