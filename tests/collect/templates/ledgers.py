"""Records of every type, and templates of every layout, for the tests of templates."""

import datetime
import io
import string
from dataclasses import replace
from typing import Any

from hypothesis import assume
from hypothesis import strategies as st

from yanzhen.collect import collect_book
from yanzhen.collect.headers import reader
from yanzhen.collect.kinds import NAMELESS
from yanzhen.collect.templates import Template, learn_template
from yanzhen.collect.templates.shapes import Totals
from yanzhen.collect.workbooks import Sheet
from yanzhen.fields import fields_of
from yanzhen.records import KINDS, STAGES, Record, Source
from yanzhen.reference.places import resolve
from yanzhen.reference.regions import all_regions, name_of

HUNAN = [unit.code for unit in all_regions("city") if unit.code.startswith("43")]
PLACES = [
    unit.code
    for unit in all_regions()
    if unit.level != "zone" and resolve(name_of(unit.code, full=True)).code == unit.code
]
MONEY_UNITS = {"": "", "元": "元", "万元": "万元", "亿元": "亿元", "百万元": "百万元"}
EXTRA = "考核折算系数"
HAN = "新能源材料装备制造智能电子信息生物医药研发产线基地园区建设设备示例甲乙丙丁戊"
HOSTILE = [
    "=1+1",
    "+cmd|' /C calc'!A0",
    "@SUM(A1)",
    "-2+3",
    "'=x",
    "\u202egpj.exe",
    "<b>&amp;</b>",
    "a\tb",
    "第一行\n第二行",
    "＝1",
    "12",
    "1e5",
    "TRUE",
    "0012",
]


def texts() -> st.SearchStrategy[str]:
    """Texts that are no word for nothing, and have no blanks at their ends."""
    alphabet = HAN + string.ascii_letters + string.digits + " ，。、（）《》-+=@#%&*!?\u202e\U0001f600'\"<>"
    free = st.text(alphabet=alphabet, min_size=1, max_size=40).map(lambda t: f"示例{t.strip()}一段")
    return st.one_of(free, st.sampled_from(HOSTILE))


def names() -> st.SearchStrategy[str]:
    inner = st.text(alphabet=HAN + string.ascii_letters + string.digits + "=+@（）-", min_size=0, max_size=12)
    return inner.map(lambda t: f"示例{t}工程")


def dates() -> st.SearchStrategy[str]:
    days = st.dates(datetime.date(1990, 1, 1), datetime.date(2060, 12, 31)).map(datetime.date.isoformat)
    partial = st.tuples(days, st.sampled_from([4, 7, 10])).map(lambda pair: pair[0][: pair[1]])
    spans = st.sampled_from(
        ["2025-07/2025-09", "2025-01/2025-06", "2024-03/2025-02", "2025-07/2025-12", "2025-03-01/2025-04-02"]
    )
    return st.one_of(partial, spans)


def amounts() -> st.SearchStrategy[int]:
    return st.one_of(st.integers(0, 10**12), st.integers(1, 9999).map(lambda n: n * 10**8), st.integers(0, 10**6))


def phases() -> st.SearchStrategy[list[dict[str, Any]]]:
    cny = st.integers(1, 10**10)
    return st.tuples(cny, cny).map(
        lambda pair: [{"name": "一期", "amount_cny": pair[0]}, {"name": "二期", "amount_cny": pair[1]}]
    )


def foreign() -> st.SearchStrategy[dict[str, Any]]:
    amount = st.one_of(st.integers(1, 10**9), st.integers(1, 9999).map(lambda n: n * 10**4))
    return st.builds(lambda a, c: {"amount": a, "currency": c}, amount, st.sampled_from(["USD", "EUR", "HKD", "JPY"]))


def quantity() -> st.SearchStrategy[int | float]:
    return st.one_of(st.integers(0, 10**6), st.integers(1, 10**8).map(lambda n: n / 1000).map(_plain))


def _plain(number: float) -> int | float:
    return int(number) if number.is_integer() else number


VALUES: dict[str, st.SearchStrategy[Any]] = {
    "name": names(),
    "text": texts(),
    "contact": st.tuples(st.sampled_from(["示例甲", "示例乙"]), st.integers(10**10, 10**11 - 1)).map(
        lambda p: f"{p[0]} {p[1]}"
    ),
    "money": amounts(),
    "money_range": st.tuples(st.integers(1, 10**9), st.integers(1, 10**9)).map(lambda p: [p[0], p[0] + p[1]]),
    "foreign_money": foreign(),
    "number": quantity(),
    "integer": st.integers(0, 10**6),
    "bool": st.booleans(),
    "date": dates(),
    "region": st.sampled_from(PLACES),
    "country": st.sampled_from(["US", "DE", "JP", "SG"]),
    "stage": st.sampled_from(STAGES),
    "maturity": st.one_of(
        st.sampled_from([f"trl{n}" for n in range(1, 10)]), st.sampled_from(["小试", "中试", "产业化"])
    ),
    "code": st.text(alphabet=string.ascii_uppercase + string.digits + "-", min_size=3, max_size=12).map(
        lambda t: f"C{t}9"
    ),
    "project_code": st.integers(10**9, 10**10 - 1).map(lambda n: f"2504-430{n % 1000:03d}-04-01-{n % 10**6:06d}"),
    "credit_code": st.sampled_from(["91440300708461136T", "91110000600037341L"]),
    "list": phases(),
}


@st.composite
def records_of(draw: st.DrawFn, kind: str) -> list[Record]:
    """A few records of a kind with any of its fields."""
    found = []
    for number in range(draw(st.integers(1, 4))):
        fields = {}
        for key, field in fields_of(kind).items():
            if key not in ("name", "seq") and draw(st.integers(0, 9)) < 7:
                fields[key] = draw(VALUES[field.type])
        name = f"{draw(names())}{number}号"
        if naming(kind) != "name":
            # Its sheets have no column of names: another field serves as the name.
            fields[naming(kind)] = name
        extra = {EXTRA: draw(texts())} if draw(st.booleans()) else {}
        found.append(Record(kind, name, fields, extra, Source("", "", number + 1)))
    return found


def naming(kind: str) -> str:
    """The key that names a record of a kind."""
    return NAMELESS.get(kind, ("name",))[0]


def headers_of(kind: str) -> dict[str, str]:
    """key -> a header (in Chinese, as the registry names the field) that the reader is sure of."""
    found = {}
    for key, field in fields_of(kind).items():
        meaning = reader(kind).understand((field.label.zh,))
        if meaning.key == key and not meaning.choices:
            found[key] = field.label.zh
    return found


@st.composite
def layouts(draw: st.DrawFn, kind: str) -> Template:
    """An empty form of a kind: any of its columns in any order, one to three levels, with or without lines around."""
    named = naming(kind)
    known = {key: header for key, header in headers_of(kind).items() if key in (named, "seq") or key != "name"}
    others = draw(st.lists(st.sampled_from(sorted(known)), min_size=3, max_size=12, unique=True))
    keys = draw(st.permutations([named, *(key for key in others if key != named)]))
    unit = draw(st.sampled_from(["元", "万元", "亿元", "百万元"]))
    lines = [["2025年1-10月示例项目调度表（示例）"], [f"填报单位：示例单位        单位：{unit}"]]
    above = draw(st.sampled_from([lines, lines[1:], []]))
    heads = []
    for key in keys:
        field = fields_of(kind)[key]
        inside = field.type == "money" and (not above or draw(st.booleans()))
        heads.append(known[key] + (f"（{draw(st.sampled_from(['元', '万元', '亿元']))}）" if inside else ""))
    if draw(st.booleans()):
        # A column that nobody understands takes what the records have under its header.
        heads.insert(draw(st.integers(0, len(heads))), EXTRA)
    depth = draw(st.integers(1, 3))
    top = len(above) + 1
    rows: list[list[Any]] = [*above, *([[""] * len(heads) for _ in range(depth)])]
    merges = []
    column = 0
    while column < len(heads):
        run = draw(st.integers(1, 3)) if depth > 1 and draw(st.booleans()) else 1
        run = min(run, len(heads) - column)
        under = depth > 1 and run > 1
        if under:
            rows[top - 1][column] = draw(st.sampled_from(["基本情况", "其他情况", "有关情况"]))
            merges.append((top, column + 1, top, column + run))
        for each in range(column, column + run):
            first = top + under
            rows[first - 1][each] = heads[each]
            if first < top + depth - 1:
                merges.append((first, each + 1, top + depth - 1, each + 1))
        column += run
    width = len(heads)
    if above:
        merges.append((1, 1, 1, width)) if width > 1 else None
    rows = [[*row, *[""] * (width - len(row))] for row in rows]
    below = draw(st.booleans())
    if below:
        rows += [[""] * width, ["填报人：            审核人：            联系电话：", *[""] * (width - 1)]]
    template = learn_template(Sheet("台账", rows, merges=merges), kind=kind)
    # Which header means what is tested elsewhere: here all that matters is that the reader finds the name.
    assume(named in [column.key for column in template.sheets[0].columns])
    by = draw(st.sampled_from(["", "city", "county"]))
    sides = st.sampled_from(["", "top", "bottom"])
    totals = Totals(grand=draw(sides), groups=draw(sides) if by else "", by=by, column=template.sheets[0].totals.column)
    return replace(template, sheets=(replace(template.sheets[0], totals=totals),))


def kinds() -> st.SearchStrategy[str]:
    return st.sampled_from(KINDS)


def read_back(data: bytes, folder: Any, *, kind: str | None = None) -> Any:
    """What `collect` makes of a filled template."""
    path = folder / "ledger.xlsx"
    path.write_bytes(data)
    return collect_book(path, kind=kind)


def opened(data: bytes) -> Any:
    from openpyxl import load_workbook

    return load_workbook(io.BytesIO(data))
