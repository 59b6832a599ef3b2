"""Whatever stands in a sheet, collecting ends with an answer for every row."""

from hypothesis import given, settings
from hypothesis import strategies as st

from yanzhen.collect import collect_sheets
from yanzhen.collect.headers import table
from yanzhen.collect.workbooks import CellError, Sheet

HEADERS = [header.split(" > ")[-1] for pairs in table().values() for _, header in pairs]
WORDS = [
    "合计",
    "小计（3个）",
    "注：说明",
    "一、省外",
    "同上",
    "〃",
    "单位：万元",
    "（亿元）",
    "填报单位：某局",
    "待定",
    "/",
    "1-2亿",
    "约3亿",
    "2025.3",
]
CELLS = st.one_of(
    st.just(""),
    st.just(""),
    st.sampled_from(HEADERS),
    st.sampled_from(WORDS),
    st.text(max_size=12),
    st.text(alphabet="一二三〇十百千万亿元年月日季度上下半初末底0123456789.-~至/（）:：%约余美欧$€ ", max_size=14),
    st.floats(),
    st.integers(-(10**18), 10**18),
    st.booleans(),
    st.datetimes(),
    st.dates(),
    st.times(),
    st.timedeltas(),
    st.sampled_from(["#REF!", "=A1*2"]).map(CellError),
)


@st.composite
def sheets(draw):
    width = draw(st.integers(1, 7))
    height = draw(st.integers(0, 9))
    rows = draw(st.lists(st.lists(CELLS, min_size=width, max_size=width), min_size=height, max_size=height))
    if draw(st.booleans()):
        rows.insert(
            draw(st.integers(0, len(rows))), draw(st.lists(st.sampled_from(HEADERS), min_size=width, max_size=width))
        )
    top, left = draw(st.integers(1, 5)), draw(st.integers(1, 5))
    merges = []
    if rows:
        for _ in range(draw(st.integers(0, 3))):
            row, column = draw(st.integers(top, top + len(rows) - 1)), draw(st.integers(left, left + width - 1))
            below, beside = draw(st.integers(0, 3)), draw(st.integers(0, 3))
            merges.append((row, column, min(row + below, top + len(rows) - 1), min(column + beside, left + width - 1)))
    hidden = draw(st.sets(st.integers(top, top + 9), max_size=3))
    formats = {(row, left): '0.0"亿元"' for row in range(top, top + len(rows))} if draw(st.booleans()) else {}
    name = draw(st.sampled_from(["Sheet1", "岳阳市", "签约项目", "技术需求"]))
    return Sheet(
        name,
        rows,
        first_row=top,
        first_column=left,
        hidden_rows=hidden,
        hidden_columns=draw(st.sets(st.integers(left, left + 7), max_size=2)),
        merges=merges,
        formats=formats,
    )


@settings(max_examples=300, deadline=None)
@given(st.lists(sheets(), max_size=2))
def test_any_sheet_is_read_to_the_end(listed):
    found = collect_sheets(listed)
    found.as_json()
    for record in found.records:
        assert record.name.strip()
        assert record.key
    for issue in found.issues:
        assert issue.message()


@settings(max_examples=100, deadline=None)
@given(sheets())
def test_no_row_is_both_a_record_and_skipped(drawn):
    found = collect_sheets([drawn])
    skipped = [line.row for line in found.skipped]
    assert len(skipped) == len(set(skipped))
    assert not {record.source.row for record in found.records} & set(skipped)
