"""Headers that no table lists: how many are understood, how sure the model may be, and what refutes its guesses."""

import datetime

import numpy as np
import pytest

from yanzhen.collect.headers import reader, table
from yanzhen.collect.understanding.doubt import TAKEN, certainty
from yanzhen.collect.understanding.evidence import contradiction
from yanzhen.collect.understanding.features import spelled
from yanzhen.collect.understanding.kept import build, examples_of, model_of
from yanzhen.collect.understanding.learning import learned, left_out, scores_left_out, solved
from yanzhen.collect.understanding.meaning import keys_in
from yanzhen.collect.understanding.model import NO_FIELD, Model
from yanzhen.collect.understanding.suiting import turned

from .builders import collect
from .headerjudging import LISTED, folds, fresh, judged_fresh, judged_unseen, listed, shares

shared = pytest.mark.skipif(not LISTED.is_file(), reason="no measuring data beside the checkout")


def holds(verdicts):
    """The target: 85 in 100 right, at most 3 in 100 wrong without a doubt shown."""
    found = shares(verdict for verdict, _ in verdicts)
    assert found.get("right", 0) + found.get("right, asked", 0) >= 0.85, found
    assert found.get("wrong", 0) <= 0.03, found


@pytest.mark.parametrize("part", ["seen", "kept"])
def test_headers_of_other_offices_are_understood(part):
    holds(list(judged_fresh(part)))


@pytest.mark.shared
@shared
@pytest.mark.parametrize("way", ["keys", "phrases"])
def test_listed_headers_are_understood_where_they_are_taken_out_of_the_table(way):
    unseen = next(folds(listed(), 3, way))
    holds(list(judged_unseen(unseen)))


def test_no_fresh_header_stands_in_the_table():
    known = {kind: {text for _, header in pairs for text in spelled(header)[-1:]} for kind, pairs in table().items()}
    assert not [told for part in ("seen", "kept") for told in fresh(part) if spelled(told[2])[-1] in known[told[0]]]


def test_fresh_headers_are_found_and_understood_in_sheets():
    """Half of a sheet's headers are the field's usual ones; the others nobody has told of."""
    right = wrong = count = 0
    for kind in ("project", "demand", "achievement", "park", "enterprise", "policy", "problem"):
        wanted = [(key, header) for of, key, header in fresh("kept") if of == kind and key != "-"]
        usual = list(dict.fromkeys(header for _, header in table()[kind] if " > " not in header))
        headers = [header for pair in zip(usual, wanted, strict=False) for header in (pair[0], pair[1][1])]
        found = collect([headers, ["示例"] * len(headers)], kind=kind)
        told = {column.header: column for column in found.columns}
        for key, header in wanted:
            fits = told[header].key in keys_in(key)
            right += fits
            wrong += not fits and told[header].key is not None and not told[header].question
        count += len(wanted)
    assert right >= 0.85 * count
    assert wrong <= 0.03 * count


@pytest.mark.parametrize("forced", [True, False], ids=["kind given", "kind read"])
def test_sheets_without_one_usual_header_are_understood(forced):
    """Eight headers a sheet that nobody has told of, mostly without one that names the records."""
    right = wrong = count = 0
    for kind in sorted({kind for kind, _, _ in fresh("kept")}):
        told = [(key, header) for of, key, header in fresh("kept") if of == kind and key != "-"]
        for start in range(0, len(told) - 7, 8):
            some = told[start : start + 8]
            headers = [header for _, header in some]
            found = collect([headers, ["示例"] * 8, ["示例"] * 8], kind=kind if forced else None)
            columns = {column.header: column for column in found.columns if column.kind == kind}
            for key, header in some:
                column = columns.get(header)
                fits = column is not None and column.key in keys_in(key)
                right += fits
                wrong += not fits and column is not None and column.key is not None and not column.question
                count += 1
    assert right >= 0.85 * count
    assert wrong <= 0.03 * count


@pytest.mark.parametrize(
    "rows",
    [
        [["会议纪要", "第一项议题", "主持人发言"], ["各部门汇报", "讨论通过", "散会"], ["记录人", "无", "无"]],
        [["星期一", "星期二", "星期三"], ["值班张某", "值班李某", "值班王某"], ["早班", "晚班", "休息"]],
    ],
)
def test_sheet_of_other_things_is_no_table(rows):
    found = collect(rows)
    assert found.columns == []
    assert found.records == []


def test_certainty_is_the_share_of_such_guesses_that_are_right():
    """By the answers for headers left out: they are worded like others of the table, so more are known than outside."""
    sure, unsure = [], []
    for kind in ("demand", "achievement", "park", "policy", "enterprise"):
        for _, key, guesses in left_out(examples_of(table()[kind])):
            if guesses[0].key != NO_FIELD:
                (sure if certainty(guesses) >= TAKEN else unsure).append(guesses[0].key == key)
    assert sum(sure) >= 0.95 * len(sure)
    assert 0.4 * len(unsure) <= sum(unsure) <= 0.9 * len(unsure)


def test_answers_for_an_example_left_out_are_those_of_a_model_without_it():
    draw = np.random.default_rng(1)
    features = draw.normal(size=(30, 12))
    kernel, targets = features @ features.T, draw.normal(size=(30, 4))
    told = scores_left_out(kernel, targets)
    for at in range(30):
        others = np.arange(30) != at
        answers = solved(kernel[np.ix_(others, others)], targets[others])
        assert told[at] == pytest.approx(kernel[at, others] @ answers)


def test_model_is_read_as_it_was_built_and_learned_anew_from_another_table(tmp_path, monkeypatch):
    entries = table()["visit"]
    path = build("visit", entries, tmp_path)
    assert build("visit", entries, tmp_path).read_bytes() == path.read_bytes()
    asked = "走访的企业"
    assert model_of("visit", entries).guesses(asked) == learned(examples_of(entries)).guesses(asked)
    fewer = [(key, header) for key, header in entries if key != "firm"]
    assert "firm" not in model_of("visit", fewer).keys


def test_model_of_nothing_has_no_guess():
    assert learned([]).guesses("投资方") == []
    assert certainty([]) == 0
    assert Model.of_json(learned([("name", "项目名称")]).as_json()).guesses("项目名称")[0].key == "name"


@pytest.mark.parametrize(
    ("text", "known", "turns"),
    [
        ("原总投资", ["总投资"], True),
        ("总投资同比", ["总投资"], True),
        ("总投资额", ["总投资"], False),
        ("标准厂房面积", ["空置厂房面积", "可供厂房"], True),
        ("闲置的标准厂房面积", ["空置厂房面积", "可供厂房"], False),
        ("总投资", [], False),
    ],
)
def test_words_that_make_another_thing_of_a_field(text, known, turns):
    assert turned(text, known) is turns


DAY = datetime.date(2025, 3, 1)


@pytest.mark.parametrize(
    ("type_", "cells", "refuted"),
    [
        ("name", [DAY], True),
        ("name", ["13800138000"], True),
        ("name", [13800138000.0], True),
        ("name", ["示例公司", "示例二公司"], False),
        ("name", [12.0], False),
        ("name", [12.0, 13.0], True),
        ("money", ["示例", "示例"], False),
        ("money", ["甲", "乙", "丙"], True),
        ("money", ["贰亿元", "三千万", "面议"], False),
        ("money", [1.0, "1.2亿元", "约3000万"], False),
        ("money", ["2025-03-01", "2025年4月"], True),
        ("date", ["长沙市", "株洲市", "湘潭市"], True),
        ("date", ["2025年底", "明年初", "年底前"], False),
        ("date", [45566.0, 45567.0], False),
        ("date", ["12.5%"], True),
        ("contact", ["张某 13800138000", "0731-88888888"], False),
        ("text", ["91430100MA4L16JQ9B"], True),
        ("text", [1.0, 2.0], False),
        ("region", ["/", "", "无"], False),
        ("integer", [True], False),
    ],
)
def test_cells_refute_a_guess_of_another_type(type_, cells, refuted):
    assert (contradiction(type_, cells) is not None) is refuted


def test_guess_that_the_cells_refute_is_dropped_and_its_cells_are_kept():
    header = "来投企业"
    assert reader("project").understand((header,)).key == "investor"
    found = collect(
        [["项目名称", "承接地", header], ["示例", "长沙市", "13800138000"], ["示例二", "长沙市", "13800138001"]]
    )
    column = found.columns[2]
    assert column.key is None
    assert "电话号码" in column.because.zh
    assert "telephone" in column.because.en
    assert found.records[0].extra == {header: "13800138000"}


def test_listed_header_stands_whatever_its_cells_are():
    found = collect([["项目名称", "承接地", "投资方"], ["示例", "长沙市", "13800138000"]])
    assert found.columns[2].key == "investor"


@pytest.mark.parametrize(
    ("header", "key", "zh"),
    [
        ("投资方", "investor", "读作“投资方”，因为表头对照表里有这个写法"),
        ("总投（亿元）", "investment_cny", "总投"),
        ("签约项目总投资额", "signed_amount_cny", "由这一栏常用的词组成"),
        ("施工单位", None, "不是本类记录的栏目"),
        ("预计竣工时间", None, "计划"),
        ("外星人数目", None, ""),
    ],
)
def test_column_says_why_it_was_read_as_it_was(header, key, zh):
    found = collect([["项目名称", "承接地", header], ["示例", "长沙市", "x"]])
    told = found.columns[2].as_row()
    assert told["key"] == key
    assert 0 <= told["certainty"] <= 1
    assert zh in found.columns[2].because.zh
    assert found.columns[2].because.en


def test_doubtful_header_is_asked_about_with_what_it_may_be():
    found = collect([["项目名称", "承接地", "首次来访时间"], ["示例", "长沙市", "2025-03-01"]])
    column = found.columns[2]
    assert column.alternatives[0] == "contacted_on"
    assert "接洽时间" in column.question.zh
    assert "首次接洽时间" in column.because.zh
    assert column.certainty < TAKEN
