"""Random edits between two rounds give exactly their difference; the oracle is the edits that were made."""

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from yanzhen.collect.comparing import CellChange, compare
from yanzhen.records import Record, give_keys

EDITS = {
    # key: [(old, new, mark)], None where both mean the same
    "investment_cny": [(5, 4, "shrank"), (4, 5, "grew"), (5, 5.0, None)],
    "signed_amount_cny": [(10**12, 10**12 - 1, "shrank"), (0, 1, "grew")],
    "start_planned_on": [
        ("2025-03", "2025-04", "moved_later"),
        ("2025-03", "2025-02-28", "moved_earlier"),
        ("2025-03", "2025-03-01", "refined"),
        ("2025", "2025-07/2025-09", "refined"),
        ("2025-03-01", "2025-03", "changed"),
        ("2025-07/2025-09", "2025-08/2025-10", "moved_later"),
        ("2025-01/2025-12", "2025", None),
    ],
    "stage": [
        ("started", "signed", "stage_back"),
        ("signed", "started", "changed"),
        ("signed", "ended", "changed"),
        ("paused", "contact", "changed"),
    ],
    "target": [
        ("430100", "430182", "refined"),
        ("430182", "430100", "changed"),
        ("430124", "430182", None),
        ("430100", "430200", "changed"),
    ],
    "content": [("建设 厂房", "建设厂房", None), ("ＡＢ线", "ab线", None), ("甲", "乙", "changed")],
    "phases": [
        ([{"name": "一期", "amount_cny": 1}, {"name": "二期", "amount_cny": 2}],
         [{"amount_cny": 2, "name": "二期"}, {"name": "一期", "amount_cny": 1}], None),
        ([{"name": "一期", "amount_cny": 1}], [{"name": "一期", "amount_cny": 3}], "changed"),
    ],
    "contract_foreign_capital": [
        ({"amount": 5, "currency": "USD"}, {"amount": 4, "currency": "USD"}, "shrank"),
        ({"amount": 5, "currency": "USD"}, {"amount": 4, "currency": "EUR"}, "changed"),
    ],
    "investment_range_cny": [([1, 2], [1, 3], "grew"), ([1, 4], [2, 3], "changed"), ([2, 4], [1, 4], "shrank")],
    "land_mu": [(12, 12.0, None), (12, 11, "changed")],
    "note": [(None, "新增备注", "filled"), ("备注", None, "cleared"), ("备注", "", "cleared"), (None, "", None)],
    "seq": [(1, 7, None)],
}  # fmt: skip


@st.composite
def edited_rounds(draw):
    """The last round, this one, and what should be told: (state by name, cells by name)."""
    count = draw(st.integers(0, 12))
    ids = draw(st.sampled_from(["kept", "content", "none"]))
    olds, news, states, cells = [], [], {}, {}
    for number in range(count):
        name = f"示例{number}号工程"
        before, after, wanted = {"investor": f"示例{number % 3}公司"}, {"investor": f"示例{number % 3}公司"}, []
        for key in draw(st.lists(st.sampled_from(sorted(EDITS)), unique=True, max_size=5)):
            old, new, mark = draw(st.sampled_from(EDITS[key]))
            changes = draw(st.booleans())
            before |= {} if old is None else {key: old}
            told = new if changes else old
            after |= {} if told is None else {key: told}
            if changes and mark:
                wanted.append(CellChange(key, old, None if told is None else told, mark))
        extra = {"其他列": draw(st.sampled_from(["甲", "乙"]))} if draw(st.booleans()) else {}
        fate = draw(st.sampled_from(["kept", "kept", "kept", "gone", "new"]))
        old_row, new_row = Record("project", name, before, dict(extra)), Record("project", name, after, dict(extra))
        if fate != "new":
            olds.append(old_row)
        if fate != "gone":
            news.append(new_row)
        states[name] = {"gone": "missing", "new": "new"}.get(fate, "changed" if wanted else "same")
        cells[name] = wanted if fate == "kept" else []
    if ids != "none":
        give_keys(olds)
        by_name = {row.name: row.key for row in olds}
        for row in news:
            row.key = by_name.get(row.name, "") if ids == "kept" else ""
        if ids == "content":
            give_keys(news)
    random.Random(draw(st.integers(0, 9))).shuffle(news)
    return olds, news, states, cells


@settings(max_examples=400, deadline=None)
@given(edited_rounds())
def test_random_edits_give_exactly_their_difference(rounds):
    olds, news, states, cells = rounds
    found = compare(olds, news)
    assert {row.name: row.state for row in found.rows} == states
    assert len(found.rows) == len(states)
    for row in found.rows:
        assert sorted(row.cells, key=lambda c: c.key) == sorted(cells[row.name], key=lambda c: c.key)
        if row.old is not None:
            assert olds[row.old].name == row.name
        if row.new is not None:
            assert news[row.new].name == row.name
    for total in found.totals:
        assert total.before == sum(v for r in olds if isinstance(v := r.fields.get(total.key, 0), int))
        assert total.after == sum(v for r in news if isinstance(v := r.fields.get(total.key, 0), int))


ROWS = st.lists(st.tuples(st.sampled_from("甲乙丙"), st.sampled_from("AB"), st.integers(0, 2)))


@settings(max_examples=200, deadline=None)
@given(ROWS, ROWS, st.booleans())
def test_no_row_is_tied_twice_and_none_is_lost(before, after, with_ids):
    olds = [Record("project", f"示例{n}", {"investor": p, "investment_cny": v}) for n, p, v in before]
    news = [Record("project", f"示例{n}", {"investor": p, "investment_cny": v}) for n, p, v in after]
    if with_ids:
        give_keys(olds)
        give_keys(news)
    rows = compare(olds, news).rows
    assert sorted(r.old for r in rows if r.old is not None) == list(range(len(olds)))
    assert sorted(r.new for r in rows if r.new is not None) == list(range(len(news)))
    # As many rows stay the same as there are rows that both rounds have, word for word.
    counted = sum(min(before.count(row), after.count(row)) for row in set(before))
    assert sum(row.state == "same" for row in rows) == counted
