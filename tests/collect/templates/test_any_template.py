"""Any record written in any template and read back is the same."""

import pathlib
import tempfile

from hypothesis import HealthCheck, Phase, assume, given, note, settings
from hypothesis import strategies as st
from tests.collect.templates.ledgers import kinds, layouts, read_back, records_of

from yanzhen.collect.templates import Template, fill_template
from yanzhen.collect.templates.pens import told_beside
from yanzhen.records import Record

SLOW = settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    # A failing example names its column already; making it smaller takes minutes.
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)


def told_by(template: Template, record: Record) -> dict:
    """The part of a record that a template has columns for."""
    keys = [c.key for c in template.sheets[0].columns if c.key and c.role == "value"]
    return {key: record.fields[key] for key in record.fields if key in keys}


def beside(template: Template) -> set[str]:
    sheet = template.sheets[0]
    own = {c.key for c in sheet.columns}
    return {key for c in sheet.columns for key in told_beside(sheet.kind, c.key)} - own


@SLOW
@given(st.data())
def test_any_record_in_any_template_is_read_back_the_same(data):
    kind = data.draw(kinds())
    records = data.draw(records_of(kind))
    template = data.draw(layouts(kind))
    assert Template.from_json(template.as_json()) == template
    with tempfile.TemporaryDirectory() as folder:
        found = read_back(fill_template(template, records, ids=True), pathlib.Path(folder), kind=kind)
    # Whether a sheet is a list or a form of one item is tested where forms are told from lists.
    assume(not any(sheet.get("form") for sheet in found.sheets))
    note(str([c.header for c in template.sheets[0].columns]))
    assert len(found.records) == len(records)
    by_name = {record.name: record for record in found.records}
    others = beside(template)
    for record in records:
        wanted = told_by(template, record)
        # What a column tells beside its own field (a range, a plan) is compared in tests of its own.
        again = {k: v for k, v in by_name[record.name].fields.items() if k in record.fields and k not in others}
        assert {k: v for k, v in again.items() if k != "seq"} == wanted
        headers = [c.header for c in template.sheets[0].columns if c.key is None]
        told = {header: text for header, text in by_name[record.name].extra.items() if header in headers}
        assert told == {header: text for header, text in record.extra.items() if header in headers}
