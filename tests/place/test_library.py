"""The library of criteria: whole, in both languages, and found by the names that columns have."""

import sys
from pathlib import Path

from yanzhen.language import Said
from yanzhen.place.library import BY_KEY, GROUPS, LIBRARY, criterion_called
from yanzhen.records import folded


def test_library_is_whole():
    assert len(LIBRARY) >= 30
    assert len(BY_KEY) == len(LIBRARY)
    for one in LIBRARY:
        assert one.group in GROUPS
        assert one.direction in ("max", "min")
        assert one.how in ("entered", "table", "computed")
        assert one.lowest < one.highest
        assert 0 < one.widening <= 0.5
        for said in (one.name, one.unit, one.definition, one.source):
            assert isinstance(said, Said)
            assert said.zh and said.en
    assert {one.group for one in LIBRARY} == set(GROUPS)
    assert [one.group for one in LIBRARY] == sorted((one.group for one in LIBRARY), key=list(GROUPS).index)


def test_no_name_means_two_criteria():
    names = [
        folded(name)
        for one in LIBRARY
        for name in dict.fromkeys(map(folded, (one.key, one.name.zh, one.name.en, *one.aliases)))
    ]
    assert len(names) == len(set(names))


def test_criteria_are_found_by_key_name_and_alias():
    for name in ("power_price", "工业电价", "Price of electricity", "PRICE OF ELECTRICITY", "大工业电价"):
        assert criterion_called(name) is BY_KEY["power_price"]
    assert criterion_called("电") is None


def test_pages_of_the_library_are_current():
    root = Path(__file__).resolve().parents[2]
    sys.path.insert(0, str(root / "tools"))
    try:
        from criteria_pages import DOCS, page
    finally:
        sys.path.pop(0)
    for language in ("zh", "en"):
        assert (DOCS / language / "criteria.md").read_text("utf-8") == page(language), "run `make docs`"
