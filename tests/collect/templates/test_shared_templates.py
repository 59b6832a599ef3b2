"""Every shared book: its template learned, filled with its own records, read again: the same records."""

from pathlib import Path

import pytest
from tests.collect.templates.ledgers import read_back

from yanzhen.collect import collect_book
from yanzhen.collect.templates import Template, fill_template, learn_template

BOOKS = sorted((Path(__file__).resolve().parents[4] / "shared" / "books").glob("*.xlsx"))

pytestmark = [pytest.mark.shared, pytest.mark.skipif(not BOOKS, reason="the shared books are not beside the checkout")]


@pytest.mark.parametrize("book", BOOKS, ids=lambda path: path.stem)
@pytest.mark.parametrize("ids", [False, True])
def test_a_book_filled_into_its_own_layout_is_read_the_same(book, ids, tmp_path):
    template = learn_template(book)
    assert Template.from_json(template.as_json()) == template
    before = collect_book(book).records
    again = read_back(fill_template(template, before, ids=ids), tmp_path).records
    told = [(r.kind, r.name, {k: v for k, v in r.fields.items() if k != "seq"}, r.extra) for r in before]
    assert sorted(
        [(r.kind, r.name, {k: v for k, v in r.fields.items() if k != "seq"}, r.extra) for r in again], key=str
    ) == sorted(told, key=str)
    if ids:
        assert {r.name: r.key for r in again} == {r.name: r.key for r in before}
