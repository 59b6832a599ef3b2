"""The recording writer: nothing doubled, everything in step, everything undone."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yanzhen_web.models import Amount, BusinessDate, Record, RecordVersion, Upload
from yanzhen_web.services.records.columns import span_of
from yanzhen_web.services.records.recording import Teller, Told, foresee, write_records
from yanzhen_web.services.records.undoing import undo_upload

from .worlds import WHY, World, told


def _upload(world: World, owner: str = "changsha") -> Upload:
    organisation = world.organisations[owner]
    return Upload.objects.unscoped(why=WHY).create(owner_org=organisation, file_name="表.xlsx", size=1, sha256="x")


def _write(world: World, upload: Upload, *listed: Told) -> Any:
    return write_records(listed, Teller(upload.owner_org, world.users["city_office"], upload, world.event))


def _records() -> list[Record]:
    return list(Record.objects.unscoped(why=WHY).filter(withdrawn_at=None).order_by("pk"))


_COMPARED = ("name", "engine_key", "fields", "extra", "facts", "region", "stage", "party", "amount_cny", "search_text")


def _state() -> list[Any]:
    amounts = Amount.objects.unscoped(why=WHY).filter(record__withdrawn_at=None)
    dates = BusinessDate.objects.unscoped(why=WHY).filter(record__withdrawn_at=None)
    return [
        [{key: value for key, value in vars(r).items() if key in _COMPARED} for r in _records()],
        sorted(amounts.values_list("record__name", "key", "cny")),
        sorted(dates.values_list("record__name", "key", "earliest", "latest", "precision")),
    ]


PROJECT = {"investor": "深圳某公司", "target": "430182", "origin": "440300", "stage": "signed", "signed_on": "2025-03"}


def test_same_content_twice_is_one_record(world: World) -> None:
    one = told("project", "电机项目", intended_amount_cny=3 * 10**8, **PROJECT)
    assert _write(world, _upload(world), one).created == 1
    again = _write(world, _upload(world), one)
    assert (again.created, again.updated, again.unchanged) == (0, 0, 1)
    assert len(_records()) == 1
    assert RecordVersion.objects.unscoped(why=WHY).count() == 1


def test_later_book_changes_what_it_states_and_keeps_the_rest(world: World) -> None:
    _write(world, _upload(world), told("project", "电机项目", intended_amount_cny=3 * 10**8, content="电机", **PROJECT))
    later = told("project", "电机项目", intended_amount_cny=4 * 10**8, **PROJECT)
    assert _write(world, _upload(world), later).updated == 1
    (record,) = _records()
    assert record.fields["content"] == "电机"
    assert (record.amount_cny, record.version) == (4 * 10**8, 2)
    assert list(Amount.objects.unscoped(why=WHY).values_list("key", "cny")) == [("intended_amount_cny", 4 * 10**8)]
    version = RecordVersion.objects.unscoped(why=WHY).get(number=2)
    assert version.changes == {"intended_amount_cny": [3 * 10**8, 4 * 10**8]}


def test_returned_id_updates_even_under_a_new_name(world: World) -> None:
    first = told("project", "电机项目", **PROJECT)
    _write(world, _upload(world), first)
    renamed = told("project", "永磁电机项目", **PROJECT)
    renamed.returned_id = first.key
    assert _write(world, _upload(world), renamed).updated == 1
    # And the same book a third time, now without the id: the new content is known as well.
    assert _write(world, _upload(world), told("project", "永磁电机项目", **PROJECT)).unchanged == 1
    assert [record.name for record in _records()] == ["永磁电机项目"]


def test_returned_id_of_another_organisation_is_not_touched(world: World) -> None:
    theirs = told("project", "电机项目", **PROJECT)
    _write(world, _upload(world, "zhuzhou"), theirs)
    mine = told("project", "别的名字", **PROJECT)
    mine.returned_id = theirs.key
    assert _write(world, _upload(world), mine).created == 1
    assert sorted(record.name for record in _records()) == ["别的名字", "电机项目"]


def test_same_content_of_two_organisations_is_two_records(world: World) -> None:
    one = told("project", "电机项目", **PROJECT)
    _write(world, _upload(world, "zhuzhou"), one)
    assert _write(world, _upload(world), one).created == 1


def test_same_record_twice_in_one_book_is_written_once(world: World) -> None:
    one, two = told("project", "电机项目", **PROJECT), told("project", "电机项目", jobs=5, **PROJECT)
    written = _write(world, _upload(world), one, two)
    assert (written.created, written.unchanged) == (1, 1)
    (record,) = _records()
    assert record.fields["jobs"] == 5
    assert [r.pk for r in written.records] == [record.pk, record.pk]


def test_foresee_says_what_writing_does(world: World) -> None:
    teller = Teller(world.organisations["changsha"])
    _write(world, _upload(world), told("project", "甲", **PROJECT), told("project", "乙", **PROJECT))
    listed = [
        told("project", "甲", **PROJECT),
        told("project", "乙", jobs=1, **PROJECT),
        told("project", "丙", **PROJECT),
    ]
    assert foresee(listed, teller) == {"new": 1, "changed": 1, "same": 1}
    written = write_records(listed, teller)
    assert (written.created, written.updated, written.unchanged) == (1, 1, 1)


def test_undo_brings_everything_back(world: World) -> None:
    _write(
        world, _upload(world), told("project", "甲", intended_amount_cny=1, **PROJECT), told("project", "乙", **PROJECT)
    )
    before = _state()
    upload = _upload(world)
    changed = told("project", "甲", intended_amount_cny=2, start_planned_on="2025-07/2025-09", **PROJECT)
    _write(world, upload, changed, told("project", "丙", jobs=3, **PROJECT))
    assert _state() != before
    undone = undo_upload(upload, None)
    assert (undone.updated, undone.withdrawn, undone.kept) == (1, 1, 0)
    assert _state() == before
    actions = RecordVersion.objects.unscoped(why=WHY).order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["create", "create", "create", "update", "restore", "withdraw"]


def test_undo_leaves_what_was_changed_since(world: World) -> None:
    first = _upload(world)
    _write(world, first, told("project", "甲", jobs=1, **PROJECT))
    _write(world, _upload(world), told("project", "甲", jobs=2, **PROJECT))
    undone = undo_upload(first, None)
    assert (undone.kept, undone.withdrawn) == (1, 0)
    assert _records()[0].fields["jobs"] == 2


def test_withdrawn_record_sent_again_is_a_new_one(world: World) -> None:
    upload = _upload(world)
    _write(world, upload, told("project", "甲", **PROJECT))
    undo_upload(upload, None)
    assert _write(world, _upload(world), told("project", "甲", **PROJECT)).created == 1
    assert len(_records()) == 1


def test_writing_is_all_or_nothing(world: World) -> None:
    broken = told("project", "乙", **PROJECT)
    broken.kind = "unheard_of"
    with pytest.raises(Exception, match=r"(?i)constraint|check"):
        _write(world, _upload(world), told("project", "甲", **PROJECT), broken)


def test_queries_grow_with_chunks_not_with_rows(world: World, count_queries: Any) -> None:
    def write(first: int, last: int) -> int:
        listed = [told("project", f"项目{n}", intended_amount_cny=n + 1, **PROJECT) for n in range(first, last)]
        return count_queries(lambda: _write(world, _upload(world), *listed))

    few, many = write(0, 3), write(10, 110)
    # SQLite takes so many values a statement that a hundred rows need a few more.
    assert many <= few + 20


@given(st.dates(min_value=date(1949, 10, 1)), st.sampled_from(["day", "month", "year"]))
def test_span_holds_its_day(day: Any, precision: str) -> None:
    text = {"day": f"{day}", "month": f"{day:%Y-%m}", "year": f"{day:%Y}"}[precision]
    span = span_of(text)
    assert span is not None
    assert span[0] <= day <= span[1]
    assert span[2] == precision


@pytest.mark.parametrize("text", ["", "三月", "2025-13", "2025-02-30", "2025-09/2025-07", "2025-03-01-01", "/"])
def test_span_of_what_is_no_date_is_none(text: str) -> None:
    assert span_of(text) is None


def test_books_undone_from_the_last_to_the_first_bring_everything_back(world: World) -> None:
    states, uploads = [], []
    for jobs in (1, 2, 3):
        uploads.append(_upload(world))
        states.append(_state())
        _write(world, uploads[-1], told("project", "甲", jobs=jobs, **PROJECT))
    for upload, before in zip(reversed(uploads), reversed(states), strict=True):
        assert undo_upload(upload, None).kept == 0
        assert _state() == before


def test_undo_of_a_book_in_the_middle_waits_for_the_later_one(world: World) -> None:
    first, second, third = _upload(world), _upload(world), _upload(world)
    for jobs, upload in enumerate((first, second, third), start=1):
        _write(world, upload, told("project", "甲", jobs=jobs, **PROJECT))
    assert undo_upload(second, None).kept == 1
    assert undo_upload(third, None).updated == 1
    assert _records()[0].fields["jobs"] == 2
    assert undo_upload(first, None).kept == 1
    assert undo_upload(second, None).updated == 1
    assert _records()[0].fields["jobs"] == 1
