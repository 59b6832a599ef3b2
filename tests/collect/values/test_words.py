"""The field's fixed words, and numbers with units."""

import pytest

from yanzhen.collect.values.quantities import read_quantity
from yanzhen.collect.values.units import measure
from yanzhen.collect.values.words import read_bool, read_maturity, read_stage


@pytest.mark.parametrize(
    ("text", "stage"),
    [
        ("在谈", "negotiating"),
        ("洽谈中", "negotiating"),
        ("拟签约", "negotiating"),
        ("未签约", "negotiating"),
        ("签约", "signed"),
        ("已签约", "signed"),
        ("签约未开工", "approval"),
        ("已签约待开工", "approval"),
        ("开工", "started"),
        ("在建", "started"),
        ("建设中", "started"),
        ("已投产", "producing"),
        ("试生产", "producing"),
        ("建成投产", "producing"),
        ("达产", "full_production"),
        ("终止", "ended"),
        ("暂缓", "paused"),
        ("线索", "lead"),
        ("接洽", "contact"),
        ("signed", "signed"),
        ("完成厂房装修20%，设备采购中，预计六月", None),
        ("甲乙丙", None),
    ],
)
def test_stage(text, stage):
    assert read_stage(text) == stage


@pytest.mark.parametrize(
    ("text", "answer"),
    [("是", True), ("√", True), ("有", True), ("否", False), ("×", False), ("无", False), ("待查", None)],
)
def test_yes_and_no(text, answer):
    assert read_bool(text) is answer


@pytest.mark.parametrize(
    ("text", "maturity"),
    [("TRL6", "trl6"), ("TRL 6级", "trl6"), ("６级", "trl6"), ("技术成熟度7", "trl7"), ("小试", "小试")],
)
def test_maturity(text, maturity):
    assert read_maturity(text) == maturity


@pytest.mark.parametrize(
    ("text", "column", "wanted", "number"),
    [
        ("120亩", None, "亩", 120),
        ("8公顷", None, "亩", 120),
        ("2.5万㎡", None, "㎡", 25000),
        ("2.5", "万㎡", "㎡", 25000),
        ("80000平方米", None, "亩", 120),
        ("1.2平方公里", None, "公顷", 120),
        ("35%", "%", "%", 35),
        ("7800吨", "吨标煤", "吨标准煤", 7800),
        ("约350人", None, None, 350),
        ("80-100", "亩", "亩", None),
        ("很多", None, "亩", None),
        ("3亿元", None, "亩", None),
    ],
)
def test_quantity(text, column, wanted, number):
    assert read_quantity(text, measure(column) if column else None, measure(wanted) if wanted else None) == number
