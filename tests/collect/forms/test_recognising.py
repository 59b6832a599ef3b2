"""A form is never mistaken for a list, nor a list for a form."""

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from yanzhen.collect.forms.recognising import is_form
from yanzhen.collect.headers import table

from .builders import LABELS, NAMES, TITLES, above, beside, cell, collect, contents, expected, sheet

HEADER = ["序号", "项目名称", "投资方", "转出地", "承接地", "总投资（亿元）", "签约时间"]


def project(number):
    """A row under HEADER."""
    return [number, f"示例项目{number}", f"示例公司{number}", "广东省深圳市", "长沙市", float(number), "2025-01"]


def moved(merges, by):
    return [(top + by, left, bottom + by, right) for top, left, bottom, right in merges]


@settings(max_examples=150, deadline=None)
@given(contents(), st.integers(1, 3), st.booleans())
def test_labels_beside_their_values_are_a_form(content, pairs, titled):
    kind, labels = content
    rows, merges = beside(kind, labels, pairs)
    if titled:
        rows, merges = [[TITLES[kind]], *rows], moved(merges, 1)
    found = collect(rows, merges=merges, kind=None if titled else kind)
    (record,) = found.records
    assert record.kind == kind
    assert record.fields == expected(kind, labels)
    assert found.sheets[0]["form"] is True
    assert not found.issues


@settings(max_examples=100, deadline=None)
@given(contents(least=5), st.integers(2, 4))
def test_rows_of_labels_over_one_row_of_values_are_a_form(content, across):
    kind, labels = content
    assume(len(labels) > across and len(labels) % across != 1)
    rows, merges = above(kind, labels, across)
    (record,) = collect(rows, merges=merges, kind=kind).records
    assert record.fields == expected(kind, labels)


@settings(max_examples=150, deadline=None)
@given(contents(least=3), st.integers(1, 6), st.booleans(), st.booleans())
def test_headers_over_rows_are_a_list(content, count, numbered, titled):
    kind, labels = content
    rows = [[*(["序号"] if numbered else []), *labels]]
    for number in range(count):
        values = [f"{v}{number}" if label == NAMES[kind] else v for label in labels for v in [cell(kind, label)]]
        rows.append([*([float(number + 1)] if numbered else []), *values])
    if titled:
        rows.insert(0, [TITLES[kind]])
    assert not is_form(sheet(rows))
    found = collect(rows, kind=kind)
    assert len(found.records) == count
    assert not any(column.form for column in found.columns)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_no_list_of_any_listed_headers_is_a_form(data):
    kind = data.draw(st.sampled_from(sorted(table())))
    known = sorted({header for _, header in table()[kind] if " > " not in header})
    headers = data.draw(st.lists(st.sampled_from(known), min_size=3, max_size=12, unique=True))
    unknown = data.draw(st.lists(st.sampled_from(["甲栏", "乙栏", "丙栏"]), max_size=2, unique=True))
    headers = list(data.draw(st.permutations(headers + unknown)))
    plain = st.one_of(
        st.just(""), st.text(alphabet="示例公司厂房设备甲乙丙丁", min_size=1, max_size=30), st.floats(0, 1e6)
    )
    rows = data.draw(st.lists(st.lists(plain, min_size=len(headers), max_size=len(headers)), min_size=1, max_size=6))
    assume(all(any(v != "" for v in row) for row in rows))
    assert not is_form(sheet([headers, *rows]))


@pytest.mark.parametrize(
    "rows",
    [
        [HEADER, project(1)],
        [HEADER, project(1), project(2)],
        [["企业名称", "联系人"], ["示例公司", "张示例"]],
        [
            ["填报单位", "示例市商务局"],
            ["填报人", "李示例"],
            ["联系电话", "0731-00000000"],
            HEADER,
            project(1),
            project(2),
        ],
        [HEADER, project(1), ["填表人", "李示例"], ["审核人", "王示例"]],
        # Words of headers in the cells of a list.
        [["需求名称", "需求类型", "技术领域"], ["甲焊接", "技术需求", "领域"], ["乙焊接", "技术需求", "企业需求"]],
        # Two lists, each of one row.
        [["意向项目"], HEADER, project(1), ["签约项目"], HEADER, project(2)],
        [["项目名称", "投资方"], ["甲项目", "甲公司"], [], ["成果名称", "完成单位"], ["乙成果", "乙大学"]],
        [["项目名称"], ["甲项目"], ["乙项目"]],
        # Figures of a whole: nothing in them names a record.
        [["指标", "数值"], ["到位资金（万元）", 100.0], ["完成投资（万元）", 200.0], ["用地面积（亩）", 30.0]],
        [[]],
        [["说明"]],
    ],
)
def test_list_is_no_form(rows):
    assert not is_form(sheet(rows or [[""]]))


@pytest.mark.parametrize(
    "rows",
    [
        [["项目名称", "示例项目"], ["投资方", "示例公司"]],
        [["项目名称", "示例项目", "投资方", "示例公司"], ["总投资（亿元）", 2.0, "用地面积（亩）", 30.0]],
        [["项目名称：示例项目"], ["投资方：示例公司"]],
        # With a row of labels over values, and a list of its own within.
        [
            ["项目名称", "示例项目", "", ""],
            ["投资方", "示例公司", "联系人", "张示例"],
            ["建设内容", "厂房和设备", "", ""],
            ["总投资（万元）", "固定资产投资（万元）", "设备投资（万元）", "用地面积（亩）"],
            [100.0, 80.0, 40.0, 20.0],
        ],
    ],
)
def test_form_is_a_form(rows):
    assert is_form(sheet(rows))


def test_every_label_of_the_builders_is_understood():
    for kind, labels in LABELS.items():
        rows, merges = beside(kind, list(labels), 2)
        (record,) = collect(rows, merges=merges, kind=kind).records
        assert record.fields == expected(kind, labels)
