"""However a ledger is split into senders and rounds, the parts add up to the whole."""

import pathlib
import tempfile
from fractions import Fraction

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from tests.collect.templates.ledgers import opened, read_back

from yanzhen.collect.comparing import compare, money_keys
from yanzhen.collect.templates import Template, fill_template, learn_template
from yanzhen.collect.workbooks import Sheet
from yanzhen.records import Record

MONEY = ["investment_cny", "signed_amount_cny", "funds_in_place_total_cny"]
HEADS = [
    "序号",
    "项目名称",
    "投资方",
    "承接地",
    "总投资（亿元）",
    "签约金额（万元）",
    "累计到位资金（元）",
    "用地面积（亩）",
]
CITIES = ["430100", "430182", "430200", "430300", "433101"]


def ledger() -> Template:
    rows = [HEADS, *[[""] * len(HEADS)]]
    return learn_template(Sheet("台账", rows), kind="project")


@st.composite
def whole_ledgers(draw):
    """Rows with a sender and a round each."""
    rows = []
    for number in range(draw(st.integers(1, 14))):
        fields = {"investor": "示例公司", "target": draw(st.sampled_from(CITIES))}
        fields |= {key: draw(st.integers(0, 10**11)) for key in MONEY if draw(st.booleans())}
        if draw(st.booleans()):
            fields["land_mu"] = draw(st.integers(0, 10**5)) / 100
        rows.append(
            (draw(st.integers(0, 3)), draw(st.integers(0, 2)), Record("project", f"示例{number}号工程", fields))
        )
    return rows


def sums(records) -> dict[str, int | Fraction]:
    told = {key: sum(r.fields.get(key, 0) for r in records) for key in MONEY}
    return told | {"land_mu": sum(Fraction(str(r.fields.get("land_mu", 0))) for r in records)}


def grand_total(data: bytes) -> dict[str, Fraction]:
    """The row of 合计, in whole CNY and mu."""
    row = next(row for row in opened(data).active.iter_rows(values_only=True) if row[0] == "合计")
    factors = [10**8, 10**4, 1, 1]
    return {
        key: Fraction(str(value or 0)) * f for key, value, f in zip([*MONEY, "land_mu"], row[4:], factors, strict=True)
    }


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate])
@given(whole_ledgers())
def test_any_split_into_senders_and_rounds_adds_up_to_the_whole(rows):
    template = ledger()
    whole = [record for _, _, record in rows]
    parts: dict[tuple[int, int], list[Record]] = {}
    for sender, number, record in rows:
        parts.setdefault((sender, number), []).append(record)
    books = {place: fill_template(template, part, grouping="city", totals=True) for place, part in parts.items()}
    with tempfile.TemporaryDirectory() as folder:
        read = {place: read_back(data, pathlib.Path(folder)).records for place, data in books.items()}
        together = fill_template(template, [r for part in read.values() for r in part], grouping="city", totals=True)
    assert sums([r for part in read.values() for r in part]) == sums(whole)
    for key, value in grand_total(together).items():
        assert value == sums(whole)[key]
        assert value == sum(grand_total(data)[key] for data in books.values())
    # Told apart again, the parts and the whole hold the same rows.
    assert compare(whole, [r for part in read.values() for r in part]).counts == {"same": len(whole)}


@settings(max_examples=60, deadline=None)
@given(whole_ledgers())
def test_the_totals_of_parts_compared_add_up_to_those_of_the_whole(rows):
    whole = compare([], [record for _, _, record in rows])
    parts = [compare([], [r for s, _, r in rows if s == sender]) for sender in range(4)]
    for key in money_keys("project"):
        of_whole = sum(t.after for t in whole.totals if t.key == key)
        assert of_whole == sum(t.after for part in parts for t in part.totals if t.key == key)
