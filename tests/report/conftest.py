"""What the tests of the report share: the small event and its report."""

import pytest

from report.samples import DAY, small_event
from yanzhen.records import Record
from yanzhen.report import FigureValue, Report, compute_figures, read_cited


@pytest.fixture
def records() -> list[Record]:
    return small_event()


@pytest.fixture(scope="session")
def cited(tmp_path_factory: pytest.TempPathFactory) -> list[FigureValue]:
    path = tmp_path_factory.mktemp("cited") / "cited.csv"
    path.write_text(
        "id,name_zh,name_en,value,unit,as_of,source_zh,source_en\r\n"
        'firms_taken_on,2024年承接产业转移企业,Firms taken on in 2024,"4,291",家,2024-12-31,示例省工信厅,Office\r\n'
        "funds,2024年到位资金,Funds in place in 2024,约6800,亿元,2024-12-31,示例省工信厅,Office\r\n",
        encoding="utf-8-sig",
    )
    return read_cited(path)


@pytest.fixture
def report(records: list[Record], cited: list[FigureValue]) -> Report:
    return compute_figures(records, cited, DAY)
