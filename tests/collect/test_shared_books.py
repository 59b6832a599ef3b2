"""The books of the measuring data come out exactly as their JSON says."""

import json
from pathlib import Path

import pytest

from yanzhen.collect import collect_book

BOOKS = sorted((Path(__file__).resolve().parents[3] / "shared" / "books").glob("*.xlsx"))

pytestmark = [pytest.mark.shared, pytest.mark.skipif(not BOOKS, reason="no measuring data beside the checkout")]


@pytest.mark.parametrize("book", BOOKS, ids=lambda path: path.stem)
def test_shared_book_comes_out_as_its_json_says(book):
    wanted = json.loads(book.with_suffix(".json").read_text(encoding="utf-8"))
    found = collect_book(book).as_json()
    place = lambda row: (row["sheet"], row["row"], row.get("column", ""))  # noqa: E731
    assert len(found["records"]) == len(wanted["records"])
    for record, expected in zip(found["records"], wanted["records"], strict=True):
        assert {key: record.get(key) for key in expected} == expected
        unexpected = set(record) - set(expected) - {"id", "seq", "note", "extra", "stage"}
        assert not unexpected, (unexpected, record)
    told = [{key: issue[key] for key in ("sheet", "row", "column", "code")} for issue in found["issues"]]
    assert sorted(told, key=place) == sorted(wanted["issues"], key=place)
    assert sorted(found["skipped"], key=place) == sorted(wanted["skipped"], key=place)
